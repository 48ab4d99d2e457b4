"""Distillation: soft labels for the train rows, from teachers that did not learn from them."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from emolab.data.dataset import Dataset
from emolab.models.cross_fitting import cross_fit
from emolab.models.registry import REGISTRY
from emolab.training.checkpoints import checkpoint_folder
from emolab.training.config import DistillationConfig


@dataclass(frozen=True)
class SoftLabels:
    """What the teachers say of the train rows.

    Attributes:
        values: float32 array of shape (n, n_labels), 0 to 1.
        reused: how many of the teachers' scorings were at hand from an earlier training.
    """

    values: np.ndarray
    reused: int


def soft_labels(config: DistillationConfig, dataset: Dataset, artifacts: Path) -> SoftLabels:
    """The mean score of all teachers for each train row and label.

    Each row is scored by teachers that did not learn from it. The scores are kept under
    `artifacts`, so that a training with other settings of the students need not wait again.
    """
    kind = REGISTRY["transformer"].training_class()
    reused, scores = 0, []
    for repeat in range(config.repeats):
        settings = replace(config.teacher, seed=config.teacher.seed + repeat)
        folder = checkpoint_folder(artifacts, settings, dataset)
        reused += len(list(folder.glob("fold-*.npy")))

        def teacher(fold: int, settings=settings, folder=folder):
            return kind(dataset.labels, settings, folder / str(fold))

        scores.append(
            cross_fit(
                teacher, dataset.train, dataset.validation, config.folds, settings.seed, folder
            )
        )
    return SoftLabels(np.mean(scores, axis=0), reused)
