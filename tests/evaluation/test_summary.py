import json

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from emolab.evaluation.bootstrap import resample_weights
from emolab.evaluation.cross_validation import cross_validated_metrics
from emolab.evaluation.summary import (
    bootstrap_intervals,
    evaluate,
    slice_metrics,
    threshold_metrics,
    top_label_metrics,
)
from emolab.evaluation.thresholds import POLICIES, choose_thresholds

# As in the tests of thresholds: the labels are best cut at 0.8 and 0.5, all cells at 0.5.
VALIDATION = np.array([[1, 1], [1, 1], [0, 0]], dtype=np.uint8)
VALIDATION_SCORES = np.array([[0.9, 0.6], [0.9, 0.6], [0.7, 0.4]], dtype=np.float32)
TEST = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], dtype=np.uint8)
TEST_SCORES = np.array([[0.9, 0.6], [0.4, 0.3], [0.6, 0.7], [0.1, 0.2]], dtype=np.float32)


def evaluated(test=TEST, scores=TEST_SCORES, **options):
    return evaluate(
        {"validation": VALIDATION, "test": test},
        {"validation": VALIDATION_SCORES, "test": scores},
        **{"resamples": 20, **options},
    )


# Made anew for each test, so that mutmut sees which tests call what.
@pytest.fixture
def result():
    return evaluated()


def test_threshold_metrics_hold_averages_sample_figures_and_each_label():
    figures = threshold_metrics(TEST, TEST_SCORES >= 0.5)
    assert figures["per_label"] == {
        "precision": [0.5, 0.5],
        "recall": [0.5, 0.5],
        "f1": [0.5, 0.5],
    }
    assert figures["f1_micro"] == 0.5
    assert figures["subset_accuracy"] == 0.25
    assert figures["hamming_loss"] == 0.5


def test_validation_chooses_the_thresholds(result):
    assert list(result["thresholds"]) == list(POLICIES)
    assert result["thresholds"]["shared"] == pytest.approx([0.5, 0.5])
    assert result["thresholds"]["per_label"] == pytest.approx([1 / (1 + 4 ** (-1 / 11)), 0.5])


def test_test_is_only_read(result):
    assert evaluated(test=1 - TEST)["thresholds"] == result["thresholds"]


def test_each_policy_is_applied_to_both_splits(result):
    # At 0.2 the first label's last text is left out, the second label is given to all four.
    figures = result["test"]["policies"]["fixed_0.2"]["per_label"]
    assert figures["precision"] == pytest.approx([2 / 3, 1 / 2])
    assert figures["recall"] == [1.0, 1.0]
    # At 0.5 the first label's negative of 0.7 is chosen.
    assert result["validation"]["policies"]["shared"]["per_label"]["f1"] == pytest.approx([0.8, 1])
    for split in ("validation", "test"):
        assert list(result[split]["policies"]) == list(POLICIES)


def test_ranking_figures_of_both_splits(result):
    # On test, of the four pairs of each label: 0.9 beats both negatives, 0.4 one; 0.7 both, 0.3
    # one.
    assert result["test"]["ranking"]["roc_auc"] == pytest.approx([0.75, 0.75])
    assert result["validation"]["ranking"]["roc_auc"] == [1.0, 1.0]


def test_labels_that_every_split_ranks_leave_unranked_empty(result):
    assert result["validation"]["unranked"] == result["test"]["unranked"] == []


def test_a_label_without_a_positive_is_named_and_left_out_of_macro_auc():
    test = TEST.copy()
    test[:, 1] = 0
    result = evaluated(test=test)
    assert result["test"]["unranked"] == [1]
    assert result["test"]["ranking"]["roc_auc"] == [pytest.approx(0.75), None]
    assert result["test"]["ranking"]["roc_auc_macro"] == pytest.approx(0.75)
    assert result["validation"]["unranked"] == []


def test_validation_which_chose_the_thresholds_has_no_intervals(result):
    assert "intervals" not in result["validation"]
    assert list(result["test"]["intervals"]) == [*POLICIES, "ranking", "top_label"]


def test_the_top_label_is_held_against_the_true_labels(result):
    # Highest: the first label of the first two texts, the second of the others; the second text
    # has the first label, the third the second one, the last text none.
    assert result["test"]["top_label"] == {"accuracy": 0.75, "counts": [2, 2]}


def test_of_equal_scores_the_first_column_is_the_top_label():
    found = top_label_metrics(np.array([[0, 1]]), np.array([[0.5, 0.5]]))
    assert found == {"accuracy": 0.0, "counts": [1, 0]}


# Two kinds of two texts. Under 0.5 the first kind has one true positive, one false negative and
# one false positive of the first label; its texts lack the second label.
CHALLENGE = np.array([[1, 0], [1, 0], [0, 1], [1, 1]], dtype=np.uint8)
CHALLENGE_SCORES = np.array([[0.9, 0.6], [0.1, 0.2], [0.6, 0.9], [0.3, 0.7]], dtype=np.float32)


