"""Cross-validated thresholds: what a recipe is worth on validation, without flattering itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emolab.evaluation.metrics import average_metrics, count, predict
from emolab.evaluation.results import CrossValidatedMetrics
from emolab.evaluation.thresholds import choose_thresholds


@dataclass(frozen=True)
class CrossValidated:
    """F1 under thresholds that other rows chose, by which recipes are compared.

    Attributes:
        f1_macro_per_label: macro F1 under thresholds per label, 0 to 1.
        f1_micro_shared: micro F1 under the shared threshold, 0 to 1.
    """

    f1_macro_per_label: float
    f1_micro_shared: float

    def as_dict(self) -> CrossValidatedMetrics:
        """The metrics by name, for JSON."""
        return {
            "f1_macro_per_label": self.f1_macro_per_label,
            "f1_micro_shared": self.f1_micro_shared,
        }


def cross_validated_metrics(
    targets: np.ndarray,
    scores: np.ndarray,
    seeds: Sequence[int] = range(5),
) -> CrossValidated:
    """Metrics of validation rows under thresholds that the other half of them chose.

    Thresholds that are chosen and measured on the same rows flatter. Here the rows are halved at
    random, each half is measured under the thresholds of the other one, and the predictions of
    both halves are counted together; the metrics are means over several halvings.

    Args:
        targets: true labels of validation, 0/1, shape (n, n_labels), n at least 2.
        scores: array of that shape, 0 to 1.
        seeds: one halving each.
    """
    found = []
    for seed in seeds:
        order = np.random.default_rng(seed).permutation(len(targets))
        halves = np.array_split(order, 2)
        per_label, shared = (np.zeros(targets.shape, dtype=bool) for _ in range(2))
        for choosing, measured in (halves, halves[::-1]):
            thresholds = choose_thresholds(targets[choosing], scores[choosing])
            per_label[measured] = predict(scores[measured], thresholds["per_label"])
            shared[measured] = predict(scores[measured], thresholds["shared"])
        found.append(
            (
                average_metrics(count(targets, per_label))["f1_macro"],
                average_metrics(count(targets, shared))["f1_micro"],
            )
        )
    macro, micro = np.mean(found, axis=0)
    return CrossValidated(float(macro), float(micro))
