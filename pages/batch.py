"""Batch prediction: the predicted labels of one model for many texts."""

import numpy as np
import streamlit as st

from emolab.inference import batch
from emolab.inference.score import ScoreError
from emolab.models.base import ServedClassifier
from emolab.models.registry import model_title
from pages.controls import open_page, threshold_control
from pages.display import download_table, text_table
from pages.state import cached_model

# Of the rows that are left out, this many are named.
MAX_REASONS = 5
TEXT_COLUMN = "text"


def scores_with_progress(model: ServedClassifier, texts: list[str]) -> np.ndarray:
    """Score the texts and show a progress bar."""
    bar = st.progress(0.0, "Scoring")
    parts = []
    for step in batch.score_in_steps(model, texts):
        parts.append(step.scores)
        bar.progress(step.done / len(texts), f"{step.done:,} of {len(texts):,} texts scored")
    bar.empty()
    return np.concatenate(parts)


run = open_page("Batch prediction")
with st.form("batch"):
    lines = st.text_area("Texts, one per line", height=160, key="lines")
    file = st.file_uploader("File (CSV, JSONL or Parquet)", type=["csv", "jsonl", "parquet"])
    left, right = st.columns(2)
    column = left.text_input("Text column of the file", TEXT_COLUMN, key="column")
    name = right.selectbox("Model", run.models, format_func=model_title, key="model")
    submitted = st.form_submit_button("Score texts", icon=":material/play_arrow:")
if submitted:
    st.session_state.pop("batch scores", None)
    try:
        if file:
            source = batch.read_file(file.name, file.getvalue(), column.strip())
        else:
            source = batch.read_lines(lines)
        batch.check(source, run.labels)
    except ScoreError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()
    if file and lines.strip():
        st.warning("Only the texts of the file are scored, not those of the text area.")
    if source.rejected:
        reasons = " ".join(source.rejected[:MAX_REASONS])
        st.warning(f"Rows left out: {len(source.rejected):,}. {reasons}")
    if source.rows:
        model = cached_model(run, name)
        st.session_state["batch scores"] = batch.BatchScores(
            run.name,
            name,
            source,
            scores_with_progress(model, source.texts),
            batch.count_truncated(model, source.texts),
        )
scored = st.session_state.get("batch scores")
if scored is None or scored.run != run.name:
    st.info("No texts scored. Enter texts or upload a file, then select **Score texts**.")
    st.stop()

thresholds, policy = threshold_control(run)
results = batch.result_table(scored, run.labels, thresholds[scored.model])
st.markdown(f"#### Predicted labels: {model_title(scored.model)}")
st.caption(
    f"Texts: {len(results):,}; threshold: {policy}. Score: the score of the first label. Below "
    "threshold: no label reaches its threshold, and the label with the highest score is shown."
)
if scored.truncated:
    st.caption(f"Texts truncated to the maximum length of the model: {scored.truncated:,}.")
text_table(results, page=slice(None))
download_table(
    batch.download(scored, run.labels, results), f"{run.name}-{scored.model}-predictions"
)
