"""Speed and memory of EmoLab, beside stock libraries in their best use.

Usage:
    python -m benchmarks --run artifacts/goemotions --data DIR        all but the long parts
    python -m benchmarks --run artifacts/goemotions --data DIR --only million rows
"""

import argparse
import os
import platform
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import bootstrap, dashboard, products, scoring, serving, stock, training
from benchmarks.performance import RESULT, read_results, write_page
from benchmarks.timing import ROOT, Row, Scaling, line
from emolab.data.dataset import Dataset
from emolab.data.sources import load_dataset
from emolab.runs import environment as provenance
from emolab.runs.store import Run, open_run, write_json

if TYPE_CHECKING:
    from emolab.models.linear.training import TfidfClassifier

INSTRUCTION_SETS = re.compile(r"avx2|avx512f|avx512_vnni|avx_vnni|avx512_bf16|amx_\w+")


@dataclass(frozen=True)
class Inputs:
    """What the parts measure with.

    Attributes:
        run: the run that is served.
        dataset: as `data` names it.
        data: as for train.py.
    """

    run: Run
    dataset: Dataset
    data: str

    @cached_property
    def linear(self) -> dict[str, "TfidfClassifier"]:
        """The run's linear models fitted again, for the parts that need their pipelines."""
        return stock.linear_models(self.run, self.dataset)

    @property
    def texts(self) -> tuple[str, ...]:
        """The test texts."""
        return self.dataset.test.texts


Part = Callable[[Inputs], list[Row | Scaling]]

PARTS: dict[str, Part] = {
    "sentence": lambda inputs: serving.one_sentence(
        inputs.run, inputs.texts, [model.pipeline for model in inputs.linear.values()]
    ),
    "file": lambda inputs: scoring.whole_file(inputs.run, inputs.texts, inputs.linear),
    "start": lambda inputs: dashboard.started(inputs.run),
    "threshold": lambda inputs: dashboard.threshold(inputs.run),
    "users": lambda inputs: serving.concurrent_users(inputs.run, inputs.texts),
    "bootstrap": lambda inputs: bootstrap.intervals(inputs.run),
    "products": lambda inputs: products.products(inputs.run),
    "epoch": lambda inputs: training.epoch(inputs.dataset),
    "thousands": lambda inputs: scoring.scaling(inputs.run, inputs.texts, (1_000, 10_000)),
}
LONG: dict[str, Part] = {
    "million": lambda inputs: scoring.scaling(inputs.run, inputs.texts, (100_000, 1_000_000)),
    "rows": lambda inputs: training.scaling(inputs.data),
    "processes": lambda inputs: training.processes(inputs.data),
}


def main() -> None:
    """Measure what is asked for, print a line each, keep it as JSON, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, default=Path("artifacts/goemotions"))
    parser.add_argument("--data", default="auto", help="as for train.py")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, *LONG], default=list(PARTS))
    options = parser.parse_args()
    # Before the first result is written, which would mark the commit as changed.
    commit = provenance.git_commit(ROOT)
    inputs = Inputs(open_run(options.run), load_dataset(options.data), options.data)
    for name in options.only:
        load = os.getloadavg()[0]
        rows = (PARTS | LONG)[name](inputs)
        for row in rows:
            print(line(row), flush=True)
        keep(name, rows, commit, load)
        write_page()


def keep(name: str, rows: list[Row | Scaling], commit: str | None, load: float) -> None:
    """Put a part's rows into the JSON beside those of the parts that were measured before.

    Args:
        name: of the part.
        rows: what it measured.
        commit: of the code that it measured.
        load: average of the last minute before it, of the whole machine.
    """
    entry: dict[str, Any] = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "git_commit": commit,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        **processor(),
        "load_average_before": round(load, 2),
        "priority": priority(),
        "package_versions": provenance.package_versions(),
        "rows": [asdict(row) for row in rows if isinstance(row, Row)],
        "scaling": [asdict(row) for row in rows if isinstance(row, Scaling)],
    }
    write_json(RESULT, read_results() | {name: entry})


def priority() -> str:
    """At which priority this process runs: its nice value, or "real-time"."""
    real_time = (getattr(os, name, None) for name in ("SCHED_FIFO", "SCHED_RR"))
    if hasattr(os, "sched_getscheduler") and os.sched_getscheduler(0) in real_time:
        return "real-time"
    return f"nice {os.nice(0)}"


def processor(path: Path = Path("/proc/cpuinfo")) -> dict[str, Any]:
    """The processor's model name, and which instruction sets it has of those that move a result.

    Returns:
        `processor` and `instruction_sets`, each None where the file is missing or does not say.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    flags = re.search(r"^flags\s*:\s*(.+)$", text, re.MULTILINE)
    return {
        "processor": model[1].strip() if model else None,
        "instruction_sets": sorted(filter(INSTRUCTION_SETS.fullmatch, flags[1].split()))
        if flags
        else None,
    }


if __name__ == "__main__":
    main()
