"""What every way of writing new rows has in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from emolab.augmentation.planning import Request


class GeneratorError(RuntimeError):
    """A generator that cannot be had or went away; the message says what to do."""


@dataclass(frozen=True)
class Candidate:
    """A text that a strategy wrote for a request.

    Attributes:
        text: empty where nothing came.
        labels: its labels: those of the source where it rephrases the source, else the target.
        source_id: the row it rephrases; empty where it has none.
        source_text: that row's text.
        prompt: what the generator was told; empty where there is no prompt.
    """

    text: str
    labels: tuple[str, ...]
    source_id: str = ""
    source_text: str = ""
    prompt: str = ""


class Strategy(Protocol):
    """A way of writing new rows.

    Attributes:
        name: as `--augment` calls it; it stands in every row's `strategy` column.
        generator: what writes: a model, a server, a pattern file.
        revision: which state of it.
        prompt_version: which wording of the prompt; empty where there is none.
    """

    name: str
    generator: str
    revision: str
    prompt_version: str

    def generate(self, requests: Sequence[Request]) -> list[Candidate]:
        """One candidate a request, in order; equal requests give equal texts.

        Raises:
            GeneratorError: the generator cannot be reached or broke off.
        """
        ...


def rephrased(request: Request, text: str, prompt: str = "") -> Candidate:
    """A candidate that says its source in other words and keeps all its labels."""
    return Candidate(text, request.labels, request.source_id, request.source_text, prompt)
