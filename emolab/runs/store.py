"""A run's folder: written whole or not at all, verified when read.

pandas is imported where a table is asked for: the dashboard's first page waits for none.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from emolab.runs.migration import (
    OLD_MODEL_NAMES,
    current_name,
    migrate_candidates,
    migrate_record,
)
from emolab.runs.record import RunRecord

if TYPE_CHECKING:
    import pandas as pd

    from emolab.evaluation.results import ModelMetrics
    from emolab.models.base import History
    from emolab.runs.record import UnsealedRecord

SCHEMA_VERSION = 2
_READABLE = (1, 2)
_RECORD = "run.json"
_WRITING = ".writing-"
_REPLACED = ".replaced-"


class ArtifactError(RuntimeError):
    """A run that cannot be written or trusted; the message says which file and what to do."""


def check_name(root: Path, name: str) -> None:
    """Whether a run of this name could be written; asked before the hours of training.

    Raises:
        ArtifactError: the name is taken or cannot name a folder, or `root` is a file.
    """
    if not re.fullmatch(r"\w[\w.-]{0,99}", name):
        raise ArtifactError(
            f"{name!r} cannot name a run; up to a hundred letters, digits, '-', '_' and '.' can."
        )
    if root.exists() and not root.is_dir():
        raise ArtifactError(f"{root} is a file; runs need a folder. Name one with --artifacts.")
    if (root / name).exists():
        raise ArtifactError(
            f"{root / name} exists. Runs are never overwritten: choose another --run, or delete "
            "that folder first."
        )


@contextmanager
def write_run(root: Path, name: str) -> Iterator[Path]:
    """A temporary folder beside the runs that becomes `root/name` when the block ends well.

    The block must call `seal`. When it raises, or the process is killed, no run appears and those
    that are there stay as they are; what a killed process left is cleared by the next call.

    Raises:
        ArtifactError: as `check_name` does, or the block did not seal.
    """
    check_name(root, name)
    root.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(root)
    folder = root / f"{_WRITING}{os.getpid()}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
        if not (folder / _RECORD).exists():
            raise ArtifactError(f"The run {name} was not sealed, so it is not kept.")
        folder.rename(root / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def rewrite_run(run: Run) -> Iterator[Path]:
    """A copy of a run's folder, without its record, that takes the run's place at the end.

    The block changes files and must call `seal`. When it raises, the run stays as it is.

    Raises:
        ArtifactError: the block did not seal.
    """
    root, name = run.folder.parent, run.folder.name
    _clear_abandoned(root)
    folder = root / f"{_WRITING}{os.getpid()}-{name}"
    replaced = root / f"{_REPLACED}{name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(run.folder, folder)
    (folder / _RECORD).unlink()
    try:
        yield folder
        if not (folder / _RECORD).exists():
            raise ArtifactError(f"The run {name} was not sealed, so it stays as it was.")
        run.folder.rename(replaced)
        folder.rename(run.folder)
        shutil.rmtree(replaced)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seal(folder: Path, record: UnsealedRecord) -> None:
    """Write run.json: the record, and the size and SHA-256 of every file in the folder."""
    files = {
        path.relative_to(folder).as_posix(): {
            "size": path.stat().st_size,
            "sha256": _digest(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    write_json(folder / _RECORD, {**record, "schema_version": SCHEMA_VERSION, "files": files})


def write_json(path: Path, content: Any) -> None:
    """Write JSON for people and programs alike: indented, UTF-8, no NaN."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def write_scores(path: Path, arrays: dict[str, dict[str, np.ndarray]]) -> None:
    """Write arrays by split and name (a model's scores, or "targets") into one .npz file."""
    flat = {
        f"{split}/{name}": array for split, named in arrays.items() for name, array in named.items()
    }
    np.savez_compressed(path, allow_pickle=False, **flat)


def write_texts(folder: Path, splits: dict[str, Any], labels: tuple[str, ...]) -> None:
    """Write texts.parquet: the rows of every split, with their labels and origin."""
    rows = [
        (split, row_id, text, [labels[column] for column in np.flatnonzero(target)], origin)
        for split, part in splits.items()
        for row_id, text, target, origin in zip(
            part.ids, part.texts, part.targets, part.origins, strict=True
        )
    ]
    import pandas as pd

    columns = ["split", "id", "text", "labels", "strategy"]
    pd.DataFrame(rows, columns=columns).to_parquet(folder / "texts.parquet", index=False)


def write_augmentation(folder: Path, rows: pd.DataFrame) -> None:
    """Write augmentation.parquet: every row that was written, kept or rejected and why."""
    rows.to_parquet(folder / "augmentation.parquet", index=False)


