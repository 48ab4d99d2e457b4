"""Comparing what is stated with what is recomputed."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Difference:
    """One statement that is not what was recomputed.

    Attributes:
        where: file and key, or document and context.
        stated: what stands there.
        found: what was recomputed.
    """

    where: str
    stated: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.where}: stated {_short(self.stated)}, recomputed {_short(self.found)}"


class Comparison:
    """Collects the differences of one audit.

    Attributes:
        checked: number of values that were compared.
        differences: those that differ.
        unchecked: what could not be checked, a sentence each.
    """

    def __init__(self) -> None:
        self.checked = 0
        self.differences: list[Difference] = []
        self.unchecked: list[str] = []

    def compare(self, where: str, stated: Any, found: Any, tolerance: float = 0.0) -> None:
        """Compare two values, key by key and item by item where they are nested.

        A key that only one side has is a difference: a statement that was not recomputed is not
        confirmed.
        """
        stated, found = _plain(stated), _plain(found)
        if isinstance(stated, Mapping) and isinstance(found, Mapping):
            for key in {**stated, **found}:
                sides = (side.get(key, _NOTHING) for side in (stated, found))
                self.compare(f"{where}/{key}", *sides, tolerance)
        elif isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
            for position, pair in enumerate(zip(stated, found, strict=True)):
                self.compare(f"{where}/{position}", *pair, tolerance)
        else:
            self.expect(where, _equal(stated, found, tolerance), stated, found)

    def expect(self, where: str, holds: bool, stated: Any, found: Any) -> None:
        """Count one check; where it does not hold, keep it as a difference."""
        self.checked += 1
        if not holds:
            self.differences.append(Difference(where, stated, found))

    def compare_arrays(
        self,
        where: str,
        stated: np.ndarray | None,
        found: np.ndarray,
        largest: float = 0.0,
        mean: float | None = None,
    ) -> None:
        """Compare two arrays as a whole, by their largest and their mean absolute difference."""
        if stated is None or stated.shape != found.shape:
            shape = "nothing" if stated is None else f"an array of shape {stated.shape}"
            self.expect(where, False, shape, f"an array of shape {found.shape}")
            return
        self.checked += stated.size
        apart = np.abs(stated.astype(float) - found.astype(float))
        if not apart.size:
            return
        at = np.unravel_index(apart.argmax(), apart.shape)
        cell = f"{where}[{', '.join(map(str, at))}]"
        if not apart[at] <= largest:
            self.differences.append(Difference(cell, stated[at], found[at]))
        elif mean is not None and not apart.mean() <= mean:
            stated_as = f"a mean absolute difference of at most {mean}"
            self.differences.append(Difference(where, stated_as, float(apart.mean())))


class _Nothing:
    def __repr__(self) -> str:
        return "nothing"


_NOTHING = _Nothing()


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    return list(value) if isinstance(value, tuple) else value


def _equal(stated: Any, found: Any, tolerance: float) -> bool:
    numbers = [isinstance(each, Real) and not isinstance(each, bool) for each in (stated, found)]
    if all(numbers):
        return stated == found or abs(stated - found) <= tolerance
    return stated == found


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 120 else f"{text[:117]}..."
