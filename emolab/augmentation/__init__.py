"""Augmentation: more rows for rare emotions, each inspected, kept or rejected with a reason."""

from emolab.augmentation.filters import Limits
from emolab.augmentation.loop import Outcome
from emolab.augmentation.planning import Plan
from emolab.augmentation.stage import augment_dataset
from emolab.augmentation.strategy import Candidate, GeneratorError, Strategy

__all__ = [
    "Candidate",
    "GeneratorError",
    "Limits",
    "Outcome",
    "Plan",
    "Strategy",
    "augment_dataset",
]
