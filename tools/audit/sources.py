"""Values behind numbers in documents, by the file and key that hold them.

A source is written FILE#KEY, the file relative to the repository, or COMMIT:FILE#KEY for a file of
an earlier commit. The key is

- for JSON the keys and positions that lead to the value, separated by slashes; KEY=VALUE picks the
  first object of a list with that value;
- for CSV conditions on the row and a column: COLUMN=VALUE&COLUMN=VALUE/COLUMN;
- for any other file a piece of its text, whose last number is the value.

{"sum": {SOURCE: FACTOR, ...}} is a weighted sum; a factor is a fraction as a string, "1/28".
"""

import csv
import io
import json
import re
import subprocess
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any


class SourceError(LookupError):
    """A source names a file or a key that is not there."""


class HistoryError(SourceError):
    """A source names a commit that this copy of the repository does not have."""


class Sources:
    """Looks values up.

    Attributes:
        root: of the repository.
        contents: of JSON files that were recomputed, in place of what the files hold.
    """

    def __init__(self, root: Path, contents: Mapping[str, Any] | None = None) -> None:
        self.root = root
        self.contents: dict[str, Any] = dict(contents or {})

    def value(self, source: str | Mapping[str, Any]) -> float:
        """The value of a source.

        Raises:
            SourceError: the file, the commit or the key is not there.
        """
        if isinstance(source, Mapping):
            parts = source["sum"].items()
            return sum(float(Fraction(factor)) * self.value(each) for each, factor in parts)
        file, _, key = source.partition("#")
        if file.endswith(".csv"):
            return float(self._csv_cell(file, key))
        if file.endswith(".json"):
            return float(self._json_value(file, key))
        text = " ".join(self._text(file).split())
        found = re.findall(r"-?\d+(?:\.\d+)?", key)
        if key not in text or not found:
            raise SourceError(f"{file} does not hold {key!r}")
        return float(found[-1])

    def json(self, file: str) -> Any:
        """The content of a JSON file."""
        if file not in self.contents:
            self.contents[file] = json.loads(self._text(file))
        return self.contents[file]

    def csv(self, file: str) -> list[dict[str, str]]:
        """The rows of a CSV file."""
        return list(csv.DictReader(io.StringIO(self._text(file))))

    def _json_value(self, file: str, key: str) -> Any:
        value = self.json(file)
        for part in key.split("/"):
            try:
                value = _picked(value, part) if isinstance(value, list) else value[part]
            except (LookupError, ValueError, TypeError) as error:
                raise SourceError(f"{file} has no {key}") from error
        return value

    def _csv_cell(self, file: str, key: str) -> str:
        conditions, _, column = key.rpartition("/")
        wanted = dict(each.split("=", 1) for each in conditions.split("&"))
        rows = [row for row in self.csv(file) if wanted.items() <= row.items()]
        if len(rows) != 1 or column not in rows[0]:
            raise SourceError(f"{file} has {len(rows)} rows for {key}")
        return rows[0][column]

    def _text(self, file: str) -> str:
        commit, _, path = file.rpartition(":")
        if commit:
            command = ["git", "show", f"{commit}:{path}"]
            shown = subprocess.run(command, cwd=self.root, capture_output=True, check=False)
            if shown.returncode:
                raise HistoryError(f"{file} is not in the history at hand")
            return shown.stdout.decode("utf-8")
        if not (self.root / path).is_file():
            raise SourceError(f"there is no file {path}")
        return (self.root / path).read_text(encoding="utf-8")


def _picked(items: list[Any], part: str) -> Any:
    """The item at a position, or the first object with a value under a key."""
    key, equals, value = part.partition("=")
    if not equals:
        return items[int(part)]
    for item in items:
        if str(item[key]) == value:
            return item
    raise LookupError(part)
