"""How well scores rank the texts with a label above those without it."""

from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from emolab.evaluation.metrics import ranked_labels


def ranking_metrics(targets: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    """ROC AUC and average precision, which need no threshold.

    Returns:
        roc_auc_micro, roc_auc_macro, average_precision_micro, average_precision_macro, and
        roc_auc and average_precision per label: None for a label that the split has no positive
        (or no negative) of. The macro averages leave such labels out.
    """
    ranked = ranked_labels(targets)
    figures: dict[str, Any] = {}
    for name, measure in (
        ("roc_auc", roc_auc_score),
        ("average_precision", average_precision_score),
    ):
        each = [
            float(measure(targets[:, column], scores[:, column])) if ranked[column] else None
            for column in range(targets.shape[1])
        ]
        known = [value for value in each if value is not None]
        flat = targets.ravel()
        micro = measure(flat, scores.ravel()) if 0 < flat.sum() < flat.size else None
        figures[name] = each
        figures[f"{name}_micro"] = None if micro is None else float(micro)
        figures[f"{name}_macro"] = float(np.mean(known)) if known else None
    return figures
