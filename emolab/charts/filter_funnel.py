"""Candidates left after each filter."""

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart
from emolab.charts.theme import GREY, OTHER_COLOURS, finish
from emolab.runs.samples import short_reasons


def funnel_table(candidates: pd.DataFrame) -> pd.DataFrame:
    """Candidates left at each stage, the most frequent rejection reason first.

    Args:
        candidates: as a run stores them.

    Returns:
        Columns stage and rows.
    """
    if "score words" in candidates:
        generated = candidates["score words"].ne(0)
    else:
        generated = candidates.text.ne("")
    accepted = candidates.status == "accepted"
    rejected = short_reasons(candidates[generated & ~accepted]).value_counts()
    left = generated.sum() - rejected.cumsum()
    stages = [("requested", len(candidates)), ("generated", int(generated.sum()))]
    stages += [
        (f"{reason} (−{count:,})", int(rows))
        for reason, count, rows in zip(rejected.index, rejected, left, strict=True)
    ]
    return pd.DataFrame([*stages, ("accepted", int(accepted.sum()))], columns=["stage", "rows"])


def filter_funnel(candidates: pd.DataFrame) -> Chart:
    """Bars of the candidates left after each rejection reason.

    Args:
        candidates: as a run stores them; one or more.
    """
    table = funnel_table(candidates)
    return Chart(
        "Filter funnel",
        f"{len(candidates):,} candidates. Bars: candidates left after each rejection reason; a "
        "candidate is rejected by the first filter that it fails.",
        _bars(table),
        "; ".join(f"{row.stage}: {row.rows:,}" for row in table.itertuples()) + ".",
        table,
    )


def _bars(table: pd.DataFrame) -> go.Figure:
    figure = go.Figure()
    figure.add_bar(
        y=table.stage,
        x=table.rows,
        orientation="h",
        marker_color=[GREY] * (len(table) - 1) + [OTHER_COLOURS[0]],
        text=[f"{rows:,}" for rows in table.rows],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:,} candidates left<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", fixedrange=True)
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, 1.4 * table.rows.max()])
    return finish(figure, height=70 + 28 * len(table), legend=False)
