"""Which model is better, at which threshold, for which emotion, and at which price."""

import streamlit as st

from emolab.charts.calibration import calibration
from emolab.charts.challenge_by_kind import challenge_by_kind
from emolab.charts.cooccurrence import cooccurrence
from emolab.charts.f1_by_emotion import best_model_counts, best_models, f1_by_emotion
from emolab.charts.headline_metrics import headline_metrics
from emolab.charts.precision_recall import precision_recall
from emolab.charts.theme import title_of
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.tables import figures_table
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
from pages.display import download_table, show_chart
from pages.state import cached_metrics, cached_precision_recall, comparison_of
from pages.views.cost import cost_view
from pages.views.two_runs import two_runs_view

DIGITS = st.column_config.NumberColumn(format="%.3f")


def overview(run: Run, comparison: Comparison) -> None:
    """The figures a comparison is quoted by."""
    headline = headline_metrics(comparison)
    table = headline.table
    for column, model in zip(st.columns(len(run.models)), run.models, strict=True):
        with column.container(border=True):
            st.markdown(f"**{title_of(model)}**")
            for row in table[table.model == model].itertuples():
                st.metric(row.metric, f"{row.value:.3f}")
                st.caption(f"95 % interval {row.low:.3f} to {row.high:.3f}")
    show_chart(headline)
    if comparison.split == "challenge":
        challenge_view(run, comparison)
    show_chart(precision_recall(comparison, cached_precision_recall(run, comparison.split)))
    st.markdown("#### All figures")
    st.caption(comparison.where)
    figures = figures_table(comparison.targets, comparison.scores, comparison.thresholds)
    readable = figures.rename(columns=title_of, index=lambda name: name.replace("_", " "))
    readable = readable.reset_index()
    st.dataframe(
        readable,
        hide_index=True,
        column_config={title_of(model): DIGITS for model in run.models},
    )
    download_table(readable, f"{run.name}-{comparison.split}-figures")


def challenge_view(run: Run, comparison: Comparison) -> None:
    """Metrics of each kind of challenge text."""
    chart = challenge_by_kind(cached_metrics(run), comparison.policy_name)
    if chart is None:
        return
    show_chart(chart)
    named = chart.table.assign(model=chart.table.model.map(title_of))
    st.dataframe(named, hide_index=True)
    download_table(named, f"{run.name}-challenge-kinds")


def by_emotion(run: Run, comparison: Comparison) -> None:
    """Every emotion's F1, and which model leads it."""
    best = best_models(comparison)
    chart = f1_by_emotion(comparison, best)
    table = chart.table
    if best is not None:
        st.markdown(f"**Best models.** {best_model_counts(best)}")
    show_chart(chart)
    if best is not None:
        st.markdown("#### The lead at each emotion")
        st.caption(f"{comparison.where}. Ensembles and distilled variants are left out.")
        named = best.assign(best=best.best.map(title_of), next=best.next.map(title_of))
        st.dataframe(
            named,
            hide_index=True,
            column_config=dict.fromkeys(("f1", "lead", "low", "high"), DIGITS),
        )
        download_table(named, f"{run.name}-{comparison.split}-winners")
    st.markdown("#### Each emotion")
    st.caption(comparison.where)
    named = table.assign(model=table.model.map(title_of))
    st.dataframe(
        named,
        hide_index=True,
        column_config=dict.fromkeys(("threshold", "precision", "recall", "f1"), DIGITS),
    )
    download_table(named, f"{run.name}-{comparison.split}-emotions")


def what_scores_mean(run: Run, comparison: Comparison) -> None:
    """Calibration, and which emotions a model gives together."""
    show_chart(calibration(comparison))
    model = model_control(run)
    show_chart(cooccurrence(comparison, model))


VIEWS = {
    "Overview": overview,
    "By emotion": by_emotion,
    "What scores mean": what_scores_mean,
    "Price": cost_view,
    "Two runs": two_runs_view,
}

run = open_page("Which model is better?")
view = view_control(VIEWS)
controls = control_row()
split = split_control(run.splits(), controls)
thresholds, policy = threshold_control(run, controls, disabled=view == "Two runs")
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
    help="One HTML file with every figure, as interactive as here, and where the figures come "
    "from. It opens without a network.",
)
