"""Serving a saved linear model on TF-IDF without scikit-learn, whose loading is a long wait."""

import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from joblib.numpy_pickle import NumpyUnpickler

from emolab.models.odds import sigmoid
from emolab.models.registry import read_description


class LinearTfidf:
    """The scores of a fitted pipeline of TF-IDF and one linear classifier a label.

    Logistic regression and naive Bayes are both linear in the features on the logit scale. The
    scores equal the pipeline's own to rounding.

    Attributes:
        labels: label names in column order.
        intercepts: float array of shape (n_labels,).
    """

    def __init__(self, labels: tuple[str, ...], pipeline: Any) -> None:
        """Take what scores need from a fitted pipeline, or from one that `read_pipeline` gave."""
        self.labels = labels
        steps = dict(pipeline.steps)
        self.vectorisers = _vectorisers(steps["tfidf"])
        lines = [_line(one) for one in steps["classifier"].estimators_]
        self.intercepts = np.array([intercept for _, _, intercept in lines])
        # Sparse, by feature: most labels look at few features each.
        features = np.concatenate([looks_at for looks_at, _, _ in lines])
        order = np.argsort(features, kind="stable")
        n_features = sum(len(one.vocabulary) for one in self.vectorisers)
        self._starts = np.searchsorted(features[order], np.arange(n_features + 1))
        columns = np.repeat(np.arange(len(lines)), [len(looks_at) for looks_at, _, _ in lines])
        self._columns = columns[order].astype(np.int32)
        self._weights = np.concatenate([weights for _, weights, _ in lines])[order]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model saved in this folder."""
        labels = tuple(read_description(folder)["labels"])
        return cls(labels, read_pipeline(folder / "pipeline.joblib"))

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
        return tuple(np.concatenate(each) for each in zip(*found, strict=True))

    def word_effects(self, words: Sequence[str]) -> np.ndarray:
        """What each word of one text adds to each label's log-odds: (n_words, n_labels).

        A term that spans several words is shared equally among them, and a term that occurs
        several times among its occurrences, so that the effects and the intercepts sum to the
        log-odds.
        """
        effects = np.zeros((len(words), len(self.labels)))
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
                    effects[position] += effect / len(positions)
        return effects

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
        vocabulary: a known term's column.
        idf: of each term, in the order of their columns.
        offset: of its columns among those of all vectorisers.
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
        return [self.offset + self.vocabulary[term] for term in terms if term in self.vocabulary]


def _runs(items: Sequence[Any], shortest: int, longest: int) -> Iterator[Sequence[Any]]:
    """Neighbours, from `shortest` to `longest` of them."""
    for length in range(shortest, longest + 1):
        for start in range(len(items) - length + 1):
            yield items[start : start + length]


def _character_grams(word: str, shortest: int, longest: int) -> Iterator[str]:
    """As scikit-learn has them: a word shorter than an n-gram counts whole, and once."""
    if len(word) < shortest:
        yield word
    yield from _runs(word, shortest, longest)


class Plain:
    """An object of a saved pipeline, as its attributes alone."""


def read_pipeline(path: Path) -> Any:
    """A pipeline that `save` wrote, read as plain objects: its attributes without its methods."""
    return _PlainReader("", io.BytesIO(zlib.decompress(path.read_bytes())), True).load()


class _PlainReader(NumpyUnpickler):
    """Reads what joblib wrote; nothing but joblib's and numpy's own classes is imported."""

    def find_class(self, module: str, name: str) -> Any:
        if module.split(".")[0] in ("joblib", "numpy"):
            return super().find_class(module, name)
        return Plain


def _vectorisers(tfidf: Any) -> list[Vectoriser]:
    """The vectorisers whose features stand side by side."""
    parts = tfidf.transformer_list if hasattr(tfidf, "transformer_list") else [("words", tfidf)]
    found, offset = [], 0
    for _, part in parts:
        by_word = part.analyzer == "word"
        found.append(
            Vectoriser(
                part.vocabulary_,
                part._tfidf.idf_,
                offset,
                part.ngram_range,
                re.compile(part.token_pattern) if by_word else None,
                part.sublinear_tf,
            )
        )
        offset += len(part.vocabulary_)
    return found


def _line(one: Any) -> tuple[np.ndarray, np.ndarray, float]:
    """Columns, weights and intercept of one label: log-odds = features @ weights + intercept."""
    steps = dict(one.steps) if hasattr(one, "steps") else {"model": one}
    weights, intercept = _logit_line(steps["model"])
    if "ratios" in steps:
        weights = weights * steps["ratios"].ratios_
    columns = steps["best"].columns_ if "best" in steps else np.arange(len(weights))
    return columns, weights, intercept


def _logit_line(model: Any) -> tuple[np.ndarray, float]:
    if hasattr(model, "feature_log_prob_"):
        without, with_label = model.feature_log_prob_
        return with_label - without, float(model.class_log_prior_[1] - model.class_log_prior_[0])
    if hasattr(model, "coef_"):
        return model.coef_[0], float(model.intercept_[0])
    # One-vs-rest puts a constant where a label has no positive, or no negative, in train.
    return np.zeros(0), float("inf") if model.y_[0] else float("-inf")