def test_the_challenge_set_is_also_measured_by_kind():
    result = evaluate(
        {"validation": VALIDATION, "challenge": CHALLENGE},
        {"validation": VALIDATION_SCORES, "challenge": CHALLENGE_SCORES},
        resamples=20,
        kinds=("idiom", "idiom", "slang", "slang"),
    )
    slices = result["challenge"]["slices"]
    assert list(slices) == ["idiom", "slang"]
    idiom = slices["idiom"]
    assert (idiom["texts"], idiom["labels"]) == (2, 1)
    # F1 of the first label alone: 2 / (2 + 0 + 1); micro counts the false positive too.
    assert idiom["f1_macro"]["fixed_0.5"] == pytest.approx(2 / 3)
    assert idiom["f1_micro"]["fixed_0.5"] == pytest.approx(0.5)
    assert idiom["top_label_accuracy"] == 0.5
    assert idiom["roc_auc_macro"] is None
    assert slices["slang"]["labels"] == 2
    assert slices["slang"]["roc_auc_macro"] == 0.0
    low, high = slices["slang"]["intervals"]["top_label_accuracy"]
    assert (low, high) == (1.0, 1.0)
    assert set(idiom["intervals"]) == {
        "f1_macro",
        "f1_micro",
        "roc_auc_macro",
        "top_label_accuracy",
    }


def test_without_kinds_the_challenge_set_has_no_slices():
    result = evaluate(
        {"validation": VALIDATION, "challenge": CHALLENGE},
        {"validation": VALIDATION_SCORES, "challenge": CHALLENGE_SCORES},
        resamples=20,
    )
    assert "slices" not in result["challenge"]


def test_cross_validated_metrics_of_validation_are_kept(result):
    assert set(result["validation"]["cross_validated"]) == {
        "f1_macro_per_label",
        "f1_micro_shared",
    }


def test_intervals_are_percentiles_over_really_drawn_texts():
    intervals = evaluated(resamples=20, seed=7)["test"]["intervals"]
    predictions = TEST_SCORES >= 0.5
    drawn = {"f1_micro": [], "f1_macro": [], "roc_auc_micro": []}
    for times in resample_weights(4, 20, seed=7).T:
        rows = np.repeat(np.arange(4), times.astype(int))
        for average in ("micro", "macro"):
            drawn[f"f1_{average}"].append(
                f1_score(TEST[rows], predictions[rows], average=average, zero_division=0)
            )
        flat = TEST[rows].ravel()
        if 0 < flat.sum() < len(flat):
            drawn["roc_auc_micro"].append(roc_auc_score(flat, TEST_SCORES[rows].ravel()))
    for policy, name in (
        ("fixed_0.5", "f1_micro"),
        ("fixed_0.5", "f1_macro"),
        ("ranking", "roc_auc_micro"),
    ):
        expected = np.quantile(drawn[name], [0.025, 0.975])
        assert intervals[policy][name] == pytest.approx(tuple(expected), abs=1e-9)


def test_perfect_scores_have_intervals_of_no_width():
    intervals = evaluated(scores=TEST.astype(np.float32), resamples=5)["test"]["intervals"]
    assert intervals["shared"]["f1_micro"] == (1.0, 1.0)
    assert intervals["ranking"]["roc_auc_micro"] == (1.0, 1.0)


def test_one_seed_gives_one_result_and_another_seed_other_intervals(result):
    assert evaluated() == result
    other = evaluated(seed=1)
    assert other["test"]["intervals"] != result["test"]["intervals"]
    assert other["test"]["policies"] == result["test"]["policies"]


def test_the_result_can_be_written_as_json(result):
    written = json.loads(json.dumps(result, allow_nan=False))
    assert written["thresholds"] == result["thresholds"]
    assert written["test"]["policies"] == result["test"]["policies"]


@pytest.mark.parametrize(
    "test", [[[1, 0]], [[0, 0], [0, 0]], [[1, 1], [1, 1]]], ids=["one text", "no label", "all"]
)
def test_a_result_that_ranks_no_label_can_still_be_written_as_json(test):
    test = np.array(test, dtype=np.uint8)
    result = evaluated(test=test, scores=TEST_SCORES[: len(test)])
    assert result["test"]["ranking"]["roc_auc_macro"] is None
    json.dumps(result, allow_nan=False)


def test_cross_fitted_train_rows_help_to_choose_the_thresholds():
    # Validation alone would cut between 0.4 and 0.6; train rows say that 0.6 is too low.
    validation, train = np.array([[1], [0]] * 10), np.array([[1], [0]] * 500)
    scores = {
        "validation": np.array([[0.6], [0.4]] * 10),
        "test": np.array([[0.7], [0.5]]),
        "cross_fitted": np.array([[0.9], [0.7]] * 500),
    }
    targets = {"validation": validation, "test": np.array([[1], [0]])}
    alone = evaluate(targets, {name: scores[name] for name in ("validation", "test")}, 10)
    both = evaluate(targets | {"cross_fitted": train}, scores, 10)
    assert "cross_fitted" not in both
    assert alone["thresholds"]["shared"] == [pytest.approx(0.5)]
    assert both["thresholds"]["shared"] == [pytest.approx(0.8)]


