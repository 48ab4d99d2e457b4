"""What a page or a report shows as one chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Chart:
    """A figure with its words and its table.

    Attributes:
        title: a noun phrase.
        caption: split, size and threshold policy, then how to read the chart; empty where several
            charts share one.
        figure: the Plotly figure.
        alternative_text: what the figure shows, for readers who cannot see it.
        table: the numbers of the figure, with models by their registry names; None where another
            table on the page has them.
    """

    title: str
    caption: str
    figure: go.Figure
    alternative_text: str
    table: pd.DataFrame | None = None


def by_model(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each model of a table with a column model, in order, and its rows."""
    for model, rows in table.groupby("model", sort=False):
        yield str(model), rows
