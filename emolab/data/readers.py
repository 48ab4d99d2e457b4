"""Rows from files: GoEmotions' own TSV form, and a user's CSV or JSONL; each checked as read."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from emolab.data.dataset import DataError, Dataset, Split

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
    train, validation, test = (_read_tsv(folder / file, labels) for file in _TSV_FILES.values())
    source = f"the GoEmotions TSV files in {folder.name}/"
    return Dataset(labels, train, validation, test, source=source)


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
    rows = read_rows(path, text_column, labels_column, labels)
    notes: tuple[str, ...] = ()
    members: Mapping[str, Sequence[int] | np.ndarray]
    if any("split" in record for _, record in rows.records):
        members = _members(path, rows.records)
    else:
        # It brings scikit-learn, which the dashboard's first page does without.
        from emolab.data.splitting import split_rows

        try:
            members = split_rows(rows.split.targets, seed=seed)
        except DataError as error:
            raise DataError(f"{path}: {error}") from error
        notes = (f"{path.name} has no split column: rows were stratified 70/15/15, seed {seed}.",)
    train, validation, test = (rows.split.take(members[name]) for name in _TSV_FILES)
    source = f"your file {path.name}"
    return Dataset(rows.labels, train, validation, test, source=source, notes=notes)


@dataclass(frozen=True)
class LabelledRows:
    """The rows of one file, all in one split.

    Attributes:
        labels: label names in column order.
        split: texts, targets and ids.
        records: each row's line number in the file, and all its columns.
    """

    labels: tuple[str, ...]
    split: Split
    records: list[tuple[int, dict[str, Any]]]


def read_rows(
    path: Path,
    text_column: str = "text",
    labels_column: str = "labels",
    labels: Sequence[str] | None = None,
) -> LabelledRows:
    """The rows of a CSV or JSONL file, labels and texts checked; arguments as in `read_table`.

    Every file of labels is read by this function, so that a separator means the same in all.

    Raises:
        DataError: with file, row and column, for whatever is wrong; a label that is not among
            `labels` is.
    """
    records = list(_records(path, (text_column, labels_column)))
    if not records:
        raise DataError(f"{path}: no rows in it.")
    texts = [_text(path, place, text_column, row) for place, row in records]
    cells = [_cell_labels(path, place, labels_column, row[labels_column]) for place, row in records]
    if labels is None:
        labels = sorted({name for names in cells for name in names}, key=_numbers_first)
    labels = tuple(labels)
    targets = np.array(
        [
            _encode(path, place, labels_column, names, labels)
            for (place, _), names in zip(records, cells, strict=True)
        ]
    )
    ids = [
        str(position if row.get("id") in (None, "") else row["id"])
        for position, (_, row) in enumerate(records, start=1)
    ]
    return LabelledRows(labels, Split.of(texts, targets, ids), records)


def _numbers_first(name: str) -> tuple[bool, int, str]:
    number = name.isdecimal()
    return (not number, len(name.lstrip("0")) if number else 0, name)


def _members(path: Path, rows: list[tuple[int, dict[str, Any]]]) -> dict[str, list[int]]:
    """Row positions of each split, as the column `split` says."""
    members: dict[str, list[int]] = {name: [] for name in _TSV_FILES}
    for position, (place, row) in enumerate(rows):
        value = row.get("split")
        name = str(value).strip().lower()
        name = _SPLIT_NAMES.get(name, name)
        if name not in members:
            raise DataError(
                f"{path}, row {place}, column split: {value!r} is none of train, validation, test."
            )
        members[name].append(position)
    return members


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
        names = _cell_labels(path, number, "labels", cells[1])
        targets.append(_encode(path, number, "labels", names, labels))
        ids.append(cells[2])
    return Split.of(texts, np.array(targets).reshape(len(texts), len(labels)), ids)


def _records(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
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


def _csv_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.reader((line + "\n" for _, line in _lines(path)), strict=True)
    try:
        header = next(reader, [])
        repeated = sorted({name for name in header if header.count(name) > 1})
        if repeated:
            raise DataError(f"{path}, row 1: the column {repeated[0]!r} stands there twice.")
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


def _jsonl_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
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


def _text(path: Path, place: int, column: str, row: dict[str, Any]) -> str:
    text = row[column]
    where = f"{path}, row {place}, column {column}"
    if text is None or (isinstance(text, str) and not text.strip()):
        raise DataError(f"{where}: the text is empty.")
    if not isinstance(text, str):
        raise DataError(f"{where}: {text!r} is no text; put it in quotes.")
    return text


def _cell_labels(path: Path, place: int, column: str, cell: object) -> list[str]:
    """Names or ids in one cell: a string of several, an id, or in JSON a list of either."""
    where = f"{path}, row {place}, column {column}"
    parts = cell if isinstance(cell, list) else [cell]
    names: list[str] = []
    for part in parts:
        if part is None:
            continue
        if isinstance(part, bool) or not isinstance(part, str | int):
            raise DataError(f"{where}: {part!r} is neither a label's name nor its id.")
        pieces = [part] if isinstance(cell, list) else _SEPARATORS.split(str(part))
        names += [name for piece in pieces if (name := str(piece).strip())]
    if not names:
        raise DataError(f"{where}: no label; every row needs at least one.")
    return names


def _encode(
    path: Path, place: int, column: str, names: list[str], labels: tuple[str, ...]
) -> np.ndarray:
    """One row of targets from label names or ids."""
    row = np.zeros(len(labels), dtype=np.uint8)
    where = f"{path}, row {place}, column {column}"
    for name in names:
        if name in labels:
            row[labels.index(name)] = 1
        elif name.isdecimal():
            if len(name) > 9 or int(name) >= len(labels):
                raise DataError(
                    f"{where}: id {name[:20]} is out of range; ids run from 0 to {len(labels) - 1}."
                )
            row[int(name)] = 1
        else:
            raise DataError(f"{where}: no such label as {name!r}; known: {', '.join(labels)}.")
    return row