# Three texts of which none has the third label. Predicted from 0.5 upwards: 0 and 2, 2, 1.
HALF = {"half": np.full(3, 0.5)}
FEW = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=np.uint8)
FEW_SCORES = np.array([[0.9, 0.1, 0.8], [0.4, 0.2, 0.8], [0.45, 0.7, 0.2]])


def test_the_intervals_of_one_resample_are_its_metrics():
    # Seed 2 draws the first text twice and the third once: F1 per label is 1, 1 and 0; of all
    # cells 3 true and 2 false positives. Micro AUC: 0.9 twice before all six negatives, 0.7 before
    # four. The top label is right in both texts.
    assert resample_weights(3, 1, 2).ravel().tolist() == [2, 0, 1]
    assert bootstrap_intervals(FEW, FEW_SCORES, HALF, 1, 2) == {
        "half": {
            "f1_micro": pytest.approx((3 / 4, 3 / 4)),
            "f1_macro": pytest.approx((2 / 3, 2 / 3)),
        },
        "ranking": {
            "roc_auc_micro": pytest.approx((8 / 9, 8 / 9)),
            "roc_auc_macro": (1, 1),
        },
        "top_label": {"accuracy": (1, 1)},
    }


def test_a_slice_averages_over_the_labels_that_its_texts_have():
    # F1 of the first two labels is 2/3 and 1; of all cells 2 true positives, 2 false positives, 1
    # false negative. AUC is 1/2 and 1. The top label is wrong in the second text.
    assert slice_metrics(FEW, FEW_SCORES, HALF, 1, 2) == {
        "texts": 3,
        "labels": 2,
        "f1_macro": {"half": pytest.approx(5 / 6)},
        "f1_micro": {"half": pytest.approx(4 / 7)},
        "roc_auc_macro": pytest.approx(3 / 4),
        "top_label_accuracy": pytest.approx(2 / 3),
        "intervals": {
            "f1_macro": {"half": (1, 1)},
            "f1_micro": {"half": pytest.approx((3 / 4, 3 / 4))},
            "roc_auc_macro": (1, 1),
            "top_label_accuracy": (1, 1),
        },
    }


# Thirty texts, enough for other resamples to have other percentiles.
MANY = np.tile([1, 0, 0], 20).reshape(30, 2)
MANY_SCORES = np.linspace(0, 1, 60).reshape(30, 2)


def test_each_kind_is_measured_under_the_thresholds_of_validation_with_the_same_resamples():
    targets = {"validation": VALIDATION, "challenge": MANY}
    scores = {"validation": VALIDATION_SCORES, "challenge": MANY_SCORES}
    result = evaluate(targets, scores, 20, 7, kinds=("idiom", "slang") * 15)
    thresholds = choose_thresholds(VALIDATION, VALIDATION_SCORES)
    assert result["challenge"]["slices"] == {
        "idiom": slice_metrics(MANY[::2], MANY_SCORES[::2], thresholds, 20, 7),
        "slang": slice_metrics(MANY[1::2], MANY_SCORES[1::2], thresholds, 20, 7),
    }


def test_cross_validated_metrics_are_those_of_validation(result):
    expected = cross_validated_metrics(VALIDATION, VALIDATION_SCORES).as_dict()
    assert result["validation"]["cross_validated"] == expected
    assert "cross_validated" not in result["test"]


def test_labels_without_a_true_label_are_counted_as_top_labels_too():
    assert top_label_metrics(FEW, FEW_SCORES) == {
        "accuracy": pytest.approx(2 / 3),
        "counts": [1, 1, 1],
    }


def test_thresholds_can_be_set_instead_of_chosen():
    thresholds = {"mine": np.array([0.95, 0.0])}
    result = evaluate({"test": TEST}, {"test": TEST_SCORES}, 20, thresholds=thresholds)
    assert result["thresholds"] == {"mine": [0.95, 0.0]}
    assert result["test"]["policies"]["mine"]["per_label"]["recall"] == [0, 1]


def test_there_are_a_thousand_resamples_of_seed_42_by_default():
    targets, scores = {"test": MANY}, {"test": MANY_SCORES}
    thresholds = {"half": np.full(2, 0.5)}
    by_default = evaluate(targets, scores, thresholds=thresholds)
    assert by_default == evaluate(targets, scores, 1000, 42, thresholds)
    assert by_default != evaluate(targets, scores, 1001, 42, thresholds)
    assert by_default != evaluate(targets, scores, 1000, 43, thresholds)
