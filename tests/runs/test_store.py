import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from emolab.data.dataset import Split
from emolab.runs import store as artifacts
from emolab.runs.migration import migrate_candidates, migrate_record
from emolab.runs.store import (
    ArtifactError,
    check_name,
    list_runs,
    open_run,
    seal,
    write_json,
    write_run,
    write_scores,
    write_texts,
)

LABELS = ("joy", "anger")
RECORD = {"labels": list(LABELS), "models": ["tfidf", "transformer"], "seed": 3}
METRICS = {"tfidf": {"thresholds": {"shared": [0.25, 0.25]}}}
HISTORY = {"tfidf": {"note": "très vite"}}
SPLITS = {
    "train": Split.of(
        ["what a day", "ça suffit"], [[1, 0], [1, 1]], ["a", "b"], ["original", "swap"]
    ),
    "test": Split.of(["well"], [[0, 0]], ["c"]),
}
SCORES = {
    "validation": {
        "targets": np.array([[1, 0]], dtype=np.uint8),
        "tfidf": np.array([[0.7, 0.1]], dtype=np.float32),
    },
    "test": {
        "targets": np.array([[0, 1], [1, 1]], dtype=np.uint8),
        "tfidf": np.array([[0.2, 0.3], [0.4, 0.5]], dtype=np.float32),
    },
}
FILES = [
    "history.json",
    "metrics.json",
    "models/tfidf/model.bin",
    "models/tfidf2/model.bin",
    "scores.npz",
    "texts.parquet",
]

# Opens the run that it is told to, says so, and stays in the block until its input ends.
WRITER = """
import sys
from pathlib import Path
from emolab.runs.store import seal, write_run

with write_run(Path(sys.argv[1]), sys.argv[2]) as folder:
    (folder / "half.txt").write_text("half")
    seal(folder, {"labels": []})
    print(folder, flush=True)
    sys.stdin.read()
"""


def fill(folder):
    write_json(folder / "metrics.json", METRICS)
    write_json(folder / "history.json", HISTORY)
    write_scores(folder / "scores.npz", SCORES)
    write_texts(folder, SPLITS, LABELS)
    for model in ("tfidf", "tfidf2"):
        place = folder / "models" / model
        place.mkdir(parents=True)
        (place / "model.bin").write_bytes(bytes(range(10)))


def write(root, name="demo", last=lambda: None):
    with write_run(root, name) as folder:
        fill(folder)
        seal(folder, RECORD)
        last()
    return root / name


def read(run, file):
    """What the dashboard calls for the sake of a file."""
    if file.startswith("models/"):
        return run.model_folder(file.split("/")[1])
    readers = {
        "history.json": run.history,
        "metrics.json": run.metrics,
        "scores.npz": lambda: run.scores("test"),
        "texts.parquet": run.texts,
    }
    return readers[file]()


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def writer(tmp_path):
    """Starts another process that stands in its block: the process and its half-written folder."""
    started = []

    def start(name):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), name],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, Path(process.stdout.readline().strip())

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_run_says_what_its_record_says(tmp_path):
    run = open_run(write(tmp_path))
    assert (run.name, run.labels, run.models) == ("demo", LABELS, ("tfidf", "transformer"))
    assert run.record["seed"] == 3
    assert run.record["schema_version"] == artifacts.SCHEMA_VERSION


def test_metrics_and_history_come_back(tmp_path):
    run = open_run(write(tmp_path))
    assert run.metrics() == METRICS
    assert run.history() == HISTORY


@pytest.mark.parametrize("split", ["validation", "test"])
def test_scores_of_a_split_come_back_with_their_types(tmp_path, split):
    scores = open_run(write(tmp_path)).scores(split)
    assert set(scores) == {"targets", "tfidf"}
    for name, array in SCORES[split].items():
        assert scores[name].dtype == array.dtype
        assert np.array_equal(scores[name], array)


def test_texts_come_back_with_their_labels_and_origin(tmp_path):
    texts = open_run(write(tmp_path)).texts()
    assert list(texts.columns) == ["split", "id", "text", "labels", "strategy"]
    assert [(*row[:3], list(row[3]), row[4]) for row in texts.itertuples(index=False)] == [
        ("train", "a", "what a day", ["joy"], "original"),
        ("train", "b", "ça suffit", ["joy", "anger"], "swap"),
        ("test", "c", "well", [], "original"),
    ]


