import numpy as np
import pytest

from emolab.evaluation.best_models import best_model_table
from emolab.evaluation.bootstrap import resample_weights

LABELS = ("joy", "fear")
HALF = {"a": np.array([0.5, 0.5]), "b": np.array([0.5, 0.5]), "c": np.array([0.5, 0.5])}


@pytest.fixture
def table():
    """Model a finds all of joy, b half of it, c nothing; all three are the same for fear."""
    targets = np.zeros((400, 2), dtype=np.uint8)
    targets[:200, 0] = targets[::4, 1] = 1
    scores = {model: np.zeros((400, 2)) for model in "cba"}
    scores["a"][:200, 0] = 1
    scores["b"][:100, 0] = 1
    for values in scores.values():
        values[::2, 1] = 1
    return best_model_table(LABELS, targets, scores, HALF, resample_weights(400)).set_index("label")


def test_the_best_model_leads_the_next_one(table):
    joy = table.loc["joy"]
    assert (joy.best, joy.second, joy.support) == ("a", "b", 200)
    # b: precision 1, recall 1/2.
    assert (joy.f1, joy.difference) == (1.0, pytest.approx(1 - 2 / 3))
    assert 0 < joy.low < joy.difference < joy.high
    assert not joy.tie


def test_models_that_choose_alike_are_a_tie(table):
    fear = table.loc["fear"]
    # 100 true among 200 chosen.
    assert fear.f1 == pytest.approx(2 / 3)
    assert (fear.difference, fear.low, fear.high) == (0, 0, 0)
    assert fear.tie


def test_a_lead_on_few_texts_is_a_tie():
    targets = np.array([[1], [1], [0], [0]], dtype=np.uint8)
    scores = {"a": np.array([[1.0], [1], [0], [0]]), "b": np.array([[1.0], [0], [0], [0]])}
    half = dict.fromkeys(scores, np.array([0.5]))
    row = best_model_table(("joy",), targets, scores, half, resample_weights(4)).iloc[0]
    assert (row.best, row.difference) == ("a", pytest.approx(1 / 3))
    assert row.tie


def test_of_equal_models_the_first_is_best_however_many_there_are():
    # Forty models; the label is a true label of the text, and the last twenty predict it.
    names = [str(number) for number in range(40)]
    scores = {name: np.array([[float(number >= 20)]]) for number, name in enumerate(names)}
    half = dict.fromkeys(scores, np.array([0.5]))
    row = best_model_table(("joy",), np.array([[1]]), scores, half, np.ones((1, 1))).iloc[0]
    assert (row.best, row.second) == ("20", "21")
