"""What the tables between markers must state, by the recomputed metrics and the kept results.

A function here takes the cells of one row by column title and gives, for each column that states
numbers, the values in the order in which the cell has them. A cell may have the first
one alone. Of a column that repeats words of the results, the words are given.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tools.audit.sources import SourceError, Sources

Row = Mapping[str, str]
Values = dict[str, list[float] | str]

SHIPPED = "artifacts/goemotions"
_METRICS = f"{SHIPPED}/metrics.json"
_RESULTS = "benchmarks/results"
# The 97.5th percentile of Student's t distribution, by degrees of freedom.
_STUDENT_T = {
    1: 12.706204736,
    2: 4.302652730,
    3: 3.182446305,
    4: 2.776445105,
    5: 2.570581836,
    6: 2.446911851,
    7: 2.364624252,
    8: 2.306004135,
    9: 2.262157163,
}
# Columns by which a row is looked up, and that of remarks.
WORDS = ("model", "threshold", "kind", "trial", "work", "part", "")
_HEADLINE = {
    "macro F1": "policies/per_label/f1_macro",
    "macro F1, thresholds per label": "policies/per_label/f1_macro",
    "micro F1, shared threshold": "policies/shared/f1_micro",
    "ROC AUC, macro": "ranking/roc_auc_macro",
    "top label correct": "top_label/accuracy",
}
SLICE = {
    "macro F1": ("f1_macro/per_label", "intervals/f1_macro/per_label"),
    "top label correct": ("top_label_accuracy", "intervals/top_label_accuracy"),
    "ROC AUC, macro": ("roc_auc_macro", "intervals/roc_auc_macro"),
}
_SHIPPED = {
    "validation macro F1": "validation/cross_validated/f1_macro_per_label",
    "validation micro F1": "validation/cross_validated/f1_micro_shared",
    "test macro F1": "test/policies/per_label/f1_macro",
    "test micro F1": "test/policies/shared/f1_micro",
}
_SEEDS = {
    "macro F1, thresholds per label": "macro F1",
    "micro F1, shared threshold": "micro F1",
    "ROC AUC, macro": "ROC AUC macro",
}
_TRIALS = {
    "macro F1": "f1_macro_per_label",
    "micro F1": "f1_micro_shared",
    "ROC AUC, macro": "roc_auc_macro",
}
_REFERENCE = {
    "micro F1": "micro_f1",
    "macro F1": "macro_f1",
    "AUC micro": "auc_micro",
    "AUC macro": "auc_macro",
    "off by": "largest_difference",
}


def headline(sources: Sources, split: str) -> Callable[[Row], Values]:
    """Metrics of each model on one split, with intervals."""

    def values(row: Row) -> Values:
        found = at(sources.json(_METRICS), f"{model_name(row['model'])}/{split}")
        return {column: with_interval(found, key) for column, key in _HEADLINE.items()}

    return values


def kinds(sources: Sources, model: str = "transformer") -> Callable[[Row], Values]:
    """Challenge metrics of one model by kind, with intervals."""

    def values(row: Row) -> Values:
        slices = at(sources.json(_METRICS), f"{model}/challenge/slices")
        found = at(slices, row["kind"].replace(" ", "_"))
        return {"texts": [found["texts"]]} | {
            column: [at(found, key), *at(found, interval)]
            for column, (key, interval) in SLICE.items()
        }

    return values


def top_label(sources: Sources, model: str = "transformer") -> list[float]:
    """Shares: top label correct and neutral on test, then on the challenge set."""
    found = at(sources.json(_METRICS), model)
    neutral = sources.json(f"{SHIPPED}/run.json")["labels"].index("neutral")
    values = []
    for split in ("test", "challenge"):
        top = found[split]["top_label"]
        values += [top["accuracy"], top["counts"][neutral] / sum(top["counts"])]
    return values


def seeds(sources: Sources) -> Callable[[Row], Values]:
    """Mean, standard deviation (n - 1) and 95 % interval of the mean over a model's seeds.

    The interval is Student's t. Of one seed there is its value alone.
    """

    def values(row: Row) -> Values:
        by_seed = at(sources.json(f"{_RESULTS}/seeds.json"), model_name(row["model"]))
        found: Values = {"seeds": [float(seed) for seed in by_seed]}
        for column, name in _SEEDS.items():
            each = [metrics["test"][name] for metrics in by_seed.values()]
            if len(each) == 1:
                found[column] = each
                continue
            mean, deviation = float(np.mean(each)), float(np.std(each, ddof=1))
            reach = _STUDENT_T[len(each) - 1] * deviation / len(each) ** 0.5
            found[column] = [mean, deviation, mean - reach, mean + reach]
        return found

    return values


def shipped(sources: Sources) -> Callable[[Row], Values]:
    """Cross-validated metrics of validation beside those of test."""

    def values(row: Row) -> Values:
        found = at(sources.json(_METRICS), model_name(row["model"]))
        return {column: [at(found, key)] for column, key in _SHIPPED.items()}

    return values


def reference(sources: Sources) -> Callable[[Row], Values]:
    """The linear models at the settings of the reference metrics."""

    def values(row: Row) -> Values:
        threshold = row["threshold"].replace(" ", "_")
        names = {threshold, f"fixed_{threshold}"}
        for kept in sources.json(f"{_RESULTS}/reference.json"):
            if kept["model"] == row["model"] and kept["threshold"] in names:
                return {column: [kept[key]] for column, key in _REFERENCE.items()}
        raise SourceError(f"reference.json has no {row['model']}, {row['threshold']}")

    return values


def trials(sources: Sources) -> Callable[[Row], Values]:
    """Trials of the linear models on validation."""

    def values(row: Row) -> Values:
        kept = {each["name"]: each for each in sources.json(f"{_RESULTS}/trials.json")}
        record = at(kept, row["trial"].strip("`"))
        settings = record["settings"] | {
            name: each[0] for name, each in record["settings"].get("grid", {}).items()
        }
        changed = [
            settings[name] for name in re.findall(r"`(\w+)=", row["settings"]) if name in settings
        ]
        found = {column: [record["metrics"][key]] for column, key in _TRIALS.items()}
        found["fit, s"] = [record["fit_seconds"]]
        return found | {"settings": _flat_numbers(changed)}

    return values


def ablations(sources: Sources) -> Callable[[Row], Values]:
    """Changes of F1 by generated rows, with intervals, from every ablation's effects.csv."""
    folders = sorted((sources.root / "artifacts" / "ablations").glob("*/effects.csv"))
    files = [path.relative_to(sources.root).as_posix() for path in folders]

    def values(row: Row) -> Values:
        words = row["rows added to train"]
        count = int(re.match(r"[\d,]+", words)[0].replace(",", ""))
        repeated = re.search(r"repeated, as many as (\w+)", words)
        variant = f"{repeated[1]}, repeats instead" if repeated else words.partition(" by ")[2]
        for file in files:
            effects = [
                each
                for each in sources.csv(file)
                if each["model"] == model_name(row["model"])
                and each.get("variant", each.get("arm")) == variant
            ]
            if not effects or round(np.mean([float(each["rows"]) for each in effects])) != count:
                continue
            by_metric = {each["metric"]: each for each in effects}
            return {"rows added to train": [count]} | {
                f"change in {metric}": [
                    float(by_metric[metric][name]) for name in ("change", "low", "high")
                ]
                for metric in ("macro F1", "micro F1")
            }
        raise SourceError(f"no effects.csv has {row['model']}, {words}")

    return values


