"""The part of Compare on what quality costs: time, room, and training."""

import pandas as pd
import streamlit as st

from emolab.charts.speed_and_size import speed_and_size
from emolab.charts.theme import title_of
from emolab.charts.training_curves import training_curves
from emolab.evaluation.comparison import Comparison
from emolab.inference.latency import median_milliseconds, megabytes, sentences
from emolab.runs.store import Run
from pages.display import download_table, show_chart
from pages.state import BY_RUN, cached_model


@st.cache_resource(max_entries=8, show_spinner="Timing the models", hash_funcs=BY_RUN)
def cached_costs(run: Run) -> pd.DataFrame:
    """Columns model, milliseconds, megabytes; measured once, on the machine that serves."""
    rows = [
        (model, median_milliseconds(cached_model(run, model), sentences()), megabytes(run, model))
        for model in run.models
    ]
    return pd.DataFrame(rows, columns=["model", "milliseconds", "megabytes"])


def cost_view(run: Run, comparison: Comparison) -> None:
    """Quality beside time and size, and how training went."""
    costs = cached_costs(run)
    show_chart(speed_and_size(comparison, costs))
    fitted = pd.Series(run.record["durations_s"]).rename_axis("stage").rename("seconds")
    readable = costs.assign(
        model=costs.model.map(title_of),
        training=[fitted.get(f"fit {model}") for model in costs.model],
    )
    st.dataframe(
        readable,
        hide_index=True,
        column_config={
            "milliseconds": st.column_config.NumberColumn("ms a sentence", format="%.2f"),
            "megabytes": st.column_config.NumberColumn("MB on disk", format="%.1f"),
            "training": st.column_config.NumberColumn("seconds of training", format="%.0f"),
        },
    )
    if run.record["config"]["distillation"]:
        st.caption("Training time leaves out the teachers of the distilled models.")
    download_table(readable, f"{run.name}-cost")
    history = run.history().get("transformer", {})
    if history.get("steps"):
        show_chart(training_curves(history))
