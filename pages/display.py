"""Show a chart, show a table of texts, download a table, escape Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from emolab.charts.theme import CONFIG, enlarged, with_text_colour

if TYPE_CHECKING:
    import pandas as pd

    from emolab.charts.chart import Chart


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


def text_table(table: pd.DataFrame, height: int | None = None) -> None:
    """A table with a column of texts; lists of labels are shown as tags.

    Args:
        table: a text in each row, in the column text.
        height: in pixels; None fits it to the rows.
    """
    if table.empty:
        st.info("No texts match.")
        return
    formats = {
        "text": st.column_config.TextColumn(width="large"),
        "score": st.column_config.NumberColumn(format="%.3f"),
        "label quality": st.column_config.NumberColumn(format="%.3f"),
        "disagreement": st.column_config.NumberColumn(format="percent"),
        **{column: st.column_config.ListColumn() for column in list_columns(table)},
    }
    st.dataframe(table, hide_index=True, height=height or "auto", column_config=formats)


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
