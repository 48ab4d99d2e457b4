"""Everything a run records about one model: figures, thresholds, intervals."""

from typing import Any

import numpy as np

from emolab.evaluation.intervals import auc_resamples, f1_resamples, interval, resample_weights
from emolab.evaluation.metrics import (
    average_metrics,
    count,
    label_metrics,
    predict,
    ranked_labels,
    sample_metrics,
)
from emolab.evaluation.ranking import ranking_metrics
from emolab.evaluation.thresholds import choose_thresholds


def evaluate(
    targets: dict[str, np.ndarray],
    scores: dict[str, np.ndarray],
    resamples: int = 1000,
    seed: int = 42,
    thresholds: dict[str, np.ndarray] | None = None,
) -> dict[str, Any]:
    """All figures of one model; test is only read.

    Validation chooses the thresholds, together with "cross_fitted" where that is there: train rows
    with scores by models that did not learn from them.

    Args:
        targets: 0/1 arrays of shape (n, n_labels) under "validation" and "test", and maybe under
            "cross_fitted" and under other splits, which are measured too.
        scores: arrays of the same shapes, 0 to 1.
        resamples: of the bootstrap behind the intervals on test.
        seed: of the bootstrap.
        thresholds: by policy, to measure under these instead of choosing any.

    Returns:
        `thresholds` by policy, and under each split: `policies` (the figures under each),
        `ranking` (threshold-free), `unranked` (columns without a positive or a negative) and, on
        test, `intervals` (95 %) of F1 under each policy and of AUC.
    """
    if thresholds is None:
        choosing = [name for name in ("validation", "cross_fitted") if name in scores]
        thresholds = choose_thresholds(
            np.concatenate([targets[name] for name in choosing]),
            np.concatenate([scores[name] for name in choosing]),
        )
    result: dict[str, Any] = {
        "thresholds": {name: values.tolist() for name, values in thresholds.items()}
    }
    for split in [name for name in scores if name != "cross_fitted"]:
        result[split] = {
            "policies": {
                policy: threshold_metrics(targets[split], predict(scores[split], values))
                for policy, values in thresholds.items()
            },
            "ranking": ranking_metrics(targets[split], scores[split]),
            "unranked": np.flatnonzero(~ranked_labels(targets[split])).tolist(),
        }
    result["test"]["intervals"] = bootstrap_intervals(
        targets["test"], scores["test"], thresholds, resamples, seed
    )
    return result


def threshold_metrics(targets: np.ndarray, predictions: np.ndarray) -> dict[str, Any]:
    """Averaged figures of one set of predictions, and `per_label` lists in column order."""
    counts = count(targets, predictions)
    return {
        **average_metrics(counts),
        **sample_metrics(targets, predictions),
        "per_label": {name: values.tolist() for name, values in label_metrics(counts).items()},
    }


def bootstrap_intervals(
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: dict[str, np.ndarray],
    resamples: int,
    seed: int,
) -> dict[str, Any]:
    """95 % intervals of micro and macro F1 under each policy, and of micro and macro AUC."""
    weights = resample_weights(len(targets), resamples, seed)
    intervals: dict[str, Any] = {}
    for policy, values in thresholds.items():
        f1 = f1_resamples(targets, predict(scores, values), weights)
        intervals[policy] = {
            "f1_micro": interval(f1["micro"]),
            "f1_macro": interval(f1["macro"]),
        }
    auc = auc_resamples(targets, scores, weights)
    intervals["ranking"] = {
        "roc_auc_micro": interval(auc["micro"]),
        "roc_auc_macro": interval(auc["macro"]),
    }
    return intervals
