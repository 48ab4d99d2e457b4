"""Write docs/performance.md from the JSON of the measurements.

Usage:
    python -m benchmarks.performance
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.timing import ROOT, Row, Scaling, target_of

RESULT = Path(__file__).parent / "results" / "speed.json"
PAGE = ROOT / "docs" / "performance.md"
ORDER = ("sentence", "file", "start", "threshold", "users", "bootstrap", "products")
ORDER += ("epoch", "processes", "rows", "thousands", "million")
OPENING = """# Performance

Latency, throughput, time to train and memory, beside stock libraries doing the same work in their
best reasonable use. `make bench` measures; `python -m benchmarks.performance` writes this page from
`benchmarks/results/speed.json`.

How it is measured:

- The two sides of a row are measured in one run and take turns: ours, theirs, ours, theirs. The
  parts were measured at different commits, which the last table lists.
- A value is the median of the rounds, with the lowest and the highest in brackets. Without brackets
  it was measured once.
- The ratio says how many times better ours is; below 1 the rival is better. It depends on the
  processor, as times do: one without bfloat16 or 8-bit instructions gives other ratios.
- Read a ratio as a size, not by its digits: two measurements an hour apart, on one machine, can
  differ by half.
- The machine may have had other work at the same time: the last table has the load average (mean
  number of running processes) before each part and the priority at which it was measured. At
  real-time priority other work waits.

What the rivals are:

- **Transformer.** The stock pipeline gets all texts in one call, sorted by length, in batches of
  32, and runs under bfloat16 autocast where the processor multiplies bfloat16. It reads as many
  tokens of a text as our model. There are two rows: against DistilRoBERTa's shape, the architecture
  of the report, and against the shape of our own encoder. The first ratio holds the gain of the
  smaller model, of 8-bit weights and of the engine; the second that of weights and engine alone.
  The rivals' weights are random, which takes as long.
- **Linear models.** scikit-learn's own pipelines of the same models get their texts in one call a
  core; for a typed sentence, which comes alone, in a call of one text.
- **Dashboard.** The same app with `from transformers import pipeline` at its top, as an app has it
  that serves with the stock pipeline. Neither side loads a model before a sentence is typed.
- **Metrics.** scikit-learn on sparse arrays, which it takes four times as fast as dense ones here.
  There are two rows: by its own functions for the metrics, and by two calls of
  `multilabel_confusion_matrix` with the metrics computed from its counts by hand.
- **Bootstrap.** One `multilabel_confusion_matrix` a resample and model, on sparse arrays and all
  cores. All metrics follow from it.
- **Epoch.** The same Trainer, encoder, precision and optimiser with random batches, each padded to
  its own longest text: what the Trainer does by default.
