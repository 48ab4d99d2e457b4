"""What run.json says of a run."""

from typing import Any, NotRequired, TypedDict

from emolab.models.base import EncoderRecord


class FileRecord(TypedDict):
    """Size in bytes and SHA-256 of a file, as it was written."""

    size: int
    sha256: str


class DataRecord(TypedDict):
    """The data that a run was trained and measured on; an ablation has source and fingerprint.

    Attributes:
        source: where it was read from.
        fingerprint: a digest of its texts and labels.
        rows: by split.
        positives: by split, of each label in column order.
        positives_generated: of each label, among generated rows.
        leakage: rows by kind of duplicate or leak; see `Leakage`.
        notes: what reading the data had to say, in sentences.
    """

    source: str
    fingerprint: str
    rows: NotRequired[dict[str, int]]
    positives: NotRequired[dict[str, list[int]]]
    positives_generated: NotRequired[list[int]]
    leakage: NotRequired[dict[str, int]]
    notes: NotRequired[list[str]]


class ChangeRecord(TypedDict):
    """A change of a run after its training."""

    date: str
    git_commit: str | None
    command: str
    what: str


class UnsealedRecord(TypedDict):
    """What training says of a run, before its files are listed.

    Attributes:
        created: ISO time of the training's end, UTC.
        command: that trained it.
        git_commit: of the code; None outside a repository.
        config: the whole `TrainingConfig`, by `as_dict`.
        labels: in column order.
        models: in the registry's order.
        data: what it was trained and measured on.
        encoders: by model, of those that were fine-tuned.
        package_versions: by package.
        durations_s: by stage, in seconds; absent of an ablation.
        seeds: of an ablation.
        changes: what was done to it later.
    """

    created: str
    command: str
    git_commit: str | None
    config: dict[str, Any]
    labels: list[str]
    models: list[str]
    data: DataRecord
    encoders: NotRequired[dict[str, EncoderRecord]]
    package_versions: dict[str, str]
    durations_s: NotRequired[dict[str, float]]
    seeds: NotRequired[list[int]]
    changes: NotRequired[list[ChangeRecord]]


class RunRecord(UnsealedRecord):
    """What run.json says of a run.

    Attributes:
        schema_version: of the record.
        files: every other file of the run, by its path in the folder.
    """

    schema_version: int
    files: dict[str, FileRecord]
