"""Sentences from hand-written patterns with varied slots."""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emolab.augmentation.planning import Request
from emolab.augmentation.strategies.base import Candidate

_PATTERNS = Path(__file__).parent / "patterns.toml"
_SLOT = re.compile(r"\{(\w+)\}")
_TRIES = 50


class TemplateStrategy:
    """The `template` strategy: a pattern and its fillings drawn by the request's seed.

    A row is never written twice by one instance; a label without patterns gets empty texts.
    """

    name = "template"
    prompt_version = ""

    def __init__(self, path: Path = _PATTERNS) -> None:
        content = path.read_bytes()
        self.patterns = tomllib.loads(content.decode())
        self.generator = path.name
        self.revision = hashlib.sha256(content).hexdigest()[:12]
        self._written: set[str] = set()

    def generate(self, requests: Sequence[Request]) -> list[Candidate]:
        """One sentence a request, bearing the target label alone."""
        return [Candidate(self._sentence(request), (request.label,)) for request in requests]

    def _sentence(self, request: Request) -> str:
        table = self.patterns.get(request.label)
        if table is None:
            return ""
        generator = np.random.default_rng(request.seed)
        for _ in range(_TRIES):
            pattern = table["patterns"][generator.integers(len(table["patterns"]))]
            text = _SLOT.sub(lambda slot: _pick(table["slots"][slot[1]], generator), pattern)
            text = text[:1].upper() + text[1:] if generator.random() < 0.8 else text
            if text not in self._written:
                self._written.add(text)
                return text
        return ""


def _pick(fillings: Sequence[str], generator: np.random.Generator) -> str:
    return fillings[int(generator.integers(len(fillings)))]
