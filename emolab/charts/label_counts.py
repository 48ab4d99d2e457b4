"""Train rows of each label, original and generated."""

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart
from emolab.charts.theme import GRID, finish
from emolab.labels import GROUPS, colour_of, group_of


def label_counts(counts: pd.DataFrame, rows: int, generated: int) -> Chart:
    """Stacked bars of original and generated rows; labels by group, then by original rows.

    Args:
        counts: columns label, before (original rows) and added (generated rows).
        rows: in the train split.
        generated: rows among them.
    """
    return Chart(
        "Train rows by label",
        f"train split, {rows:,} rows, {generated:,} of them generated. A row with several labels "
        "counts for each of them.",
        _bars(counts),
        "Train rows by label. The CSV file has the same numbers.",
        counts,
    )


def _bars(counts: pd.DataFrame) -> go.Figure:
    ordered = counts.assign(group=[GROUPS.index(group_of(label)) for label in counts.label])
    ordered = ordered.sort_values(["group", "before"], ascending=[True, False], kind="stable")
    colours = [colour_of(label) for label in ordered.label]
    any_generated = bool(ordered.added.any())
    figure = go.Figure()
    figure.add_bar(
        y=ordered.label,
        x=ordered.before,
        orientation="h",
        name="original",
        marker_color=colours,
        hovertemplate="%{y}: %{x:,} original rows<extra></extra>",
    )
    if any_generated:
        figure.add_bar(
            y=ordered.label,
            x=ordered.added,
            orientation="h",
            name="generated",
            marker={
                "color": colours,
                "pattern": {"shape": "/", "fgcolor": "white", "fillmode": "overlay"},
            },
            hovertemplate="%{y}: %{x:,} generated rows<extra></extra>",
        )
    figure.update_layout(barmode="stack")
    figure.update_yaxes(autorange="reversed", dtick=1, fixedrange=True)
    figure.update_xaxes(title="train rows", gridcolor=GRID, fixedrange=True)
    return finish(figure, height=80 + 20 * len(ordered), legend=any_generated)
