import numpy as np
import pytest

from emolab.charts.live_scores import live_scores
from emolab.charts.theme import model_colour, title_in_two_lines
from emolab.inference.predict import Prediction

LABELS = ("joy", "homesickness", "anger")
THRESHOLDS = np.array([0.5, 0.25, 0.5], dtype=np.float32)


@pytest.fixture
def chart():
    return draw(LABELS)


def draw(order):
    predictions = {
        "naive_bayes": Prediction(
            np.array([0.75, 0.125, 0.5]), THRESHOLDS, ("joy", "anger"), False, 1.0
        ),
        "my_own_model": Prediction(np.array([0.25, 0.125, 0.0]), THRESHOLDS, ("joy",), True, 1.0),
    }
    return live_scores(LABELS, predictions, order, "0.5 for every label")


def test_every_model_has_a_panel_of_bars_and_of_threshold_ticks(chart, traces):
    bars = traces(chart.figure, "bar")
    assert [bar.marker.color for bar in bars] == [
        model_colour("naive_bayes"),
        model_colour("my_own_model"),
    ]
    assert len(traces(chart.figure, "scatter")) == 2
    assert [title.text for title in chart.figure.layout.annotations] == [
        title_in_two_lines("naive_bayes"),
        "my_own_model",
    ]


def test_bars_and_ticks_follow_the_order(traces):
    figure = draw(["anger", "joy", "homesickness"]).figure
    bars, ticks = traces(figure, "bar"), traces(figure, "scatter")
    for trace in bars + ticks:
        assert list(trace.y) == ["anger", "joy", "homesickness"]
    assert [list(trace.x) for trace in bars] == [[0.5, 0.75, 0.125], [0.0, 0.25, 0.125]]
    assert [list(trace.x) for trace in ticks] == [[0.5, 0.5, 0.25]] * 2


def test_predicted_labels_have_full_colour(chart, traces):
    first, second = (list(bar.marker.opacity) for bar in traces(chart.figure, "bar"))
    assert first == [0.95, 0.4, 0.95]
    assert second == [0.4] * 3


def test_the_words_name_the_policy_and_the_predicted_labels(chart):
    assert chart.title == "Scores by emotion"
    assert "0.5 for every label" in chart.caption
    assert chart.alternative_text == (
        "Naive Bayes predicts joy, anger; my_own_model predicts no label."
    )