def test_a_run_without_texts_has_none(tmp_path):
    with write_run(tmp_path, "bare") as folder:
        seal(folder, RECORD)
    assert open_run(tmp_path / "bare").texts() is None


def test_a_models_folder_comes_back(tmp_path):
    run = open_run(write(tmp_path))
    assert (run.model_folder("tfidf") / "model.bin").read_bytes() == bytes(range(10))


@pytest.mark.parametrize("model", ["transformer", "tf"])
def test_a_model_that_was_not_written_is_named(tmp_path, model):
    with pytest.raises(ArtifactError, match=f"demo holds no model {model}"):
        open_run(write(tmp_path)).model_folder(model)


def test_a_file_that_was_not_written_is_named(tmp_path):
    run = open_run(write(tmp_path))
    (run.folder / "later.txt").write_text("no part of the run")
    assert not run.has("later.txt")
    with pytest.raises(ArtifactError, match=r"demo holds no later\.txt"):
        run.path("later.txt")


def test_the_seal_holds_size_and_checksum_of_every_file(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "one.txt").write_bytes(b"abc")
    seal(tmp_path, {})
    # The SHA-256 that FIPS 180-2 gives for "abc".
    assert json.loads((tmp_path / "run.json").read_text())["files"] == {
        "models/one.txt": {
            "size": 3,
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        }
    }


def test_every_file_of_a_run_is_sealed(tmp_path):
    assert sorted(open_run(write(tmp_path)).record["files"]) == FILES


def test_only_the_run_is_left_in_a_folder_that_was_made_for_it(tmp_path):
    write(tmp_path / "new" / "runs")
    assert [path.name for path in (tmp_path / "new" / "runs").iterdir()] == ["demo"]


def test_no_run_is_listed_while_it_is_written(tmp_path):
    with write_run(tmp_path, "demo") as folder:
        seal(folder, RECORD)
        assert list_runs(tmp_path) == []
        assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("interruption", [RuntimeError, KeyboardInterrupt])
