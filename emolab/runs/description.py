"""A run described: how it was made, its data, its files."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from emolab.runs.store import ArtifactError, Run

_LEAKAGE = {
    "train_duplicates": "train rows equal to an earlier one, labels included",
    "train_in_validation": "train rows whose text is also in validation",
    "train_in_test": "train rows whose text is also in test",
    "validation_in_test": "validation rows whose text is also in test",
    "dropped": "train rows left out as duplicates or leaks",
}


def origin(run: Run) -> pd.DataFrame:
    """What a reader needs to make the run again: columns what and value."""
    record = run.record
    config = record["config"]
    encoders = record.get("encoders", {}).values()
    rows = [
        ("created", record["created"]),
        ("command", record["command"]),
        ("preset", config["preset"]),
        ("taxonomy", config["data"].get("taxonomy") or "label list of the data"),
        ("seed", config["seed"]),
        ("commit", record["git_commit"] or "not in a git repository"),
        ("data", record["data"]["source"]),
        ("data fingerprint", record["data"]["fingerprint"]),
        ("encoder", _listed(encoder["name"] for encoder in encoders)),
        ("encoder revision", _listed(encoder["revision"] for encoder in encoders)),
    ]
    return _pairs(rows)


def data_found(run: Run) -> tuple[pd.DataFrame, list[str]]:
    """Rows of each split, leaks and duplicates (columns what and rows), and notes in sentences."""
    data = run.record["data"]
    rows = [(f"{split} rows", count) for split, count in data["rows"].items()]
    rows += [(_LEAKAGE.get(name, name), count) for name, count in data["leakage"].items()]
    generated = data.get("positives_generated") or [0]
    rows.append(("labels in generated rows", sum(generated)))
    return pd.DataFrame(rows, columns=["what", "rows"]), list(data["notes"])


def settings(run: Run) -> pd.DataFrame:
    """Settings of every model, and of augmentation and distillation: model, setting, value."""
    by_model: dict[str, dict[str, Any]] = dict(run.record["config"]["models"])
    for stage in ("augmentation", "distillation"):
        if run.record["config"][stage]:
            by_model[stage] = run.record["config"][stage]
    rows = [
        (model, name, str(value))
        for model, values in by_model.items()
        for name, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["model", "setting", "value"])


def durations(run: Run) -> pd.DataFrame:
    """How long each stage took: columns stage and seconds."""
    return pd.DataFrame(run.record["durations_s"].items(), columns=["stage", "seconds"])


def packages(run: Run) -> pd.DataFrame:
    """Versions at training: columns package and version."""
    return pd.DataFrame(run.record["package_versions"].items(), columns=["package", "version"])


def files(run: Run) -> pd.DataFrame:
    """Every file's size in bytes and SHA-256 as they were written: columns file, bytes, sha256."""
    rows = [(file, entry["size"], entry["sha256"]) for file, entry in run.record["files"].items()]
    return pd.DataFrame(rows, columns=["file", "bytes", "sha256"])


def faults(run: Run) -> list[str]:
    """A sentence for each file that is no longer as it was written; every file is read anew."""
    fresh = Run(run.folder, run.record)
    found = []
    for file in run.record["files"]:
        try:
            fresh.path(file)
        except ArtifactError as error:
            found.append(str(error))
    return found


def model_card_text(run: Run, model: str) -> str | None:
    """A model's card as people read it, without its YAML head; None where it has none."""
    file = f"models/{model}/README.md"
    if not run.has(file):
        return None
    text = run.path(file).read_text(encoding="utf-8")
    return text.split("---\n", 2)[-1].lstrip() if text.startswith("---\n") else text


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names) or "none"


def _pairs(rows: list[tuple[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["what", "value"]).astype(str)
