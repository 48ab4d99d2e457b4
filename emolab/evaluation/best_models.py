"""Which model is best at each label, and by more than chance."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from emolab.evaluation.bootstrap import f1_resamples, percentile_interval
from emolab.evaluation.metrics import count, label_metrics, predict


def best_model_table(
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
    weights: np.ndarray,
) -> pd.DataFrame:
    """The best model of each label by F1, and whether its difference to the second is significant.

    The interval is the paired bootstrap's: both models in the same resamples of the texts.

    Args:
        labels: in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: of two models or more, arrays of that shape.
        thresholds: by model, arrays of shape (n_labels,).
        weights: from `resample_weights`, shape (n, resamples).

    Returns:
        A row a label in column order: label, support, best, f1, second, difference, low, high
        (95 %) and tie, true where the interval holds zero.
    """
    models = list(scores)
    predictions = [predict(scores[model], thresholds[model]) for model in models]
    f1 = np.stack([label_metrics(count(targets, each))["f1"] for each in predictions])
    resampled = [f1_resamples(targets, each, weights)["per_label"] for each in predictions]
    order = np.argsort(-f1, axis=0, kind="stable")
    rows = []
    for column, label in enumerate(labels):
        best, following = order[:2, column]
        difference = resampled[best][:, column] - resampled[following][:, column]
        low, high = percentile_interval(difference)
        rows.append(
            {
                "label": label,
                "support": int(targets[:, column].sum()),
                "best": models[best],
                "f1": f1[best, column],
                "second": models[following],
                "difference": f1[best, column] - f1[following, column],
                "low": low,
                "high": high,
                "tie": low <= 0 <= high,
            }
        )
    return pd.DataFrame(rows)
