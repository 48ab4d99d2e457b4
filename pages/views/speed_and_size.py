"""Latency, model size, training time and training curves."""

import pandas as pd
import streamlit as st

from emolab.charts.speed_and_size import speed_and_size
from emolab.charts.training_curves import training_curves_by_model
from emolab.evaluation.comparison import Comparison
from emolab.inference.latency import latency_and_size
from emolab.runs.store import Run
from pages.display import download_table, show_chart, with_titles
from pages.state import BY_RUN, cached_model


@st.cache_resource(max_entries=8, show_spinner="Measuring the latency", hash_funcs=BY_RUN)
def cached_latency_and_size(run: Run) -> pd.DataFrame:
    """The `latency_and_size` of a run, measured once for each server; read only."""
    return latency_and_size(run, {model: cached_model(run, model) for model in run.models})


def speed_and_size_view(run: Run, comparison: Comparison) -> None:
    """Macro F1 against latency and model size, and the training curves."""
    table = cached_latency_and_size(run)
    show_chart(speed_and_size(comparison, table.drop(columns="training_seconds")))
    table = with_titles(table).rename(
        columns={
            "milliseconds": "latency (ms per text)",
            "megabytes": "model size (MB)",
            "training_seconds": "training time (s)",
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "latency (ms per text)": st.column_config.NumberColumn(format="%.2f"),
            "model size (MB)": st.column_config.NumberColumn(format="%.1f"),
            "training time (s)": st.column_config.NumberColumn(format="%.0f"),
        },
    )
    if run.record["config"]["distillation"]:
        st.caption("The training time of a distilled model does not include that of its teacher.")
    download_table(table, f"{run.name}-speed-and-size")
    for chart in training_curves_by_model(run.history()):
        show_chart(chart)
