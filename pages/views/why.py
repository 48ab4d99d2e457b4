"""The part of Live that asks why: the words behind a score, and the text without some of them."""

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import streamlit as st

from emolab.charts.theme import title_of
from emolab.charts.word_contributions import word_contributions
from emolab.inference.explain import split_words, word_effects
from emolab.inference.predict import predict_text
from emolab.models.base import ServedClassifier
from pages.display import escape_markdown, show_chart


def why(
    models: Mapping[str, ServedClassifier],
    text: str,
    thresholds: Mapping[str, np.ndarray],
    ordered: Sequence[str],
) -> None:
    """Each word's effect on one emotion, for all models, and the scores without chosen words."""
    words = split_words(text)
    labels = next(iter(models.values())).labels
    label = st.selectbox("Why this emotion?", ordered, key="why", bind="query-params")
    column = labels.index(label)
    effects = {model: of[:, column] for model, of in word_effects(models, words).items()}
    show_chart(word_contributions(words, effects, label))
    what_if(models, words, thresholds, label)


def distinct(words: Sequence[str]) -> list[str]:
    """The words for a control that tells its options apart by what they show.

    A word that stood before is followed by characters of no width.
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
    """Words to click away, and how the scores move without them."""
    positions = list(range(len(words)))
    kept = st.pills(
        "What if? Click a word to drop it, and again to take it back",
        positions,
        format_func=distinct(words).__getitem__,
        default=positions,
        selection_mode="multi",
        key=f"kept of {crc32(' '.join(words).encode())}",
    )
    if len(kept) == len(words):
        return
    if not kept:
        st.info("No word is left; take one back.")
        return
    shorter = " ".join(words[at] for at in kept)
    column = next(iter(models.values())).labels.index(label)
    before = predict_text(models, " ".join(words), thresholds)
    after = predict_text(models, shorter, thresholds)
    st.markdown(f"Without them: *{escape_markdown(shorter)}*")
    st.dataframe(
        {
            "model": [title_of(model) for model in models],
            "score before": [before[model].scores[column] for model in models],
            "score now": [after[model].scores[column] for model in models],
            "chosen before": [list(before[model].chosen) for model in models],
            "chosen now": [list(after[model].chosen) for model in models],
        },
        hide_index=True,
        column_config={
            f"score {when}": st.column_config.NumberColumn(f"{label} {when}", format="%.3f")
            for when in ("before", "now")
        },
    )
