import numpy as np
import pandas as pd
import pytest

from emolab.evaluation.tables import (
    auc_table,
    curve_table,
    figures_table,
    headline_table,
    label_table,
    operating_points,
    trade_table,
)
from emolab.labels import AVERAGES

LABELS = ("a", "b")
TARGETS = np.array([[1, 0], [1, 1], [0, 1], [0, 1]], dtype=np.uint8)
SCORES = {
    "first": np.array([[0.9, 0.1], [0.6, 0.8], [0.3, 0.4], [0.7, 0.2]], dtype=np.float32),
    "second": np.zeros((4, 2), dtype=np.float32),
}
# The first model gives a to texts 1, 2 and 4 and b to text 2; the second gives all to all.
THRESHOLDS = {"first": np.array([0.5, 0.5]), "second": np.array([0.0, 0.0])}


# F1 with intervals


def test_the_headline_has_micro_and_macro_f1_of_each_model_in_order():
    table = headline_table(TARGETS, SCORES, THRESHOLDS, np.ones((4, 1)))
    assert list(table.columns) == ["model", "metric", "value", "low", "high"]
    assert list(zip(table.model, table.metric, strict=True)) == [
        ("first", "micro F1"),
        ("first", "macro F1"),
        ("second", "micro F1"),
        ("second", "macro F1"),
    ]
    assert table.value.tolist() == pytest.approx([2 / 3, 0.65, 10 / 13, (2 / 3 + 6 / 7) / 2])


def test_intervals_are_percentiles_of_the_resamples():
    # One resample is the split itself, the other the first text four times: micro 1, macro 1/2.
    weights = np.array([[1, 4], [1, 0], [1, 0], [1, 0]], dtype=float)
    table = headline_table(TARGETS, {"first": SCORES["first"]}, THRESHOLDS, weights)
    micro, macro = (1 - 2 / 3) * 0.025, (0.65 - 0.5) * 0.025
    assert table.low.tolist() == pytest.approx([2 / 3 + micro, 0.5 + macro])
    assert table.high.tolist() == pytest.approx([1 - micro, 0.65 - macro])


# Averaged figures


def test_every_average_of_the_worked_example():
    first = figures_table(TARGETS, SCORES, THRESHOLDS)["first"]
    assert first.to_dict() == pytest.approx(
        {
            "precision_micro": 3 / 4,
            "recall_micro": 3 / 5,
            "f1_micro": 2 / 3,
            "precision_macro": 5 / 6,
            "recall_macro": 2 / 3,
            "f1_macro": 0.65,
            "precision_weighted": 13 / 15,
            "recall_weighted": 3 / 5,
            "f1_weighted": 0.62,
            "precision_samples": 1 / 2,
            "recall_samples": 1 / 2,
            "f1_samples": 1 / 2,
            "subset_accuracy": 1 / 2,
            "hamming_loss": 3 / 8,
        }
    )


def test_the_figures_have_a_column_for_each_model():
    table = figures_table(TARGETS, SCORES, THRESHOLDS)
    assert list(table.columns) == ["first", "second"]
    assert table.index.name == "figure"
    assert table.loc["recall_micro", "second"] == 1


# By label


def test_labels_come_by_support_and_models_in_their_order():
    table = label_table(LABELS, TARGETS, SCORES, THRESHOLDS)
    rows = table[["label", "support", "model", "chosen"]].values.tolist()
    assert rows == [
        ["b", 3, "first", 1],
        ["b", 3, "second", 4],
        ["a", 2, "first", 3],
        ["a", 2, "second", 4],
    ]
    assert table.index.tolist() == [0, 1, 2, 3]
    assert table.support.dtype == int


def test_labels_of_equal_support_keep_their_order():
    # Forty labels, of which every second one is a true label of the only text.
    labels = [str(number) for number in range(40)]
    targets = np.tile([0, 1], 20)[None, :]
    table = label_table(labels, targets, {"only": targets}, {"only": np.ones(40)})
    assert table.label.tolist() == [*labels[1::2], *labels[::2]]


