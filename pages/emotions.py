"""How well each model ranks each emotion, and one emotion from all sides."""

import pandas as pd
import streamlit as st

from emolab.charts.chart import Chart
from emolab.charts.ranking_by_emotion import RANKING_METRICS, ranking_by_emotion
from emolab.charts.roc_and_pr_curves import TITLE, curves_caption, roc_and_pr_curves
from emolab.charts.theme import model_legend, title_of
from emolab.evaluation.comparison import Comparison
from emolab.labels import AVERAGES, in_group_order
from emolab.runs.store import Run
from pages.controls import open_page, threshold_control, view_control
from pages.display import download_table, escape_markdown, show_chart
from pages.state import cached_curves, cached_metrics, comparison_of
from pages.views.one_emotion import one_emotion_view

PER_ROW = 3


def curves_view(run: Run, comparison: Comparison) -> None:
    """Curves of any emotions and averages, and one measure of all of them."""
    order = in_group_order(run.labels)
    wanted = st.pills(
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
        names = ", ".join(unranked)
        st.info(f"The test split cannot rank {names}: no text, or every text, bears it.")
    if wanted:
        table = pd.concat([cached_curves(run, name) for name in wanted], ignore_index=True)
        st.markdown(f"#### {TITLE}")
        st.caption(curves_caption(comparison))
        st.html(model_legend(run.models))
        panels(roc_and_pr_curves(comparison, table))
        download_table(table, f"{run.name}-curves", "Download the curves as CSV")
    else:
        st.info("Pick an emotion or an average above to see its curves.")
    measure = st.segmented_control(
        "Measure",
        list(RANKING_METRICS),
        format_func=RANKING_METRICS.get,
        default="roc_auc",
        required=True,
        key="measure",
        bind="query-params",
    )
    stored = {model: metrics[model]["test"]["ranking"] for model in run.models}
    chart = ranking_by_emotion(comparison, stored, measure)
    show_chart(chart)
    readable = chart.table.assign(model=chart.table.model.map(title_of))
    st.dataframe(
        readable,
        hide_index=True,
        column_config=dict.fromkeys(RANKING_METRICS, st.column_config.NumberColumn(format="%.3f")),
    )
    download_table(readable, f"{run.name}-auc")


def panels(shown: list[Chart]) -> None:
    """Small figures side by side; a narrow screen has them one below the other."""
    for start in range(0, len(shown), PER_ROW):
        columns = st.columns(PER_ROW)
        for column, one in zip(columns, shown[start : start + PER_ROW], strict=False):
            with column:
                show_chart(one)


VIEWS = {"Curves": curves_view, "One emotion": one_emotion_view}

run = open_page("How well is each emotion told apart?")
view = view_control(VIEWS)
thresholds, policy = threshold_control(run)
VIEWS[view](run, comparison_of(run, "test", thresholds, policy))
