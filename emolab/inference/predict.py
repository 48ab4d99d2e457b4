"""Prediction for one text: clean it, score it with each model, apply the thresholds."""

import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from emolab.characters import latin_share
from emolab.models.base import LengthLimited, ServedClassifier
from emolab.models.ensemble import Ensemble
from emolab.models.registry import model_title

MAX_CHARACTERS = 10_000


@dataclass(frozen=True)
class Prediction:
    """Scores and predicted labels of one model for one text.

    Attributes:
        scores: float array of shape (n_labels,), 0 to 1.
        thresholds: float array of shape (n_labels,).
        labels: predicted labels, whose score reaches its threshold, the highest score first; if
            there are none, the label with the highest score.
        below_threshold: whether `labels` is that label with the highest score.
        milliseconds: latency, from text to scores.
    """

    scores: np.ndarray
    thresholds: np.ndarray
    labels: tuple[str, ...]
    below_threshold: bool
    milliseconds: float


def clean_text(text: str) -> tuple[str, list[str]]:
    """The text without control characters, cut to MAX_CHARACTERS, and a note on each change."""
    notes = []
    kept = "".join(
        " " if character in "\t\r\n" else character
        for character in text
        if character in "\t\r\n" or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    if len(kept) < len(text):
        notes.append(f"{len(text) - len(kept)} control characters were removed.")
    kept = kept.strip()
    if len(kept) > MAX_CHARACTERS:
        notes.append(
            f"The text has {len(kept):,} characters; only the first {MAX_CHARACTERS:,} are used."
        )
        kept = kept[:MAX_CHARACTERS]
    latin = latin_share(kept)
    if latin is not None and latin < 0.5:
        notes.append(
            "Most letters are not Latin. The scores are unreliable: the models are trained on "
            "English text."
        )
    elif kept and latin is None:
        notes.append("The text has no letters. The scores are unreliable.")
    return kept, notes


def predict_text(
    models: Mapping[str, ServedClassifier], text: str, thresholds: Mapping[str, np.ndarray]
) -> dict[str, Prediction]:
    """The prediction of every model, by name.

    An ensemble uses the scores of its members, and its latency includes theirs.
    """
    predictions: dict[str, Prediction] = {}
    for name, model in models.items():
        started = time.perf_counter()
        members = model.weights.keys() if isinstance(model, Ensemble) else ()
        if isinstance(model, Ensemble) and set(members) <= predictions.keys():
            scores = model.combine({each: predictions[each].scores for each in members})
            milliseconds = sum(predictions[each].milliseconds for each in members)
        else:
            scores = model.predict_proba([text])[0]
            milliseconds = 0.0
        milliseconds += 1000 * (time.perf_counter() - started)
        scores = scores.astype(np.float32)
        predicted, below = predicted_labels(model.labels, scores, thresholds[name])
        predictions[name] = Prediction(scores, thresholds[name], predicted, below, milliseconds)
    return predictions


def predicted_labels(
    labels: Sequence[str], scores: np.ndarray, thresholds: np.ndarray
) -> tuple[tuple[str, ...], bool]:
    """Labels whose score reaches its threshold, the highest score first.

    Returns:
        The labels, and False; if there are none, the label with the highest score, and True.
    """
    order = np.argsort(-scores, kind="stable")
    predicted = tuple(labels[column] for column in order if scores[column] >= thresholds[column])
    return (predicted, False) if predicted else ((labels[order[0]],), True)


def labels_by_score(labels: Sequence[str], predictions: Mapping[str, Prediction]) -> list[str]:
    """The labels by the mean score of the models, the highest first."""
    mean = np.mean([prediction.scores for prediction in predictions.values()], axis=0)
    return [labels[column] for column in np.argsort(-mean, kind="stable")]


def truncation_note(models: Mapping[str, ServedClassifier], text: str) -> str | None:
    """A sentence for each model that truncates the text; None if no model does."""
    notes = [
        f"{model_title(name)} uses only the first {model.token_count(text)} tokens, up to "
        f"“{' '.join(read.split()[-4:])}”."
        for name, model in models.items()
        if isinstance(model, LengthLimited) and (read := model.part_read(text)) != text
    ]
    return " ".join(notes) or None


def reads_limited_text(model: ServedClassifier) -> bool:
    """Whether a model truncates long texts, or has a member that does."""
    if isinstance(model, Ensemble):
        return any(reads_limited_text(member) for member in model.members.values())
    return isinstance(model, LengthLimited)


def is_truncated(model: ServedClassifier, text: str) -> bool:
    """Whether a model, or a member of an ensemble, reads only the beginning of the text."""
    if isinstance(model, Ensemble):
        return any(is_truncated(member, text) for member in model.members.values())
    return isinstance(model, LengthLimited) and model.part_read(text) != text
