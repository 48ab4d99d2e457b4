"""The wait for intervals: a thousand resamples of every model's F1."""

import numpy as np
from sklearn.metrics import f1_score

from benchmarks.timing import Row, medians
from emolab.artifacts import Run
from emolab.evaluation import f1_resamples, predict, resample_weights

RESAMPLES = 1000
COMPARED = 5


def intervals(run: Run) -> list[Row]:
    """Weighted counts in matrix products, against a few resamples with scikit-learn, scaled up.

    Raises:
        AssertionError: the two differ by more than 1e-9 in a resample.
    """
    scores = run.scores("test")
    targets = scores.pop("targets")
    chosen = [predict(values, 0.3) for values in list(scores.values())[:3]]

    def ours() -> list[dict[str, np.ndarray]]:
        weights = resample_weights(len(targets), RESAMPLES)
        return [f1_resamples(targets, given, weights) for given in chosen]

    def theirs() -> list[dict[str, np.ndarray]]:
        drawn = np.random.default_rng(42).integers(0, len(targets), (RESAMPLES, len(targets)))
        return [
            {
                name: np.array(
                    [
                        f1_score(targets[rows], given[rows], average=average, zero_division=0)
                        for rows in drawn[:COMPARED]
                    ]
                )
                for name, average in (("micro", "micro"), ("macro", "macro"), ("per_label", None))
            }
            for given in chosen
        ]

    for mine, stock in zip(ours(), theirs(), strict=True):
        for name, values in stock.items():
            np.testing.assert_allclose(mine[name][:COMPARED], values, rtol=0, atol=1e-9)
    mine, few = medians(ours, theirs, 3)
    stock = few * RESAMPLES / COMPARED
    note = f"scikit-learn timed on {COMPARED} resamples, and equal on them"
    return [Row("1,000 resamples of 3 models' F1", mine, stock, "s", 100, note=note)]
