import hashlib
import json
import os
import pickle
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from datasets import load_from_disk

import train
from emolab.augmentation.config import AugmentationConfig
from emolab.augmentation.strategies.base import Candidate
from emolab.data.dataset import Dataset, Split
from emolab.data.sources import load_dataset
from emolab.evaluation.summary import evaluate
from emolab.labels import TAXONOMIES
from emolab.models.linear.settings import TfidfSettings
from emolab.models.registry import REGISTRY, serve
from emolab.runs.environment import package_versions
from emolab.runs.store import ArtifactError, list_runs, open_run
from emolab.training import cli, pipeline
from emolab.training.checkpoints import checkpoint_folder
from emolab.training.cli import parse
from emolab.training.config import DistillationConfig
from emolab.training.presets import PRESETS

ROOT = Path(__file__).parents[2]
MODELS = ("transformer", "logistic_regression", "naive_bayes")


@pytest.fixture
def run_train(tiny_csv, tiny_preset, tmp_path, monkeypatch):
    """A function that trains naive Bayes on tiny_csv, options as given; gives the run "tried"."""

    def run(*options):
        monkeypatch.setitem(PRESETS, "default", tiny_preset)
        given = ["--data", str(tiny_csv), "--artifacts", str(tmp_path), "--run", "tried"]
        with joblib.parallel_config(backend="threading"):
            train.main([*given, "--models", "naive_bayes", *options])
        return open_run(tmp_path / "tried")

    return run


def config_of(*arguments):
    return parse(list(arguments)).config


def settings(model, *arguments):
    return config_of(*arguments).models[model]


def read(*arguments):
    """The dataset and leakage that training with these options reads."""
    config = config_of(*arguments)
    return pipeline.read_data(config.data, config.seed)


