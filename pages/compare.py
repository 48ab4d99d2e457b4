"""Comparison of the models of a run: metrics, calibration, speed and size, and a second run."""

import streamlit as st

from emolab.charts.calibration import calibration
from emolab.charts.challenge_by_kind import challenge_by_kind
from emolab.charts.cooccurrence import cooccurrence
from emolab.charts.f1_by_emotion import best_model_counts, best_models, f1_by_emotion
from emolab.charts.headline_metrics import headline_metrics
from emolab.charts.precision_recall import precision_recall
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.tables import metrics_table
from emolab.models.registry import model_title
from emolab.report import html_report
from emolab.runs.store import Run
from pages.controls import (
    control_row,
    model_control,
    open_page,
    split_control,
    threshold_control,
    view_control,
)
from pages.display import model_headings, number_table, show_chart, with_titles
from pages.state import cached_metrics, cached_precision_recall, comparison_of
from pages.views.run_comparison import run_comparison_view
from pages.views.speed_and_size import speed_and_size_view


def overview(run: Run, comparison: Comparison) -> None:
    """Headline metrics, the precision-recall curve and all averaged metrics."""
    headline = headline_metrics(comparison)
    headings = model_headings(run.models)
    for column, model in zip(st.columns(len(run.models)), run.models, strict=True):
        with column.container(border=True):
            st.markdown(headings[model])
            for row in headline.table[headline.table.model == model].itertuples():
                st.metric(row.metric, f"{row.value:.3f}")
                st.caption(f"95 % CI {row.low:.3f}–{row.high:.3f}")
    show_chart(headline)
    if comparison.split == "challenge":
        challenge(run, comparison)
    show_chart(precision_recall(comparison, cached_precision_recall(run, comparison.split)))
    st.markdown("#### All metrics")
    st.caption(comparison.caption)
    metrics = metrics_table(comparison.targets, comparison.scores, comparison.thresholds)
    readable = metrics.rename(columns=model_title, index=lambda name: name.replace("_", " "))
    number_table(
        readable.rename_axis("metric").reset_index(), f"{run.name}-{comparison.split}-metrics"
    )


def challenge(run: Run, comparison: Comparison) -> None:
    """Metrics of each kind of challenge text."""
    chart = challenge_by_kind(cached_metrics(run), comparison.policy_name)
    if chart is not None:
        show_chart(chart)
        number_table(with_titles(chart.table), f"{run.name}-challenge-kinds")


def by_emotion(run: Run, comparison: Comparison) -> None:
    """F1 of every emotion, and the best model of each."""
    best = best_models(comparison)
    chart = f1_by_emotion(comparison, best)
    show_chart(chart)
    if best is not None:
        st.markdown("#### Best model by emotion")
        st.caption(
            f"{comparison.caption}. {best_model_counts(best)} A tie: the 95 % confidence interval "
            "of the difference in F1 between the best and the second model (paired bootstrap) "
            "contains zero. Ensembles and distilled models are left out."
        )
        number_table(
            with_titles(best, "best", "second").rename(
                columns={
                    "best": "best model",
                    "f1": "F1",
                    "second": "second model",
                    "low": "95 % CI low",
                    "high": "95 % CI high",
                }
            ),
            f"{run.name}-{comparison.split}-best-models",
        )
    st.markdown("#### Precision, recall and F1 by emotion")
    st.caption(
        f"{comparison.caption}. Support: number of texts with the true label. Predicted: number of "
        "texts with the predicted label."
    )
    number_table(
        with_titles(chart.table).rename(columns={"f1": "F1"}),
        f"{run.name}-{comparison.split}-emotions",
    )


def calibration_and_cooccurrence(run: Run, comparison: Comparison) -> None:
    """Calibration of the scores, and labels that occur on the same text."""
    show_chart(calibration(comparison))
    show_chart(cooccurrence(comparison, model_control(run)))


COMPARE_RUNS = "Compare runs"
VIEWS = {
    "Overview": overview,
    "By emotion": by_emotion,
    "Calibration and co-occurrence": calibration_and_cooccurrence,
    "Speed and size": speed_and_size_view,
    COMPARE_RUNS: run_comparison_view,
}

run = open_page("Compare models")
view = view_control(VIEWS)
controls = control_row()
split = split_control(run.splits(), controls)
thresholds, policy = threshold_control(run, controls, disabled=view == COMPARE_RUNS)
comparison = comparison_of(run, split, thresholds, policy)
VIEWS[view](run, comparison)
st.divider()
st.download_button(
    "Export report",
    lambda: html_report(run, comparison, cached_metrics(run), run.history()),
    file_name=f"{run.name}-{split}-report.html",
    mime="text/html",
    icon=":material/summarize:",
    on_click="ignore",
    help="One HTML file with all charts and tables for the selected split and threshold, and the "
    "run record. It opens without a network connection.",
)
