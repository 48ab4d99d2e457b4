"""Where the rows come from: the Hub, a folder of TSVs, the bundled corpus, or a user's file."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from emolab.data.dataset import DataError, Dataset, Split
from emolab.data.readers import read_rows, read_table, read_tsv_folder
from emolab.hub import hub_answers
from emolab.labels import TAXONOMIES

HUB_DATASET = "google-research-datasets/go_emotions"
CORPUS = Path(__file__).parent / "corpus"


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
    columns = (text_column, labels_column, labels, seed)
    if source != "auto":
        return _read("--data", source, *columns)
    variable = os.environ.get("EMOLAB_DATA")
    if variable:
        if variable == "auto":
            raise DataError("EMOLAB_DATA is auto, which says nothing; name a source or unset it.")
        dataset = _read("EMOLAB_DATA", variable, *columns)
        return replace(dataset, source=f"{dataset.source}, which EMOLAB_DATA names")
    try:
        dataset = read_hub()
        why = "since EMOLAB_DATA is not set"
    except DataError as error:
        dataset = read_bundled()
        why = f"since EMOLAB_DATA is not set and {error}"
    return replace(dataset, source=f"{dataset.source}, {why}")


def _read(
    named_by: str,
    source: str,
    text_column: str,
    labels_column: str,
    labels: Sequence[str] | None,
    seed: int,
) -> Dataset:
    if source == "hub":
        return read_hub()
    if source == "bundled":
        return read_bundled()
    path = Path(source).expanduser()
    if path.is_dir():
        return read_tsv_folder(path)
    if path.is_file():
        return read_table(path, text_column, labels_column, labels, seed)
    raise DataError(
        f"{named_by} {source}: there is no such file or folder; the words auto, hub and bundled "
        "are known too."
    )


def read_bundled() -> Dataset:
    """The hand-written corpus that comes with EmoLab."""
    dataset = read_table(CORPUS / "corpus.csv", labels=TAXONOMIES["emotions"].labels)
    return replace(dataset, source="the bundled corpus")


def read_challenge(labels: Sequence[str]) -> tuple[Split, tuple[str, ...]] | None:
    """The hand-written challenge set: hard sentences that no model is trained on.

    Args:
        labels: the columns that its targets are to have.

    Returns:
        The sentences and what is hard about each ("sarcasm", "negation"); None where the labels
        are not those that the set was written for.
    """
    if set(labels) != set(TAXONOMIES["emotions"].labels):
        return None
    rows = read_rows(CORPUS / "challenge.csv", labels=labels)
    ids = tuple(f"challenge-{row}" for row in range(len(rows.split)))
    return replace(rows.split, ids=ids), tuple(record["kind"] for _, record in rows.records)


def read_hub(name: str = HUB_DATASET) -> Dataset:
    """GoEmotions (configuration `simplified`) from the Hub, or from its cache on this machine.

    Raises:
        DataError: neither the Hub nor the cache has it.
    """
    online = hub_answers()
    from datasets import Dataset as HubDataset
    from datasets import load_dataset as load_from_hub
    from datasets.exceptions import DatasetNotFoundError, DatasetsError

    try:
        splits = load_from_hub(name, "simplified")
    except (DatasetsError, OSError, ValueError) as error:
        if not online:
            why = "the Hub does not answer"
        elif isinstance(error, DatasetNotFoundError):
            why = "the Hub has no such dataset"
        else:
            why = f"the download failed ({error})"
        raise DataError(f"{name} could not be read: {why}, and it is not in the cache.") from error
    labels = tuple(splits["train"].features["labels"].feature.names)

    def encode(rows: HubDataset) -> Split:
        targets = np.zeros((len(rows), len(labels)), dtype=np.uint8)
        for row, positives in enumerate(rows["labels"]):
            targets[row, positives] = 1
        return Split.of(rows["text"], targets, rows["id"])

    return Dataset(
        labels,
        encode(splits["train"]),
        encode(splits["validation"]),
        encode(splits["test"]),
        source=f"{name} (simplified) {'from the Hub' if online else 'from the local Hub cache'}",
    )