def test_nothing_appears_when_the_block_raises(tmp_path, interruption):
    def interrupt():
        raise interruption

    with pytest.raises(interruption):
        write(tmp_path, last=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_nothing_appears_when_the_block_does_not_seal(tmp_path):
    with pytest.raises(ArtifactError, match="demo was not sealed"), write_run(tmp_path, "demo"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_killed_writer_leaves_no_run_and_the_earlier_ones_intact(tmp_path, writer):
    earlier = contents(write(tmp_path, "earlier"))
    process, left_over = writer("killed")
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert (left_over / "half.txt").exists()
    assert list_runs(tmp_path) == ["earlier"]
    assert contents(tmp_path / "earlier") == earlier


def test_the_next_write_clears_what_a_killed_writer_left(tmp_path, writer):
    process, left_over = writer("killed")
    process.kill()
    process.wait()
    write(tmp_path, "killed")
    assert not left_over.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["killed"]
    assert sorted(open_run(tmp_path / "killed").record["files"]) == FILES


def test_a_write_leaves_alone_what_a_living_process_is_writing(tmp_path, writer):
    process, unfinished = writer("other")
    write(tmp_path, "mine")
    assert (unfinished / "half.txt").exists()
    process.communicate()
    assert process.returncode == 0
    assert sorted(list_runs(tmp_path)) == ["mine", "other"]


def test_a_write_leaves_alone_what_another_users_process_is_writing(tmp_path, monkeypatch):
    def refuse(process, number):
        raise PermissionError

    unfinished = tmp_path / ".writing-1-other"
    unfinished.mkdir()
    monkeypatch.setattr(artifacts.os, "kill", refuse)
    write(tmp_path)
    assert unfinished.exists()


def test_what_a_killed_process_of_the_same_number_left_is_cleared(tmp_path):
    # In a container every process may have the number 1.
    left_over = tmp_path / f".writing-{os.getpid()}-demo"
    left_over.mkdir()
    (left_over / "half.txt").write_text("half")
    write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    assert "half.txt" not in open_run(tmp_path / "demo").record["files"]


def test_a_folder_that_names_no_process_hinders_no_write(tmp_path):
    (tmp_path / ".writing-notes").mkdir()
    write(tmp_path)
    assert list_runs(tmp_path) == ["demo"]


def test_a_taken_name_is_refused_and_the_run_kept(tmp_path):
    before = contents(write(tmp_path))
    with pytest.raises(ArtifactError, match=r"demo exists.*never overwritten"):
        check_name(tmp_path, "demo")
    with pytest.raises(ArtifactError, match="demo exists"):
        write(tmp_path)
    assert contents(tmp_path) == before


def test_a_run_that_appears_meanwhile_is_not_overwritten(tmp_path):
    def overtake():
        (tmp_path / "demo").mkdir()
        (tmp_path / "demo" / "run.json").write_text("the other's")

    # Which error it is matters less than that the other's run stays.
    with pytest.raises((ArtifactError, OSError)):
        write(tmp_path, last=overtake)
    assert (tmp_path / "demo" / "run.json").read_text() == "the other's"
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


@pytest.mark.parametrize("name", ["", ".", "..", ".x", "../x", "x/y", "x/", "/x"])
def test_a_name_that_is_not_one_folders_is_refused(tmp_path, name):
    root = tmp_path / "runs"
    with pytest.raises(ArtifactError, match="cannot name a run"):
        check_name(root, name)
    with pytest.raises(ArtifactError, match="cannot name a run"):
        write(root, name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["demo", "default-20250131-120000", "my_run.2"])
def test_a_plain_name_is_accepted(tmp_path, name):
    check_name(tmp_path, name)
    assert write(tmp_path, name).name == name


@pytest.mark.parametrize("file", FILES)
def test_a_truncated_file_is_named(tmp_path, file):
    path = write(tmp_path) / file
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArtifactError, match=rf"{file} has [\d,]+ bytes where [\d,]+ were written"):
        read(open_run(tmp_path / "demo"), file)


@pytest.mark.parametrize("file", FILES)
def test_a_file_with_a_flipped_bit_is_named(tmp_path, file):
    path = write(tmp_path) / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArtifactError, match=f"{file} was changed"):
        read(open_run(tmp_path / "demo"), file)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(tmp_path, file):
    (write(tmp_path) / file).unlink()
    with pytest.raises(ArtifactError, match=f"{file} is missing"):
        read(open_run(tmp_path / "demo"), file)


def test_a_damaged_file_does_not_keep_the_others_from_being_read(tmp_path):
    (write(tmp_path) / "models/tfidf2/model.bin").unlink()
    run = open_run(tmp_path / "demo")
    assert run.metrics() == METRICS
    assert run.model_folder("tfidf").is_dir()


@pytest.mark.parametrize("content", [b"", b'{"schema_version": 1,', b"\xff\xfe"])
def test_a_broken_record_is_named(tmp_path, content):
    (write(tmp_path) / "run.json").write_bytes(content)
    with pytest.raises(ArtifactError, match=r"demo/run\.json cannot be read"):
        open_run(tmp_path / "demo")


@pytest.mark.parametrize(
    ("content", "version"), [({"schema_version": 3}, 3), ({}, None), ([1], None), (1, None)]
)
def test_a_record_of_another_schema_is_named(tmp_path, content, version):
    write_json(write(tmp_path) / "run.json", content)
    with pytest.raises(ArtifactError, match=rf"demo/run\.json has schema version {version}"):
        open_run(tmp_path / "demo")


def test_a_folder_without_a_record_is_no_run(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ArtifactError, match=rf"{folder} is not a run: it has no run\.json"):
            open_run(folder)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_json_refuses_what_is_no_number_and_writes_nothing(tmp_path, number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "metrics.json", {"f1": [number]})
    assert list(tmp_path.iterdir()) == []


def test_json_is_indented_and_keeps_letters_as_they_are(tmp_path):
    write_json(tmp_path / "a.json", {"très": [1]})
    assert (tmp_path / "a.json").read_bytes() == '{\n "très": [\n  1\n ]\n}\n'.encode()


