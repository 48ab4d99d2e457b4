"""Filter, count and compare a run's rows, original and generated."""

import re
from collections.abc import Hashable, Mapping, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from emolab.runs.store import Run

_WORDS = re.compile(r"\S+")


def count_labels(
    labels: Sequence[str], positives: Sequence[int], generated: Sequence[int]
) -> pd.DataFrame:
    """Train rows of each label: columns label, before (originals) and added (generated).

    Args:
        labels: names in column order.
        positives: train rows with each label, generated ones counted in.
        generated: generated rows among them.
    """
    return pd.DataFrame(
        {"label": labels, "before": np.subtract(positives, generated), "added": generated}
    )


def filter_rows(
    rows: pd.DataFrame,
    split: str,
    labels: Sequence[str] = (),
    strategies: Sequence[str] = (),
    words: str = "",
) -> pd.DataFrame:
    """Rows of a split that have all these labels, come from one of these strategies and contain
    the words, case ignored; an empty filter lets everything through.
    """
    keep = (rows.split == split) & _passing(rows, labels, strategies, words)
    return rows[keep]


def filter_candidates(
    generated: pd.DataFrame,
    labels: Sequence[str] = (),
    strategies: Sequence[str] = (),
    words: str = "",
    status: str | None = None,
    reasons: Sequence[str] = (),
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> pd.DataFrame:
    """Candidates that pass, as `filter_rows` says, and have this status, one of these reasons,
    and scores within these ranges, ends included; a row that lacks such a score does not pass.
    """
    keep = _passing(generated, labels, strategies, words)
    if status:
        keep &= generated.status == status
    if reasons:
        keep &= short_reasons(generated).isin(reasons)
    for column, (low, high) in (ranges or {}).items():
        keep &= generated[column].between(low, high)
    return generated[keep]


def diversity_of(run: Run, train_support: Mapping[str, int]) -> pd.DataFrame:
    """How much the run's generated rows differ, a row a label: as stored, else computed.

    Computed, the columns that compare with original rows need texts; a run trained with --no-texts
    has none, and they are NaN.

    Args:
        run: with or without diversity.csv.
        train_support: original train rows by label.
    """
    if run.has("diversity.csv"):
        return run.diversity()
    # Imported here because a run that stores the table needs none of it.
    from emolab.augmentation.diversity import Originals, diversity_table

    texts = run.texts()
    originals: dict[str, list[str]] = {}
    if texts is not None:
        rows = texts[(texts.split == "train") & (texts.strategy == "original")]
        for text, labels in zip(rows.text, rows.labels, strict=True):
            for label in labels:
                originals.setdefault(label, []).append(text)
    test_support = dict(zip(run.labels, run.record["data"]["positives"]["test"], strict=True))
    return diversity_table(run.augmentation(), Originals(originals, train_support, test_support))


def short_reasons(generated: pd.DataFrame) -> pd.Series:
    """Each row's reason without what follows the colon."""
    return generated.reason.str.partition(":")[0]


def with_known_texts(generated: pd.DataFrame, texts: pd.DataFrame | None) -> pd.DataFrame:
    """Candidates with columns `source` and `nearest`: the texts of source_id and nearest_id.

    Where the run carries no texts, or not this one, the id stands in its text's place.
    """
    known: dict[Hashable, Any] = dict(zip(generated.id, generated.text, strict=True))
    if texts is not None:
        # Train stands first in a run's texts, and is what an id means when two splits share it.
        known = known | texts.drop_duplicates("id").set_index("id").text.to_dict()
    return generated.assign(
        source=[known.get(row, row) for row in generated.source_id],
        nearest=[known.get(row, row) for row in generated.nearest_id],
    )


def marked_changes(old: str, new: str) -> tuple[str, str]:
    """Both texts as HTML, escaped, the words that only one of them has in <del> or <mark>.

    Words are compared without regard to case; a run of changed words is marked as one.
    """
    olds, news = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(
        None, [word.lower() for word in olds], [word.lower() for word in news], autojunk=False
    )
    left, right = [], []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        before, after = " ".join(olds[old_from:old_to]), " ".join(news[new_from:new_to])
        if kind == "equal":
            left.append(escape(before))
            right.append(escape(after))
            continue
        if before:
            left.append(f"<del>{escape(before)}</del>")
        if after:
            right.append(f"<mark>{escape(after)}</mark>")
    return " ".join(left), " ".join(right)


def side_by_side(generated: pd.DataFrame) -> str:
    """An HTML table of generated rows beside their sources, changed words marked.

    Where none of the rows has a source, there is no column for it.

    Args:
        generated: as `with_known_texts` gives them.
    """
    with_sources = bool(generated.source_id.ne("").any())
    heads = ["Source row"] * with_sources + ["Generated row", "Nearest original row"]
    lines = ["<tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr>"]
    rows: list[dict[Hashable, Any]] = generated.to_dict("records")
    for row in rows:
        old, new = row["source"], row["text"]
        if row["source_id"] and old != row["source_id"]:
            old, new = marked_changes(old, new)
        else:
            old, new = escape(old) or "(no source)", escape(new)
        status = "accepted" if row["status"] == "accepted" else row["reason"]
        facts = f"{', '.join(row['labels'])} · {row['strategy']} · {status}"
        cells = [old] * with_sources
        cells += [f"{new}<br><small>{escape(facts)}</small>", escape(row["nearest"])]
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return (
        "<style>.generated{width:100%;border-collapse:collapse;table-layout:fixed}"
        ".generated th,.generated td{text-align:left;vertical-align:top;padding:.5rem .75rem;"
        "border-bottom:1px solid rgba(134,142,150,.35);overflow-wrap:anywhere}"
        ".generated mark{background:rgba(0,158,115,.28);color:inherit}"
        ".generated del{background:rgba(213,94,0,.22)}.generated small{opacity:.8}</style>"
        f'<table class="generated">{"".join(lines)}</table>'
    )


def row_names(split: str, count: int) -> list[str]:
    """Names of the rows of a split whose texts are not stored, to find them in the data."""
    return [f"line {row} of {split}" for row in range(1, count + 1)]


def _passing(
    rows: pd.DataFrame, labels: Sequence[str], strategies: Sequence[str], words: str
) -> pd.Series:
    keep = pd.Series(True, index=rows.index)
    if labels:
        keep &= rows.labels.map(set(labels).issubset).astype(bool)
    if strategies:
        keep &= rows.strategy.isin(strategies)
    if words.strip():
        keep &= rows.text.str.contains(words.strip(), case=False, regex=False)
    return keep
