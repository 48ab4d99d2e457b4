"""Bootstrap intervals over texts, all resamples at once.

A resample is a vector of how often each text was drawn, so a thousand of them are one matrix of
weights, and every metric of all resamples follows from matrix products with it.
"""

import numpy as np
from scipy.sparse import csr_array

from emolab.evaluation.metrics import ranked_labels, ratio


def resample_weights(count: int, resamples: int = 1000, seed: int = 42) -> np.ndarray:
    """How often each text is drawn in each resample: float array of shape (count, resamples).

    Each column sums to `count`. Used for several models at once, the same weights make their
    differences paired.
    """
    drawn = np.random.default_rng(seed).integers(0, count, size=(resamples, count))
    cells = drawn + count * np.arange(resamples)[:, None]
    times = np.bincount(cells.ravel(), minlength=count * resamples).reshape(resamples, count)
    return np.ascontiguousarray(times.T, dtype=float)


def f1_resamples(
    targets: np.ndarray, predictions: np.ndarray, weights: np.ndarray
) -> dict[str, np.ndarray]:
    """F1 in every resample.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        predictions: 0/1 array of that shape.
        weights: from `resample_weights`, shape (n, resamples). As float32 they are as exact, for
            up to eight million texts, and read in half the time.

    Returns:
        "micro" and "macro" of shape (resamples,), "per_label" of shape (resamples, n_labels).
    """
    true, predicted = targets.astype(bool), predictions.astype(bool)
    # One product for both, in the weights' precision: reading them is what takes the time.
    cells = np.hstack([true & predicted, np.add(true, predicted, dtype=weights.dtype)])
    counts = weights.T @ cells.astype(weights.dtype, copy=False)
    true_positives, total = np.hsplit(counts.astype(float), 2)
    per_label = ratio(2 * true_positives, total)
    return {
        "micro": ratio(2 * true_positives.sum(axis=1), total.sum(axis=1)),
        "macro": per_label.mean(axis=1),
        "per_label": per_label,
    }


def auc_resamples(
    targets: np.ndarray, scores: np.ndarray, weights: np.ndarray
) -> dict[str, np.ndarray]:
    """ROC AUC in every resample, arguments as in `f1_resamples` with scores for predictions.

    Returns:
        "micro" and "macro" of shape (resamples,), "per_label" of shape (resamples, n_labels). A
        label without a positive or a negative in a resample is NaN there and left out of macro.
    """
    n_texts, n_labels = targets.shape
    rows = np.arange(n_texts)
    per_label = np.full((weights.shape[1], n_labels), np.nan)
    for column in np.flatnonzero(ranked_labels(targets)):
        per_label[:, column] = _auc(targets[:, column], scores[:, column], rows, weights)
    known = ~np.isnan(per_label)
    macro = np.where(known, per_label, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    macro[~known.any(axis=1)] = np.nan
    return {
        "micro": _auc(targets.ravel(), scores.ravel(), np.repeat(rows, n_labels), weights),
        "macro": macro,
        "per_label": per_label,
    }


def interval(values: np.ndarray, level: float = 0.95) -> tuple[float, float] | None:
    """The percentile interval of resampled values; NaN is left out, and of NaN alone it is None."""
    if np.isnan(values).all():
        return None
    return percentile_interval(values, level)


def percentile_interval(values: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """The percentile interval of resampled values that are not all NaN."""
    tail = (1 - level) / 2
    low, high = np.nanquantile(values, [tail, 1 - tail])
    return float(low), float(high)


def _auc(
    targets: np.ndarray, scores: np.ndarray, rows: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """AUC per resample of one binary problem whose cell i belongs to text rows[i].

    AUC is the share of (positive, negative) pairs in the right order, ties half. Negatives are
    summed in segments between the distinct scores of the positives: segment 2j lies below the
    j-th of them (and above the one before), segment 2j + 1 is equal to it.
    """
    positive = targets.astype(bool)
    levels, level_of = np.unique(scores[positive], return_inverse=True)
    negatives = scores[~positive]
    segment_of = np.searchsorted(levels, negatives, "left") + np.searchsorted(
        levels, negatives, "right"
    )
    n_texts = len(weights)
    positive_weight = _sums(level_of, rows[positive], (len(levels), n_texts)) @ weights
    segments = _sums(segment_of, rows[~positive], (2 * len(levels) + 1, n_texts)) @ weights
    below = np.cumsum(segments, axis=0)
    in_order = below[:-1:2] + segments[1::2] / 2
    ordered_pairs = np.einsum("ij,ij->j", positive_weight, in_order)
    pairs = positive_weight.sum(axis=0) * below[-1]
    with np.errstate(invalid="ignore"):
        auc: np.ndarray = ordered_pairs / pairs
    return auc


def _sums(groups: np.ndarray, rows: np.ndarray, shape: tuple[int, int]) -> csr_array:
    """The matrix that sums row weights into groups; a row may count in a group several times."""
    return csr_array((np.ones(len(rows)), (groups, rows)), shape=shape)
