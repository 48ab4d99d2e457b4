"""Threshold policies: two fixed ones, and two that held-out rows (never test) choose."""

import numpy as np

from emolab.evaluation.metrics import ratio
from emolab.log_odds import log_odds, sigmoid

POLICIES = {
    "fixed_0.2": "0.2 for every label",
    "fixed_0.5": "0.5 for every label",
    "shared": "shared by all labels, best micro F1 on held-out rows",
    "per_label": "per label, best F1 on held-out rows, shrunk toward the shared threshold",
}

_FALLBACK = 0.5


def choose_thresholds(
    targets: np.ndarray, scores: np.ndarray, shrinkage: float = 20.0
) -> dict[str, np.ndarray]:
    """The thresholds of every policy, from the targets and scores of held-out rows.

    A label's own best threshold is pulled toward the shared one with the weight of `shrinkage`
    positives, on the logit scale, since a best cut found on a dozen positives is mostly noise.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        scores: array of that shape, 0 to 1.
        shrinkage: positives at which a label's own best and the shared one weigh alike.

    Returns:
        A float32 array of shape (n_labels,) for each name in POLICIES.
    """
    n_labels = targets.shape[1]
    shared = best_threshold(targets.ravel(), scores.ravel())
    own = np.array([best_threshold(targets[:, j], scores[:, j]) for j in range(n_labels)])
    support = targets.sum(axis=0)
    weight = support / (support + shrinkage)
    shrunk = sigmoid(weight * log_odds(own) + (1 - weight) * log_odds(np.array(shared)))
    values = {
        "fixed_0.2": np.full(n_labels, 0.2),
        "fixed_0.5": np.full(n_labels, 0.5),
        "shared": np.full(n_labels, shared),
        "per_label": shrunk,
    }
    return {name: value.astype(np.float32) for name, value in values.items()}


def best_threshold(targets: np.ndarray, scores: np.ndarray) -> float:
    """The threshold with the best F1 for one binary problem.

    Every cut between two distinct scores is tried; the cut lies half way between them. Without a
    positive 0.5 is returned. Of cuts with equal F1 the highest is taken.
    """
    positives = int(targets.sum())
    if positives == 0:
        return _FALLBACK
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order].astype(float)
    true_positives = np.cumsum(targets[order], dtype=float)
    predicted = np.arange(1, len(ranked) + 1)
    f1 = ratio(2 * true_positives, predicted + positives)
    f1[:-1][ranked[:-1] == ranked[1:]] = -1.0
    cut = int(np.argmax(f1))
    lowest = ranked[cut]
    below = ranked[cut + 1] if cut + 1 < len(ranked) else 0.0
    # Half way between two neighbouring float32 numbers can round down to the lower one.
    middle = float(np.float32((lowest + below) / 2))
    return middle if below < middle <= lowest else float(lowest)