def contents(folder):
    """Every file under a folder with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# A whole run


def test_a_run_holds_what_the_pages_need_and_nothing_half_written(tiny_run):
    assert list_runs(tiny_run.parent) == ["tiny"]
    assert [entry.name for entry in tiny_run.parent.glob(".writing*")] == []
    assert {entry.name for entry in tiny_run.iterdir()} == {
        "run.json",
        "metrics.json",
        "augmentation.parquet",
        "history.json",
        "scores.npz",
        "texts.parquet",
        "models",
    }
    assert {entry.name for entry in (tiny_run / "models").iterdir()} == {*MODELS, "ensemble"}


def test_the_record_says_what_was_trained_on_what(tiny_run):
    record = open_run(tiny_run).record
    assert record["labels"] == ["anger", "boredom", "joy", "wanderlust"]
    assert record["models"] == [*MODELS, "ensemble"]
    assert (record["config"]["preset"], record["config"]["seed"]) == ("default", 42)
    assert datetime.fromisoformat(record["created"]).utcoffset() is not None
    data = record["data"]
    assert "tiny.csv" in data["source"]
    assert data["rows"] == {"train": 80, "validation": 20, "test": 15}
    assert data["positives"]["train"] == [32, 20, 20, 20]
    assert data["positives"]["test"] == [6, 4, 7, 0]
    assert data["notes"] == []


def test_the_record_counts_leaks_and_duplicates(tiny_run):
    assert open_run(tiny_run).record["data"]["leakage"] == {
        "train_duplicates": 1,
        "train_in_validation": 0,
        "train_in_test": 1,
        "validation_in_test": 0,
        "dropped": 2,
    }


def test_the_record_has_the_command_without_the_folder_of_the_script(tiny_run, tiny_csv):
    command = shlex.split(open_run(tiny_run).record["command"])
    artifacts = str(tiny_run.parent)
    assert command == [
        *("python", "train.py", "--data", str(tiny_csv)),
        *("--artifacts", artifacts, "--run", "tiny"),
    ]


def test_the_record_has_settings_encoder_and_versions(tiny_run, tiny_preset, tiny_roberta):
    record = open_run(tiny_run).record
    expected = {model: asdict(of_model) for model, of_model in tiny_preset.config.models.items()}
    assert record["config"]["models"] == json.loads(json.dumps(expected))
    assert record["encoders"]["transformer"]["name"] == tiny_roberta.name
    assert record["package_versions"] == package_versions()
    assert set(record["durations_s"]) == {
        f"{stage} {model}" for stage in ("fit", "score") for model in MODELS
    }


def test_the_fingerprint_is_that_of_the_rows_that_were_trained_on(tiny_run, tiny_csv):
    dataset, _ = read("--data", str(tiny_csv))
    assert open_run(tiny_run).record["data"]["fingerprint"] == dataset.fingerprint()


def test_every_file_stands_in_the_record_with_its_size_and_checksum(tiny_run):
    found = {
        path.relative_to(tiny_run).as_posix(): {
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for path, content in contents(tiny_run).items()
    }
    del found["run.json"]
    assert open_run(tiny_run).record["files"] == found


def test_the_stored_scores_are_those_that_the_saved_models_give(tiny_run):
    run = open_run(tiny_run)
    texts = run.texts()
    for split in ("validation", "test"):
        stored = run.scores(split)
        rows = texts[texts.split == split]
        for model in run.models:
            served = serve(model, run.model_folder(model))
            given = served.predict_proba(rows.text.tolist())
            np.testing.assert_allclose(stored[model], given, rtol=0, atol=1e-6)
        true = [[label in of_row for label in run.labels] for of_row in rows.labels]
        np.testing.assert_array_equal(stored["targets"], true)


def test_the_stored_figures_follow_from_the_stored_scores(tiny_run):
    run = open_run(tiny_run)
    validation, test = run.scores("validation"), run.scores("test")
    for model, figures in run.metrics().items():
        again = evaluate(
            {"validation": validation["targets"], "test": test["targets"]},
            {"validation": validation[model], "test": test[model]},
        )
        assert figures == json.loads(json.dumps(again))


def test_a_saved_model_describes_itself(tiny_run):
    run = open_run(tiny_run)
    for model in MODELS:
        description = json.loads((tiny_run / "models" / model / "model.json").read_text())
        assert description["labels"] == list(run.labels)
        assert description["settings"] == run.record["config"]["models"][model]
        assert description["thresholds"] == run.metrics()[model]["thresholds"]
        assert description["data_fingerprint"] == run.record["data"]["fingerprint"]
        assert description["package_versions"] == package_versions()


def test_the_history_has_the_epochs_and_the_trials_of_the_grid(tiny_run):
    history = open_run(tiny_run).history()
    assert history["transformer"]["resumed_from"] is None
    assert history["transformer"]["export_difference"] < 1e-4
    assert [trial["alpha"] for trial in history["naive_bayes"]["grid"]] == [0.1, 1.0]


def test_the_texts_of_every_split_are_kept(tiny_run, tiny_csv):
    texts = open_run(tiny_run).texts()
    held_out = pd.read_csv(tiny_csv).query("split != 'train'")
    assert texts[texts.split != "train"].text.tolist() == held_out.text.tolist()
    assert texts.split.value_counts().to_dict() == {"train": 80, "validation": 20, "test": 15}
    assert set(texts.strategy) == {"original"}


def test_the_checkpoints_of_a_finished_run_are_cleared_away(tiny_run):
    assert list(tiny_run.parent.glob(".checkpoints/*")) == []


# Options


def test_without_texts_none_are_kept(run_train):
    run = run_train("--no-texts")
    assert run.texts() is None
    assert not (run.folder / "texts.parquet").exists()


def test_leaks_can_be_kept_and_are_counted_all_the_same(run_train):
    data = run_train("--no-drop-leaks").record["data"]
    assert data["rows"]["train"] == 82
    assert (data["leakage"]["train_in_test"], data["leakage"]["dropped"]) == (1, 0)


def test_a_run_of_some_models_holds_those_alone(run_train):
    run = run_train()
    assert run.models == ("naive_bayes",)
    assert run.record["encoders"] == {}
    assert list(run.record["config"]["models"]) == ["naive_bayes"]
    assert list(run.metrics()) == list(run.history()) == ["naive_bayes"]
    assert set(run.scores("test")) == {"targets", "naive_bayes"}
    assert [entry.name for entry in (run.folder / "models").iterdir()] == ["naive_bayes"]


def test_models_come_in_the_order_of_the_registry_however_they_are_asked_for(run_train):
    run = run_train("--models", "naive_bayes", "logistic_regression")
    assert run.models[:2] == ("logistic_regression", "naive_bayes")


@pytest.mark.parametrize(
    ("ensemble", "best_member", "offered"),
    [(0.51, 0.5, True), (0.5, 0.5, False), (0.4, 0.5, False)],
)
def test_an_ensemble_that_does_not_beat_its_best_member_is_not_offered(
    ensemble, best_member, offered
):
    assert pipeline.is_offered(ensemble, best_member) is offered


def test_a_run_without_an_ensemble_holds_no_trace_of_one(run_train, monkeypatch, capsys):
    monkeypatch.setattr(pipeline, "is_offered", lambda *_: False)
    run = run_train("--models", "naive_bayes", "logistic_regression")
    assert run.models == ("logistic_regression", "naive_bayes")
    assert not (run.folder / "models" / "ensemble").exists()
    assert set(run.scores("test")) == {"targets", "logistic_regression", "naive_bayes"}
    assert "No ensemble: its macro F1 on validation" in capsys.readouterr().out


def test_generated_rows_choose_no_threshold():
    train = Split.of(["a", "b", "c"], [[1], [0], [1]], origins=["original", "template", "original"])
    scores = np.array([[0.9], [0.8], [0.1]], dtype=np.float32)
    np.testing.assert_array_equal(pipeline.cross_fitted_originals(scores, train), scores[[0, 2]])
    # A model that learns from original rows alone has no scores of the others.
    np.testing.assert_array_equal(pipeline.cross_fitted_originals(scores[:2], train), scores[:2])


def test_cross_fitted_scores_and_true_labels_are_those_of_the_original_rows(toy, labels, tmp_path):
    generated = Split.of(["so happy"] * 20, [[1, 0, 0, 0]] * 20, origins=["template"] * 20)
    dataset = Dataset(labels, generated.plus(toy), toy, toy, source="toy")
    settings = TfidfSettings(grid={"alpha": [1.0]}, cross_fit=2)
    model = REGISTRY["naive_bayes"].training_class()(labels, settings)
    with joblib.parallel_config(backend="threading"):
        model.fit(dataset.train, dataset.validation)
    scored = pipeline.score({"naive_bayes": model}, dataset, tmp_path, pipeline.Durations())
    np.testing.assert_array_equal(scored.targets["cross_fitted"], toy.targets)
    np.testing.assert_array_equal(
        scored.scores["cross_fitted"]["naive_bayes"], model.cross_fitted[20:]
    )
    assert len(scored.of_model("naive_bayes")["cross_fitted"]) == len(toy)


def test_a_run_without_a_transformer_leaves_the_checkpoints_of_one_alone(
    run_train, tiny_csv, tiny_preset, tmp_path, monkeypatch
):
    monkeypatch.setitem(PRESETS, "default", tiny_preset)
    config = config_of("--data", str(tiny_csv))
    dataset, _ = pipeline.read_data(config.data, config.seed)
    cut_off = checkpoint_folder(tmp_path, config.models["transformer"], dataset) / "checkpoint-3"
    cut_off.mkdir(parents=True)
    run_train()
    assert cut_off.is_dir()


def test_teachers_score_train_once_for_all_models_and_reruns(
    run_train, tiny_preset, tiny_settings, tmp_path, monkeypatch
):
    learnt_from = []
    fit = REGISTRY["naive_bayes"].training_class().fit

    def watched(self, train, validation):
        learnt_from.append(train)
        return fit(self, train, validation)

    monkeypatch.setattr(REGISTRY["naive_bayes"].training_class(), "fit", watched)
    teachers = DistillationConfig(replace(tiny_settings, epochs=1), folds=2, repeats=2)
    models = {"naive_bayes": TfidfSettings(soft_weight=1.0)}
    config = replace(tiny_preset.config, models=models, distillation=teachers)
    monkeypatch.setitem(PRESETS, "report", replace(tiny_preset, config=config))
    run = run_train("--preset", "report")
    assert run.record["config"]["distillation"] == asdict(teachers)
    assert run.record["durations_s"]["distillation"] > 0
    (train,) = learnt_from
    assert train.soft.shape == train.targets.shape
    assert 0 < train.soft.min() < train.soft.max() < 1
    monkeypatch.setattr(REGISTRY["transformer"].training_class(), "fit", None)
    assert run.record["data"]["notes"] == []
    run_train("--preset", "report", "--run", "again")
    np.testing.assert_array_equal(learnt_from[1].soft, train.soft)
    (note,) = open_run(tmp_path / "again").record["data"]["notes"]
    assert note.startswith("4 of 4 teachers' scores were at hand")


def test_the_name_of_a_run_is_by_default_its_preset_and_the_time(tmp_path, monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 1, 2, 3, 4, 5, tzinfo=tz)

    asked = []

    def refuse(root, name):
        asked.append(name)
        raise ArtifactError("enough")

    monkeypatch.setattr(cli, "datetime", Clock)
    monkeypatch.setattr("emolab.runs.store.check_name", refuse)
    with pytest.raises(ArtifactError, match="enough"):
        train.main(["--preset", "quick", "--artifacts", str(tmp_path)])
    assert asked == ["quick-20260102-030405"]


@pytest.mark.parametrize("page", ["live", "compare", "emotions", "samples"])
def test_every_page_shows_a_run_of_one_model(run_train, open_page, page):
    at = open_page(page, run_train().folder.parent)
    assert not at.exception
    assert not at.error
    assert at.get("plotly_chart")


def test_a_test_split_of_one_row_still_becomes_a_run_that_can_be_shown(
    run_train, open_page, tmp_path
):
    rows = [
        f"{word} row {row},{label},train"
        for row in range(6)
        for word, label in (("glad", "joy"), ("cross", "anger"))
    ]
    rows += ["quite glad,joy,validation", "quite cross,anger,validation", "glad again,joy,test"]
    few = tmp_path / "few.csv"
    few.write_text("\n".join(["text,labels,split", *rows]) + "\n")
    run = run_train("--data", str(few))
    ranking = run.metrics()["naive_bayes"]["test"]["ranking"]
    assert ranking["roc_auc"] == [None, None]
    at = open_page("emotions", tmp_path)
    assert not at.exception
    assert "anger, joy" in at.info[0].value


def test_own_label_names_give_their_order(run_train, tmp_path):
    names = tmp_path / "names.txt"
    names.write_text("wanderlust\njoy\nboredom\nanger\n")
    assert run_train("--labels", str(names)).labels == ("wanderlust", "joy", "boredom", "anger")


def test_the_seed_reaches_every_model():
    for model in MODELS:
        assert settings(model, "--seed", "7").seed == 7
        assert settings(model).seed == 42


def test_options_that_are_not_given_leave_the_preset_as_it_is():
    for name, preset in PRESETS.items():
        assert config_of("--preset", name) == preset.config


@pytest.mark.parametrize(
    ("option", "value", "field", "expected"),
    [
        ("--encoder", "some/folder", "encoder", "some/folder"),
        ("--epochs", "9", "epochs", 9),
        ("--batch-size", "3", "batch_size", 3),
        ("--learning-rate", "0.5", "learning_rate", 0.5),
        ("--optimizer", "radam", "optimizer", "radam"),
        ("--schedule", "cosine", "schedule", "cosine"),
        ("--saved", "int8", "saved", "int8"),
    ],
)
def test_an_option_of_the_transformer_changes_that_setting_of_the_preset_alone(
    option, value, field, expected
):
    arguments = ["--preset", "report", option, value]
    of_preset = PRESETS["report"].config.models
    assert settings("transformer", *arguments) == replace(
        of_preset["transformer"], **{field: expected}
    )
    for model in ("logistic_regression", "naive_bayes"):
        assert settings(model, *arguments) == of_preset[model]


def test_helpers_of_a_torchrun_train_the_transformer_alone(run_train, monkeypatch):
    fitted = []
    monkeypatch.setattr(pipeline, "RANK", 1)
    monkeypatch.setattr(pipeline, "fit", lambda name, *_: fitted.append(name))
    with pytest.raises(ArtifactError, match="no run"):
        run_train("--models", *MODELS)
    assert fitted == ["transformer"]


def test_helpers_of_a_torchrun_write_and_say_nothing(tiny_csv, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pipeline, "RANK", 1)
    arguments = ["--data", str(tiny_csv), "--artifacts", str(tmp_path)]
    train.main([*arguments, "--models", "naive_bayes"])
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == ""


# How many rows are taken


@pytest.fixture
def many_rows(monkeypatch):
    """20,010 original train rows and five written ones after them, and 1,010 rows held out."""

    def numbered(word, count, origins=None):
        targets = np.tile(np.eye(2, dtype=np.uint8), (count, 1))[:count]
        return Split.of([f"{word} {row}" for row in range(count)], targets, origins=origins)

    dataset = Dataset(
        ("joy", "anger"),
        numbered("learn", 20_015, ["original"] * 20_010 + ["llm"] * 5),
        numbered("choose", 1_010),
        numbered("measure", 1_010),
        "numbers",
    )
    monkeypatch.setattr(pipeline, "load_dataset", lambda *arguments: dataset)
    return dataset


def test_the_report_takes_its_first_rows_and_every_written_one(many_rows):
    dataset, leakage = read("--preset", "report")
    assert dataset.train.texts[:19_995] == many_rows.train.texts[:19_995]
    assert dataset.train.texts[19_995:] == many_rows.train.texts[-5:]
    assert dataset.train.origins[19_994:] == ("original", *["llm"] * 5)
    assert dataset.validation.texts == many_rows.validation.texts[:1_000]
    assert dataset.test.texts == many_rows.test.texts[:1_000]
    assert leakage.dropped == 0


def test_the_rows_asked_for_go_before_those_of_the_preset(many_rows):
    dataset, _ = read("--preset", "report", "--rows", "7", "6", "5")
    assert dataset.train.texts == (*many_rows.train.texts[:2], *many_rows.train.texts[-5:])
    assert [len(split) for split in dataset.splits().values()] == [7, 6, 5]


def test_the_default_takes_all_rows(many_rows):
    dataset, _ = read()
    assert [len(split) for split in dataset.splits().values()] == [20_015, 1_010, 1_010]


def test_the_emotions_of_goemotions_can_be_merged(monkeypatch):
    bundled = load_dataset("bundled").first(200, 50, 50)
    monkeypatch.setattr(pipeline, "load_dataset", lambda *arguments: bundled)
    dataset, _ = read("--taxonomy", "ekman")
    assert dataset.labels == TAXONOMIES["ekman"].labels


# What is refused


def test_a_name_that_is_taken_is_refused_before_anything_is_read(tiny_run, monkeypatch):
    monkeypatch.setattr(pipeline, "read_data", lambda *_: pytest.fail("read the data"))
    before = contents(tiny_run)
    with pytest.raises(ArtifactError, match="tiny"):
        train.main(["--artifacts", str(tiny_run.parent), "--run", "tiny"])
    assert contents(tiny_run) == before


@pytest.fixture
def ended(monkeypatch, capsys, tmp_path):
    """A function that runs train.py as a script in this process; gives code and last words."""

    def run(*arguments):
        arguments = ["--artifacts", str(tmp_path / "artifacts"), *arguments]
        monkeypatch.setattr("sys.argv", ["train.py", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            runpy.run_path(str(ROOT / "train.py"), run_name="__main__")
        assert not (tmp_path / "artifacts").exists()
        return stop.value.code

    return run


def test_bad_data_ends_the_script_with_one_sentence(tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("text,labels,split\nso glad,joy,train\n ,joy,test\n")
    script = subprocess.run(
        [sys.executable, "train.py", "--data", str(bad), "--artifacts", str(tmp_path / "runs")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert script.returncode == 1
    assert script.stdout == ""
    assert len(script.stderr.splitlines()) == 1
    for part in ("bad.csv", "row 3", "text"):
        assert part in script.stderr
    assert not (tmp_path / "runs").exists()


def test_data_that_is_not_there_ends_in_a_sentence(ended, tmp_path):
    assert "none.csv" in ended("--data", tmp_path / "none.csv")


def test_an_encoder_that_is_none_ends_in_a_sentence(ended, tiny_csv, tmp_path):
    said = ended("--data", tiny_csv, "--models", "transformer", "--encoder", tmp_path)
    assert "config.json" in said


def test_merging_labels_of_ones_own_ends_in_a_sentence(ended, tiny_csv):
    assert "--taxonomy" in ended("--data", tiny_csv, "--taxonomy", "ekman")


@pytest.mark.parametrize("name", ["a/b", "..", ".hidden"])
def test_a_name_that_no_folder_can_have_ends_in_a_sentence(ended, tiny_csv, name):
    assert repr(name) in ended("--data", tiny_csv, "--run", name)


def test_a_file_in_the_place_of_the_artifacts_folder_ends_in_a_sentence(ended, tiny_csv, tmp_path):
    (tmp_path / "file").write_text("")
    assert "file" in ended(
        "--data", tiny_csv, "--models", "naive_bayes", "--artifacts", tmp_path / "file"
    )


@pytest.mark.parametrize("rows", [("0", "5", "5"), ("-5", "5", "5")])
def test_rows_that_are_no_number_of_rows_are_refused(tiny_csv, rows):
    with pytest.raises((SystemExit, ValueError)):
        read("--data", str(tiny_csv), "--rows", *rows)


def test_an_interrupted_training_says_how_to_go_on(ended, monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("emolab.training.pipeline.load_dataset", interrupt)
    assert "same command" in ended()


# What is cut off


def test_a_failure_while_the_run_is_written_leaves_no_run(run_train, monkeypatch, tmp_path):
    def fail(*arguments, **named):
        raise OSError("no space left")

    monkeypatch.setattr("emolab.runs.store.write_scores", fail)
    with pytest.raises(OSError, match="no space"):
        run_train()
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, pickle, signal, sys
from pathlib import Path

import train
from emolab.models.transformer import training as transformer
from emolab.training import cli

preset, arguments = pickle.loads(Path(sys.argv[1]).read_bytes())
macro_auc, epochs = transformer._macro_auc, []


def macro_auc_or_death(prediction):
    epochs.append(prediction)
    if len(epochs) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return macro_auc(prediction)


transformer._macro_auc = macro_auc_or_death
cli.PRESETS["default"] = preset
train.main(arguments)
"""


