import numpy as np

from emolab.evaluation import suspicions

LABELS = ("joy", "grief")


def test_the_label_that_a_model_contradicts_is_trusted_least():
    targets = np.array([[1, 0], [0, 1], [1, 0]])
    scores = np.array([[0.9, 0.1], [0.95, 0.05], [0.6, 0.4]], dtype=np.float32)
    table = suspicions(["fine", "wrong", "so so"], LABELS, targets, scores, np.array([0.5, 0.5]))
    assert table.text.tolist() == ["wrong", "so so", "fine"]
    assert table.bears.tolist()[0] == ["grief"]
    assert table["model says"].tolist()[0] == ["joy"]
    assert table.trust.between(0, 1).all()


def test_a_row_without_a_label_can_be_doubted_too():
    targets = np.array([[0, 0], [0, 0], [1, 0]])
    scores = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.1]], dtype=np.float32)
    table = suspicions(["none", "some", "joy"], LABELS, targets, scores, np.array([0.5, 0.5]))
    assert table.text.tolist()[0] == "some"
    assert table.bears.tolist()[0] == []
