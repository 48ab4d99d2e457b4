import math

import numpy as np
import pandas as pd
import pytest

from emolab.augmentation.diversity import (
    COLUMNS,
    Diversity,
    Originals,
    diversity,
    diversity_by_label,
    diversity_table,
    nearest_sibling,
)
from emolab.data.dataset import Dataset, Split


def test_the_measures_of_three_texts_are_those_worked_by_hand():
    # Words: 4 + 4 + 2 = 10, different: my leg keeps bouncing stops no more, 7. Pairs: 3 + 3 + 1,
    # of which "my leg" and "leg keeps" stand twice: 5 different.
    # Sorted, "bouncing keeps leg my" (21 characters) and "keeps leg my stops" (18) have
    # "keeps leg my" in common, 12: ratio 2 * 12 / 39. "more no" (7) has "m o" in common with the
    # second, 3: 2 * 3 / 25.
    found = diversity(["My leg keeps bouncing.", "My leg keeps... stops!", "No. more"])
    assert found == Diversity(
        rows=3,
        distinct_1=pytest.approx(7 / 10),
        distinct_2=pytest.approx(5 / 7),
        siblings_80=0.0,
        mean_sibling_similarity=pytest.approx(100 * (24 / 39 + 24 / 39 + 6 / 25) / 3),
        lower_case_starts=pytest.approx(1 / 3),
        top_phrase="my leg keeps",
        top_phrase_rows=2,
    )


def test_words_are_counted_in_lower_case_with_one_kind_of_apostrophe():
    found = diversity(["Don’t don't DON'T"])
    assert found.distinct_1 == pytest.approx(1 / 3)
    assert found.distinct_2 == pytest.approx(1 / 2)


def test_pairs_do_not_reach_from_one_text_to_the_next():
    # "a b" twice; "b a" stands in neither.
    assert diversity(["a b", "a b"]).distinct_2 == pytest.approx(1 / 2)


def test_the_nearest_sibling_is_the_most_similar_other_text_whatever_the_order_of_words():
    # "alike nothing" (13) and "like nothing" (12): one letter deleted of the 25, 96 %.
    # "abcde" and "abcdx": 4 shared of 5, ratio 2 * 4 / 10, 80 %.
    nearest = nearest_sibling(["Nothing alike!", "like nothing", "abcde", "abcdx"])
    assert nearest.tolist() == pytest.approx([96, 96, 80, 80])


def test_eighty_percent_alike_is_a_sibling():
    assert diversity(["abcde", "abcdx"]).siblings_80 == 1.0
    # 3 shared of 4: 75 %.
    assert diversity(["abcd", "abcx"]).siblings_80 == 0.0


def test_many_texts_are_compared_as_few_are():
    texts = [f"text number {number}" for number in range(600)]
    blocks = nearest_sibling([*texts, "text number 5"])
    assert blocks[5] == blocks[600] == 100
    assert (np.delete(blocks, [5, 600]) < 100).all()


def test_a_single_text_has_no_sibling():
    found = diversity(["Only one here."])
    assert found.siblings_80 == 0
    assert math.isnan(found.mean_sibling_similarity)


def test_a_text_without_words_has_no_distinct_words_and_no_phrase():
    found = diversity(["!!!"])
    assert math.isnan(found.distinct_1)
    assert (found.top_phrase, found.top_phrase_rows) == ("", 0)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("All done. the end", 1),
        ("Really? yes", 1),
        ("Wow! écoute", 1),
        ('He said "no." then left', 1),
        ("All done. The end", 0),
        ("Well... then no", 0),
        ("At 3.30 we left", 0),
        ("lower from the start", 0),
        ("Done. 😭 sad", 0),
    ],
)
def test_a_sentence_begins_in_lower_case_after_a_mark_that_ended_one(text, share):
    assert diversity([text]).lower_case_starts == share


