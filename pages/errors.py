"""What the models get wrong, in the texts' own words."""

import pandas as pd
import streamlit as st

from emolab.charts.theme import title_of
from emolab.evaluation.error_analysis import disagreements, label_errors
from emolab.evaluation.label_issues import label_issues
from emolab.labels import in_group_order
from emolab.models.registry import independent_models
from emolab.runs.store import Run
from pages.controls import control_row, open_page, split_control, threshold_control, view_control
from pages.display import download_table, escape_markdown
from pages.state import cached_scores, split_texts

SHOWN = 100


def listing(title: str, note: str, table: pd.DataFrame, name: str) -> None:
    """A table of texts under its title, its first rows shown and all of them to take away."""
    st.markdown(f"#### {escape_markdown(title)}")
    shown = f", the first {SHOWN} shown" if len(table) > SHOWN else ""
    st.caption(f"Texts: {len(table):,}{shown}. {escape_markdown(note)}")
    if table.empty:
        st.info("None.")
        return
    lists = [column for column in table if table[column].map(type).eq(list).all()]
    st.dataframe(
        table.head(SHOWN),
        hide_index=True,
        column_config={
            "text": st.column_config.TextColumn(width="large"),
            "score": st.column_config.NumberColumn(format="%.3f"),
            "label quality": st.column_config.NumberColumn(format="%.3f"),
            "disagreement": st.column_config.NumberColumn(format="percent"),
            **{column: st.column_config.ListColumn() for column in lists},
        },
    )
    flat = table.assign(**{column: table[column].map(";".join) for column in lists})
    download_table(flat, f"{run.name}-{name}")


def by_emotion(run: Run, split: str, texts: list[str]) -> None:
    """What one model misses and what it hears wrongly, for one emotion."""
    left, right = st.columns(2)
    label = left.selectbox(
        "Emotion", in_group_order(run.labels), key="emotion", bind="query-params"
    )
    model = right.selectbox(
        "Model", run.models, format_func=title_of, key="model", bind="query-params"
    )
    scores = cached_scores(run, split)
    missed, false = label_errors(
        texts, run.labels, scores["targets"], scores[model], thresholds[model], label
    )
    listing(
        f"{title_of(model)} misses {label}",
        f"They bear it and were not given it; the lowest score first. Threshold: {policy}.",
        missed,
        f"{split}-{model}-{label}-missed",
    )
    listing(
        f"{title_of(model)} hears {label} where nobody labelled it",
        "They were given it and do not bear it; the highest score first.",
        false,
        f"{split}-{model}-{label}-false",
    )


def disagreement(run: Run, split: str, texts: list[str]) -> None:
    """Texts on which the models that were picked do not choose alike."""
    single = independent_models(run.models)
    if len(single) < 2:
        st.info("This run has one model, which has nobody to disagree with. Choose another run.")
        return
    picked = st.pills(
        "Between",
        single,
        format_func=title_of,
        selection_mode="multi",
        default=single[:2],
        key="between",
        bind="query-params",
    )
    if len(picked) < 2:
        st.info("Pick two models or more.")
        return
    scores = cached_scores(run, split)
    apart = disagreements(
        texts, run.labels, scores["targets"], {name: scores[name] for name in picked}, thresholds
    )
    listing(
        "Where the models disagree",
        f"The widest apart first. Threshold: {policy}.",
        apart.rename(columns=title_of),
        f"{split}-disagreements",
    )


def doubtful_labels(run: Run, split: str, texts: list[str]) -> None:
    """Rows whose labels a model doubts."""
    model = st.selectbox(
        "Model", run.models, format_func=title_of, key="model", bind="query-params"
    )
    scores = cached_scores(run, split)
    table = label_issues(texts, run.labels, scores["targets"], scores[model], thresholds[model])
    listing(
        "Labels that are perhaps wrong",
        f"The least trusted first: cleanlab's multi-label ranking of {title_of(model)}'s scores. "
        "It is a suspicion, not a finding: a model that errs doubts labels that are right. "
        f"Threshold of what the model says: {policy}.",
        table,
        f"{split}-{model}-doubtful",
    )


def row_names(run: Run, split: str) -> list[str]:
    """What stands for texts that a run does not carry: enough to find a row in one's own copy."""
    count = len(cached_scores(run, split)["targets"])
    return [f"line {row} of {split}" for row in range(1, count + 1)]


VIEWS = {
    "By emotion": by_emotion,
    "Disagreement": disagreement,
    "Doubtful labels": doubtful_labels,
}

run = open_page("Where do they go wrong?")
view = view_control(VIEWS)
texts = {split: split_texts(run, split) for split in run.splits()}
if view == "Doubtful labels":
    texts = {split: of or row_names(run, split) for split, of in texts.items()}
texts = {split: of for split, of in texts.items() if of is not None}
if not texts:
    st.info(
        "There are no texts to show: the run was trained with --no-texts, and the challenge set is "
        "written for GoEmotions' emotions. A run of your own that keeps its texts shows them."
    )
    st.stop()
controls = control_row()
split = split_control(texts, controls)
thresholds, policy = threshold_control(run, controls)
if "test" not in texts:
    st.caption(
        "This run carries no texts of its data; these are the challenge set, hard sentences "
        "written by hand that no model was trained on."
    )
VIEWS[view](run, split, texts[split])
