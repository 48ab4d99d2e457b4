from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from emolab.data.dataset import SPLITS, DataError, Dataset, Split, check, to_taxonomy
from emolab.labels import TAXONOMIES


def split(*rows, origins=None):
    """A split of (text, targets) pairs."""
    texts, targets = zip(*rows, strict=True)
    return Split.of(texts, np.array(targets), origins=origins)


def dataset(labels=("anger", "joy"), **splits):
    """Two train rows, one each held out; anger and joy both have a positive in train."""
    rows = {
        "train": split(("so cross", [1, 0]), ("so glad", [0, 1])),
        "validation": split(("quite glad", [0, 1])),
        "test": split(("quite cross", [1, 0])),
    }
    return Dataset(labels, **{**rows, **splits}, source="a toy")


def test_a_split_of_texts_and_targets_numbers_its_rows_and_calls_them_originals():
    made = Split.of(["a", "b"], [[1, 0], [0, 1]])
    assert made.texts == ("a", "b")
    assert made.targets.tolist() == [[1, 0], [0, 1]]
    assert made.targets.dtype == np.uint8
    assert made.ids == ("0", "1")
    assert made.origins == ("original", "original")
    assert len(made) == 2


def test_a_split_keeps_the_ids_and_origins_it_is_given():
    made = Split.of(["a", "b"], [[1], [1]], ids=["x", "y"], origins=["original", "synonyms"])
    assert made.ids == ("x", "y")
    assert made.origins == ("original", "synonyms")


def test_a_split_of_no_rows_keeps_its_label_columns():
    made = Split.of([], np.zeros((0, 3)))
    assert len(made) == 0
    assert made.targets.shape == (0, 3)


def test_a_split_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        split(("a", [1])).texts = ()


def test_take_gives_the_rows_asked_for_in_the_order_asked_for():
    whole = Split.of(
        ["a", "b", "c"],
        [[1, 0], [0, 1], [1, 1]],
        ids=["x", "y", "z"],
        origins=["original", "original", "synonyms"],
    )
    taken = whole.take(np.array([2, 0]))
    assert taken.texts == ("c", "a")
    assert taken.targets.tolist() == [[1, 1], [1, 0]]
    assert taken.ids == ("z", "x")
    assert taken.origins == ("synonyms", "original")


def test_take_of_no_rows_is_an_empty_split_that_keeps_its_label_columns():
    taken = split(("a", [1, 0])).take([])
    assert len(taken) == 0
    assert taken.targets.shape == (0, 2)


def test_plus_puts_the_others_rows_after_ones_own():
    both = split(("a", [1, 0])).plus(
        Split.of(["b", "c"], [[0, 1], [1, 1]], ids=["x", "y"], origins=["synonyms", "original"])
    )
    assert both.texts == ("a", "b", "c")
    assert both.targets.tolist() == [[1, 0], [0, 1], [1, 1]]
    assert both.targets.dtype == np.uint8
    assert both.ids == ("0", "x", "y")
    assert both.origins == ("original", "synonyms", "original")


def test_first_of_originals_is_the_first_rows():
    whole = split(("a", [1]), ("b", [1]), ("c", [1]))
    assert whole.first(2).texts == ("a", "b")


@pytest.mark.parametrize("count", [None, 3, 4])
def test_first_without_a_limit_that_cuts_is_the_split_itself(count):
    whole = split(("a", [1]), ("b", [1]), ("c", [1]))
    assert whole.first(count) is whole


def test_first_of_zero_rows_is_empty():
    whole = split(("a", [1]), ("b", [1]), origins=["original", "synonyms"])
    assert whole.first(0).texts == ()


def augmented():
    """Four originals, and two augmented rows that stand after them."""
    rows = [(text, [column]) for column, text in enumerate("abcd")]
    origins = ["original"] * 4 + ["synonyms", "back-translation"]
    return split(*rows, ("A", [8]), ("B", [9]), origins=origins)


def test_first_keeps_the_augmented_rows_that_stand_at_the_end():
    limited = augmented().first(4)
    assert limited.texts == ("a", "b", "A", "B")
    assert limited.targets.tolist() == [[0], [1], [8], [9]]
    assert limited.ids == ("0", "1", "4", "5")
    assert limited.origins == ("original", "original", "synonyms", "back-translation")


