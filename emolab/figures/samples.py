"""Rows before and after augmentation, and what they changed."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.figures.style import FAINT, GREY, OTHER_COLOURS, finish, in_two_lines
from emolab.labels import GROUPS, colour_of, group_of


def label_counts(counts: pd.DataFrame) -> go.Figure:
    """Rows of each label before and after augmentation.

    Args:
        counts: columns label, before, added; drawn in the order given, by group.
    """
    ordered = counts.assign(group=[GROUPS.index(group_of(label)) for label in counts.label])
    ordered = ordered.sort_values(["group", "before"], ascending=[True, False], kind="stable")
    figure = go.Figure()
    figure.add_bar(
        y=ordered.label,
        x=ordered.before,
        orientation="h",
        name="original",
        marker_color=[colour_of(label) for label in ordered.label],
        hovertemplate="%{y}: %{x:,} original rows<extra></extra>",
    )
    if ordered.added.any():
        figure.add_bar(
            y=ordered.label,
            x=ordered.added,
            orientation="h",
            name="written",
            marker={
                "color": [colour_of(label) for label in ordered.label],
                "pattern": {"shape": "/", "fgcolor": "white", "fillmode": "overlay"},
            },
            hovertemplate="%{y}: %{x:,} written rows<extra></extra>",
        )
    figure.update_layout(barmode="stack")
    figure.update_yaxes(autorange="reversed", dtick=1, fixedrange=True)
    figure.update_xaxes(title="train rows", gridcolor=FAINT, fixedrange=True)
    return finish(figure, height=80 + 20 * len(ordered), legend=bool(ordered.added.any()))


def effect_panels(effects: pd.DataFrame) -> go.Figure:
    """What each way of training changed, a panel a model, intervals as bars.

    Args:
        effects: as `ablation.effects` gives them: columns model, variant, metric,
            change, low, high, spread.
    """
    models, metrics = list(effects.model.unique()), list(effects.metric.unique())
    variants = list(effects.variant.unique())
    figure = make_subplots(
        rows=1,
        cols=len(models),
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[in_two_lines(model) for model in models],
    )
    for (variant, model), rows in effects.groupby(["variant", "model"], sort=False):
        turn = variants.index(variant)
        offset = 0.7 * ((turn + 0.5) / len(variants) - 0.5)
        figure.add_scatter(
            x=rows.change,
            y=[metrics.index(metric) + offset for metric in rows.metric],
            mode="markers",
            name=variant,
            legendgroup=variant,
            showlegend=model == models[0],
            marker={
                "color": OTHER_COLOURS[turn % len(OTHER_COLOURS)],
                "symbol": "circle-open" if variant.endswith("predicted_instead") else "circle",
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
            "change %{x:+.3f} (%{customdata[3]:+.3f} to %{customdata[4]:+.3f})"
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
    figure.update_xaxes(tickformat="+.2f", gridcolor=FAINT, nticks=5, matches="x")
    finish(figure, height=160 + (18 + 14 * len(variants)) * len(metrics))
    # The legend stands above the panels' titles, which may have two lines.
    return figure.update_layout(margin_t=90)


def funnel_bars(stages: pd.DataFrame) -> go.Figure:
    """How many written rows were left after each filter.

    Args:
        stages: columns stage and left, from all that were asked for to those kept.
    """
    figure = go.Figure()
    figure.add_bar(
        y=stages.stage,
        x=stages.left,
        orientation="h",
        marker_color=[GREY] * (len(stages) - 1) + [OTHER_COLOURS[0]],
        text=[f"{left:,}" for left in stages.left],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:,} rows left<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", fixedrange=True)
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, 1.4 * stages.left.max()])
    return finish(figure, height=70 + 28 * len(stages), legend=False)
