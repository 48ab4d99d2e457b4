import pandas as pd
import pytest

from emolab.runs.samples import (
    count_labels,
    filter_candidates,
    filter_rows,
    marked_changes,
    side_by_side,
    with_known_texts,
)


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


def test_written_rows_are_counted_apart_from_originals():
    counts = count_labels(("anger", "fear"), [3, 5], [0, 2])
    assert counts.to_dict("list") == {
        "label": ["anger", "fear"],
        "before": [3, 3],
        "added": [0, 2],
    }


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


@pytest.fixture
def written(tmp_path):
    """Four candidates as a run gives them back: one kept, three rejected."""
    rows = [
        ("a", "1", ["fear"], "I fear the dog", "llm", "accepted", "", "2", 4.0, 0.8),
        ("b", "2", ["fear"], "a <b>cat</b>", "llm", "rejected", "label lost", "1", 2.0, 0.1),
        (
            "c",
            "",
            ["joy"],
            "as an AI",
            "template",
            "rejected",
            "forbidden phrase: as an ai",
            "",
            3.0,
        ),
        ("d", "1", ["fear"], "", "llm", "rejected", "too short", "", 0.0),
    ]
    columns = ["id", "source_id", "labels", "text", "strategy", "status", "reason", "nearest_id"]
    table = pd.DataFrame(rows, columns=[*columns, "score words", "score label"])
    table.to_parquet(tmp_path / "augmentation.parquet", index=False)
    return pd.read_parquet(tmp_path / "augmentation.parquet")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "abcd"),
        ({"labels": ["fear"]}, "abd"),
        ({"strategies": ["template"]}, "c"),
        ({"words": "CAT"}, "b"),
        ({"status": "rejected"}, "bcd"),
        ({"reasons": ["forbidden phrase", "too short"]}, "cd"),
        ({"ranges": {"score words": (2, 3)}}, "bc"),
        ({"ranges": {"score label": (0.1, 1)}}, "ab"),
        ({"labels": ["fear"], "status": "accepted", "words": "cat"}, ""),
    ],
)
def test_written_rows_pass_the_filters(written, filters, expected):
    assert ids(filter_candidates(written, **filters)) == expected


def test_filters_on_no_rows_give_no_rows(written):
    assert filter_candidates(written.iloc[:0], ["fear"], ["llm"], "cat").empty


def test_sources_and_nearest_rows_stand_in_their_words(written, stored):
    known = with_known_texts(written, stored)
    assert known.source.tolist()[:2] == ["The dog ran (twice)", "a DOG bit me"]
    assert known.nearest.tolist()[:2] == ["a DOG bit me", "The dog ran (twice)"]


def test_without_texts_ids_stand_in_their_place(written):
    known = with_known_texts(written, None)
    assert known.source.tolist() == ["1", "2", "", "1"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("my dog left", "My cat left", ("my <del>dog</del> left", "My <mark>cat</mark> left")),
        ("gone", "gone", ("gone", "gone")),
        ("a b", "a", ("a <del>b</del>", "a")),
        ("", "new words", ("", "<mark>new words</mark>")),
        ("x < y", "x > y", ("x <del>&lt;</del> y", "x <mark>&gt;</mark> y")),
    ],
)
def test_words_that_changed_are_marked_and_nothing_is_markup(old, new, expected):
    assert marked_changes(old, new) == expected


def test_the_table_shows_text_as_text(written, stored):
    html = side_by_side(with_known_texts(written, stored))
    assert "<b>" not in html
    assert "&lt;b&gt;cat&lt;/b&gt;" in html
    assert "(no source)" in html
    assert html.count("<tr>") == 5


def test_without_any_source_there_is_no_column_for_it(written):
    html = side_by_side(with_known_texts(written[written.strategy == "template"], None))
    assert "Original" not in html
    assert html.count("<td>") == 2
