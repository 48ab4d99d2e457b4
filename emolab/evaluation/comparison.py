"""The models of a run on one split, at the thresholds in view."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Comparison:
    """What a comparison is drawn from.

    Attributes:
        labels: in column order.
        split: "test", "validation" or "challenge".
        targets: 0/1 array of shape (n, n_labels).
        scores: by model, arrays of that shape, 0 to 1.
        thresholds: by model, arrays of shape (n_labels,).
        policy: the thresholds in words.
        policy_name: a key of `emolab.evaluation.POLICIES`, or "custom" for a threshold that a
            person set.
        weights: bootstrap weights of the split, shape (n, resamples).
    """

    labels: tuple[str, ...]
    split: str
    targets: np.ndarray
    scores: Mapping[str, np.ndarray]
    thresholds: Mapping[str, np.ndarray]
    policy: str
    policy_name: str
    weights: np.ndarray

    @property
    def models(self) -> list[str]:
        """Their names, in the order of the run."""
        return list(self.scores)

    @property
    def support(self) -> dict[str, int]:
        """Number of texts with each label."""
        counts = self.targets.sum(axis=0, dtype=int).tolist()
        return dict(zip(self.labels, counts, strict=True))

    @property
    def split_caption(self) -> str:
        """The split and its size, for charts that do not depend on a threshold."""
        return f"{self.split} split, {len(self.targets):,} texts"

    @property
    def caption(self) -> str:
        """Split, size and thresholds, as every figure that depends on them says."""
        return f"{self.split_caption}; threshold: {self.policy}"
