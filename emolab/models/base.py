"""What every model has: the protocols, an entry of the registry, and a saved model's description.

A model is two classes. A `Classifier` fits and saves; a `ServedClassifier` loads and predicts. One
class may be both. What only some models have is optional and has protocols of its own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NotRequired, Protocol, Self, TypedDict, cast, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from emolab.data.dataset import Split


class ModelError(RuntimeError):
    """A model that cannot be trained, saved or opened; the message says what to do."""


class ServedClassifier(Protocol):
    """A saved model, ready to predict.

    Optional: `LengthLimited`, `WordContributions`.

    Attributes:
        labels: label names; column j of the scores is labels[j].
    """

    labels: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model saved in this folder; needs nothing but the folder."""
        ...

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.floating[Any]]:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels)."""
        ...


class Classifier(Protocol):
    """A model in training.

    The class is called with `labels`, the label names in column order, and `settings`, an instance
    of the entry's settings class; None stands for its defaults.

    Optional: `Resumable`, and two attributes set by `fit`, which `history_of` and
    `cross_fitted_scores` read:

    - `history`: a dict of lists and numbers that JSON can hold, stored with the run. Some of its
      keys are shown: `steps` (dicts with epoch, loss, eval_loss and eval_macro_auc) as training
      curves, `encoder` (a dict with name, revision and note) in the run record, `resumed_from` and
      `export_difference` in what training prints.
    - `cross_fitted`: scores of the train rows by models that did not learn from them, an array of
      shape (n_texts, n_labels), for choosing thresholds; None where there are none.

    Attributes:
        labels: as of a ServedClassifier.
    """

    labels: tuple[str, ...]

    def __init__(self, labels: tuple[str, ...], settings: Any = None) -> None: ...

    def fit(self, train: Split, validation: Split) -> Self:
        """Learn from train; validation may decide when to stop, never what to learn.

        A model that can learn from soft labels has the setting `soft_weight` and takes its targets
        from `train.softened`.
        """
        ...

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.floating[Any]]:
        """As a ServedClassifier's."""
        ...

    def save(self, folder: Path) -> None:
        """Write all that the served class's `load` needs into this folder, which may be missing.

        Labels and settings belong into model.json, by `write_description`.
        """
        ...


@runtime_checkable
class Resumable(Protocol):
    """A classifier that continues training that was interrupted.

    Attributes:
        checkpoints: set before `fit`: a folder that is kept between attempts with equal data and
            settings, and deleted once the run is written. None keeps nothing.
    """

    checkpoints: Path | None


@runtime_checkable
class LengthLimited(Protocol):
    """A served classifier that truncates long texts."""

    def part_read(self, text: str) -> str:
        """The beginning of the text that is read: all of it, unless it is too long."""
        ...

    def token_count(self, text: str) -> int:
        """Number of tokens that are read, special tokens included."""
        ...


@runtime_checkable
class WordContributions(Protocol):
    """A served classifier whose log-odds are a sum over words.

    The contributions of other models are estimated by leaving each word out.
    """

    def word_contributions(self, words: Sequence[str]) -> NDArray[np.floating[Any]]:
        """What each word of one text adds to each label's log-odds: (n_words, n_labels)."""
        ...


class Pretrained(NamedTuple):
    """Published weights that a model was fine-tuned from.

    Attributes:
        hub_id: their id on the Hugging Face Hub.
        licence: a sentence for the model card.
    """

    hub_id: str
    licence: str


@dataclass(frozen=True)
class ModelEntry:
    """What the rest of EmoLab knows of a model; its classes are imported when asked for.

    Attributes:
        title: its name on the pages.
        description: what it is, in a sentence for its model card.
        served: "module:class" of the ServedClassifier that loads what was saved.
        trained: "module:class" of the Classifier that saves it; None for an ensemble, which is
            combined from other models of the run.
        settings: "module:class" of the frozen dataclass of its settings, which JSON can hold; None
            for an ensemble.
        defaults: "module:name" of the settings of a model that a preset does not name; None takes
            those of the settings class.
        opened: for the model card, what reads its folder, after the call of `serve`; may be empty.
        distilled_from: the model that learns the same way from labels alone; None for a model
            that is no distilled variant.
        distributed: every process that torchrun starts takes part in its training; other models
            are trained by the first process alone.
        resumes_from: where interrupted training continues, for a message; empty for a model that
            begins again.
        pretrained: "module:function" that gives the `Pretrained` weights of an encoder's name, or
            None; None for a model without an encoder.
    """

    title: str
    description: str
    served: str
    trained: str | None
    settings: str | None
    defaults: str | None = None
    opened: str = ""
    distilled_from: str | None = None
    distributed: bool = False
    resumes_from: str = ""
    pretrained: str | None = None

    def training_class(self) -> type[Classifier]:
        """The class that fits and saves."""
        return cast(type[Classifier], _named(self.trained))

    def serving_class(self) -> type[ServedClassifier]:
        """The class that loads and predicts."""
        return cast(type[ServedClassifier], _named(self.served))

    def settings_class(self) -> type[Any]:
        """The dataclass of its settings."""
        return cast(type[Any], _named(self.settings))

    def default_settings(self) -> Any:
        """The settings of a model that a preset does not name."""
        return self.settings_class()() if self.defaults is None else _named(self.defaults)

    def pretrained_weights(self, encoder: str) -> Pretrained | None:
        """The published weights of an encoder by its name; None where they are not known."""
        if self.pretrained is None:
            return None
        return cast(Pretrained | None, _named(self.pretrained)(encoder))


