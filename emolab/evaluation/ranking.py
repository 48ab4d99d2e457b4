"""How well scores rank the texts with a label above those without it."""

from collections.abc import Callable

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from emolab.evaluation.metrics import ranked_labels
from emolab.evaluation.results import RankingMetrics


def ranking_metrics(targets: np.ndarray, scores: np.ndarray) -> RankingMetrics:
    """ROC AUC and average precision, which need no threshold.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        scores: array of that shape.

    Returns:
        Values per label, and their micro and macro averages: None for a label that the split has
        no positive (or no negative) of. The macro averages leave such labels out.
    """
    roc_auc, roc_auc_micro, roc_auc_macro = _with_averages(roc_auc_score, targets, scores)
    precision, precision_micro, precision_macro = _with_averages(
        average_precision_score, targets, scores
    )
    return {
        "roc_auc": roc_auc,
        "roc_auc_micro": roc_auc_micro,
        "roc_auc_macro": roc_auc_macro,
        "average_precision": precision,
        "average_precision_micro": precision_micro,
        "average_precision_macro": precision_macro,
    }


def _with_averages(
    metric: Callable[[np.ndarray, np.ndarray], float], targets: np.ndarray, scores: np.ndarray
) -> tuple[list[float | None], float | None, float | None]:
    """A metric of each label, and its micro and macro average."""
    ranked = ranked_labels(targets)
    each = [
        float(metric(targets[:, column], scores[:, column])) if ranked[column] else None
        for column in range(targets.shape[1])
    ]
    known = [value for value in each if value is not None]
    flat = targets.ravel()
    micro = float(metric(flat, scores.ravel())) if 0 < flat.sum() < flat.size else None
    return each, micro, float(np.mean(known)) if known else None
