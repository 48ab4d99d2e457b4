"""Runs written by earlier versions, read under today's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# How version 1 called a model that has another name now.
OLD_MODEL_NAMES = {"ensemble": "together"}
_NEW_MODEL_NAMES = {old: new for new, old in OLD_MODEL_NAMES.items()}


def migrate_record(record: dict[str, Any]) -> dict[str, Any]:
    """A run's record with the keys of today.

    What version 1 did not record, such as the augmentation's settings, is None.
    """
    migrated = _from_version_1(record) if record.get("schema_version") == 1 else record
    if "encoder" in migrated:
        migrated = dict(migrated)
        # Earlier records name one encoder, that of the only model whose settings have one.
        encoder = migrated.pop("encoder")
        models = migrated.get("config", {}).get("models", {})
        migrated["encoders"] = {
            name: encoder for name, settings in models.items() if encoder and "encoder" in settings
        }
    return migrated


def _from_version_1(record: dict[str, Any]) -> dict[str, Any]:
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
