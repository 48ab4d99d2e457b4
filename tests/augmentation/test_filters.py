from dataclasses import asdict, replace

import numpy as np
import pytest

from emolab.augmentation import filters
from emolab.augmentation.filters import Inspector, Known, Limits
from emolab.augmentation.strategies.base import Candidate
from emolab.data.dataset import Split

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


def test_the_comment_above_the_phrases_is_none_of_them():
    assert "answer away" not in filters.forbidden_phrases().pattern.replace("\\", "")


@pytest.mark.parametrize(
    ("text", "reason", "count"),
    [
        ("Oh no!", "too short", 2),
        ("I can't wait!", "", 3),
        ("word " * 100, "", 100),
        ("word " * 101, "too long", 101),
        ("... -- !!", "too short", 0),
        ("so_called friends", "", 3),
    ],
)
def test_words_are_counted(text, reason, count):
    assert filters.word_count(text, LIMITS) == filters.Finding(reason, count)


@pytest.mark.parametrize(
    "text",
    [
        *("Yes.", "No!", "What?", "Well…", "(so)", "[so]", "Yes. ", "Bye 😭"),
        *('He said "no"', "He said “no”", "He said ‘no’", "He said 'no'"),
    ],
)
def test_a_sentence_ends_with_a_mark_a_quote_or_an_emoji(text):
    assert filters.ends_as_a_sentence(text).reason == ""


@pytest.mark.parametrize(
    "last",
    [
        "\N{EMOJI MODIFIER FITZPATRICK TYPE-4}",
        "\N{VARIATION SELECTOR-16}",
        "\N{CANCEL TAG}",
    ],
)
def test_an_emoji_of_several_characters_ends_a_sentence(last):
    assert filters.ends_as_a_sentence(f"Bye 👍{last}").reason == ""


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
        ("private use \ue000", "control characters"),
        ("not assigned \u0378", "control characters"),
    ],
)
def test_characters_are_those_of_one_plain_line(text, reason):
    assert filters.sane_characters(text).reason == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abcdefghiж", filters.PASSED),
        ("abcdefghжж", filters.Finding("other script", 0.8)),
        # Tangut: letters without a name in Python 3.11.
        ("\U00017000\U00017001", filters.Finding("other script", 0)),
    ],
)
def test_nine_letters_of_ten_are_latin(text, expected):
    assert filters.sane_characters(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abcd 1234", filters.PASSED),
        ("abc 12345", filters.Finding("too few letters", pytest.approx(3 / 9))),
    ],
)
def test_half_of_the_characters_are_letters(text, expected):
    assert filters.sane_characters(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nooooo way", ""),
        ("noooooo way", "repeats itself"),
        ("so very sad......", "repeats itself"),
        ("very very very sad", ""),
        ("very very very very sad", "repeats itself"),
        ("Very, VERY, very, very sad", "repeats itself"),
        ("so so so sofa", ""),
        ("also so so so", ""),
    ],
)
def test_six_equal_characters_or_four_equal_words_in_a_row_are_a_repetition(text, reason):
    assert filters.sane_characters(text).reason == reason


def test_a_longer_line_of_the_prompt_is_an_echo_and_a_short_one_is_not():
    prompt = "Rephrase the following sentence.\n\nso sad"
    assert filters.no_echo("rephrase THE following, sentence", prompt).reason == "echoes the prompt"
    assert filters.no_echo("I am so sad.", prompt).reason == ""


def test_words_in_another_order_still_copy_the_source():
    found = filters.differs_from_source("Gone is my dog!", "my dog is gone", LIMITS)
    assert found == filters.Finding("copies its source", 100)


# 8 of 10 letters in common: a similarity of 2 * 8 / 20.
ALIKE = "abcdefghij", "abcdefghxy"


@pytest.mark.parametrize(("limit", "reason"), [(80, "copies its source"), (80.1, "")])
def test_a_similarity_at_the_limit_is_a_copy_of_the_source(limit, reason):
    found = filters.differs_from_source(*ALIKE, replace(LIMITS, near_duplicate=limit))
    assert found == filters.Finding(reason, pytest.approx(80))


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


