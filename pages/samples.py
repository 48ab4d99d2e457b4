"""The rows the models learnt from, those that were written, and what these gained."""

import pandas as pd
import streamlit as st

from emolab.charts.ablation import ablation as ablation_chart
from emolab.charts.filter_funnel import filter_funnel
from emolab.charts.label_counts import label_counts
from emolab.labels import in_group_order
from emolab.runs.samples import (
    count_labels,
    diversity_of,
    filter_candidates,
    filter_rows,
    short_reasons,
    side_by_side,
    with_known_texts,
)
from emolab.runs.store import Run, list_runs, open_run
from pages.controls import open_page, view_control
from pages.display import download_table, show_chart
from pages.state import BY_RUN, artifacts_folder, cached_augmentation, cached_texts

PAGE = 50
CARDS = 20
NO_TEXTS = (
    "This run carries no texts: it was trained with --no-texts, so that no row of its data is "
    "passed on."
)

_TWO_DIGITS, _SHARE = {"format": "%.2f"}, {"format": "percent"}
DIVERSITY_COLUMNS = {
    name: st.column_config.NumberColumn(title, help=help_text, **form)
    for name, title, form, help_text in (
        ("rows", "accepted rows", {}, "Generated rows that passed every filter."),
        ("distinct_1", "distinct-1", _TWO_DIGITS, "Different words divided by all words."),
        ("distinct_2", "distinct-2", _TWO_DIGITS, "Different word pairs divided by all pairs."),
        (
            "siblings_80",
            "similar to another",
            _SHARE,
            "Rows at least 80 % like another accepted row of the label.",
        ),
        (
            "mean_sibling_similarity",
            "mean similarity, %",
            {"format": "%.0f"},
            "Similarity to the most similar other row, mean over rows.",
        ),
        (
            "lower_case_starts",
            "lower case after a full stop",
            _SHARE,
            "Rows in which a sentence begins in lower case after a full stop, question mark or "
            "exclamation mark.",
        ),
        ("top_phrase_rows", "rows with it", {}, "Accepted rows that contain this phrase."),
        ("reference_distinct_1", "original: distinct-1", _TWO_DIGITS, "Of original train rows."),
        ("reference_distinct_2", "original: distinct-2", _TWO_DIGITS, "Of original train rows."),
        (
            "reference_siblings_80",
            "original: similar to another",
            _SHARE,
            "Of original train rows.",
        ),
        ("train_support", "original train rows", {}, "Train rows with the label, none generated."),
        ("test_support", "test texts", {}, "Test texts with the label."),
    )
} | {
    "top_phrase": st.column_config.TextColumn(
        "most frequent phrase", help="The three words in a row that most accepted rows contain."
    )
}


def rows_view(run: Run) -> None:
    """Every row of the run, filtered and paged."""
    rows = cached_texts(run)
    if rows is None:
        st.info(f"{NO_TEXTS} A run of your own shows its rows here.")
        return
    split = st.segmented_control(
        "Split",
        list(rows.split.unique()),
        default="train",
        required=True,
        key="rows",
        bind="query-params",
    )
    labels = st.multiselect(
        "Labels (all of)", in_group_order(run.labels), key="labels", bind="query-params"
    )
    strategies = st.multiselect(
        "Written by", sorted(rows.strategy.unique()), key="strategy", bind="query-params"
    )
    words = st.text_input("Contains", key="contains", bind="query-params")
    found = filter_rows(rows, split, labels, strategies, words)
    st.caption(f"{len(found):,} of {(rows.split == split).sum():,} rows")
    if found.empty:
        st.info("No row passes these filters; take one of them away.")
        return
    page = page_control(len(found), PAGE)
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


def train_counts(run: Run) -> pd.DataFrame:
    """Train rows of each label, original and generated."""
    data = run.record["data"]
    return count_labels(run.labels, data["positives"]["train"], data["positives_generated"])


@st.cache_resource(max_entries=4, show_spinner="Comparing generated rows", hash_funcs=BY_RUN)
def cached_diversity(run: Run) -> pd.DataFrame:
    """How much a run's generated rows differ; read only."""
    counts = train_counts(run)
    return diversity_of(run, dict(zip(counts.label, counts.before.tolist(), strict=True)))


def diversity_view(run: Run) -> None:
    """How much the accepted rows of each label resemble each other."""
    table = cached_diversity(run)
    if table.empty:
        return
    note = (
        "Accepted rows by label. Low distinct-1 and distinct-2 and many similar rows mean that the "
        "rows repeat a few sentences: a model learns those, and little else, from them. "
    )
    if table.reference_distinct_1.isna().all():
        note += "Without the original rows there is nothing to compare them with. "
    else:
        note += (
            "Original: the same of as many train rows with the label, drawn at random, or of all "
            "where there are fewer. "
        )
    st.markdown("#### Diversity of generated rows")
    st.caption(f"{note}A gain in F1 for a label rests on its test texts.")
    st.dataframe(table.dropna(axis=1, how="all"), hide_index=True, column_config=DIVERSITY_COLUMNS)
    download_table(table, f"{run.name}-diversity")


