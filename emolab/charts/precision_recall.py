"""Micro precision and recall at every shared threshold."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart, by_model
from emolab.charts.theme import GRID, finish, model_colour
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.curves import micro_curve, thin
from emolab.evaluation.tables import metrics_table
from emolab.models.registry import model_title


def precision_recall_table(targets: np.ndarray, scores: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Points of the curve, thinned for drawing; they do not depend on the threshold policy.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        scores: by model, arrays of that shape.

    Returns:
        Columns model, threshold, recall, precision.
    """
    parts = []
    for model, values in scores.items():
        curve = thin(micro_curve(targets, values), "true_positive_rate", "precision")
        parts.append(curve.rename(columns={"true_positive_rate": "recall"}).assign(model=model))
    return pd.concat(parts, ignore_index=True)[["model", "threshold", "recall", "precision"]]


def precision_recall(comparison: Comparison, table: pd.DataFrame) -> Chart:
    """Curves of micro precision against micro recall, with each model's operating point.

    Args:
        comparison: the models on one split.
        table: from `precision_recall_table`.
    """
    averages = metrics_table(comparison.targets, comparison.scores, comparison.thresholds)
    points = averages.T[["precision_micro", "recall_micro"]]
    return Chart(
        "Precision–recall curve",
        f"{comparison.split_caption}. Lines: one shared threshold, from high to low. Dots: "
        f"operating points; threshold: {comparison.policy}.",
        _curves(table, points),
        "Operating points: "
        + "; ".join(
            f"{model_title(str(model))} precision {point.precision_micro:.3f}, recall "
            f"{point.recall_micro:.3f}"
            for model, point in points.iterrows()
        )
        + ".",
        table,
    )


def _curves(table: pd.DataFrame, points: pd.DataFrame) -> go.Figure:
    figure = go.Figure()
    for model, rows in by_model(table):
        figure.add_scatter(
            x=rows.recall,
            y=rows.precision,
            mode="lines",
            name=model_title(model),
            line={"color": model_colour(model), "width": 2.5},
            customdata=rows.threshold,
            hovertemplate="precision %{y:.3f}, recall %{x:.3f}, threshold %{customdata:.3f}"
            "<extra></extra>",
        )
    for name, point in points.iterrows():
        model = str(name)
        figure.add_scatter(
            x=[point.recall_micro],
            y=[point.precision_micro],
            mode="markers",
            marker={
                "size": 13,
                "color": model_colour(model),
                "line": {"width": 2, "color": "white"},
            },
            name=model_title(model),
            showlegend=False,
            hovertemplate="operating point: precision %{y:.3f}, recall %{x:.3f}<extra></extra>",
        )
    figure.update_xaxes(range=[0, 1.01], title="micro recall", gridcolor=GRID)
    figure.update_yaxes(range=[0, 1.02], title="micro precision", gridcolor=GRID)
    return finish(figure, height=420)
