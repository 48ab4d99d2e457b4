"""The protocol that every model keeps, and the list of the models there are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np

from emolab.data import Split


class ServedClassifier(Protocol):
    """What the dashboard needs of a model.

    Attributes:
        labels: label names; column j of the scores is labels[j].
    """

    labels: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model saved in this folder; needs nothing but the folder."""
        ...

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels)."""
        ...


class Classifier(Protocol):
    """What training needs of a model.

    Attributes:
        labels: as of a ServedClassifier.
        history: what fitting went through, in lists and numbers that JSON can hold.
        cross_fitted: scores of the train rows by models that did not learn from them, shape
            (n_texts, n_labels); None where the settings ask for none.
    """

    labels: tuple[str, ...]
    history: dict[str, Any]
    cross_fitted: np.ndarray | None

    def fit(self, train: Split, validation: Split) -> Self:
        """Learn from train; validation may decide when to stop, never what to learn."""
        ...

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """As a ServedClassifier's."""
        ...

    def save(self, folder: Path) -> None:
        """Write all that the served class's `load` needs into this folder.

        Labels and settings stand in model.json.
        """
        ...


@dataclass(frozen=True)
class ModelEntry:
    """Where a model's classes live; they are imported when asked for, torch with them.

    Attributes:
        title: its name on the pages.
        served: "module:class" of the ServedClassifier that reads what was saved.
        trained: "module:class" of the Classifier that saves it; None for one that is made of the
            others.
    """

    title: str
    served: str
    trained: str | None

    def training_class(self) -> type[Classifier]:
        """The class that fits and saves."""
        return _named(self.trained)

    def serving_class(self) -> type[ServedClassifier]:
        """The class that loads and scores."""
        return _named(self.served)


REGISTRY = {
    "transformer": ModelEntry(
        "Transformer", "emolab.models.onnx:OnnxTransformer", "emolab.models.transformer:Transformer"
    ),
    "logistic_regression": ModelEntry(
        "Logistic regression",
        "emolab.models.linear:LinearTfidf",
        "emolab.models.tfidf:LogisticRegressionTfidf",
    ),
    "naive_bayes": ModelEntry(
        "Naive Bayes", "emolab.models.linear:LinearTfidf", "emolab.models.tfidf:NaiveBayesTfidf"
    ),
    "together": ModelEntry("Together", "emolab.models.together:Together", None),
}
TRAINED = tuple(name for name, entry in REGISTRY.items() if entry.trained)


def serve(name: str, folder: Path) -> ServedClassifier:
    """Load the registered model `name` from its folder, ready to score."""
    return REGISTRY[name].serving_class().load(folder)


def write_description(folder: Path, **entries: Any) -> None:
    """Add entries to the folder's model.json, where labels and settings stand."""
    path = folder / "model.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(known | entries, indent=2) + "\n", encoding="utf-8")


def read_description(folder: Path) -> dict[str, Any]:
    """What model.json says: labels, settings, and what was added when the run was made."""
    return json.loads((folder / "model.json").read_text(encoding="utf-8"))


def _named(reference: str) -> Any:
    module, name = reference.split(":")
    return getattr(import_module(module), name)
