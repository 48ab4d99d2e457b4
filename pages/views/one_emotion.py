"""The part of Emotions that looks at one emotion from all sides."""

import pandas as pd
import streamlit as st

from emolab.charts.confusions import confusions
from emolab.charts.roc_and_pr_curves import roc_and_pr_curves
from emolab.charts.theme import model_legend, title_of
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.error_analysis import extremes
from emolab.evaluation.tables import label_table
from emolab.labels import in_group_order
from emolab.runs.store import Run
from pages.controls import model_control
from pages.display import escape_markdown, show_chart
from pages.state import cached_curves, cached_scores, split_texts


def one_emotion_view(run: Run, comparison: Comparison) -> None:
    """Figures, curves, what it is mistaken for, and its easiest and hardest texts."""
    label = st.selectbox("Emotion", in_group_order(run.labels), key="emotion", bind="query-params")
    table = label_table(
        comparison.labels, comparison.targets, comparison.scores, comparison.thresholds
    )
    support = comparison.support[label]
    st.markdown(f"#### {escape_markdown(label)}: {support:,} of {len(comparison.targets):,} texts")
    st.caption(comparison.where)
    rows = table[table.label == label].drop(columns=["label", "support"])
    st.dataframe(
        rows.assign(model=rows.model.map(title_of)),
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="%.3f")
            for name in ("threshold", "precision", "recall", "f1")
        },
    )
    shown = roc_and_pr_curves(comparison, cached_curves(run, label))
    if shown:
        st.html(model_legend(run.models))
        for column, one in zip(st.columns(2), shown, strict=True):
            with column:
                show_chart(one)
    else:
        st.info(
            f"The test split cannot rank {escape_markdown(label)}: no text, or every text, bears it."
        )
    model = model_control(run)
    show_chart(confusions(comparison, model, label))
    examples(run, model, label)


def examples(run: Run, model: str, label: str) -> None:
    """The texts on which a model is surest and least sure of an emotion that they bear."""
    split = next((name for name in ("test", "challenge") if texts_of_split(run, name)), None)
    if split is None:
        st.info("This run carries no texts, so there are no examples to show.")
        return
    scores = cached_scores(run, split)
    easiest, hardest = extremes(
        split_texts(run, split), run.labels, scores["targets"], scores[model], label
    )
    for column, title, rows in zip(
        st.columns(2), ("Easiest", "Hardest"), (easiest, hardest), strict=True
    ):
        with column:
            st.markdown(f"#### {title} for {title_of(model)}")
            st.caption(f"{split} split; texts that bear {escape_markdown(label)}, by their score.")
            listing(rows)


def texts_of_split(run: Run, split: str) -> bool:
    """Whether a run has scores of this split and its texts are at hand."""
    return split in run.splits() and split_texts(run, split) is not None


def listing(rows: pd.DataFrame) -> None:
    """Texts with their score and labels."""
    if rows.empty:
        st.info("None.")
        return
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            "text": st.column_config.TextColumn(width="large"),
            "score": st.column_config.NumberColumn(format="%.3f"),
            "true labels": st.column_config.ListColumn(),
        },
    )
