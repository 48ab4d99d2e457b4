"""Quality filters: each looks at one thing, scores it where it can, and names its reason."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process, utils

from emolab.augmentation.strategies.base import Candidate
from emolab.characters import latin_share
from emolab.data.dataset import Split

_PHRASES = Path(__file__).parent / "forbidden_phrases.txt"
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDS = (".", "!", "?", "…", '"', "”", "’", "'", ")", "]")


@dataclass(frozen=True)
class Limits:
    """Settings of the filters.

    Attributes:
        min_words: words at least.
        max_words: words at most.
        near_duplicate: similarity from which two texts count as the same, 0 to 100 (token-sort
            ratio, so that word order does not hide a copy).
        meaning_floor: cosine similarity to the source at least; None asks for none.
        meaning_ceiling: cosine similarity to the source at most.
        label_rank: the current classifier must rank the target among this many labels.
        label_score: and give it at least this score.
    """

    min_words: int = 3
    max_words: int = 100
    near_duplicate: float = 90.0
    meaning_floor: float | None = 0.3
    meaning_ceiling: float = 0.97
    label_rank: int = 5
    label_score: float = 0.02


@dataclass(frozen=True)
class Finding:
    """What one filter found.

    Attributes:
        reason: empty where the text passes.
        score: None where the filter has none.
        nearest: id of the row that the score is the similarity to.
    """

    reason: str = ""
    score: float | None = None
    nearest: str = ""


PASSED = Finding()


@cache
def forbidden_phrases() -> re.Pattern[str]:
    """The phrases of forbidden_phrases.txt as one word-bounded pattern, case ignored."""
    lines = _PHRASES.read_text(encoding="utf-8").splitlines()
    phrases = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    words = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def no_forbidden_phrase(text: str) -> Finding:
    """No phrase that gives a machine's answer away ("as an AI", "here is the sentence")."""
    found = forbidden_phrases().search(text.replace("’", "'"))
    return Finding(f"forbidden phrase: {found.group().lower()}") if found else PASSED


def word_count(text: str, limits: Limits) -> Finding:
    """As many words as a comment has."""
    words = len(WORD.findall(text))
    if words < limits.min_words:
        return Finding("too short", words)
    return Finding("too long" if words > limits.max_words else "", words)


def ends_as_a_sentence(text: str) -> Finding:
    """A sentence's end: a mark, a closing quote or bracket, or an emoji after it."""
    end = text.rstrip()[-1:]
    emoji = unicodedata.category(end) in {"So", "Sk", "Mn", "Cf"} if end else False
    return PASSED if emoji or (end in _ENDS and end) else Finding("cut off")


def sane_characters(text: str) -> Finding:
    """One line of mostly Latin letters, without markup, control characters or letter salad."""
    if any(unicodedata.category(character) in {"Cc", "Co", "Cn"} for character in text):
        return Finding("control characters")
    latin = latin_share(text)
    if latin is None:
        return Finding("no letters")
    if latin < 0.9:
        return Finding("other script", latin)
    letters = sum(character.isalpha() for character in text)
    if letters < 0.5 * len(text.replace(" ", "")):
        return Finding("too few letters", letters / len(text))
    if re.search(r"(.)\1{5,}", text) or re.search(r"\b(\w+)(?:\W+\1\b){3,}", text, re.IGNORECASE):
        return Finding("repeats itself")
    return PASSED


def no_echo(text: str, prompt: str) -> Finding:
    """Not the prompt again: none of its longer lines stands in the text."""
    plain = _plain_words(text)
    lines = [_plain_words(line) for line in prompt.splitlines()]
    echoed = any(line in plain for line in lines if len(line.split()) >= 4)
    return Finding("echoes the prompt") if echoed else PASSED


def differs_from_source(text: str, source: str, limits: Limits) -> Finding:
    """Not its source again, whole or nearly."""
    score = fuzz.ratio(sorted_words(text), sorted_words(source))
    return Finding("copies its source" if score >= limits.near_duplicate else "", score)


def _plain_words(text: str) -> str:
    return " ".join(utils.default_process(text).split())


def sorted_words(text: str) -> str:
    """The text in lower case, without marks, its words sorted: what a near copy shares."""
    return " ".join(sorted(_plain_words(text).split()))


def article(word: str) -> str:
    """The indefinite article before this word."""
    return "an" if word[:1] in "aeiou" else "a"


