import numpy as np
import pandas as pd
import pytest

from emolab.charts.roc_and_pr_curves import (
    curve_table,
    curves_caption,
    operating_points,
    roc_and_pr_curves,
)
from emolab.charts.theme import model_colour
from emolab.labels import AVERAGES
from emolab.models.registry import model_title

LABELS = ("a", "b")
TARGETS = np.array([[1, 0], [1, 1], [0, 1], [0, 1]], dtype=np.uint8)
SCORES = {
    "first": np.array([[0.9, 0.1], [0.6, 0.8], [0.3, 0.4], [0.7, 0.2]], dtype=np.float32),
    "second": np.zeros((4, 2), dtype=np.float32),
}
# The first model gives a to texts 1, 2 and 4 and b to text 2; the second gives all to all.
THRESHOLDS = {"first": np.array([0.5, 0.5]), "second": np.array([0.0, 0.0])}


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


# Charts


def test_a_chart_for_each_curve_roc_curves_first(comparison):
    table = curve_table(
        comparison.labels, comparison.targets, comparison.scores, ["joy", *AVERAGES]
    )
    charts = roc_and_pr_curves(comparison, table)
    assert [chart.title for chart in charts] == [
        "joy: ROC curve",
        "micro average: ROC curve",
        "macro average: ROC curve",
        "joy: precision–recall curve",
        "micro average: precision–recall curve",
    ]
    assert {chart.caption for chart in charts} == {""}
    assert curves_caption(comparison).startswith("test split, 4 texts; threshold: <in words>.")


def test_a_roc_chart_has_a_diagonal_and_each_models_curve_and_operating_point(comparison):
    table = curve_table(comparison.labels, comparison.targets, comparison.scores, ["joy"])
    roc, pr = (chart.figure.data for chart in roc_and_pr_curves(comparison, table))
    assert (list(roc[0].x), list(roc[0].y)) == ([0, 1], [0, 1])
    names = [model_title(model) for model in comparison.models]
    names += [f"{name} operating point" for name in names]
    colours = [model_colour(model) for model in comparison.models]
    assert [trace.name for trace in roc[1:]] == [trace.name for trace in pr] == names
    assert [trace.line.color for trace in pr[:2]] == colours
    assert [trace.marker.color for trace in pr[2:]] == colours
    # The second model predicts joy for 2 of its 3 texts and for the text without it.
    assert [(dot.x[0], dot.y[0]) for dot in roc[3:]] == [(0, 1), (1, 2 / 3)]
    assert [(dot.x[0], dot.y[0]) for dot in pr[2:]] == [(1, 1), (2 / 3, 2 / 3)]