"""
SCALING = """Each line is one process, measured once, and not all at one commit. Scoring goes from
file to file, start-up included; of training, the time is that of the fit and the memory that of the
largest process. Of 5,000 rows logistic regression takes longest: with L1 and C = 10, liblinear does
not converge on so few rows and stops at its limit of 2,000 iterations."""


def read_results() -> dict[str, Any]:
    """What was measured so far, by part."""
    return json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}


def page(results: dict[str, Any]) -> str:
    """The page as Markdown: comparisons, limits, scaling, and what was measured where."""
    parts = [results[name] for name in ORDER if name in results]
    rows = [Row(**row) for part in parts for row in part["rows"]]
    scaling = [Scaling(**row) for part in parts for row in part["scaling"]]
    scaling.sort(key=lambda each: (each.work, each.size))
    return "\n".join(
        [
            OPENING,
            "## Comparisons",
            "",
            comparison_table([row for row in rows if row.theirs is not None]),
            "",
            *rival_sentences([row for row in rows if row.theirs is not None]),
            "## Without a rival",
            "",
            limit_table([row for row in rows if row.theirs is None]),
            "",
            "## Scaling",
            "",
            SCALING,
            "",
            *memory_sentences(scaling),
            scaling_table(scaling),
            "",
            "## Measured on",
            "",
            origins_table(results),
            "",
        ]
    )


def comparison_table(rows: Sequence[Row]) -> str:
    """Every row with a rival as a Markdown table."""
    lines = [
        "| work | ours | theirs | ratio | theirs is | differs | |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        ours = f"{with_range(row.ours, row.ours_range)} {row.unit}"
        theirs = f"{with_range(row.theirs, row.theirs_range)} {row.unit}"
        goal = f"goal {target_of(row)}" if target_of(row) else ""
        words = "; ".join(part for part in (goal, row.verdict, row.note) if part)
        lines.append(
            f"| {row.name} | {ours} | {theirs} | **{ratio_of(row)}** | {row.rival} "
            f"| {row.differs} | {words} |"
        )
    return "\n".join(lines)


def rival_sentences(rows: Sequence[Row]) -> list[str]:
    """Which rivals are better than ours, and which may be equal, in a sentence each."""
    ahead = [row for row in rows if row.ratio < 1 and not row.overlap]
    equal = [row for row in rows if row.overlap]
    sentences = []
    for start, found in (("The rival is better in", ahead), ("The ranges overlap in", equal)):
        if found:
            listed = "; ".join(f"{row.name} ({ratio_of(row)})" for row in found)
            sentences += [f"{start}: {listed}.", ""]
    return sentences


def limit_table(rows: Sequence[Row]) -> str:
    """Every row without a rival as a Markdown table."""
    lines = ["| work | measured | limit | |", "|---|---|---|---|"]
    lines += [
        f"| {row.name} | {with_range(row.ours, row.ours_range)} {row.unit} | {target_of(row)} "
        f"| {'; '.join(part for part in (row.verdict, row.note) if part)} |"
        for row in rows
    ]
    return "\n".join(lines)


def memory_sentences(scaling: Sequence[Scaling]) -> list[str]:
    """How peak memory grows from the smallest file to the largest, a sentence for each model."""
    sentences = []
    for work in dict.fromkeys(each.work for each in scaling if each.work.startswith("score, ")):
        sizes = [each for each in scaling if each.work == work]
        small, large = sizes[0], sizes[-1]
        if small is not large:
            sentences.append(
                f"Peak memory of the {work.removeprefix('score, ')}: {small.peak_mib:,.0f} MiB for "
                f"{small.size:,} texts, {large.peak_mib:,.0f} MiB for {large.size:,}."
            )
    return [*sentences, ""] if sentences else []


def scaling_table(scaling: Sequence[Scaling]) -> str:
    """Time and memory by size as a Markdown table."""
    lines = ["| work | size | time | a second | peak memory |", "|---|---|---|---|---|"]
    lines += [
        f"| {each.work} | {each.size:,} | {number(each.seconds)} s "
        f"| {number(each.size / each.seconds)} | {each.peak_mib:,.0f} MiB |"
        for each in scaling
    ]
    return "\n".join(lines)


def origins_table(results: dict[str, Any]) -> str:
    """When, at which commit and on what machine each part was measured."""
    lines = [
        "| part | day | commit | machine | processor | instruction sets | load before | priority |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in ORDER:
        if name not in results:
            continue
        part = results[name]
        sets = part.get("instruction_sets")
        cells = [
            name,
            part["measured"][:10],
            str(part["git_commit"])[:7],
            part["machine"],
            part.get("processor"),
            None if sets is None else ", ".join(sets),
            part.get("load_average_before"),
            part.get("priority"),
        ]
        lines.append("| " + " | ".join("–" if cell is None else str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def with_range(value: float, bounds: Sequence[float] | None) -> str:
    """A median with the lowest and the highest of the rounds."""
    if bounds is None:
        return number(value)
    return f"{number(value)} ({number(bounds[0])}–{number(bounds[1])})"


def ratio_of(row: Row) -> str:
    """The ratio with enough digits to tell a small one from none."""
    return f"{row.ratio:.2f} ×" if row.ratio < 2 else f"{row.ratio:.1f} ×"


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
