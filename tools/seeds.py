"""How much the metrics of a run's models vary with the seed.

Usage:
    python -m tools.seeds --data DIR --models logistic_regression naive_bayes --seeds 1 2

Trains models of the run again, by the run's own configuration, under other seeds of head, order,
dropout and folds; the rows, generated ones among them, and the soft labels stay as they are.
Results are kept as JSON by model and seed; what was measured for this run is not measured again.
"""

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from emolab.data.dataset import Dataset
from emolab.evaluation.summary import evaluate
from emolab.runs.store import Run, open_run, write_json
from emolab.training import pipeline
from emolab.training.config import TrainingConfig
from tools.readme import RESULTS

RESULT = RESULTS / "seeds.json"


def headline(metrics: dict[str, Any]) -> dict[str, Any]:
    """The metrics by which seeds are compared: values, and 95 % intervals where there are some."""
    found: dict[str, Any] = {}
    if "validation" in metrics:
        found["validation"] = metrics["validation"]["cross_validated"]
    for split in ("test", "challenge"):
        if split not in metrics:
            continue
        measured, intervals = metrics[split], metrics[split]["intervals"]
        found[split] = {
            "macro F1": measured["policies"]["per_label"]["f1_macro"],
            "micro F1": measured["policies"]["shared"]["f1_micro"],
            "ROC AUC macro": measured["ranking"]["roc_auc_macro"],
            "top label correct": measured["top_label"]["accuracy"],
            "intervals": {
                "macro F1": intervals["per_label"]["f1_macro"],
                "micro F1": intervals["shared"]["f1_micro"],
                "ROC AUC macro": intervals["ranking"]["roc_auc_macro"],
                "top label correct": intervals["top_label"]["accuracy"],
            },
        }
    return found


def measure(config: TrainingConfig, dataset: Dataset, model: str, seed: int) -> dict[str, Any]:
    """The headline metrics of one model trained under this seed, as it is served."""
    settings = replace(config.models[model], seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        classifier = pipeline.fit(model, settings, place, dataset, pipeline.Durations())
        scored = pipeline.score({model: classifier}, dataset, place, pipeline.Durations())
        return headline(evaluate(scored.targets, scored.of_model(model), kinds=scored.kinds))


def measured_before(run: Run) -> dict[str, dict[str, Any]]:
    """By model and seed what was kept for this run, and the run's own metrics."""
    kept = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    own = str(run.record["config"]["seed"])
    found = {}
    for model, metrics in run.metrics().items():
        shipped = headline(metrics)
        before = kept.get(model, {})
        same = before.get(own, {}).get("test", {}).get("macro F1") == shipped["test"]["macro F1"]
        found[model] = {own: shipped} | (
            {seed: values for seed, values in before.items() if seed != own} if same else {}
        )
    return found


def main() -> None:
    """Measure the models and seeds that were asked for, and keep them beside the run's own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, default=Path("artifacts/goemotions"))
    parser.add_argument("--data", required=True, help="where the run's data lies here")
    parser.add_argument("--artifacts", type=Path, default=Path("artifacts"))
    parser.add_argument("--models", nargs="+", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    run = open_run(options.run)
    config = TrainingConfig.from_dict(run.record["config"])
    config = replace(
        config,
        data=replace(config.data, source=options.data),
        models={model: config.models[model] for model in options.models},
    )
    dataset, _ = pipeline.read_data(config.data, config.seed)
    dataset, _ = pipeline.augmented(config, dataset, options.artifacts)
    dataset = pipeline.distilled(config, dataset, options.artifacts, pipeline.Durations())
    found = measured_before(run)
    for model in options.models:
        for seed in options.seeds:
            if str(seed) in found[model]:
                continue
            found[model][str(seed)] = measure(config, dataset, model, seed)
            write_json(RESULT, found)


if __name__ == "__main__":
    main()
