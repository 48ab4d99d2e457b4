"""The choice of thresholds, and cross-validated metrics, from their definitions."""

import numpy as np
from sklearn.metrics import f1_score

SHRINKAGE = 20
HALVINGS = 5


def best_threshold(targets: np.ndarray, scores: np.ndarray) -> float:
    """The threshold with the best F1 of one binary problem; of several the highest.

    The candidates lie half way between neighbouring distinct scores, the last one half way
    between the lowest score and 0. Half of two float32 neighbours that rounds down to the lower
    one is replaced by the higher one. Without a positive it is 0.5.

    Args:
        targets: 0/1 array of shape (n,).
        scores: float32 array of that shape.
    """
    positives = np.sort(scores[targets == 1])
    if not len(positives):
        return 0.5
    ordered = np.sort(scores)
    distinct = np.unique(scores).astype(float)
    below = np.concatenate([[0.0], distinct[:-1]])
    middle = ((distinct + below) / 2).astype(np.float32).astype(float)
    candidates = np.where(middle > below, middle, distinct)
    true_positives = len(positives) - np.searchsorted(positives, candidates)
    predicted = len(ordered) - np.searchsorted(ordered, candidates)
    f1 = 2 * true_positives / (predicted + len(positives))
    return float(candidates[np.flatnonzero(f1 == f1.max())[-1]])


def choose_thresholds(targets: np.ndarray, scores: np.ndarray) -> dict[str, np.ndarray]:
    """The thresholds of every policy, float32 arrays of shape (n_labels,).

    A label's own best threshold is moved on the logit scale toward the shared one, which weighs
    as much as 20 positives.
    """
    n_labels = targets.shape[1]
    shared = best_threshold(targets.ravel(), scores.ravel())
    own = np.array([best_threshold(targets[:, at], scores[:, at]) for at in range(n_labels)])
    support = targets.sum(axis=0, dtype=float)
    logits = (support * _logit(own) + SHRINKAGE * _logit(shared)) / (support + SHRINKAGE)
    return {
        "fixed_0.2": np.full(n_labels, 0.2, np.float32),
        "fixed_0.5": np.full(n_labels, 0.5, np.float32),
        "shared": np.full(n_labels, shared, np.float32),
        "per_label": (1 / (1 + np.exp(-logits))).astype(np.float32),
    }


def cross_validated_metrics(targets: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    """F1 of each half under thresholds of the other one, counted together; mean of 5 halvings."""
    macro, micro = [], []
    for seed in range(HALVINGS):
        first, second = np.array_split(np.random.default_rng(seed).permutation(len(targets)), 2)
        per_label, shared = np.zeros(targets.shape, bool), np.zeros(targets.shape, bool)
        for chosen_on, measured_on in ((first, second), (second, first)):
            thresholds = choose_thresholds(targets[chosen_on], scores[chosen_on])
            per_label[measured_on] = scores[measured_on] >= thresholds["per_label"]
            shared[measured_on] = scores[measured_on] >= thresholds["shared"]
        macro.append(f1_score(targets, per_label, average="macro", zero_division=0))
        micro.append(f1_score(targets, shared, average="micro", zero_division=0))
    return {
        "f1_macro_per_label": float(np.mean(macro)),
        "f1_micro_shared": float(np.mean(micro)),
    }


def _logit(values: np.ndarray | float) -> np.ndarray:
    clipped = np.clip(values, 1e-6, 1 - 1e-6)
    return np.log(clipped) - np.log1p(-clipped)
