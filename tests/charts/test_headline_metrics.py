import pandas as pd
import pytest

from emolab.charts import headline_metrics as module
from emolab.charts.headline_metrics import headline_metrics
from emolab.charts.theme import model_colour
from emolab.evaluation.published_results import PublishedResult, Reference
from emolab.models.registry import model_title

TABLE = pd.DataFrame(
    [
        ("naive_bayes", "micro F1", 0.5, 0.25, 0.625),
        ("naive_bayes", "macro F1", 0.375, 0.25, 0.5),
        ("my_own_model", "micro F1", 0.75, 0.625, 0.875),
        ("my_own_model", "macro F1", 0.625, 0.5, 0.75),
    ],
    columns=["model", "metric", "value", "low", "high"],
)


@pytest.fixture
def draw(monkeypatch, comparison):
    """A function that makes the chart of TABLE with these references."""

    def chart(*references):
        monkeypatch.setattr(module, "headline_table", lambda *args: TABLE)
        monkeypatch.setattr(module, "comparable", lambda *args: list(references))
        return headline_metrics(comparison)

    return chart


def published(name, model, **macro_f1):
    """A reference with these macro F1, by policy; its micro F1 are half of them."""
    results = [PublishedResult(policy, value / 2, value) for policy, value in macro_f1.items()]
    return Reference(name, "a source", model, "some texts", tuple(results))


def test_bars_have_the_values_and_intervals_of_the_table(draw, traces):
    first, second = traces(draw().figure, "bar")
    assert [bar.name for bar in (first, second)] == [model_title("naive_bayes"), "my_own_model"]
    assert first.marker.color == model_colour("naive_bayes")
    assert list(first.x) == ["micro F1", "macro F1"]
    assert [list(bar.y) for bar in (first, second)] == [[0.5, 0.375], [0.75, 0.625]]
    assert list(first.error_y.array) == [0.125, 0.125]
    assert list(first.error_y.arrayminus) == [0.25, 0.125]
    assert [list(text.text) for text in traces(draw().figure, "scatter", mode="text")] == [
        ["0.500", "0.375"],
        ["0.750", "0.625"],
    ]


def test_the_words_and_the_table_come_with_the_figure(draw):
    chart = draw()
    assert chart.title == "Micro and macro F1"
    assert chart.caption.startswith("test split, 4 texts; threshold: <in words>. Micro F1 pools")
    assert chart.alternative_text.startswith("Naive Bayes micro F1 0.500; Naive Bayes macro F1")
    pd.testing.assert_frame_equal(chart.table, TABLE)


def test_a_published_result_is_a_diamond_beside_its_model(draw, traces):
    figure = draw(published("theirs", "naive_bayes", shared=0.25, per_label=0.75)).figure
    (diamond,) = traces(figure, "scatter", mode="markers")
    assert list(diamond.x) == ["micro F1", "macro F1"]
    assert list(diamond.y) == [0.125, 0.25]
    assert diamond.offsetgroup == "naive_bayes"
    for words in ("theirs", "a source", "some texts", "one shared threshold"):
        assert words in diamond.hovertemplate


def test_a_result_of_another_model_or_policy_has_no_diamond(draw, traces):
    references = [
        published("theirs", "transformer", shared=0.25),
        published("theirs", "naive_bayes", per_label=0.25),
    ]
    assert not traces(draw(*references).figure, "scatter", mode="markers")


def test_published_results_are_in_the_legend_once(draw, traces):
    references = [
        published("theirs", model, shared=0.25)
        for model in ("transformer", "naive_bayes", "my_own_model")
    ]
    diamonds = traces(draw(*references).figure, "scatter", mode="markers")
    assert [diamond.showlegend for diamond in diamonds] == [True, False]


def test_results_of_the_report_appear_at_its_threshold(goemotions, traces):
    chart = headline_metrics(goemotions("fixed_0.2"))
    (diamond,) = traces(chart.figure, "scatter", name="published")
    assert list(diamond.y) == [0.172, 0.113]
    assert "first 1,000 test rows" in chart.caption
    assert "first 1,000 test rows" in diamond.hovertemplate


@pytest.mark.parametrize("policy", ["fixed_0.5", "per_label", "shared", "custom"])
def test_results_of_the_report_appear_at_no_other_threshold(goemotions, traces, policy):
    chart = headline_metrics(goemotions(policy))
    assert not traces(chart.figure, "scatter", name="published")
    assert "Diamonds" not in chart.caption


def test_results_of_the_report_appear_for_no_other_texts(goemotions, traces, other_texts):
    chart = headline_metrics(goemotions("fixed_0.2", *other_texts))
    assert not traces(chart.figure, "scatter", name="published")
