"""Kept results that repeat metrics of the shipped run."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.audit.comparison import Comparison
from tools.audit.expected import at
from tools.audit.run import EXACT, RunFiles

RESULTS = Path("benchmarks", "results")
_METRICS = {
    "macro F1": "policies/per_label/f1_macro",
    "micro F1": "policies/shared/f1_micro",
    "ROC AUC macro": "ranking/roc_auc_macro",
    "top label correct": "top_label/accuracy",
}
_READINGS = {
    "macro F1, thresholds per label": "policies/per_label/f1_macro",
    "micro F1, shared threshold": "policies/shared/f1_micro",
    "ROC AUC macro": "ranking/roc_auc_macro",
}


def check_results(
    root: Path, run: RunFiles, recomputed: Mapping[str, Any], report: Comparison
) -> None:
    """The run's own seed in seeds.json, and the last logged reading of test."""
    own_seed = str(run.record["config"]["seed"])
    kept = json.loads((root / RESULTS / "seeds.json").read_text(encoding="utf-8"))
    for model, by_seed in kept.items():
        if own_seed in by_seed and model in recomputed:
            where = f"seeds.json: {model}/{own_seed}"
            report.compare(where, by_seed[own_seed], _of_seed(recomputed[model]), EXACT)
    log = root / RESULTS / "test_readings.jsonl"
    if not log.exists():
        report.unchecked.append(f"{log.name}: there is no log of test readings")
        return
    readings = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    readings = [each for each in readings if each["created"] == run.record["created"]]
    if not readings:
        report.unchecked.append(f"{log.name}: no reading of the run created then")
        return
    found = {
        model: {name: at(metrics["test"], key) for name, key in _READINGS.items()}
        for model, metrics in recomputed.items()
    }
    report.compare(f"{log.name}: last reading", readings[-1]["metrics"], found, EXACT)


def _of_seed(metrics: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"validation": metrics["validation"]["cross_validated"]}
    for split in ("test", "challenge"):
        if split in metrics:
            measured = metrics[split]
            found[split] = {name: at(measured, key) for name, key in _METRICS.items()}
            found[split]["intervals"] = {
                name: at(measured["intervals"], key.removeprefix("policies/"))
                for name, key in _METRICS.items()
            }
    return found
