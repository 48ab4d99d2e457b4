import numpy as np
import pandas as pd
import pytest
from plotly.colors import validate_colors

from emolab.evaluation.published_results import PublishedResult, Reference
from emolab.figures.answers import score_bars
from emolab.figures.comparison import f1_heat_map, headline_bars, trade_curves
from emolab.figures.ranking import auc_dots, curve_panel
from emolab.figures.samples import label_counts
from emolab.figures.style import enlarged, in_ink, model_colour, model_key, title_of
from emolab.figures.training import quality_against_time
from emolab.inference.predict import Prediction
from emolab.labels import colour_of
from emolab.models.registry import REGISTRY

# A registered model and one that nobody registered.
MODELS = ("naive_bayes", "my_own_model")
LABELS = ("joy", "homesickness", "anger")


def predictions():
    thresholds = np.array([0.5, 0.25, 0.5], dtype=np.float32)
    return {
        "naive_bayes": Prediction(np.array([0.75, 0.125, 0.5]), thresholds, ("joy",), False, 1.0),
        "my_own_model": Prediction(np.array([0.25, 0.5, 0.0]), thresholds, ("joy",), False, 1.0),
    }


def headline():
    return pd.DataFrame(
        [
            ("naive_bayes", "micro F1", 0.5, 0.25, 0.625),
            ("naive_bayes", "macro F1", 0.375, 0.25, 0.5),
            ("my_own_model", "micro F1", 0.75, 0.625, 0.875),
            ("my_own_model", "macro F1", 0.625, 0.5, 0.75),
        ],
        columns=["model", "metric", "value", "low", "high"],
    )


def trade():
    return pd.DataFrame(
        [
            ("naive_bayes", np.inf, 0.0, 1.0),
            ("naive_bayes", 0.5, 1.0, 0.25),
            ("my_own_model", np.inf, 0.0, 1.0),
            ("my_own_model", 0.25, 1.0, 0.5),
        ],
        columns=["model", "threshold", "recall", "precision"],
    )


def points():
    rows = [("naive_bayes", 0.5, 0.75), ("my_own_model", 0.625, 0.875)]
    return pd.DataFrame(rows, columns=["model", "precision", "recall"])


def curves(*names):
    """Each curve ends as high as its model stands in MODELS: at 1/2 or 1."""
    return pd.DataFrame(
        [
            (name, model, kind, x, x * (position + 1) / 2, 0.5, 1, 2)
            for name in names
            for position, model in enumerate(MODELS)
            for kind in ("roc", "pr")
            for x in (0.0, 1.0)
        ],
        columns=[
            "label",
            "model",
            "kind",
            "x",
            "y",
            "threshold",
            "true_positives",
            "false_positives",
        ],
    )


def auc():
    return pd.DataFrame(
        [
            ("joy", "naive_bayes", 0.625, 0.25),
            ("homesickness", "naive_bayes", 0.75, 0.125),
            ("anger", "naive_bayes", np.nan, np.nan),
            ("micro average", "naive_bayes", 0.5, 0.5),
            ("joy", "my_own_model", 0.625, 0.5),
            ("homesickness", "my_own_model", 0.875, 0.25),
            ("anger", "my_own_model", np.nan, np.nan),
            ("micro average", "my_own_model", 0.5, 0.5),
        ],
        columns=["label", "model", "roc_auc", "average_precision"],
    )


SUPPORT = {"joy": 7, "homesickness": 5, "anger": 0}


def by_label():
    return pd.DataFrame(
        [
            ("homesickness", 5, "naive_bayes", 0.5),
            ("homesickness", 5, "my_own_model", 0.25),
            ("anger", 3, "naive_bayes", 0.0),
            ("anger", 3, "my_own_model", 0.75),
        ],
        columns=["label", "support", "model", "f1"],
    )


def counts():
    return pd.DataFrame(
        {"label": ["anger", "homesickness", "joy"], "before": [9, 4, 2], "added": [0, 1, 3]}
    )


def of_type(figure, kind, **attributes):
    return [
        trace
        for trace in figure.data
        if trace.type == kind and all(trace[name] == value for name, value in attributes.items())
    ]


def colour(trace):
    return trace.marker.color or trace.line.color


# Names and colours


