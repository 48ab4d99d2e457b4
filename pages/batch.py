"""Many texts at once: pasted or from a file, scored by one model, taken away as a table."""

import numpy as np
import pandas as pd
import streamlit as st

from emolab.charts.theme import title_of
from emolab.inference.predict import choose, note_of_a_cut
from emolab.inference.score import ScoreError, pasted_rows, refuse_taken, uploaded_rows
from emolab.models.base import ServedClassifier
from emolab.models.ensemble import NAME as ENSEMBLE
from emolab.runs.store import Run
from pages.controls import open_page, threshold_control
from pages.display import download_table
from pages.state import cached_model

LIMIT = 5_000
STEP = 256


def score_with_progress(model: ServedClassifier, texts: list[str]) -> np.ndarray:
    """Scores of all texts, with a bar that moves."""
    bar = st.progress(0.0, "Scoring")
    parts = []
    for start in range(0, len(texts), STEP):
        parts.append(model.predict_proba(texts[start : start + STEP]).astype(np.float32))
        done = min(start + STEP, len(texts))
        bar.progress(done / len(texts), f"{done:,} of {len(texts):,} texts")
    bar.empty()
    return np.concatenate(parts)


def texts_cut(run: Run, model: str, texts: list[str]) -> int:
    """How many texts are longer than the transformer in this model reads."""
    if "transformer" not in run.models or model not in ("transformer", ENSEMBLE):
        return 0
    models = {"transformer": cached_model(run, "transformer")}
    return sum(note_of_a_cut(models, text) is not None for text in texts)


run = open_page("What do these texts feel like?")
with st.form("batch"):
    lines = st.text_area("One text a line", height=160, key="lines")
    file = st.file_uploader("Or a file: CSV, JSONL or Parquet", type=["csv", "jsonl", "parquet"])
    left, right = st.columns(2)
    column = left.text_input("Column of the texts in the file", "text", key="column")
    name = right.selectbox("Model", run.models, format_func=title_of, key="model")
    asked = st.form_submit_button("Score them", icon=":material/play_arrow:")
if asked:
    st.session_state.pop("scored batch", None)
    try:
        rows, amiss = (
            uploaded_rows(file.name, file.getvalue(), column.strip())
            if file
            else (pasted_rows(lines), [])
        )
        results = ("emotions", "below threshold", *(f"score {label}" for label in run.labels))
        refuse_taken(rows[0] if rows else (), results)
    except ScoreError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()
    text_column = column.strip() if file else "text"
    if file and lines.strip():
        st.warning("The file is scored; the lines above are not.")
    if amiss:
        st.warning(f"Rows left out: {len(amiss):,}. " + " ".join(amiss[:5]))
    if len(rows) > LIMIT:
        st.error(
            f"These are {len(rows):,} texts; this page takes {LIMIT:,}. For more there is "
            "python -m emolab.inference.score, which takes files of any length."
        )
        st.stop()
    if file and not rows:
        st.error(f"{file.name} holds no text to score.", icon=":material/error:")
        st.stop()
    if rows:
        texts = [row[text_column] for row in rows]
        scores = score_with_progress(cached_model(run, name), texts)
        cut = texts_cut(run, name, texts)
        st.session_state["scored batch"] = (run.name, name, rows, text_column, scores, cut)
batch = st.session_state.get("scored batch")
if batch is None or batch[0] != run.name:
    st.info("Paste texts or choose a file, then press the button.")
    st.stop()

_, model, rows, text_column, scores, cut = batch
thresholds, policy = threshold_control(run)
strongest = [choose(run.labels, row, thresholds[model]) for row in scores]
table = pd.DataFrame(
    {
        "text": [row[text_column] for row in rows],
        "emotions": [list(chosen) for chosen, _ in strongest],
        "score": [
            row[run.labels.index(chosen[0])]
            for row, (chosen, _) in zip(scores, strongest, strict=True)
        ],
        "below threshold": [below for _, below in strongest],
    }
)
st.markdown(f"#### {title_of(model)}, texts: {len(rows):,}")
st.caption(
    f"Threshold: {policy}. Where nothing reaches it, the strongest emotion stands and is marked. "
    "Score: of the first emotion."
)
if cut:
    st.caption(f"Texts longer than the transformer reads, of which it read the beginning: {cut:,}.")
st.dataframe(
    table,
    hide_index=True,
    column_config={
        "text": st.column_config.TextColumn(width="large"),
        "emotions": st.column_config.ListColumn(),
        "score": st.column_config.NumberColumn(format="%.3f"),
    },
)
whole = pd.concat(
    [
        pd.DataFrame(rows),
        pd.DataFrame(scores, columns=[f"score {label}" for label in run.labels]),
        table[["below threshold"]],
    ],
    axis=1,
).assign(emotions=table.emotions.map(";".join))
download_table(whole, f"{run.name}-{model}-batch")
