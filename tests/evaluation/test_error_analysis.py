import numpy as np

from emolab.evaluation.error_analysis import confusions, disagreements, extremes, label_errors

LABELS = ("joy", "grief")
TEXTS = ["a", "b", "c", "d"]
TARGETS = np.array([[1, 0], [1, 1], [0, 1], [0, 0]])
SCORES = np.array([[0.9, 0.1], [0.2, 0.9], [0.7, 0.8], [0.1, 0.6]])
HALF = np.array([0.5, 0.5])


def test_missed_texts_and_false_alarms_of_a_label_come_with_what_was_said():
    missed, false = label_errors(TEXTS, LABELS, TARGETS, SCORES, HALF, "joy")
    assert list(missed) == list(false) == ["text", "score", "true labels", "predicted labels"]
    assert missed.values.tolist() == [["b", 0.2, ["joy", "grief"], ["grief"]]]
    assert false.values.tolist() == [["c", 0.7, ["grief"], ["joy", "grief"]]]


def test_the_surest_mistakes_come_first():
    targets = np.array([[1, 0]] * 2 + [[0, 0]] * 2)
    scores = np.array([[0.4, 0], [0.1, 0], [0.6, 0], [0.9, 0]])
    missed, false = label_errors(TEXTS, LABELS, targets, scores, HALF, "joy")
    assert missed.text.tolist() == ["b", "a"]
    assert false.text.tolist() == ["d", "c"]


def test_equal_scores_keep_the_order_of_the_texts():
    # Forty texts with two scores in turn, all labelled and not predicted, or all the reverse.
    texts = [str(number) for number in range(40)]
    turns = np.tile([0.3, 0.2], 20)
    missed, _ = label_errors(texts, ["joy"], np.ones((40, 1)), turns[:, None], HALF[:1], "joy")
    assert missed.text.tolist() == [*texts[1::2], *texts[::2]]
    turns = turns + 0.5
    _, false = label_errors(texts, ["joy"], np.zeros((40, 1)), turns[:, None], HALF[:1], "joy")
    assert false.text.tolist() == [*texts[::2], *texts[1::2]]


def test_equally_high_scores_keep_the_order_of_the_texts():
    texts = [str(number) for number in range(40)]
    turns = np.tile([0.8, 0.7], 20)
    easiest, hardest = extremes(texts, ["joy"], np.ones((40, 1)), turns[:, None], "joy", 40)
    assert easiest.text.tolist() == [*texts[::2], *texts[1::2]]
    assert hardest.empty


def test_a_label_without_a_mistake_gives_no_rows():
    missed, false = label_errors(TEXTS, LABELS, TARGETS, TARGETS.astype(float), HALF, "grief")
    assert missed.empty
    assert false.empty


def test_texts_are_ranked_by_the_share_of_labels_in_dispute():
    one = np.array([[1, 0], [1, 1], [1, 1], [0, 0]], dtype=float)
    other = np.array([[0, 1], [1, 0], [1, 1], [0, 0]], dtype=float)
    table = disagreements(
        TEXTS, LABELS, TARGETS, {"one": one, "other": other}, {"one": HALF, "other": HALF}
    )
    assert list(table) == ["text", "true labels", "one", "other", "disagreement"]
    assert table.values.tolist() == [
        ["a", ["joy"], ["joy"], ["grief"], 1.0],
        ["b", ["joy", "grief"], ["joy", "grief"], ["joy"], 0.5],
    ]


def test_a_single_predicted_label_in_dispute_is_all_of_them():
    one, other = np.array([[1.0]]), np.array([[0.0]])
    scores, thresholds = {"one": one, "other": other}, {"one": HALF[:1], "other": HALF[:1]}
    assert disagreements(["a"], ["joy"], one, scores, thresholds).disagreement.tolist() == [1.0]


def test_of_equal_shares_that_of_more_labels_in_dispute_comes_first():
    labels = ("joy", "grief", "fear", "anger")
    half = np.full(4, 0.5)
    # In dispute: 1 of 2 predicted labels, 2 of 4, 1 of 2.
    one = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 1, 1]], dtype=float)
    other = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1]], dtype=float)
    table = disagreements(
        list("abc"), labels, one, {"one": one, "other": other}, {"one": half, "other": half}
    )
    assert table.disagreement.tolist() == [0.5, 0.5, 0.5]
    assert table.text.tolist() == ["b", "a", "c"]


def test_confusions_count_what_was_given_instead_and_what_was_given_wrongly():
    labels = ("joy", "grief", "fear")
    targets = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]])
    given = np.array([[0, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]])
    table = confusions(labels, targets, given, "joy")
    # Three joyful texts are false negatives; the last has grief too, so grief is right there.
    assert list(table) == ["label", "predicted_instead", "true_instead"]
    assert table.values.tolist() == [["grief", 2, 1], ["fear", 1, 0]]


def test_only_false_negatives_of_the_label_count_as_confused():
    labels = ("joy", "grief")
    # A true positive of joy and a text without joy, both with a false positive of grief.
    targets = np.array([[1, 0], [0, 0]])
    predictions = np.array([[1, 1], [0, 1]])
    assert confusions(labels, targets, predictions, "joy").values.tolist() == [["grief", 0, 0]]


def test_the_most_frequent_confusion_in_either_direction_comes_first():
    labels = ("joy", "grief", "fear", "anger")
    # Joy predicted as grief once; fear predicted as joy twice; anger takes no part.
    targets = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]])
    predictions = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]])
    table = confusions(labels, targets, predictions, "joy")
    assert table.values.tolist() == [["fear", 0, 2], ["grief", 1, 0], ["anger", 0, 0]]
    assert table.index.tolist() == [0, 1, 2]


def test_equally_frequent_confusions_keep_the_order_of_the_labels():
    # Forty labels beside joy; every second one is predicted once in place of joy.
    labels = ["joy", *(str(number) for number in range(40))]
    targets = np.array([[1] + [0] * 40])
    predictions = np.array([[0] + [0, 1] * 20])
    table = confusions(labels, targets, predictions, "joy")
    assert table.label.tolist() == [*labels[2::2], *labels[1::2]]


def test_extremes_are_the_surest_and_least_sure_texts_that_bear_the_label():
    targets = np.array([[1, 0]] * 4 + [[0, 1]])
    scores = np.array([[0.1, 0], [0.9, 0], [0.5, 0], [0.3, 0], [1.0, 0]])
    easiest, hardest = extremes(list("abcde"), LABELS, targets, scores, "joy", 2)
    assert easiest.text.tolist() == ["b", "c"]
    assert hardest.text.tolist() == ["a", "d"]
    easiest, hardest = extremes(list("abcde"), LABELS, targets, scores, "grief", 2)
    assert (easiest.text.tolist(), hardest.text.tolist()) == (["e"], [])


def test_extremes_hold_text_score_and_true_labels_of_five_texts_by_default():
    scores = np.linspace(1, 0, 20).reshape(20, 1)
    texts = [str(number) for number in range(20)]
    easiest, hardest = extremes(texts, ["joy"], np.ones((20, 1)), scores, "joy")
    assert easiest.values[0].tolist() == ["0", 1.0, ["joy"]]
    assert list(easiest) == list(hardest) == ["text", "score", "true labels"]
    assert easiest.text.tolist() == ["0", "1", "2", "3", "4"]
    assert hardest.text.tolist() == ["19", "18", "17", "16", "15"]
