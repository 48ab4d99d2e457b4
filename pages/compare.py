"""Which model is better, at which threshold, and for which emotion."""

import streamlit as st

from emolab.evaluation import figures_table, headline_table, label_table
from emolab.figures import f1_heat_map, headline_bars, title_of, trade_curves
from emolab.labels import TAXONOMIES
from emolab.references import REPORT
from pages.shared import (
    cached_scores,
    cached_trade,
    cached_weights,
    download_table,
    open_page,
    show,
    threshold_control,
)

run = open_page("Which model is better?")
thresholds, policy = threshold_control(run)
split = st.segmented_control(
    "Split",
    run.splits(),
    default="test",
    required=True,
    key="split",
    bind="query-params",
    help="Thresholds were chosen on validation, so its figures flatter; test was only read. The "
    "challenge set is hard sentences from elsewhere, written by hand.",
)
scores = dict(cached_scores(run, split))
targets = scores.pop("targets")

headline = headline_table(targets, scores, thresholds, cached_weights(len(targets)))
figures = figures_table(targets, scores, thresholds)
by_label = label_table(run.labels, targets, scores, thresholds)
where = f"{split} split, {len(targets):,} texts; threshold: {policy}"

for column, model in zip(st.columns(len(run.models)), run.models, strict=True):
    with column.container(border=True):
        st.markdown(f"**{title_of(model)}**")
        for row in headline[headline.model == model].itertuples():
            st.metric(row.metric, f"{row.value:.3f}")
            st.caption(f"95 % interval {row.low:.3f} to {row.high:.3f}")

has_reference = run.labels == TAXONOMIES["emotions"].labels
show(
    headline_bars(headline, REPORT if has_reference else ()),
    "Micro F1 weighs every choice alike, macro F1 every emotion",
    f"{where}. Whiskers: 95 % bootstrap intervals over texts."
    + (
        " Diamonds: the report's figures, on the first thousand of GoEmotions' test rows."
        if has_reference
        else ""
    ),
    alt="; ".join(
        f"{title_of(row.model)} {row.metric} {row.value:.3f}" for row in headline.itertuples()
    ),
)
left, right = st.columns(2, gap="large")
with left:
    show(
        f1_heat_map(by_label),
        "F1 by emotion, the most frequent on top",
        f"{where}. In brackets: texts that bear the emotion.",
        alt="Heat map of F1 by emotion and model; the table below holds the same figures.",
    )
with right:
    points = figures.T.rename(columns={"precision_micro": "precision", "recall_micro": "recall"})
    show(
        trade_curves(cached_trade(run, split), points.rename_axis("model").reset_index()),
        "What precision costs in recall",
        f"{split} split. Lines: one shared threshold from high to low. Dots: {policy}.",
        alt="Micro precision against micro recall for each model.",
    )

st.markdown("#### All figures")
st.caption(where)
readable = figures.rename(columns=title_of, index=lambda name: name.replace("_", " ")).reset_index()
st.dataframe(
    readable,
    hide_index=True,
    column_config={title_of(m): st.column_config.NumberColumn(format="%.3f") for m in run.models},
)
download_table(readable, f"{run.name}-{split}-figures")
st.markdown("#### Each emotion")
st.caption(where)
by_label = by_label.assign(model=by_label.model.map(title_of))
st.dataframe(
    by_label,
    hide_index=True,
    column_config={
        name: st.column_config.NumberColumn(format="%.3f")
        for name in ("threshold", "precision", "recall", "f1")
    },
)
download_table(by_label, f"{run.name}-{split}-emotions")
