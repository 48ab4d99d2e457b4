"""The run that comes with EmoLab is whole, small, and scores as it says."""

from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import ModelCard

from emolab.artifacts import list_runs, open_run
from emolab.data import read_challenge
from emolab.models import serve

ARTIFACTS = Path(__file__).parents[1] / "artifacts"


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
    assert sum(sizes.values()) <= 40e6
    assert sizes["models/transformer/model.onnx"] <= 25e6


def test_it_carries_no_row_of_the_data(run):
    assert run.texts() is None
    written = run.augmentation()
    assert set(written.strategy) <= {"template", "llm"}
    assert "--no-texts" in run.record["command"]


def test_it_was_made_by_the_preset_that_anyone_can_rerun(run):
    assert run.record["preset"] == "best"
    assert "+changes" not in run.record["git_commit"]
    assert "/" not in run.record["command"]


@pytest.mark.parametrize("model", ["transformer", "logistic_regression", "naive_bayes", "ensemble"])
def test_a_model_scores_the_challenge_set_as_stored(run, model):
    rows, _ = read_challenge(run.labels)
    stored = run.scores("challenge")
    np.testing.assert_array_equal(stored["targets"][:200], rows.targets[:200])
    scores = serve(model, run.model_folder(model)).predict_proba(rows.texts[:200])
    # Products of 8-bit numbers are rounded in another order on another processor.
    tolerance = 0.05 if model in {"transformer", "ensemble"} else 1e-5
    np.testing.assert_allclose(scores, stored[model][:200], rtol=0, atol=tolerance)
    assert np.abs(scores - stored[model][:200]).mean() < 0.002


def test_every_model_has_a_card_with_its_figures(run):
    for model, figures in run.metrics().items():
        card = ModelCard.load(run.model_folder(model) / "README.md")
        macro = card.data.eval_results[0]
        value = figures["test"]["policies"]["per_label"]["f1_macro"]
        assert macro.metric_value == round(value, 4)


def test_the_dashboard_opens_on_it(open_page):
    at = open_page("compare", ARTIFACTS)
    assert not at.exception
    assert not at.error
    assert at.selectbox(key="run").value in list_runs(ARTIFACTS)
    at = open_page("errors", ARTIFACTS, run="goemotions")
    assert not at.exception
    assert "challenge" in at.segmented_control(key="of").options
