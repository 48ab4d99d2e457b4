"""Which labels are rare, how many rows they lack, and which rows serve as sources."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from emolab.data.dataset import Split


@dataclass(frozen=True)
class Plan:
    """How far augmentation goes.

    Attributes:
        minority_threshold: percent of the train rows under which a label is rare.
        factor: rows asked for, per row that is lacking.
        max_iterations: rounds at most.
        max_rows: accepted rows at most; None sets no limit.
        only: labels to write for, where they are rare; empty means every rare one.
        max_fruitless_rows: rows written in a row, none accepted, before a generator is given up.
        batch_size: requests handed to a strategy at once.
        seed: of the order of the sources and of the strategies.
    """

    minority_threshold: float = 1.5
    factor: float = 1.5
    max_iterations: int = 50
    max_rows: int | None = None
    only: tuple[str, ...] = ()
    max_fruitless_rows: int = 320
    batch_size: int = 16
    seed: int = 42


@dataclass(frozen=True)
class Request:
    """One row to be written.

    Attributes:
        label: the rare label it is written for.
        labels: all labels of the source row, which the new row keeps.
        source_id: the source row's id in train.
        source_text: the source row's text.
        seed: of this request alone, so that a batch's size moves nothing.
    """

    label: str
    labels: tuple[str, ...]
    source_id: str
    source_text: str
    seed: int


def wanted_rows(counts: np.ndarray, n_rows: int, plan: Plan) -> np.ndarray:
    """Rows to ask for, per label: (threshold - count) x factor, rounded up; zero if not rare.

    Args:
        counts: rows with each label, int array of shape (n_labels,).
        n_rows: train rows in all, augmented ones included.
        plan: the threshold and the factor.
    """
    threshold = plan.minority_threshold / 100 * n_rows
    lacking = np.maximum(threshold - counts, 0)
    # A label without a row has no source row to start from.
    lacking[counts == 0] = 0
    return np.array([math.ceil(rows * plan.factor - 1e-9) for rows in lacking])


class Sources:
    """Source rows of each label in a seeded order, rotating so that none is used up early."""

    def __init__(self, train: Split, labels: Sequence[str], seed: int) -> None:
        self._train = train
        self._labels = tuple(labels)
        self._seed = seed
        generator = np.random.default_rng(seed)
        self._rows = [
            generator.permutation(np.flatnonzero(train.targets[:, column]))
            for column in range(len(labels))
        ]
        self._used = [0] * len(labels)

    def requests(self, wanted: np.ndarray) -> Iterator[Request]:
        """Requests for all wanted rows, the labels taking turns.

        Taking turns shares a limit on rows fairly among the labels.
        """
        left = wanted.copy()
        while left.any():
            for column in np.flatnonzero(left):
                left[column] -= 1
                yield self._next(int(column))

    def _next(self, column: int) -> Request:
        turn = self._used[column]
        self._used[column] += 1
        row = int(self._rows[column][turn % len(self._rows[column])])
        return Request(
            label=self._labels[column],
            labels=tuple(self._labels[j] for j in np.flatnonzero(self._train.targets[row])),
            source_id=self._train.ids[row],
            source_text=self._train.texts[row],
            seed=hash_seed(self._seed, column, turn),
        )


def hash_seed(*numbers: int) -> int:
    """One seed below 2**31 from several numbers, the same on every machine."""
    return int(np.random.SeedSequence(numbers).generate_state(1)[0] >> 1)
