import shutil

import pytest

from emolab.artifacts import open_run
from emolab.evaluation import disagreements, mistakes


@pytest.fixture
def errors(open_page, tiny_run):
    """A function that opens the page over tiny_run, as a link with these parts does."""
    return lambda **link: open_page("errors", tiny_run.parent, **link)


@pytest.fixture
def expected(tiny_run):
    """Texts, targets, scores and per-label thresholds of tiny_run's test split."""
    run = open_run(tiny_run)
    rows = run.texts()
    scores = run.scores("test")
    targets = scores.pop("targets")
    thresholds = {
        model: scores[model].dtype.type(of["thresholds"]["per_label"])
        for model, of in run.metrics().items()
    }
    return rows[rows.split == "test"].text.tolist(), run.labels, targets, scores, thresholds


def test_mistakes_of_a_model_about_an_emotion_are_listed(errors, expected):
    at = errors(emotion="joy", model="Naive Bayes")
    assert not at.exception
    texts, labels, targets, scores, thresholds = expected
    found = mistakes(
        texts, labels, targets, scores["naive_bayes"], thresholds["naive_bayes"], "joy"
    )
    shown = [table.value.text.tolist() for table in at.dataframe]
    for table in found:
        assert table.empty or table.text.tolist() in shown
    assert any("misses joy" in element.value for element in at.markdown)


def test_the_models_disagreements_are_listed_without_the_ensemble(errors, expected):
    at = errors()
    texts, labels, targets, scores, thresholds = expected
    single = {model: of for model, of in scores.items() if model != "together"}
    table = disagreements(texts, labels, targets, single, thresholds)
    assert at.dataframe[-1].value.text.tolist() == table.text.tolist()
    assert "Together" not in at.dataframe[-1].value


def test_a_run_without_any_text_says_so(open_page, tiny_run, tmp_path, reseal):
    folder = shutil.copytree(tiny_run, tmp_path / "bare")
    (folder / "texts.parquet").unlink()
    reseal(folder)
    at = open_page("errors", tmp_path)
    assert not at.exception
    assert "--no-texts" in at.info[0].value


def test_without_a_run_the_page_says_the_command(open_page, tmp_path):
    at = open_page("errors", tmp_path)
    assert "python train.py" in at.code[0].value
