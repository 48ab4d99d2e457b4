"""What becomes of one typed text: cleaned, scored by each model, put into words."""

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
    """One model's answer to one text.

    Attributes:
        scores: float array of shape (n_labels,), 0 to 1.
        thresholds: float array of shape (n_labels,).
        chosen: label names at or above their threshold, the highest score first; the strongest
            label alone where none reaches its threshold.
        below_threshold: True where `chosen` is that strongest label.
        milliseconds: from text to scores.
    """

    scores: np.ndarray
    thresholds: np.ndarray
    chosen: tuple[str, ...]
    below_threshold: bool
    milliseconds: float


def clean_text(text: str) -> tuple[str, list[str]]:
    """The text without control characters and cut to MAX_CHARACTERS, and what was done to it."""
    notes = []
    kept = "".join(
        " " if character in "\t\r\n" else character
        for character in text
        if character in "\t\r\n" or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    if len(kept) < len(text):
        notes.append(f"{len(text) - len(kept)} control characters were left out.")
    kept = kept.strip()
    if len(kept) > MAX_CHARACTERS:
        notes.append(
            f"The text has {len(kept):,} characters; the first {MAX_CHARACTERS:,} are read."
        )
        kept = kept[:MAX_CHARACTERS]
    latin = latin_share(kept)
    if latin is not None and latin < 0.5:
        notes.append("Most letters are not Latin; models trained on English text can only guess.")
    elif kept and latin is None:
        notes.append("There is no word in this text, so there is little to go by.")
    return kept, notes


def predict_text(
    models: Mapping[str, ServedClassifier], text: str, thresholds: Mapping[str, np.ndarray]
) -> dict[str, Prediction]:
    """Every model's answer by its name, timed.

    An ensemble takes the scores of its members as they are, and their time as its own.
    """
    predictions: dict[str, Prediction] = {}
    for name, model in models.items():
        started = time.perf_counter()
        known = set(model.weights) <= predictions.keys() if isinstance(model, Ensemble) else False
        if known:
            scores = model.combine({each: predictions[each].scores for each in model.weights})
        else:
            scores = model.predict_proba([text])[0]
        milliseconds = 1000 * (time.perf_counter() - started)
        if known:
            milliseconds += sum(predictions[each].milliseconds for each in model.weights)
        scores = scores.astype(np.float32)
        chosen, below = choose(model.labels, scores, thresholds[name])
        predictions[name] = Prediction(scores, thresholds[name], chosen, below, milliseconds)
    return predictions


def choose(
    labels: Sequence[str], scores: np.ndarray, thresholds: np.ndarray
) -> tuple[tuple[str, ...], bool]:
    """Labels at or above their thresholds, highest score first, else the strongest; and which."""
    order = np.argsort(-scores, kind="stable")
    chosen = tuple(labels[column] for column in order if scores[column] >= thresholds[column])
    return (chosen, False) if chosen else ((labels[order[0]],), True)


def note_of_a_cut(models: Mapping[str, ServedClassifier], text: str) -> str | None:
    """A sentence for each model that truncates the text; None where all read the whole text."""
    notes = [
        f"{model_title(name)} reads the first {model.token_count(text)} tokens, to "
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
    """Whether a model, or a member of an ensemble, reads the beginning of the text alone."""
    if isinstance(model, Ensemble):
        return any(is_truncated(member, text) for member in model.members.values())
    return isinstance(model, LengthLimited) and model.part_read(text) != text


def agreement(chosen: Mapping[str, Sequence[str]]) -> str:
    """In a sentence, what the models have in common.

    Args:
        chosen: label names by the model's title; none where no label reaches its threshold.
    """
    if len(chosen) < 2:
        return "One model alone has nobody to agree with."
    sets = {title: set(labels) for title, labels in chosen.items() if labels}
    silent = [title for title, labels in chosen.items() if not labels]
    if not sets:
        return "No model finds an emotion above its threshold."
    if silent:
        nothing = f"{_listed(silent)} {'find' if len(silent) > 1 else 'finds'} nothing"
        if len(sets) == 1:
            ((title, labels),) = sets.items()
            return f"{title} alone finds {_listed(sorted(labels))}; {nothing} above threshold."
        return f"{_in_common(sets, _listed(list(sets)))} {nothing} above threshold."
    return _in_common(sets, "Both models" if len(sets) == 2 else f"All {len(sets)} models")


def _in_common(sets: Mapping[str, set[str]], everyone: str) -> str:
    common = set.intersection(*sets.values())
    first = next(iter(sets.values()))
    if all(labels == first for labels in sets.values()):
        return f"{everyone} agree: {_listed(sorted(common))}."
    if common:
        alone = [
            f"{title} adds {_listed(sorted(labels - common))}"
            for title, labels in sets.items()
            if labels - common
        ]
        return f"{everyone} find {_listed(sorted(common))}; {'; '.join(alone)}."
    shared = [
        f"{one} and {other} share {_listed(sorted(sets[one] & sets[other]))}"
        for position, one in enumerate(sets)
        for other in list(sets)[position + 1 :]
        if sets[one] & sets[other]
    ]
    if shared:
        return f"No emotion is common to all; {'; '.join(shared)}."
    return "The models disagree: no two of them share an emotion here."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
