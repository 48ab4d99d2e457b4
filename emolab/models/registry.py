"""The protocol that every model keeps, and the list of the models there are."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np

from emolab.data.dataset import Split


class ModelError(RuntimeError):
    """A saved model that cannot be opened; the message says what to do."""


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
    """What EmoLab needs to know of a model; its classes are imported when asked for.

    Attributes:
        title: its name on the pages.
        description: what it is, in a sentence for its model card.
        served: "module:class" of the ServedClassifier that reads what was saved.
        trained: "module:class" of the Classifier that saves it; None for an ensemble, which is
            made of the others.
        settings: "module:class" of the dataclass of its settings; None for an ensemble.
        distilled_from: the model that learns the same way from labels alone; None for a model
            that is no distilled variant of another.
    """

    title: str
    description: str
    served: str
    trained: str | None
    settings: str | None
    distilled_from: str | None = None

    def training_class(self) -> type[Classifier]:
        """The class that fits and saves."""
        return _named(self.trained)

    def serving_class(self) -> type[ServedClassifier]:
        """The class that loads and scores."""
        return _named(self.served)

    def settings_class(self) -> type:
        """The dataclass of its settings."""
        return _named(self.settings)


_TFIDF_SETTINGS = "emolab.models.settings:TfidfSettings"
_LOGISTIC_REGRESSION = ModelEntry(
    "Logistic regression",
    "One logistic regression a label on TF-IDF features.",
    "emolab.models.linear.serving:LinearTfidf",
    "emolab.models.linear.training:LogisticRegressionTfidf",
    _TFIDF_SETTINGS,
)
_NAIVE_BAYES = ModelEntry(
    "Naive Bayes",
    "One multinomial naive Bayes a label on TF-IDF features.",
    "emolab.models.linear.serving:LinearTfidf",
    "emolab.models.linear.training:NaiveBayesTfidf",
    _TFIDF_SETTINGS,
)

REGISTRY = {
    "transformer": ModelEntry(
        "Transformer",
        "A transformer encoder with a multi-label head, fine-tuned with binary cross-entropy.",
        "emolab.models.transformer.serving:OnnxTransformer",
        "emolab.models.transformer.training:Transformer",
        "emolab.models.settings:TransformerSettings",
    ),
    "logistic_regression": _LOGISTIC_REGRESSION,
    "naive_bayes": _NAIVE_BAYES,
    "logistic_regression_distilled": replace(
        _LOGISTIC_REGRESSION,
        title="Logistic regression, distilled",
        distilled_from="logistic_regression",
    ),
    "naive_bayes_distilled": replace(
        _NAIVE_BAYES, title="Naive Bayes, distilled", distilled_from="naive_bayes"
    ),
    "ensemble": ModelEntry(
        "Ensemble",
        "A weighted sum of the log-odds of the run's other models.",
        "emolab.models.ensemble:Ensemble",
        None,
        None,
    ),
}
TRAINED = tuple(name for name, entry in REGISTRY.items() if entry.trained)


def independent_models(models: Iterable[str]) -> list[str]:
    """The models that stand for themselves, in their order: no ensemble, no distilled variant."""
    return [
        name
        for name in models
        if name not in REGISTRY or (REGISTRY[name].trained and not REGISTRY[name].distilled_from)
    ]


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
