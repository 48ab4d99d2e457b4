import numpy as np
import pytest

from emolab.models.registry import serve
from emolab.runs.store import open_run

LINES = "so merry today\n\n  the baker was furious \nnothing at all"
TEXTS = ["so merry today", "the baker was furious", "nothing at all"]


@pytest.fixture
def page(open_page, tiny_run):
    return open_page("batch", tiny_run.parent)


def score(at):
    return at.button[0].click().run()


def test_lines_are_scored_by_the_model_that_was_picked(page, tiny_run):
    page.text_area(key="lines").set_value(LINES)
    page.selectbox(key="model").set_value("naive_bayes")
    at = score(page)
    assert not at.exception
    run = open_run(tiny_run)
    scores = serve("naive_bayes", run.model_folder("naive_bayes")).predict_proba(TEXTS)
    table = at.dataframe[0].value
    assert table.text.tolist() == TEXTS
    np.testing.assert_allclose(table.score, scores.max(axis=1), atol=1e-6)
    strongest = [run.labels[column] for column in scores.argmax(axis=1)]
    assert [labels[0] for labels in table["predicted labels"]] == strongest


def test_a_new_threshold_does_not_score_the_texts_again(page, monkeypatch):
    page.text_area(key="lines").set_value(LINES)
    at = score(page)
    monkeypatch.setattr("pages.state.serve", lambda *_: pytest.fail("loaded again"))
    at.segmented_control(key="policy").set_value("custom").run()
    at.slider(key="threshold").set_value(0.99).run()
    assert not at.exception
    assert at.dataframe[0].value["below threshold"].all()


def test_without_texts_the_page_asks_for_some(page):
    assert "Enter texts" in page.info[0].value
    assert not score(page).dataframe


def test_a_file_is_scored_and_its_bad_rows_are_named(page):
    rows = ['{"text": "so merry"}', "no json", '{"text": "furious"}']
    page.file_uploader[0].upload("mine.jsonl", "\n".join(rows).encode(), "application/jsonl")
    at = score(page)
    assert not at.exception
    assert at.dataframe[0].value.text.tolist() == ["so merry", "furious"]
    assert "Row 2" in at.warning[0].value


def test_a_file_with_a_column_of_a_results_name_is_refused(page):
    page.file_uploader[0].upload("mine.csv", b"text,score joy\nso merry,1\n", "text/csv")
    assert "'score joy'" in score(page).error[0].value


def test_lines_entered_with_a_file_are_said_to_be_left_out(page):
    page.text_area(key="lines").set_value(LINES)
    page.file_uploader[0].upload("mine.csv", b"text\nso merry\n", "text/csv")
    at = score(page)
    assert at.dataframe[0].value.text.tolist() == ["so merry"]
    assert "Only the texts of the file" in at.warning[0].value


def test_the_score_is_that_of_the_first_label(page, tiny_run):
    """With thresholds per label, the highest score may be that of a label not predicted."""
    page.text_area(key="lines").set_value(LINES)
    page.selectbox(key="model").set_value("naive_bayes")
    table = score(page).dataframe[0].value
    run = open_run(tiny_run)
    scores = serve("naive_bayes", run.model_folder("naive_bayes")).predict_proba(TEXTS)
    first = [run.labels.index(labels[0]) for labels in table["predicted labels"]]
    np.testing.assert_allclose(table.score, scores[range(3), first], atol=1e-6)


def test_truncated_texts_are_counted(page):
    page.text_area(key="lines").set_value("merry " * 40 + "\nso merry")
    page.selectbox(key="model").set_value("transformer")
    assert any(
        "maximum length of the model: 1." in caption.value for caption in score(page).caption
    )


def test_a_file_without_a_text_says_so(page):
    page.file_uploader[0].upload("mine.csv", b"text\n", "text/csv")
    assert "mine.csv has no text" in score(page).error[0].value


def test_a_file_without_the_column_is_refused_in_a_sentence(page):
    page.file_uploader[0].upload("mine.csv", b"body\nso merry\n", "text/csv")
    at = score(page)
    assert not at.exception
    assert "no column 'text'; it has body" in at.error[0].value


def test_more_texts_than_the_page_takes_are_pointed_to_the_command(page):
    page.text_area(key="lines").set_value("merry\n" * 5_001)
    at = score(page)
    assert "emolab score" in at.error[0].value
    assert not at.dataframe
