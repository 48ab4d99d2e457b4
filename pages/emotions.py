"""Performance of the models on each emotion: ROC and PR curves, ranking metrics, examples."""

import pandas as pd
import streamlit as st

from emolab.charts.chart import Chart
from emolab.charts.ranking_by_emotion import RANKING_METRICS, ranking_by_emotion
from emolab.charts.roc_and_pr_curves import TITLE, curves_caption, roc_and_pr_curves
from emolab.charts.theme import model_legend
from emolab.evaluation.comparison import Comparison
from emolab.labels import AVERAGES, in_group_order
from emolab.runs.store import Run
from pages.controls import open_page, threshold_control, view_control
from pages.display import download_table, escape_markdown, number_table, show_chart, with_titles
from pages.state import cached_curves, cached_metrics, comparison_of
from pages.views.one_emotion import one_emotion_view

CHARTS_PER_ROW = 3


def all_emotions_view(run: Run, comparison: Comparison) -> None:
    """Curves of the selected emotions and averages, and a ranking metric of every emotion."""
    order = in_group_order(run.labels)
    selected = st.pills(
        "Emotions and averages",
        [*AVERAGES, *order],
        format_func=escape_markdown,
        selection_mode="multi",
        default=[*AVERAGES, order[0]],
        key="emotions",
        bind="query-params",
    )
    metrics = cached_metrics(run)
    unranked = [run.labels[column] for column in metrics[run.models[0]]["test"]["unranked"]]
    if unranked:
        st.info(
            f"No curves for {escape_markdown(', '.join(unranked))}: on the test split, no text or "
            "every text has the label."
        )
    if selected:
        table = pd.concat([cached_curves(run, name) for name in selected], ignore_index=True)
        st.markdown(f"#### {TITLE}")
        st.caption(curves_caption(comparison))
        st.html(model_legend(run.models))
        show_charts_in_rows(roc_and_pr_curves(comparison, table))
        download_table(table, f"{run.name}-curves", "Download curves (CSV)")
    else:
        st.info("No curves selected. Select an emotion or an average.")
    metric = st.segmented_control(
        "Ranking metric",
        list(RANKING_METRICS),
        format_func=RANKING_METRICS.get,
        default="roc_auc",
        required=True,
        key="metric",
        bind="query-params",
        help="A ranking metric is computed from the scores and does not depend on the threshold.",
    )
    stored = {model: metrics[model]["test"]["ranking"] for model in run.models}
    chart = ranking_by_emotion(comparison, stored, metric)
    show_chart(chart)
    number_table(
        with_titles(chart.table).rename(columns=RANKING_METRICS),
        f"{run.name}-ranking-metrics",
        counts=["support"],
    )


def show_charts_in_rows(charts: list[Chart]) -> None:
    """Show small charts side by side, or one below the other on a narrow screen."""
    for start in range(0, len(charts), CHARTS_PER_ROW):
        columns = st.columns(CHARTS_PER_ROW)
        for column, chart in zip(columns, charts[start : start + CHARTS_PER_ROW], strict=False):
            with column:
                show_chart(chart)


VIEWS = {"All emotions": all_emotions_view, "One emotion": one_emotion_view}

run = open_page("Per-emotion performance")
view = view_control(VIEWS)
thresholds, policy = threshold_control(run)
VIEWS[view](run, comparison_of(run, "test", thresholds, policy))
