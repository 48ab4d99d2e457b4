"""Error analysis: false negatives and false positives, disagreement, label issues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from emolab.evaluation.error_analysis import disagreements, label_errors
from emolab.evaluation.label_issues import label_issues
from emolab.labels import in_group_order
from emolab.models.registry import independent_models, model_title
from emolab.runs.samples import row_names
from emolab.runs.store import Run
from pages.controls import control_row, open_page, split_control, threshold_control, view_control
from pages.display import escape_markdown, text_table
from pages.state import cached_scores, split_texts

MODEL_KEY = {"key": "model", "bind": "query-params"}


@dataclass(frozen=True)
class ErrorAnalysis:
    """The texts of a split with the scores and thresholds of every model.

    Attributes:
        run: the run in view.
        split: the split in view.
        texts: of the split, or the names of its rows if the texts are not stored.
        targets: 0/1 array of shape (n_texts, n_labels).
        scores: by model, arrays of that shape.
        thresholds: by model, arrays of shape (n_labels,).
        policy: the threshold policy in words.
    """

    run: Run
    split: str
    texts: Sequence[str]
    targets: np.ndarray
    scores: Mapping[str, np.ndarray]
    thresholds: Mapping[str, np.ndarray]
    policy: str

    @property
    def caption(self) -> str:
        """Split, size and threshold policy."""
        return f"{self.split} split, {len(self.texts):,} texts; threshold: {self.policy}"

    def show(self, title: str, caption: str, table: pd.DataFrame, name: str) -> None:
        """Show a table of texts with its title and caption."""
        st.markdown(f"#### {escape_markdown(title)}")
        st.caption(escape_markdown(f"{caption} Texts in this table: {len(table):,}."))
        text_table(table, f"{self.run.name}-{self.split}-{name}")


def by_emotion(analysis: ErrorAnalysis) -> None:
    """False negatives and false positives of one model for one emotion."""
    run = analysis.run
    left, right = st.columns(2)
    label = left.selectbox(
        "Emotion", in_group_order(run.labels), key="emotion", bind="query-params"
    )
    model = right.selectbox("Model", run.models, format_func=model_title, **MODEL_KEY)
    false_negatives, false_positives = label_errors(
        analysis.texts,
        run.labels,
        analysis.targets,
        analysis.scores[model],
        analysis.thresholds[model],
        label,
    )
    analysis.show(
        f"False negatives for {label}: labelled {label}, predicted otherwise",
        f"{model_title(model)}; {analysis.caption}. Lowest score first.",
        false_negatives,
        f"{model}-{label}-false-negatives",
    )
    analysis.show(
        f"False positives for {label}: predicted {label}, labelled otherwise",
        f"{model_title(model)}; {analysis.caption}. Highest score first.",
        false_positives,
        f"{model}-{label}-false-positives",
    )


def disagreement(analysis: ErrorAnalysis) -> None:
    """Texts for which the selected models predict different labels."""
    models = independent_models(analysis.run.models)
    if len(models) < 2:
        st.info("Only one model in this run. Select a run with two or more models.")
        return
    selected = st.pills(
        "Models",
        models,
        format_func=model_title,
        selection_mode="multi",
        default=models[:2],
        key="models",
        bind="query-params",
    )
    if len(selected) < 2:
        st.info("Fewer than two models selected. Select two or more models.")
        return
    table = disagreements(
        analysis.texts,
        analysis.run.labels,
        analysis.targets,
        {model: analysis.scores[model] for model in selected},
        analysis.thresholds,
    )
    analysis.show(
        "Disagreement",
        f"{analysis.caption}. Texts for which the predicted labels differ, largest disagreement "
        "first. Disagreement: of the labels that at least one model predicts, the share that not "
        "all of them predict. Empty cell: no predicted label.",
        table.rename(columns=model_title),
        "disagreement",
    )


def issues(analysis: ErrorAnalysis) -> None:
    """Texts whose true labels are probably annotation errors."""
    run = analysis.run
    model = st.selectbox("Model", run.models, format_func=model_title, **MODEL_KEY)
    table = label_issues(
        analysis.texts,
        run.labels,
        analysis.targets,
        analysis.scores[model],
        analysis.thresholds[model],
    )
    analysis.show(
        "Label issues",
        f"{model_title(model)}; {analysis.caption}. Probable annotation errors, lowest label "
        "quality first. Label quality: cleanlab's multi-label score, 0 to 1. It is computed "
        "from the scores of the model, so a wrong prediction also lowers the quality "
        "of a correct label.",
        table,
        f"{model}-label-issues",
    )


TEXTS_NOT_STORED = "The texts of the data are not stored in this run."
LABEL_ISSUES = "Label issues"
VIEWS = {"By emotion": by_emotion, "Disagreement": disagreement, LABEL_ISSUES: issues}

run = open_page("Error analysis")
view = view_control(VIEWS)
stored = {split: split_texts(run, split) for split in run.splits()}
available = {split: texts for split, texts in stored.items() if texts is not None}
if view == LABEL_ISSUES:
    # A row without its text can still be found in the data.
    available = {
        split: texts or row_names(split, len(cached_scores(run, split)["targets"]))
        for split, texts in stored.items()
    }
if not available:
    st.info(
        "No texts: the run was trained with `--no-texts`, and the challenge set requires the "
        "labels of GoEmotions. Train a run without this option to see its texts."
    )
    st.stop()
controls = control_row()
split = split_control(available, controls)
thresholds, policy = threshold_control(run, controls)
if "test" not in available:
    st.caption(
        f"{TEXTS_NOT_STORED} Shown: the challenge set, hand-written texts that are hard to "
        "classify and are not used in training."
    )
elif stored["test"] is None:
    st.caption(f"{TEXTS_NOT_STORED} Each row shows the line number of the text in its split.")
scores = dict(cached_scores(run, split))
targets = scores.pop("targets")
VIEWS[view](ErrorAnalysis(run, split, available[split], targets, scores, thresholds, policy))
