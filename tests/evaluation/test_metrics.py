import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    f1_score,
    hamming_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)

from emolab.evaluation.metrics import (
    Counts,
    average_metrics,
    count,
    label_metrics,
    predict,
    ranked_labels,
    ratio,
    sample_metrics,
)
from emolab.evaluation.ranking import ranking_metrics

TARGETS = np.array([[1, 0, 1], [1, 1, 0], [0, 1, 0], [0, 1, 0]], dtype=np.uint8)
SCORES = np.array(
    [[0.9, 0.4, 0.8], [0.3, 0.7, 0.6], [0.6, 0.2, 0.1], [0.1, 0.9, 0.5]], dtype=np.float32
)
# SCORES from 0.5 upwards.
PREDICTIONS = np.array([[1, 0, 1], [0, 1, 1], [1, 0, 0], [0, 1, 1]], dtype=bool)

few = settings(derandomize=True, deadline=None, max_examples=50)


@st.composite
def problems(draw, scores=False):
    """Targets, and predictions or scores (eighths, so that ties abound), 1-8 texts, 2-4 labels.

    Two labels at least, since scikit-learn takes a single column for a list of classes.
    """
    shape = draw(st.integers(1, 8)), draw(st.integers(2, 4))
    targets = draw(arrays(np.uint8, shape, elements=st.integers(0, 1)))
    if scores:
        return targets, (draw(arrays(np.uint8, shape, elements=st.integers(0, 8))) / 8).astype("f4")
    return targets, draw(arrays(np.bool_, shape))


def test_a_score_at_the_threshold_is_chosen():
    assert predict(SCORES, 0.5).tolist() == PREDICTIONS.tolist()


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.7])
def test_a_float32_score_meets_its_threshold_in_double_precision(threshold):
    # The float32 nearest to 0.7 lies below 0.7.
    at = np.float32(threshold)
    scores = np.array([[np.nextafter(at, np.float32(0)), at, np.nextafter(at, np.float32(1))]])
    assert predict(scores, threshold).tolist() == [[False, True, True]]


def test_each_label_has_its_own_threshold():
    chosen = predict(SCORES, np.array([0.3, 0.8, 0.6], dtype=np.float32))
    assert chosen.tolist() == [[1, 0, 1], [1, 0, 1], [1, 0, 0], [0, 1, 0]]


def test_counts_per_label():
    counts = count(TARGETS, PREDICTIONS)
    assert counts.true_positives.tolist() == [1, 2, 1]
    assert counts.false_positives.tolist() == [1, 0, 2]
    assert counts.false_negatives.tolist() == [1, 1, 0]


def test_precision_recall_and_f1_of_each_label():
    figures = label_metrics(count(TARGETS, PREDICTIONS))
    assert figures["precision"] == pytest.approx([1 / 2, 1, 1 / 3])
    assert figures["recall"] == pytest.approx([1 / 2, 2 / 3, 1])
    assert figures["f1"] == pytest.approx([1 / 2, 4 / 5, 1 / 2])


def test_averages_over_labels():
    # In all, 4 true positives, 3 false positives, 2 false negatives; supports 2, 3, 1.
    assert average_metrics(count(TARGETS, PREDICTIONS)) == pytest.approx(
        {
            "precision_micro": 4 / 7,
            "recall_micro": 2 / 3,
            "f1_micro": 8 / 13,
            "precision_macro": 11 / 18,
            "recall_macro": 13 / 18,
            "f1_macro": 0.6,
            "precision_weighted": 13 / 18,
            "recall_weighted": 2 / 3,
            "f1_weighted": 0.65,
        }
    )


def test_figures_over_texts():
    # Text by text, precision is 1, 1/2, 0, 1/2; recall 1, 1/2, 0, 1; F1 1, 1/2, 0, 2/3.
    assert sample_metrics(TARGETS, PREDICTIONS) == pytest.approx(
        {
            "precision_samples": 1 / 2,
            "recall_samples": 5 / 8,
            "f1_samples": 13 / 24,
            "subset_accuracy": 1 / 4,
            "hamming_loss": 5 / 12,
        }
    )


def test_roc_auc_is_the_share_of_pairs_in_order():
    figures = ranking_metrics(TARGETS, SCORES)
    assert figures["roc_auc"] == pytest.approx([3 / 4, 2 / 3, 1])
    assert figures["roc_auc_macro"] == pytest.approx(29 / 36)
    assert figures["roc_auc_micro"] == pytest.approx(28 / 36)


def test_average_precision():
    figures = ranking_metrics(TARGETS, SCORES)
    assert figures["average_precision"] == pytest.approx([5 / 6, 11 / 12, 1])
    assert figures["average_precision_macro"] == pytest.approx(11 / 12)
    # Precision is 1 at four of the six positives, 5/9 at the fifth, 6/10 at the last.
    assert figures["average_precision_micro"] == pytest.approx((4 + 5 / 9 + 6 / 10) / 6)


