import numpy as np

from emolab.inference.history import history_row, with_row
from emolab.inference.predict import Prediction


def test_a_row_has_the_predicted_labels_by_title():
    prediction = Prediction(np.zeros(2), np.zeros(2), ("joy", "fear"), False, 1.0)
    row = history_row("goemotions", "0.5 for every label", "so merry", {"naive_bayes": prediction})
    assert row == {
        "text": "so merry",
        "run": "goemotions",
        "threshold": "0.5 for every label",
        "Naive Bayes": "joy; fear",
    }


def test_a_text_that_is_predicted_again_moves_to_the_top():
    history = []
    for text in ("a", "b", "a"):
        history = with_row(history, {"text": text})
    assert [row["text"] for row in history] == ["a", "b"]
