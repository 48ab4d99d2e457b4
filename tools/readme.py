"""Write the measured figures into README, from the runs and the JSON that measuring left.

Usage:
    python -m tools.readme
"""

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scipy.stats import t as student_t

from emolab.models.registry import model_title
from emolab.runs.store import Run, list_runs, open_run

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXPERIMENTS = ROOT / "docs" / "experiments.md"
RESULTS = ROOT / "benchmarks" / "results"
SHIPPED = ROOT / "artifacts" / "goemotions"
ABLATIONS = ROOT / "artifacts" / "ablations"
POLICY_WORDS = {
    "fixed_0.2": "0.2",
    "fixed_0.5": "0.5",
    "shared": "shared",
    "per_label": "per label",
}


def results_table(run: Run) -> str:
    """Test metrics of each model with 95 % intervals, as a Markdown table."""
    rows = []
    for model, metrics in run.metrics().items():
        test, intervals = metrics["test"], metrics["test"]["intervals"]
        rows.append(
            (
                model_title(model),
                learns_from(run, model),
                _value(
                    test["policies"]["per_label"]["f1_macro"], intervals["per_label"]["f1_macro"]
                ),
                _value(test["policies"]["shared"]["f1_micro"], intervals["shared"]["f1_micro"]),
                _value(test["ranking"]["roc_auc_macro"], intervals["ranking"]["roc_auc_macro"]),
            )
        )
    head = (
        "model",
        "learns from",
        "macro F1, thresholds per label",
        "micro F1, shared threshold",
        "ROC AUC, macro",
    )
    return _table(head, rows)


def learns_from(run: Run, model: str) -> str:
    """What a model's targets are, in few words."""
    settings = run.record["config"]["models"].get(model)
    if settings is None:
        return "the other models"
    soft = settings.get("soft_weight", 0)
    if not soft:
        return "labels"
    return "soft labels" if soft == 1 else "labels and soft labels"


def challenge_table(run: Run) -> str:
    """Challenge metrics of each model with 95 % intervals, as a Markdown table."""
    rows = []
    for model, metrics in run.metrics().items():
        found, intervals = metrics["challenge"], metrics["challenge"]["intervals"]
        rows.append(
            (
                model_title(model),
                _value(
                    found["policies"]["per_label"]["f1_macro"], intervals["per_label"]["f1_macro"]
                ),
                _value(found["top_label"]["accuracy"], intervals["top_label"]["accuracy"]),
                _value(found["ranking"]["roc_auc_macro"], intervals["ranking"]["roc_auc_macro"]),
            )
        )
    return _table(("model", "macro F1", "top label correct", "ROC AUC, macro"), rows)


def kinds_table(run: Run, model: str = "transformer") -> str:
    """One model's challenge metrics by kind with 95 % intervals, as a Markdown table."""
    rows = [
        (
            kind.replace("_", " "),
            str(metrics["texts"]),
            _value(metrics["f1_macro"]["per_label"], metrics["intervals"]["f1_macro"]["per_label"]),
            _value(metrics["top_label_accuracy"], metrics["intervals"]["top_label_accuracy"]),
            _value(metrics["roc_auc_macro"], metrics["intervals"]["roc_auc_macro"]),
        )
        for kind, metrics in run.metrics()[model]["challenge"]["slices"].items()
    ]
    return _table(("kind", "texts", "macro F1", "top label correct", "ROC AUC, macro"), rows)


def neutral_sentence(run: Run, model: str = "transformer") -> str:
    """How often the model's top label is right, and is neutral, on test and on the challenge."""
    metrics = run.metrics()[model]
    neutral = run.labels.index("neutral")
    parts = []
    for split, words in (("test", "of test texts"), ("challenge", "of challenge sentences")):
        top = metrics[split]["top_label"]
        share = top["counts"][neutral] / sum(top["counts"])
        parts.append(f"{top['accuracy']:.1%} {words} (it is neutral for {share:.1%})")
    return (
        f"The label that the {model_title(model).lower()} scores highest is a true label of "
        f"{' and '.join(parts)}."
    )