def written_view(run: Run, written: pd.DataFrame) -> None:
    """Every candidate that augmentation wrote, beside its source."""
    if written.empty:
        if "--augment" in run.record["command"]:
            st.info(
                "Nothing was written for this run, though --augment asked for it; what its "
                "training printed says why."
            )
            return
        st.info("Nothing was written for this run. To write rows for its rare labels:")
        st.code("python train.py --augment template", language="bash")
        return
    found = written_filters(run, written)
    st.caption(f"{len(found):,} of {len(written):,} written rows")
    if found.empty:
        st.info("No row passes these filters; take one of them away.")
        return
    texts = cached_texts(run)
    if texts is None:
        st.caption(f"{NO_TEXTS} Sources and nearest rows stand by their ids.")
    if st.button("Read ten at random", icon=":material/shuffle:"):
        shown = found.sample(min(10, len(found)))
    else:
        page = page_control(len(found), CARDS)
        shown = found.iloc[(page - 1) * CARDS : page * CARDS]
    st.html(side_by_side(with_known_texts(shown, texts)))
    download_table(found.assign(labels=found.labels.map(";".join)), f"{run.name}-written")


def written_filters(run: Run, written: pd.DataFrame) -> pd.DataFrame:
    """The filters, and the rows that pass them."""
    first, second = st.columns(2)
    status = first.segmented_control(
        "Verdict", ["accepted", "rejected"], default="accepted", key="status", bind="query-params"
    )
    reasons = second.multiselect(
        "Rejected for",
        sorted(short_reasons(written[written.status == "rejected"]).unique()),
        key="reason",
        bind="query-params",
        disabled=status == "accepted",
    )
    labels = first.multiselect(
        "Labels (all of)", in_group_order(run.labels), key="for", bind="query-params"
    )
    strategies = second.multiselect(
        "Written by", sorted(written.strategy.unique()), key="writer", bind="query-params"
    )
    words = st.text_input("Contains", key="with", bind="query-params")
    ranges = {}
    scores = st.expander(
        "Scores of the filters", key="scores", on_change="rerun", bind="query-params"
    )
    with scores:
        for column in [name for name in written if name.startswith("score ")]:
            low, high = float(written[column].min()), float(written[column].max())
            if low < high:
                name = column.removeprefix("score ")
                key = f"score-{name.replace(' ', '-')}"
                chosen = st.slider(name, low, high, (low, high), key=key, bind="query-params")
                if chosen != (low, high):
                    ranges[column] = chosen
    return filter_candidates(
        written,
        labels,
        strategies,
        words,
        status,
        reasons if status != "accepted" else (),
        ranges,
    )


def page_control(n_rows: int, size: int) -> int:
    """The page in view, from 1; nothing is shown where one page holds all rows."""
    pages = -(-n_rows // size)
    return st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1


def gain_view() -> None:
    """The ablations: what training with written rows changed."""
    root = artifacts_folder() / "ablations"
    names = list_runs(root)
    if not names:
        st.info("No ablation was made yet. It trains with and without written rows:")
        st.code("python train.py --ablation --augment template", language="bash")
        return
    name = st.selectbox("Ablation", names, key="ablation", bind="query-params")
    ablation = open_run(root / name)
    effects = ablation.effects()
    seeds = ablation.record["seeds"]
    show_chart(ablation_chart(effects, len(seeds)))
    download_table(effects, f"{name}-effects")


run = open_page("What did the models learn from?")
written = cached_augmentation(run)
views = ["Rows", "Written rows", "What they gained"]
# Where there are no rows to read, those that were written are what there is to see.
first = int(not run.has("texts.parquet") and not written.empty)
view = view_control([*views[first:], *views[:first]])
if view == "What they gained":
    gain_view()
    st.stop()
if view == "Written rows":
    diversity_view(run)
left, right = st.columns([3, 2], gap="large")
with left:
    if view == "Rows":
        rows_view(run)
    else:
        written_view(run, written)
with right:
    data = run.record["data"]
    counts = train_counts(run)
    accepted = int((written.status == "accepted").sum())
    show_chart(label_counts(counts, data["rows"]["train"], accepted))
    download_table(counts, f"{run.name}-counts")
    if view == "Written rows" and not written.empty:
        show_chart(filter_funnel(written))
