"""Two ways of doing one thing, timed side by side; and one way, as its work grows."""

import math
import os
import re
import resource
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
MORE_IS_BETTER = ("texts/s", "GOP/s")


@dataclass(frozen=True)
class Row:
    """One wait, ours beside what a person would do instead.

    Attributes:
        name: what a person waits for.
        ours: median, in `unit`.
        theirs: of what they would do instead; None where there is nothing to compare with.
        unit: of both; in MORE_IS_BETTER more is better, in all others less.
        aim: the ratio aimed at; None where the claim is no ratio.
        limit: that ours is to keep, in `unit`; None where there is none.
        note: what else was seen.
    """

    name: str
    ours: float
    theirs: float | None
    unit: str
    aim: float | None = None
    limit: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is."""
        if self.theirs is None:
            return None
        more = self.unit in MORE_IS_BETTER
        return self.ours / self.theirs if more else self.theirs / self.ours

    @property
    def reached(self) -> bool | None:
        """Whether aim and limit are kept; None where there is neither."""
        kept = []
        if self.aim is not None:
            kept.append(self.ratio >= self.aim)
        if self.limit is not None:
            kept.append(self.ours <= self.limit)
        return all(kept) if kept else None


@dataclass(frozen=True)
class Growth:
    """What one amount of work costs.

    Attributes:
        work: what was done.
        size: how many texts or rows.
        seconds: from the start of a process to its end.
        peak_mib: the most memory that the process held.
    """

    work: str
    size: int
    seconds: float
    peak_mib: float


def medians(
    ours: Callable[[], object], theirs: Callable[[], object], repeats: int
) -> tuple[float, float]:
    """Median seconds of each, after a call of each that is not counted.

    They take turns, so that both meet the same machine. Before a turn both rest: threads that
    wait for work by spinning would slow the other side.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats):
        for call, spent in zip((ours, theirs), times, strict=True):
            time.sleep(0.02)
            call()
            spent.append(seconds(call))
    return statistics.median(times[0]), statistics.median(times[1])


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def run_python(
    arguments: Sequence[str], timeout_s: float = 3600, **variables: str
) -> tuple[float, float]:
    """Run Python from the repository's root: its seconds, and the number that it prints last.

    Raises:
        RuntimeError: it failed, or took longer than `timeout_s`.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said, complaint = process.communicate(timeout=timeout_s)
    except BaseException as error:
        # What it started must end too, or it would slow all that is measured next.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise RuntimeError(f"{arguments} took longer than {timeout_s:.0f} s") from error
        raise
    if process.returncode:
        raise RuntimeError(f"{arguments} failed: {complaint[-2000:]}")
    spent = time.perf_counter() - started
    try:
        return spent, float(said.split()[-1])
    except (IndexError, ValueError):
        return spent, math.nan


def peak_memory() -> float:
    """The most MiB that this process has held, or one that it started and that has ended."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would count what the process that started this one held.
        own = int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1])
        return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 2**10
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


# Runs the module named behind it, and prints the peak memory last.
PEAK = """
import runpy, sys
from benchmarks.timing import peak_memory
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
print(peak_memory())
"""


def line(row: Row | Growth) -> str:
    """The row as one printed line."""
    if isinstance(row, Growth):
        return f"{row.work:52} {row.size:>10,} {row.seconds:>9,.1f} s {row.peak_mib:>7,.0f} MiB"
    theirs = "" if row.theirs is None else f"{row.theirs:,.4g}"
    ratio = "" if row.ratio is None else f"{row.ratio:.1f} ×"
    verdict = {None: "", True: "reached", False: "missed"}[row.reached]
    return (
        f"{row.name:52} {row.ours:>10,.4g} {theirs:>10} {row.unit:8} {ratio:>9}"
        f" {aim_of(row):18} {verdict:8} {row.note}"
    )


def aim_of(row: Row) -> str:
    """What was aimed at, in words."""
    parts = [f"≥ {row.aim:g} ×"] if row.aim is not None else []
    parts += [f"≤ {row.limit:g} {row.unit}"] if row.limit is not None else []
    return ", ".join(parts)
