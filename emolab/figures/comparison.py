"""Models side by side."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from emolab.evaluation.published_results import Reference
from emolab.figures.style import (
    FAINT,
    GREY,
    IN_INK,
    ON_SHADES,
    SHADES,
    finish,
    model_colour,
    title_of,
)


def headline_bars(
    table: pd.DataFrame, references: Sequence[Reference] = (), policy: str = ""
) -> go.Figure:
    """Micro and macro F1 of each model with intervals, published results as open diamonds.

    Args:
        table: as `headline_table` gives it.
        references: drawn beside the model they name, where they have a result under `policy`.
        policy: name of the threshold policy that `table` was computed under.
    """
    figure = go.Figure()
    metrics = list(table.metric.unique())
    for model, rows in table.groupby("model", sort=False):
        figure.add_bar(
            name=title_of(model),
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
            f"<extra>{title_of(model)}</extra>",
        )
        figure.add_scatter(
            x=rows.metric,
            y=rows.high + 0.01,
            mode="text",
            text=[f"{value:.3f}" for value in rows.value],
            textposition="top center",
            textfont={"size": 12},
            name=title_of(model),
            offsetgroup=model,
            showlegend=False,
            hoverinfo="skip",
        )
    drawn = [
        (reference, result)
        for reference in references
        if reference.model in set(table.model) and (result := reference.result(policy))
    ]
    for number, (reference, result) in enumerate(drawn):
        conditions = "<br>".join(reference.conditions(policy))
        figure.add_scatter(
            x=metrics,
            y=[result.micro_f1, result.macro_f1],
            mode="markers",
            offsetgroup=reference.model,
            marker={"symbol": "diamond-open", "size": 12, "line": {"width": 2}},
            meta=IN_INK,
            name="published",
            showlegend=number == 0,
            hovertemplate=f"{reference.name} %{{y:.3f}}<br>{conditions}<extra></extra>",
        )
    figure.update_layout(barmode="group", scattermode="group")
    figure.update_yaxes(range=[0, 1], title="F1", gridcolor=FAINT, fixedrange=True)
    figure.update_xaxes(fixedrange=True)
    return finish(figure, height=380)


def f1_heat_map(table: pd.DataFrame, winners: pd.DataFrame | None = None) -> go.Figure:
    """F1 by label and model, the label with most support on top.

    Args:
        table: as `label_table` gives it.
        winners: as `best_model_table` gives them; a significant
            lead is starred.
    """
    labels = list(dict.fromkeys(table.label))
    models = list(dict.fromkeys(table.model))
    values = table.pivot(index="label", columns="model", values="f1").loc[labels, models]
    support = table.drop_duplicates("label").set_index("label").support
    leaders = set()
    if winners is not None:
        ahead = winners[~winners.tie]
        leaders = set(zip(ahead.label, ahead.best, strict=True))
    figure = go.Figure(
        go.Heatmap(
            z=values.to_numpy(),
            x=[title_of(model) for model in models],
            y=[f"{label} ({support[label]})" for label in labels],
            zmin=0,
            zmax=1,
            colorscale=SHADES,
            textfont=ON_SHADES,
            text=[
                [f"{'★ ' * ((label, model) in leaders)}{f1:.2f}" for model, f1 in row.items()]
                for label, row in values.iterrows()
            ],
            texttemplate="%{text}",
            hovertemplate="%{y}, %{x}: F1 %{z:.3f}<extra></extra>",
            showscale=False,
            xgap=2,
            ygap=1,
        )
    )
    figure.update_yaxes(autorange="reversed", dtick=1, fixedrange=True)
    figure.update_xaxes(side="top", autotickangles=[0, -40], fixedrange=True)
    return finish(figure, height=90 + 22 * len(labels), legend=False)


def trade_curves(trade: pd.DataFrame, points: pd.DataFrame) -> go.Figure:
    """Micro precision against recall, and where each model stands now.

    Args:
        trade: as `trade_table` gives it.
        points: columns model, precision, recall: the operating points.
    """
    figure = go.Figure()
    for model, rows in trade.groupby("model", sort=False):
        figure.add_scatter(
            x=rows.recall,
            y=rows.precision,
            mode="lines",
            name=title_of(model),
            line={"color": model_colour(model), "width": 2.5},
            customdata=rows.threshold,
            hovertemplate="precision %{y:.3f}, recall %{x:.3f} at %{customdata:.3f}<extra></extra>",
        )
    for row in points.itertuples():
        figure.add_scatter(
            x=[row.recall],
            y=[row.precision],
            mode="markers",
            marker={
                "size": 13,
                "color": model_colour(row.model),
                "line": {"width": 2, "color": "white"},
            },
            name=title_of(row.model),
            showlegend=False,
            hovertemplate="now: precision %{y:.3f}, recall %{x:.3f}<extra></extra>",
        )
    figure.update_xaxes(range=[0, 1.01], title="micro recall", gridcolor=FAINT)
    figure.update_yaxes(range=[0, 1.02], title="micro precision", gridcolor=FAINT)
    return finish(figure, height=420)
