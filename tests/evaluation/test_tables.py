import numpy as np
import pytest

from emolab.evaluation.tables import (
    headline_table,
    label_table,
    metrics_table,
)

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
    first = metrics_table(TARGETS, SCORES, THRESHOLDS)["first"]
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
    table = metrics_table(TARGETS, SCORES, THRESHOLDS)
    assert list(table.columns) == ["first", "second"]
    assert table.index.name == "metric"
    assert table.loc["recall_micro", "second"] == 1


# By label


def test_labels_come_by_support_and_models_in_their_order():
    table = label_table(LABELS, TARGETS, SCORES, THRESHOLDS)
    rows = table[["label", "support", "model", "predicted"]].values.tolist()
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
    assert table[["label", "predicted"]].values.tolist() == [["b", 3], ["a", 1]]
    assert table.threshold.tolist() == pytest.approx([0.15, 0.8])
