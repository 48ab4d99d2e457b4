"""A run's files against what its record, its scores and its weights give."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tools.audit import bootstrap, metrics, thresholds
from tools.audit.comparison import Comparison
from tools.audit.rows import Rows
from tools.audit.scoring import ensemble_scores, scored

EXACT, INTERVALS, LINEAR = 1e-9, 1e-6, 1e-5
# Products of 8-bit numbers are rounded differently on another processor.
TRANSFORMER, TRANSFORMER_MEAN = 0.05, 0.002
_ENSEMBLE = 1e-6
_FIXED = {"fixed_0.2": 0.2, "fixed_0.5": 0.5}


@dataclass(frozen=True)
class RunFiles:
    """The content of a run's files.

    Attributes:
        folder: of the run.
        record: run.json.
        metrics: metrics.json, by model.
        scores: by split, the array of each model and "targets".
        descriptions: model.json of each model.
    """

    folder: Path
    record: dict[str, Any]
    metrics: dict[str, Any]
    scores: dict[str, dict[str, np.ndarray]]
    descriptions: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> "RunFiles":
        """Read the JSON files and the scores of a run."""
        record, found = (_json(folder / name) for name in ("run.json", "metrics.json"))
        scores: dict[str, dict[str, np.ndarray]] = {}
        with np.load(folder / "scores.npz", allow_pickle=False) as file:
            for name in file.files:
                split, _, array = name.partition("/")
                scores.setdefault(split, {})[array] = file[name]
        descriptions = {model: _json(folder / "models" / model / "model.json") for model in found}
        return cls(folder, record, found, scores, descriptions)


def check_manifest(folder: Path, report: Comparison) -> bool:
    """Sizes and SHA-256 of all files against run.json; whether all are right."""
    before = len(report.differences)
    stated = _json(folder / "run.json")["files"]
    found = {
        path.relative_to(folder).as_posix(): {
            "size": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / "run.json"
    }
    report.compare(f"{folder.name}/run.json: files", stated, found)
    return len(report.differences) == before


def check_targets(run: RunFiles, rows: Mapping[str, Rows], report: Comparison) -> None:
    """The stored targets of each split against those read from the data."""
    for split, read in rows.items():
        stored = run.scores.get(split, {}).get("targets")
        report.compare_arrays(f"scores.npz: {split}/targets", stored, read.targets)


def check_thresholds(run: RunFiles, report: Comparison) -> None:
    """The thresholds of every model: float32 values, chosen on validation by the definition."""
    for model, stated in run.metrics.items():
        where = f"metrics.json: {model}/thresholds"
        report.compare(
            f"models/{model}/model.json: thresholds",
            run.descriptions[model].get("thresholds"),
            stated["thresholds"],
        )
        report.compare(
            f"models/{model}/model.json: labels",
            run.descriptions[model].get("labels"),
            run.record["labels"],
        )
        for split, arrays in run.scores.items():
            kind = str(arrays[model].dtype) if model in arrays else "nothing"
            report.compare(f"scores.npz: type of {split}/{model}", kind, "float32")
        for policy, values in stated["thresholds"].items():
            rounded = np.array(values, dtype=np.float32).astype(float)
            report.compare(f"{where}/{policy} as float32", values, rounded)
        chosen = thresholds.choose_thresholds(*_of(run, "validation", model))
        if _cross_fitted(run, model):
            report.unchecked.append(
                f"the choice of {model}'s thresholds: it used scores of cross-fitted train rows, "
                "which the run does not hold"
            )
            chosen = {policy: chosen[policy] for policy in _FIXED}
            stated = {policy: stated["thresholds"].get(policy) for policy in _FIXED}
            report.compare(where, stated, chosen)
        else:
            report.compare(where, stated["thresholds"], chosen, 1e-7)


def check_metrics(
    run: RunFiles, kinds: tuple[str, ...], report: Comparison, full: bool = False
) -> dict[str, Any]:
    """Every metric of metrics.json against those of the stored scores.

    Args:
        run: the run.
        kinds: of the challenge texts.
        report: where differences go.
        full: compute ROC AUC of every resample by scikit-learn, too.

    Returns:
        The recomputed metrics, in the form of metrics.json.
    """
    return {
        model: _check_model(run, model, kinds, report, bootstrap.RESAMPLES if full else 1)
        for model in run.metrics
    }


def _check_model(
    run: RunFiles, model: str, kinds: tuple[str, ...], report: Comparison, exact: int
) -> dict[str, Any]:
    stated = run.metrics[model]
    applied = {
        policy: np.array(values, dtype=np.float32)
        for policy, values in stated["thresholds"].items()
    }
    recomputed: dict[str, Any] = {"thresholds": stated["thresholds"]}
    for split in run.scores:
        targets, scores = _of(run, split, model)
        found = metrics.split_metrics(targets, scores, applied)
        differing: list[str] = []
        if split == "validation":
            found["cross_validated"] = thresholds.cross_validated_metrics(targets, scores)
        else:
            found["intervals"], differing = bootstrap.intervals(
                targets, scores, applied, exact=exact
            )
        if split == "challenge" and kinds:
            found["slices"] = {}
            for kind in dict.fromkeys(kinds):
                rows = np.flatnonzero(np.array(kinds) == kind)
                of_kind = metrics.slice_metrics(targets[rows], scores[rows], applied)
                of_kind["intervals"], more = bootstrap.slice_intervals(
                    targets[rows], scores[rows], applied, exact if exact > 1 else 0
                )
                found["slices"][kind] = of_kind
                differing += [f"{kind}, {each}" for each in more]
        for each in differing:
            report.expect(f"ROC AUC of {model} on {split}", False, each, "the same")
        recomputed[split] = found
    where = f"metrics.json: {model}"
    # Intervals have a tolerance of their own.
    report.compare(where, _without_intervals(stated), _without_intervals(recomputed), EXACT)
    report.compare(where, _intervals_of(stated), _intervals_of(recomputed), INTERVALS)
    return recomputed


def check_scores(run: RunFiles, rows: Mapping[str, Rows], report: Comparison) -> None:
    """The stored scores of each split against those that the weights give for its texts."""
    found: dict[str, dict[str, np.ndarray]] = {split: {} for split in rows}
    for model, description in run.descriptions.items():
        folder = run.folder / "models" / model
        members = description.get("weights")
        if members:
            _check_ensemble(run, model, members, report)
        for split, read in rows.items():
            if members:
                scores = ensemble_scores(members, found[split])
            else:
                scores = scored(folder, read.texts)
            where = f"scores.npz: {split}/{model}"
            if scores is None:
                report.expect(where, False, "scores", f"no weights in models/{model}")
                continue
            found[split][model] = scores
            exact = (folder / "weights.npz").is_file()
            limits = (LINEAR,) if exact else (TRANSFORMER, TRANSFORMER_MEAN)
            report.compare_arrays(where, run.scores[split].get(model), scores, *limits)


def _check_ensemble(
    run: RunFiles, model: str, members: Mapping[str, float], report: Comparison
) -> None:
    """The stored scores of an ensemble against those of its members' stored scores."""
    for split, arrays in run.scores.items():
        report.compare_arrays(
            f"scores.npz: {split}/{model} from its members' scores",
            arrays.get(model),
            ensemble_scores(members, arrays),
            _ENSEMBLE,
        )


def _cross_fitted(run: RunFiles, model: str) -> bool:
    """Whether cross-fitted train rows chose thresholds too; of an ensemble, if all members' did."""
    members = run.descriptions[model].get("weights")
    if members:
        return all(_cross_fitted(run, member) for member in members)
    return bool(run.descriptions[model].get("settings", {}).get("cross_fit"))


def _of(run: RunFiles, split: str, model: str) -> tuple[np.ndarray, np.ndarray]:
    return run.scores[split]["targets"], run.scores[split][model]


def _without_intervals(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {
            key: _without_intervals(value) for key, value in content.items() if key != "intervals"
        }
    return content


def _intervals_of(content: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for key, value in content.items():
        if key == "intervals":
            found[key] = value
        elif isinstance(value, Mapping) and (inner := _intervals_of(value)):
            found[key] = inner
    return found


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
