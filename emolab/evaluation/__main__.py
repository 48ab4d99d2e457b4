"""Score and evaluate a run again from its weights, and say how far that is from what it stores.

Usage:
    python -m emolab.evaluation --run artifacts/goemotions --data DIR
    python -m emolab.evaluation --run artifacts/goemotions --data DIR --write

With --write the run's scores, metrics and cards become those found now; its weights and thresholds
stay, and its record says that this was done.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from emolab.augmentation.diversity import Originals, diversity_table
from emolab.data.dataset import DataError, Dataset, Split
from emolab.data.leakage import audit
from emolab.data.sources import load_dataset, read_challenge
from emolab.evaluation.results import ModelMetrics
from emolab.evaluation.summary import evaluate
from emolab.models.base import ModelError, read_description
from emolab.models.registry import serve
from emolab.runs import environment as provenance
from emolab.runs import store as artifacts
from emolab.runs.model_cards import model_card
from emolab.runs.record import ChangeRecord, RunRecord
from emolab.runs.store import ArtifactError, Run, open_run


@dataclass(frozen=True)
class MeasuredRows:
    """The rows that a run is measured on.

    Attributes:
        dataset: as the run was made from it, generated rows left out.
        splits: "validation", "test", and "challenge" where the run has its labels.
        kinds: what is hard about each challenge text.
    """

    dataset: Dataset
    splits: dict[str, Split]
    kinds: tuple[str, ...] = ()


def main(arguments: list[str] | None = None) -> None:
    """Serve every model of the run on the data it was measured on, compare, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="the run's folder")
    parser.add_argument("--data", required=True, help="as for train.py")
    parser.add_argument("--write", action="store_true", help="put what is found into the run")
    options = parser.parse_args(arguments)

    run = open_run(options.run)
    rows = measured_rows(run, options.data)
    targets = {split: part.targets for split, part in rows.splits.items()}
    stored = run.metrics()
    scores: dict[str, dict[str, np.ndarray]] = {split: {} for split in rows.splits}
    metrics: dict[str, ModelMetrics] = {}
    print(f"{'model':32}{'scores':>12}{'metrics':>12}   largest difference to what is stored")
    for model in run.models:
        served = serve(model, run.model_folder(model))
        for split, part in rows.splits.items():
            scores[split][model] = served.predict_proba(part.texts).astype(np.float32)
        thresholds = {
            policy: np.array(values, dtype=np.float32)
            for policy, values in stored[model]["thresholds"].items()
        }
        of_model = {split: by_model[model] for split, by_model in scores.items()}
        metrics[model] = evaluate(targets, of_model, thresholds=thresholds, kinds=rows.kinds)
        shift = max(np.abs(of_model[split] - run.scores(split)[model]).max() for split in of_model)
        print(f"{model:32}{shift:12.1e}{difference(metrics[model], stored[model]):12.1e}")
    if options.write:
        write(run, rows, scores, metrics)
        print(f"Wrote {run.folder}; the weights are as they were.")


def measured_rows(run: Run, source: str) -> MeasuredRows:
    """The rows of the splits that the run was measured on.

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
    if challenge is None:
        return MeasuredRows(dataset, splits)
    return MeasuredRows(dataset, {**splits, "challenge": challenge[0]}, challenge[1])


def write(
    run: Run,
    rows: MeasuredRows,
    scores: Mapping[str, dict[str, np.ndarray]],
    metrics: Mapping[str, ModelMetrics],
) -> None:
    """Put scores, metrics, cards and diversity into the run, and seal it anew."""
    change: ChangeRecord = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "git_commit": provenance.code_commit(),
        "command": provenance.command_line(),
        "what": "scored and evaluated again; weights and thresholds unchanged",
    }
    record: RunRecord = {**run.record, "changes": [*run.record.get("changes", []), change]}
    generated = run.augmentation()
    with artifacts.rewrite_run(run) as folder:
        artifacts.write_scores(
            folder / "scores.npz",
            {
                split: {"targets": part.targets, **scores[split]}
                for split, part in rows.splits.items()
            },
        )
        artifacts.write_json(folder / "metrics.json", metrics)
        if len(generated) and (generated.status == "accepted").any():
            table = diversity_table(generated, Originals.of(rows.dataset))
            table.to_csv(folder / "diversity.csv", index=False)
        for model, of_model in metrics.items():
            place = folder / "models" / model
            weights = read_description(place).get("weights")
            model_card(model, record, of_model, weights).save(place / "README.md")
        artifacts.seal(folder, record)


def difference(found: Mapping[str, Any], stored: Mapping[str, Any]) -> float:
    """The largest difference of the numbers that both have under the same keys."""
    pairs = dict(numbers(stored))
    return max(
        (abs(value - pairs[path]) for path, value in numbers(found) if path in pairs), default=0.0
    )


def numbers(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], float]]:
    """All numbers of nested dicts and lists, each with the keys and positions that lead to it."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from numbers(value, (*path, key))
    elif isinstance(content, list | tuple):
        for position, value in enumerate(content):
            yield from numbers(value, (*path, position))
    elif content is not None:
        yield path, float(content)


def run_command() -> None:
    """Run `main` on the process's arguments; an error becomes one line and an exit status.

    Raises:
        SystemExit: the command failed.
    """
    try:
        main()
    except (ArtifactError, DataError, ModelError) as error:
        sys.exit(f"emolab.evaluation: {error}")


if __name__ == "__main__":
    run_command()
