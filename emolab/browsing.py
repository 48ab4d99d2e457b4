"""Filter and count the rows that a run carries."""

from collections.abc import Sequence

import pandas as pd


def count_labels(rows: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """Train rows of each label: columns label, before (originals) and added (augmented)."""
    train = rows[rows.split == "train"].explode("labels")
    original = train.strategy == "original"
    return pd.DataFrame(
        {
            "label": labels,
            "before": train[original].labels.value_counts().reindex(labels, fill_value=0).array,
            "added": train[~original].labels.value_counts().reindex(labels, fill_value=0).array,
        }
    )


def filter_rows(
    rows: pd.DataFrame,
    split: str,
    labels: Sequence[str] = (),
    strategies: Sequence[str] = (),
    words: str = "",
) -> pd.DataFrame:
    """Rows of a split that bear all these labels, come from one of these strategies and contain
    the words, case ignored; an empty filter lets everything through.
    """
    keep = rows.split == split
    if labels:
        keep &= rows.labels.map(set(labels).issubset)
    if strategies:
        keep &= rows.strategy.isin(strategies)
    if words.strip():
        keep &= rows.text.str.contains(words.strip(), case=False, regex=False)
    return rows[keep]