def test_a_registered_model_has_its_title_and_another_keeps_its_name():
    assert title_of("naive_bayes") == REGISTRY["naive_bayes"].title
    assert title_of("my_own_model") == "my_own_model"


def test_every_model_has_a_colour_and_registered_ones_differ():
    colours = [model_colour(model) for model in (*REGISTRY, "my_own_model")]
    validate_colors(colours)
    assert len(set(colours)) == len(REGISTRY) + 1


def test_a_model_has_the_same_colour_in_every_figure():
    expected = [model_colour(model) for model in MODELS]
    bars = of_type(score_bars(LABELS, predictions(), LABELS), "bar")
    assert [colour(trace) for trace in bars] == expected
    assert [colour(trace) for trace in of_type(headline_bars(headline()), "bar")] == expected
    figure = trade_curves(trade(), points())
    assert [colour(trace) for trace in of_type(figure, "scatter", mode="lines")] == expected
    assert [colour(trace) for trace in of_type(figure, "scatter", mode="markers")] == expected
    assert [colour(trace) for trace in auc_dots(auc(), SUPPORT, "roc_auc").data] == expected
    assert [
        colour(trace) for trace in curve_panel(of_kind("pr"), standing(), "pr").data
    ] == expected


def test_type_is_dark_on_light_and_light_on_dark():
    light, dark, unknown = (
        in_ink(label_counts(counts()), theme).layout.font.color for theme in ("light", "dark", None)
    )
    assert light != dark
    assert unknown == light


# Scores of one text


def test_every_model_has_a_panel_of_bars_and_of_threshold_ticks():
    figure = score_bars(LABELS, predictions(), LABELS)
    assert len(of_type(figure, "bar")) == len(of_type(figure, "scatter")) == 2
    titles = [note.text.replace("<br>", " ") for note in figure.layout.annotations]
    assert titles == [title_of(model) for model in MODELS]


def test_bars_and_ticks_follow_the_order_of_the_labels_that_is_wanted():
    figure = score_bars(LABELS, predictions(), ["anger", "joy", "homesickness"])
    bars, ticks = of_type(figure, "bar"), of_type(figure, "scatter")
    for trace in bars + ticks:
        assert list(trace.y) == ["anger", "joy", "homesickness"]
    assert [list(trace.x) for trace in bars] == [[0.5, 0.75, 0.125], [0.0, 0.25, 0.5]]
    assert [list(trace.x) for trace in ticks] == [[0.5, 0.5, 0.25]] * 2


def test_a_bar_that_reaches_its_threshold_is_fuller_than_one_that_does_not():
    bars = of_type(score_bars(LABELS, predictions(), LABELS), "bar")
    full, faint = max(bars[0].marker.opacity), min(bars[0].marker.opacity)
    assert full > faint
    assert list(bars[0].marker.opacity) == [full, faint, full]
    assert list(bars[1].marker.opacity) == [faint, full, faint]


# Micro and macro F1


def test_for_a_room_type_and_height_grow_alike():
    plain, larger = headline_bars(headline()), enlarged(headline_bars(headline()), by=2)
    assert larger.layout.height == 2 * plain.layout.height
    assert larger.layout.font.size == 2 * plain.layout.font.size
    sizes = [of_type(figure, "scatter", mode="text")[0].textfont.size for figure in (plain, larger)]
    assert sizes[1] == 2 * sizes[0]


def test_headline_bars_have_the_values_and_intervals_of_the_table():
    figure = headline_bars(headline())
    naive, own = of_type(figure, "bar")
    assert (naive.name, own.name) == (title_of("naive_bayes"), "my_own_model")
    assert list(naive.x) == ["micro F1", "macro F1"]
    assert list(naive.y) == [0.5, 0.375]
    assert list(naive.error_y.array) == [0.125, 0.125]
    assert list(naive.error_y.arrayminus) == [0.25, 0.125]
    assert list(own.y) == [0.75, 0.625]
    assert [list(of.text) for of in of_type(figure, "scatter", mode="text")] == [
        ["0.500", "0.375"],
        ["0.750", "0.625"],
    ]