@dataclass
class Known:
    """Texts that a new row must not repeat.

    rapidfuzz holds one candidate against 43,000 rows in some five milliseconds, exactly; a MinHash
    index would be faster to ask but could miss a pair, and writing a candidate takes far longer
    than either.

    Attributes:
        name: what these texts are, for the reason.
        keys: the texts' sorted words.
        ids: the texts' row ids.
    """

    name: str
    keys: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, *splits: Split) -> "Known":
        """A collection of the texts of these splits."""
        keys = [sorted_words(text) for split in splits for text in split.texts]
        return cls(name, keys, [row_id for split in splits for row_id in split.ids])

    def add(self, text: str, row_id: str) -> None:
        """One more text that must not be repeated."""
        self.keys.append(sorted_words(text))
        self.ids.append(row_id)

    def look(self, text: str, limits: Limits) -> Finding:
        """The nearest of the texts, a reason where it is too near."""
        if not self.keys:
            return PASSED
        _, score, row = process.extractOne(sorted_words(text), self.keys, scorer=fuzz.ratio)
        near = score >= limits.near_duplicate
        return Finding(
            f"near duplicate of {article(self.name)} {self.name} row" if near else "",
            score,
            self.ids[row],
        )


def keeps_meaning(cosine: float, limits: Limits) -> Finding:
    """About what its source is about, and not the same sentence again."""
    if limits.meaning_floor is not None and cosine < limits.meaning_floor:
        return Finding("meaning lost", cosine)
    return Finding("meaning unchanged" if cosine > limits.meaning_ceiling else "", cosine)


def keeps_label(scores: np.ndarray, column: int, limits: Limits) -> Finding:
    """The current classifier still ranks the target label high.

    Args:
        scores: of all labels for this text, shape (n_labels,).
        column: the target label's.
        limits: rank and score it must reach.
    """
    score = float(scores[column])
    rank = int((scores > scores[column]).sum()) + 1
    lost = rank > limits.label_rank or score < limits.label_score
    return Finding("label lost" if lost else "", score)


Embed = Callable[[Sequence[str]], np.ndarray]
Classify = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Inspection:
    """What all filters made of a candidate.

    Attributes:
        reason: of its rejection; empty where it is accepted.
        scores: by filter, of those it came to.
        nearest: id of the row that it repeats, else of the nearest train row; empty where it fell
            before it was held against any.
    """

    reason: str
    scores: dict[str, float]
    nearest: str


@dataclass
class Inspector:
    """All filters in order, the cheap ones first; a text falls at the first that rejects it.

    Attributes:
        labels: label names in column order, for `classify`.
        known: collections that must not be repeated, train the first; whoever keeps a row adds it
            to the last.
        limits: settings of the filters.
        embed: texts to unit vectors; None where the strategy does not rephrase its source.
        classify: texts to scores of shape (n, n_labels); None skips the label filter.
    """

    labels: tuple[str, ...]
    known: list[Known]
    limits: Limits = field(default_factory=Limits)
    embed: Embed | None = None
    classify: Classify | None = None

    def inspect(self, label: str, candidate: Candidate) -> Inspection:
        """What the filters make of a candidate.

        Args:
            label: the rare label it was written for.
            candidate: the text, and its source and prompt if it has them.
        """
        scores: dict[str, float] = {}
        nearest = ""
        for name, look in self._filters(label, candidate):
            finding = look()
            if finding.score is not None:
                scores[name] = float(finding.score)
            if finding.reason:
                return Inspection(finding.reason, scores, finding.nearest or nearest)
            nearest = nearest or finding.nearest
        return Inspection("", scores, nearest)

    def _filters(self, label: str, candidate: Candidate) -> list[tuple[str, Callable[[], Finding]]]:
        text, source, limits = candidate.text, candidate.source_text, self.limits
        filters: list[tuple[str, Callable[[], Finding]]] = [
            ("words", lambda: word_count(text, limits)),
            ("phrase", lambda: no_forbidden_phrase(text)),
            ("characters", lambda: sane_characters(text)),
            ("ending", lambda: ends_as_a_sentence(text)),
            ("echo", lambda: no_echo(text, candidate.prompt)),
        ]
        if source:
            filters.append(("source", lambda: differs_from_source(text, source, limits)))
        filters += [
            (f"nearest {known.name}", partial(known.look, text, limits)) for known in self.known
        ]
        embed, classify = self.embed, self.classify
        if source and embed:
            filters.append(("meaning", lambda: keeps_meaning(_cosine(embed, text, source), limits)))
        if classify:
            column = self.labels.index(label)
            filters.append(("label", lambda: keeps_label(classify([text])[0], column, limits)))
        return filters


def _cosine(embed: Embed, text: str, source: str) -> float:
    new, old = embed([text, source])
    return float(new @ old)
