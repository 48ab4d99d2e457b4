"""Between scores and log-odds."""

import numpy as np

_EDGE = 1e-6


def log_odds(scores: np.ndarray) -> np.ndarray:
    """Log-odds of scores, which are first kept a millionth away from 0 and 1."""
    clipped = np.clip(scores.astype(float), _EDGE, 1 - _EDGE)
    odds: np.ndarray = np.log(clipped / (1 - clipped))
    return odds


def sigmoid(odds: np.ndarray) -> np.ndarray:
    """Scores from 0 to 1 of any log-odds, infinite ones too."""
    with np.errstate(over="ignore"):
        scores: np.ndarray = 1 / (1 + np.exp(-odds))
    return scores
