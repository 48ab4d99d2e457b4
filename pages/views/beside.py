"""The part of Live that looks further than one sentence: another one beside it, those before it."""

from collections.abc import Mapping
from functools import partial
from zlib import crc32

import numpy as np
import streamlit as st

from emolab.charts.score_changes import score_changes
from emolab.charts.theme import title_of
from emolab.inference.predict import Prediction, clean_text, note_of_a_cut, predict_text
from emolab.labels import in_group_order
from emolab.models.base import ServedClassifier
from pages.display import download_table, escape_markdown, show_chart
from pages.state import MAX_LINK_CHARACTERS


def beside(
    models: Mapping[str, ServedClassifier],
    thresholds: Mapping[str, np.ndarray],
    predictions: Mapping[str, Prediction],
) -> None:
    """A second sentence, and how every model's scores differ between the two."""
    typed = st.text_input(
        "Another sentence",
        key="beside",
        bind="query-params",
        max_chars=MAX_LINK_CHARACTERS,
        placeholder="Say it otherwise, and press enter",
    )
    other, notes = clean_text(typed or "")
    if cut := note_of_a_cut(models, other):
        notes.append(cut)
    for note in notes:
        st.warning(escape_markdown(note), icon=":material/info:")
    if not other:
        st.info("Write a second sentence to see what changes from the first to it.")
        return
    others = predict_text(models, other, thresholds)
    labels = next(iter(models.values())).labels
    show_chart(score_changes(labels, predictions, others, in_group_order(labels)))
    st.dataframe(
        {
            "model": [title_of(model) for model in models],
            "first sentence": [list(predictions[model].chosen) for model in models],
            "second sentence": [list(others[model].chosen) for model in models],
        },
        hide_index=True,
    )


def remember(run: str, policy: str, text: str, predictions: Mapping[str, Prediction]) -> None:
    """Put the sentence and what was chosen on top of what this visitor has tried."""
    row = {"text": text, "run": run, "threshold": policy} | {
        title_of(model): "; ".join(prediction.chosen) for model, prediction in predictions.items()
    }
    before = st.session_state.get("tried", [])
    st.session_state["tried"] = [row, *(one for one in before if one["text"] != text)]


def take_back(key: str) -> None:
    """The sentence that was clicked, in the table of this key, becomes the one in view."""
    rows = st.session_state[key].selection.rows
    if rows:
        st.session_state["text"] = st.session_state["tried"][rows[0]]["text"]


def tried(name: str) -> None:
    """The sentences of this visit, newest first, to take back or away."""
    import pandas as pd

    table = pd.DataFrame(st.session_state["tried"])
    # In another order it is another table: a tick left behind would stand at the wrong sentence.
    key = f"tried {crc32(repr(table.text.tolist()).encode())}"
    st.caption("The newest first. Click a row's box to take its sentence back.")
    st.dataframe(
        table,
        hide_index=True,
        key=key,
        on_select=partial(take_back, key),
        selection_mode="single-row",
    )
    download_table(table, f"{name}-tried")
