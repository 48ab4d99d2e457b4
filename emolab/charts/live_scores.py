"""Scores of one text, by emotion and model."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.charts.chart import Chart
from emolab.charts.theme import (
    GRID,
    PANEL_TITLE_SIZE,
    SCORE_AXIS,
    TEXT_COLOURED,
    finish,
    model_colour,
    title_in_two_lines,
)
from emolab.inference.predict import Prediction
from emolab.models.registry import model_title


def live_scores(
    labels: Sequence[str],
    predictions: Mapping[str, Prediction],
    order: Sequence[str],
    policy: str,
) -> Chart:
    """Bars of every label's score with its threshold, a panel for each model.

    Args:
        labels: in column order.
        predictions: by model.
        order: the labels from top to bottom.
        policy: the threshold policy in words.
    """
    return Chart(
        "Scores by emotion",
        f"One text; threshold: {policy}. Bars: score from 0 to 1. Ticks: threshold. Predicted "
        "labels have full colour.",
        _bars(labels, predictions, order),
        "; ".join(
            f"{model_title(model)} predicts {_predicted(prediction)}"
            for model, prediction in predictions.items()
        )
        + ".",
    )


def _predicted(prediction: Prediction) -> str:
    return "no label" if prediction.below_threshold else ", ".join(prediction.labels)


def _bars(
    labels: Sequence[str], predictions: Mapping[str, Prediction], order: Sequence[str]
) -> go.Figure:
    figure = make_subplots(
        rows=1,
        cols=len(predictions),
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[title_in_two_lines(model) for model in predictions],
    )
    columns = [labels.index(label) for label in order]
    for panel, (model, prediction) in enumerate(predictions.items(), start=1):
        scores = prediction.scores[columns]
        thresholds = prediction.thresholds[columns]
        figure.add_bar(
            y=list(order),
            x=scores,
            orientation="h",
            marker={
                "color": model_colour(model),
                "opacity": [0.95 if reached else 0.4 for reached in scores >= thresholds],
            },
            customdata=thresholds,
            hovertemplate="%{y}: score %{x:.3f}, threshold %{customdata:.3f}<extra></extra>",
            row=1,
            col=panel,
        )
        figure.add_scatter(
            y=list(order),
            x=thresholds,
            mode="markers",
            marker={"symbol": "line-ns", "size": 11, "line": {"width": 2}},
            meta=TEXT_COLOURED,
            hoverinfo="skip",
            row=1,
            col=panel,
        )
    figure.update_annotations(font_size=PANEL_TITLE_SIZE)
    figure.update_yaxes(autorange="reversed", dtick=1, showgrid=False, ticks="", fixedrange=True)
    figure.update_xaxes(**SCORE_AXIS, gridcolor=GRID)
    return finish(figure, height=70 + 21 * len(order), legend=False, bargap=0.25)
