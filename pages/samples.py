"""The rows the models learnt from, original and augmented."""

import streamlit as st

from emolab.browsing import count_labels, filter_rows
from emolab.figures import label_counts
from emolab.labels import in_group_order
from pages.shared import cached_texts, download_table, open_page, show

PAGE = 50

run = open_page("What did the models learn from?")
rows = cached_texts(run)
if rows is None:
    st.info(
        "This run carries no texts: it was trained with --no-texts. Its counts per emotion stand "
        "in run.json; a run of your own shows its rows here."
    )
    st.stop()

augmented = rows[rows.strategy != "original"]
if augmented.empty:
    st.caption("Nothing was augmented in this run; these are the original rows.")
left, right = st.columns([3, 2], gap="large")
with right:
    counts = count_labels(rows, run.labels)
    show(
        label_counts(counts),
        "Rows of each emotion in train",
        f"{(rows.split == 'train').sum():,} rows, {len(augmented):,} of them augmented",
        alt="Bars: train rows by emotion; the download holds the same figures.",
    )
    download_table(counts, f"{run.name}-counts")
with left:
    split = st.segmented_control(
        "Split",
        list(rows.split.unique()),
        default="train",
        required=True,
        key="rows",
        bind="query-params",
    )
    labels = st.multiselect(
        "Bears all of", in_group_order(run.labels), key="bears", bind="query-params"
    )
    strategies = st.multiselect(
        "Written by", sorted(rows.strategy.unique()), key="strategy", bind="query-params"
    )
    words = st.text_input("Contains", key="contains", bind="query-params")
    found = filter_rows(rows, split, labels, strategies, words)
    st.caption(f"{len(found):,} of {(rows.split == split).sum():,} rows")
    if found.empty:
        st.info("No row passes these filters; take one of them away.")
        st.stop()
    page = st.pagination(-(-len(found) // PAGE), key="page") if len(found) > PAGE else 1
    shown = found.iloc[(page - 1) * PAGE : page * PAGE]
    st.dataframe(
        shown[["text", "labels", "strategy", "id"]],
        hide_index=True,
        height=600,
        column_config={
            "text": st.column_config.TextColumn(width="large"),
            "labels": st.column_config.ListColumn(),
        },
    )
    download_table(found.assign(labels=found.labels.map(";".join)), f"{run.name}-rows")
