"""The list of the models, and what follows from it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from emolab.models.base import ModelEntry, ModelError, Pretrained, ServedClassifier

_LOGISTIC_REGRESSION = ModelEntry(
    title="Logistic regression",
    description="One logistic regression a label on TF-IDF features.",
    served="emolab.models.linear.serving:LinearTfidf",
    trained="emolab.models.linear.training:LogisticRegressionTfidf",
    settings="emolab.models.linear.settings:TfidfSettings",
    defaults="emolab.models.linear.settings:LOGISTIC_REGRESSION",
    opened="reads `weights.npz` and `vocabulary.json`: plain arrays and a list of terms.",
)
_NAIVE_BAYES = replace(
    _LOGISTIC_REGRESSION,
    title="Naive Bayes",
    description="One multinomial naive Bayes a label on TF-IDF features.",
    trained="emolab.models.linear.training:NaiveBayesTfidf",
    defaults="emolab.models.linear.settings:NAIVE_BAYES",
)

REGISTRY = {
    "transformer": ModelEntry(
        title="Transformer",
        description="A transformer encoder with a multi-label head, fine-tuned with binary "
        "cross-entropy.",
        served="emolab.models.transformer.serving:OnnxTransformer",
        trained="emolab.models.transformer.training:Transformer",
        settings="emolab.models.transformer.settings:TransformerSettings",
        opened="with onnxruntime; the folder `torch`, where it is there, with "
        "sentence-transformers (mean pooling) or transformers.",
        distributed=True,
        resumes_from="the last finished epoch",
        pretrained="emolab.models.transformer.encoders:pretrained_weights",
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
        title="Ensemble",
        description="A weighted sum of the log-odds of the run's other models.",
        served="emolab.models.ensemble:Ensemble",
        trained=None,
        settings=None,
        opened="with the other models' folders beside it.",
    ),
}
# Whose soft labels a distillation takes where its configuration does not say.
TEACHER = "transformer"


def trained_models() -> list[str]:
    """Names of the models that are trained, which an ensemble is not."""
    return [name for name, entry in REGISTRY.items() if entry.trained]


def independent_models(models: Iterable[str]) -> list[str]:
    """Of these models in their order, those that are no ensemble and no distilled variant."""
    return [
        name
        for name in models
        if name not in REGISTRY or (REGISTRY[name].trained and not is_distilled(name))
    ]


def is_distilled(name: str) -> bool:
    """Whether a model is a distilled variant of another."""
    return name in REGISTRY and REGISTRY[name].distilled_from is not None


def model_title(name: str) -> str:
    """A model's name on the pages; of a model that is not registered its name in the run."""
    return REGISTRY[name].title if name in REGISTRY else name


def pretrained_weights(name: str, encoder: str) -> Pretrained | None:
    """The published weights that a model with this encoder was fine-tuned from, if any."""
    return REGISTRY[name].pretrained_weights(encoder) if name in REGISTRY else None


def resume_message() -> str:
    """A sentence on where the same command continues training that was interrupted."""
    parts = [
        f"{entry.resumes_from} of {entry.title}"
        for entry in REGISTRY.values()
        if entry.resumes_from
    ]
    if not parts:
        return "The same command trains from the beginning."
    return f"The same command continues from {' or '.join(parts)}."


def serve(name: str, folder: Path) -> ServedClassifier:
    """Load the registered model `name` from its folder, ready to predict.

    Raises:
        ModelError: no model of this name is registered, or the folder does not hold one.
    """
    if name not in REGISTRY:
        raise ModelError(
            f"{folder}: no model {name!r} is registered; there are {', '.join(REGISTRY)}. Add its "
            "entry to emolab/models/registry.py."
        )
    return REGISTRY[name].serving_class().load(folder)
