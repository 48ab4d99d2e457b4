import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from emolab.data.dataset import DataError
from emolab.data.splitting import split_rows

# Of 100 rows, 80 have the first label alone, 20 the second alone.
COMMON_AND_RARE = np.repeat([[1, 0], [0, 1]], [80, 20], axis=0)


def sizes(rows):
    return {name: len(positions) for name, positions in rows.items()}


def test_a_hundred_rows_split_70_15_15():
    assert sizes(split_rows(COMMON_AND_RARE)) == {"train": 70, "validation": 15, "test": 15}


def test_each_split_gets_its_share_of_every_label():
    rows = split_rows(COMMON_AND_RARE)
    counts = {name: COMMON_AND_RARE[held].sum(axis=0).tolist() for name, held in rows.items()}
    assert counts == {"train": [56, 14], "validation": [12, 3], "test": [12, 3]}


def test_other_shares_are_followed():
    rows = split_rows(COMMON_AND_RARE, validation=0.1, test=0.3)
    assert sizes(rows) == {"train": 60, "validation": 10, "test": 30}


def test_one_seed_gives_one_split_and_another_seed_another():
    first, again, other = (split_rows(COMMON_AND_RARE, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not all(np.array_equal(first[name], other[name]) for name in first)


def test_train_is_drawn_from_the_whole_file_not_from_its_head():
    # Rows 0-99 have one label, 100-199 the other; a row's mean place among its 100 is 49.5.
    rows = split_rows(np.repeat(np.eye(2, dtype=np.uint8), 100, axis=0))
    assert abs((rows["train"] % 100).mean() - 49.5) < 5


def test_the_global_random_state_is_neither_read_nor_moved():
    np.random.seed(0)
    expected = np.random.get_state()[1].tolist()
    first = split_rows(COMMON_AND_RARE)
    assert np.random.get_state()[1].tolist() == expected
    np.random.seed(1)
    again = split_rows(COMMON_AND_RARE)
    assert all(np.array_equal(first[name], again[name]) for name in first)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(
    targets=st.tuples(st.integers(10, 24), st.integers(2, 4)).flatmap(
        lambda shape: arrays(np.uint8, shape, elements=st.integers(0, 1))
    )
)
def test_every_row_lands_in_exactly_one_split_in_its_order(targets):
    rows = split_rows(targets)
    assert list(rows) == ["train", "validation", "test"]
    assert sorted(np.concatenate(list(rows.values())).tolist()) == list(range(len(targets)))
    assert all((np.diff(held) > 0).all() for held in rows.values())


@pytest.mark.parametrize(("labels", "rows_each"), [(2, 5), (5, 2), (3, 4), (7, 3), (77, 3)])
def test_ten_rows_or_more_leave_no_split_empty_however_many_labels_share_them(labels, rows_each):
    targets = np.repeat(np.eye(labels, dtype=np.uint8), rows_each, axis=0)
    assert min(sizes(split_rows(targets)).values()) > 0


def test_no_seed_leaves_a_split_empty_where_every_label_has_two_rows():
    targets = np.repeat(np.eye(5, dtype=np.uint8), 2, axis=0)
    for seed in range(60):
        assert min(sizes(split_rows(targets, seed=seed)).values()) > 0, seed


def test_test_and_validation_are_of_one_size_where_they_ask_for_equal_shares():
    # Of 28 labels with five rows each, 37 rows are held out.
    rows = sizes(split_rows(np.repeat(np.eye(28, dtype=np.uint8), 5, axis=0)))
    assert abs(rows["validation"] - rows["test"]) <= 1


def test_labels_that_overlap_leave_no_split_empty():
    targets = np.array([[(row + label) % 5 < 2 for label in range(5)] for row in range(10)])
    for seed in range(5):
        assert min(sizes(split_rows(targets, seed=seed)).values()) > 0


def test_rows_of_a_single_label_are_split_too():
    targets = np.ones((20, 1), dtype=np.uint8)
    assert sizes(split_rows(targets)) == {"train": 14, "validation": 3, "test": 3}


@pytest.mark.parametrize("count", [0, 1, 9])
def test_fewer_than_ten_rows_are_too_few(count):
    with pytest.raises(DataError) as caught:
        split_rows(COMMON_AND_RARE[:count])
    assert str(caught.value) == (
        f"{count} rows are too few to split; give ten or more, or a split column."
    )
