"""Training data and augmentation: rows of the data, generated rows, ablations."""

from typing import Any

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
from pages.controls import open_page, page_control, view_control
from pages.display import download_table, number_table, show_chart, text_table, with_titles
from pages.state import BY_RUN, artifacts_folder, cached_augmentation, cached_texts

ROWS_PER_PAGE = 50
CANDIDATES_PER_PAGE = 20
RANDOM_ROWS = 10
NO_TEXTS = "The texts of the data are not stored: the run was trained with `--no-texts`."
NO_MATCH = "No row matches the filters. Remove a filter."
ROWS, GENERATED, ABLATION = "Rows", "Generated rows", "Ablation"

_TWO_DIGITS, _SHARE = {"format": "%.2f"}, {"format": "percent"}
DIVERSITY_COLUMNS = {
    name: st.column_config.NumberColumn(title, help=help_text, **form)
    for name, title, form, help_text in (
        ("rows", "accepted rows", {}, "Generated rows that passed every filter."),
        ("distinct_1", "distinct-1", _TWO_DIGITS, "Different words divided by all words."),
        ("distinct_2", "distinct-2", _TWO_DIGITS, "Different word pairs divided by all pairs."),
        (
            "siblings_80",
            "share with a similar row",
            _SHARE,
            "Share of rows that are at least 80 % similar to another accepted row of the label.",
        ),
        (
            "mean_sibling_similarity",
            "mean similarity (%)",
            {"format": "%.0f"},
            "Similarity to the most similar other row, mean over rows.",
        ),
        (
            "lower_case_starts",
            "lower case after a full stop",
            _SHARE,
            "Share of rows in which a sentence begins in lower case after a full stop, question "
            "mark or exclamation mark.",
        ),
        ("top_phrase_rows", "rows with the phrase", {}, "Accepted rows that contain this phrase."),
        ("reference_distinct_1", "original: distinct-1", _TWO_DIGITS, "Of original train rows."),
        ("reference_distinct_2", "original: distinct-2", _TWO_DIGITS, "Of original train rows."),
        (
            "reference_siblings_80",
            "original: share with a similar row",
            _SHARE,
            "Of original train rows.",
        ),
        ("train_support", "original train rows", {}, "Train rows with the label, none generated."),
        ("test_support", "test texts", {}, "Test texts with the label."),
    )
} | {
    "top_phrase": st.column_config.TextColumn(
        "most frequent phrase", help="The sequence of three words that most accepted rows contain."
    )
}


def text_filters(
    labels: tuple[str, ...], strategies: list[str], prefix: str = ""
) -> dict[str, Any]:
    """The filters that rows and candidates share.

    Args:
        labels: of the run.
        strategies: that rows have.
        prefix: of the query parameters.

    Returns:
        The arguments labels, strategies and words of `filter_rows` and `filter_candidates`.
    """
    first, second, third = st.columns(3)
    return {
        "labels": first.multiselect(
            "Labels (all of)", in_group_order(labels), key=f"{prefix}labels", bind="query-params"
        ),
        "strategies": second.multiselect(
            "Strategy", strategies, key=f"{prefix}strategy", bind="query-params"
        ),
        "words": third.text_input("Text contains", key=f"{prefix}contains", bind="query-params"),
    }


def rows_view(run: Run) -> None:
    """The rows of a split that pass the filters."""
    rows = cached_texts(run)
    if rows is None:
        st.info(f"{NO_TEXTS} Train a run without this option to see its rows.")
        return
    split = st.segmented_control(
        "Split",
        list(rows.split.unique()),
        default="train",
        required=True,
        key="rows",
        bind="query-params",
    )
    found = filter_rows(rows, split, **text_filters(run.labels, sorted(rows.strategy.unique())))
    st.caption(f"{len(found):,} of {(rows.split == split).sum():,} rows")
    text_table(
        found,
        f"{run.name}-rows",
        page=page_control(len(found), ROWS_PER_PAGE),
        columns=("text", "labels", "strategy", "id"),
        empty=NO_MATCH,
    )


def train_counts(run: Run) -> pd.DataFrame:
    """Train rows of each label, original and generated."""
    data = run.record["data"]
    return count_labels(run.labels, data["positives"]["train"], data["positives_generated"])


@st.cache_resource(max_entries=4, show_spinner="Measuring the diversity", hash_funcs=BY_RUN)
def cached_diversity(run: Run) -> pd.DataFrame:
    """The diversity of the accepted rows of a run; read only."""
    counts = train_counts(run)
    return diversity_of(run, dict(zip(counts.label, counts.before.tolist(), strict=True)))


