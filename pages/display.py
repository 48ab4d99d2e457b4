"""Show charts and tables, download tables, escape Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from emolab.charts.theme import CONFIG, enlarged, with_text_colour
from emolab.models.registry import model_title

if TYPE_CHECKING:
    import pandas as pd

    from emolab.charts.chart import Chart

THREE_DECIMALS = st.column_config.NumberColumn(format="%.3f")
COUNT = st.column_config.NumberColumn(format="%.0f")
MAX_ROWS = 100
# In pixels. Streamlit wraps the text of a row that is at least 4 rem high.
WRAPPED_ROW = 70
TEXTS_HEIGHT = 560
# A table with more rows than this scrolls.
MAX_FULL_HEIGHT = 20


def escape_markdown(text: str) -> str:
    """The text with the special characters of Markdown escaped; a label may contain some."""
    return re.sub(r"([\\`*_{}\[\]<>#$~:|])", r"\\\1", text)


def show_chart(chart: Chart) -> None:
    """A chart with its title and caption."""
    st.markdown(f"#### {escape_markdown(chart.title)}")
    if chart.caption:
        st.caption(escape_markdown(chart.caption))
    figure = with_text_colour(chart.figure, st.context.theme.type)
    if st.session_state.get("present"):
        enlarged(figure)
    st.plotly_chart(
        figure,
        theme=None,
        config=CONFIG,
        key=f"chart {chart.title}",
        alt=chart.alternative_text,
    )


def model_headings(models: Sequence[str]) -> dict[str, str]:
    """Markdown headings of cards side by side, all of one line or all of two lines."""
    parts = {model: model_title(model).partition(", ") for model in models}
    two_lines = any(variant for _, _, variant in parts.values())
    return {
        model: f"**{title}**" + (f"  \n{variant or '&nbsp;'}" if two_lines else "")
        for model, (title, _, variant) in parts.items()
    }


def with_titles(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table with the titles of the models in these columns; by default in the column model."""
    return table.assign(**{name: table[name].map(model_title) for name in columns or ("model",)})


def number_table(table: pd.DataFrame, name: str, counts: Sequence[str] = ()) -> None:
    """A table of metrics with three decimals, and a button that downloads it.

    Args:
        table: floats are shown with three decimals.
        name: of the downloaded file.
        counts: columns that are shown without decimals.
    """
    floats = table.select_dtypes("float").columns
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(table) <= MAX_FULL_HEIGHT else "auto",
        column_config=dict.fromkeys(floats, THREE_DECIMALS) | dict.fromkeys(counts, COUNT),
    )
    download_table(table, name)


def text_table(
    table: pd.DataFrame,
    name: str | None = None,
    page: slice | None = None,
    columns: Sequence[str] | None = None,
    empty: str = "No texts.",
) -> None:
    """A table of texts with their labels and scores, and a button that downloads all of it.

    Args:
        table: with a column text; lists of labels are shown as tags.
        name: of the downloaded file; None shows no button.
        page: the rows to show; None shows the first MAX_ROWS and says so.
        columns: to show, in order; None shows all.
        empty: message for a table without rows.
    """
    if table.empty:
        st.info(empty)
        return
    formats = {
        "text": st.column_config.TextColumn(width="large"),
        "score": THREE_DECIMALS,
        "label quality": THREE_DECIMALS,
        "disagreement": st.column_config.NumberColumn(format="percent"),
        **{column: st.column_config.ListColumn() for column in list_columns(table)},
    }
    shown = table.iloc[page or slice(MAX_ROWS)]
    st.dataframe(
        shown,
        hide_index=True,
        height=TEXTS_HEIGHT if len(shown) * WRAPPED_ROW > TEXTS_HEIGHT else "content",
        row_height=WRAPPED_ROW,
        column_order=columns,
        column_config=formats,
    )
    if page is None and len(table) > MAX_ROWS:
        st.caption(f"First {MAX_ROWS} of {len(table):,} texts. The download has all of them.")
    if name:
        download_table(table, name)


def list_columns(table: pd.DataFrame) -> list[str]:
    """The columns whose values are lists of labels."""
    return [
        column
        for column in table
        if len(table) and isinstance(table[column].iloc[0], (list, tuple, np.ndarray))
    ]


def download_table(table: pd.DataFrame, name: str, label: str = "Download CSV") -> None:
    """A button that downloads the table; the labels in a list are joined by semicolons."""
    flat = table.assign(**{column: table[column].map(";".join) for column in list_columns(table)})
    st.download_button(
        label,
        flat.to_csv(index=False).encode(),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download {name}",
    )
