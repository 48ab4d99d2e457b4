"""Serving a saved linear model on TF-IDF: arrays and a vocabulary, no scikit-learn, no pickle."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np

from emolab.log_odds import sigmoid
from emolab.models.base import ModelError, read_description

WEIGHTS = "weights.npz"
VOCABULARY = "vocabulary.json"


class LinearTfidf:
    """The scores of TF-IDF features and one linear classifier a label.

    Logistic regression and naive Bayes are both linear in the features on the logit scale. The
    scores equal those of the scikit-learn pipeline that was fitted, to rounding.

    Attributes:
        labels: label names in column order.
        vectorisers: their features stand side by side.
        intercepts: float array of shape (n_labels,).
    """

    def __init__(
        self,
        labels: tuple[str, ...],
        vectorisers: Sequence["Vectoriser"],
        intercepts: np.ndarray,
        starts: np.ndarray,
        columns: np.ndarray,
        weights: np.ndarray,
    ) -> None:
        """Hold a sparse matrix of weights, by feature: most labels use few features each.

        Args:
            labels: label names in column order.
            vectorisers: as the attribute says.
            intercepts: log-odds of each label without any feature, shape (n_labels,).
            starts: where each feature's weights begin in the two next arrays, and the end of the
                last, int array of shape (n_features + 1,).
            columns: the label of each weight, int array of shape (n_weights,).
            weights: float array of shape (n_weights,).
        """
        self.labels = labels
        self.vectorisers = list(vectorisers)
        self.intercepts = intercepts
        self._starts = starts
        self._columns = columns
        self._weights = weights

    @classmethod
    def of_lines(
        cls,
        labels: tuple[str, ...],
        vectorisers: Sequence["Vectoriser"],
        lines: Sequence[tuple[np.ndarray, np.ndarray, float]],
    ) -> Self:
        """A model from one line a label: features, their weights, intercept.

        Log-odds are features @ weights + intercept.
        """
        intercepts = np.array([intercept for _, _, intercept in lines])
        features = np.concatenate([looks_at for looks_at, _, _ in lines])
        order = np.argsort(features, kind="stable")
        n_features = sum(len(one.vocabulary) for one in vectorisers)
        starts = np.searchsorted(features[order], np.arange(n_features + 1))
        columns = np.repeat(np.arange(len(lines)), [len(looks_at) for looks_at, _, _ in lines])
        weights = np.concatenate([weights for _, weights, _ in lines])[order]
        return cls(
            labels, vectorisers, intercepts, starts, columns[order].astype(np.int32), weights
        )

    def save(self, folder: Path) -> None:
        """Write weights.npz and vocabulary.json into this folder."""
        arrays = {f"idf_{at}": one.idf for at, one in enumerate(self.vectorisers)}
        np.savez_compressed(
            folder / WEIGHTS,
            allow_pickle=False,
            intercepts=self.intercepts,
            starts=self._starts,
            columns=self._columns,
            weights=self._weights,
            **arrays,
        )
        described = [one.described() for one in self.vectorisers]
        text = json.dumps({"vectorisers": described}, ensure_ascii=False)
        (folder / VOCABULARY).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model saved in this folder.

        Raises:
            ModelError: a file is missing, or what it holds does not fit together.
        """
        labels = tuple(read_description(folder)["labels"])
        if not (folder / WEIGHTS).is_file():
            raise ModelError(
                f"{folder} holds no {WEIGHTS}: the model was saved by an EmoLab that kept pickles, "
                "which are never opened. Train the run again."
            )
        described = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))["vectorisers"]
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            vectorisers, offset = [], 0
            for at, one in enumerate(described):
                vectorisers.append(Vectoriser.read(one, arrays[f"idf_{at}"], offset))
                offset += len(vectorisers[-1].vocabulary)
            model = cls(
                labels,
                vectorisers,
                *(arrays[name] for name in ("intercepts", "starts", "columns", "weights")),
            )
        if not model._fits_together():
            raise ModelError(f"{folder}: {WEIGHTS} and {VOCABULARY} do not fit together.")
        return model

    def _fits_together(self) -> bool:
        n_features = sum(len(one.vocabulary) for one in self.vectorisers)
        starts, columns = self._starts, self._columns
        return (
            all(one.idf.shape == (len(one.vocabulary),) for one in self.vectorisers)
            and self.intercepts.shape == (len(self.labels),)
            and starts.shape == (n_features + 1,)
            and starts.dtype.kind == columns.dtype.kind == "i"
            and self._weights.dtype.kind == "f"
            and columns.shape == self._weights.shape
            and starts[0] == 0
            and starts[-1] == len(columns)
            and bool((np.diff(starts) >= 0).all())
            and bool(((columns >= 0) & (columns < len(self.labels))).all())
        )

    @property
    def weights(self) -> np.ndarray:
        """Every feature's weight for every label: float array of shape (n_features, n_labels)."""
        features = len(self._starts) - 1
        dense = np.zeros((features, len(self.labels)))
        dense[np.repeat(np.arange(features), np.diff(self._starts)), self._columns] = self._weights
        return dense

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels)."""
        odds = np.zeros((len(texts), len(self.labels)))
        for row, text in enumerate(texts):
            odds[row] = self._product(*self.features(text))
        return sigmoid(odds + self.intercepts)

    def features(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Columns of the text's TF-IDF features that are not zero, and their values."""
        found = [one.features(text) for one in self.vectorisers]
        columns, values = zip(*found, strict=True)
        return np.concatenate(columns), np.concatenate(values)

    def word_contributions(self, words: Sequence[str]) -> np.ndarray:
        """What each word of one text adds to each label's log-odds: (n_words, n_labels).

        A term that spans several words is shared equally among them, and a term that occurs
        several times among its occurrences, so that the contributions and the intercepts sum to the
        log-odds.
        """
        contributions = np.zeros((len(words), len(self.labels)))
        columns, values = self.features(" ".join(words))
        value_of = dict(zip(columns.tolist(), values, strict=True))
        occurrences: dict[int, list[list[int]]] = {}
        for vectoriser in self.vectorisers:
            for column, positions in vectoriser.occurrences(words):
                occurrences.setdefault(column, []).append(positions)
        for column, found in occurrences.items():
            effect = self._product(np.array([column]), np.array([value_of[column]])) / len(found)
            for positions in found:
                for position in positions:
                    contributions[position] += effect / len(positions)
        return contributions

    def _product(self, features: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The features' values times their weights, summed for each label."""
        starts = self._starts[features]
        lengths = self._starts[features + 1] - starts
        ends = np.cumsum(lengths)
        at = np.arange(lengths.sum()) + np.repeat(starts - ends + lengths, lengths)
        products = np.repeat(values, lengths) * self._weights[at]
        return np.bincount(self._columns[at], products, minlength=len(self.labels))


@dataclass(frozen=True)
class Vectoriser:
    """What a fitted TfidfVectorizer does to a text, with a word's place kept.

    Attributes:
        vocabulary: a known term's column among those of all vectorisers.
        idf: of each term, in the order of their columns.
        offset: the first of its columns.
        ngrams: shortest and longest.
        token: what a word is; None where terms are n-grams of characters within a word.
        sublinear: a term's count goes in as 1 + log(count).
    """

    vocabulary: dict[str, int]
    idf: np.ndarray
    offset: int
    ngrams: tuple[int, int]
    token: re.Pattern[str] | None
    sublinear: bool

    @classmethod
    def read(cls, described: dict[str, Any], idf: np.ndarray, offset: int) -> Self:
        """A vectoriser from what `described` gave, its terms' idf and its first column."""
        token = described["token_pattern"]
        return cls(
            {term: offset + column for column, term in enumerate(described["terms"])},
            idf,
            offset,
            (int(described["ngrams"][0]), int(described["ngrams"][1])),
            None if token is None else re.compile(token),
            bool(described["sublinear"]),
        )

    def described(self) -> dict[str, Any]:
        """All but the idf, as JSON can hold it; terms in the order of their columns."""
        return {
            "ngrams": list(self.ngrams),
            "token_pattern": None if self.token is None else self.token.pattern,
            "sublinear": self.sublinear,
            "terms": sorted(self.vocabulary, key=self.vocabulary.__getitem__),
        }

    def features(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Columns of the terms that the text has, and their TF-IDF values, of length one."""
        words = text.lower().split()
        if self.token is None:
            found = [column for word in words for column in self._within(word)]
        else:
            tokens = self.token.findall(" ".join(words))
            found = self._known(" ".join(run) for run in _runs(tokens, *self.ngrams))
        counts = Counter(found)
        columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = np.fromiter(counts.values(), dtype=float, count=len(counts))
        if self.sublinear:
            values = 1 + np.log(values)
        values *= self.idf[columns - self.offset]
        return columns, values / (np.sqrt(values @ values) or 1)

    def occurrences(self, words: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """Columns of the known terms as they occur in a text, each with the words that it spans.

        No word and no n-gram of characters reaches over a space.
        """
        if self.token is None:
            for position, word in enumerate(words):
                yield from ((column, [position]) for column in self._within(word.lower()))
            return
        places = [
            (token, position)
            for position, word in enumerate(words)
            for token in self.token.findall(word.lower())
        ]
        for run in _runs(places, *self.ngrams):
            term = " ".join(token for token, _ in run)
            yield from (
                (column, [position for _, position in run]) for column in self._known([term])
            )

    @cached_property
    def _within(self) -> Callable[[str], list[int]]:
        """Columns of the n-grams of characters of a lower-case word; of many words remembered."""
        return lru_cache(maxsize=10_000)(
            lambda word: self._known(_character_grams(f" {word} ", *self.ngrams))
        )

    def _known(self, terms: Iterable[str]) -> list[int]:
        return [self.vocabulary[term] for term in terms if term in self.vocabulary]


def _runs(items: Sequence[Any], shortest: int, longest: int) -> Iterator[Sequence[Any]]:
    """Neighbours, from `shortest` to `longest` of them."""
    for length in range(shortest, longest + 1):
        for start in range(len(items) - length + 1):
            yield items[start : start + length]


def _character_grams(word: str, shortest: int, longest: int) -> Iterator[str]:
    """As scikit-learn has them: a word shorter than an n-gram counts whole, and once."""
    if len(word) < shortest:
        yield word
    for gram in _runs(word, shortest, longest):
        yield str(gram)
