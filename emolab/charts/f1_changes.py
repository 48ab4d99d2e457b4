"""The figure that ablation and run comparison share: changes of F1 with intervals."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.charts.theme import GREY, GRID, OTHER_COLOURS, finish, title_in_two_lines


def f1_changes(table: pd.DataFrame) -> go.Figure:
    """A panel for each model, a row for each metric, a dot for each variant.

    Args:
        table: columns model, variant and those of `effect_table`. A variant whose name ends in
            "instead" has open circles.
    """
    models, metrics = list(table.model.unique()), list(table.metric.unique())
    variants = list(table.variant.unique())
    figure = make_subplots(
        rows=1,
        cols=len(models),
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[title_in_two_lines(model) for model in models],
    )
    for (variant, model), rows in table.groupby(["variant", "model"], sort=False):
        position = variants.index(variant)
        offset = 0.7 * ((position + 0.5) / len(variants) - 0.5)
        figure.add_scatter(
            x=rows.change,
            y=[metrics.index(metric) + offset for metric in rows.metric],
            mode="markers",
            name=variant,
            legendgroup=variant,
            showlegend=model == models[0],
            marker={
                "color": OTHER_COLOURS[position % len(OTHER_COLOURS)],
                "symbol": "circle-open" if str(variant).endswith("instead") else "circle",
                "size": 9,
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": rows.high - rows.change,
                "arrayminus": rows.change - rows.low,
                "thickness": 1.5,
                "width": 0,
            },
            customdata=rows[["metric", "before", "after", "low", "high"]],
            hovertemplate="%{customdata[0]}: %{customdata[1]:.3f} to %{customdata[2]:.3f}, "
            "change %{x:+.3f} (95 % interval %{customdata[3]:+.3f} to %{customdata[4]:+.3f})"
            f"<extra>{variant}</extra>",
            row=1,
            col=models.index(model) + 1,
        )
    for panel in range(1, len(models) + 1):
        figure.add_vline(x=0, line={"color": GREY, "width": 1}, row=1, col=panel)
    figure.update_yaxes(
        tickvals=list(range(len(metrics))),
        ticktext=metrics,
        range=[len(metrics) - 0.5, -0.5],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_xaxes(tickformat="+.2f", gridcolor=GRID, nticks=5, matches="x")
    finish(figure, height=160 + (18 + 14 * len(variants)) * len(metrics))
    # The legend is above the titles of the panels, which may have two lines.
    return figure.update_layout(margin_t=90)
