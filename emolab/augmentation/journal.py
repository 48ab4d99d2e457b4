"""What was written so far, on disk after every batch, so that a stop loses one batch at most."""

import json
import os
from pathlib import Path
from typing import Any


class Journal:
    """Batches of rows in a JSONL file whose first line says what they belong to."""

    def __init__(self, path: Path, key: str) -> None:
        """Open or begin a journal.

        Args:
            path: the file; one of another key is set aside and begun anew.
            key: what the rows depend on (data, plan, strategies), as a fingerprint.
        """
        self.path = path
        self.batches: list[list[dict[str, Any]]] = []
        if path.exists() and not self._read(key):
            path.replace(path.with_suffix(".other.jsonl"))
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._append({"key": key})

    def append(self, rows: list[dict[str, Any]]) -> None:
        """Add one batch; when this returns it is on disk."""
        self._append({"rows": rows})
        self.batches.append(rows)

    def _append(self, line: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _read(self, key: str) -> bool:
        """Take over what the file holds; a last line that was cut off is dropped."""
        lines = self.path.read_bytes().splitlines(keepends=True)
        whole = [line for line in lines if line.endswith(b"\n")]
        if not whole or json.loads(whole[0]).get("key") != key:
            return False
        self.batches = [json.loads(line)["rows"] for line in whole[1:]]
        if len(whole) < len(lines):
            self.path.write_bytes(b"".join(whole))
        return True
