"""What the models make of one text."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.figures.style import (
    AGAINST_AND_FOR,
    FAINT,
    IN_INK,
    ON_SHADES,
    SCORE_AXIS,
    finish,
    in_two_lines,
    model_colour,
    signed,
    title_of,
)
from emolab.inference.predict import Prediction

# Four panels stand side by side on a phone.
_PANEL_TITLE = 11


def score_bars(
    labels: Sequence[str], predictions: Mapping[str, Prediction], order: Sequence[str]
) -> go.Figure:
    """Every label's score as bars, a panel a model on one scale, thresholds as ticks.

    Args:
        labels: in column order.
        predictions: by model.
        order: the labels from top to bottom.
    """
    models = list(predictions)
    figure = make_subplots(
        rows=1,
        cols=len(models),
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[in_two_lines(model) for model in models],
    )
    columns = [labels.index(label) for label in order]
    for panel, model in enumerate(models, start=1):
        prediction = predictions[model]
        scores = prediction.scores[columns]
        thresholds = prediction.thresholds[columns]
        reached = scores >= thresholds
        figure.add_bar(
            y=list(order),
            x=scores,
            orientation="h",
            marker={"color": model_colour(model), "opacity": [0.95 if r else 0.4 for r in reached]},
            customdata=thresholds,
            hovertemplate="%{y}: %{x:.3f} (threshold %{customdata:.3f})<extra></extra>",
            row=1,
            col=panel,
        )
        figure.add_scatter(
            y=list(order),
            x=thresholds,
            mode="markers",
            marker={"symbol": "line-ns", "size": 11, "line": {"width": 2}},
            meta=IN_INK,
            hoverinfo="skip",
            row=1,
            col=panel,
        )
    figure.update_annotations(font_size=_PANEL_TITLE)
    figure.update_yaxes(autorange="reversed", dtick=1, showgrid=False, ticks="", fixedrange=True)
    figure.update_xaxes(**SCORE_AXIS, gridcolor=FAINT)
    return finish(figure, height=70 + 21 * len(order), legend=False, bargap=0.25)


def score_shifts(
    labels: Sequence[str],
    first: Mapping[str, Prediction],
    second: Mapping[str, Prediction],
    order: Sequence[str],
    least: float = 0.1,
) -> go.Figure:
    """From one text's scores to another's, a panel a model.

    Args:
        labels: in column order.
        first: predictions by model.
        second: of the other text, by the same models.
        order: the labels from top to bottom.
        least: labels that no score reaches are left out.
    """
    models = list(first)
    highest = np.max([of[model].scores for of in (first, second) for model in models], axis=0)
    drawn = [label for label in order if highest[labels.index(label)] >= least]
    columns = [labels.index(label) for label in drawn]
    figure = make_subplots(
        rows=1,
        cols=len(models),
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[in_two_lines(model) for model in models],
    )
    for panel, model in enumerate(models, start=1):
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
                hovertemplate=f"{label}: {start:.3f} to {end:.3f}<extra></extra>",
                row=1,
                col=panel,
            )
    figure.update_annotations(font_size=_PANEL_TITLE)
    figure.update_yaxes(
        autorange="reversed",
        categoryorder="array",
        categoryarray=drawn,
        fixedrange=True,
        gridcolor=FAINT,
    )
    figure.update_xaxes(**SCORE_AXIS, gridcolor=FAINT)
    return finish(figure, height=100 + 26 * max(len(drawn), 1), legend=False)


def word_heat_map(words: Sequence[str], effects: Mapping[str, Sequence[float]]) -> go.Figure:
    """What each word adds to a label's log-odds, a row a model, blue for and red against.

    Args:
        words: of the text, in order.
        effects: by model, one number a word.
    """
    models = list(effects)
    values = [[float(value) for value in effects[model]] for model in models]
    # Plotly reads some tags in its texts.
    words = [escape(word) for word in words]
    reach = max((abs(value) for row in values for value in row), default=0) or 1
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=list(range(len(words))),
            y=[title_of(model) for model in models],
            zmin=-reach,
            zmax=reach,
            colorscale=AGAINST_AND_FOR,
            textfont=ON_SHADES,
            text=[[signed(value) for value in row] for row in values],
            texttemplate="%{text}" if len(words) <= 20 else None,
            customdata=[words] * len(models),
            hovertemplate="%{y}: %{customdata} %{z:+.2f}<extra></extra>",
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_xaxes(
        tickvals=list(range(len(words))),
        ticktext=words,
        side="top",
        autotickangles=[0, -40, -90],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True)
    return finish(figure, height=110 + 38 * len(models), legend=False)
