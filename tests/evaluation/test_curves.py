import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import auc, precision_recall_curve, roc_auc_score, roc_curve

from emolab.evaluation.curves import binary_curve, macro_roc, micro_curve, thin

few = settings(derandomize=True, deadline=None, max_examples=80)
cells = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 8)), min_size=2, max_size=12
)  # a target and a score in eighths


def problem(rows):
    """Targets and scores with at least one positive and one negative."""
    targets, eighths = np.array(rows).T
    assume(0 < targets.sum() < len(targets))
    return targets.astype(np.uint8), (eighths / 8).astype(np.float32)


def test_counts_and_rates_at_every_distinct_score():
    # Ranked: 0.875+ 0.625- 0.25+ 0.125-.
    curve = binary_curve(np.array([1, 1, 0, 0]), np.array([0.875, 0.25, 0.625, 0.125]))
    assert curve.threshold.tolist() == [np.inf, 0.875, 0.625, 0.25, 0.125]
    assert curve.true_positives.tolist() == [0, 1, 1, 2, 2]
    assert curve.false_positives.tolist() == [0, 0, 1, 1, 2]
    assert curve.true_positive_rate.tolist() == [0, 0.5, 0.5, 1, 1]
    assert curve.false_positive_rate.tolist() == [0, 0, 0.5, 0.5, 1]
    assert curve.precision.tolist() == pytest.approx([1, 1, 1 / 2, 2 / 3, 1 / 2])


def test_equal_scores_are_one_point():
    curve = binary_curve(np.array([1, 0, 1]), np.array([0.5, 0.5, 0.25]))
    assert curve.threshold.tolist() == [np.inf, 0.5, 0.25]
    assert curve.true_positives.tolist() == [0, 1, 2]
    assert curve.false_positives.tolist() == [0, 1, 1]


@pytest.mark.parametrize("kind", [np.uint8, bool, int, float])
def test_counts_are_integers_whatever_the_type_of_the_targets(kind):
    curve = binary_curve(np.array([1, 0], dtype=kind), np.array([0.75, 0.5]))
    assert curve.true_positives.dtype == curve.false_positives.dtype == np.int64
    assert curve.false_positives.tolist() == [0, 0, 1]


def test_without_a_positive_recall_and_precision_stay_zero():
    curve = binary_curve(np.array([0, 0]), np.array([0.75, 0.5]))
    assert curve.true_positive_rate.tolist() == [0, 0, 0]
    assert curve.false_positive_rate.tolist() == [0, 0.5, 1]
    assert curve.precision.tolist() == [1, 0, 0]


def test_without_a_negative_the_false_positive_rate_stays_zero():
    curve = binary_curve(np.array([1, 1]), np.array([0.75, 0.5]))
    assert curve.false_positive_rate.tolist() == [0, 0, 0]


def test_one_text_makes_a_curve_of_two_points():
    curve = binary_curve(np.array([1]), np.array([0.75]))
    assert curve[["threshold", "true_positives", "precision"]].values.tolist() == [
        [np.inf, 0, 1],
        [0.75, 1, 1],
    ]


@few
@given(cells)
def test_the_rates_are_those_of_scikit_learns_roc_curve(rows):
    targets, scores = problem(rows)
    curve = binary_curve(targets, scores)
    false_positive_rate, true_positive_rate, thresholds = roc_curve(
        targets, scores, drop_intermediate=False
    )
    assert curve.threshold.tolist() == thresholds.tolist()
    assert curve.false_positive_rate.to_numpy() == pytest.approx(false_positive_rate, abs=1e-12)
    assert curve.true_positive_rate.to_numpy() == pytest.approx(true_positive_rate, abs=1e-12)
    area = auc(curve.false_positive_rate, curve.true_positive_rate)
    assert area == pytest.approx(roc_auc_score(targets, scores))


@few
@given(cells)
def test_precision_and_recall_are_those_of_scikit_learn(rows):
    targets, scores = problem(rows)
    curve = binary_curve(targets, scores)
    precision, recall, thresholds = precision_recall_curve(targets, scores)
    assert curve.threshold[1:].tolist() == thresholds[::-1].tolist()
    assert curve.precision.to_numpy() == pytest.approx(precision[::-1], abs=1e-12)
    assert curve.true_positive_rate.to_numpy() == pytest.approx(recall[::-1], abs=1e-12)


