"""Scores of two texts, by emotion and model."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.charts.chart import Chart
from emolab.charts.theme import (
    GRID,
    PANEL_TITLE_SIZE,
    SCORE_AXIS,
    finish,
    model_colour,
    title_in_two_lines,
)
from emolab.inference.predict import Prediction
from emolab.models.registry import model_title

# A label appears where one of its scores is at least this high.
LOWEST_SCORE = 0.1


def score_changes(
    labels: Sequence[str],
    first: Mapping[str, Prediction],
    second: Mapping[str, Prediction],
    order: Sequence[str],
) -> Chart:
    """Lines from the first text's score to the second's, a panel for each model.

    Args:
        labels: in column order.
        first: predictions for the first text, by model.
        second: predictions for the second text, by the same models.
        order: the labels from top to bottom.
    """
    return Chart(
        "Score changes",
        "Two texts; no threshold is used. Open circle: score of the first text. Full circle: score "
        f"of the second. Emotions with all scores below {LOWEST_SCORE} are left out.",
        _lines(labels, first, second, order),
        "; ".join(
            f"{model_title(model)} predicts {', '.join(first[model].labels)} for the first text "
            f"and {', '.join(second[model].labels)} for the second"
            for model in first
        )
        + ".",
    )


def _lines(
    labels: Sequence[str],
    first: Mapping[str, Prediction],
    second: Mapping[str, Prediction],
    order: Sequence[str],
) -> go.Figure:
    highest = np.max(
        [predictions[model].scores for predictions in (first, second) for model in first], axis=0
    )
    drawn = [label for label in order if highest[labels.index(label)] >= LOWEST_SCORE]
    columns = [labels.index(label) for label in drawn]
    figure = make_subplots(
        rows=1,
        cols=len(first),
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[title_in_two_lines(model) for model in first],
    )
    for panel, model in enumerate(first, start=1):
        before, after = first[model].scores[columns], second[model].scores[columns]
        colour = model_colour(model)
        for label, start, end in zip(drawn, before, after, strict=True):
            figure.add_scatter(
                x=[start, end],
                y=[label, label],
                mode="lines+markers",
                line={"color": colour, "width": 2},
                marker={"size": 10, "symbol": ["circle-open", "circle"], "color": colour},
                cliponaxis=False,
                hovertemplate=f"{label}: score {start:.3f} to {end:.3f}<extra></extra>",
                row=1,
                col=panel,
            )
    figure.update_annotations(font_size=PANEL_TITLE_SIZE)
    figure.update_yaxes(
        autorange="reversed",
        categoryorder="array",
        categoryarray=drawn,
        fixedrange=True,
        gridcolor=GRID,
    )
    figure.update_xaxes(**SCORE_AXIS, gridcolor=GRID)
    return finish(figure, height=100 + 26 * max(len(drawn), 1), legend=False)
