"""Explanation of the scores of one text: word contributions, and a what-if text without words."""

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import streamlit as st

from emolab.charts.word_contributions import word_contributions
from emolab.inference.explain import split_words, word_effects
from emolab.inference.predict import predict_text
from emolab.models.base import ServedClassifier
from emolab.models.registry import model_title
from pages.display import THREE_DECIMALS, escape_markdown, show_chart


def explanation_view(
    models: Mapping[str, ServedClassifier],
    text: str,
    thresholds: Mapping[str, np.ndarray],
    ordered: Sequence[str],
) -> None:
    """The contribution of each word to the score of one emotion, and the what-if text."""
    words = split_words(text)
    labels = next(iter(models.values())).labels
    label = st.selectbox("Emotion", ordered, key="explain", bind="query-params")
    column = labels.index(label)
    contributions = {
        model: effects[:, column] for model, effects in word_effects(models, words).items()
    }
    show_chart(word_contributions(words, contributions, label))
    what_if(models, words, thresholds, label)


def distinct_options(words: Sequence[str]) -> list[str]:
    """The words as options of a control, which requires different options.

    A repeated word is followed by zero-width spaces.
    """
    return [
        escape_markdown(word) + "\u200b" * words[:at].count(word) for at, word in enumerate(words)
    ]


def what_if(
    models: Mapping[str, ServedClassifier],
    words: Sequence[str],
    thresholds: Mapping[str, np.ndarray],
    label: str,
) -> None:
    """Predictions for the text without some of its words."""
    positions = list(range(len(words)))
    st.markdown("#### What-if")
    kept = st.pills(
        "Words in the text: select a word to remove it or to add it again",
        positions,
        format_func=distinct_options(words).__getitem__,
        default=positions,
        selection_mode="multi",
        key=f"words {crc32(' '.join(words).encode())}",
    )
    if len(kept) == len(words):
        return
    if not kept:
        st.info("No words left. Select at least one word.")
        return
    shorter = " ".join(words[at] for at in kept)
    column = next(iter(models.values())).labels.index(label)
    before = predict_text(models, " ".join(words), thresholds)
    after = predict_text(models, shorter, thresholds)
    st.markdown(f"Changed text: *{escape_markdown(shorter)}*")
    st.dataframe(
        {
            "model": [model_title(model) for model in models],
            "score before": [before[model].scores[column] for model in models],
            "score after": [after[model].scores[column] for model in models],
            "predicted labels before": [list(before[model].labels) for model in models],
            "predicted labels after": [list(after[model].labels) for model in models],
        },
        hide_index=True,
        column_config={f"score {when}": THREE_DECIMALS for when in ("before", "after")},
    )
    st.caption(f"Score: the score of {escape_markdown(label)}.")
