"""Ridge regression on hashed words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import Ridge

from emolab.data.dataset import Split
from emolab.models.base import option, read_description, write_description


@dataclass(frozen=True)
class RidgeSettings:
    """Features and regularisation.

    Attributes:
        n_features: number of columns that words are hashed to.
        alpha: strength of the L2 penalty.
    """

    n_features: int = 4096
    alpha: float = option(1.0, "strength of the L2 penalty of ridge regression", kind=float)


class RidgeClassifier:
    """A least-squares fit to the 0/1 labels, clipped to scores from 0 to 1."""

    def __init__(self, labels: tuple[str, ...], settings: RidgeSettings | None = None) -> None:
        self.labels = labels
        self.settings = settings or RidgeSettings()
        self.vectoriser = HashingVectorizer(n_features=self.settings.n_features)

    def fit(self, train: Split, validation: Split) -> Self:
        """Fit to the train rows; validation is not used."""
        ridge = Ridge(alpha=self.settings.alpha)
        ridge.fit(self.vectoriser.transform(train.texts), train.targets.astype(float))
        self.weights = ridge.coef_.T
        self.intercepts = ridge.intercept_
        return self

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels)."""
        return np.clip(self.vectoriser.transform(texts) @ self.weights + self.intercepts, 0, 1)

    def save(self, folder: Path) -> None:
        """Write the weights, the labels and the settings."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / "weights.npz", weights=self.weights, intercepts=self.intercepts)
        write_description(folder, labels=list(self.labels), settings=asdict(self.settings))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model saved in this folder."""
        description = read_description(folder)
        model = cls(tuple(description["labels"]), RidgeSettings(**description["settings"]))
        with np.load(folder / "weights.npz") as arrays:
            model.weights, model.intercepts = arrays["weights"], arrays["intercepts"]
        return model
