"""Rows from files: GoEmotions' own TSV form, and a user's CSV or JSONL; each checked as read."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from emolab.data.dataset import DataError, Dataset, Split
from emolab.data.splitting import split_rows

_TSV_FILES = {"train": "train.tsv", "validation": "dev.tsv", "test": "test.tsv"}
_SPLIT_NAMES = {"dev": "validation", "val": "validation", "valid": "validation"}
_SEPARATORS = re.compile(r"[,;|]")


def read_tsv_folder(folder: Path) -> Dataset:
    """GoEmotions' official form: train.tsv, dev.tsv, test.tsv and labels.txt.

    A row holds text, comma-separated label ids and comment id, tab-separated and unquoted.

    Raises:
        DataError: a file is missing or not UTF-8, or a row is malformed.
    """
    labels = read_labels(folder / "labels.txt")
    splits = {name: _read_tsv(folder / file, labels) for name, file in _TSV_FILES.items()}
    return Dataset(labels, **splits, source=f"the GoEmotions TSV files in {folder.name}/")


def read_labels(path: Path) -> tuple[str, ...]:
    """Label names, one a line, in id order.

    Raises:
        DataError: the file is missing, empty, not UTF-8, or names a label twice.
    """
    labels = tuple(line.strip() for _, line in _lines(path) if line.strip())
    if not labels:
        raise DataError(f"{path}: no label names in it; write one a line, in id order.")
    repeated = sorted({label for label in labels if labels.count(label) > 1})
    if repeated:
        raise DataError(f"{path}: {', '.join(repeated)} stands there more than once.")
    return labels


def read_table(
    path: Path,
    text_column: str = "text",
    labels_column: str = "labels",
    labels: Sequence[str] | None = None,
    seed: int = 42,
) -> Dataset:
    """A user's CSV or JSONL file (by its suffix) with any label set.

    A labels cell holds names or ids separated by comma, semicolon or bar, or in JSONL a list. A
    column `split` (train, validation, test) is followed; without one the rows are split 70/15/15
    by iterative stratification. A column `id`, if there, names the rows.

    Args:
        path: the file, UTF-8, CSV with a header line.
        text_column: the column that holds the text.
        labels_column: the column that holds the labels.
        labels: label names in id order; by default those the file names, sorted.
        seed: of the split.

    Raises:
        DataError: with file, row and column, for whatever is wrong.
    """
    rows = list(_records(path, (text_column, labels_column)))
    if not rows:
        raise DataError(f"{path}: no rows in it.")
    cells = [
        (place, _text(path, place, text_column, row), _cell_labels(row[labels_column]))
        for place, row in rows
    ]
    if labels is None:
        named = {name for _, _, names in cells for name in names}
        labels = sorted(named, key=lambda name: (not name.isdecimal(), name.zfill(9), name))
    labels = tuple(labels)
    targets = np.array(
        [_encode(path, place, labels_column, names, labels) for place, _, names in cells],
        dtype=np.uint8,
    )
    texts = [text for _, text, _ in cells]
    ids = [str(row.get("id") or place) for place, (_, row) in enumerate(rows, start=1)]
    whole = Split.of(texts, targets, ids)

    if "split" in rows[0][1]:
        members = {name: [] for name in _TSV_FILES}
        for position, (place, row) in enumerate(rows):
            name = str(row["split"]).strip().lower()
            name = _SPLIT_NAMES.get(name, name)
            if name not in members:
                raise DataError(
                    f"{path}, row {place}, column split: {row['split']!r} is none of "
                    "train, validation, test."
                )
            members[name].append(position)
        notes = ()
    else:
        members = split_rows(targets, seed=seed)
        notes = (f"{path.name} has no split column: rows were stratified 70/15/15, seed {seed}.",)
    splits = {name: whole.take(positions) for name, positions in members.items()}
    return Dataset(labels, **splits, source=f"your file {path.name}", notes=notes)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines of a UTF-8 file, with an error that says where the encoding breaks."""
    if not path.is_file():
        raise DataError(f"{path}: there is no such file.")
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise DataError(
                    f"{path}, row {number}: byte {error.start + 1} is not UTF-8; save the file "
                    "in that encoding."
                ) from error


def _read_tsv(path: Path, labels: tuple[str, ...]) -> Split:
    texts, targets, ids = [], [], []
    for number, line in _lines(path):
        cells = line.split("\t")
        if len(cells) != 3:
            raise DataError(
                f"{path}, row {number}: {len(cells)} columns where three belong "
                "(text, label ids, comment id, tab-separated)."
            )
        texts.append(_text(path, number, "text", {"text": cells[0]}))
        targets.append(_encode(path, number, "labels", _cell_labels(cells[1]), labels))
        ids.append(cells[2])
    return Split.of(texts, np.array(targets, dtype=np.uint8).reshape(len(texts), -1), ids)


def _records(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict]]:
    """Numbered records of a CSV (numbered by the line each ends on) or JSONL file."""
    readers = {".csv": _csv_records, ".jsonl": _jsonl_records}
    if path.suffix.lower() not in readers:
        raise DataError(f"{path}: this reads .csv and .jsonl files, and TSV folders.")
    for place, record in readers[path.suffix.lower()](path):
        for column in needed:
            if column not in record:
                raise DataError(
                    f"{path}, row {place}: no column {column!r}; it has "
                    f"{', '.join(map(str, record))}. Name yours with --text-column or "
                    "--labels-column."
                )
        yield place, record


def _csv_records(path: Path) -> Iterator[tuple[int, dict]]:
    reader = csv.reader((line + "\n" for _, line in _lines(path)), strict=True)
    try:
        header = next(reader, [])
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise DataError(
                    f"{path}, row {reader.line_num}: {len(cells)} columns where the header "
                    f"names {len(header)}; a text with a comma must stand in double quotes."
                )
            yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise DataError(f"{path}, row {reader.line_num}: {error}.") from error


def _jsonl_records(path: Path) -> Iterator[tuple[int, dict]]:
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{path}, row {number}: not JSON ({error.msg}).") from error
        if not isinstance(record, dict):
            raise DataError(f"{path}, row {number}: an object like {{...}} belongs here.")
        yield number, record


def _text(path: Path, place: int, column: str, row: dict) -> str:
    text = row[column]
    if not isinstance(text, str) or not text.strip():
        raise DataError(f"{path}, row {place}, column {column}: the text is empty.")
    return text


def _cell_labels(cell: object) -> list[str]:
    parts = cell if isinstance(cell, list) else _SEPARATORS.split(str(cell))
    return [name for part in parts if (name := str(part).strip())]


def _encode(
    path: Path, place: int, column: str, names: list[str], labels: tuple[str, ...]
) -> np.ndarray:
    """One row of targets from label names or ids."""
    row = np.zeros(len(labels), dtype=np.uint8)
    where = f"{path}, row {place}, column {column}"
    if not names:
        raise DataError(f"{where}: no label; every row needs at least one.")
    for name in names:
        if name in labels:
            row[labels.index(name)] = 1
        elif name.isdecimal():
            if int(name) >= len(labels):
                raise DataError(
                    f"{where}: id {name} is out of range; ids run from 0 to {len(labels) - 1}."
                )
            row[int(name)] = 1
        else:
            raise DataError(f"{where}: no such label as {name!r}; known: {', '.join(labels)}.")
    return row
