"""ROC and precision-recall curves, exact at every distinct score, thinned only to be drawn."""

import numpy as np
import pandas as pd

from emolab.evaluation.metrics import ranked_labels, ratio


def binary_curve(targets: np.ndarray, scores: np.ndarray) -> pd.DataFrame:
    """Counts and rates at every distinct score of one binary problem, highest threshold first.

    Returns:
        Columns threshold, true_positives, false_positives, true_positive_rate (recall),
        false_positive_rate and precision. The first row chooses nothing (threshold infinity,
        precision 1 by convention).
    """
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order].astype(float)
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    true_positives = np.cumsum(targets[order], dtype=np.int64)[last]
    false_positives = last + 1 - true_positives
    positives, negatives = int(targets.sum()), len(targets) - int(targets.sum())
    curve = pd.DataFrame(
        {
            "threshold": np.append(np.inf, ranked[last]),
            "true_positives": np.append(0, true_positives),
            "false_positives": np.append(0, false_positives),
        }
    )
    curve["true_positive_rate"] = ratio(curve.true_positives.to_numpy(), positives)
    curve["false_positive_rate"] = ratio(curve.false_positives.to_numpy(), negatives)
    curve["precision"] = ratio(
        curve.true_positives.to_numpy(), (curve.true_positives + curve.false_positives).to_numpy()
    )
    curve.loc[0, "precision"] = 1.0
    return curve


def micro_curve(targets: np.ndarray, scores: np.ndarray) -> pd.DataFrame:
    """The curve over all (text, label) cells at once; columns as in `binary_curve`."""
    return binary_curve(targets.ravel(), scores.ravel())


def macro_roc(targets: np.ndarray, scores: np.ndarray, points: int = 201) -> pd.DataFrame:
    """The mean of the labels' ROC curves at evenly spaced false positive rates.

    Labels without a positive or a negative are left out. Columns false_positive_rate and
    true_positive_rate.
    """
    grid = np.linspace(0, 1, points)
    curves = [
        np.interp(grid, curve.false_positive_rate, curve.true_positive_rate)
        for column in np.flatnonzero(ranked_labels(targets))
        for curve in [binary_curve(targets[:, column], scores[:, column])]
    ]
    rate = np.mean(curves, axis=0) if curves else np.full(points, np.nan)
    return pd.DataFrame({"false_positive_rate": grid, "true_positive_rate": rate})


def thin(curve: pd.DataFrame, x: str, y: str, points: int = 200) -> pd.DataFrame:
    """At most `points` rows of a curve, evenly spaced along its drawn length, ends kept."""
    if len(curve) <= points:
        return curve
    step = np.hypot(np.diff(curve[x]), np.diff(curve[y]))
    along = np.append(0.0, np.cumsum(step))
    rows = np.searchsorted(along, np.linspace(0, along[-1], points))
    rows[-1] = len(curve) - 1
    return curve.iloc[np.unique(rows)]
