"""How well each model ranks each emotion, whatever the threshold."""

import pandas as pd
import streamlit as st

from emolab.evaluation import AVERAGES, auc_table
from emolab.figures import auc_dots, curve_panels, title_of
from emolab.labels import in_group_order
from pages.shared import (
    cached_curves,
    cached_metrics,
    cached_scores,
    download_table,
    open_page,
    show,
)

MEASURES = {"roc_auc": "ROC AUC", "average_precision": "Average precision"}

run = open_page("How well is each emotion told apart?")
metrics = cached_metrics(run)
targets = cached_scores(run, "test")["targets"]
support = dict(zip(run.labels, targets.sum(axis=0, dtype=int).tolist(), strict=True))

wanted = st.pills(
    "Emotions and averages",
    [*AVERAGES, *in_group_order(run.labels)],
    selection_mode="multi",
    default=[*AVERAGES, in_group_order(run.labels)[0]],
    key="emotions",
    bind="query-params",
)
unranked = [run.labels[column] for column in metrics[run.models[0]]["test"]["unranked"]]
if unranked:
    st.info(f"The test split cannot rank {', '.join(unranked)}: no text, or every text, bears it.")
where = f"test split, {len(targets):,} texts; no threshold is involved"

table = auc_table(run.labels, {model: metrics[model]["test"]["ranking"] for model in run.models})
if wanted:
    curves = pd.concat([cached_curves(run, name) for name in wanted], ignore_index=True)
    picked = ", ".join(wanted)
    show(
        curve_panels(curves, "roc"),
        "ROC: what share is found at which rate of false alarms",
        f"{where}. Dotted: guessing.",
        alt=f"ROC curves of {picked}.",
    )
    show(
        curve_panels(curves, "pr"),
        "Precision and recall: how clean the findings are",
        f"{where}. The macro average has no such curve.",
        alt=f"Precision-recall curves of {picked}.",
    )
    download_table(curves, f"{run.name}-curves", "Download the curves as CSV")
else:
    st.info("Pick an emotion or an average above to see its curves.")

measure = st.segmented_control(
    "Measure",
    list(MEASURES),
    format_func=MEASURES.get,
    default="roc_auc",
    required=True,
    key="measure",
    bind="query-params",
)
show(
    auc_dots(table, support, measure),
    f"{MEASURES[measure]} of every emotion, the easiest on top",
    f"{where}. In brackets: texts that bear the emotion; few make a dot unsteady.",
    alt=f"{MEASURES[measure]} by emotion and model; the table below holds the same figures.",
)
readable = table.assign(model=table.model.map(title_of), support=table.label.map(support))
st.dataframe(
    readable,
    hide_index=True,
    column_config={name: st.column_config.NumberColumn(format="%.3f") for name in MEASURES},
)
download_table(readable, f"{run.name}-auc")
