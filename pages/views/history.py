"""History of the texts of this session."""

from functools import partial
from zlib import crc32

import streamlit as st

from pages.display import download_table


def load_text(key: str) -> None:
    """Set the text to that of the row selected in the table of this key."""
    rows = st.session_state[key].selection.rows
    if rows:
        st.session_state["text"] = st.session_state["history"][rows[0]]["text"]


def history_view(run: str) -> None:
    """The texts of this session with their predicted labels."""
    import pandas as pd

    table = pd.DataFrame(st.session_state["history"])
    # The key depends on the rows: a selection is a row number, and would move to another text.
    key = f"history {crc32(repr(table.text.tolist()).encode())}"
    st.markdown("#### History")
    st.caption(
        "Texts of this session with their predicted labels, newest first. Select a row to "
        "load its text."
    )
    st.dataframe(
        table,
        hide_index=True,
        key=key,
        on_select=partial(load_text, key),
        selection_mode="single-row",
    )
    download_table(table, f"{run}-history")
