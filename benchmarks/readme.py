"""Write the measured figures into README, from the runs and the JSON that measuring left.

Usage:
    python -m benchmarks.readme
"""

import json
from pathlib import Path
from typing import Any

from emolab.artifacts import Run, list_runs, open_run
from emolab.figures import title_of

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
RESULTS = Path(__file__).parent / "results"
SHIPPED = ROOT / "artifacts" / "goemotions"
ABLATIONS = ROOT / "artifacts" / "ablations"
POLICY_WORDS = {
    "fixed_0.2": "0.2",
    "fixed_0.5": "0.5",
    "shared": "shared",
    "per_label": "per label",
}


def results_table(run: Run) -> str:
    """The headline: test figures of each model with 95 % intervals, as a Markdown table."""
    lines = [
        "| model | macro F1, per-label thresholds | micro F1, shared threshold | ROC AUC macro | "
        "challenge set, ROC AUC macro |",
        "|---|---|---|---|---|",
    ]
    for model, figures in run.metrics().items():
        test, intervals = figures["test"], figures["test"]["intervals"]
        cells = (
            (test["policies"]["per_label"]["f1_macro"], intervals["per_label"]["f1_macro"]),
            (test["policies"]["shared"]["f1_micro"], intervals["shared"]["f1_micro"]),
            (test["ranking"]["roc_auc_macro"], intervals["ranking"]["roc_auc_macro"]),
        )
        written = [f"**{value:.3f}** ({low:.3f}–{high:.3f})" for value, (low, high) in cells]
        written.append(f"{figures['challenge']['ranking']['roc_auc_macro']:.3f}")
        lines.append(f"| {title_of(model)} | {' | '.join(written)} |")
    return "\n".join(lines)


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
    """What written rows changed on test, with 95 % intervals, as a Markdown table."""
    lines = [
        "| model | rows added to train | change in macro F1 | change in micro F1 |",
        "|---|---|---|---|",
    ]
    for ablation in ablations:
        effects = ablation.effects()
        for (model, arm), rows in effects.groupby(["model", "arm"], sort=False):
            by_metric = rows.set_index("metric")
            cells = []
            for metric in ("macro F1", "micro F1"):
                row = by_metric.loc[metric]
                cells.append(f"{_signed(row.change)} ({_signed(row.low)} to {_signed(row.high)})")
            strategy, _, repeated = arm.partition(", ")
            how = f"repeated, as many as {strategy} wrote" if repeated else f"by {strategy}"
            lines.append(
                f"| {title_of(model)} | {rows.rows.mean():,.0f} {how} | {' | '.join(cells)} |"
            )
    return "\n".join(lines)


def _signed(value: float) -> str:
    return f"{value:+.3f}" if abs(value) >= 0.0005 else "0.000"


def seeds_sentence(found: dict[str, dict[str, dict[str, float]]]) -> str:
    """How far the transformer's figures move with its seed, in a sentence.

    Args:
        found: as benchmarks/seeds.py leaves it, by seed, the run's own first.
    """
    served = [of["served"] for of in found.values()]
    parts = []
    for name in ("macro F1", "micro F1"):
        values = [of[name] for of in served]
        each = ", ".join(f"{value:.3f}" for value in values)
        parts.append(f"{name} {sum(values) / len(values):.3f} ({each})")
    return (
        f"The transformer over seeds {', '.join(found)} of head, order and dropout, the first of "
        f"them shipped: mean {', '.join(parts)}."
    )


def render(readme: str, tables: dict[str, str]) -> str:
    """README with each table between its pair of markers."""
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        head, _, rest = readme.partition(begin)
        _, _, tail = rest.partition(end)
        readme = f"{head}{begin}\n\n{table}\n\n{end}{tail}"
    return readme


def tables() -> dict[str, str]:
    """The tables by their marker's name, from the JSON in results/."""
    return {
        "results": results_table(open_run(SHIPPED)),
        "seeds": seeds_sentence(json.loads((RESULTS / "seeds.json").read_text())),
        "reference": reference_table(json.loads((RESULTS / "reference.json").read_text())),
        "ablation": ablation_table(
            [open_run(ABLATIONS / name) for name in sorted(list_runs(ABLATIONS))]
        ),
    }


def main() -> None:
    """Write README anew."""
    README.write_text(render(README.read_text(encoding="utf-8"), tables()), encoding="utf-8")


if __name__ == "__main__":
    main()