def published(name, model=None, **macro_f1):
    """A reference with these macro F1, by policy; its micro F1 are half of them."""
    results = [PublishedResult(policy, value / 2, value) for policy, value in macro_f1.items()]
    return Reference(name, "someone", model, "their texts", tuple(results))


def test_a_published_result_is_drawn_beside_its_own_model():
    references = [published("theirs", "naive_bayes", shared=0.25, per_label=0.75)]
    (mark,) = of_type(headline_bars(headline(), references, "shared"), "scatter", mode="markers")
    assert list(mark.x) == ["micro F1", "macro F1"]
    assert list(mark.y) == [0.125, 0.25]
    assert mark.offsetgroup == "naive_bayes"
    for words in ("theirs", "someone", "their texts", "one shared threshold"):
        assert words in mark.hovertemplate


@pytest.mark.parametrize(
    ("model", "policy"), [("transformer", "shared"), ("naive_bayes", "custom")]
)
def test_a_published_result_of_no_model_here_or_of_another_policy_is_left_out(model, policy):
    references = [published("theirs", model, shared=0.25)]
    figure = headline_bars(headline(), references, policy)
    assert not of_type(figure, "scatter", mode="markers")


def test_published_results_are_named_in_the_legend_once_whichever_models_are_there():
    references = [
        published("theirs", model, shared=0.25)
        for model in ("transformer", "naive_bayes", "my_own_model")
    ]
    marks = of_type(headline_bars(headline(), references, "shared"), "scatter", mode="markers")
    assert [mark.showlegend for mark in marks] == [True, False]


# F1 by label


def test_the_heat_map_has_a_row_for_each_label_and_a_column_for_each_model():
    (trace,) = f1_heat_map(by_label()).data
    assert trace.z.tolist() == [[0.5, 0.25], [0.0, 0.75]]
    assert [label.split()[0] for label in trace.y] == ["homesickness", "anger"]
    assert ["5" in trace.y[0], "3" in trace.y[1]] == [True, True]
    assert [name.replace("<br>", " ") for name in trace.x] == [title_of(m) for m in MODELS]
    assert (trace.zmin, trace.zmax) == (0, 1)


# Precision against recall


def test_trade_curves_have_a_line_and_a_dot_for_each_model():
    figure = trade_curves(trade(), points())
    lines = of_type(figure, "scatter", mode="lines")
    dots = of_type(figure, "scatter", mode="markers")
    assert [(list(line.x), list(line.y)) for line in lines] == [
        ([0.0, 1.0], [1.0, 0.25]),
        ([0.0, 1.0], [1.0, 0.5]),
    ]
    assert [(list(dot.x), list(dot.y)) for dot in dots] == [([0.75], [0.5]), ([0.875], [0.625])]
    assert [trace.name for trace in lines] == [title_of(model) for model in MODELS]


# Curves


def standing(*labels):
    """Where model after model stands: threshold 0.4, 3 of 4 found, 1 of 8 wrong."""
    return pd.DataFrame(
        [(label, model, 0.4, 3, 1, 0.75, 0.125, 0.75) for label in labels for model in MODELS],
        columns=[
            *("label", "model", "threshold", "true_positives", "false_positives"),
            *("true_positive_rate", "false_positive_rate", "precision"),
        ],
    )


def of_kind(kind):
    table = curves("joy")
    return table[table.kind == kind]


def test_a_roc_panel_has_a_guess_every_models_curve_and_where_it_stands():
    figure = curve_panel(of_kind("roc"), standing("joy"), "roc")
    guess, *drawn = figure.data
    assert (list(guess.x), list(guess.y)) == ([0, 1], [0, 1])
    names = [title_of(model) for model in MODELS]
    assert [trace.name for trace in drawn] == [*names, *(f"{name} now" for name in names)]
    assert [list(trace.y) for trace in drawn] == [[0, 0.5], [0, 1], [0.75], [0.75]]
    assert [list(trace.x) for trace in drawn[2:]] == [[0.125], [0.125]]


def test_a_precision_recall_panel_has_no_guess_and_stands_at_recall_and_precision():
    figure = curve_panel(of_kind("pr"), standing("joy"), "pr")
    assert [trace.name for trace in figure.data[:2]] == [title_of(model) for model in MODELS]
    assert [(trace.x[0], trace.y[0]) for trace in figure.data[2:]] == [(0.75, 0.75)] * 2