@dataclass(frozen=True)
class Run:
    """A run on disk. Every file is held against run.json the first time it is read.

    Attributes:
        folder: where it lies.
        record: what run.json says.
    """

    folder: Path
    record: RunRecord
    _verified: set[str] = field(default_factory=set, compare=False)

    @property
    def name(self) -> str:
        """The folder's name, as the picker shows it."""
        return self.folder.name

    @property
    def labels(self) -> tuple[str, ...]:
        """Label names in column order."""
        return tuple(self.record["labels"])

    @property
    def models(self) -> tuple[str, ...]:
        """Names of its models, in the registry's order."""
        return tuple(self.record["models"])

    def has(self, file: str) -> bool:
        """Whether the run holds this file."""
        return file in self.record["files"]

    def path(self, file: str) -> Path:
        """The path of a file of the run, once its size and checksum are found right.

        Raises:
            ArtifactError: the file is missing, cut short or changed.
        """
        path = self.folder / file
        if file in self._verified:
            return path
        remedy = "Restore the run from a copy, or delete its folder and train again."
        if not self.has(file):
            raise ArtifactError(f"The run {self.name} holds no {file}.")
        expected = self.record["files"][file]
        if not path.is_file():
            raise ArtifactError(f"{path} is missing. {remedy}")
        size = path.stat().st_size
        if size != expected["size"]:
            raise ArtifactError(
                f"{path} has {size:,} bytes where {expected['size']:,} were written. {remedy}"
            )
        if _digest(path) != expected["sha256"]:
            raise ArtifactError(f"{path} was changed since the run was written. {remedy}")
        self._verified.add(file)
        return path

    def model_folder(self, model: str) -> Path:
        """The folder of one model, all its files verified; errors as in `path`."""
        prefix = f"models/{self._stored_name(model)}/"
        files = [file for file in self.record["files"] if file.startswith(prefix)]
        if not files:
            raise ArtifactError(f"The run {self.name} holds no model {model}.")
        for file in files:
            self.path(file)
        return self.folder / prefix

    def metrics(self) -> dict[str, ModelMetrics]:
        """Metrics by model, as `evaluation.evaluate` gives them."""
        stored = json.loads(self.path("metrics.json").read_text(encoding="utf-8"))
        return {current_name(model): metrics for model, metrics in stored.items()}

    def history(self) -> dict[str, History]:
        """What each model's fitting went through."""
        history: dict[str, History] = json.loads(
            self.path("history.json").read_text(encoding="utf-8")
        )
        return history

    def scores(self, split: str) -> dict[str, np.ndarray]:
        """Arrays of shape (n, n_labels) of one split: "targets", and the scores of each model."""
        with np.load(self.path("scores.npz")) as arrays:
            prefix = f"{split}/"
            return {
                current_name(name.removeprefix(prefix)): arrays[name]
                for name in arrays.files
                if name.startswith(prefix)
            }

    def splits(self) -> list[str]:
        """Names of the splits that it has scores of, test first."""
        with np.load(self.path("scores.npz")) as arrays:
            names = dict.fromkeys(name.split("/")[0] for name in arrays.files)
        return sorted(names, key=("test", "validation", "challenge").index)

    def texts(self) -> pd.DataFrame | None:
        """Columns split, id, text, labels, strategy; None for a run that carries no texts."""
        import pandas as pd

        return pd.read_parquet(self.path("texts.parquet")) if self.has("texts.parquet") else None

    def augmentation(self) -> pd.DataFrame:
        """Candidates of augmentation with their status, accepted or rejected; empty without any."""
        import pandas as pd

        return migrate_candidates(pd.read_parquet(self.path("augmentation.parquet")))

    def effects(self) -> pd.DataFrame:
        """What an ablation found; see `evaluation.effect_table`."""
        import pandas as pd

        return pd.read_csv(self.path("effects.csv")).rename(columns={"arm": "variant"})

    def diversity(self) -> pd.DataFrame:
        """How much generated rows differ; see `augmentation.diversity.diversity_table`."""
        import pandas as pd

        # A label may be called "None" or "NA"; only an empty field is a missing one.
        table = pd.read_csv(self.path("diversity.csv"), keep_default_na=False, na_values=[""])
        return table.fillna({"top_phrase": ""})

    def _stored_name(self, model: str) -> str:
        """The name under which the run's folder has a model."""
        old = self.record.get("schema_version") == 1
        return OLD_MODEL_NAMES.get(model, model) if old else model


def open_run(folder: Path) -> Run:
    """A run by its folder.

    Raises:
        ArtifactError: it has no run.json, an unreadable one, or one of another schema.
    """
    path = folder / _RECORD
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArtifactError(f"{folder} is not a run: it has no {_RECORD}.") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ArtifactError(f"{path} cannot be read: {error}.") from error
    version = record.get("schema_version") if isinstance(record, dict) else None
    if version not in _READABLE:
        raise ArtifactError(
            f"{path} has schema version {version}; this EmoLab reads up to {SCHEMA_VERSION}. "
            "Train the run again."
        )
    lacking = sorted({"labels", "models", "files"} - record.keys())
    if lacking:
        raise ArtifactError(f"{path} lacks {', '.join(lacking)}. Train the run again.")
    return Run(folder, cast(RunRecord, migrate_record(record)))


def list_runs(root: Path) -> list[str]:
    """Names of the runs in a folder, the newest first."""
    if not root.is_dir():
        return []
    folders = [
        folder
        for folder in root.iterdir()
        if not folder.name.startswith(".") and (folder / _RECORD).is_file()
    ]
    folders.sort(key=lambda folder: ((folder / _RECORD).stat().st_mtime, folder.name), reverse=True)
    return [folder.name for folder in folders]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clear_abandoned(root: Path) -> None:
    """Remove what killed processes left half written; a run that was being replaced comes back."""
    for folder in root.glob(f"{_REPLACED}*"):
        run = root / folder.name.removeprefix(_REPLACED)
        if run.exists():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            folder.rename(run)
    for folder in root.glob(f"{_WRITING}*"):
        process = folder.name.removeprefix(_WRITING).split("-")[0]
        if process.isdecimal() and not _alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
