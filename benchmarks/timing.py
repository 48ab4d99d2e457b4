"""Rows of measurements, calls timed in turn, and processes with their peak memory."""

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
from typing import Any, Literal, Self

ROOT = Path(__file__).parent.parent
HIGHER_IS_BETTER = ("texts/s",)
ROUNDS = 5


@dataclass(frozen=True)
class Row:
    """One measurement of EmoLab, maybe beside that of a rival.

    Attributes:
        name: the work that is measured.
        ours: median over the rounds, in `unit`.
        theirs: the rival's median; None where there is no rival.
        unit: of both; in HIGHER_IS_BETTER higher is better, in all others lower.
        ours_range: lowest and highest of the rounds; None where it was measured once.
        theirs_range: the same of the rival.
        rounds: how often each side was measured, in turns.
        rival: what the rival is and how it is used.
        differs: what differs between the two sides: architecture, precision, padding.
        goal: the least ratio; None where there is none.
        limit: the highest value of ours, in `unit`; None where there is none.
        note: a condition or a check of the measurement.
    """

    name: str
    ours: float
    theirs: float | None
    unit: str
    ours_range: Sequence[float] | None = None
    theirs_range: Sequence[float] | None = None
    rounds: int = 1
    rival: str = ""
    differs: str = ""
    goal: float | None = None
    limit: float | None = None
    note: str = ""

    @classmethod
    def of_rounds(
        cls,
        name: str,
        unit: str,
        ours: Sequence[float],
        theirs: Sequence[float] | None = None,
        **others: Any,
    ) -> Self:
        """Median and range of each side from what the rounds measured."""
        return cls(
            name,
            float(statistics.median(ours)),
            None if theirs is None else float(statistics.median(theirs)),
            unit,
            _range(ours),
            None if theirs is None else _range(theirs),
            len(ours),
            **others,
        )

    @property
    def ratio(self) -> float | None:
        """How many times better ours is; below 1 the rival is better."""
        if self.theirs is None:
            return None
        higher = self.unit in HIGHER_IS_BETTER
        return self.ours / self.theirs if higher else self.theirs / self.ours

    @property
    def overlap(self) -> bool:
        """Whether the ranges of the two sides overlap, so that the ratio may be noise."""
        if self.ours_range is None or self.theirs_range is None:
            return False
        return (
            self.ours_range[0] <= self.theirs_range[1]
            and self.theirs_range[0] <= self.ours_range[1]
        )

    @property
    def reached(self) -> bool | None:
        """Whether goal and limit are kept; None where there is neither."""
        kept = []
        if self.goal is not None:
            kept.append(self.ratio >= self.goal)
        if self.limit is not None:
            kept.append(self.ours <= self.limit)
        return all(kept) if kept else None

    @property
    def verdict(self) -> str:
        """What became of goal and limit, and whether the rival is better."""
        words = {None: [], True: ["reached"], False: ["missed"]}[self.reached]
        if self.overlap:
            words.append("the ranges overlap")
        elif self.ratio is not None and self.ratio < 1:
            words.append("the rival is better")
        return ", ".join(words)


@dataclass(frozen=True)
class Scaling:
    """Time and memory of one amount of work, measured once in a process of its own.

    Attributes:
        work: what is done.
        size: the number of texts or rows.
        seconds: from the start of the process to its end, or of the fit alone.
        peak_mib: peak memory of the process.
    """

    work: str
    size: int
    seconds: float
    peak_mib: float


def interleaved(
    *calls: Callable[[], object],
    rounds: int = ROUNDS,
    warm: Literal["each", "once", "never"] = "each",
) -> list[list[float]]:
    """Seconds of each call in each round; the calls take turns, so that all meet the same machine.

    Before its turn a call rests: threads that wait for work by spinning would slow the next one.

    Args:
        calls: the sides, ours first.
        rounds: how often each is timed.
        warm: "each": an untimed call precedes each timed one, for work so short that the caches of
            the processor matter; "once": an untimed call of each precedes all rounds; "never": the
            caller has warmed up.
    """
    if warm == "once":
        for call in calls:
            call()
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, spent in zip(calls, times, strict=True):
            time.sleep(0.02)
            if warm == "each":
                call()
            spent.append(seconds(call))
    return times


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def per_second(count: float, times: Sequence[float]) -> list[float]:
    """Throughput in each round, from seconds for `count`."""
    return [count / spent for spent in times]


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
        output, errors = process.communicate(timeout=timeout_s)
    except BaseException as error:
        # Processes that it started must end too, or they slow all that is measured next.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise RuntimeError(f"{arguments} took longer than {timeout_s:.0f} s") from error
        raise
    if process.returncode:
        raise RuntimeError(f"{arguments} failed: {errors[-2000:]}")
    spent = time.perf_counter() - started
    try:
        return spent, float(output.split()[-1])
    except (IndexError, ValueError):
        return spent, math.nan


def peak_memory() -> float:
    """Peak memory in MiB of this process, or of a process that it started and that has ended."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would count the memory of the process that started this one.
        own = int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1])
        return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 2**10
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


# Runs the module named after it, and prints the peak memory last.
PEAK = """
import runpy, sys
from benchmarks.timing import peak_memory
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
print(peak_memory())
"""


def line(row: Row | Scaling) -> str:
    """The row as one printed line."""
    if isinstance(row, Scaling):
        return f"{row.work:52} {row.size:>10,} {row.seconds:>9,.1f} s {row.peak_mib:>7,.0f} MiB"
    ours = _with_range(row.ours, row.ours_range)
    theirs = "" if row.theirs is None else _with_range(row.theirs, row.theirs_range)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
    return (
        f"{row.name:52} {ours:>26} {theirs:>26} {row.unit:8} {ratio:>9}"
        f" {target_of(row):18} {row.verdict:8} {row.rival}"
    )


def target_of(row: Row) -> str:
    """Goal and limit in words."""
    parts = [f"≥ {row.goal:g} ×"] if row.goal is not None else []
    parts += [f"≤ {row.limit:g} {row.unit}"] if row.limit is not None else []
    return ", ".join(parts)


def _range(values: Sequence[float]) -> tuple[float, float]:
    return float(min(values)), float(max(values))


def _with_range(value: float, bounds: Sequence[float] | None) -> str:
    if bounds is None:
        return f"{value:,.4g}"
    return f"{value:,.4g} ({bounds[0]:,.4g}–{bounds[1]:,.4g})"
