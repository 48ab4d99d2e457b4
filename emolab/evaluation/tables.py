"""Tables that compare models on one split, at any thresholds, recomputed from stored scores."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from emolab.evaluation.bootstrap import f1_resamples, interval
from emolab.evaluation.curves import binary_curve, macro_roc, micro_curve, thin
from emolab.evaluation.metrics import (
    average_metrics,
    count,
    label_metrics,
    predict,
    ranked_labels,
    ratio,
    sample_metrics,
)
from emolab.labels import AVERAGES


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
            low, high = interval(resampled[kind])
            rows.append((model, f"{kind} F1", averages[f"f1_{kind}"], low, high))
    return pd.DataFrame(rows, columns=["model", "metric", "value", "low", "high"])


def figures_table(
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Every averaged figure: one row a figure, one column a model."""
    columns = {}
    for model, values in scores.items():
        predictions = predict(values, thresholds[model])
        columns[model] = {
            **average_metrics(count(targets, predictions)),
            **sample_metrics(targets, predictions),
        }
    return pd.DataFrame(columns).rename_axis("figure")


def label_table(
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Precision, recall and F1 of every label and model, the label with most support first.

    Returns:
        Columns label, support, model, threshold, chosen (how often the model gave the label),
        precision, recall, f1.
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
                    "chosen": predictions.sum(axis=0),
                    **label_metrics(count(targets, predictions)),
                }
            )
        )
    return pd.concat(parts).sort_values(
        "support", ascending=False, kind="stable", ignore_index=True
    )


def trade_table(targets: np.ndarray, scores: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Micro precision and recall as one shared threshold moves, thinned to be drawn.

    Returns:
        Columns model, threshold, recall, precision.
    """
    parts = []
    for model, values in scores.items():
        curve = thin(micro_curve(targets, values), "true_positive_rate", "precision")
        parts.append(curve.rename(columns={"true_positive_rate": "recall"}).assign(model=model))
    return pd.concat(parts, ignore_index=True)[["model", "threshold", "recall", "precision"]]


def auc_table(labels: Sequence[str], ranking: Mapping[str, Mapping]) -> pd.DataFrame:
    """ROC AUC and average precision by label and model, from stored ranking metrics.

    Args:
        labels: in column order.
        ranking: by model, as `ranking_metrics` gives them.

    Returns:
        Columns label, model, roc_auc, average_precision; the two AVERAGES follow the labels. NaN
        where the split cannot rank a label.
    """
    parts = []
    for model, figures in ranking.items():
        parts.append(
            pd.DataFrame(
                {
                    "label": [*labels, *AVERAGES],
                    "model": model,
                    **{
                        name: np.array(
                            [*figures[name], figures[f"{name}_micro"], figures[f"{name}_macro"]],
                            dtype=float,
                        )
                        for name in ("roc_auc", "average_precision")
                    },
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def curve_table(
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    wanted: Sequence[str],
) -> pd.DataFrame:
    """ROC and precision-recall points of the wanted labels and averages, thinned to be drawn.

    Args:
        labels: in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: by model, arrays of that shape.
        wanted: label names or AVERAGES; the macro average has a ROC curve only, and a label that
            the split cannot rank has none.

    Returns:
        Columns label, model, kind ("roc" or "pr"), x, y, threshold, true_positives,
        false_positives.
    """
    ranked = ranked_labels(targets)
    axes = {
        "roc": ("false_positive_rate", "true_positive_rate"),
        "pr": ("true_positive_rate", "precision"),
    }
    parts = []
    for name in wanted:
        if name in labels and not ranked[labels.index(name)]:
            continue
        for model, values in scores.items():
            if name == "macro average":
                curve, kinds = macro_roc(targets, values), ("roc",)
            elif name == "micro average":
                curve, kinds = micro_curve(targets, values), ("roc", "pr")
            else:
                column = labels.index(name)
                curve, kinds = binary_curve(targets[:, column], values[:, column]), ("roc", "pr")
            for kind in kinds:
                x, y = axes[kind]
                points = thin(curve, x, y).rename(columns={x: "x", y: "y"})
                parts.append(points.assign(label=name, model=model, kind=kind))
    columns = ["label", "model", "kind", "x", "y", "threshold", "true_positives", "false_positives"]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).reindex(columns=columns)


def operating_points(
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Where the thresholds put each model on its curves, for every label and the micro average.

    Returns:
        Columns label, model, threshold (NaN for the average, which may have several),
        true_positives, false_positives, true_positive_rate, false_positive_rate, precision.
    """
    parts = []
    for model, values in scores.items():
        counts = count(targets, predict(values, thresholds[model]))
        true, false = (
            np.append(each, each.sum()) for each in (counts.true_positives, counts.false_positives)
        )
        support = np.append(targets.sum(axis=0, dtype=int), targets.sum(dtype=int))
        cells = np.append(np.full(len(labels), len(targets)), targets.size)
        parts.append(
            pd.DataFrame(
                {
                    "label": [*labels, AVERAGES[0]],
                    "model": model,
                    "threshold": np.append(thresholds[model], np.nan),
                    "true_positives": true,
                    "false_positives": false,
                    "true_positive_rate": ratio(true, support),
                    "false_positive_rate": ratio(false, cells - support),
                    "precision": ratio(true, true + false),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