def test_the_key_names_every_model_in_its_colour_and_escapes_it():
    key = model_key(["naive_bayes", "<b>"])
    assert model_colour("naive_bayes") in key
    assert "&lt;b&gt;" in key


# One measure of every label


@pytest.mark.parametrize(
    ("measure", "order", "first", "second"),
    [
        ("roc_auc", ["homesickness", "joy"], [0.75, 0.625], [0.875, 0.625]),
        ("average_precision", ["joy", "homesickness"], [0.25, 0.125], [0.5, 0.25]),
    ],
)
def test_labels_are_ordered_by_the_mean_of_the_measure(measure, order, first, second):
    figure = auc_dots(auc(), SUPPORT, measure)
    assert [trace.name for trace in figure.data] == [title_of(model) for model in MODELS]
    for trace, values in zip(figure.data, (first, second), strict=True):
        assert [label.split()[0] for label in trace.y] == order
        assert list(trace.x) == values


def test_labels_that_cannot_be_ranked_and_averages_have_no_dot():
    figure = auc_dots(auc(), SUPPORT, "roc_auc")
    shown = {label.split()[0] for trace in figure.data for label in trace.y}
    assert shown == {"joy", "homesickness"}


def test_the_support_stands_beside_the_label():
    shown = auc_dots(auc(), SUPPORT, "roc_auc").data[0].y
    assert "5" in shown[0]
    assert "7" in shown[1]


# Rows of each label


def test_counts_come_by_group_then_by_rows_and_labels_of_ones_own_last():
    original, added = label_counts(counts()).data
    assert list(original.y) == list(added.y) == ["joy", "anger", "homesickness"]
    assert list(original.x) == [2, 9, 4]
    assert list(added.x) == [3, 0, 1]


def test_inside_a_group_the_label_with_most_rows_is_on_top():
    table = pd.DataFrame({"label": ["joy", "love", "pride"], "before": [2, 5, 3], "added": [0] * 3})
    (original,) = label_counts(table).data
    assert list(original.y) == ["love", "pride", "joy"]


def test_without_written_rows_there_are_only_originals():
    (original,) = label_counts(counts().assign(added=0)).data
    assert list(original.x) == [2, 9, 4]


def test_both_bars_of_a_label_have_its_colour():
    original, added = label_counts(counts()).data
    expected = [colour_of(label) for label in ("joy", "anger", "homesickness")]
    assert list(original.marker.color) == list(added.marker.color) == expected


# What quality costs


def test_a_model_stands_at_its_time_and_quality_and_references_are_lines():
    costs = pd.DataFrame(
        [("naive_bayes", 0.5, 4.0, 0.4, 0.375, 0.5)],
        columns=["model", "milliseconds", "megabytes", "value", "low", "high"],
    )
    references = [published("theirs", shared=0.25), published("others", per_label=0.75)]
    figure = quality_against_time(costs, references, "shared")
    (disc,) = figure.data
    assert (list(disc.x), list(disc.y)) == ([0.5], [0.4])
    assert list(disc.error_y.array) == pytest.approx([0.1])
    assert list(disc.error_y.arrayminus) == pytest.approx([0.025])
    assert [line.y0 for line in figure.layout.shapes] == [0.25]
    (name,) = figure.layout.annotations
    assert name.text == "theirs 0.250"
    assert "someone" in name.hovertext


def test_a_reference_without_a_macro_f1_has_no_line():
    costs = pd.DataFrame(columns=["model", "milliseconds", "megabytes", "value", "low", "high"])
    micro_only = Reference("", "", None, "", (PublishedResult("shared", 0.5, None, "test"),))
    assert not quality_against_time(costs, [micro_only], "shared").layout.shapes


def test_references_that_stand_close_are_named_apart():
    costs = pd.DataFrame(columns=["model", "milliseconds", "megabytes", "value", "low", "high"])
    references = [published("b", shared=0.46), published("a", shared=0.45)]
    names = quality_against_time(costs, references, "shared").layout.annotations
    assert [(name.text, name.xanchor, name.yanchor) for name in names] == [
        ("a 0.450", "right", "top"),
        ("b 0.460", "left", "bottom"),
    ]
