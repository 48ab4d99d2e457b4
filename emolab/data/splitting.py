"""Train, validation and test from one pile, each with its share of every label."""

import numpy as np
from iterstrat.ml_stratifiers import IterativeStratification

from emolab.data.dataset import DataError


def split_rows(
    targets: np.ndarray, validation: float = 0.15, test: float = 0.15, seed: int = 42
) -> dict[str, np.ndarray]:
    """Row positions of train, validation and test by iterative stratification.

    Method: Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data", 2011.

    Args:
        targets: 0/1 array of shape (n, n_labels).
        validation: share of the rows, between 0 and 1.
        test: share of the rows, between 0 and 1.
        seed: of the order of the rows and of ties.

    Raises:
        DataError: fewer than ten rows, too few for three splits.
    """
    count = len(targets)
    if count < 10:
        raise DataError(f"{count} rows are too few to split; give ten or more, or a split column.")
    shares = np.array([1 - validation - test, validation, test])
    random = np.random.RandomState(seed)
    # Rows are shuffled first, for the method itself takes them in their order.
    order = random.permutation(count)
    fold = np.empty(count, dtype=int)
    fold[order] = IterativeStratification(targets[order].astype(bool), shares, random)
    # Labels of two rows each can all fall to train; no split may stay empty for it.
    for empty in np.flatnonzero(np.bincount(fold, minlength=3) == 0):
        fold[random.choice(np.flatnonzero(fold == np.bincount(fold).argmax()))] = empty
    return {
        name: np.flatnonzero(fold == position)
        for position, name in enumerate(("train", "validation", "test"))
    }
