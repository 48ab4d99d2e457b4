import numpy as np

from emolab.augmentation.strategies.oversampling import repeated_rows
from emolab.data.dataset import Split

TRAIN = Split.of(["a", "b", "c"], [[1, 0], [1, 1], [0, 1]], ["1", "2", "3"])


def test_as_many_rows_as_asked_for_come_again_with_all_their_labels():
    repeats = repeated_rows(TRAIN, ("joy", "grief"), np.array([0, 3]), seed=1)
    assert sorted(repeats.texts) in (["b", "b", "c"], ["b", "c", "c"])
    for text, target in zip(repeats.texts, repeats.targets, strict=True):
        assert target.tolist() == {"b": [1, 1], "c": [0, 1]}[text]
    assert set(repeats.origins) == {"oversampling"}
    assert len(set(repeats.ids)) == 3


def test_no_rows_asked_for_are_a_split_of_none():
    repeats = repeated_rows(TRAIN, ("joy", "grief"), np.array([0, 0]), seed=1)
    assert len(repeats) == 0
    assert len(TRAIN.plus(repeats)) == 3
