"""Runs written by earlier versions, read under today's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# How version 1 called a model that has another name now.
OLD_MODEL_NAMES = {"ensemble": "together"}
_NEW_MODEL_NAMES = {old: new for new, old in OLD_MODEL_NAMES.items()}


def migrate_record(record: dict[str, Any]) -> dict[str, Any]:
    """A run's record of version 1 with the keys of version 2; one of version 2 as it is.

    What version 1 did not record, such as the augmentation's settings, is None.
    """
    if record.get("schema_version") != 1:
        return record
    migrated = dict(record)
    if "settings" in record:
        teacher = record.get("teacher")
        taxonomy = record.get("taxonomy")
        migrated["config"] = {
            "preset": record.get("preset"),
            "seed": record.get("seed"),
            "data": {"taxonomy": None if taxonomy == "as the data has it" else taxonomy},
            "models": record["settings"],
            "augmentation": None,
            "distillation": teacher
            and {
                "teacher": teacher["model"],
                "folds": teacher["folds"],
                "repeats": teacher["repeats"],
            },
        }
    data = dict(record.get("data", {}))
    if "positives_written" in data:
        data["positives_generated"] = data.pop("positives_written")
    migrated["data"] = data
    migrated["models"] = [current_name(model) for model in record.get("models", [])]
    for key in ("settings", "teacher", "preset", "seed", "taxonomy"):
        migrated.pop(key, None)
    return migrated


def current_name(model: str) -> str:
    """A model's name today, from the name that any version gave it."""
    return _NEW_MODEL_NAMES.get(model, model)


def migrate_candidates(candidates: pd.DataFrame) -> pd.DataFrame:
    """The table of augmentation's candidates with the columns and words of today.

    Earlier versions called the column `status` `verdict`, and accepted rows "kept".
    """
    if "verdict" not in candidates:
        return candidates
    renamed = candidates.rename(columns={"verdict": "status"})
    return renamed.assign(
        status=renamed.status.replace("kept", "accepted"),
        reason=renamed.reason.str.replace("of a kept row", "of an accepted row"),
    )
