"""Trials of the linear models, measured on validation.

Usage:
    python -m benchmarks.trials --data DIR             measure the trials that have no record yet
    python -m benchmarks.trials --data DIR --only NAME ...      measure these trials again
    python -m benchmarks.trials --write-docs           write the tables of docs/experiments.md

Each trial is fitted on train, with true labels and without augmentation, and measured on
validation under cross-validated thresholds. The test split is never read. The records are kept
as JSON after each trial, so an interrupted run continues where it stopped.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from emolab.data.dataset import Dataset, Split
from emolab.data.leakage import audit
from emolab.data.sources import load_dataset
from emolab.evaluation.cross_validation import CrossValidated, cross_validated_metrics
from emolab.evaluation.metrics import average_metrics, count, predict
from emolab.evaluation.ranking import ranking_metrics
from emolab.evaluation.thresholds import choose_thresholds
from emolab.models.linear.settings import TfidfSettings
from emolab.models.registry import REGISTRY
from emolab.runs.environment import git_commit
from emolab.runs.store import write_json
from tools.readme import RESULTS, ROOT, render

RESULT = RESULTS / "trials.json"
PAGE = ROOT / "docs" / "experiments.md"
MODELS = {"nb": "naive_bayes", "lr": "logistic_regression"}


@dataclass(frozen=True)
class Trial:
    """A linear model under settings that differ from another trial's.

    Attributes:
        name: unique, as `--only` takes it; begins with a key of MODELS and a hyphen.
        base: name of the trial with which it is compared; None for a model's first trial.
        settings: all settings of the model.
    """

    name: str
    base: str | None
    settings: TfidfSettings

    @property
    def model(self) -> str:
        """The model's name in the registry."""
        return MODELS[self.name.partition("-")[0]]


def _trials() -> dict[str, Trial]:
    """The trials by name, a base before the trials that are compared with it."""
    trials: dict[str, Trial] = {}

    def add(name: str, base: str | None, **changes: Any) -> None:
        """Add a trial; a change that is no field of the settings is a parameter of the grid."""
        settings = trials[base].settings if base else TfidfSettings()
        fields = {key: value for key, value in changes.items() if hasattr(settings, key)}
        grid = {key: [value] for key, value in changes.items() if key not in fields}
        trials[name] = Trial(name, base, replace(settings, **fields, grid=settings.grid | grid))

    add("nb-default-features", None, alpha=0.1, fit_prior=True)
    add(
        "nb-all-words",
        "nb-default-features",
        max_features=None,
        min_texts=3,
        sublinear=True,
        alpha=0.03,
    )
    add("nb-best-3000-words", "nb-all-words", best_features=3_000)
    add("nb-marks", "nb-best-3000-words", marks=True)
    add("nb-trigrams", "nb-marks", ngrams=(1, 3), best_features=10_000)
    add("nb-characters", "nb-trigrams", characters=(2, 5))
    add("nb-best-5000", "nb-characters", best_features=5_000)
    add("nb-best-20000", "nb-characters", best_features=20_000)
    add("nb-all-features", "nb-characters", best_features=None)
    add("nb-alpha-0.1", "nb-characters", alpha=0.1)
    add("nb-cross-fitting", "nb-characters", cross_fit=3)

    add("lr-default-features", None, C=1.0, l1_ratio=0.0)
    add(
        "lr-characters",
        "lr-default-features",
        max_features=None,
        ngrams=(1, 3),
        marks=True,
        characters=(2, 5),
        min_texts=3,
        sublinear=True,
    )
    add("lr-unweighted", "lr-characters", class_weight=None)
    add("lr-root-weights", "lr-characters", class_weight="root")
    add("lr-root-weights-C-3", "lr-root-weights", C=3.0)
    add("lr-count-ratios", "lr-root-weights", count_ratios=True)
    add("lr-best-10000", "lr-count-ratios", best_features=10_000)
    add("lr-best-20000", "lr-best-10000", best_features=20_000)
    add("lr-C-0.3", "lr-best-10000", C=0.3)
    add("lr-C-0.5", "lr-best-10000", C=0.5)
    add("lr-no-count-ratios", "lr-best-10000", count_ratios=False)
    add("lr-cross-fitting", "lr-best-10000", cross_fit=3)
    add("lr-C-0.5-cross-fitting", "lr-C-0.5", cross_fit=3)
    return trials


TRIALS = _trials()


def without_test(dataset: Dataset) -> Dataset:
    """The dataset with an empty test split, and without train rows that repeat or leak."""
    empty = Split.of([], np.zeros((0, len(dataset.labels))))
    blind = Dataset(
        dataset.labels, dataset.train, dataset.validation, empty, dataset.source, dataset.notes
    )
    return audit(blind)[0]


