import numpy as np

from emolab.data.dataset import Dataset, Split
from emolab.data.leakage import Leakage, audit

JOY, ANGER = [1, 0], [0, 1]


def split(*rows):
    """A split of (text, targets) pairs whose ids are its texts."""
    texts, targets = zip(*rows, strict=True)
    return Split.of(texts, np.array(targets), ids=texts)


def dataset(train, validation=(("v", JOY),), test=(("t", JOY),)):
    return Dataset(
        ("joy", "anger"), split(*train), split(*validation), split(*test), source="a toy"
    )


def test_a_clean_dataset_is_left_as_it_is_and_counts_nothing():
    made = dataset([("a", JOY), ("b", ANGER)])
    audited, leakage = audit(made)
    assert audited is made
    assert leakage == Leakage(0, 0, 0, 0, 0)


def test_counts_and_rows_left_worked_by_hand():
    made = dataset(
        train=[
            ("one", JOY),
            ("two", JOY),
            ("one", JOY),  # a duplicate
            ("seen by both", ANGER),  # leaks into validation and test
            ("seen later", JOY),  # leaks into test
            ("one", JOY),  # a duplicate
            ("seen by both", ANGER),  # a duplicate, and leaks into both
            ("three", ANGER),
        ],
        validation=[("seen by both", JOY), ("v", JOY), ("twice", JOY), ("twice", JOY)],
        test=[("seen later", ANGER), ("seen by both", JOY), ("twice", JOY)],
    )
    audited, leakage = audit(made)
    assert leakage == Leakage(
        train_duplicates=3,
        train_in_validation=2,
        train_in_test=3,
        validation_in_test=3,
        dropped=5,
    )
    assert audited.train.texts == ("one", "two", "three")
    assert audited.train.targets.tolist() == [JOY, JOY, ANGER]


def test_rows_left_keep_their_ids_and_origins():
    made = dataset([("a", JOY), ("a", JOY), ("b", ANGER)])
    train = Split.of(
        made.train.texts, made.train.targets, ["x", "y", "z"], ["original", "original", "synonyms"]
    )
    audited, _ = audit(Dataset(made.labels, train, made.validation, made.test, source="a toy"))
    assert audited.train.ids == ("x", "z")
    assert audited.train.origins == ("original", "synonyms")


def test_drop_off_counts_the_same_and_leaves_train_untouched():
    made = dataset([("a", JOY), ("a", JOY), ("v", JOY), ("t", JOY)])
    audited, leakage = audit(made, drop=False)
    assert audited is made
    assert leakage == Leakage(1, 1, 1, 0, dropped=0)


def test_a_row_in_validation_and_in_test_is_dropped_once():
    _, leakage = audit(dataset([("x", JOY), ("y", JOY)], [("x", JOY)], [("x", JOY)]))
    assert leakage == Leakage(0, 1, 1, 1, dropped=1)


def test_a_text_labelled_differently_by_two_people_is_no_duplicate():
    audited, leakage = audit(dataset([("a", JOY), ("a", ANGER), ("a", JOY)]))
    assert leakage.train_duplicates == 1
    assert audited.train.targets.tolist() == [JOY, ANGER]


def test_a_leak_is_one_whatever_its_labels():
    audited, leakage = audit(dataset([("v", ANGER), ("a", ANGER)]))
    assert leakage.train_in_validation == 1
    assert audited.train.texts == ("a",)


def test_texts_are_compared_without_case_and_outer_or_doubled_spaces():
    train = [("So  glad", JOY), (" so glad\n", JOY), ("so\tglad", JOY), ("STRASSE", JOY)]
    audited, leakage = audit(dataset(train, validation=[("straße", JOY)]))
    assert leakage == Leakage(2, 1, 0, 0, dropped=3)
    assert audited.train.texts == ("So  glad",)


def test_punctuation_makes_a_text_another():
    _, leakage = audit(dataset([("v!", JOY), ("sog lad", JOY), ("so glad", JOY)]))
    assert leakage == Leakage(0, 0, 0, 0, 0)


def test_validation_and_test_keep_their_repetitions():
    made = dataset([("a", JOY)], [("x", JOY), ("x", JOY)], [("x", JOY), ("x", JOY)])
    audited, leakage = audit(made)
    assert leakage.validation_in_test == 2
    assert audited.validation.texts == audited.test.texts == ("x", "x")


def test_counts_go_by_name_into_a_record():
    assert Leakage(1, 2, 3, 4, 5).as_dict() == {
        "train_duplicates": 1,
        "train_in_validation": 2,
        "train_in_test": 3,
        "validation_in_test": 4,
        "dropped": 5,
    }
