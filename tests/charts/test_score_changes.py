import numpy as np

from emolab.charts.score_changes import score_changes
from emolab.inference.predict import Prediction

LABELS = ("joy", "fear", "anger")


def prediction(scores, label):
    return Prediction(np.array(scores), np.full(3, 0.5), (label,), False, 1.0)


def chart():
    return score_changes(
        LABELS,
        {"naive_bayes": prediction([0.75, 0.0625, 0.25], "joy")},
        {"naive_bayes": prediction([0.25, 0.03125, 0.875], "anger")},
        ["anger", "fear", "joy"],
    )


def test_a_line_goes_from_the_first_score_to_the_second_in_the_order():
    lines = chart().figure.data
    assert [(list(line.x), line.y[0]) for line in lines] == [
        ([0.25, 0.875], "anger"),
        ([0.75, 0.25], "joy"),
    ]


def test_labels_with_low_scores_are_left_out_and_the_caption_says_so():
    assert chart().figure.layout.yaxis.categoryarray == ("anger", "joy")
    assert "below 0.1 are left out" in chart().caption


def test_the_alternative_text_has_the_labels_of_both_texts():
    assert chart().alternative_text == (
        "Naive Bayes predicts joy for the first text and anger for the second."
    )