def test_precision_recall_and_f1_of_each_label():
    table = label_table(LABELS, TARGETS, SCORES, THRESHOLDS)
    expected = [[1, 1 / 3, 1 / 2], [3 / 4, 1, 6 / 7], [2 / 3, 1, 4 / 5], [1 / 2, 1, 2 / 3]]
    np.testing.assert_allclose(table[["precision", "recall", "f1"]], expected)


def test_each_label_meets_its_own_threshold():
    thresholds = {"first": np.array([0.8, 0.15], dtype=np.float32)}
    table = label_table(LABELS, TARGETS, {"first": SCORES["first"]}, thresholds)
    assert table[["label", "chosen"]].values.tolist() == [["b", 3], ["a", 1]]
    assert table.threshold.tolist() == pytest.approx([0.15, 0.8])


# One shared threshold


def test_the_trade_of_precision_for_recall_at_every_score():
    table = trade_table(TARGETS, SCORES)
    assert list(table.columns) == ["model", "threshold", "recall", "precision"]
    first = table[table.model == "first"]
    thresholds = [np.inf, 0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1]
    np.testing.assert_allclose(first.threshold, thresholds)
    np.testing.assert_allclose(first.recall, np.array([0, 1, 2, 2, 3, 4, 4, 5, 5]) / 5)
    precision = [1, 1, 1, 2 / 3, 3 / 4, 4 / 5, 4 / 6, 5 / 7, 5 / 8]
    np.testing.assert_allclose(first.precision, precision)
    second = table[table.model == "second"]
    assert second[["threshold", "recall"]].values.tolist() == [[np.inf, 0], [0, 1]]
    assert table.index.tolist() == list(range(11))


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    targets = np.array([[1, 0]] * 300)
    scores = np.linspace(0.999, 0.001, 600, dtype=np.float32).reshape(300, 2)
    table = trade_table(targets, {"only": scores})
    assert len(table) <= 200
    assert table.threshold.iloc[0] == np.inf
    assert table.threshold.iloc[-1] == scores.min()
    assert table.recall.iloc[-1] == 1


# Ranking


def ranking(offset=0.0):
    return {
        "roc_auc": [0.5 + offset, None],
        "roc_auc_micro": 0.625 + offset,
        "roc_auc_macro": 0.5 + offset,
        "average_precision": [0.25 + offset, None],
        "average_precision_micro": 0.375 + offset,
        "average_precision_macro": 0.25 + offset,
    }


def test_stored_ranking_figures_become_a_row_for_each_label_and_average():
    table = auc_table(LABELS, {"first": ranking(), "second": ranking(0.25)})
    assert list(table.columns) == ["label", "model", "roc_auc", "average_precision"]
    assert list(table.label) == ["a", "b", *AVERAGES] * 2
    assert list(table.model) == ["first"] * 4 + ["second"] * 4
    assert table.index.tolist() == list(range(8))
    np.testing.assert_array_equal(
        table.roc_auc, [0.5, np.nan, 0.625, 0.5, 0.75, np.nan, 0.875, 0.75]
    )
    np.testing.assert_array_equal(
        table.average_precision, [0.25, np.nan, 0.375, 0.25, 0.5, np.nan, 0.625, 0.5]
    )


def test_a_split_that_can_rank_nothing_has_no_averages():
    figures = dict.fromkeys(ranking()) | {"roc_auc": [None], "average_precision": [None]}
    table = auc_table(("a",), {"first": figures})
    assert table[["roc_auc", "average_precision"]].isna().all(axis=None)


# Curves


def test_the_curves_of_one_label_at_every_score():
    table = curve_table(LABELS, TARGETS, {"first": SCORES["first"]}, ["a"])
    assert list(table.columns) == [
        "label",
        "model",
        "kind",
        "x",
        "y",
        "threshold",
        "true_positives",
        "false_positives",
    ]
    # In order of score: a hit, a miss, a hit, a miss.
    roc, pr = table[table.kind == "roc"], table[table.kind == "pr"]
    assert roc.x.tolist() == [0, 0, 0.5, 0.5, 1]
    assert roc.y.tolist() == [0, 0.5, 0.5, 1, 1]
    assert pr.x.tolist() == [0, 0.5, 0.5, 1, 1]
    assert pr.y.tolist() == pytest.approx([1, 1, 1 / 2, 2 / 3, 1 / 2])
    np.testing.assert_allclose(pr.threshold, [np.inf, 0.9, 0.7, 0.6, 0.3])
    assert pr.true_positives.tolist() == [0, 1, 1, 2, 2]
    assert pr.false_positives.tolist() == [0, 0, 1, 1, 2]


