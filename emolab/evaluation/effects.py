"""What a change in the training rows does to F1: paired differences with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emolab.evaluation.bootstrap import f1_resamples, percentile_interval
from emolab.evaluation.metrics import predict
from emolab.evaluation.thresholds import choose_thresholds


@dataclass(frozen=True)
class Predictions:
    """What one trained model predicts on test, under thresholds from its own validation scores.

    Attributes:
        shared: bool array of shape (n, n_labels) under the shared threshold, for micro F1.
        per_label: the same under thresholds per label, for macro F1 and each label's.
    """

    shared: np.ndarray
    per_label: np.ndarray


def predict_test(targets: np.ndarray, scores: Mapping[str, np.ndarray]) -> Predictions:
    """Predicted labels on test.

    Args:
        targets: of validation, 0/1, shape (n_validation, n_labels).
        scores: 0 to 1, of "validation" and "test".
    """
    return predict_under(scores["test"], choose_thresholds(targets, scores["validation"]))


def predict_under(
    scores: np.ndarray, thresholds: Mapping[str, Sequence[float] | np.ndarray]
) -> Predictions:
    """Predicted labels under the policies "shared" and "per_label", thresholds of (n_labels,)."""
    shared, per_label = (
        predict(scores, np.asarray(thresholds[policy], dtype=np.float32))
        for policy in ("shared", "per_label")
    )
    return Predictions(shared, per_label)


def effect_table(
    targets: np.ndarray,
    labels: Sequence[str],
    shown: Sequence[str],
    before: Sequence[Predictions],
    after: Sequence[Predictions],
    weights: np.ndarray,
) -> pd.DataFrame:
    """Change of F1 on test between two ways of training, averaged over seeds.

    The interval is the paired bootstrap's over test texts (both sides in the same resample, the
    seeds averaged first), so it holds for these trained models; `spread` says how much the change
    varies with the seed.

    Args:
        targets: of test, 0/1, shape (n, n_labels).
        labels: names in column order.
        shown: the labels whose own F1 is listed.
        before: one trained model a seed.
        after: the same seeds, trained the other way.
        weights: from `resample_weights`, shape (n, resamples).

    Returns:
        A row for micro F1, macro F1 and each label in `shown`, columns metric, before, after,
        change, low, high (95 %) and spread (standard deviation over the seeds, NaN for one seed).
    """
    once = np.ones((len(targets), 1))
    whole = np.hstack([once, weights])
    old = np.stack([_metrics(targets, predictions, whole, labels, shown) for predictions in before])
    new = np.stack([_metrics(targets, predictions, whole, labels, shown) for predictions in after])
    change = new - old
    intervals = [percentile_interval(values) for values in change.mean(axis=0)[:, 1:]]
    several = len(change) > 1
    return pd.DataFrame(
        {
            "metric": ["micro F1", "macro F1", *shown],
            "before": old[:, :, 0].mean(axis=0),
            "after": new[:, :, 0].mean(axis=0),
            "change": change[:, :, 0].mean(axis=0),
            "low": [low for low, _ in intervals],
            "high": [high for _, high in intervals],
            "spread": change[:, :, 0].std(axis=0, ddof=1) if several else np.nan,
        }
    )


def _metrics(
    targets: np.ndarray,
    predictions: Predictions,
    weights: np.ndarray,
    labels: Sequence[str],
    shown: Sequence[str],
) -> np.ndarray:
    """Micro F1, macro F1 and the shown labels' F1 in every resample: (metrics, resamples)."""
    columns = [labels.index(label) for label in shown]
    fine = f1_resamples(targets, predictions.per_label, weights)
    return np.vstack(
        [
            f1_resamples(targets, predictions.shared, weights)["micro"],
            fine["macro"],
            fine["per_label"][:, columns].T,
        ]
    )
