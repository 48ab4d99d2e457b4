import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from emolab.evaluation.metrics import predict
from emolab.evaluation.thresholds import POLICIES, best_threshold, choose_thresholds

# The first label is best cut at 0.8, the second at 0.5, all six cells together at 0.5:
# 0.9+ 0.9+ 0.7- 0.6+ 0.6+ | 0.4- has F1 8/9.
TARGETS = np.array([[1, 1], [1, 1], [0, 0]], dtype=np.uint8)
SCORES = np.array([[0.9, 0.6], [0.9, 0.6], [0.7, 0.4]], dtype=np.float32)

cells = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 8)), min_size=1, max_size=10
)  # a target and a score in eighths


def best(targets, scores):
    return best_threshold(np.array(targets), np.array(scores))


def test_the_best_cut_lies_half_way_between_two_scores():
    # F1 from the top: 2/3, 1/2, 4/5, 2/3.
    assert best([1, 0, 1, 0], [0.9, 0.7, 0.4, 0.2]) == pytest.approx(0.3)


def test_the_order_of_the_rows_does_not_matter():
    assert best([0, 1, 0, 1], [0.2, 0.4, 0.7, 0.9]) == pytest.approx(0.3)


def test_a_cut_below_every_score_lies_half_way_to_zero():
    assert best([1, 1], [0.8, 0.4]) == pytest.approx(0.2)


def test_equal_scores_are_never_cut_apart():
    # Apart, F1 would be 1 at 0.6; together it is 2/3, and 1/2 with the last one too.
    assert best([1, 0, 0], [0.6, 0.6, 0.3]) == pytest.approx(0.45)


def test_of_equally_good_cuts_the_highest_is_taken():
    # F1 is 2/3 after the first score and after the fourth.
    assert best([1, 0, 0, 1], [0.9, 0.7, 0.5, 0.3]) == pytest.approx(0.8)


def test_a_positive_with_score_zero_can_be_chosen():
    # Everything chosen has F1 2/3; the cut above zero has 0.
    assert best([0, 1], [0.5, 0.0]) == 0.0


@pytest.mark.parametrize("scores", [[0.0, 0.0], [1.0, 1.0], [0.3, 0.3]])
def test_equal_scores_are_all_chosen(scores):
    assert best([1, 0], scores) <= scores[0]


def test_without_a_positive_the_threshold_is_a_half():
    assert best([0, 0], [0.9, 0.1]) == 0.5


@settings(derandomize=True, deadline=None, max_examples=60)
@example([(1, 3)])
@given(cells)
def test_no_other_cut_has_a_better_f1(rows):
    targets, eighths = np.array(rows).T
    scores = eighths / 8
    chosen = f1_score(targets, scores >= best_threshold(targets, scores), zero_division=0)
    every = [f1_score(targets, scores >= cut, zero_division=0) for cut in {*scores, 2.0}]
    assert chosen == pytest.approx(max(every), abs=1e-12)


def test_every_policy_has_a_float32_threshold_for_each_label():
    thresholds = choose_thresholds(TARGETS, SCORES)
    assert list(thresholds) == list(POLICIES)
    assert {values.shape for values in thresholds.values()} == {(2,)}
    assert {values.dtype for values in thresholds.values()} == {np.dtype(np.float32)}


def test_fixed_policies_do_not_look_at_the_data():
    thresholds = choose_thresholds(TARGETS, SCORES)
    assert thresholds["fixed_0.2"] == pytest.approx(0.2)
    assert thresholds["fixed_0.5"].tolist() == [0.5, 0.5]


def test_the_shared_policy_cuts_all_cells_at_once():
    assert choose_thresholds(TARGETS, SCORES)["shared"] == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    ("shrinkage", "expected"),
    [
        # The logits of 0.8 and 0.5 are ln 4 and 0; two positives weigh 2 / (2 + shrinkage).
        (0.0, 0.8),
        (2.0, 2 / 3),
        (6.0, 2 - 2**0.5),
        (20.0, 1 / (1 + 4 ** (-1 / 11))),
    ],
)
def test_a_labels_own_threshold_is_shrunk_toward_the_shared_one(shrinkage, expected):
    thresholds = choose_thresholds(TARGETS, SCORES, shrinkage=shrinkage)
    assert thresholds["per_label"] == pytest.approx([expected, 0.5], rel=1e-6)


def test_twenty_positives_weigh_as_much_as_the_shrinkage_by_default():
    targets, scores = np.repeat(TARGETS, 10, axis=0), np.repeat(SCORES, 10, axis=0)
    assert choose_thresholds(targets, scores)["per_label"] == pytest.approx([2 / 3, 0.5])


def test_a_label_without_a_positive_takes_the_shared_threshold():
    targets, scores = np.array([[1, 0], [0, 0]]), np.array([[0.9, 0.3], [0.7, 0.2]])
    thresholds = choose_thresholds(targets, scores)
    assert thresholds["shared"] == pytest.approx([0.8, 0.8])
    assert thresholds["per_label"][1] == pytest.approx(0.8)


def test_a_cut_at_zero_is_shrunk_and_not_taken_as_infinitely_far():
    # The first label can only be cut at 0; its single positive pulls from the shared 0.5.
    targets, scores = np.array([[1, 1], [0, 0]]), np.array([[0.0, 0.8], [0.0, 0.2]])
    thresholds = choose_thresholds(targets, scores)
    assert thresholds["shared"] == pytest.approx([0.5, 0.5])
    assert 0 < thresholds["per_label"][0] < 0.5


@pytest.mark.filterwarnings("error")
def test_a_cut_at_one_is_shrunk_and_not_taken_as_infinitely_far():
    # The first label is cut between 1 and the number before it, the second one at 0.5.
    below = np.nextafter(1.0, 0.0)
    targets, scores = np.array([[1, 1], [0, 0]]), np.array([[1.0, 0.8], [below, 0.2]])
    per_label = choose_thresholds(targets, scores)["per_label"]
    assert 0.5 < per_label[0] < 1


def test_the_weight_of_the_shared_threshold_is_what_the_own_one_leaves():
    # All cells are best cut at 0.8, the second label at 0.5: logits ln 4 and 0. Its one positive
    # weighs as much as the shrinkage, so the logit is their mean, ln 2.
    targets = np.array([[1, 0], [1, 1], [0, 0]])
    scores = np.array([[0.9, 0.1], [0.9, 0.9], [0.7, 0.1]])
    thresholds = choose_thresholds(targets, scores, shrinkage=1.0)
    assert thresholds["shared"] == pytest.approx([0.8, 0.8])
    assert thresholds["per_label"][1] == pytest.approx(2 / 3)


@pytest.mark.parametrize("steps", [0, 1])
def test_a_cut_between_neighbouring_float32_scores_still_parts_them(steps):
    low = np.float32(0.3)
    for _ in range(steps):
        low = np.nextafter(low, np.float32(1))
    scores = np.array([[np.nextafter(low, np.float32(1))], [low]])
    targets = np.array([[1], [0]])
    chosen = predict(scores, choose_thresholds(targets, scores)["shared"])
    assert chosen.tolist() == [[True], [False]]


def test_thresholds_choose_alike_once_they_were_written_as_numbers():
    thresholds = choose_thresholds(TARGETS, SCORES)
    at = np.stack(list(thresholds.values()))
    for policy, values in thresholds.items():
        assert (predict(at, values.tolist()) == predict(at, values)).all(), policy
