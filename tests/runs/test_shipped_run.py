"""The run that comes with EmoLab is whole, small, and scores as it says."""

import json
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import ModelCard

import train
from emolab.data.sources import load_dataset, read_challenge
from emolab.models.registry import REGISTRY, serve
from emolab.runs.store import list_runs, open_run
from emolab.training import pipeline
from emolab.training.config import TrainingConfig

ARTIFACTS = Path(__file__).parents[2] / "artifacts"


@pytest.fixture(scope="module")
def run():
    return open_run(ARTIFACTS / "goemotions")


def test_every_file_is_as_it_was_written(run):
    for file in run.record["files"]:
        assert run.path(file).is_file()
    on_disk = {
        path.relative_to(run.folder).as_posix() for path in run.folder.rglob("*") if path.is_file()
    }
    assert on_disk == {*run.record["files"], "run.json"}


def test_it_is_small_enough_to_come_with_the_code(run):
    sizes = {file: of["size"] for file, of in run.record["files"].items()}
    assert sum(sizes.values()) <= 50e6
    assert sizes["models/transformer/model.onnx"] <= 25e6


def test_it_carries_no_row_of_the_data(run):
    assert run.texts() is None
    written = run.augmentation()
    assert set(written.strategy) <= {"template", "llm"}
    assert "--no-texts" in run.record["command"]


def test_every_change_of_the_run_names_a_commit(run):
    assert run.record["changes"]
    for change in [run.record, *run.record["changes"]]:
        assert "+changes" not in change["git_commit"]
        assert "/" not in change["command"].replace("artifacts/goemotions", "")


def test_its_preset_holds_the_whole_recipe(run, tmp_path, monkeypatch):
    """The preset alone, on a slice of other data, records the configuration of the shipped run."""
    bundled = load_dataset("bundled").first(64, 32, 32)
    monkeypatch.setattr(pipeline, "load_dataset", lambda *_: bundled)
    arguments = ["--preset", "best", "--data", "goemotions", "--no-texts"]
    train.main([*arguments, "--artifacts", str(tmp_path), "--run", "slice"])
    slice_of_it = open_run(tmp_path / "slice")
    recorded, shipped = slice_of_it.record["config"], run.record["config"]
    assert recorded.keys() == shipped.keys()
    assert TrainingConfig.from_dict(recorded) == TrainingConfig.from_dict(shipped)
    trained = [name for name in run.models if REGISTRY[name].trained]
    assert [name for name in slice_of_it.models if REGISTRY[name].trained] == trained


def test_models_that_are_not_distilled_learn_from_labels_alone(run):
    settings = run.record["config"]["models"]
    for model in ("logistic_regression", "naive_bayes"):
        assert settings[model]["soft_weight"] == 0
        assert settings[f"{model}_distilled"]["soft_weight"] > 0
        description = json.loads((run.model_folder(model) / "model.json").read_text())
        assert description["settings"]["soft_weight"] == 0


def test_an_ensemble_beats_its_members_on_validation_or_is_not_there(run):
    metrics = run.metrics()
    if "ensemble" not in metrics:
        return
    found = {
        name: of["validation"]["cross_validated"]["f1_macro_per_label"]
        for name, of in metrics.items()
    }
    weights = json.loads((run.model_folder("ensemble") / "model.json").read_text())["weights"]
    assert found["ensemble"] > max(found[name] for name in weights)


@pytest.mark.parametrize("model", sorted(REGISTRY))
def test_a_model_scores_the_challenge_set_as_stored(run, model):
    if model not in run.models:
        pytest.skip(f"the run has no {model}")
    rows, _ = read_challenge(run.labels)
    stored = run.scores("challenge")
    np.testing.assert_array_equal(stored["targets"], rows.targets)
    scores = serve(model, run.model_folder(model)).predict_proba(rows.texts)
    # Products of 8-bit numbers are rounded in another order on another processor.
    tolerance = 0.05 if model in {"transformer", "ensemble"} else 1e-5
    np.testing.assert_allclose(scores, stored[model], rtol=0, atol=tolerance)
    assert np.abs(scores - stored[model]).mean() < 0.002


def test_every_model_has_a_card_with_its_metrics(run):
    for model, metrics in run.metrics().items():
        card = ModelCard.load(run.model_folder(model) / "README.md")
        macro = card.data.eval_results[0]
        value = metrics["test"]["policies"]["per_label"]["f1_macro"]
        assert macro.metric_value == round(value, 4)


def test_the_dashboard_opens_on_it(open_page):
    at = open_page("compare", ARTIFACTS)
    assert not at.exception
    assert not at.error
    assert at.selectbox(key="run").value in list_runs(ARTIFACTS)
    at = open_page("errors", ARTIFACTS, run="goemotions")
    assert not at.exception
    assert "challenge" in at.segmented_control(key="split").options