@pytest.mark.parametrize(("limit", "reason"), [(80, "near duplicate of a train row"), (80.1, "")])
def test_a_similarity_at_the_limit_is_a_near_duplicate(limit, reason):
    text, row = ALIKE
    found = Known.of("train", split(row)).look(text, replace(LIMITS, near_duplicate=limit))
    assert found == filters.Finding(reason, pytest.approx(80), "0")


def test_a_text_that_holds_a_row_and_more_is_not_its_near_duplicate():
    # "so sad", 6 characters, and "i so sad today too was", 22.
    found = Known.of("train", split("So sad!")).look("Today I was so sad, too.", LIMITS)
    assert found == filters.Finding("", pytest.approx(100 * 12 / 28), "0")


def test_a_collection_without_rows_has_no_nearest():
    assert Known("accepted").look("Nothing alike", LIMITS) == filters.PASSED


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
        ([0.0, 0.02, 0.0], ""),
        ([0.5, 0.5, 0.5], ""),
    ],
)
def test_the_label_is_kept_among_the_first_and_above_the_floor(scores, reason):
    limits = Limits(label_rank=2, label_score=0.02)
    found = filters.keeps_label(np.array(scores), 1, limits)
    assert found == filters.Finding(reason, scores[1])


def test_the_default_limits():
    assert asdict(LIMITS) == {
        "min_words": 3,
        "max_words": 100,
        "near_duplicate": 90.0,
        "meaning_floor": 0.3,
        "meaning_ceiling": 0.97,
        "label_rank": 5,
        "label_score": 0.02,
    }


def test_without_a_floor_no_meaning_is_lost():
    assert filters.keeps_meaning(-1.0, replace(LIMITS, meaning_floor=None)).reason == ""


def inspector(**options):
    known = [Known.of("train", split("My cat died in spring.")), Known("accepted")]
    return Inspector(("joy", "grief"), known, **options)


def test_a_candidate_comes_with_the_train_row_nearest_to_it():
    one = inspector()
    found = one.inspect("grief", Candidate("My dog died in spring, too.", ("grief",)))
    assert (found.reason, found.nearest) == ("", "0")


def test_a_repeating_candidate_comes_with_the_row_that_it_repeats():
    one = inspector()
    one.known[-1].add("We buried him under the plum tree.", "kept row")
    found = one.inspect("grief", Candidate("We buried him under the plum tree!", ("grief",)))
    assert (found.reason, found.nearest) == ("near duplicate of an accepted row", "kept row")


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
    text = "What a lovely morning this is."
    scores = {text: [0.9, 0.1]}
    one = inspector(
        classify=lambda texts: np.array([scores[text] for text in texts]),
        limits=Limits(label_rank=1),
    )
    found = one.inspect("grief", Candidate(text, ("grief",)))
    assert found.reason == "label lost"
    assert found.scores["label"] == pytest.approx(0.1)


def test_an_accepted_candidate_has_the_score_of_every_filter_that_gives_one():
    # The cosine of the two vectors is 0.5; the text has five words and no letter of its source.
    one = inspector(
        embed=lambda texts: np.array([[1.0, 0.0], [0.5, 0.5]]),
        classify=lambda texts: np.array([[0.1, 0.9]]),
    )
    candidate = Candidate("Gone too soon, old friend.", ("grief",), "7", "xyz")
    found = one.inspect("grief", candidate)
    assert found.reason == ""
    assert list(found.scores) == ["words", "source", "nearest train", "meaning", "label"]
    assert (found.scores["words"], found.scores["source"]) == (5, 0)
    assert (found.scores["meaning"], found.scores["label"]) == (0.5, 0.9)


def test_a_candidate_in_another_script_has_its_share_of_latin_letters():
    found = inspector().inspect("grief", Candidate("Это очень грустно.", ("grief",)))
    assert found.reason == "other script"
    assert found.scores == {"words": 3, "characters": 0}