def test_first_keeps_the_order_of_augmented_rows_that_stand_between_originals():
    whole = split(
        ("a", [1]),
        ("A", [1]),
        ("b", [1]),
        ("c", [1]),
        origins=["original", "synonyms", "original", "original"],
    )
    assert whole.first(3).texts == ("a", "A", "b")


def test_first_cuts_augmented_rows_only_where_they_alone_exceed_the_limit():
    assert augmented().first(2).texts == ("A", "B")
    assert augmented().first(1).texts == ("A",)


def test_splits_go_by_name_train_first():
    made = dataset()
    assert list(made.splits()) == ["train", "validation", "test"] == list(SPLITS)
    assert list(made.splits().values()) == [made.train, made.validation, made.test]


def test_first_of_a_dataset_limits_each_split_by_its_own_number():
    three = split(("a", [1, 0]), ("b", [1, 0]), ("c", [1, 0]))
    limited = dataset(train=three, validation=three, test=three).first(2, None, 1)
    assert [len(part) for part in limited.splits().values()] == [2, 3, 1]
    assert (limited.labels, limited.source) == (("anger", "joy"), "a toy")


def test_equal_data_has_an_equal_fingerprint():
    fingerprint = dataset().fingerprint()
    assert fingerprint == dataset().fingerprint()
    assert len(fingerprint) == 64


def test_a_fingerprint_looks_at_the_data_alone():
    other = replace(dataset(), source="elsewhere", notes=("a note",))
    assert other.fingerprint() == dataset().fingerprint()


def test_one_flipped_label_changes_the_fingerprint():
    flipped = split(("so cross", [1, 1]), ("so glad", [0, 1]))
    assert dataset(train=flipped).fingerprint() != dataset().fingerprint()


@pytest.mark.parametrize("name", SPLITS)
def test_one_changed_text_in_any_split_changes_the_fingerprint(name):
    part = getattr(dataset(), name)
    changed = replace(part, texts=(part.texts[0] + "!", *part.texts[1:]))
    assert dataset(**{name: changed}).fingerprint() != dataset().fingerprint()


def test_a_renamed_label_changes_the_fingerprint():
    assert dataset(labels=("anger", "love")).fingerprint() != dataset().fingerprint()


def test_rows_in_another_order_change_the_fingerprint():
    turned = dataset().train.take([1, 0])
    assert dataset(train=turned).fingerprint() != dataset().fingerprint()


def test_splits_changed_for_one_another_change_the_fingerprint():
    made = dataset()
    swapped = replace(made, validation=made.test, test=made.validation)
    assert swapped.fingerprint() != made.fingerprint()


def test_a_text_moved_to_the_next_split_changes_the_fingerprint():
    row, other = ("a", [1, 0]), ("b", [1, 0])
    left = dataset(validation=split(row, other), test=split(row))
    right = dataset(validation=split(row), test=split(other, row))
    assert left.fingerprint() != right.fingerprint()


def test_a_dataset_with_rows_and_positives_everywhere_passes_the_check_unchanged():
    made = dataset()
    assert check(made) is made


@pytest.mark.parametrize("name", SPLITS)
def test_an_empty_split_is_named_with_its_source(name):
    empty = dataset().train.take([])
    with pytest.raises(DataError) as caught:
        check(dataset(**{name: empty}))
    assert str(caught.value) == f"The {name} split of a toy is empty; it needs rows."


def test_labels_without_a_positive_in_train_are_noted_and_earlier_notes_kept():
    made = dataset(
        labels=("anger", "joy", "pride"),
        train=split(("so glad", [0, 1, 0])),
        validation=split(("so proud", [0, 0, 1])),
    )
    checked = check(replace(made, notes=("an earlier note",)))
    assert checked.notes == (
        "an earlier note",
        "No train row has anger, pride: no model can learn such a label.",
    )


def emotions(*positives):
    """A dataset whose three splits each hold one row a set of emotions, of the 28."""
    labels = TAXONOMIES["emotions"].labels
    rows = [(" ".join(names), [label in names for label in labels]) for names in positives]
    part = split(*rows)
    return Dataset(labels, part, part, part, source="a toy", notes=("a note",))


def merged(taxonomy, *positives):
    """The names of the labels each row of train once merged."""
    labels = TAXONOMIES[taxonomy].labels
    made = to_taxonomy(emotions(*positives), TAXONOMIES[taxonomy])
    assert made.labels == labels
    assert made.train.targets.dtype == np.uint8
    return [[labels[column] for column in np.flatnonzero(row)] for row in made.train.targets]


