"""Comparison of the run in view with a second run."""

import numpy as np
import streamlit as st

from emolab.charts.run_comparison import run_comparison
from emolab.evaluation.comparison import Comparison
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
    models = [model for model in run.models if model in other.models]
    if other.labels != run.labels or comparison.split not in other.splits() or not models:
        st.info(
            f"{name} cannot be compared with {run.name}: its label list differs, it has no scores "
            f"of the {comparison.split} split, or it has none of the same models. Select another "
            "run."
        )
        return
    scores = cached_scores(other, comparison.split)
    if not np.array_equal(scores["targets"], comparison.targets):
        st.info(
            f"{name} cannot be compared with {run.name}: it was evaluated on other texts. Select "
            "another run."
        )
        return
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
