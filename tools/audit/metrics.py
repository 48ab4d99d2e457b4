"""Metrics of one split from targets and scores, by scikit-learn."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    hamming_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)

_NAMES = ("precision", "recall", "f1")


def split_metrics(
    targets: np.ndarray, scores: np.ndarray, thresholds: Mapping[str, np.ndarray]
) -> dict[str, Any]:
    """What metrics.json holds of one split, without intervals.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        scores: float32 array of that shape.
        thresholds: float32 arrays of shape (n_labels,) by policy.
    """
    return {
        "policies": {
            policy: threshold_metrics(targets, scores >= values)
            for policy, values in thresholds.items()
        },
        "ranking": ranking_metrics(targets, scores),
        "top_label": {
            "accuracy": float(top_label_correct(targets, scores).mean()),
            "counts": [int(n) for n in np.sum(_top_cells(scores), axis=0)],
        },
        "unranked": [int(column) for column in np.flatnonzero(~_ranked(targets))],
    }


def threshold_metrics(targets: np.ndarray, predictions: np.ndarray) -> dict[str, Any]:
    """Averaged metrics, sample metrics and `per_label` lists of one set of predictions."""
    found: dict[str, Any] = {}
    for average in ("micro", "macro", "weighted", "samples"):
        values = precision_recall_fscore_support(
            targets, predictions, average=average, zero_division=0
        )
        found |= {f"{name}_{average}": float(values[at]) for at, name in enumerate(_NAMES)}
    each = precision_recall_fscore_support(targets, predictions, average=None, zero_division=0)
    return {
        **found,
        "subset_accuracy": float(accuracy_score(targets, predictions)),
        "hamming_loss": float(hamming_loss(targets, predictions)),
        "per_label": {name: each[at].tolist() for at, name in enumerate(_NAMES)},
    }


def ranking_metrics(targets: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    """ROC AUC and average precision; None for a label without a positive or a negative."""
    whole = 0 < targets.sum() < targets.size
    found: dict[str, Any] = {}
    for name, metric in (
        ("roc_auc", roc_auc_score),
        ("average_precision", average_precision_score),
    ):
        each = _by_label(metric, targets, scores)
        found[name] = each
        found[f"{name}_micro"] = float(metric(targets.ravel(), scores.ravel())) if whole else None
        found[f"{name}_macro"] = _mean_of_known(each)
    return found


def slice_metrics(
    targets: np.ndarray, scores: np.ndarray, thresholds: Mapping[str, np.ndarray]
) -> dict[str, Any]:
    """What metrics.json holds of one kind of challenge text, without intervals.

    Macro F1 is the mean over the labels that at least one of these texts has.
    """
    present = np.flatnonzero(targets.sum(axis=0))
    f1 = {
        average: {
            policy: float(
                precision_recall_fscore_support(
                    targets, scores >= values, labels=columns, average=average, zero_division=0
                )[2]
            )
            for policy, values in thresholds.items()
        }
        for average, columns in (("macro", present), ("micro", None))
    }
    return {
        "texts": len(targets),
        "labels": len(present),
        "f1_macro": f1["macro"],
        "f1_micro": f1["micro"],
        "roc_auc_macro": _mean_of_known(_by_label(roc_auc_score, targets, scores)),
        "top_label_accuracy": float(top_label_correct(targets, scores).mean()),
    }


def top_label_correct(targets: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Whether the label with the highest score, the first of several, is true: bool of (n,)."""
    return (_top_cells(scores) & (targets == 1)).any(axis=1)


def _top_cells(scores: np.ndarray) -> np.ndarray:
    highest = scores == scores.max(axis=1, keepdims=True)
    return highest & (np.cumsum(highest, axis=1) == 1)


def _by_label(
    metric: Callable[..., float], targets: np.ndarray, scores: np.ndarray
) -> list[float | None]:
    return [
        float(metric(targets[:, at], scores[:, at])) if ranked else None
        for at, ranked in enumerate(_ranked(targets))
    ]


def _mean_of_known(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _ranked(targets: np.ndarray) -> np.ndarray:
    return (targets.max(axis=0) == 1) & (targets.min(axis=0) == 0)
