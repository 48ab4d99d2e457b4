"""Every wait, ours beside what a person would do instead.

Usage:
    python -m benchmarks --run artifacts/goemotions --data DIR        all but the long parts
    python -m benchmarks --run artifacts/goemotions --data DIR --only million grids
"""

import argparse
import os
import platform
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import bootstrap, dashboard, products, scoring, serving, training
from benchmarks.performance import RESULT, read_results, write_page
from benchmarks.timing import ROOT, Growth, Row, line
from emolab import provenance
from emolab.artifacts import Run, open_run, write_json
from emolab.data import Dataset, load_dataset

Part = Callable[[Run, Dataset, str], list[Row | Growth]]

PARTS: dict[str, Part] = {
    "sentence": lambda run, dataset, _: serving.one_sentence(run, dataset.test.texts),
    "file": lambda run, dataset, _: scoring.whole_file(run, dataset.test.texts),
    "opening": lambda run, *_: dashboard.opened(run),
    "moving": lambda run, *_: dashboard.moved(run),
    "twenty": lambda run, dataset, _: serving.class_of_twenty(run, dataset.test.texts),
    "bootstrap": lambda run, *_: bootstrap.intervals(run),
    "products": lambda run, *_: products.products(run),
    "epoch": lambda _, dataset, __: training.epoch(dataset),
    "thousands": lambda run, dataset, _: scoring.growth(run, dataset.test.texts, (1_000, 10_000)),
}
LONG: dict[str, Part] = {
    "million": lambda run, dataset, _: scoring.growth(
        run, dataset.test.texts, (100_000, 1_000_000)
    ),
    "grids": lambda _, dataset, __: training.grids(dataset),
    "rows": lambda _, __, data: training.growth(data),
    "processes": lambda _, __, data: training.processes(data),
}


def main() -> None:
    """Measure what is asked for, print a line each, keep it as JSON, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, default=Path("artifacts/goemotions"))
    parser.add_argument("--data", default="auto", help="as for train.py")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, *LONG], default=list(PARTS))
    options = parser.parse_args()
    run, dataset = open_run(options.run), load_dataset(options.data)
    for name in options.only:
        rows = (PARTS | LONG)[name](run, dataset, options.data)
        for row in rows:
            print(line(row), flush=True)
        keep(name, rows)
        write_page()


def keep(name: str, rows: list[Row | Growth]) -> None:
    """Put a part's rows into the JSON beside those of the parts that were measured before."""
    entry: dict[str, Any] = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "git_commit": provenance.git_commit(ROOT),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "package_versions": provenance.package_versions(),
        "rows": [asdict(row) for row in rows if isinstance(row, Row)],
        "growth": [asdict(row) for row in rows if isinstance(row, Growth)],
    }
    write_json(RESULT, read_results() | {name: entry})


if __name__ == "__main__":
    main()
