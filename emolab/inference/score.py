"""Score a file of texts: the columns of the input, a score for each label, predicted labels.

Usage:
    emolab score in.csv --out out.parquet --run goemotions --model transformer
"""

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from emolab.checkout import artifacts_folder
from emolab.evaluation.metrics import predict
from emolab.evaluation.thresholds import POLICIES
from emolab.models.base import ServedClassifier
from emolab.models.registry import serve
from emolab.runs.store import ArtifactError, list_runs, open_run

CHUNK = 4096
FORMATS = (".csv", ".jsonl", ".parquet")

Row = tuple[int, dict[str, Any] | None, str]


class ScoreError(ValueError):
    """A file that cannot be scored; the message names the file, the row and what to do."""


def main(arguments: list[str] | None = None) -> None:
    """Read, score and write in chunks; what is done when it is stopped stays."""
    options = parse(arguments)
    run = open_run(_folder(options.artifacts, options.run))
    name = options.model or run.models[0]
    if name not in run.models:
        raise ScoreError(f"The run {run.name} has no model {name}; it has {', '.join(run.models)}.")
    model = serve(name, run.model_folder(name))
    if options.threshold is None:
        stored = run.metrics()[name]["thresholds"][options.policy]
        thresholds = np.array(stored, dtype=np.float32)
    else:
        thresholds = np.full(len(run.labels), options.threshold, dtype=np.float32)
    if options.out.exists():
        raise ScoreError(f"{options.out} exists; choose another --out, or delete it first.")

    rows = read_rows(options.source, options.text_column)
    done, skipped = 0, []
    try:
        with writer_for(options.out) as out, tqdm(unit="text", disable=None) as progress:
            while chunk := list(islice(rows, CHUNK)):
                bad = [(number, why) for number, row, why in chunk if row is None]
                if bad and options.bad_rows == "fail":
                    number, why = bad[0]
                    raise ScoreError(
                        f"{options.source}, row {number}: {why}. Correct it, or leave such rows "
                        "out with --bad-rows skip."
                    )
                skipped += bad
                good = [row for _, row, _ in chunk if row is not None]
                if good:
                    out.write(scored(good, options.text_column, model, thresholds))
                done += len(good)
                progress.update(len(chunk))
    except KeyboardInterrupt:
        raise ScoreError(f"stopped; {options.out} holds the first {done:,} texts.") from None
    for number, why in skipped[:10]:
        print(f"row {number} was left out: {why}", file=sys.stderr)
    more = f" ({len(skipped):,} rows left out)" if skipped else ""
    print(f"Scored {done:,} texts{more}: {options.out}")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Options from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("source", type=Path, help="a .csv, .jsonl or .parquet file")
    add("--out", type=Path, required=True, help="a file to write, of any of these kinds")
    add("--run", help="name or folder of a run (default: the newest)")
    add("--model", help="its name in the run (default: the first)")
    add("--text-column", default="text")
    add(
        "--policy",
        choices=POLICIES,
        default="per_label",
        help="threshold policy",
    )
    add("--threshold", type=float, help="one threshold for all labels instead")
    add("--bad-rows", choices=["fail", "skip"], default="fail", help="rows without a text")
    add("--artifacts", type=Path, default=artifacts_folder(), help="the runs' folder")
    return parser.parse_args(arguments)


def scored(
    rows: list[dict[str, Any]],
    text_column: str,
    model: ServedClassifier,
    thresholds: np.ndarray,
) -> pd.DataFrame:
    """The rows as a table, with a float32 column for each label and the predicted `labels`.

    Raises:
        ScoreError: the rows have a column of a label's name.
    """
    table = pd.DataFrame(rows)
    refuse_result_columns(map(str, table), (*model.labels, "labels"))
    texts = [row[text_column] for row in rows]
    scores = model.predict_proba(texts).astype(np.float32)
    results = pd.DataFrame(scores, columns=list(model.labels))
    names = np.array(model.labels, dtype=object)
    results["labels"] = [names[row].tolist() for row in predict(scores, thresholds)]
    return pd.concat([table, results], axis=1)


def refuse_result_columns(columns: Iterable[str], results: Iterable[str]) -> None:
    """Refuse an input whose columns have the names of results.

    Raises:
        ScoreError: it has such a column.
    """
    if taken := sorted(set(columns).intersection(results)):
        raise ScoreError(
            f"The input has a column {taken[0]!r}, which is the name of a result; rename it."
        )


def read_rows(path: Path, text_column: str) -> Iterator[Row]:
    """Rows one by one: the row's number from 1, its columns, and "".

    A row that holds no text is None, with why.

    Raises:
        ScoreError: the file does not exist, has another format, is damaged, or lacks the text
            column.
    """
    if path.suffix not in FORMATS:
        raise ScoreError(f"{path} has none of the formats {', '.join(FORMATS)}.")
    if not path.is_file():
        raise ScoreError(f"{path} does not exist.")
    fields: set[str] | None = None
    for number, (row, why) in enumerate(_parsed(path, text_column), start=1):
        if row is not None and not why:
            text = row.get(text_column)
            if not isinstance(text, str) or not text.strip():
                why = f"there is no text in {text_column!r}"
            fields = fields or set(row)
            if more := sorted(set(row) - fields):
                why = f"it has a field {more[0]!r} that the first row lacks"
        yield number, None if why else row, why