def test_two_emotions_of_one_ekman_family_become_that_family_once():
    assert merged("ekman", {"grief", "remorse"}) == [["sadness"]]
    made = to_taxonomy(emotions({"grief", "remorse"}), TAXONOMIES["ekman"])
    assert made.train.targets.tolist() == [[0, 0, 0, 0, 1, 0, 0]]


def test_emotions_of_two_ekman_families_become_both():
    assert merged("ekman", {"curiosity", "nervousness"}, {"neutral"}) == [
        ["fear", "surprise"],
        ["neutral"],
    ]


def test_emotions_of_two_sentiments_become_both():
    assert merged("sentiment", {"love", "realization"}, {"disgust", "anger"}, {"neutral"}) == [
        ["positive", "ambiguous"],
        ["negative"],
        ["neutral"],
    ]


@pytest.mark.parametrize("name", ["ekman", "sentiment"])
def test_every_emotion_alone_becomes_its_parent_alone(name):
    parents = TAXONOMIES[name].parents
    assert merged(name, *({emotion} for emotion in parents)) == [
        [parent] for parent in parents.values()
    ]


def test_a_row_of_all_28_emotions_bears_every_merged_label_once():
    made = to_taxonomy(emotions(TAXONOMIES["emotions"].labels), TAXONOMIES["sentiment"])
    assert made.train.targets.tolist() == [[1, 1, 1, 1]]


def test_merging_changes_every_split_and_nothing_but_the_targets():
    whole = emotions({"joy"})
    made = to_taxonomy(whole, TAXONOMIES["sentiment"])
    for before, after in zip(whole.splits().values(), made.splits().values(), strict=True):
        assert after.targets.tolist() == [[1, 0, 0, 0]]
        assert (after.texts, after.ids, after.origins) == (before.texts, before.ids, before.origins)
    assert (made.source, made.notes) == (whole.source, whole.notes)


def test_a_dataset_already_in_a_taxonomy_is_left_as_it_is():
    whole = emotions({"joy"})
    assert to_taxonomy(whole, TAXONOMIES["emotions"]) is whole


def test_ekman_families_merge_on_into_sentiments():
    ekman = to_taxonomy(emotions({"grief", "curiosity"}), TAXONOMIES["ekman"])
    made = to_taxonomy(ekman, TAXONOMIES["sentiment"])
    assert made.labels == ("positive", "negative", "ambiguous", "neutral")
    assert made.train.targets.tolist() == [[0, 1, 1, 0]]


def test_a_dataset_with_some_of_the_emotions_in_another_order_is_merged_by_name():
    made = to_taxonomy(dataset(labels=("joy", "anger")), TAXONOMIES["sentiment"])
    assert made.train.targets.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0]]


def test_labels_of_a_users_own_cannot_be_merged_and_the_first_five_are_named():
    part = split(("a", [1] * 8))
    own = ("a", "b", "joy", "c", "d", "e", "f", "anger")
    with pytest.raises(DataError) as caught:
        to_taxonomy(Dataset(own, part, part, part, source="your file x.csv"), TAXONOMIES["ekman"])
    assert str(caught.value) == (
        "--taxonomy ekman merges GoEmotions' emotions, but your file x.csv has labels of its own "
        "(a, b, c, d, e); leave --taxonomy out."
    )


def test_softened_targets_are_a_weighted_mean_of_labels_and_the_teachers_scores():
    plain = split(("a", [1, 0]), ("b", [0, 0]))
    assert plain.softened(0.5).tolist() == [[1, 0], [0, 0]]
    soft = replace(plain, soft=np.array([[0.5, 0.5], [0.0, 1.0]], dtype=np.float32))
    assert soft.softened(0.5).tolist() == [[0.75, 0.25], [0.0, 0.5]]
    assert soft.take([1]).softened(1.0).tolist() == [[0.0, 1.0]]


def test_a_label_may_hold_no_sign_that_figures_read_as_html():
    with pytest.raises(DataError, match="'joy<b>'"):
        check(dataset(labels=("anger", "joy<b>")))


def test_a_label_may_not_be_called_as_an_average_is():
    with pytest.raises(DataError, match="'micro average', as an average is here"):
        check(dataset(labels=("anger", "micro average")))


def test_an_only_label_that_every_row_bears_is_refused():
    split = Split.of(["so merry", "so glad"], np.array([[1], [1]]))
    with pytest.raises(DataError, match="nothing to predict"):
        check(Dataset(("joy",), split, split, split, "a test"))
