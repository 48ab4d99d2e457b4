import json
import shutil

import pytest

from emolab.evaluation.error_analysis import disagreements, label_errors
from emolab.evaluation.label_issues import label_issues
from emolab.runs.store import open_run


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
    found = label_errors(
        texts, labels, targets, scores["naive_bayes"], thresholds["naive_bayes"], "joy"
    )
    shown = [table.value.text.tolist() for table in at.dataframe]
    for table in found:
        assert table.empty or table.text.tolist() in shown
    assert any("False negatives for joy" in element.value for element in at.markdown)


@pytest.mark.parametrize(
    "pair", [["transformer", "logistic_regression"], ["transformer", "naive_bayes"]]
)
def test_the_disagreements_of_the_models_that_are_picked_are_listed(errors, expected, pair):
    at = errors(view="Disagreement")
    assert at.pills(key="models").value == ["transformer", "logistic_regression"]
    assert "Ensemble" not in at.pills(key="models").options
    at.pills(key="models").set_value(pair).run()
    texts, labels, targets, scores, thresholds = expected
    table = disagreements(
        texts, labels, targets, {model: scores[model] for model in pair}, thresholds
    )
    shown = at.dataframe[-1].value.text.tolist() if at.dataframe else []
    assert shown == table.text.tolist()


def test_disagreement_requires_two_models(errors):
    at = errors(view="Disagreement")
    at.pills(key="models").set_value(["transformer"]).run()
    assert "two or more models" in at.info[0].value


def test_label_issues_are_ranked_and_called_probable(errors, expected):
    at = errors(view="Label issues", model="Naive Bayes")
    assert not at.exception
    texts, labels, targets, scores, thresholds = expected
    table = label_issues(texts, labels, targets, scores["naive_bayes"], thresholds["naive_bayes"])
    assert at.dataframe[-1].value.text.tolist() == table.text.tolist()
    assert any("Probable annotation errors" in said.value for said in at.caption)


def test_label_issues_of_a_run_without_texts_are_named_by_their_row(
    open_page, tiny_run, tmp_path, reseal
):
    folder = shutil.copytree(tiny_run, tmp_path / "bare")
    (folder / "texts.parquet").unlink()
    reseal(folder)
    at = open_page("errors", tmp_path, view="Label issues")
    assert not at.exception
    named = at.dataframe[-1].value.text
    assert sorted(named) == sorted(f"line {row} of test" for row in range(1, 16))


def test_a_label_is_shown_as_it_is_written(open_page, tiny_run, tmp_path, reseal):
    folder = shutil.copytree(tiny_run, tmp_path / "odd")
    record = folder / "run.json"
    record.write_text(record.read_text().replace('"joy"', '"*micro* average"'))
    reseal(folder)
    at = open_page("errors", tmp_path, emotion="*micro* average")
    assert not at.exception
    assert any(r"False negatives for \*micro\* average" in said.value for said in at.markdown)


def test_a_run_of_one_model_has_no_disagreement(open_page, tiny_run, tmp_path, reseal):
    folder = shutil.copytree(tiny_run, tmp_path / "alone")
    record = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps(record | {"models": ["naive_bayes"]}))
    reseal(folder)
    at = open_page("errors", tmp_path, view="Disagreement")
    assert not at.exception
    assert "Only one model" in at.info[0].value


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
