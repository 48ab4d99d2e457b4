"""Comparison of the predictions for two texts."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from emolab.charts.score_changes import score_changes
from emolab.inference.predict import Prediction, clean_text, predict_text, truncation_note
from emolab.labels import in_group_order
from emolab.models.base import ServedClassifier
from emolab.models.registry import model_title
from pages.display import escape_markdown, show_chart
from pages.state import MAX_LINK_CHARACTERS


def text_comparison_view(
    models: Mapping[str, ServedClassifier],
    thresholds: Mapping[str, np.ndarray],
    predictions: Mapping[str, Prediction],
) -> None:
    """The scores and predicted labels of a second text beside those of the first."""
    entered = st.text_input(
        "Second text",
        key="second",
        bind="query-params",
        max_chars=MAX_LINK_CHARACTERS,
        placeholder="Enter a second text",
    )
    second_text, notes = clean_text(entered or "")
    if note := truncation_note(models, second_text):
        notes.append(note)
    for note in notes:
        st.warning(escape_markdown(note), icon=":material/info:")
    if not second_text:
        st.info("No second text. Enter one to compare its scores with those of the first text.")
        return
    second = predict_text(models, second_text, thresholds)
    labels = next(iter(models.values())).labels
    show_chart(score_changes(labels, predictions, second, in_group_order(labels)))
    st.markdown("#### Predicted labels")
    st.dataframe(
        {
            "model": [model_title(model) for model in models],
            "first text": [list(predictions[model].labels) for model in models],
            "second text": [list(second[model].labels) for model in models],
        },
        hide_index=True,
    )
