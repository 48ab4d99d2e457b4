import pytest

from emolab.charts.run_comparison import run_comparison


@pytest.fixture
def chart(comparison):
    """From the models of `comparison` to those with their scores exchanged."""
    first, second = comparison.scores.values()
    thresholds = {"thresholds": {"shared": [0.5] * 3, "per_label": [0.5] * 3}}
    metrics = dict.fromkeys(comparison.models, thresholds)
    scores = {"naive_bayes": second, "my_own_model": first}
    return run_comparison(comparison, scores, comparison.models, ("one", "two"), (metrics, metrics))


def test_the_table_has_every_change_by_model(chart):
    assert list(chart.table.columns) == [
        *("model", "variant", "metric", "before", "after", "change", "low", "high")
    ]
    micro = chart.table[chart.table.metric == "micro F1"]
    assert micro[["model", "variant"]].values.tolist() == [
        ["naive_bayes", "two"],
        ["my_own_model", "two"],
    ]
    assert micro.change.tolist() == pytest.approx([-0.4, 0.4])


def test_a_panel_for_each_model_and_a_row_for_each_metric(chart):
    first, second = chart.figure.data
    assert list(first.x) == pytest.approx([-0.4, -2 / 9, -1 / 3, 0, -1 / 3])
    assert list(second.x) == pytest.approx([0.4, 2 / 9, 1 / 3, 0, 1 / 3])
    assert list(chart.figure.layout.yaxis.ticktext) == [
        *("micro F1", "macro F1", "joy", "anger", "homesickness")
    ]
    assert chart.title == "Change of F1 from one to two"
