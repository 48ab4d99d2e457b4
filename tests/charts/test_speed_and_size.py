import pandas as pd
import pytest

from emolab.charts import speed_and_size as module
from emolab.charts.speed_and_size import speed_and_size
from emolab.evaluation.published_results import PublishedResult, Reference

COST = pd.DataFrame({"model": ["naive_bayes"], "milliseconds": [0.5], "megabytes": [4.0]})
METRICS = pd.DataFrame(
    [
        ("naive_bayes", "micro F1", 0.75, 0.625, 0.875),
        ("naive_bayes", "macro F1", 0.5, 0.375, 0.75),
    ],
    columns=["model", "metric", "value", "low", "high"],
)


@pytest.fixture
def draw(monkeypatch, comparison):
    """A function that makes the chart of COST and METRICS with these references."""

    def chart(*references):
        monkeypatch.setattr(module, "headline_table", lambda *args: METRICS)
        monkeypatch.setattr(module, "comparable", lambda *args: list(references))
        return speed_and_size(comparison, COST)

    return chart


def published(name, macro_f1, policy="shared"):
    return Reference(
        name, "a source", None, "some texts", (PublishedResult(policy, 0.5, macro_f1),)
    )


def test_a_model_is_at_its_latency_and_macro_f1(draw):
    chart = draw()
    (disc,) = chart.figure.data
    assert (list(disc.x), list(disc.y)) == ([0.5], [0.5])
    assert list(disc.error_y.array) == [0.25]
    assert list(disc.error_y.arrayminus) == [0.125]
    assert chart.alternative_text == "Naive Bayes macro F1 0.500, 0.5 ms, 4 MB."
    assert chart.table[["value", "milliseconds"]].values.tolist() == [[0.5, 0.5]]


def test_published_results_are_lines_with_their_names(draw):
    figure = draw(published("theirs", 0.25), published("others", 0.75, "per_label")).figure
    assert [line.y0 for line in figure.layout.shapes] == [0.25]
    (name,) = figure.layout.annotations
    assert name.text == "theirs 0.250"
    assert "a source" in name.hovertext


def test_a_published_result_without_macro_f1_has_no_line(draw):
    assert not draw(published("theirs", None)).figure.layout.shapes


def test_a_name_stands_on_the_side_without_a_marker(monkeypatch, comparison):
    rows = [("naive_bayes", "macro F1", 0.5, 0.4, 0.6), ("transformer", "macro F1", 0.7, 0.6, 0.8)]
    metrics = pd.DataFrame(rows, columns=METRICS.columns)
    latency = pd.DataFrame(
        {"model": metrics.model, "milliseconds": [0.5, 50.0], "megabytes": [4.0, 24.0]}
    )
    lines = [published("a", 0.51), published("b", 0.69)]
    monkeypatch.setattr(module, "headline_table", lambda *args: metrics)
    monkeypatch.setattr(module, "comparable", lambda *args: lines)
    names = speed_and_size(comparison, latency).figure.layout.annotations
    assert [(name.text, name.xanchor) for name in names] == [
        ("a 0.510", "right"),
        ("b 0.690", "left"),
    ]


def test_names_of_close_lines_do_not_overlap(draw):
    names = draw(published("b", 0.46), published("a", 0.45)).figure.layout.annotations
    assert [(name.text, name.xanchor, name.yanchor) for name in names] == [
        ("a 0.450", "right", "top"),
        ("b 0.460", "left", "bottom"),
    ]


@pytest.mark.parametrize(
    ("policy", "lines", "words"),
    [
        (
            "fixed_0.5",
            ["linear on MiniLM 0.261", "RoBERTa-base 0.450", "DistilBERT 0.475"],
            "RoBERTa-base, DistilBERT, linear on MiniLM (threshold 0.5 for every label).",
        ),
        (
            "per_label",
            ["linear on MiniLM 0.397", "DistilBERT 0.500", "RoBERTa-base 0.541"],
            "RoBERTa-base, DistilBERT, linear on MiniLM (thresholds per label; the source does not "
            "state how they were chosen).",
        ),
        ("fixed_0.2", [], "No published result has this threshold policy."),
        ("shared", [], "No published result has this threshold policy."),
        ("custom", [], "No published result has this threshold policy."),
    ],
)
def test_published_results_are_those_of_the_threshold_policy(goemotions, policy, lines, words):
    chart = speed_and_size(goemotions(policy), COST)
    assert [line.text for line in chart.figure.layout.annotations] == lines
    assert chart.caption.endswith(words)


def test_published_results_appear_for_no_other_texts(goemotions, other_texts):
    chart = speed_and_size(goemotions("per_label", *other_texts), COST)
    assert not chart.figure.layout.annotations
    assert "ublished" not in chart.caption