@dataclass(frozen=True)
class Option:
    """A setting that the command line of training offers.

    Attributes:
        help: for `train.py --help`.
        kind: turns the word on the command line into the value.
        choices: allowed values; None allows all.
    """

    help: str
    kind: type = str
    choices: tuple[str, ...] | None = None


def option(
    default: Any, help: str, kind: type = str, choices: tuple[str, ...] | None = None
) -> Any:
    """A field of a settings dataclass that is also an option of `train.py`, see `Option`."""
    return field(default=default, metadata={"option": Option(help, kind, choices)})


class EncoderRecord(TypedDict):
    """The published encoder that a model was fine-tuned from.

    Attributes:
        name: of the encoder and where it came from.
        revision: of the weights.
        head: how token vectors become one vector, such as "mean".
        parameters: how many it has.
        note: on its origin.
    """

    name: str
    revision: str
    head: NotRequired[str]
    parameters: NotRequired[int]
    note: NotRequired[str]


class History(TypedDict, total=False):
    """What a model's fitting went through; a model may add keys of its own.

    Attributes:
        encoder: that it was fine-tuned from.
        steps: one entry a log step, with loss, eval_loss or eval_macro_auc by epoch.
        grid: the candidates of a grid search with their scores.
        resumed_from: name of the checkpoint that training went on from.
        best_validation_macro_auc: of the epoch that was kept.
        precision: "float32" or "bfloat16".
        export_difference: largest difference between scores of ONNX and torch.
        quantisation_difference: mean difference between scores of int8 and float32.
    """

    encoder: EncoderRecord
    steps: list[dict[str, float]]
    grid: list[dict[str, Any]]
    resumed_from: str | None
    best_validation_macro_auc: float | None
    precision: str
    export_difference: float
    quantisation_difference: float


class ModelDescription(TypedDict, total=False):
    """What model.json says of a model; a model may add entries of its own.

    Attributes:
        labels: in column order.
        settings: those that it was fitted with.
        thresholds: by policy, in column order.
        data_fingerprint: of the data that it was fitted on.
        package_versions: by package.
        weights: of an ensemble's members, by name.
        encoder: that a transformer was fine-tuned from.
        head: how a transformer's token vectors become one vector.
        pad_id: the token that fills a transformer's shorter texts.
    """

    labels: list[str]
    settings: dict[str, Any]
    thresholds: dict[str, list[float]]
    data_fingerprint: str
    package_versions: dict[str, str]
    weights: dict[str, float]
    encoder: EncoderRecord | None
    head: str
    pad_id: int


def history_of(model: Classifier) -> History:
    """The history of a model's fitting; empty for a model that keeps none."""
    return cast(History, getattr(model, "history", {}))


def cross_fitted_scores(model: Classifier) -> NDArray[np.floating[Any]] | None:
    """A model's cross-fitted scores of the train rows; None where it has none."""
    return cast("NDArray[np.floating[Any]] | None", getattr(model, "cross_fitted", None))


def write_description(folder: Path, **entries: Any) -> None:
    """Add entries to the folder's model.json, where labels and settings stand."""
    path = folder / "model.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(known | entries, indent=2) + "\n", encoding="utf-8")


def read_description(folder: Path) -> ModelDescription:
    """Labels, settings and what else model.json holds."""
    return cast(ModelDescription, json.loads((folder / "model.json").read_text(encoding="utf-8")))


def _named(reference: str | None) -> Any:
    if reference is None:
        raise ModelError("An ensemble has no classes for training: it is combined from others.")
    module, name = reference.split(":")
    return getattr(import_module(module), name)
