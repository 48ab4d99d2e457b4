"""95 % bootstrap intervals over texts, from their definition."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from tools.audit.metrics import top_label_correct

RESAMPLES = 1000
SEED = 42
_CELLS = 1_000_000  # held at once


def drawn_texts(count: int, resamples: int = RESAMPLES) -> np.ndarray:
    """The texts of each resample: int array of shape (resamples, count)."""
    return np.random.default_rng(SEED).integers(0, count, (resamples, count))


def intervals(
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: Mapping[str, np.ndarray],
    columns: np.ndarray | None = None,
    exact: int = 0,
) -> tuple[dict[str, Any], list[str]]:
    """What metrics.json holds as `intervals` of one split.

    ROC AUC of a resample is computed from sorted scores and weights. For `exact` resamples, taken
    at random, it is computed by scikit-learn too.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        scores: float32 array of that shape.
        thresholds: by policy.
        columns: of macro F1; None takes all.
        exact: resamples in which scikit-learn checks ROC AUC.

    Returns:
        The intervals, and a sentence for each resample in which scikit-learn differs.
    """
    weights = np.stack(
        [np.bincount(drawn, minlength=len(targets)) for drawn in drawn_texts(len(targets))]
    )
    found: dict[str, Any] = {}
    for policy, values in thresholds.items():
        micro, macro = f1_by_resample(targets, scores >= values, weights, columns)
        found[policy] = {"f1_micro": interval(micro), "f1_macro": interval(macro)}
    micro, per_label = auc_by_resample(targets, scores, weights)
    differing = []
    for at in np.random.default_rng().permutation(len(weights))[:exact]:
        differing += _unlike_sklearn(at, targets, scores, weights[at], micro[at], per_label[at])
    known = ~np.isnan(per_label)
    macro = np.full(len(weights), np.nan)
    some = known.any(axis=1)
    macro[some] = np.nansum(per_label[some], axis=1) / known[some].sum(axis=1)
    found["ranking"] = {"roc_auc_micro": interval(micro), "roc_auc_macro": interval(macro)}
    accuracy = weights @ top_label_correct(targets, scores) / len(targets)
    found["top_label"] = {"accuracy": interval(accuracy)}
    return found, differing


def slice_intervals(
    targets: np.ndarray, scores: np.ndarray, thresholds: Mapping[str, np.ndarray], exact: int = 0
) -> tuple[dict[str, Any], list[str]]:
    """What metrics.json holds as `intervals` of one kind of challenge text; see `intervals`."""
    columns = np.flatnonzero(targets.sum(axis=0))
    found, differing = intervals(targets, scores, thresholds, columns, exact)
    return {
        "f1_macro": {policy: found[policy]["f1_macro"] for policy in thresholds},
        "f1_micro": {policy: found[policy]["f1_micro"] for policy in thresholds},
        "roc_auc_macro": found["ranking"]["roc_auc_macro"],
        "top_label_accuracy": found["top_label"]["accuracy"],
    }, differing


def f1_by_resample(
    targets: np.ndarray,
    predictions: np.ndarray,
    weights: np.ndarray,
    columns: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Micro F1, and macro F1 over `columns`, of every resample, from its counts."""
    counts = weights.astype(np.float32)  # exact: no count reaches 2 ** 24
    both = (counts @ ((targets == 1) & predictions).astype(np.float32)).astype(float)
    either = counts @ targets.astype(np.float32) + counts @ predictions.astype(np.float32)
    either = either.astype(float)
    micro = _quotient(2 * both.sum(axis=1), either.sum(axis=1))
    each = _quotient(2 * both, either)
    return micro, (each if columns is None else each[:, columns]).mean(axis=1)


def auc_by_resample(
    targets: np.ndarray, scores: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Micro ROC AUC (resamples,) and that of each label (resamples, n_labels); NaN is undefined.

    It is the share of pairs of a positive and a negative in which the positive has the higher
    score, ties by half, each pair as often as both texts were drawn.
    """
    n_labels = targets.shape[1]
    texts = np.repeat(np.arange(len(targets)), n_labels)
    micro = _pair_share(targets.ravel(), scores.ravel(), texts, weights)
    rows = np.arange(len(targets))
    each = [_pair_share(targets[:, at], scores[:, at], rows, weights) for at in range(n_labels)]
    return micro, np.column_stack(each)


def interval(values: np.ndarray) -> list[float] | None:
    """The percentiles 2.5 and 97.5 of the values that are not NaN; None where all are."""
    known = values[~np.isnan(values)]
    return np.percentile(known, [2.5, 97.5]).tolist() if len(known) else None


def _pair_share(
    targets: np.ndarray, scores: np.ndarray, texts: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    order = np.argsort(scores)
    ordered = scores[order]
    negative = np.flatnonzero(targets[order] == 0)
    positive = np.flatnonzero(targets[order] == 1)
    text_of_negative, text_of_positive = texts[order][negative], texts[order][positive]
    lower = np.searchsorted(ordered[negative], ordered[positive], "left")
    not_higher = np.searchsorted(ordered[negative], ordered[positive], "right")
    shares = np.full(len(weights), np.nan)
    block = max(1, _CELLS // max(1, len(negative)))
    for start in range(0, len(weights), block):
        some = weights[start : start + block]
        up_to = np.zeros((len(some), len(negative) + 1))
        np.cumsum(some[:, text_of_negative], axis=1, out=up_to[:, 1:])
        times = some[:, text_of_positive]
        ordered_pairs = (times * (up_to[:, lower] + up_to[:, not_higher])).sum(axis=1) / 2
        pairs = times.sum(axis=1) * up_to[:, -1]
        defined = np.flatnonzero(pairs)
        shares[start + defined] = ordered_pairs[defined] / pairs[defined]
    return shares


def _unlike_sklearn(
    at: int,
    targets: np.ndarray,
    scores: np.ndarray,
    weight: np.ndarray,
    micro: float,
    per_label: np.ndarray,
) -> list[str]:
    cells = np.repeat(weight, targets.shape[1])
    problems = [("micro", targets.ravel(), scores.ravel(), cells, micro)]
    problems += [
        (f"label {column}", targets[:, column], scores[:, column], weight, per_label[column])
        for column in range(targets.shape[1])
    ]
    differing = []
    for name, target, score, each, value in problems:
        drawn = each > 0
        if len(np.unique(target[drawn])) < 2:
            same, found = np.isnan(value), np.nan
        else:
            found = roc_auc_score(target[drawn], score[drawn], sample_weight=each[drawn])
            same = abs(found - value) <= 1e-9
        if not same:
            differing.append(f"resample {at}, {name}: {value} here, {found} by scikit-learn")
    return differing


def _quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.where(below > 0, above / np.where(below > 0, below, 1), 0.0)
