import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import f1_score, roc_auc_score

from emolab.evaluation.bootstrap import auc_resamples, f1_resamples, interval, resample_weights

few = settings(derandomize=True, deadline=None, max_examples=40)
RESAMPLES = 6

# Ties, a label without a positive, one with a single positive, one without a negative.
TARGETS = np.array([[1, 0, 0, 1], [1, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 1], [1, 0, 0, 1]])
SCORES = np.array(
    [
        [0.5, 0.5, 0.25, 0.75],
        [0.75, 0.125, 0.5, 0.5],
        [0.5, 0.25, 0.5, 0.5],
        [0.25, 0.5, 0.75, 0.25],
        [0.25, 0.75, 0.125, 0.5],
    ],
    dtype=np.float32,
)


@st.composite
def problems(draw):
    """Targets and scores in eighths of 1-7 texts and 2-3 labels, and a seed.

    Two labels at least, since scikit-learn takes a single column for a list of classes.
    """
    shape = draw(st.integers(1, 7)), draw(st.integers(2, 3))
    targets = draw(arrays(np.uint8, shape, elements=st.integers(0, 1)))
    eighths = draw(arrays(np.uint8, shape, elements=st.integers(0, 8)))
    return targets, (eighths / 8).astype(np.float32), draw(st.integers(0, 99))


def drawn_rows(weights):
    """The rows of each resample, each as often as it was drawn."""
    return [np.repeat(np.arange(len(weights)), times.astype(int)) for times in weights.T]


def auc(targets, scores):
    return roc_auc_score(targets, scores) if 0 < targets.sum() < len(targets) else np.nan


def assert_f1_is_that_of_real_resamples(targets, predictions, weights):
    figures = f1_resamples(targets, predictions, weights)
    for number, rows in enumerate(drawn_rows(weights)):
        for average, name in (("micro", "micro"), ("macro", "macro"), (None, "per_label")):
            expected = f1_score(targets[rows], predictions[rows], average=average, zero_division=0)
            assert figures[name][number] == pytest.approx(expected, abs=1e-9)


def assert_auc_is_that_of_real_resamples(targets, scores, weights):
    figures = auc_resamples(targets, scores, weights)
    for number, rows in enumerate(drawn_rows(weights)):
        each = np.array([auc(*pair) for pair in zip(targets[rows].T, scores[rows].T, strict=True)])
        known = each[~np.isnan(each)]
        macro = known.mean() if len(known) else np.nan
        micro = auc(targets[rows].ravel(), scores[rows].ravel())
        for name, expected in (("per_label", each), ("macro", macro), ("micro", micro)):
            assert figures[name][number] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_each_resample_draws_as_many_texts_as_there_are():
    weights = resample_weights(7, resamples=5, seed=1)
    assert weights.shape == (7, 5)
    assert weights.sum(axis=0).tolist() == [7] * 5
    assert (weights == weights.astype(int)).all()
    assert (weights >= 0).all()


def test_weights_count_how_often_each_text_was_drawn():
    drawn = np.random.default_rng(3).integers(0, 4, size=(2, 4))
    expected = [[(resample == text).sum() for resample in drawn] for text in range(4)]
    assert resample_weights(4, resamples=2, seed=3).tolist() == expected


def test_resamples_differ_from_each_other():
    weights = resample_weights(20, resamples=3)
    assert len({tuple(column) for column in weights.T}) == 3


