"""Markdown: tables, parts between markers, and the numbers that a text states."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_MARKED = re.compile(r"<!-- (?!end of )([^>]+?) -->(.*?)<!-- end of \1 -->", re.DOTALL)
# Neither a part of a name (int8, fixed_0.2, distinct-1, Apache-2.0) nor of a version (3.11.7).
_NUMBER = re.compile(r"(?<![\w.])(?<!\w-)([+−-]?\d[\d,]*(?:\.\d+)?)(?!\.?\d)(\s?%)?")


@dataclass(frozen=True)
class Number:
    """A number as a text states it.

    Attributes:
        text: its sign and digits.
        percent: a share, in percent.
        start: where it begins.
    """

    text: str
    percent: bool
    start: int

    @property
    def places(self) -> int:
        """Digits after the decimal point."""
        return len(self.text.partition(".")[2])

    def states(self, value: float) -> bool:
        """Whether it is this value, rounded to the digits that the number has."""
        digits = self.text.rstrip(",").replace(",", "").replace("−", "-")
        value = value * 100 if self.percent else value
        return abs(float(digits) - value) <= 0.5 * 10**-self.places + 1e-9


def numbers(text: str) -> list[Number]:
    """All numbers of a text; a hyphen or dash between two of them is no sign."""
    return [
        Number(match[1].rstrip(","), match[2] is not None, match.start())
        for match in _NUMBER.finditer(text)
    ]


@dataclass(frozen=True)
class Table:
    """A Markdown table.

    Attributes:
        text: as it stands there.
        header: the titles of its columns.
        rows: the cells of each row, without emphasis.
    """

    text: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(text: str) -> list[Table]:
    """All tables of a text, in their order."""
    found = []
    for block in re.findall(r"(?:^\|.*\n?){2,}", text, re.MULTILINE):
        lines = [
            tuple(cell.strip().replace("**", "") for cell in line.strip()[1:-1].split("|"))
            for line in block.splitlines()
        ]
        found.append(Table(block, lines[0], tuple(lines[2:])))
    return found


def marked_parts(text: str) -> dict[str, str]:
    """The parts between `<!-- name -->` and `<!-- end of name -->`, by name."""
    return {match[1]: match[2] for match in _MARKED.finditer(text)}


def without_marked(text: str, names: Collection[str]) -> str:
    """The text without the marked parts of these names."""
    return _MARKED.sub(lambda match: "" if match[1] in names else match[0], text)


def prose(text: str) -> str:
    """The text on one line, without its code blocks."""
    return " ".join(_CODE.sub("", text).split())
