"""Recompute every figure of a run from its weights, and say how far it is from what is stored.

Usage:
    python -m emolab.evaluation --run artifacts/goemotions --data DIR
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from emolab.artifacts import ArtifactError, Run, open_run
from emolab.data import DataError, audit, load_dataset, read_challenge
from emolab.evaluation import evaluate
from emolab.models import serve


def main(arguments: list[str] | None = None) -> None:
    """Serve every model of the run on the data it was measured on, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="the run's folder")
    parser.add_argument("--data", required=True, help="as for train.py")
    options = parser.parse_args(arguments)

    run = open_run(options.run)
    splits = measured_on(run, options.data)
    stored = run.metrics()
    print(f"{'model':24}{'scores':>12}{'figures':>12}   largest difference to what is stored")
    for model in run.models:
        served = serve(model, run.model_folder(model))
        scores = {
            split: served.predict_proba(texts).astype(np.float32) for split, texts in splits.items()
        }
        shift = max(np.abs(scores[split] - run.scores(split)[model]).max() for split in splits)
        thresholds = {
            policy: np.array(values, dtype=np.float32)
            for policy, values in stored[model]["thresholds"].items()
        }
        targets = {split: run.scores(split)["targets"] for split in splits}
        again = evaluate(targets, scores, thresholds=thresholds)
        moved = max(
            abs(one - other)
            for one, other in zip(numbers(again), numbers(stored[model]), strict=True)
        )
        print(f"{model:24}{shift:12.1e}{moved:12.1e}")


def measured_on(run: Run, source: str) -> dict[str, tuple[str, ...]]:
    """Texts of the splits that the run was measured on, the challenge set among them.

    Raises:
        DataError: the data is another, or its rows are.
    """
    dataset, _ = audit(load_dataset(source))
    splits = {"validation": dataset.validation, "test": dataset.test}
    for split, rows in splits.items():
        if not np.array_equal(rows.targets, run.scores(split)["targets"]):
            raise DataError(
                f"The {split} rows of {dataset.source} are not those that the run {run.name} was "
                f"measured on ({run.record['data']['source']})."
            )
    challenge = read_challenge(run.labels)
    if challenge and "challenge" in run.splits():
        splits["challenge"] = challenge[0]
    return {split: rows.texts for split, rows in splits.items()}


def numbers(figures: Any) -> Iterator[float]:
    """All numbers of nested dicts and lists, in order."""
    if isinstance(figures, dict):
        for key in sorted(figures):
            yield from numbers(figures[key])
    elif isinstance(figures, list | tuple):
        for each in figures:
            yield from numbers(each)
    elif figures is not None:
        yield float(figures)


if __name__ == "__main__":
    try:
        main()
    except (ArtifactError, DataError) as error:
        sys.exit(f"emolab.evaluation: {error}")
