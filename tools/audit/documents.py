"""The numbers of the documents against the values behind them."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.audit import expected, markdown, speed
from tools.audit.comparison import Comparison
from tools.audit.expected import Row, Values
from tools.audit.sources import HistoryError, SourceError, Sources

LIST = Path(__file__).parents[1] / "audit_sources.json"


def check_documents(root: Path, recomputed: Mapping[str, Any], report: Comparison) -> None:
    """README.md and docs/*.md.

    Args:
        root: of the repository.
        recomputed: the metrics of the shipped run, by model.
        report: where differences go.
    """
    sources = Sources(root, {f"{expected.SHIPPED}/metrics.json": recomputed})
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    for path in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        if name == "docs/performance.md":
            text = _check_speed(name, text, sources, report)
        check_document(name, text, listed.get(name, []), sources, report)
    for name in listed.keys() - {
        path.relative_to(root).as_posix() for path in [root / "README.md", *root.glob("docs/*.md")]
    }:
        report.expect(f"{LIST.name}: {name}", False, "entries", "no such document")


def check_document(
    name: str,
    text: str,
    entries: Sequence[Mapping[str, Any]],
    sources: Sources,
    report: Comparison,
) -> None:
    """The marked tables of one document, and every other number with a decimal point.

    Args:
        name: of the document, for the report.
        text: its content.
        entries: of tools/audit_sources.json: {"text": a quotation, "values": the source of each of
            its numbers with a decimal point}, or {"table": the beginning of its header line,
            "columns": {position: source}} with {0} in the source for the cell in column 0.
        sources: where values are looked up.
        report: where differences go.
    """
    by_row = expected.row_values(sources)
    parts = markdown.marked_parts(text)
    known = [marker for marker in parts if marker in by_row or marker == "top label"]
    for marker in known:
        _check_marked(f"{name}, {marker}", parts[marker], by_row.get(marker), sources, report)
    rest = markdown.without_marked(text, known)
    for entry in entries:
        if "table" in entry:
            rest = _check_listed_table(name, rest, entry, sources, report)
    _check_prose(name, rest, [each for each in entries if "text" in each], sources, report)


def check_table(
    where: str,
    table: markdown.Table,
    values_of: Callable[[Row], Values],
    report: Comparison,
) -> None:
    """Every number of a table in a column that `values_of` gives values for."""
    for cells in table.rows:
        row = dict(zip(table.header, cells, strict=True))
        place = f"{where}, row {cells[0]!r}"
        try:
            values = values_of(row)
        except (SourceError, KeyError) as error:
            report.expect(place, False, "a row", f"no value: {error}")
            continue
        for column, cell in row.items():
            known = values.get(column)
            if isinstance(known, str):
                report.compare(f"{place}, {column!r}", cell, known)
            elif known is not None:
                check_numbers(f"{place}, {column!r}", cell, known, report)
            elif column not in expected.WORDS and markdown.numbers(cell):
                report.expect(f"{place}, {column!r}", False, cell, "no value is known")


def check_numbers(
    where: str, text: str, values: Sequence[float], report: Comparison, shorter: bool = True
) -> None:
    """The numbers of a text against values, in order; if `shorter`, it may have the first alone."""
    stated = markdown.numbers(text)
    fits = len(stated) == len(values) or (shorter and len(stated) == 1 < len(values))
    if not fits:
        report.expect(where, False, text, f"{len(values)} values: {list(values)}")
        return
    for number, value in zip(stated, values, strict=False):
        report.expect(where, number.states(value), number.text, value)


def _check_marked(
    where: str,
    part: str,
    values_of: Callable[[Row], Values] | None,
    sources: Sources,
    report: Comparison,
) -> None:
    if not part.strip():
        report.unchecked.append(f"{where}: nothing stands between the markers")
    elif values_of is None:
        check_numbers(where, part, expected.top_label(sources), report, shorter=False)
    else:
        found = markdown.tables(part)
        if not found:
            report.expect(where, False, part.strip(), "a table")
        for table in found:
            check_table(where, table, values_of, report)


def _check_listed_table(
    name: str, text: str, entry: Mapping[str, Any], sources: Sources, report: Comparison
) -> str:
    """Check a table of the list; the text without it."""
    start = entry["table"]
    for table in markdown.tables(text):
        if not table.text.startswith(start):
            continue
        for row in table.rows:
            for position, source in entry["columns"].items():
                where = f"{name}, row {row[0]!r}, {table.header[int(position)]!r}"
                try:
                    value = sources.value(source.format(*row))
                except SourceError as error:
                    report.expect(where, False, row[int(position)], f"no value: {error}")
                else:
                    check_numbers(where, row[int(position)], [value], report)
        return text.replace(table.text, "")
    report.expect(f"{LIST.name}: {name}", False, f"a table {start!r}", "no such table")
    return text


def _check_prose(
    name: str,
    text: str,
    entries: Sequence[Mapping[str, Any]],
    sources: Sources,
    report: Comparison,
) -> None:
    line = markdown.prose(text)
    explained: set[int] = set()
    for entry in entries:
        quoted = " ".join(entry["text"].split())
        start = line.find(quoted)
        if start < 0:
            report.expect(f"{LIST.name}: {name}", False, repr(quoted), "not in the document")
        while start >= 0:
            end = start + len(quoted)
            stated = [
                number
                for number in markdown.numbers(line)
                if number.places and start <= number.start < end
            ]
            explained |= {number.start for number in stated}
            _check_quotation(f"{name}: {quoted!r}", stated, entry["values"], sources, report)
            start = line.find(quoted, end)
    for number in markdown.numbers(line):
        if number.places and number.start not in explained:
            context = line[max(0, number.start - 50) : number.start + 30]
            report.expect(f"{name}: …{context}…", False, number.text, f"no source in {LIST.name}")


def _check_quotation(
    where: str,
    stated: Sequence[markdown.Number],
    listed: Sequence[Any],
    sources: Sources,
    report: Comparison,
) -> None:
    if len(stated) != len(listed):
        report.expect(
            where, False, [each.text for each in stated], f"{len(listed)} sources in {LIST.name}"
        )
        return
    for number, source in zip(stated, listed, strict=True):
        try:
            value = sources.value(source)
        except HistoryError as error:
            report.unchecked.append(f"{where}: {error}")
        except SourceError as error:
            report.expect(where, False, number.text, f"no value: {error}")
        else:
            report.expect(where, number.states(value), number.text, value)


def _check_speed(name: str, text: str, sources: Sources, report: Comparison) -> str:
    """The tables and sentences of docs/performance.md; the text without them."""
    results = sources.json("benchmarks/results/speed.json")
    values_of = speed.row_values(results)
    for table in markdown.tables(text):
        if table.header[0] in ("work", "part"):
            check_table(name, table, values_of, report)
            text = text.replace(table.text, "")
    for stated, values in speed.memory_sentences(text, results):
        check_numbers(f"{name}: {stated}", stated, values, report, shorter=False)
    for stated, values in speed.ratio_sentences(text, results):
        check_numbers(f"{name}: {stated}", stated, values, report, shorter=False)
        text = text.replace(stated, "")
    return text