def test_runs_are_listed_newest_first(tmp_path):
    for name, written in (("middle", 2000), ("newest", 3000), ("oldest", 1000)):
        os.utime(write(tmp_path, name) / "run.json", (written, written))
    assert list_runs(tmp_path) == ["newest", "middle", "oldest"]


def test_only_folders_with_a_record_are_listed(tmp_path):
    write(tmp_path)
    (tmp_path / "README.md").write_text("a file")
    (tmp_path / "unfinished").mkdir()
    for hidden in (".checkpoints", ".writing-1-x"):
        (tmp_path / hidden).mkdir()
        (tmp_path / hidden / "run.json").write_text("{}")
    assert list_runs(tmp_path) == ["demo"]


def test_a_folder_that_is_not_there_has_no_runs(tmp_path):
    assert list_runs(tmp_path / "absent") == []


# Runs that earlier versions wrote


@pytest.fixture
def version_1():
    """What version 1 recorded of a run with a teacher and an ensemble."""
    return {
        "schema_version": 1,
        "preset": "best",
        "seed": 3,
        "taxonomy": "as the data has it",
        "settings": {"naive_bayes": {"soft_weight": 1.0}},
        "teacher": {"model": {"encoder": "minilm"}, "folds": 3, "repeats": 2},
        "data": {"positives_written": [0, 2]},
        "models": ["naive_bayes", "together"],
        "labels": ["joy", "grief"],
    }


def test_a_record_of_version_1_has_the_keys_of_today(version_1):
    migrated = migrate_record(version_1)
    assert migrated["models"] == ["naive_bayes", "ensemble"]
    assert migrated["data"] == {"positives_generated": [0, 2]}
    assert migrated["config"] == {
        "preset": "best",
        "seed": 3,
        "data": {"taxonomy": None},
        "models": {"naive_bayes": {"soft_weight": 1.0}},
        "augmentation": None,
        "distillation": {"teacher": {"encoder": "minilm"}, "folds": 3, "repeats": 2},
    }
    assert not {"settings", "teacher", "preset", "seed", "taxonomy"} & migrated.keys()


def test_a_record_of_today_stays_as_it_is():
    record = {"schema_version": 2, "models": ["together"]}
    assert migrate_record(record) is record


def test_a_run_of_version_1_gives_its_ensemble_under_todays_name(tmp_path, version_1):
    folder = tmp_path / "old"
    (folder / "models" / "together").mkdir(parents=True)
    (folder / "models" / "together" / "model.json").write_text("{}")
    write_json(folder / "metrics.json", {"naive_bayes": {}, "together": {"test": 1}})
    write_scores(folder / "scores.npz", {"test": {"targets": [[1]], "together": [[0.5]]}})
    seal(folder, version_1)
    record = json.loads((folder / "run.json").read_text()) | {"schema_version": 1}
    write_json(folder / "run.json", record)
    run = open_run(folder)
    assert run.models == ("naive_bayes", "ensemble")
    assert run.metrics()["ensemble"] == {"test": 1}
    assert run.scores("test")["ensemble"].tolist() == [[0.5]]
    assert run.model_folder("ensemble") == folder / "models" / "together"


def test_a_run_that_was_being_replaced_when_the_process_died_comes_back(tmp_path):
    write(tmp_path)
    (tmp_path / "demo").rename(tmp_path / ".replaced-demo")
    with write_run(tmp_path, "other") as folder:
        seal(folder, {})
    assert list_runs(tmp_path).count("demo") == 1


def test_candidates_of_earlier_versions_have_the_words_of_today():
    old = pd.DataFrame(
        {
            "text": ["a", "b", "c"],
            "verdict": ["kept", "rejected", "rejected"],
            "reason": ["", "near duplicate of a kept row", "too short"],
        }
    )
    new = migrate_candidates(old)
    assert list(new) == ["text", "status", "reason"]
    assert new.status.tolist() == ["accepted", "rejected", "rejected"]
    assert new.reason.tolist() == ["", "near duplicate of an accepted row", "too short"]
    assert migrate_candidates(new) is new
