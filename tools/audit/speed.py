"""What the tables and sentences of docs/performance.md must state, by speed.json."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tools.audit.expected import Row, Values, at
from tools.audit.sources import SourceError


def row_values(results: Mapping[str, Any]) -> Callable[[Row], Values]:
    """Values of a row of docs/performance.md, from the content of speed.json."""
    # Two rows may measure one piece of work against two rivals.
    rows = {
        key: row
        for part in results.values()
        for row in part["rows"]
        for key in ((row["name"], row["rival"]), (row["name"], None))
    }
    scaling = {
        (each["work"], each["size"]): each for part in results.values() for each in part["scaling"]
    }

    def values(row: Row) -> Values:
        if "part" in row:
            return _origin(at(results, row["part"]))
        if "size" in row:
            key = (row["work"], int(row["size"].replace(",", "")))
            if key not in scaling:
                raise SourceError(f"speed.json has no {key}")
            each = scaling[key]
            return {
                "size": [each["size"]],
                "time": [each["seconds"]],
                "a second": [each["size"] / each["seconds"]],
                "peak memory": [each["peak_mib"]],
            }
        key = (row["work"], row.get("theirs is"))
        if key not in rows:
            raise SourceError(f"speed.json has no {row['work']} against {row.get('theirs is')}")
        kept = rows[key]
        ours = [kept["ours"], *(kept["ours_range"] or [])]
        if kept["theirs"] is None:
            return {"measured": ours, "limit": [] if kept["limit"] is None else [kept["limit"]]}
        ratio = _ratio(kept)
        theirs = [kept["theirs"], *(kept["theirs_range"] or [])]
        words = {"theirs is": kept["rival"], "differs": kept["differs"]}
        return {"ours": ours, "theirs": theirs, "ratio": [ratio], **words}

    return values


def _ratio(row: Mapping[str, Any]) -> float:
    """How many times better ours is than theirs."""
    ours, theirs = float(row["ours"]), float(row["theirs"])
    return ours / theirs if row["unit"].endswith("/s") else theirs / ours


def ratio_sentences(text: str, results: Mapping[str, Any]) -> list[tuple[str, list[float]]]:
    """The names of rows in prose with a ratio in brackets, and the ratio nearest to the stated."""
    found = []
    for part in results.values():
        for row in part["rows"]:
            if row["theirs"] is None:
                continue
            for match in re.finditer(re.escape(row["name"]) + r" \(([\d.]+) ×\)", text):
                same = [each for each in part["rows"] if each["name"] == row["name"]]
                stated = float(match[1])
                nearest = min(map(_ratio, same), key=lambda ratio: abs(ratio - stated))
                digits = re.findall(r"[\d,]*\d", row["name"])
                numbers = [float(each.replace(",", "")) for each in digits]
                if (match[0], [*numbers, nearest]) not in found:
                    found.append((match[0], [*numbers, nearest]))
    return found


def _origin(part: Mapping[str, Any]) -> Values:
    sets = part.get("instruction_sets")
    words = {
        "day": part["measured"][:10],
        "commit": part["git_commit"][:7],
        "machine": part["machine"],
        "processor": part.get("processor"),
        "instruction sets": None if sets is None else ", ".join(sets),
        "load before": part.get("load_average_before"),
        "nice": part.get("nice"),
        "priority": part.get("priority"),
    }
    return {column: "–" if each is None else str(each) for column, each in words.items()}


def memory_sentences(text: str, results: Mapping[str, Any]) -> list[tuple[str, list[float]]]:
    """The sentences of docs/performance.md on peak memory, and the values of their numbers."""
    peaks = {
        (each["work"], each["size"]): each["peak_mib"]
        for part in results.values()
        for each in part["scaling"]
    }
    found = []
    for match in re.finditer(r"Peak memory of the (.+?): .+? texts, .+? MiB for [\d,]+", text):
        by_size = sorted(
            (size, peak) for (work, size), peak in peaks.items() if work == f"score, {match[1]}"
        )
        ends = [by_size[0], by_size[-1]] if by_size else []
        found.append((match[0], [number for size, peak in ends for number in (peak, size)]))
    return found