def reference_table(rows: list[dict[str, Any]]) -> str:
    """The classical models at the settings of the reference figures, as a Markdown table."""
    lines = [
        "| model | threshold | micro F1 | macro F1 | AUC micro | AUC macro | off by |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        figures = [row[name] for name in ("micro_f1", "macro_f1", "auc_micro", "auc_macro")]
        lines.append(
            f"| {row['model']} | {POLICY_WORDS[row['threshold']]} | "
            f"{' | '.join(f'{value:.3f}' for value in figures)} | "
            f"at most {row['largest_difference']:.3f} |"
        )
    return "\n".join(lines)


def ablation_table(ablations: list[Run]) -> str:
    """What generated rows changed on test, with 95 % intervals, as a Markdown table."""
    lines = [
        "| model | rows added to train | change in macro F1 | change in micro F1 |",
        "|---|---|---|---|",
    ]
    for ablation in ablations:
        effects = ablation.effects()
        for (model, variant), rows in effects.groupby(["model", "variant"], sort=False):
            by_metric = rows.set_index("metric")
            cells = []
            for metric in ("macro F1", "micro F1"):
                row = by_metric.loc[metric]
                cells.append(f"{_signed(row.change)} ({_signed(row.low)} to {_signed(row.high)})")
            strategy, _, repeated = variant.partition(", ")
            how = f"repeated, as many as {strategy} generated" if repeated else f"by {strategy}"
            lines.append(
                f"| {model_title(model)} | {rows.rows.mean():,.0f} {how} | {' | '.join(cells)} |"
            )
    return "\n".join(lines)


def _signed(value: float) -> str:
    return f"{value:+.3f}" if abs(value) >= 0.0005 else "0.000"


def seeds_table(found: Mapping[str, Mapping[str, Mapping]]) -> str:
    """Mean and standard deviation over seeds on test, as a Markdown table.

    In brackets: the 95 % interval of the mean, by Student's t over the seeds. A model that was
    trained under one seed has its value alone.

    Args:
        found: as tools/seeds.py leaves it, by model and seed, the shipped seed first.
    """
    rows = []
    for model, by_seed in found.items():
        cells = [
            _mean([metrics["test"][name] for metrics in by_seed.values()])
            for name in ("macro F1", "micro F1", "ROC AUC macro")
        ]
        rows.append((model_title(model), ", ".join(by_seed), *cells))
    head = (
        "model",
        "seeds",
        "macro F1, thresholds per label",
        "micro F1, shared threshold",
        "ROC AUC, macro",
    )
    return _table(head, rows)


def _mean(values: Sequence[float]) -> str:
    """Mean, standard deviation, and the 95 % interval of the mean; one value as it is."""
    if len(values) == 1:
        return f"{values[0]:.3f}"
    mean, deviation = statistics.mean(values), statistics.stdev(values)
    reach = student_t.ppf(0.975, len(values) - 1) * deviation / len(values) ** 0.5
    return f"**{mean:.3f}** ± {deviation:.3f} ({mean - reach:.3f}–{mean + reach:.3f})"


def _value(value: float, interval: Sequence[float]) -> str:
    return f"**{value:.3f}** ({interval[0]:.3f}–{interval[1]:.3f})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def render(readme: str, tables: dict[str, str]) -> str:
    """README with each table between its pair of markers."""
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        head, _, rest = readme.partition(begin)
        _, _, tail = rest.partition(end)
        readme = f"{head}{begin}\n\n{table}\n\n{end}{tail}"
    return readme


def tables() -> dict[str, str]:
    """The tables by their marker's name, from the run and the JSON in results/."""
    run = open_run(SHIPPED)
    return {
        "results": results_table(run),
        "seeds": seeds_table(json.loads((RESULTS / "seeds.json").read_text())),
        "challenge": challenge_table(run),
        "kinds": kinds_table(run),
        "top label": neutral_sentence(run),
        "reference": reference_table(json.loads((RESULTS / "reference.json").read_text())),
        "ablation": ablation_table(
            [open_run(ABLATIONS / name) for name in sorted(list_runs(ABLATIONS))]
        ),
    }


def recipe_table(run: Run) -> str:
    """Validation metrics under cross-validated thresholds beside those of test."""
    rows = []
    for model, metrics in run.metrics().items():
        validation, test = metrics["validation"]["cross_validated"], metrics["test"]["policies"]
        rows.append(
            (
                model_title(model),
                f"{validation['f1_macro_per_label']:.3f}",
                f"{validation['f1_micro_shared']:.3f}",
                f"{test['per_label']['f1_macro']:.3f}",
                f"{test['shared']['f1_micro']:.3f}",
            )
        )
    head = ("model", "validation macro F1", "validation micro F1", "test macro F1", "test micro F1")
    return _table(head, rows)


def main() -> None:
    """Write the tables of README and of docs/experiments.md anew."""
    pages = {README: tables(), EXPERIMENTS: {"shipped": recipe_table(open_run(SHIPPED))}}
    for page, found in pages.items():
        page.write_text(render(page.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    main()
