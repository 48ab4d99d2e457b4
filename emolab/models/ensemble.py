"""Ensemble of the models of a run: a weighted sum of their log-odds."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import Self

import numpy as np

from emolab.log_odds import log_odds, sigmoid
from emolab.models.base import ServedClassifier, read_description, write_description
from emolab.models.registry import serve

NAME = "ensemble"


class Ensemble:
    """An ensemble of models that lie beside it in a run.

    Attributes:
        labels: label names in column order.
        weights: of each member's log-odds, by its name in the registry.
        members: the models themselves, by name; `combine` needs none.
    """

    def __init__(
        self,
        labels: tuple[str, ...],
        weights: Mapping[str, float],
        members: Mapping[str, ServedClassifier] | None = None,
    ) -> None:
        self.labels = labels
        self.weights = dict(weights)
        self.members = dict(members or {})

    def combine(self, scores: Mapping[str, np.ndarray]) -> np.ndarray:
        """One score from each member's: float array shaped as theirs, 0 to 1."""
        weighted = (weight * log_odds(scores[name]) for name, weight in self.weights.items())
        return sigmoid(reduce(add, weighted))

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels)."""
        # In the precision in which a run stores them, so that scores that tie there tie here.
        scores = {
            name: member.predict_proba(texts).astype(np.float32)
            for name, member in self.members.items()
        }
        return self.combine(scores)

    def save(self, folder: Path) -> None:
        """Write the weights; the members are saved in folders beside this one."""
        folder.mkdir(parents=True, exist_ok=True)
        write_description(folder, labels=list(self.labels), weights=self.weights)

    @classmethod
    def load(cls, folder: Path, members: Mapping[str, ServedClassifier] | None = None) -> Self:
        """The ensemble saved in this folder.

        Args:
            folder: its own; the members' folders lie beside it.
            members: those of them that are loaded already.
        """
        description = read_description(folder)
        known = members or {}
        weights = description["weights"]
        return cls(
            tuple(description["labels"]),
            weights,
            {
                name: known[name] if name in known else serve(name, folder.parent / name)
                for name in weights
            },
        )


def fit_weights(targets: np.ndarray, scores: Mapping[str, np.ndarray]) -> dict[str, float]:
    """One weight a member, none negative, with the least log loss on validation.

    A few numbers fitted on thousands of texts times dozens of labels hardly overfit.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        scores: each member's on the same texts, 0 to 1.
    """
    from scipy.optimize import minimize

    odds = np.stack([log_odds(each).ravel() for each in scores.values()])
    flat = targets.ravel().astype(float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total = weights @ odds
        value = np.logaddexp(0, total).mean() - (flat * total).mean()
        return float(value), odds @ (sigmoid(total) - flat) / flat.size

    start = np.full(len(odds), 1 / len(odds))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(odds))
    return {name: float(weight) for name, weight in zip(scores, best.x, strict=True)}
