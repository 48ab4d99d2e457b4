import numpy as np
import pytest

from emolab.inference.agreement import agreement, agreement_sentence
from emolab.inference.predict import Prediction


def predicting(*labels, below_threshold=False):
    return Prediction(np.zeros(2), np.zeros(2), labels, below_threshold, 1.0)


@pytest.mark.parametrize(
    ("labels_by_title", "sentence"),
    [
        ({"A": ["joy", "anger"], "B": ["anger", "joy"]}, "Both models predict anger and joy."),
        (
            dict.fromkeys("ABC", ("joy", "fear", "anger")),
            "All 3 models predict anger, fear and joy.",
        ),
        (
            {"A": ["joy", "fear", "anger"], "B": ["joy"], "C": ["joy", "love"]},
            "All 3 models predict joy; A also predicts anger and fear; C also predicts love.",
        ),
        (
            {"A": ["joy", "fear"], "B": ["fear", "love"], "C": ["love"]},
            "No label is predicted by all models; A and B both predict fear; "
            "B and C both predict love.",
        ),
        (
            {"A": ["joy"], "B": ["fear"], "C": ["love"]},
            "The models disagree: no label is predicted by two of them.",
        ),
        (
            {"A": ["joy"], "B": ["joy"], "C": []},
            "A and B predict joy. C predicts no label.",
        ),
        (
            {"A": ["joy"], "B": (), "C": ()},
            "Only A predicts joy; B and C predict no label.",
        ),
        (
            {"A": (), "B": ()},
            "No model predicts a label: every score is below its threshold.",
        ),
        ({"A": ["joy"]}, "Only one model in this run."),
    ],
)
def test_the_sentence_names_the_labels_in_common(labels_by_title, sentence):
    assert agreement_sentence(labels_by_title) == sentence


def test_a_label_below_its_threshold_is_not_predicted():
    predictions = {
        "transformer": predicting("joy"),
        "naive_bayes": predicting("fear", below_threshold=True),
    }
    assert agreement(predictions) == "Only Transformer predicts joy; Naive Bayes predicts no label."


def test_ensembles_and_distilled_variants_are_left_out():
    predictions = {
        "transformer": predicting("joy"),
        "naive_bayes": predicting("joy"),
        "naive_bayes_distilled": predicting("fear"),
        "ensemble": predicting("fear"),
    }
    assert agreement(predictions) == "Both models predict joy."
