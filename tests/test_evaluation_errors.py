import numpy as np

from emolab.evaluation import confusions, disagreements, extremes, mistakes

LABELS = ("joy", "grief")
TEXTS = ["a", "b", "c", "d"]
TARGETS = np.array([[1, 0], [1, 1], [0, 1], [0, 0]])
SCORES = np.array([[0.9, 0.1], [0.2, 0.9], [0.7, 0.8], [0.1, 0.6]])
HALF = np.array([0.5, 0.5])


def test_missed_texts_and_false_alarms_of_a_label_come_with_what_was_said():
    missed, false = mistakes(TEXTS, LABELS, TARGETS, SCORES, HALF, "joy")
    assert missed.values.tolist() == [["b", 0.2, ["joy", "grief"], ["grief"]]]
    assert false.values.tolist() == [["c", 0.7, ["grief"], ["joy", "grief"]]]


def test_the_surest_mistakes_come_first():
    targets = np.array([[1, 0]] * 2 + [[0, 0]] * 2)
    scores = np.array([[0.4, 0], [0.1, 0], [0.6, 0], [0.9, 0]])
    missed, false = mistakes(TEXTS, LABELS, targets, scores, HALF, "joy")
    assert missed.text.tolist() == ["b", "a"]
    assert false.text.tolist() == ["d", "c"]


def test_a_label_without_a_mistake_gives_no_rows():
    missed, false = mistakes(TEXTS, LABELS, TARGETS, TARGETS.astype(float), HALF, "grief")
    assert missed.empty
    assert false.empty


def test_texts_are_ranked_by_the_share_of_labels_in_dispute():
    one = np.array([[1, 0], [1, 1], [1, 1], [0, 0]], dtype=float)
    other = np.array([[0, 1], [1, 0], [1, 1], [0, 0]], dtype=float)
    table = disagreements(
        TEXTS, LABELS, TARGETS, {"one": one, "other": other}, {"one": HALF, "other": HALF}
    )
    assert table.text.tolist() == ["a", "b"]
    assert table.apart.tolist() == [1.0, 0.5]
    assert table.other.tolist() == [["grief"], ["joy"]]


def test_confusions_count_what_was_given_instead_and_what_was_given_wrongly():
    labels = ("joy", "grief", "fear")
    targets = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]])
    given = np.array([[0, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]])
    table = confusions(labels, targets, given, "joy")
    # Three joyful texts are missed; the last bears grief too, so grief there is no mistake.
    assert table.values.tolist() == [["grief", 2, 1], ["fear", 1, 0]]


def test_extremes_are_the_surest_and_least_sure_texts_that_bear_the_label():
    targets = np.array([[1, 0]] * 4 + [[0, 1]])
    scores = np.array([[0.1, 0], [0.9, 0], [0.5, 0], [0.3, 0], [1.0, 0]])
    easiest, hardest = extremes(list("abcde"), LABELS, targets, scores, "joy", 2)
    assert easiest.text.tolist() == ["b", "c"]
    assert hardest.text.tolist() == ["a", "d"]
    easiest, hardest = extremes(list("abcde"), LABELS, targets, scores, "grief", 2)
    assert (easiest.text.tolist(), hardest.text.tolist()) == (["e"], [])
