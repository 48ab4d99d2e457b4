"""Models behind one protocol. A further model is a file here and a line in the registry."""

from emolab.models.registry import (
    REGISTRY,
    TRAINED,
    Classifier,
    ModelEntry,
    ModelError,
    ServedClassifier,
    independent_models,
    serve,
)

__all__ = [
    "REGISTRY",
    "TRAINED",
    "Classifier",
    "ModelEntry",
    "ModelError",
    "ServedClassifier",
    "independent_models",
    "serve",
]
