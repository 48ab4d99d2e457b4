"""Whether two runs can be compared."""

from collections.abc import Callable, Mapping

import numpy as np

from emolab.runs.store import Run

Scores = Callable[[Run, str], Mapping[str, np.ndarray]]


def common_models(run: Run, other: Run) -> list[str]:
    """Names of the models that both runs have, in the order of the first."""
    return [model for model in run.models if model in other.models]


def obstacle(run: Run, other: Run, split: str, scores: Scores = Run.scores) -> str | None:
    """Why two runs cannot be compared on a split, in a sentence; None where they can.

    Args:
        run: that has scores of the split.
        other: the run to compare it with.
        split: "test", "validation" or "challenge".
        scores: reads true labels and scores of a split; a page passes its cache.
    """
    reason = None
    if other.labels != run.labels:
        reason = "its labels are others"
    elif not common_models(run, other):
        reason = "it has none of the same models"
    elif split not in other.splits():
        reason = f"it has no scores of the {split} split"
    elif not np.array_equal(scores(run, split)["targets"], scores(other, split)["targets"]):
        reason = "it was evaluated on other texts"
    return reason and f"{other.name} cannot be compared with {run.name}: {reason}."