def test_the_micro_curve_takes_every_cell_alike():
    targets, scores = np.array([[1, 0], [0, 1]]), np.array([[0.75, 0.5], [0.25, 0.5]])
    curve = micro_curve(targets, scores)
    assert curve.threshold.tolist() == [np.inf, 0.75, 0.5, 0.25]
    assert curve.true_positives.tolist() == [0, 1, 2, 2]
    assert curve.false_positives.tolist() == [0, 0, 1, 2]


# The first label is ranked right, the second backwards.
MIXED = np.array([[1, 0], [0, 1]]), np.array([[0.9, 0.8], [0.1, 0.2]])


def test_the_macro_curve_is_the_mean_of_the_labels_curves():
    curve = macro_roc(*MIXED, points=3)
    assert curve.false_positive_rate.tolist() == [0, 0.5, 1]
    assert curve.true_positive_rate.tolist() == [0.5, 0.5, 1]


def test_the_macro_curve_is_straight_between_a_curves_points():
    # Both texts tie, so the curve is the diagonal.
    curve = macro_roc(np.array([[1], [0]]), np.array([[0.5], [0.5]]), points=5)
    assert curve.true_positive_rate.tolist() == [0, 0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize("fill", [0, 1])
def test_the_macro_curve_leaves_out_a_label_that_cannot_be_ranked(fill):
    targets, scores = MIXED
    wider = np.column_stack([targets, [fill, fill]]), np.column_stack([scores, [0.3, 0.4]])
    pd.testing.assert_frame_equal(macro_roc(*wider), macro_roc(*MIXED))


@pytest.mark.filterwarnings("error")
def test_the_macro_curve_of_no_ranked_label_is_unknown():
    curve = macro_roc(np.zeros((2, 2)), np.array([[0.9, 0.8], [0.1, 0.2]]), points=3)
    assert curve.false_positive_rate.tolist() == [0, 0.5, 1]
    assert curve.true_positive_rate.dtype == float
    assert curve.true_positive_rate.isna().all()


def test_the_macro_curve_has_201_points_by_default():
    assert len(macro_roc(*MIXED)) == 201


def test_a_short_curve_is_drawn_whole():
    curve = pd.DataFrame({"x": [0, 0.1, 1], "y": [0, 0, 0]})
    pd.testing.assert_frame_equal(thin(curve, "x", "y", points=3), curve)


def test_a_curve_keeps_200_points_by_default():
    curve = pd.DataFrame({"x": np.linspace(0, 1, 1000), "y": 0})
    assert len(thin(curve, "x", "y")) == 200


def test_thinning_keeps_the_end_of_a_long_first_step():
    curve = pd.DataFrame({"x": [0, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6], "y": 0.0})
    assert thin(curve, "x", "y", points=3).x.tolist() == [0, 0.3, 0.6]


def test_a_straight_line_keeps_evenly_spaced_points():
    curve = pd.DataFrame({"x": np.arange(101), "y": 0})
    assert thin(curve, "x", "y", points=11).x.tolist() == list(range(0, 101, 10))


def test_thinning_goes_by_drawn_length_not_by_rows():
    # 64 rows lie on the first of eight unit steps.
    curve = pd.DataFrame({"x": [*np.arange(64) / 64, *range(1, 9)], "y": 0.0})
    assert thin(curve, "x", "y", points=9).x.tolist() == list(range(9))


def test_thinning_measures_along_both_axes():
    # Up ten steps, then right ten.
    curve = pd.DataFrame({"x": [0] * 10 + [*range(11)], "y": [*range(10)] + [10] * 11})
    kept = thin(curve, "x", "y", points=5)
    assert kept[["x", "y"]].values.tolist() == [[0, 0], [0, 5], [0, 10], [5, 10], [10, 10]]


@few
@given(cells, st.integers(2, 6))
def test_a_thinned_curve_keeps_its_ends_and_only_rows_of_the_curve(rows, points):
    curve = binary_curve(*problem(rows))
    for x, y in (
        ("false_positive_rate", "true_positive_rate"),
        ("true_positive_rate", "precision"),
    ):
        kept = thin(curve, x, y, points)
        assert len(kept) <= points
        assert kept.index[0] == 0
        assert kept.index[-1] == len(curve) - 1
        assert kept.index.is_monotonic_increasing
        assert kept.index.is_unique
        pd.testing.assert_frame_equal(kept, curve.loc[kept.index])
