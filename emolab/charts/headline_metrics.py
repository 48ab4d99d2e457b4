"""Micro and macro F1 of each model, with confidence intervals."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart, by_model
from emolab.charts.theme import GREY, GRID, TEXT_COLOURED, finish, model_colour
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.published_results import REPORT, Reference, comparable
from emolab.evaluation.tables import headline_table
from emolab.models.registry import model_title


def headline_metrics(comparison: Comparison) -> Chart:
    """Bars of micro and macro F1; the table is that of `headline_table`."""
    table = headline_table(
        comparison.targets, comparison.scores, comparison.thresholds, comparison.weights
    )
    references = comparable(comparison, REPORT)
    caption = (
        f"{comparison.caption}. Micro F1 pools all labels, so frequent labels weigh most; macro F1 "
        "is the mean over labels. Error bars: 95 % bootstrap confidence intervals over texts."
    )
    if references:
        caption += (
            f" Diamonds: results of {references[0].source}, with the same threshold, on the "
            f"{references[0].texts} only."
        )
    return Chart(
        "Micro and macro F1",
        caption,
        _bars(table, references, comparison.policy_name),
        "; ".join(
            f"{model_title(str(row.model))} {row.metric} {row.value:.3f}"
            for row in table.itertuples()
        )
        + ".",
        table,
    )


def _bars(table: pd.DataFrame, references: Sequence[Reference], policy: str) -> go.Figure:
    figure = go.Figure()
    for model, rows in by_model(table):
        figure.add_bar(
            name=model_title(model),
            x=rows.metric,
            y=rows.value,
            offsetgroup=model,
            marker_color=model_colour(model),
            error_y={
                "type": "data",
                "array": rows.high - rows.value,
                "arrayminus": rows.value - rows.low,
                "color": GREY,
                "thickness": 2,
                "width": 6,
            },
            customdata=rows[["low", "high"]],
            hovertemplate="%{y:.3f} (95 % interval %{customdata[0]:.3f} to %{customdata[1]:.3f})"
            f"<extra>{model_title(model)}</extra>",
        )
        figure.add_scatter(
            x=rows.metric,
            y=rows.high + 0.01,
            mode="text",
            text=[f"{value:.3f}" for value in rows.value],
            textposition="top center",
            textfont={"size": 12},
            name=model_title(model),
            offsetgroup=model,
            showlegend=False,
            hoverinfo="skip",
        )
    models = set(table.model)
    published = [
        (reference, result)
        for reference in references
        if reference.model in models and (result := reference.result(policy))
    ]
    for position, (reference, result) in enumerate(published):
        conditions = "<br>".join(reference.conditions(policy))
        figure.add_scatter(
            x=list(table.metric.unique()),
            y=[result.micro_f1, result.macro_f1],
            mode="markers",
            offsetgroup=reference.model,
            marker={"symbol": "diamond-open", "size": 12, "line": {"width": 2}},
            meta=TEXT_COLOURED,
            name="published",
            showlegend=position == 0,
            hovertemplate=f"{reference.name} %{{y:.3f}}<br>{conditions}<extra></extra>",
        )
    figure.update_layout(barmode="group", scattermode="group")
    figure.update_yaxes(range=[0, 1], title="F1", gridcolor=GRID, fixedrange=True)
    figure.update_xaxes(fixedrange=True)
    return finish(figure, height=380)
