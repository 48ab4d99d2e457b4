"""Texts and true labels, read from the data's own files."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FILES = {"validation": "dev.tsv", "test": "test.tsv"}


@dataclass(frozen=True)
class Rows:
    """The rows of one split.

    Attributes:
        texts: in the order of the file.
        targets: 0/1 array of shape (n, n_labels).
        kinds: of challenge texts, what is difficult about each; else empty.
    """

    texts: list[str]
    targets: np.ndarray
    kinds: tuple[str, ...] = ()


def read_challenge(path: Path, labels: Sequence[str]) -> Rows:
    """A CSV with the columns text, labels (comma-separated names) and kind."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [[name.strip() for name in row["labels"].split(",")] for row in rows]
    targets = _targets([[labels.index(name) for name in each] for each in names], len(labels))
    return Rows([row["text"] for row in rows], targets, tuple(row["kind"] for row in rows))


def read_tsv(path: Path, n_labels: int) -> Rows:
    """GoEmotions' form: text, comma-separated label ids and comment id, tab-separated, unquoted."""
    lines = path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    cells = [line.rstrip("\r").split("\t") for line in lines]
    ids = [[int(each) for each in labels.split(",")] for _, labels, _ in cells]
    return Rows([text for text, _, _ in cells], _targets(ids, n_labels))


def read_label_names(folder: Path) -> list[str]:
    """The names in labels.txt, in the order of their ids."""
    return (folder / "labels.txt").read_text(encoding="utf-8").split()


def _targets(columns: list[list[int]], n_labels: int) -> np.ndarray:
    targets = np.zeros((len(columns), n_labels), dtype=np.uint8)
    for row, of_row in enumerate(columns):
        targets[row, of_row] = 1
    return targets
