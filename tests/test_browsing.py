import pandas as pd
import pytest

from emolab.browsing import count_labels, filter_rows


@pytest.fixture
def rows():
    return pd.DataFrame(
        [
            ("train", "1", "The dog ran (twice)", ["joy"], "original"),
            ("train", "2", "a DOG bit me", ["anger", "fear"], "original"),
            ("train", "3", "no cat, no cry", ["fear"], "template"),
            ("train", "4", "dogs and cats", ["joy", "fear"], "llm"),
            ("test", "5", "one more dog", ["joy"], "original"),
        ],
        columns=["split", "id", "text", "labels", "strategy"],
    )


@pytest.fixture
def stored(rows, tmp_path):
    """The same rows as a run gives them back, with arrays for lists."""
    rows.to_parquet(tmp_path / "texts.parquet", index=False)
    return pd.read_parquet(tmp_path / "texts.parquet")


def ids(found):
    return "".join(found.id)


def test_counts_are_of_train_alone_originals_apart_from_written_rows(stored):
    counts = count_labels(stored, ("anger", "fear", "joy", "love"))
    assert counts.to_dict("list") == {
        "label": ["anger", "fear", "joy", "love"],
        "before": [1, 1, 1, 0],
        "added": [0, 2, 1, 0],
    }


def test_counts_are_zero_where_train_has_no_rows(rows):
    assert count_labels(rows[rows.split == "test"], ("joy",)).values.tolist() == [["joy", 0, 0]]


def test_without_filters_the_whole_split_passes(stored):
    assert ids(filter_rows(stored, "train")) == "1234"
    assert ids(filter_rows(stored, "test")) == "5"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(["joy"], "14"), (["fear"], "234"), (["fear", "joy"], "4"), (["love"], "")],
)
def test_a_row_must_bear_all_the_labels(stored, labels, expected):
    assert ids(filter_rows(stored, "train", labels)) == expected


@pytest.mark.parametrize(
    ("strategies", "expected"), [(["original"], "12"), (["llm", "template"], "34"), (["other"], "")]
)
def test_a_row_must_come_from_one_of_the_strategies(stored, strategies, expected):
    assert ids(filter_rows(stored, "train", strategies=strategies)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("dog", "124"), ("DOG", "124"), (" dog ", "124"), ("no cat", "3"), ("(", "1"), (".*", "")],
)
def test_words_are_found_whatever_their_case_and_are_no_pattern(stored, words, expected):
    assert ids(filter_rows(stored, "train", words=words)) == expected


def test_words_that_are_only_spaces_filter_nothing(stored):
    assert ids(filter_rows(stored, "train", words="  ")) == "1234"


def test_filters_hold_together(stored):
    assert ids(filter_rows(stored, "train", ["fear"], ["original", "llm"], "dog")) == "24"
    assert ids(filter_rows(stored, "train", ["fear"], ["llm"], "bit")) == ""


def test_the_rows_given_are_not_changed(stored):
    before = stored.copy(deep=True)
    filter_rows(stored, "train", ["fear"], ["llm"], "dog")
    pd.testing.assert_frame_equal(stored, before)