def measure(trial: Trial, dataset: Dataset) -> dict[str, float]:
    """Fit on train, score validation: its cross-validated metrics and the seconds of the fit.

    Thresholds are cross-validated; where the settings ask for cross-fitting, they are chosen on the
    cross-fitted scores of train instead, and all of validation is measured under them.
    """
    model = REGISTRY[trial.model].training_class()(dataset.labels, trial.settings)
    validation = dataset.validation
    started = time.perf_counter()
    model.fit(dataset.train, validation)
    seconds = time.perf_counter() - started
    scores = model.predict_proba(validation.texts).astype(np.float32)
    if model.cross_fitted is None:
        found = cross_validated_metrics(validation.targets, scores)
    else:
        thresholds = choose_thresholds(dataset.train.targets, model.cross_fitted)
        per_label, shared = (
            average_metrics(count(validation.targets, predict(scores, thresholds[policy])))
            for policy in ("per_label", "shared")
        )
        found = CrossValidated(float(per_label["f1_macro"]), float(shared["f1_micro"]))
    return {
        **found.as_dict(),
        "roc_auc_macro": ranking_metrics(validation.targets, scores)["roc_auc_macro"],
        "fit_seconds": seconds,
    }


def described(trial: Trial) -> dict[str, Any]:
    """What defines a trial, as JSON holds it; of its settings those that are not the defaults."""
    defaults = _plain(asdict(TfidfSettings()))
    settings = _plain(asdict(trial.settings))
    return {
        "name": trial.name,
        "model": trial.model,
        "base": trial.base,
        "settings": {key: value for key, value in settings.items() if value != defaults[key]},
    }


def run(
    trials: Sequence[Trial], dataset: Dataset, records: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Measure these trials and keep the records after each one, in the order of TRIALS.

    Args:
        trials: to be measured.
        dataset: as `without_test` returns it.
        records: those of all other trials are kept as they are.
    """
    kept = {record["name"]: record for record in records if record["name"] in TRIALS}
    origin = {
        "commit": git_commit(ROOT),
        "data": dataset.fingerprint(),
        "rows": {"train": len(dataset.train), "validation": len(dataset.validation)},
    }
    for trial in trials:
        metrics = measure(trial, dataset)
        seconds = round(metrics.pop("fit_seconds"), 1)
        date = datetime.now(UTC).date().isoformat()
        kept[trial.name] = {
            **described(trial),
            "metrics": metrics,
            "fit_seconds": seconds,
            "date": date,
            **origin,
        }
        records = [kept[name] for name in TRIALS if name in kept]
        write_json(RESULT, records)
        print(_row(kept[trial.name], records), flush=True)
    return records


def missing(records: Sequence[dict[str, Any]], fingerprint: str) -> list[Trial]:
    """The trials without a record of their present settings on this data."""
    known = [(_definition(record), record["data"]) for record in records]
    return [trial for trial in TRIALS.values() if (described(trial), fingerprint) not in known]


def read_records() -> list[dict[str, Any]]:
    """The records that were kept, in the order of TRIALS."""
    return json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else []


def trials_table(records: Sequence[dict[str, Any]], model: str) -> str:
    """A model's trials as a Markdown table, a row each."""
    lines = [
        "| trial | settings | macro F1 | micro F1 | ROC AUC, macro | fit, s |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join(lines + [_row(each, records) for each in records if each["model"] == model])


def page(records: Sequence[dict[str, Any]]) -> str:
    """docs/experiments.md with its tables as the records have them."""
    tables = {f"{model} trials": trials_table(records, model) for model in MODELS.values()}
    return render(PAGE.read_text(encoding="utf-8"), tables)


def _row(record: dict[str, Any], records: Sequence[dict[str, Any]]) -> str:
    """A record as a row of the table: what differs from its base, then the metrics."""
    bases = {each["name"]: each for each in records}
    base = bases.get(record["base"], {"name": "TfidfSettings()", "settings": {}})
    before, after = _flat(base["settings"]), _flat(record["settings"])
    changes = [
        f"`{key}={after[key]!r}`" for key in after if key not in before or before[key] != after[key]
    ]
    metrics = record["metrics"]
    cells = [
        f"{metrics[name]:.3f}"
        for name in ("f1_macro_per_label", "f1_micro_shared", "roc_auc_macro")
    ]
    cells.append(f"{record['fit_seconds']:.0f}")
    settings = f"`{base['name']}` with {', '.join(changes)}"
    return f"| `{record['name']}` | {settings} | {' | '.join(cells)} |"


def _flat(settings: dict[str, Any]) -> dict[str, Any]:
    """All settings by name, defaults among them, each parameter of the grid for itself."""
    flat = _plain(asdict(TfidfSettings())) | settings
    grid = {key: values[0] for key, values in flat.pop("grid").items()}
    pairs = {key: tuple(value) if isinstance(value, list) else value for key, value in flat.items()}
    return pairs | grid


def _definition(record: dict[str, Any]) -> dict[str, Any]:
    return {key: record[key] for key in ("name", "model", "base", "settings")}


def _plain(content: Any) -> Any:
    """The content as JSON gives it back: lists for tuples."""
    return json.loads(json.dumps(content))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for, or what has no record yet; write the tables where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="a folder of the official GoEmotions TSVs")
    parser.add_argument("--only", nargs="+", choices=list(TRIALS), metavar="NAME")
    parser.add_argument("--write-docs", action="store_true")
    options = parser.parse_args(arguments)
    if not options.data and (options.only or not options.write_docs):
        parser.error("name the data with --data, or write the tables with --write-docs")
    records = read_records()
    if options.data:
        dataset = without_test(load_dataset(options.data))
        asked = [TRIALS[name] for name in options.only or ()]
        records = run(asked or missing(records, dataset.fingerprint()), dataset, records)
    if options.write_docs:
        PAGE.write_text(page(records), encoding="utf-8")


if __name__ == "__main__":
    main()
