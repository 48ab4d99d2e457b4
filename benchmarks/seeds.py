"""How much the transformer's figures hang on its seed.

Usage:
    python -m benchmarks.seeds --run artifacts/goemotions --data DIR --seeds 1 2

Trains the run's transformer again, by the run's own command, under other seeds of head, order and
dropout; rows that were written and the teacher's scores stay as they are. Results are kept as JSON;
a seed that was measured for this run is not measured again.
"""

import argparse
import json
import shlex
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.readme import RESULTS
from emolab import training
from emolab.artifacts import Run, open_run, write_json
from emolab.data import Dataset
from emolab.evaluation import evaluate
from emolab.models import ServedClassifier, serve
from emolab.options import changed, parse, settings_of

RESULT = RESULTS / "seeds.json"


def headline(metrics: dict[str, Any]) -> dict[str, float]:
    """The figures that seeds are compared by, on test."""
    test = metrics["test"]
    return {
        "macro F1": test["policies"]["per_label"]["f1_macro"],
        "micro F1": test["policies"]["shared"]["f1_micro"],
        "ROC AUC macro": test["ranking"]["roc_auc_macro"],
    }


def measure(
    options: argparse.Namespace, dataset: Dataset, seed: int
) -> dict[str, dict[str, float]]:
    """Figures of the transformer trained under this seed: as served, and in full precision."""
    settings = settings_of("transformer", changed(options, seed=seed))
    model = training.fit("transformer", settings, options.artifacts, dataset, {})
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder))
        forms = {"served": serve("transformer", Path(folder)), "full precision": model}
        return {form: headline(_evaluated(dataset, of)) for form, of in forms.items()}


def measured_before(run: Run) -> dict[str, dict[str, dict[str, float]]]:
    """By seed, what was kept of this run; of another run's seeds nothing is taken over."""
    own = str(run.record["seed"])
    served = {"served": headline(run.metrics()["transformer"])}
    kept = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    return kept if kept.get(own) == served else {own: served}


def _evaluated(dataset: Dataset, model: ServedClassifier) -> dict[str, Any]:
    splits = {"validation": dataset.validation, "test": dataset.test}
    return evaluate(
        {split: rows.targets for split, rows in splits.items()},
        {split: model.predict_proba(rows.texts) for split, rows in splits.items()},
    )


def main() -> None:
    """Measure the seeds that were asked for, and keep them beside the run's own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, default=Path("artifacts/goemotions"))
    parser.add_argument("--data", required=True, help="where the run's data lies here")
    parser.add_argument("--artifacts", type=Path, default=Path("artifacts"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    run = open_run(given.run)
    options = changed(
        parse(shlex.split(run.record["command"])[2:]), data=given.data, artifacts=given.artifacts
    )
    dataset, _ = training.read(options)
    dataset, _ = training.augmented(options, dataset)
    dataset = training.taught(options, dataset, {})
    found = measured_before(run)
    for seed in given.seeds:
        if str(seed) in found:
            continue
        found[str(seed)] = measure(options, dataset, seed)
        print(seed, found[str(seed)], flush=True)
        write_json(RESULT, found)


if __name__ == "__main__":
    main()