def test_a_killed_training_leaves_no_run_and_goes_on_when_called_again(
    tiny_run, tiny_csv, tiny_preset, tmp_path, monkeypatch
):
    artifacts = tmp_path / "artifacts"
    earlier = Path(shutil.copytree(tiny_run, artifacts / "earlier"))
    before = contents(earlier)
    arguments = ["--data", str(tiny_csv), "--artifacts", str(artifacts), "--run", "new"]
    arguments += ["--models", "transformer", "--epochs", "3"]
    (tmp_path / "killed.py").write_text(KILLED)
    (tmp_path / "arguments").write_bytes(pickle.dumps((tiny_preset, arguments)))
    script = subprocess.run(
        [sys.executable, str(tmp_path / "killed.py"), str(tmp_path / "arguments")],
        env={**os.environ, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert script.returncode == -signal.SIGKILL, script.stderr
    assert list_runs(artifacts) == ["earlier"]
    assert contents(earlier) == before

    monkeypatch.setitem(PRESETS, "default", tiny_preset)
    train.main(arguments)
    run = open_run(artifacts / "new")
    history = run.history()["transformer"]
    # 80 rows in batches of 32 are three steps an epoch; the second epoch was not saved.
    assert history["resumed_from"] == "checkpoint-3"
    assert history["steps"][-1]["epoch"] == 3
    assert contents(earlier) == before
    assert list(artifacts.glob(".checkpoints/*")) == []
    for file in run.record["files"]:
        run.path(file)


def test_a_run_without_augmentation_has_an_empty_table_of_it(tiny_run):
    table = open_run(tiny_run).augmentation()
    assert table.empty
    assert {"text", "strategy", "status", "reason"} <= set(table.columns)


@pytest.fixture
def fake_writer(monkeypatch):
    """One strategy that writes the same sentence for ever."""

    class Writer:
        name, generator, revision, prompt_version = "template", "a list", "1", ""

        def generate(self, requests):
            text = "Nothing on the shelf could hold my eye for long today."
            return [Candidate(text, (request.label,)) for request in requests]

    monkeypatch.setattr(AugmentationConfig, "make_strategies", lambda *_: [Writer()])
    monkeypatch.setattr(pipeline, "sentence_embedder", lambda: None)
    asked = ["--augment", "template", "--minority-threshold", "40", "--label-rank", "9"]
    return [*asked, "--label-score", "0"]


def test_augmented_rows_are_trained_on_and_every_candidate_recorded(run_train, fake_writer):
    run = run_train(*fake_writer)
    written = run.augmentation()
    assert written.status.tolist()[:2] == ["accepted", "rejected"]
    assert written.reason[1] == "near duplicate of an accepted row"
    texts = run.texts()
    assert texts[texts.strategy == "template"].text.tolist() == [written.text[0]]
    assert run.record["data"]["rows"]["train"] == (texts.split == "train").sum()
    assert sum(run.record["data"]["positives_generated"]) == 1


def test_the_augmented_dataset_lies_beside_the_run_for_others_to_load(run_train, fake_writer):
    run = run_train(*fake_writer)
    splits = load_from_disk(run.folder / "dataset")
    texts = run.texts()
    for split, rows in splits.items():
        assert rows["text"][:] == texts[texts.split == split].text.tolist()
    assert splits["train"]["strategy"][-1] == "template"


def test_a_run_without_texts_carries_no_row_of_the_data(run_train, fake_writer):
    run = run_train(*fake_writer, "--no-texts")
    assert not run.has("texts.parquet")
    assert not (run.folder / "dataset").exists()
    written = run.augmentation()
    assert written.text[0] != ""
    repeating = written[written.reason.str.startswith("near duplicate")]
    assert set(repeating.text) == {""}


def test_a_dry_run_says_what_would_be_published(run_train, fake_writer, capsys):
    run_train(*fake_writer, "--push-to-hub", "me/mine", "--dry-run")
    assert "would go to me/mine" in capsys.readouterr().out


def test_augmentation_under_torchrun_is_refused_in_a_sentence(ended, tiny_csv, monkeypatch):
    monkeypatch.setenv("RANK", "0")
    assert "without torchrun" in ended("--data", tiny_csv, "--augment", "template")
