"""Write docs/performance.md from the JSON that measuring left.

Usage:
    python -m benchmarks.performance
"""

import json
from pathlib import Path
from typing import Any

from benchmarks.timing import ROOT, Growth, Row, aim_of

RESULT = Path(__file__).parent / "results" / "speed.json"
PAGE = ROOT / "docs" / "performance.md"
ORDER = ("sentence", "file", "opening", "moving", "twenty", "bootstrap", "products")
ORDER += ("epoch", "processes", "grids", "rows", "thousands", "million")
OPENING = """# How long people wait

Ours beside what a person would do instead, both measured in one run by `make bench`, medians of
several repetitions. Ratios are the claim; times are context. This page is written by
`python -m benchmarks.performance` from `benchmarks/results/speed.json`.

- The pipeline is `transformers.pipeline("text-classification", top_k=None)` over a model of
  DistilRoBERTa's shape (6 layers of width 768, random weights take as long) on the same texts.
- The transformer is served in 8 bits by onnxruntime. A text has the same scores alone and in any
  batch: every row of every product has a scale of its own.
- The dashboard's rival is the same app with torch and transformers imported at its top. Ours loads
  neither, nor scikit-learn and pandas before a page shows a table: linear models are read from
  their saved pipelines as plain data.
- The rival of the grids is `GridSearchCV` over the whole pipeline in one process; it finds the same
  scores to 1e-6. Ours has its worker processes up, whose start takes 1.5 s once a training.
- The rival of the epoch is the same Trainer without length grouping, every text padded to the
  longest of the set. The mean text has 19 tokens, the longest 316, of which both read the first
  128 (the default) or 64 (the `best` preset). Were the longest 54, as it is without the five
  longest of 43,410, the ratio would be 2.1: optimiser and embedding cost both sides the same.
- The encoder's products are weighed against one large product in 8 bits, the most that onnxruntime
  reaches on this processor: attention, layer norms and short rows take the rest.
"""


def read_results() -> dict[str, Any]:
    """What was measured so far, by part."""
    return json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}


def page(results: dict[str, Any]) -> str:
    """The page as Markdown: the waits, what growing work costs, and what was measured on what."""
    parts = [results[name] for name in ORDER if name in results]
    rows = [Row(**row) for part in parts for row in part["rows"]]
    growth = [Growth(**row) for part in parts for row in part["growth"]]
    growth.sort(key=lambda each: (each.work, each.size))
    return "\n".join(
        [
            OPENING,
            waits_table(rows),
            "",
            "## As the work grows",
            "",
            "Each line is a process of its own. Scoring goes from file to file, start-up included;",
            "of training the time is that of the fit, the memory that of the largest process. Of",
            "5,000 rows logistic regression takes longest: with L1 and C 10 liblinear does not",
            "converge on so few, and stops at its 2,000th pass.",
            "",
            growth_table(growth),
            "",
            "## Measured on",
            "",
            origins_table(results),
            "",
        ]
    )


def waits_table(rows: list[Row]) -> str:
    """Every wait as a Markdown table."""
    lines = ["| wait | ours | instead | ratio | aim | |", "|---|---|---|---|---|---|"]
    for row in rows:
        theirs = "" if row.theirs is None else number(row.theirs)
        ratio = "" if row.ratio is None else f"**{row.ratio:.1f} ×**"
        verdict = {None: "", True: "reached", False: "missed"}[row.reached]
        words = "; ".join(part for part in (verdict, row.note) if part)
        lines.append(
            f"| {row.name} | {number(row.ours)} {row.unit} | {theirs} | {ratio} "
            f"| {aim_of(row)} | {words} |"
        )
    return "\n".join(lines)


def growth_table(growth: list[Growth]) -> str:
    """Time and memory by size as a Markdown table."""
    lines = ["| work | size | time | a second | peak memory |", "|---|---|---|---|---|"]
    lines += [
        f"| {each.work} | {each.size:,} | {number(each.seconds)} s "
        f"| {number(each.size / each.seconds)} | {each.peak_mib:,.0f} MiB |"
        for each in growth
    ]
    return "\n".join(lines)


def origins_table(results: dict[str, Any]) -> str:
    """When, at which commit and on what machine each part was measured."""
    lines = ["| part | day | commit | machine |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {results[name]['measured'][:10]} | {str(results[name]['git_commit'])[:7]} "
        f"| {results[name]['machine']} |"
        for name in ORDER
        if name in results
    ]
    return "\n".join(lines)


def number(value: float) -> str:
    """Three significant digits, thousands separated."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def write_page() -> None:
    """Write the page from the JSON as it is."""
    PAGE.write_text(page(read_results()), encoding="utf-8")


if __name__ == "__main__":
    write_page()
