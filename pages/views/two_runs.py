"""The part of Compare that sets a second run beside the one in view."""

import numpy as np
import streamlit as st

from emolab.charts.run_comparison import run_comparison
from emolab.charts.theme import title_of
from emolab.evaluation.comparison import Comparison
from emolab.runs.store import Run, list_runs, open_run
from pages.display import download_table, show_chart
from pages.state import artifacts_folder, cached_metrics, cached_scores


def two_runs_view(run: Run, comparison: Comparison) -> None:
    """What changed between two runs, model by model."""
    others = [name for name in list_runs(artifacts_folder()) if name != run.name]
    if not others:
        st.info("There is no second run yet. Train one with other settings, then reload this page:")
        st.code("python train.py --preset report --run report", language="bash")
        return
    name = st.selectbox("Set beside", others, key="beside", bind="query-params")
    other = open_run(artifacts_folder() / name)
    shared = [model for model in run.models if model in other.models]
    if other.labels != run.labels or comparison.split not in other.splits() or not shared:
        st.info(
            f"{name} cannot be set beside {run.name}: it has other labels, no scores of the "
            f"{comparison.split} split, or none of the same models."
        )
        return
    scores = cached_scores(other, comparison.split)
    if not np.array_equal(scores["targets"], comparison.targets):
        st.info(
            f"{name} was measured on other texts than {run.name}, so their figures do not compare."
        )
        return
    chart = run_comparison(
        comparison, scores, shared, (run.name, name), (cached_metrics(run), cached_metrics(other))
    )
    show_chart(chart)
    table = chart.table.assign(model=chart.table.model.map(title_of)).drop(columns="variant")
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            column: st.column_config.NumberColumn(format="%.3f")
            for column in ("before", "after", "change", "low", "high")
        },
    )
    download_table(table, f"{run.name}-beside-{name}")
