"""Time for confidence intervals: a thousand resamples of every model's F1."""

from collections.abc import Sequence

import joblib
import numpy as np
from scipy.sparse import csr_array
from sklearn.metrics import multilabel_confusion_matrix

from benchmarks.timing import Row, interleaved
from emolab.evaluation.bootstrap import f1_resamples, resample_weights
from emolab.evaluation.metrics import predict
from emolab.runs.store import Run

RESAMPLES = 1000


def intervals(run: Run, resamples: int = RESAMPLES) -> list[Row]:
    """Counts of all resamples in one matrix product, against scikit-learn resample by resample.

    Raises:
        AssertionError: the two differ by more than 1e-9 in a resample.
    """
    scores = run.scores("test")
    targets = scores.pop("targets")
    predictions = [predict(values, 0.3) for values in list(scores.values())[:3]]

    def ours() -> list[dict[str, np.ndarray]]:
        weights = resample_weights(len(targets), resamples)
        return [f1_resamples(targets, predicted, weights) for predicted in predictions]

    def theirs() -> list[dict[str, np.ndarray]]:
        return stock_resamples(targets, predictions, resamples)

    for mine, stock in zip(ours(), theirs(), strict=True):
        for name, values in stock.items():
            np.testing.assert_allclose(mine[name], values, rtol=0, atol=1e-9)
    mine, stock = interleaved(ours, theirs)
    return [
        Row.of_rounds(
            f"{resamples:,} resamples of the F1 of {len(predictions)} models",
            "s",
            mine,
            stock,
            rival="scikit-learn: multilabel_confusion_matrix of sparse arrays, once a resample and "
            "model, on all cores",
            differs="ours counts all resamples in one matrix product",
            note="equal in every resample",
        )
    ]


def stock_resamples(
    targets: np.ndarray, predictions: Sequence[np.ndarray], resamples: int
) -> list[dict[str, np.ndarray]]:
    """Micro F1, macro F1 and F1 per label in every resample, for each model."""
    cores = joblib.cpu_count()
    drawn = np.random.default_rng(42).integers(0, len(targets), (resamples, len(targets)))
    arrays = [csr_array(each.astype(np.uint8)) for each in (targets, *predictions)]
    parts = joblib.Parallel(n_jobs=cores)(
        joblib.delayed(_counts)(*arrays, share) for share in np.array_split(drawn, cores)
    )
    return [_f1(counts) for counts in np.concatenate(parts, axis=1)]


def _counts(targets: csr_array, *arrays: csr_array | np.ndarray) -> np.ndarray:
    """Confusion matrices of shape (n_models, n_resamples, n_labels, 2, 2)."""
    *predictions, drawn = arrays
    found = []
    for rows in drawn:
        resampled = targets[rows]
        found.append(
            [multilabel_confusion_matrix(resampled, predicted[rows]) for predicted in predictions]
        )
    return np.array(found).swapaxes(0, 1)


def _f1(counts: np.ndarray) -> dict[str, np.ndarray]:
    true_positives = counts[..., 1, 1]
    total = 2 * true_positives + counts[..., 0, 1] + counts[..., 1, 0]
    per_label = np.where(total > 0, 2 * true_positives / np.maximum(total, 1), 0.0)
    return {
        "micro": 2 * true_positives.sum(axis=1) / total.sum(axis=1),
        "macro": per_label.mean(axis=1),
        "per_label": per_label,
    }
