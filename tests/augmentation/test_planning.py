import numpy as np

from emolab.augmentation.planning import Plan, Sources, wanted_rows
from emolab.data.dataset import Split

LABELS = ("joy", "grief")


def test_a_rare_label_is_asked_for_what_it_lacks_times_the_factor():
    # 1.5 % of 1,000 rows are 15: 5 rows lack 10, and 10 x 1.5 are 15.
    counts = np.array([400, 5, 15])
    assert wanted_rows(counts, 1000, Plan()).tolist() == [0, 15, 0]


def test_a_part_of_a_row_is_a_row():
    # 2 % of 101 rows are 2.02: one row lacks 1.02, and 1.02 x 1.5 is 1.53.
    assert wanted_rows(np.array([1]), 101, Plan(minority_threshold=2)).tolist() == [2]


def test_a_label_that_nobody_bears_has_no_source_and_is_not_asked_for():
    assert wanted_rows(np.array([0]), 1000, Plan()).tolist() == [0]


def train():
    targets = [[1, 0], [0, 1], [1, 1], [0, 1]]
    return Split.of(["a", "b", "c", "d"], np.array(targets, dtype=np.uint8))


def test_labels_take_turns_and_sources_rotate_before_one_comes_again():
    requests = list(Sources(train(), LABELS, seed=1).requests(np.array([1, 6])))
    assert [request.label for request in requests] == ["joy", *["grief"] * 6]
    sources = [request.source_text for request in requests if request.label == "grief"]
    assert sorted(sources[:3]) == ["b", "c", "d"]
    assert sources[3:] == sources[:3]


def test_a_request_carries_all_labels_of_its_source_and_a_seed_of_its_own():
    requests = list(Sources(train(), LABELS, seed=1).requests(np.array([0, 6])))
    of_c = [request for request in requests if request.source_text == "c"]
    assert {request.labels for request in of_c} == {LABELS}
    assert len({request.seed for request in requests}) == 6


def test_rotation_goes_on_from_round_to_round():
    sources = Sources(train(), LABELS, seed=1)
    first, second, third = (
        next(iter(sources.requests(np.array([0, 1])))).source_text for _ in range(3)
    )
    assert sorted([first, second, third]) == ["b", "c", "d"]


def test_one_seed_gives_one_order():
    orders = [
        [request.seed for request in Sources(train(), LABELS, seed).requests(np.array([2, 2]))]
        for seed in (1, 1, 2)
    ]
    assert orders[0] == orders[1] != orders[2]
