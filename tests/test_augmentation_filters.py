from dataclasses import replace

import numpy as np
import pytest

from emolab.augmentation import filters
from emolab.augmentation.filters import Inspector, Known, Limits
from emolab.augmentation.strategy import Candidate
from emolab.data import Split

LIMITS = Limits()


def split(*texts):
    return Split.of(texts, [[1]] * len(texts))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Here is the rephrased sentence: oh no.", "forbidden phrase: here is the rephrased"),
        ("As an AI I cannot grieve.", "forbidden phrase: as an ai"),
        ("I’m an AI, sadly.", "forbidden phrase: i'm an ai"),
        ("He works as an aide in town.", ""),
        ("We were both sentenced to dishes.", ""),
    ],
)
def test_phrases_are_found_at_word_bounds_only(text, reason):
    assert filters.no_forbidden_phrase(text).reason == reason


@pytest.mark.parametrize(
    ("text", "reason", "count"),
    [
        ("Oh no!", "too short", 2),
        ("I can't wait!", "", 3),
        ("word " * 100, "", 100),
        ("word " * 101, "too long", 101),
        ("... -- !!", "too short", 0),
    ],
)
def test_words_are_counted(text, reason, count):
    assert filters.word_count(text, LIMITS) == filters.Finding(reason, count)


@pytest.mark.parametrize(
    "text", ["Yes.", "No!", "What?", "Well…", 'He said "no"', "Bye 😭", "(so)"]
)
def test_a_sentence_ends_with_a_mark_a_quote_or_an_emoji(text):
    assert filters.ends_as_a_sentence(text).reason == ""


@pytest.mark.parametrize("text", ["and then the", "I was,", "", "because of 7"])
def test_a_text_without_an_end_is_cut_off(text):
    assert filters.ends_as_a_sentence(text).reason == "cut off"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Très ému, señor!", ""),
        ("Это очень грустно.", "other script"),
        ("12 34 56", "no letters"),
        ("a :::: //// ____ 1234", "too few letters"),
        ("two\nlines", "control characters"),
        ("nooooooo way", "repeats itself"),
        ("very very very very sad", "repeats itself"),
        ("very very very sad", ""),
    ],
)
def test_characters_are_those_of_one_plain_line(text, reason):
    assert filters.sane_characters(text).reason == reason


def test_a_longer_line_of_the_prompt_is_an_echo_and_a_short_one_is_not():
    prompt = "Rephrase the following sentence.\n\nso sad"
    assert filters.no_echo("rephrase THE following, sentence", prompt).reason == "echoes the prompt"
    assert filters.no_echo("I am so sad.", prompt).reason == ""


def test_words_in_another_order_still_copy_the_source():
    found = filters.differs_from_source("Gone is my dog!", "my dog is gone", LIMITS)
    assert found == filters.Finding("copies its source", 100)


def test_other_words_do_not_copy_the_source():
    found = filters.differs_from_source("I miss that old hound.", "my dog is gone", LIMITS)
    assert found.reason == ""
    assert found.score < 90


def test_a_near_duplicate_is_named_by_where_it_stands():
    known = Known.of("held-out", split("The house is quiet now.", "Nothing alike"))
    assert known.look("the house is quiet, now!", LIMITS) == filters.Finding(
        "near duplicate of a held-out row", 100, "0"
    )
    # "alike nothing", 13 letters, and "like nothing", 12: one deleted of the 25.
    passed = known.look("like nothing", replace(LIMITS, near_duplicate=97))
    assert passed == filters.Finding("", pytest.approx(96), "1")


def test_a_collection_without_rows_has_no_nearest():
    assert Known("kept").look("Nothing alike", LIMITS) == filters.PASSED


@pytest.mark.parametrize(
    ("cosine", "reason"),
    [(0.29, "meaning lost"), (0.3, ""), (0.97, ""), (0.98, "meaning unchanged")],
)
def test_meaning_lies_between_floor_and_ceiling(cosine, reason):
    assert filters.keeps_meaning(cosine, LIMITS) == filters.Finding(reason, cosine)


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([0.9, 0.5, 0.1], ""),
        ([0.9, 0.1, 0.5], "label lost"),
        ([0.0, 0.01, 0.0], "label lost"),
    ],
)
def test_the_label_is_kept_among_the_first_and_above_the_floor(scores, reason):
    limits = Limits(label_rank=2, label_score=0.02)
    assert filters.keeps_label(np.array(scores), 1, limits).reason == reason


def inspector(**options):
    known = [Known.of("train", split("My cat died in spring.")), Known("kept")]
    return Inspector(("joy", "grief"), known, **options)


def test_a_candidate_comes_with_the_train_row_nearest_to_it():
    one = inspector()
    found = one.inspect("grief", Candidate("My dog died in spring, too.", ("grief",)))
    assert (found.reason, found.nearest) == ("", "0")


def test_a_repeating_candidate_comes_with_the_row_that_it_repeats():
    one = inspector()
    one.known[-1].add("We buried him under the plum tree.", "kept row")
    found = one.inspect("grief", Candidate("We buried him under the plum tree!", ("grief",)))
    assert (found.reason, found.nearest) == ("near duplicate of a kept row", "kept row")


def test_a_text_falls_at_the_first_filter_that_rejects_it():
    found = inspector().inspect("grief", Candidate("Died.", ("grief",)))
    assert found == filters.Inspection("too short", {"words": 1}, "")


def test_only_what_rephrases_a_source_is_held_against_it():
    vectors = {"Old friend, rest well.": [1.0, 0.0], "My dog left us.": [0.0, 1.0]}
    one = inspector(embed=lambda texts: np.array([vectors[text] for text in texts]))
    free = Candidate("Old friend, rest well.", ("grief",))
    bound = Candidate("Old friend, rest well.", ("grief",), "7", "My dog left us.")
    assert one.inspect("grief", bound).reason == "meaning lost"
    assert one.inspect("grief", free).reason == ""


def test_the_classifier_judges_the_label_that_was_asked_for():
    one = inspector(classify=lambda texts: np.array([[0.9, 0.1]]), limits=Limits(label_rank=1))
    candidate = Candidate("What a lovely morning this is.", ("grief",))
    found = one.inspect("grief", candidate)
    assert found.reason == "label lost"
    assert found.scores["label"] == pytest.approx(0.1)
