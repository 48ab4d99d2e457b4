"""Performance on one emotion: metrics, curves, confusions, texts with high and low scores."""

import streamlit as st

from emolab.charts.confusions import confusions
from emolab.charts.roc_and_pr_curves import TITLE, curves_caption, roc_and_pr_curves
from emolab.charts.theme import model_legend
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.error_analysis import extremes
from emolab.evaluation.tables import label_table
from emolab.labels import in_group_order
from emolab.models.registry import model_title
from emolab.runs.store import Run
from pages.controls import model_control
from pages.display import escape_markdown, number_table, show_chart, text_table, with_titles
from pages.state import cached_curves, cached_scores, split_texts


def one_emotion_view(run: Run, comparison: Comparison) -> None:
    """Metrics and curves of every model, and confusions and example texts of one model."""
    label = st.selectbox("Emotion", in_group_order(run.labels), key="emotion", bind="query-params")
    name = escape_markdown(label)
    table = label_table(
        comparison.labels, comparison.targets, comparison.scores, comparison.thresholds
    )
    st.markdown(f"#### Metrics for {name}")
    st.caption(
        f"{comparison.caption}. Support: {comparison.support[label]:,} texts with the true label. "
        "Predicted: number of texts with the predicted label."
    )
    rows = table[table.label == label].drop(columns=["label", "support"])
    number_table(
        with_titles(rows).rename(columns={"f1": "F1"}),
        f"{run.name}-{label}-metrics",
    )
    curves = roc_and_pr_curves(comparison, cached_curves(run, label))
    if curves:
        st.markdown(f"#### {TITLE}")
        st.caption(curves_caption(comparison))
        st.html(model_legend(run.models))
        for column, chart in zip(st.columns(2), curves, strict=True):
            with column:
                show_chart(chart)
    else:
        st.info(f"No curves for {name}: on the test split, no text or every text has the label.")
    model = model_control(run)
    show_chart(confusions(comparison, model, label))
    examples(run, model, label)


def examples(run: Run, model: str, label: str) -> None:
    """The texts with the true label that have the highest and the lowest score."""
    split = next(
        (name for name in ("test", "challenge") if name in run.splits() and split_texts(run, name)),
        None,
    )
    if split is None:
        st.info(
            "No example texts: the run was trained with `--no-texts`. Train it without this option "
            "to see them."
        )
        return
    scores = cached_scores(run, split)
    highest, lowest = extremes(
        split_texts(run, split) or [], run.labels, scores["targets"], scores[model], label
    )
    for kind, rows in (("Highest", highest), ("Lowest", lowest)):
        st.markdown(f"#### {kind} scores: {model_title(model)}")
        st.caption(f"{split} split, texts with the true label {escape_markdown(label)}.")
        text_table(
            rows,
            f"{run.name}-{split}-{model}-{label}-{kind.lower()}",
            empty="No other text has this label.",
        )