def test_the_micro_average_runs_over_all_cells():
    table = curve_table(LABELS, TARGETS, {"first": SCORES["first"]}, ["micro average"])
    last = table[table.kind == "pr"].iloc[-1]
    assert (last.x, last.y) == (1, 5 / 8)
    assert (last.true_positives, last.false_positives) == (5, 3)


def test_the_macro_average_is_a_roc_curve_of_the_labels_that_can_be_ranked():
    targets = TARGETS * np.array([1, 0], dtype=np.uint8)
    table = curve_table(LABELS, targets, {"first": SCORES["first"]}, ["macro average"])
    assert set(table.kind) == {"roc"}
    assert (table.x.iloc[0], table.x.iloc[-1]) == (0, 1)
    # Only a is ranked, and its curve steps from 1/2 to 1 at 1/2.
    np.testing.assert_allclose(table.y, np.where(table.x < 0.5, 0.5, 1))
    assert table.threshold.isna().all()


def test_a_label_that_cannot_be_ranked_has_no_curve():
    targets = np.array([[1, 1], [0, 1], [1, 1], [0, 1]], dtype=np.uint8)
    table = curve_table(LABELS, targets, SCORES, ["b", "a"])
    assert set(table.label) == {"a"}


@pytest.mark.parametrize("wanted", [[], ["b"]])
def test_without_a_curve_the_table_is_empty_and_keeps_its_columns(wanted):
    targets = np.array([[1, 0], [0, 0], [1, 0], [0, 0]], dtype=np.uint8)
    table = curve_table(LABELS, targets, SCORES, wanted)
    assert isinstance(table, pd.DataFrame)
    assert table.empty
    assert {"label", "model", "kind", "x", "y"} <= set(table.columns)


def test_curves_come_in_the_order_they_were_wanted():
    table = curve_table(LABELS, TARGETS, SCORES, ["b", "micro average", "a"])
    assert list(dict.fromkeys(table.label)) == ["b", "micro average", "a"]
    assert list(dict.fromkeys(table.model)) == ["first", "second"]
    assert table.index.tolist() == list(range(len(table)))


# Operating points


def test_the_operating_points_of_every_label_and_the_micro_average():
    table = operating_points(LABELS, TARGETS, SCORES, THRESHOLDS)
    expected = pd.DataFrame(
        [
            # Label a: 2 true labels of 4, label b: 3 of 4, both: 5 of 8.
            ("a", "first", 0.5, 2, 1, 1, 1 / 2, 2 / 3),
            ("b", "first", 0.5, 1, 0, 1 / 3, 0, 1),
            (AVERAGES[0], "first", np.nan, 3, 1, 3 / 5, 1 / 3, 3 / 4),
            ("a", "second", 0.0, 2, 2, 1, 1, 1 / 2),
            ("b", "second", 0.0, 3, 1, 1, 1, 3 / 4),
            (AVERAGES[0], "second", np.nan, 5, 3, 1, 1, 5 / 8),
        ],
        columns=[
            "label",
            "model",
            "threshold",
            "true_positives",
            "false_positives",
            "true_positive_rate",
            "false_positive_rate",
            "precision",
        ],
    )
    pd.testing.assert_frame_equal(table, expected)


def test_each_operating_point_has_the_threshold_of_its_label():
    table = operating_points(LABELS, TARGETS, SCORES, THRESHOLDS | {"first": [0.8, 0.15]})
    first = table[table.model == "first"]
    assert first.threshold.tolist()[:2] == [0.8, 0.15]
    assert first.true_positives.tolist() == [1, 3, 4]
