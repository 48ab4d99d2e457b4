import json
import shutil
from pathlib import Path

import pytest

from emolab.data.dataset import DataError
from emolab.evaluation import __main__ as command
from emolab.evaluation.__main__ import difference, numbers
from emolab.runs.store import open_run


def contents(folder):
    """Every file under a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_run_measured_again_is_as_it_was_stored(tiny_run, tiny_csv, capsys):
    command.main(["--run", str(tiny_run), "--data", str(tiny_csv)])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "model",
        "transformer",
        "logistic_regression",
        "naive_bayes",
        "ensemble",
    ]
    for line in lines[1:]:
        _, scores, metrics = line.split()
        assert float(scores) < 1e-6
        assert float(metrics) < 1e-6, line


def test_other_data_is_refused(tiny_run):
    with pytest.raises(DataError, match="not those that the run tiny"):
        command.main(["--run", str(tiny_run), "--data", "bundled"])


@pytest.fixture
def outdated(tiny_run, tmp_path, reseal):
    """A copy of tiny_run whose stored scores and metrics are not those of its models."""
    folder = Path(shutil.copytree(tiny_run, tmp_path / "tiny"))
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["naive_bayes"]["test"]["policies"]["shared"]["f1_micro"] += 0.25
    (folder / "metrics.json").write_text(json.dumps(metrics))
    reseal(folder)
    return folder


def test_a_difference_is_found_and_written_away(outdated, tiny_csv, tiny_run, capsys):
    before = contents(outdated)
    arguments = ["--run", str(outdated), "--data", str(tiny_csv)]
    command.main(arguments)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "naive_bayes" in line]
    assert float(line.split()[2]) == pytest.approx(0.25)
    assert contents(outdated) == before

    command.main([*arguments, "--write"])
    run = open_run(outdated)
    assert run.metrics() == open_run(tiny_run).metrics()
    (change,) = run.record["changes"]
    assert change["what"] == "scored and evaluated again; weights and thresholds unchanged"
    assert set(change) == {"date", "git_commit", "command", "what"}
    after = contents(outdated)
    changed = {file for file in before if before[file] != after[file]}
    assert changed <= {"metrics.json", "run.json", "scores.npz"} | {
        f"models/{model}/README.md" for model in run.models
    }
    for file in run.record["files"]:
        run.path(file)
    assert [path.name for path in outdated.parent.iterdir()] == ["tiny"]


def test_a_failure_while_writing_leaves_the_run_as_it_was(outdated, tiny_csv, monkeypatch):
    before = contents(outdated)

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr("emolab.runs.store.write_json", fail)
    with pytest.raises(OSError, match="no space"):
        command.main(["--run", str(outdated), "--data", str(tiny_csv), "--write"])
    assert contents(outdated) == before
    assert [path.name for path in outdated.parent.iterdir()] == ["tiny"]


def test_numbers_are_found_however_deep_they_lie():
    assert list(numbers({"b": [1, None, (2,)], "a": {"c": 3.5}})) == [
        (("b", 0), 1.0),
        (("b", 2, 0), 2.0),
        (("a", "c"), 3.5),
    ]


def test_numbers_that_only_one_side_has_do_not_count():
    assert difference({"a": 1, "new": 9}, {"a": 1.5, "old": 3}) == 0.5