def diversity(run: Run) -> None:
    """The diversity of the accepted rows of each label."""
    table = cached_diversity(run)
    if table.empty:
        return
    caption = (
        "Accepted rows by label. Low distinct-1 and distinct-2 and a high share of similar rows "
        "mean that the rows repeat a few sentences. "
    )
    if table.reference_distinct_1.isna().all():
        caption += "Values of the original rows are missing: their texts are not stored."
    else:
        caption += (
            "Original: the same measurement on as many original train rows with the label, drawn "
            "at random, or on all of them if there are fewer."
        )
    st.markdown("#### Diversity of generated rows")
    st.caption(caption)
    st.dataframe(table.dropna(axis=1, how="all"), hide_index=True, column_config=DIVERSITY_COLUMNS)
    download_table(table, f"{run.name}-diversity")


def candidates_view(run: Run, candidates: pd.DataFrame) -> None:
    """The candidates that pass the filters, beside their source rows."""
    if candidates.empty:
        if "--augment" in run.record["command"]:
            st.info(
                "No generated rows, although the run was trained with `--augment`. The training "
                "log states the reason."
            )
            return
        st.info("No generated rows. Train a run with augmentation of its rare labels:")
        st.code("python train.py --augment template", language="bash")
        return
    found = candidate_filters(run, candidates)
    st.caption(f"{len(found):,} of {len(candidates):,} candidates")
    if found.empty:
        st.info(NO_MATCH)
        return
    texts = cached_texts(run)
    if texts is None:
        st.caption(f"{NO_TEXTS} Original rows are shown by their ids.")
    if st.button(f"Show {RANDOM_ROWS} random rows", icon=":material/shuffle:"):
        shown = found.sample(min(RANDOM_ROWS, len(found)))
    else:
        shown = found.iloc[page_control(len(found), CANDIDATES_PER_PAGE)]
    st.html(side_by_side(with_known_texts(shown, texts)))
    download_table(found, f"{run.name}-candidates")


def candidate_filters(run: Run, candidates: pd.DataFrame) -> pd.DataFrame:
    """The candidates that pass the selected filters."""
    first, second = st.columns(2)
    status = first.segmented_control(
        "Status", ["accepted", "rejected"], default="accepted", key="status", bind="query-params"
    )
    reasons = second.multiselect(
        "Rejection reason",
        sorted(short_reasons(candidates[candidates.status == "rejected"]).unique()),
        key="reason",
        bind="query-params",
        disabled=status == "accepted",
    )
    filters = text_filters(run.labels, sorted(candidates.strategy.unique()), "candidate_")
    scores = st.expander("Filter scores", key="scores", on_change="rerun", bind="query-params")
    ranges = {}
    with scores:
        for column in [name for name in candidates if name.startswith("score ")]:
            low, high = float(candidates[column].min()), float(candidates[column].max())
            if low < high:
                name = column.removeprefix("score ")
                key = f"score-{name.replace(' ', '-')}"
                selected = st.slider(name, low, high, (low, high), key=key, bind="query-params")
                if selected != (low, high):
                    ranges[column] = selected
    return filter_candidates(
        candidates,
        **filters,
        status=status,
        reasons=reasons if status != "accepted" else (),
        ranges=ranges,
    )


def ablation_view() -> None:
    """The effects of training with generated rows on F1."""
    root = artifacts_folder() / "ablations"
    names = list_runs(root)
    if not names:
        st.info("No ablation. Train the same models with and without generated rows:")
        st.code("python train.py --ablation --augment template", language="bash")
        return
    name = st.selectbox("Ablation", names, key="ablation", bind="query-params")
    ablation = open_run(root / name)
    effects = ablation.effects()
    show_chart(ablation_chart(effects, len(ablation.record["seeds"])))
    st.caption(
        "Spread: standard deviation of the change over seeds. Rows: number of train rows that the "
        "variant adds."
    )
    number_table(
        with_titles(effects).rename(columns={"low": "95 % CI low", "high": "95 % CI high"}),
        f"{name}-ablation",
        counts=["rows"],
    )


run = open_page("Training data and augmentation")
candidates = cached_augmentation(run)
views = [ROWS, GENERATED, ABLATION]
# A run without stored texts but with generated rows opens with these.
only_generated = not run.has("texts.parquet") and not candidates.empty
view = view_control(views, GENERATED if only_generated else ROWS)
if view == ABLATION:
    ablation_view()
    st.stop()
if view == GENERATED:
    diversity(run)
left, right = st.columns([3, 2], gap="large")
with left:
    if view == ROWS:
        rows_view(run)
    else:
        candidates_view(run, candidates)
with right:
    counts = train_counts(run)
    accepted = int((candidates.status == "accepted").sum())
    show_chart(label_counts(counts, run.record["data"]["rows"]["train"], accepted))
    download_table(
        counts.rename(columns={"before": "original rows", "added": "generated rows"}),
        f"{run.name}-label-counts",
    )
    if view == GENERATED and not candidates.empty:
        show_chart(filter_funnel(candidates))