def test_a_tied_pair_counts_half():
    figures = ranking_metrics(np.array([[1], [0], [0]]), np.array([[0.5], [0.5], [0.1]]))
    assert figures["roc_auc"] == [0.75]


def test_a_ratio_over_zero_is_zero():
    assert ratio(np.array([1, 0, 3]), np.array([0, 0, 4])).tolist() == [0, 0, 0.75]
    assert ratio(2, 0) == 0


def test_one_number_is_divided_by_each_denominator():
    assert ratio(1, np.array([2, 0, 4])).tolist() == [0.5, 0, 0.25]


def test_a_label_neither_borne_nor_given_has_zero_for_every_figure():
    nothing = Counts(np.array([0]), np.array([0]), np.array([0]))
    assert {name: values.tolist() for name, values in label_metrics(nothing).items()} == {
        "precision": [0],
        "recall": [0],
        "f1": [0],
    }
    assert set(average_metrics(nothing).values()) == {0.0}


def test_a_label_without_a_positive_counts_in_macro_and_not_in_weighted():
    targets, predictions = np.array([[1, 0], [1, 0]]), np.array([[1, 0], [1, 0]])
    averages = average_metrics(count(targets, predictions))
    assert (averages["f1_macro"], averages["f1_weighted"]) == (0.5, 1.0)


def test_a_text_without_labels_that_gets_none_is_right_but_has_f1_zero():
    figures = sample_metrics(np.zeros((1, 2)), np.zeros((1, 2)))
    assert (figures["subset_accuracy"], figures["hamming_loss"]) == (1.0, 0.0)
    assert (figures["precision_samples"], figures["f1_samples"]) == (0.0, 0.0)


def test_ranking_needs_a_positive_and_a_negative():
    targets = np.array([[1, 0, 1], [0, 0, 1]])
    assert ranked_labels(targets).tolist() == [True, False, False]


@pytest.mark.parametrize("name", ["roc_auc", "average_precision"])
def test_a_label_that_cannot_be_ranked_is_none_and_left_out_of_macro(name):
    targets = np.array([[1, 0, 1], [0, 0, 1]])
    figures = ranking_metrics(targets, np.array([[0.9, 0.1, 0.1], [0.2, 0.3, 0.4]]))
    assert figures[name] == [1.0, None, None]
    assert figures[f"{name}_macro"] == 1.0


@pytest.mark.parametrize("fill", [0, 1])
def test_targets_all_alike_have_no_ranking_figure(fill):
    figures = ranking_metrics(np.full((2, 2), fill), np.array([[0.9, 0.1], [0.2, 0.3]]))
    assert figures == {
        "roc_auc": [None, None],
        "roc_auc_micro": None,
        "roc_auc_macro": None,
        "average_precision": [None, None],
        "average_precision_micro": None,
        "average_precision_macro": None,
    }


@few
@given(problems())
def test_label_metrics_are_those_of_scikit_learn(problem):
    targets, predictions = problem
    figures = label_metrics(count(targets, predictions))
    expected = precision_recall_fscore_support(targets, predictions, zero_division=0)
    for name, values in zip(("precision", "recall", "f1"), expected[:3], strict=True):
        assert figures[name] == pytest.approx(values, abs=1e-12)


@few
@given(problems())
def test_averages_are_those_of_scikit_learn(problem):
    targets, predictions = problem
    figures = {
        **average_metrics(count(targets, predictions)),
        **sample_metrics(targets, predictions),
    }
    for average in ("micro", "macro", "weighted", "samples"):
        precision, recall, _, _ = precision_recall_fscore_support(
            targets, predictions, average=average, zero_division=0
        )
        f1 = f1_score(targets, predictions, average=average, zero_division=0)
        assert figures[f"precision_{average}"] == pytest.approx(precision, abs=1e-12)
        assert figures[f"recall_{average}"] == pytest.approx(recall, abs=1e-12)
        assert figures[f"f1_{average}"] == pytest.approx(f1, abs=1e-12)
    assert figures["subset_accuracy"] == pytest.approx(accuracy_score(targets, predictions))
    assert figures["hamming_loss"] == pytest.approx(hamming_loss(targets, predictions))


@few
@given(problems(scores=True))
def test_ranking_figures_are_those_of_scikit_learn_over_the_ranked_labels(problem):
    targets, scores = problem
    figures = ranking_metrics(targets, scores)
    varies = [0 < column.sum() < len(column) for column in targets.T]
    for name, measure in (
        ("roc_auc", roc_auc_score),
        ("average_precision", average_precision_score),
    ):
        assert [value is not None for value in figures[name]] == varies
        if any(varies):
            kept = targets[:, varies], scores[:, varies]
            known = [value for value in figures[name] if value is not None]
            assert known == pytest.approx(np.atleast_1d(measure(*kept, average=None)), abs=1e-12)
            assert figures[f"{name}_macro"] == pytest.approx(measure(*kept, average="macro"))
            assert figures[f"{name}_micro"] == pytest.approx(
                measure(targets, scores, average="micro")
            )