def pasted_rows(text: str) -> list[dict[str, Any]]:
    """A row for every line that is not empty."""
    return [{"text": line.strip()} for line in text.splitlines() if line.strip()]


def uploaded_rows(
    name: str, content: bytes, text_column: str
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of a file that a browser sent, and a sentence for each that holds no text.

    Raises:
        ScoreError: as `read_rows` does.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"the file{Path(name).suffix.lower()}"
        path.write_bytes(content)
        try:
            found = list(read_rows(path, text_column))
        except ScoreError as error:
            raise ScoreError(str(error).replace(str(path), name)) from error
    good = [row for _, row, _ in found if row is not None]
    return good, [f"Row {number}: {why}." for number, row, why in found if row is None]


Parsed = Iterator[tuple[dict[str, Any] | None, str]]


def _parsed(path: Path, text_column: str) -> Parsed:
    readers = {".csv": _csv_rows, ".jsonl": _jsonl_rows, ".parquet": _parquet_rows}
    try:
        yield from readers[path.suffix](path, text_column)
    except UnicodeDecodeError as error:
        raise ScoreError(f"{path} is not in UTF-8; save it in that encoding.") from error
    except (csv.Error, pa.ArrowException, OSError) as error:
        raise ScoreError(f"{path} cannot be read: {error}") from error


def _csv_rows(path: Path, text_column: str) -> Parsed:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        _check_column(path, text_column, reader.fieldnames or ())
        for row in reader:
            amiss = None in row or None in row.values()
            yield row, "it has more or fewer fields than the heading" if amiss else ""


def _jsonl_rows(path: Path, text_column: str) -> Parsed:
    with path.open(encoding="utf-8-sig") as file:
        for line in file:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                yield None, f"it is not JSON ({error.msg})"
                continue
            yield row, "" if isinstance(row, dict) else "it is not a JSON object"


def _parquet_rows(path: Path, text_column: str) -> Parsed:
    file = pq.ParquetFile(path)
    _check_column(path, text_column, file.schema_arrow.names)
    for batch in file.iter_batches(batch_size=CHUNK):
        for row in batch.to_pylist():
            yield row, ""


def _check_column(path: Path, text_column: str, names: Sequence[str]) -> None:
    if not names:
        raise ScoreError(f"{path} is empty.")
    if text_column not in names:
        raise ScoreError(
            f"{path} has no column {text_column!r}; it has {', '.join(names)}. Name the one that "
            "holds the texts (at the command line with --text-column)."
        )
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ScoreError(f"{path} has two columns {repeated[0]!r}; rename one.")


class Writer(Protocol):
    """Takes tables one after the other; what it took is on disk when it is closed."""

    def __enter__(self) -> Self:
        """Itself."""
        ...

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        ...

    def write(self, table: pd.DataFrame) -> None:
        """Add the rows of a table."""
        ...


def writer_for(path: Path) -> Writer:
    """A writer of the kind that the file's ending names.

    Raises:
        ScoreError: it names none.
    """
    if path.suffix not in FORMATS:
        raise ScoreError(f"{path} has none of the formats {', '.join(FORMATS)}.")
    return _ParquetWriter(path) if path.suffix == ".parquet" else _LineWriter(path)


class _LineWriter:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns: list[Hashable] | None = None

    def __enter__(self) -> Self:
        self.file = self.path.open("w", encoding="utf-8", newline="")
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, table: pd.DataFrame) -> None:
        if self.path.suffix == ".jsonl":
            table.to_json(self.file, orient="records", lines=True, force_ascii=False)
        else:
            flat = table.assign(labels=table["labels"].map(";".join))
            if self.columns is None:
                self.columns = list(flat)
            flat.reindex(columns=self.columns).to_csv(
                self.file, index=False, header=self.file.tell() == 0
            )
        self.file.flush()


class _ParquetWriter:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.writer:
            self.writer.close()

    def write(self, table: pd.DataFrame) -> None:
        if self.writer is None:
            part = pa.Table.from_pandas(table, preserve_index=False)
            # If the first chunk has no predicted label, the type of the list items is unknown.
            at = part.schema.get_field_index("labels")
            schema = part.schema.set(at, pa.field("labels", pa.list_(pa.string())))
            self.writer = pq.ParquetWriter(self.path, schema)
        self.writer.write_table(
            pa.Table.from_pandas(
                table.reindex(columns=self.writer.schema.names),
                schema=self.writer.schema,
                preserve_index=False,
            )
        )


def _folder(artifacts: Path, run: str | None) -> Path:
    if run and (Path(run) / "run.json").exists():
        return Path(run)
    names = list_runs(artifacts)
    if not names:
        raise ScoreError(f"There is no run in {artifacts}; make one with: python train.py")
    return artifacts / (run or names[0])


def run_command() -> None:
    """Run `main` on the process's arguments; an error becomes one line and an exit status.

    Raises:
        SystemExit: the command failed.
    """
    try:
        main()
    except (ArtifactError, ScoreError) as error:
        sys.exit(f"emolab.inference.score: {error}")


if __name__ == "__main__":
    run_command()
