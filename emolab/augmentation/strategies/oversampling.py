"""Plain oversampling: what written rows are held against."""

from collections.abc import Sequence

import numpy as np

from emolab.augmentation.planning import Sources
from emolab.data.dataset import Split


def repeated_rows(train: Split, labels: Sequence[str], times: np.ndarray, seed: int) -> Split:
    """Train rows word for word, as many for each label as were written for it.

    The rows rotate as they do for a strategy, and keep all their labels.

    Args:
        train: the rows to repeat.
        labels: label names in column order.
        times: rows wanted for each label, int array of shape (n_labels,); zero for a label that
            no row has.
        seed: of the rotation.
    """
    requests = list(Sources(train, labels, seed).requests(times))
    targets = np.array([np.isin(labels, request.labels) for request in requests], dtype=np.uint8)
    return Split.of(
        [request.source_text for request in requests],
        targets.reshape(len(requests), len(labels)),
        [f"{request.source_id}-repeat{turn}" for turn, request in enumerate(requests)],
        ["oversampling"] * len(requests),
    )
