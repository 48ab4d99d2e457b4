"""Distillation: soft labels for the train rows, from teachers that did not learn from them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from emolab.data.dataset import Dataset
from emolab.models.base import Classifier, Resumable
from emolab.models.cross_fitting import cross_fit
from emolab.models.registry import REGISTRY
from emolab.training.checkpoints import checkpoint_folder
from emolab.training.config import DistillationConfig, with_known


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
    kind = REGISTRY[config.model].training_class()
    reused, scores = 0, []
    for repeat in range(config.repeats):
        seed = getattr(config.teacher, "seed", 0) + repeat
        settings = with_known(config.teacher, seed=seed)
        folder = checkpoint_folder(artifacts, settings, dataset)
        if repeat and settings == config.teacher:
            # Teachers without a seed differ in their folds alone.
            folder /= f"repeat-{repeat}"
        reused += len(list(folder.glob("fold-*.npy")))

        def teacher(fold: int, settings: Any = settings, folder: Path = folder) -> Classifier:
            model = kind(dataset.labels, settings)
            if isinstance(model, Resumable):
                model.checkpoints = folder / str(fold)
            return model

        scores.append(
            cross_fit(teacher, dataset.train, dataset.validation, config.folds, seed, folder)
        )
    return SoftLabels(np.mean(scores, axis=0), reused)
