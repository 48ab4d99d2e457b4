"""Macro F1 against latency and model size."""

from collections.abc import Sequence
from itertools import zip_longest

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart, by_model
from emolab.charts.theme import GREY, GRID, finish, model_colour
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.published_results import (
    PUBLISHED,
    Reference,
    comparable,
    is_goemotions_test,
)
from emolab.evaluation.tables import headline_table
from emolab.models.registry import model_title

_TICKS = [digit * 10**power for power in range(-2, 4) for digit in (1, 2, 5)]
# Height of the name of a published result, in F1.
_NAME_HEIGHT = 0.03
# How far above and below its middle a large marker reaches, in F1.
_MARKER_HEIGHT = 0.03


def speed_and_size(comparison: Comparison, latency_and_size: pd.DataFrame) -> Chart:
    """A marker for each model, its area the size of the model.

    Args:
        comparison: the models on one split, for macro F1.
        latency_and_size: columns model, milliseconds (for one text) and megabytes.

    Returns:
        The table has columns model, metric, value, low, high, milliseconds and megabytes.
    """
    metrics = headline_table(
        comparison.targets, comparison.scores, comparison.thresholds, comparison.weights
    )
    table = metrics[metrics.metric == "macro F1"].merge(latency_and_size, on="model")
    references = comparable(comparison, PUBLISHED)
    caption = (
        f"{comparison.caption}. Latency: median for one text, on the machine that runs this page. "
        "Marker area: size of the model's files. Error bars: 95 % bootstrap confidence intervals."
    )
    if references:
        names = _names_by_threshold(references, comparison.policy_name)
        caption += f" Dotted lines: published results on the same texts: {names}."
    elif is_goemotions_test(comparison):
        caption += " No published result has this threshold policy."
    return Chart(
        "Speed and size",
        caption,
        _markers(table, references, comparison.policy_name),
        "; ".join(
            f"{model_title(str(row.model))} macro F1 {row.value:.3f}, {row.milliseconds:.1f} ms, "
            f"{row.megabytes:.0f} MB"
            for row in table.itertuples()
        )
        + ".",
        table,
    )


def _names_by_threshold(references: Sequence[Reference], policy: str) -> str:
    names: dict[str, list[str]] = {}
    for reference in references:
        if result := reference.result(policy):
            names.setdefault(result.threshold, []).append(reference.name)
    return "; ".join(f"{', '.join(group)} ({threshold})" for threshold, group in names.items())


def _side_without_marker(table: pd.DataFrame, macro_f1: float, preferred: str) -> str:
    """The side of the chart where no marker overlaps a name at this height."""
    near = table.milliseconds[(table.value - macro_f1).abs() < _MARKER_HEIGHT]
    if near.empty:
        return preferred
    middle = (table.milliseconds.min() * table.milliseconds.max()) ** 0.5
    return "left" if near.mean() > middle else "right"


def _markers(table: pd.DataFrame, references: Sequence[Reference], policy: str) -> go.Figure:
    figure = go.Figure()
    for model, rows in by_model(table):
        megabytes = float(rows.megabytes.iloc[0])
        figure.add_scatter(
            x=rows.milliseconds,
            y=rows.value,
            mode="markers",
            name=f"{model_title(model)} ({megabytes:.0f} MB)",
            marker={
                "size": 10 + 6 * megabytes**0.5,
                "color": model_colour(model),
                "opacity": 0.85,
            },
            error_y={
                "type": "data",
                "array": rows.high - rows.value,
                "arrayminus": rows.value - rows.low,
                "color": GREY,
                "thickness": 1.5,
            },
            hovertemplate=f"{model_title(model)}: macro F1 %{{y:.3f}}, %{{x:.2f}} ms, "
            f"{megabytes:.1f} MB<extra></extra>",
        )
    published = sorted(
        (
            (result.macro_f1, reference)
            for reference in references
            if (result := reference.result(policy)) and result.macro_f1 is not None
        ),
        key=lambda pair: pair[0],
    )
    for position, ((macro_f1, reference), above) in enumerate(
        zip_longest(published, published[1:])
    ):
        # A name above its line would overlap a line close above.
        close = above is not None and above[0] - macro_f1 < _NAME_HEIGHT
        vertical = "bottom" if close else "top"
        horizontal = _side_without_marker(table, macro_f1, "left" if position % 2 else "right")
        figure.add_hline(
            y=macro_f1,
            line={"color": GREY, "width": 1, "dash": "dot"},
            annotation={
                "text": f"{reference.name} {macro_f1:.3f}",
                "font": {"size": 12},
                "hovertext": "<br>".join(reference.conditions(policy)),
            },
            annotation_position=f"{vertical} {horizontal}",
        )
    figure.update_xaxes(type="log", title="latency, ms per text", gridcolor=GRID, tickvals=_TICKS)
    figure.update_yaxes(title="macro F1", gridcolor=GRID)
    return finish(figure, height=400)