def test_one_seed_gives_one_set_of_weights_and_another_seed_another():
    first, again, other = (resample_weights(20, 3, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_there_are_a_thousand_resamples_of_seed_42_by_default():
    weights = resample_weights(3)
    assert weights.dtype == float
    assert np.array_equal(weights, resample_weights(3, resamples=1000, seed=42))


def test_one_text_is_drawn_once_in_every_resample():
    assert resample_weights(1, resamples=3).tolist() == [[1, 1, 1]]


def test_f1_of_a_hand_drawn_resample():
    # The first text twice, the second never, the third once. First label: 2 true positives, 1
    # false positive, F1 4/5. Second: 2 false negatives, 1 true positive, F1 1/2.
    targets = np.array([[1, 1], [0, 0], [0, 1]])
    predictions = np.array([[1, 0], [1, 1], [1, 1]])
    figures = f1_resamples(targets, predictions, np.array([[2.0], [0.0], [1.0]]))
    assert figures["per_label"] == pytest.approx(np.array([[4 / 5, 1 / 2]]))
    assert figures["macro"] == pytest.approx([13 / 20])
    assert figures["micro"] == pytest.approx([2 * 3 / 9])


def test_auc_of_a_hand_drawn_resample():
    # The positive of 0.5 twice against 0.5 once (half) and 0.25 three times: (1 + 6) / 8.
    targets, scores = np.array([[1], [0], [0], [1]]), np.array([[0.5], [0.5], [0.25], [0.75]])
    figures = auc_resamples(targets, scores, np.array([[2.0], [1.0], [3.0], [0.0]]))
    assert figures["per_label"] == pytest.approx(np.array([[7 / 8]]))
    assert figures["micro"] == pytest.approx([7 / 8])


def test_shapes():
    weights = resample_weights(5, RESAMPLES)
    for figures in (
        f1_resamples(TARGETS, SCORES >= 0.5, weights),
        auc_resamples(TARGETS, SCORES, weights),
    ):
        assert {name: values.shape for name, values in figures.items()} == {
            "micro": (RESAMPLES,),
            "macro": (RESAMPLES,),
            "per_label": (RESAMPLES, 4),
        }


def test_weights_of_one_give_the_figures_of_the_split_itself():
    once = np.ones((5, 1))
    assert_f1_is_that_of_real_resamples(TARGETS, SCORES >= 0.5, once)
    assert_auc_is_that_of_real_resamples(TARGETS, SCORES, once)


def test_ties_and_rare_labels_resample_as_scikit_learn_has_them():
    weights = resample_weights(5, 30, seed=0)
    assert_f1_is_that_of_real_resamples(TARGETS, SCORES >= 0.5, weights)
    assert_auc_is_that_of_real_resamples(TARGETS, SCORES, weights)


@few
@given(problems())
def test_resampled_f1_is_that_of_really_drawn_rows(problem):
    targets, scores, seed = problem
    weights = resample_weights(len(targets), RESAMPLES, seed)
    assert_f1_is_that_of_real_resamples(targets, scores >= 0.5, weights)


@few
@given(problems())
def test_resampled_auc_is_that_of_really_drawn_rows(problem):
    targets, scores, seed = problem
    weights = resample_weights(len(targets), RESAMPLES, seed)
    assert_auc_is_that_of_real_resamples(targets, scores, weights)


def test_a_label_that_the_split_cannot_rank_is_nan_in_every_resample():
    per_label = auc_resamples(TARGETS, SCORES, resample_weights(5, 10))["per_label"]
    assert np.isnan(per_label[:, [1, 3]]).all()


def test_a_resample_without_the_only_positive_leaves_that_label_out_of_macro():
    targets = np.array([[1, 1], [0, 0], [0, 1]])
    scores = np.array([[0.9, 0.8], [0.1, 0.4], [0.2, 0.3]])
    figures = auc_resamples(targets, scores, np.array([[0.0, 1.0], [2.0, 1.0], [1.0, 1.0]]))
    assert figures["per_label"] == pytest.approx(np.array([[np.nan, 0.0], [1.0, 0.5]]), nan_ok=True)
    assert figures["macro"] == pytest.approx([0.0, 0.75])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("fill", [0, 1])
def test_targets_all_alike_have_no_auc_in_any_resample(fill):
    figures = auc_resamples(np.full((3, 2), fill), np.ones((3, 2)), resample_weights(3, 4))
    assert all(np.isnan(values).all() for values in figures.values())


def test_f1_with_weights_of_half_the_precision_is_the_same():
    random = np.random.default_rng(1)
    targets, predictions = random.random((2, 500, 3)) < 0.4
    weights = resample_weights(500, RESAMPLES)
    whole, half = (
        f1_resamples(targets, predictions, weights.astype(kind)) for kind in (float, np.float32)
    )
    for name, values in whole.items():
        np.testing.assert_array_equal(half[name], values)


def test_the_interval_leaves_the_same_share_out_at_both_ends():
    values = np.arange(101.0)[::-1]
    assert interval(values) == pytest.approx((2.5, 97.5))
    assert interval(values, level=0.5) == pytest.approx((25, 75))


def test_the_interval_leaves_nan_out():
    assert interval(np.array([np.nan, *range(101), np.nan])) == pytest.approx((2.5, 97.5))
