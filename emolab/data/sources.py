"""Where the rows come from: the Hub, a folder of TSVs, the bundled corpus, or a user's file."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from emolab.data.dataset import DataError, Dataset, Split, check
from emolab.data.readers import read_table, read_tsv_folder
from emolab.hub import hub_answers
from emolab.labels import TAXONOMIES

HUB_DATASET = "google-research-datasets/go_emotions"
SAMPLE = Path(__file__).parent.parent / "sample"


def load_dataset(
    source: str = "auto",
    text_column: str = "text",
    labels_column: str = "labels",
    labels: Sequence[str] | None = None,
    seed: int = 42,
) -> Dataset:
    """Labelled splits from a named source.

    Args:
        source: "auto" (the first that answers of the EMOLAB_DATA variable, the Hub, the bundled
            corpus), "hub", "bundled", a folder of GoEmotions TSV files, or a CSV or JSONL file.
        text_column: of a user's own file.
        labels_column: of a user's own file.
        labels: label names in id order, for a user's own file.
        seed: of the split of a file that has none.

    Raises:
        DataError: the source is not there, or a row in it is wrong.
    """
    if source == "auto":
        return check(_first_that_answers(text_column, labels_column, labels, seed))
    if source == "hub":
        return check(read_hub())
    if source == "bundled":
        return check(read_bundled())
    path = Path(source)
    if path.is_dir():
        return check(read_tsv_folder(path))
    if path.is_file():
        return check(read_table(path, text_column, labels_column, labels, seed))
    raise DataError(
        f"--data {source}: there is no such file or folder; the words auto, hub and bundled "
        "are known too."
    )


def read_bundled() -> Dataset:
    """The hand-written corpus that comes with EmoLab."""
    dataset = read_table(SAMPLE / "corpus.csv", labels=TAXONOMIES["emotions"].labels)
    return replace(dataset, source="the bundled corpus")


def read_hub(name: str = HUB_DATASET) -> Dataset:
    """GoEmotions (configuration `simplified`) from the Hub, or from its cache on this machine.

    Raises:
        DataError: neither the Hub nor the cache has it.
    """
    online = hub_answers()
    from datasets import load_dataset as load_from_hub
    from datasets.exceptions import DatasetNotFoundError

    try:
        splits = load_from_hub(name, "simplified")
    except (DatasetNotFoundError, OSError, ValueError) as error:
        why = "the Hub has no such dataset" if online else "the Hub does not answer"
        raise DataError(f"{name} could not be read: {why}, and it is not in the cache.") from error
    labels = tuple(splits["train"].features["labels"].feature.names)

    def encode(rows: Dataset) -> Split:
        targets = np.zeros((len(rows), len(labels)), dtype=np.uint8)
        for row, positives in enumerate(rows["labels"]):
            targets[row, positives] = 1
        return Split.of(rows["text"], targets, rows["id"])

    return Dataset(
        labels,
        **{name: encode(splits[name]) for name in ("train", "validation", "test")},
        source=f"{name} (simplified) {'from the Hub' if online else 'from the local Hub cache'}",
    )


def _first_that_answers(
    text_column: str, labels_column: str, labels: Sequence[str] | None, seed: int
) -> Dataset:
    variable = os.environ.get("EMOLAB_DATA")
    if variable:
        dataset = load_dataset(variable, text_column, labels_column, labels, seed)
        return replace(dataset, source=f"{dataset.source}, which EMOLAB_DATA names")
    try:
        dataset = read_hub()
    except DataError as error:
        dataset = read_bundled()
        return replace(
            dataset, source=f"{dataset.source}, since EMOLAB_DATA is not set and {error}"
        )
    return replace(dataset, source=f"{dataset.source}, since EMOLAB_DATA is not set")
