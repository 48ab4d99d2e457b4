from dataclasses import replace

import numpy as np
import pytest

from emolab.charts.ranking_by_emotion import ranking_by_emotion, ranking_table
from emolab.charts.theme import model_colour
from emolab.labels import AVERAGES
from emolab.models.registry import model_title

# Of joy, homesickness and anger; no text has the label anger.
RANKING = {
    "naive_bayes": {
        "roc_auc": [0.625, 0.75, None],
        "roc_auc_micro": 0.5,
        "roc_auc_macro": 0.6875,
        "average_precision": [0.25, 0.125, None],
        "average_precision_micro": 0.5,
        "average_precision_macro": 0.1875,
    },
    "my_own_model": {
        "roc_auc": [0.625, 0.875, None],
        "roc_auc_micro": 0.5,
        "roc_auc_macro": 0.75,
        "average_precision": [0.5, 0.25, None],
        "average_precision_micro": 0.5,
        "average_precision_macro": 0.375,
    },
}


def test_the_table_has_a_row_for_each_label_and_average():
    table = ranking_table(("joy", "homesickness", "anger"), RANKING)
    assert list(table.columns) == ["label", "model", "roc_auc", "average_precision"]
    assert list(table.label) == ["joy", "homesickness", "anger", *AVERAGES] * 2
    assert list(table.model) == ["naive_bayes"] * 5 + ["my_own_model"] * 5
    np.testing.assert_array_equal(table.roc_auc[:5], [0.625, 0.75, np.nan, 0.5, 0.6875])
    np.testing.assert_array_equal(table.average_precision[5:], [0.5, 0.25, np.nan, 0.5, 0.375])


def test_a_split_without_a_ranked_label_has_no_averages():
    metrics = dict.fromkeys(RANKING["naive_bayes"]) | {"roc_auc": [None]}
    table = ranking_table(("a",), {"first": metrics | {"average_precision": [None]}})
    assert table[["roc_auc", "average_precision"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("metric", "title", "order", "first", "second"),
    [
        ("roc_auc", "ROC AUC", ["homesickness (2)", "joy (3)"], [0.75, 0.625], [0.875, 0.625]),
        (
            "average_precision",
            "Average precision",
            ["joy (3)", "homesickness (2)"],
            [0.25, 0.125],
            [0.5, 0.25],
        ),
    ],
)
def test_labels_are_ordered_by_the_mean_over_models(
    comparison, metric, title, order, first, second
):
    chart = ranking_by_emotion(comparison, RANKING, metric)
    traces = chart.figure.data
    assert [trace.name for trace in traces] == [model_title(model) for model in RANKING]
    assert [trace.marker.color for trace in traces] == [model_colour(model) for model in RANKING]
    assert [list(trace.y) for trace in traces] == [order] * 2
    assert [list(trace.x) for trace in traces] == [first, second]
    assert chart.title == f"{title} by emotion"


def test_the_table_of_the_chart_has_support(comparison):
    chart = ranking_by_emotion(
        replace(comparison, scores={"naive_bayes": comparison.scores["naive_bayes"]}),
        {"naive_bayes": RANKING["naive_bayes"]},
        "roc_auc",
    )
    np.testing.assert_array_equal(chart.table.support, [3, 2, 0, np.nan, np.nan])
