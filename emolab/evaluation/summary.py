"""Everything a run records about one model: metrics, thresholds, intervals."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from emolab.evaluation.bootstrap import auc_resamples, f1_resamples, interval, resample_weights
from emolab.evaluation.cross_validation import cross_validated_metrics
from emolab.evaluation.metrics import (
    average_metrics,
    count,
    label_metrics,
    predict,
    ranked_labels,
    sample_metrics,
)
from emolab.evaluation.ranking import ranking_metrics
from emolab.evaluation.results import (
    Intervals,
    ModelMetrics,
    SliceMetrics,
    SplitMetrics,
    ThresholdMetrics,
    TopLabelMetrics,
)
from emolab.evaluation.thresholds import choose_thresholds


def evaluate(
    targets: Mapping[str, np.ndarray],
    scores: Mapping[str, np.ndarray],
    resamples: int = 1000,
    seed: int = 42,
    thresholds: Mapping[str, np.ndarray] | None = None,
    kinds: Sequence[str] = (),
) -> ModelMetrics:
    """All metrics of one model; test is only read.

    Validation chooses the thresholds, together with "cross_fitted" where that is there: train rows
    with scores by models that did not learn from them.

    Args:
        targets: 0/1 arrays of shape (n, n_labels) under "validation" and "test", and maybe under
            "cross_fitted" and under other splits, which are measured too.
        scores: arrays of the same shapes, 0 to 1.
        resamples: of the bootstrap behind the intervals.
        seed: of the bootstrap.
        thresholds: by policy, to measure under these instead of choosing any.
        kinds: what is hard about each text of the split "challenge"; its metrics are then also
            given for each kind.

    Returns:
        `thresholds` by policy, and under each split what `split_metrics` gives; under validation
        also `cross_validated`, see `cross_validated_metrics`; under challenge also `slices`, by
        kind what `slice_metrics` gives.
    """
    if thresholds is None:
        choosing = [name for name in ("validation", "cross_fitted") if name in scores]
        thresholds = choose_thresholds(
            np.concatenate([targets[name] for name in choosing]),
            np.concatenate([scores[name] for name in choosing]),
        )
    measured: dict[str, SplitMetrics] = {}
    for split in [name for name in scores if name != "cross_fitted"]:
        # Validation chose the thresholds: an interval would not make its metrics honest.
        times = 0 if split == "validation" else resamples
        measured[split] = split_metrics(targets[split], scores[split], thresholds, times, seed)
    if "validation" in scores:
        found = cross_validated_metrics(targets["validation"], scores["validation"])
        measured["validation"]["cross_validated"] = found.as_dict()
    if "challenge" in scores and kinds:
        rows_by_kind = {kind: np.array(kinds) == kind for kind in dict.fromkeys(kinds)}
        measured["challenge"]["slices"] = {
            kind: slice_metrics(
                targets["challenge"][rows], scores["challenge"][rows], thresholds, resamples, seed
            )
            for kind, rows in rows_by_kind.items()
        }
    stored = {name: values.tolist() for name, values in thresholds.items()}
    return cast(ModelMetrics, {"thresholds": stored, **measured})


def split_metrics(
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: Mapping[str, np.ndarray],
    resamples: int,
    seed: int,
) -> SplitMetrics:
    """All metrics of one split.

    Returns:
        `policies` (the metrics under each threshold policy), `ranking` (threshold-free),
        `top_label` (see `top_label_metrics`), `unranked` (columns without a positive or a
        negative) and, where there are resamples, `intervals` (95 %).
    """
    metrics: SplitMetrics = {
        "policies": {
            policy: threshold_metrics(targets, predict(scores, values))
            for policy, values in thresholds.items()
        },
        "ranking": ranking_metrics(targets, scores),
        "top_label": top_label_metrics(targets, scores),
        "unranked": np.flatnonzero(~ranked_labels(targets)).tolist(),
    }
    if resamples:
        metrics["intervals"] = bootstrap_intervals(targets, scores, thresholds, resamples, seed)
    return metrics


def top_label_metrics(targets: np.ndarray, scores: np.ndarray) -> TopLabelMetrics:
    """What the label with the highest score is worth: the first answer that a person sees.

    Returns:
        `accuracy`, the share of texts of which it is a true label (0 to 1), and `counts`, of how
        many texts each label has the highest score; of equal scores the first column counts.
    """
    top = scores.argmax(axis=1)
    correct = targets[np.arange(len(targets)), top].astype(bool)
    return {
        "accuracy": float(correct.mean()),
        "counts": np.bincount(top, minlength=targets.shape[1]).tolist(),
    }


def slice_metrics(
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: Mapping[str, np.ndarray],
    resamples: int,
    seed: int,
) -> SliceMetrics:
    """The headline metrics of a few texts of one kind.

    Macro averages are taken over the labels that at least one of these texts has: F1 of a label
    that none of them has says nothing of this kind.

    Returns:
        `texts` (how many), `labels` (how many macro averages hold), `f1_macro` and `f1_micro` by
        policy, `roc_auc_macro`, `top_label_accuracy`, and `intervals` (95 %) of all of them.
    """
    present = np.asarray(targets.any(axis=0))
    f1_macro: dict[str, float] = {}
    f1_micro: dict[str, float] = {}
    for policy, values in thresholds.items():
        counts = count(targets, predict(scores, values))
        f1_macro[policy] = float(label_metrics(counts)["f1"][present].mean())
        f1_micro[policy] = average_metrics(counts)["f1_micro"]
    intervals = bootstrap_intervals(targets, scores, thresholds, resamples, seed, present)
    return {
        "texts": len(targets),
        "labels": int(present.sum()),
        "f1_macro": f1_macro,
        "f1_micro": f1_micro,
        "roc_auc_macro": ranking_metrics(targets, scores)["roc_auc_macro"],
        "top_label_accuracy": top_label_metrics(targets, scores)["accuracy"],
        "intervals": {
            "f1_macro": {policy: intervals[policy]["f1_macro"] for policy in thresholds},
            "f1_micro": {policy: intervals[policy]["f1_micro"] for policy in thresholds},
            "roc_auc_macro": intervals["ranking"]["roc_auc_macro"],
            "top_label_accuracy": intervals["top_label"]["accuracy"],
        },
    }


def threshold_metrics(targets: np.ndarray, predictions: np.ndarray) -> ThresholdMetrics:
    """Averaged metrics of one set of predictions, and `per_label` lists in column order."""
    counts = count(targets, predictions)
    per_label = {name: values.tolist() for name, values in label_metrics(counts).items()}
    averages = {**average_metrics(counts), **sample_metrics(targets, predictions)}
    return cast(ThresholdMetrics, {**averages, "per_label": per_label})


def bootstrap_intervals(
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: Mapping[str, np.ndarray],
    resamples: int,
    seed: int,
    columns: np.ndarray | None = None,
) -> Intervals:
    """95 % intervals of F1 under each policy, of ROC AUC, and of the top label's accuracy.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        scores: array of that shape.
        thresholds: by policy.
        resamples: of the texts.
        seed: of the resamples.
        columns: bool array of shape (n_labels,), the labels that macro F1 averages over; None
            takes all.
    """
    weights = resample_weights(len(targets), resamples, seed)
    columns = np.ones(targets.shape[1], dtype=bool) if columns is None else columns
    intervals: Intervals = {}
    for policy, values in thresholds.items():
        f1 = f1_resamples(targets, predict(scores, values), weights)
        intervals[policy] = {
            "f1_micro": interval(f1["micro"]),
            "f1_macro": interval(f1["per_label"][:, columns].mean(axis=1)),
        }
    auc = auc_resamples(targets, scores, weights)
    intervals["ranking"] = {
        "roc_auc_micro": interval(auc["micro"]),
        "roc_auc_macro": interval(auc["macro"]),
    }
    correct = targets[np.arange(len(targets)), scores.argmax(axis=1)].astype(float)
    intervals["top_label"] = {"accuracy": interval(correct @ weights / len(targets))}
    return intervals
