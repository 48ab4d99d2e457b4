import numpy as np
import pytest

from emolab.charts.precision_recall import precision_recall, precision_recall_table
from emolab.charts.theme import model_colour
from emolab.models.registry import model_title

TARGETS = np.array([[1, 0], [1, 1], [0, 1], [0, 1]], dtype=np.uint8)
SCORES = {
    "first": np.array([[0.9, 0.1], [0.6, 0.8], [0.3, 0.4], [0.7, 0.2]], dtype=np.float32),
    "second": np.zeros((4, 2), dtype=np.float32),
}


def test_precision_and_recall_at_every_score():
    table = precision_recall_table(TARGETS, SCORES)
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
    table = precision_recall_table(targets, {"only": scores})
    assert len(table) <= 200
    assert table.threshold.iloc[0] == np.inf
    assert table.threshold.iloc[-1] == scores.min()
    assert table.recall.iloc[-1] == 1


def test_every_model_has_a_curve_and_its_operating_point(comparison, traces):
    table = precision_recall_table(comparison.targets, comparison.scores)
    chart = precision_recall(comparison, table)
    lines = traces(chart.figure, "scatter", mode="lines")
    dots = traces(chart.figure, "scatter", mode="markers")
    models = comparison.models
    assert [line.name for line in lines] == [model_title(model) for model in models]
    assert [line.line.color for line in lines] == [model_colour(model) for model in models]
    assert [dot.marker.color for dot in dots] == [model_colour(model) for model in models]
    assert list(lines[0].x) == table[table.model == "naive_bayes"].recall.tolist()
    assert [(dot.x[0], dot.y[0]) for dot in dots] == [(1, 1), (3 / 5, 3 / 5)]


def test_the_words_of_the_chart(comparison):
    table = precision_recall_table(comparison.targets, comparison.scores)
    chart = precision_recall(comparison, table)
    assert chart.title == "Precision–recall curve"
    assert chart.caption == (
        "test split, 4 texts. Lines: one shared threshold, from high to low. Dots: operating "
        "points; threshold: <in words>."
    )
    assert chart.alternative_text.endswith("my_own_model precision 0.600, recall 0.600.")
    assert chart.table.threshold.iloc[0] == pytest.approx(np.inf)
