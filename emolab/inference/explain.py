"""Contributions of words to the scores of one text, in log-odds, for all models.

A contribution of +0.7 doubles the odds of a label, one of -0.7 halves them.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add

import numpy as np

from emolab.log_odds import log_odds
from emolab.models.base import ServedClassifier, WordContributions
from emolab.models.ensemble import Ensemble

MAX_WORDS = 80


def split_words(text: str) -> list[str]:
    """The words of the text, separated by spaces, with their punctuation; at most MAX_WORDS."""
    return text.split()[:MAX_WORDS]


def word_effects(
    models: Mapping[str, ServedClassifier], words: Sequence[str]
) -> dict[str, np.ndarray]:
    """The contribution of each word to the log-odds of each label, by model.

    A model with `word_contributions` has exact ones: they and the intercept sum to the log-odds.
    Of others each word is left out in turn, and its effect is the difference in log-odds. An
    ensemble of log-odds has the weighted sum of its members' effects.

    Args:
        models: by name.
        words: of one text, in order.

    Returns:
        Float arrays of shape (n_words, n_labels).
    """
    effects: dict[str, np.ndarray] = {}
    for name, model in models.items():
        if isinstance(model, WordContributions):
            effects[name] = model.word_contributions(words)
        elif isinstance(model, Ensemble):
            effects[name] = reduce(
                add, (weight * effects[member] for member, weight in model.weights.items())
            )
        else:
            effects[name] = leave_one_out(model, words)
    return effects


def leave_one_out(model: ServedClassifier, words: Sequence[str]) -> np.ndarray:
    """Log-odds of the whole text minus those of the text without the word: (n_words, n_labels)."""
    if not words:
        return np.zeros((0, len(model.labels)))
    texts = [" ".join(words)]
    texts += [" ".join([*words[:at], *words[at + 1 :]]) for at in range(len(words))]
    odds = log_odds(model.predict_proba(texts))
    drops: np.ndarray = odds[0] - odds[1:]
    return drops
