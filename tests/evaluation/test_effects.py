import numpy as np
import pytest

from emolab.evaluation.bootstrap import f1_resamples, resample_weights
from emolab.evaluation.effects import Predictions, effect_table, predict_test

# Four texts, two labels. All right: F1 1 and 1. The second label never given: 1 and 0.
TARGETS = np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
RIGHT = Predictions(TARGETS.astype(bool), TARGETS.astype(bool))
HALF = Predictions(TARGETS * [True, False] == 1, TARGETS * [True, False] == 1)


# A resample of the first text alone, in which the second label has no text.
FIRST = np.array([[4.0], [0], [0], [0]])


def table(before, after, weights=FIRST):
    return effect_table(TARGETS, ("joy", "grief"), ["grief"], before, after, weights).set_index(
        "metric"
    )


@pytest.mark.filterwarnings("error")
def test_changes_are_those_of_the_whole_test_set():
    effects = table([HALF], [RIGHT])
    # Micro: two of four cells found, none wrong, F1 2 * 2 / (2 + 4).
    assert effects.loc["micro F1", ["before", "after", "change"]].tolist() == pytest.approx(
        [2 / 3, 1, 1 / 3]
    )
    assert effects.loc["macro F1", ["before", "after", "change"]].tolist() == [0.5, 1, 0.5]
    assert effects.loc["grief", ["before", "after", "change"]].tolist() == [0, 1, 1]
    assert np.isnan(effects.loc["grief", "spread"])


def test_before_and_after_are_those_of_each_label():
    effects = table([RIGHT], [HALF])
    assert effects.before.tolist() == [1, 1, 1]
    assert effects.after.tolist() == pytest.approx([2 / 3, 0.5, 0])


def test_the_interval_of_one_resample_is_its_change():
    # Both models predict the first text right, so nothing changes in it.
    effects = table([HALF], [RIGHT])
    assert effects[["low", "high"]].to_numpy().tolist() == [[0, 0]] * 3


def test_seeds_are_averaged_and_their_spread_is_told():
    effects = table([HALF, RIGHT], [RIGHT, RIGHT])
    assert effects.loc["grief", "change"] == pytest.approx(0.5)
    assert effects.loc["grief", "spread"] == pytest.approx(np.std([1, 0], ddof=1))


def test_the_interval_is_of_paired_resamples():
    weights = resample_weights(4, 200)
    difference = (
        f1_resamples(TARGETS, RIGHT.per_label, weights)["macro"]
        - f1_resamples(TARGETS, HALF.per_label, weights)["macro"]
    )
    effects = table([HALF], [RIGHT], weights)
    assert effects.loc["macro F1", ["low", "high"]].tolist() == pytest.approx(
        np.quantile(difference, [0.025, 0.975])
    )


def test_two_trainings_alike_differ_by_nothing_in_every_resample():
    effects = table([HALF], [HALF], resample_weights(4, 50))
    assert not effects[["change", "low", "high"]].to_numpy().any()


def test_thresholds_come_from_validation_and_are_met_on_test():
    validation = np.array([[1], [0]] * 200)
    scores = {"validation": np.array([[0.8], [0.2]] * 200), "test": np.array([[0.6], [0.4]])}
    chosen = predict_test(validation, scores)
    assert chosen.shared.tolist() == [[True], [False]]
    assert chosen.per_label.tolist() == [[True], [False]]
