"""Metrics from 0/1 targets and scores; a ratio whose denominator is zero is zero."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Counts:
    """Per-label counts at one set of thresholds, each an int array of shape (n_labels,).

    Attributes:
        true_positives: rows that have the label and for which it is predicted.
        false_positives: rows that do not have it and for which it is predicted.
        false_negatives: rows that have it and for which it is not predicted.
    """

    true_positives: np.ndarray
    false_positives: np.ndarray
    false_negatives: np.ndarray


def predict(scores: np.ndarray, thresholds: np.ndarray | float) -> np.ndarray:
    """Predicted labels: a bool array shaped like `scores`, True from the threshold upwards.

    Scores keep the precision they were stored with, and so must the thresholds they meet.
    """
    return scores >= np.asarray(thresholds, dtype=scores.dtype)


def count(targets: np.ndarray, predictions: np.ndarray) -> Counts:
    """Counts per label from two 0/1 arrays of shape (n, n_labels)."""
    true, predicted = targets.astype(bool), predictions.astype(bool)
    true_positives = (true & predicted).sum(axis=0)
    return Counts(
        true_positives,
        predicted.sum(axis=0) - true_positives,
        true.sum(axis=0) - true_positives,
    )


def ratio(numerator: np.ndarray | float, denominator: np.ndarray | float) -> np.ndarray:
    """Quotients, and zero where the denominator is zero."""
    numerator = np.asarray(numerator, dtype=float)
    denominator = np.asarray(denominator, dtype=float)
    quotients = np.zeros(np.broadcast(numerator, denominator).shape)
    np.divide(numerator, denominator, out=quotients, where=denominator != 0)
    return quotients


def label_metrics(counts: Counts) -> dict[str, np.ndarray]:
    """Precision, recall and F1 of each label, float arrays of shape (n_labels,)."""
    true, false, missed = counts.true_positives, counts.false_positives, counts.false_negatives
    return {
        "precision": ratio(true, true + false),
        "recall": ratio(true, true + missed),
        "f1": ratio(2 * true, 2 * true + false + missed),
    }


def average_metrics(counts: Counts) -> dict[str, float]:
    """Micro, macro and support-weighted precision, recall and F1.

    Macro counts every label alike, one without a positive in the split included (its F1 is 0).
    """
    each = label_metrics(counts)
    support = counts.true_positives + counts.false_negatives
    whole = label_metrics(
        Counts(
            counts.true_positives.sum(), counts.false_positives.sum(), counts.false_negatives.sum()
        )
    )
    averages: dict[str, float] = {}
    for name, values in each.items():
        averages[f"{name}_micro"] = float(whole[name])
        averages[f"{name}_macro"] = float(values.mean())
        averages[f"{name}_weighted"] = float(ratio((values * support).sum(), support.sum()))
    return averages


def sample_metrics(targets: np.ndarray, predictions: np.ndarray) -> dict[str, float]:
    """Metrics that look at each text whole: precision, recall and F1 per sample, averaged over
    samples; subset accuracy (all labels right); Hamming loss (share of wrong cells).
    """
    true, predicted = targets.astype(bool), predictions.astype(bool)
    right = (true & predicted).sum(axis=1)
    return {
        "precision_samples": float(ratio(right, predicted.sum(axis=1)).mean()),
        "recall_samples": float(ratio(right, true.sum(axis=1)).mean()),
        "f1_samples": float(ratio(2 * right, predicted.sum(axis=1) + true.sum(axis=1)).mean()),
        "subset_accuracy": float((true == predicted).all(axis=1).mean()),
        "hamming_loss": float((true != predicted).mean()),
    }


def ranked_labels(targets: np.ndarray) -> np.ndarray:
    """Labels with both a positive and a negative, which ranking needs: bool of (n_labels,)."""
    positives = targets.sum(axis=0)
    ranked: np.ndarray = (positives > 0) & (positives < len(targets))
    return ranked
