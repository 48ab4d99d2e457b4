"""Label co-occurrence in the true and in the predicted labels."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.charts.chart import Chart
from emolab.charts.theme import TRANSLUCENT, finish
from emolab.evaluation import cooccurrence as evaluation
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.metrics import predict
from emolab.labels import in_group_order
from emolab.models.registry import model_title


def cooccurrence(comparison: Comparison, model: str) -> Chart:
    """Two heat maps of co-occurrence: of the true labels, and of a model's predicted labels."""
    predicted = predict(comparison.scores[model], comparison.thresholds[model])
    return Chart(
        "Label co-occurrence: true and predicted",
        f"{comparison.caption}. A cell is the share of the texts with the row's label that have "
        "the column's label too. A row is empty where no text has its label.",
        _heat_maps(
            comparison.labels,
            {
                "true labels": evaluation.cooccurrence(comparison.targets),
                f"predicted labels, {model_title(model)}": evaluation.cooccurrence(predicted),
            },
            in_group_order(comparison.labels),
        ),
        f"Two heat maps of label co-occurrence: true labels, and labels that {model_title(model)} "
        "predicts.",
    )


def _heat_maps(
    labels: Sequence[str], shares: Mapping[str, np.ndarray], order: Sequence[str]
) -> go.Figure:
    columns = [labels.index(label) for label in order]
    figure = make_subplots(
        rows=1,
        cols=len(shares),
        shared_yaxes=True,
        horizontal_spacing=0.03,
        subplot_titles=list(shares),
    )
    for panel, values in enumerate(shares.values(), start=1):
        figure.add_heatmap(
            z=values[np.ix_(columns, columns)],
            x=list(order),
            y=list(order),
            zmin=0,
            zmax=0.5,
            colorscale=TRANSLUCENT,
            colorbar={"title": {"text": "share"}, "tickformat": ".0%", "thickness": 14},
            showscale=panel == len(shares),
            hovertemplate="%{z:.1%} of the texts with %{y} have %{x} too<extra></extra>",
            hoverongaps=False,
            xgap=1,
            ygap=1,
            row=1,
            col=panel,
        )
    figure.update_yaxes(autorange="reversed", dtick=1, fixedrange=True, showgrid=False)
    figure.update_xaxes(tickangle=-90, dtick=1, fixedrange=True, showgrid=False)
    return finish(figure, height=170 + 17 * len(order), legend=False)
