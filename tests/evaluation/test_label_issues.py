import numpy as np
import pytest

from emolab.evaluation.label_issues import label_issues

LABELS = ("joy", "grief")


def test_the_label_that_a_model_contradicts_is_trusted_least():
    targets = np.array([[1, 0], [0, 1], [1, 0]])
    scores = np.array([[0.9, 0.1], [0.95, 0.05], [0.6, 0.4]], dtype=np.float32)
    table = label_issues(["fine", "wrong", "so so"], LABELS, targets, scores, np.array([0.5, 0.5]))
    assert table.text.tolist() == ["wrong", "so so", "fine"]
    assert table["true labels"].tolist()[0] == ["grief"]
    assert table["predicted labels"].tolist()[0] == ["joy"]
    assert table["label quality"].between(0, 1).all()


def test_every_label_counts():
    # The models agree with the labels in joy and contradict the second text in grief.
    targets = np.array([[1, 0], [1, 1]])
    scores = np.array([[0.9, 0.1], [0.9, 0.1]], dtype=np.float32)
    table = label_issues(["right", "wrong"], LABELS, targets, scores, np.array([0.5, 0.5]))
    assert table.text.tolist() == ["wrong", "right"]
    assert table.index.tolist() == [0, 1]


def test_equally_trusted_rows_keep_their_order():
    # Forty texts labelled joy, with two scores in turn.
    texts = [str(number) for number in range(40)]
    scores = np.tile([0.9, 0.8], 20)[:, None]
    table = label_issues(texts, ["joy"], np.ones((40, 1)), scores, np.array([0.5]))
    assert table.text.tolist() == [*texts[1::2], *texts[::2]]


def test_a_row_without_a_label_can_be_doubted_too():
    targets = np.array([[0, 0], [0, 0], [1, 0]])
    scores = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.1]], dtype=np.float32)
    table = label_issues(["none", "some", "joy"], LABELS, targets, scores, np.array([0.5, 0.5]))
    assert table.text.tolist()[0] == "some"
    assert table["true labels"].tolist()[0] == []


@pytest.mark.parametrize("true", [[1, 0], [1, 1], [0, 0]])
def test_the_quality_of_a_single_label_is_the_score_of_its_true_value(true):
    scores = np.array([[0.9], [0.3]], dtype=np.float32)
    targets = np.array(true)[:, None]
    table = label_issues(["first", "second"], ["joy"], targets, scores, np.array([0.5]))
    expected = [score if bear else 1 - score for score, bear in zip((0.9, 0.3), true, strict=True)]
    trust = dict(zip(table.text, table["label quality"], strict=True))
    np.testing.assert_allclose([trust["first"], trust["second"]], expected, atol=1e-6)


def test_rows_that_all_lack_labels_are_ranked():
    scores = np.array([[0.1, 0.2], [0.9, 0.1]], dtype=np.float32)
    table = label_issues(["none", "some"], LABELS, np.zeros((2, 2)), scores, np.array([0.5, 0.5]))
    assert table.text.tolist() == ["some", "none"]