def _flat_numbers(values: Any) -> list[float]:
    if isinstance(values, list):
        return [number for each in values for number in _flat_numbers(each)]
    return [values] if isinstance(values, int | float) and not isinstance(values, bool) else []


def row_values(sources: Sources) -> dict[str, Callable[[Row], Values]]:
    """What gives the values of a row, by the name of the marker before its table."""
    return {
        "results": headline(sources, "test"),
        "challenge": headline(sources, "challenge"),
        "kinds": kinds(sources),
        "seeds": seeds(sources),
        "shipped": shipped(sources),
        "reference": reference(sources),
        "ablation": ablations(sources),
        "naive_bayes trials": trials(sources),
        "logistic_regression trials": trials(sources),
    }


def model_name(title: str) -> str:
    """A model's name in a run from its title; "Naive Bayes, distilled": naive_bayes_distilled."""
    return title.lower().replace(",", "").replace(" ", "_")


def with_interval(metrics: Mapping[str, Any], key: str) -> list[float]:
    """A metric of one split, and the two ends of its interval."""
    return [at(metrics, key), *at(metrics, f"intervals/{key.removeprefix('policies/')}")]


def at(content: Any, key: str) -> Any:
    """What the keys, separated by slashes, lead to.

    Raises:
        SourceError: it is not there.
    """
    for part in key.split("/"):
        if part not in content:
            raise SourceError(f"there is no {part} (of {key})")
        content = content[part]
    return content
