import numpy as np
import pytest

from emolab.inference import batch
from emolab.inference.score import ScoreError

LABELS = ("anger", "joy")


class Model:
    """Scores a text by its length, and records the texts of each call."""

    labels = LABELS

    def __init__(self):
        self.calls = []

    def predict_proba(self, texts):
        self.calls.append(list(texts))
        return np.array([[len(text) / 10, 0.5] for text in texts])


class Truncating(Model):
    """Reads the first three characters of a text."""

    def part_read(self, text):
        return text[:3]

    def token_count(self, text):
        return len(text)


@pytest.fixture
def scored():
    """Three texts with their scores."""
    source = batch.BatchInput(
        [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}, {"id": 3, "text": "c"}], "text", []
    )
    scores = np.array([[0.75, 0.5], [0.25, 0.125], [0.25, 0.875]], dtype=np.float32)
    return batch.BatchScores("run", "model", source, scores, 0)


def test_every_line_with_a_text_is_a_row():
    source = batch.read_lines("so merry\n\n  furious \n")
    assert source.texts == ["so merry", "furious"]
    assert source.rejected == []


def test_rows_of_a_file_keep_their_columns_and_rejected_rows_have_a_reason():
    source = batch.read_file("mine.csv", b"id,body\n1,so merry\n2,\n3,furious\n", "body")
    assert source.texts == ["so merry", "furious"]
    assert [row["id"] for row in source.rows] == ["1", "3"]
    assert len(source.rejected) == 1
    assert source.rejected[0].startswith("Row 2: ")


def test_a_file_without_a_text_is_refused_with_the_reasons():
    with pytest.raises(ScoreError, match=r"mine\.csv has no text to score\. Row 1: "):
        batch.read_file("mine.csv", b"id,text\n1,\n", "text")


@pytest.mark.parametrize("column", ["score joy", "predicted labels", "below threshold"])
def test_a_column_with_the_name_of_a_result_is_refused(column):
    source = batch.BatchInput([{"text": "so merry", column: 1}], "text", [])
    with pytest.raises(ScoreError, match=column):
        batch.check(source, LABELS)


def test_the_number_of_texts_is_limited():
    batch.check(batch.BatchInput([{"text": "a"}] * batch.MAX_TEXTS, "text", []), LABELS)
    with pytest.raises(ScoreError, match=r"5,001 texts.*emolab score"):
        batch.check(batch.BatchInput([{"text": "a"}] * 5_001, "text", []), LABELS)


def test_texts_are_scored_in_steps():
    model, texts = Model(), ["a", "bb", "ccc", "dddd", "eeeee"]
    steps = list(batch.score_in_steps(model, texts, step=2))
    assert model.calls == [["a", "bb"], ["ccc", "dddd"], ["eeeee"]]
    assert [step.done for step in steps] == [2, 4, 5]
    scores = np.concatenate([step.scores for step in steps])
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores[:, 0], [0.1, 0.2, 0.3, 0.4, 0.5], atol=1e-6)


def test_only_a_model_with_a_length_limit_truncates_texts():
    texts = ["abc", "abcd", "abcde"]
    assert batch.count_truncated(Truncating(), texts) == 2
    assert batch.count_truncated(Model(), texts) == 0


def test_predicted_labels_have_the_highest_score_first(scored):
    table = batch.result_table(scored, LABELS, np.array([0.5, 0.5], dtype=np.float32))
    assert table["predicted labels"].tolist() == [["anger", "joy"], ["anger"], ["joy"]]
    assert table.score.tolist() == [0.75, 0.25, 0.875]
    assert table["below threshold"].tolist() == [False, True, False]


def test_the_score_is_that_of_the_first_predicted_label(scored):
    """With thresholds per label it may not be the highest score of the text."""
    table = batch.result_table(scored, LABELS, np.array([0.9, 0.4], dtype=np.float32))
    assert table["predicted labels"].iloc[0] == ["joy"]
    assert table.score.iloc[0] == 0.5


def test_the_download_has_the_input_and_every_score(scored):
    results = batch.result_table(scored, LABELS, np.array([0.5, 0.5], dtype=np.float32))
    table = batch.download(scored, LABELS, results)
    assert list(table) == ["id", "text", *batch.result_columns(LABELS)]
    assert table["score joy"].tolist() == [0.5, 0.125, 0.875]
