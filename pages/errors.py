"""What the models get wrong, in the texts' own words."""

import pandas as pd
import streamlit as st

from emolab.artifacts import Run
from emolab.data import read_challenge
from emolab.evaluation import disagreements, mistakes
from emolab.figures import title_of
from emolab.labels import in_group_order
from emolab.models.together import NAME as TOGETHER
from pages.shared import cached_scores, cached_texts, download_table, open_page, threshold_control

SHOWN = 100


def readable_splits(run: Run) -> dict[str, list[str]]:
    """Texts of the splits whose texts are at hand: the run's own, and the challenge set."""
    splits = {}
    rows = cached_texts(run)
    for split in run.splits():
        if split == "challenge":
            splits[split] = list(read_challenge(run.labels)[0].texts)
        elif rows is not None:
            splits[split] = rows[rows.split == split].text.tolist()
    return splits


def listing(title: str, note: str, table: pd.DataFrame, name: str) -> None:
    """A table of texts under its title, its first rows shown and all of them to take away."""
    st.markdown(f"#### {title}")
    st.caption(f"{len(table):,} texts. {note}")
    if table.empty:
        st.info("None.")
        return
    lists = [column for column in table if table[column].map(type).eq(list).all()]
    st.dataframe(
        table.head(SHOWN),
        hide_index=True,
        column_config={
            "text": st.column_config.TextColumn(width="large"),
            "score": st.column_config.NumberColumn(format="%.3f"),
            "apart": st.column_config.NumberColumn(format="percent"),
            **{column: st.column_config.ListColumn() for column in lists},
        },
    )
    flat = table.assign(**{column: table[column].map(";".join) for column in lists})
    download_table(flat, f"{run.name}-{name}")


run = open_page("Where do they go wrong?")
texts = readable_splits(run)
if not texts:
    st.info(
        "There are no texts to show: the run was trained with --no-texts, and the challenge set is "
        "written for GoEmotions' 28 emotions. A run of your own that keeps its texts shows them."
    )
    st.stop()
thresholds, policy = threshold_control(run)
split = st.segmented_control(
    "Texts", list(texts), default=next(iter(texts)), required=True, key="of", bind="query-params"
)
if "test" not in texts:
    st.caption(
        "This run carries no texts of its data; these are the challenge set, hard sentences "
        "written by hand that no model was trained on."
    )
scores = dict(cached_scores(run, split))
targets = scores.pop("targets")

left, right = st.columns(2)
label = left.selectbox("Emotion", in_group_order(run.labels), key="emotion", bind="query-params")
model = right.selectbox(
    "Model", list(scores), format_func=title_of, key="model", bind="query-params"
)
missed, false = mistakes(texts[split], run.labels, targets, scores[model], thresholds[model], label)
with left:
    listing(
        f"{title_of(model)} misses {label}",
        f"They bear it and were not given it; the lowest score first. Threshold: {policy}.",
        missed,
        f"{split}-{model}-{label}-missed",
    )
with right:
    listing(
        f"{title_of(model)} hears {label} where nobody labelled it",
        "They were given it and do not bear it; the highest score first.",
        false,
        f"{split}-{model}-{label}-false",
    )
single = {name: of for name, of in scores.items() if name != TOGETHER}
if len(single) > 1:
    apart = disagreements(texts[split], run.labels, targets, single, thresholds)
    listing(
        "Where the models disagree",
        "The widest apart first.",
        apart.rename(columns=title_of),
        f"{split}-disagreements",
    )