def test_a_phrase_counts_once_a_text_and_the_longest_of_equals_is_named():
    found = diversity(
        ["so it is so it is so it is", "my leg keeps bouncing", "and my leg keeps on"]
    )
    assert (found.top_phrase, found.top_phrase_rows) == ("my leg keeps", 2)
    found = diversity(["my leg keeps bouncing"] * 2)
    assert (found.top_phrase, found.top_phrase_rows) == ("leg keeps bouncing", 2)


def dataset():
    """Two labels: "grief" on train rows 0, 1 and the generated 3, and on one test text."""
    train = Split.of(
        ["a b c", "a b d", "joy of it", "generated row here"],
        [[1, 0], [1, 1], [0, 1], [1, 0]],
        origins=["original"] * 3 + ["template"],
    )
    test = Split.of(["one", "two"], [[1, 0], [0, 0]])
    return Dataset(("grief", "joy"), train, test, test, "a test")


def test_originals_are_train_rows_that_no_strategy_generated():
    originals = Originals.of(dataset())
    assert originals.texts == {"grief": ["a b c", "a b d"], "joy": ["a b d", "joy of it"]}
    assert originals.train_support == {"grief": 2, "joy": 2}
    assert originals.test_support == {"grief": 1, "joy": 0}


def test_generated_rows_are_grouped_by_label_and_compared_with_as_many_originals():
    found = diversity_by_label(
        ["x y", "u v w", "x z"], ["joy", "grief", "joy"], Originals.of(dataset())
    )
    assert list(found) == ["joy", "grief"]
    assert found["joy"].generated == diversity(["x y", "x z"])
    assert [found[label].reference.rows for label in found] == [2, 1]
    assert (found["grief"].train_support, found["grief"].test_support) == (2, 1)


def test_the_reference_is_the_same_at_every_call():
    originals = Originals({"joy": [f"row {number} of {number % 7}" for number in range(50)]})
    first, second = (
        diversity_by_label(["a", "b", "c"], ["joy"] * 3, originals)["joy"].reference
        for _ in range(2)
    )
    assert first == second
    assert first.rows == 3


def test_where_originals_are_fewer_all_of_them_are_the_reference():
    found = diversity_by_label(["a", "b", "c"], ["grief"] * 3, Originals.of(dataset()))
    assert found["grief"].reference == diversity(["a b c", "a b d"])


def candidates():
    return pd.DataFrame(
        [
            ("grief", "x y z", "accepted"),
            ("grief", "rejected row", "rejected"),
            ("grief", "x y w", "accepted"),
            ("joy", "rejected too", "rejected"),
        ],
        columns=["label", "text", "status"],
    )


def test_the_table_has_a_row_for_each_label_with_accepted_rows():
    (row,) = diversity_table(candidates(), Originals.of(dataset())).to_dict("records")
    assert tuple(row) == COLUMNS
    # "x y z" and "w x y", sorted, have "x y" in common, 3 characters of 5: ratio 60 %. "a b c" and
    # "a b d" have "a b ", 4 of 5: 80 %.
    assert row == {
        "label": "grief",
        "rows": 2,
        "distinct_1": pytest.approx(4 / 6),
        "distinct_2": pytest.approx(3 / 4),
        "siblings_80": 0.0,
        "mean_sibling_similarity": pytest.approx(60),
        "lower_case_starts": 0.0,
        "top_phrase": "x y w",
        "top_phrase_rows": 1,
        "reference_distinct_1": pytest.approx(4 / 6),
        "reference_distinct_2": pytest.approx(3 / 4),
        "reference_siblings_80": 1.0,
        "train_support": 2,
        "test_support": 1,
    }


def test_what_is_not_at_hand_is_missing():
    table = diversity_table(candidates())
    missing = table.columns[table.isna().all()]
    assert list(missing) == list(COLUMNS[-5:])


def test_without_accepted_rows_the_table_is_empty():
    table = diversity_table(candidates().query("status == 'rejected'"))
    assert table.empty
    assert tuple(table.columns) == COLUMNS
