"""Two ways of doing one thing, timed side by side."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the results.

    Attributes:
        name: what a person waits for.
        ours: median, in `unit`.
        theirs: of what they would do instead; None where there is nothing to compare with.
        unit: of both; in "texts/s" more is better, in all others less.
        reach: the ratio aimed at; None where the claim is no ratio.
        note: what else was seen.
    """

    name: str
    ours: float
    theirs: float | None
    unit: str
    reach: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is."""
        if self.theirs is None:
            return None
        return self.ours / self.theirs if self.unit == "texts/s" else self.theirs / self.ours


def medians(
    ours: Callable[[], object], theirs: Callable[[], object], repeats: int
) -> tuple[float, float]:
    """Median seconds of each; they take turns, so that both meet the same machine."""
    times: tuple[list[float], list[float]] = ([], [])
    ours(), theirs()
    for _ in range(repeats):
        for call, spent in zip((ours, theirs), times, strict=True):
            started = time.perf_counter()
            call()
            spent.append(time.perf_counter() - started)
    return statistics.median(times[0]), statistics.median(times[1])


def line(row: Row) -> str:
    """The row as one printed line."""
    theirs = "" if row.theirs is None else f"{row.theirs:,.4g}"
    ratio = "" if row.ratio is None else f"{row.ratio:.1f} x"
    return f"{row.name:58} {row.ours:>10,.4g} {theirs:>10} {row.unit:9} {ratio:>8}  {row.note}"
