"""Calibration: share of true labels against score."""

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart, by_model
from emolab.charts.theme import GREY, GRID, finish, model_colour
from emolab.evaluation.calibration import calibration_table, expected_calibration_error
from emolab.evaluation.comparison import Comparison
from emolab.models.registry import model_title


def calibration(comparison: Comparison) -> Chart:
    """Reliability diagram of each model; the table is that of `calibration_table`."""
    table = calibration_table(comparison.targets, comparison.scores)
    errors = "; ".join(
        f"{model_title(model)} {error:.3f}"
        for model, error in expected_calibration_error(table).items()
    )
    return Chart(
        "Calibration",
        f"{comparison.split_caption}, all labels pooled; no threshold is used. Below the dotted "
        f"line a model is overconfident, above it underconfident. Expected calibration error: "
        f"{errors}.",
        _lines(table),
        f"Share of true labels against score. Expected calibration error: {errors}.",
        table,
    )


def _lines(table: pd.DataFrame) -> go.Figure:
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": GREY, "width": 1, "dash": "dot"},
        showlegend=False,
        hoverinfo="skip",
    )
    for model, rows in by_model(table):
        figure.add_scatter(
            x=rows.score,
            y=rows.share,
            mode="lines+markers",
            name=model_title(model),
            line={"color": model_colour(model), "width": 2},
            marker={"size": 8},
            customdata=rows.cells,
            hovertemplate="mean score %{x:.2f}: %{y:.0%} of %{customdata:,} scores are of true "
            f"labels<extra>{model_title(model)}</extra>",
        )
    figure.update_xaxes(range=[0, 1.02], title="score", gridcolor=GRID, fixedrange=True)
    figure.update_yaxes(
        range=[0, 1.02], title="share of true labels", gridcolor=GRID, fixedrange=True
    )
    return finish(figure, height=420)
