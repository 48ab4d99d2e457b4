"""What a score means, which labels come together, and which are taken for each other."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.figures.style import FAINT, GREY, VEIL, finish, model_colour, title_of
from emolab.labels import colour_of


def calibration_lines(table: pd.DataFrame) -> go.Figure:
    """Share of true labels against score; on the dotted line a score comes true as often as it
    says.

    Args:
        table: as `calibration_table` gives it.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": GREY, "width": 1, "dash": "dot"},
        showlegend=False,
        hoverinfo="skip",
    )
    for model, rows in table.groupby("model", sort=False):
        figure.add_scatter(
            x=rows.score,
            y=rows.share,
            mode="lines+markers",
            name=title_of(model),
            line={"color": model_colour(model), "width": 2},
            marker={"size": 8},
            customdata=rows.cells,
            hovertemplate="score %{x:.2f}: true in %{y:.0%} of %{customdata:,} cases"
            f"<extra>{title_of(model)}</extra>",
        )
    figure.update_xaxes(range=[0, 1.02], title="score", gridcolor=FAINT, fixedrange=True)
    figure.update_yaxes(range=[0, 1.02], title="share that holds", gridcolor=FAINT, fixedrange=True)
    return finish(figure, height=420)


def cooccurrence_maps(
    labels: Sequence[str], shares: dict[str, np.ndarray], order: Sequence[str]
) -> go.Figure:
    """Of a row's texts, the share that bear the column's label too; a panel a source.

    Args:
        labels: in column order of the arrays.
        shares: by the panel's title, arrays as `cooccurrence` gives them.
        order: the labels from top to bottom and from left to right.
    """
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
            colorscale=VEIL,
            colorbar={"title": {"text": "share"}, "tickformat": ".0%", "thickness": 14},
            showscale=panel == len(shares),
            hovertemplate="of %{y}, %{z:.1%} bear %{x} too<extra></extra>",
            hoverongaps=False,
            xgap=1,
            ygap=1,
            row=1,
            col=panel,
        )
    figure.update_yaxes(autorange="reversed", dtick=1, fixedrange=True, showgrid=False)
    figure.update_xaxes(tickangle=-90, dtick=1, fixedrange=True, showgrid=False)
    return finish(figure, height=170 + 17 * len(order), legend=False)


def confusion_bars(table: pd.DataFrame, label: str) -> go.Figure:
    """Labels that were given for one, to the left, and that it was given for, to the right.

    Args:
        table: as `confusions` gives it; its first row on top.
        label: the one that the table is about.
    """
    figure = go.Figure()
    for column, sign, words in (
        ("predicted_instead", -1, f"{label} texts given {{}} instead"),
        ("true_instead", 1, f"{{}} texts given {label}"),
    ):
        figure.add_bar(
            y=table.label,
            x=sign * table[column],
            orientation="h",
            marker_color=[colour_of(name) for name in table.label],
            text=table[column].where(table[column] > 0, ""),
            textposition="outside",
            cliponaxis=False,
            customdata=[words.format(name) for name in table.label],
            hovertemplate="%{text} %{customdata}<extra></extra>",
        )
    reach = max(int(table[["predicted_instead", "true_instead"]].to_numpy().max(initial=0)), 1)
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    figure.update_layout(barmode="relative")
    for place, anchor, words in (
        (-0.02, "right", f"← {label} texts, given this instead"),
        (0.02, "left", f"this, given {label} →"),
    ):
        figure.add_annotation(
            x=place * reach,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor=anchor,
            text=words,
            showarrow=False,
        )
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    figure.update_xaxes(range=[-1.1 * reach, 1.1 * reach], visible=False, fixedrange=True)
    return finish(figure, height=80 + 26 * max(len(table), 1), legend=False)
