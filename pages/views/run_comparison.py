"""Comparison of the run in view with a second run."""

import streamlit as st

from emolab.charts.run_comparison import run_comparison
from emolab.evaluation.comparison import Comparison
from emolab.runs.comparability import common_models, obstacle
from emolab.runs.store import Run, list_runs, open_run
from pages.display import number_table, show_chart, with_titles
from pages.state import artifacts_folder, cached_metrics, cached_scores


def run_comparison_view(run: Run, comparison: Comparison) -> None:
    """Changes of F1 between the two runs, by model."""
    others = [name for name in list_runs(artifacts_folder()) if name != run.name]
    if not others:
        st.info("Only one run. Train a second run with other settings, then reload the page:")
        st.code("python train.py --preset report --run report", language="bash")
        return
    name = st.selectbox("Compare with", others, key="other", bind="query-params")
    other = open_run(artifacts_folder() / name)
    if reason := obstacle(run, other, comparison.split, cached_scores):
        st.info(f"{reason} Select another run.")
        return
    scores = cached_scores(other, comparison.split)
    models = common_models(run, other)
    chart = run_comparison(
        comparison, scores, models, (run.name, name), (cached_metrics(run), cached_metrics(other))
    )
    show_chart(chart)
    number_table(
        with_titles(chart.table)
        .drop(columns="variant")
        .rename(
            columns={
                "before": run.name,
                "after": name,
                "low": "95 % CI low",
                "high": "95 % CI high",
            }
        ),
        f"{run.name}-compared-with-{name}",
    )
