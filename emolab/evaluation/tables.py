"""Tables that compare models on one split, at any thresholds, recomputed from stored scores."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from emolab.evaluation.bootstrap import f1_resamples, percentile_interval
from emolab.evaluation.metrics import (
    average_metrics,
    count,
    label_metrics,
    predict,
    sample_metrics,
)


def headline_table(
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
    weights: np.ndarray,
) -> pd.DataFrame:
    """Micro and macro F1 of each model with 95 % bootstrap intervals.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        scores: by model, arrays of that shape.
        thresholds: by model, arrays of shape (n_labels,).
        weights: from `resample_weights`.

    Returns:
        Columns model, metric ("micro F1" or "macro F1"), value, low, high.
    """
    rows = []
    for model, values in scores.items():
        predictions = predict(values, thresholds[model])
        averages = average_metrics(count(targets, predictions))
        resampled = f1_resamples(targets, predictions, weights)
        for kind in ("micro", "macro"):
            low, high = percentile_interval(resampled[kind])
            rows.append((model, f"{kind} F1", averages[f"f1_{kind}"], low, high))
    return pd.DataFrame(rows, columns=["model", "metric", "value", "low", "high"])


def metrics_table(
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Every averaged metric: one row a metric, one column a model."""
    columns = {}
    for model, values in scores.items():
        predictions = predict(values, thresholds[model])
        columns[model] = {
            **average_metrics(count(targets, predictions)),
            **sample_metrics(targets, predictions),
        }
    return pd.DataFrame(columns).rename_axis("metric")


def label_table(
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Precision, recall and F1 of every label and model, the label with most support first.

    Returns:
        Columns label, support, model, threshold, predicted (number of texts that it is predicted
        for), precision, recall, f1.
    """
    support = targets.sum(axis=0, dtype=int)
    parts = []
    for model, values in scores.items():
        predictions = predict(values, thresholds[model])
        parts.append(
            pd.DataFrame(
                {
                    "label": labels,
                    "support": support,
                    "model": model,
                    "threshold": thresholds[model],
                    "predicted": predictions.sum(axis=0),
                    **label_metrics(count(targets, predictions)),
                }
            )
        )
    return pd.concat(parts).sort_values(
        "support", ascending=False, kind="stable", ignore_index=True
    )
