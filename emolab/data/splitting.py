"""Train, validation and test from one pile, each with its share of every label."""

import numpy as np
from iterstrat.ml_stratifiers import MultilabelStratifiedShuffleSplit

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
        seed: of the order in which ties are broken.

    Raises:
        DataError: fewer than ten rows, too few for three splits.
    """
    count = len(targets)
    if count < 10:
        raise DataError(f"{count} rows are too few to split; give ten or more, or a split column.")
    held = MultilabelStratifiedShuffleSplit(
        n_splits=1, test_size=validation + test, random_state=seed
    )
    train_rows, held_rows = next(held.split(np.zeros(count), targets))
    halves = MultilabelStratifiedShuffleSplit(
        n_splits=1, test_size=test / (validation + test), random_state=seed
    )
    first, second = next(halves.split(np.zeros(len(held_rows)), targets[held_rows]))
    return {
        "train": np.sort(train_rows),
        "validation": np.sort(held_rows[first]),
        "test": np.sort(held_rows[second]),
    }
