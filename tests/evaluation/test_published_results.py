import numpy as np
import pytest

from emolab.evaluation.comparison import Comparison
from emolab.evaluation.published_results import (
    PUBLISHED,
    REPORT,
    TEST_TEXTS,
    PublishedResult,
    Reference,
    comparable,
    is_goemotions_test,
)
from emolab.evaluation.thresholds import POLICIES
from emolab.labels import TAXONOMIES

TUNED_ON = {"validation", "test", "not stated", "none"}


def results():
    return [result for reference in (*PUBLISHED, *REPORT) for result in reference.results]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("per_label", {"RoBERTa-base": 0.541, "DistilBERT": 0.500, "linear on MiniLM": 0.397}),
        ("fixed_0.5", {"RoBERTa-base": 0.450, "DistilBERT": 0.475, "linear on MiniLM": 0.261}),
        ("fixed_0.3", {"BERT-base, 2020": 0.46}),
        ("shared", {}),
        ("fixed_0.2", {}),
        ("custom", {}),
    ],
)
def test_each_published_model_has_the_macro_f1_of_the_policy(policy, expected):
    found = {reference.name: reference.result(policy) for reference in PUBLISHED}
    assert {name: result.macro_f1 for name, result in found.items() if result} == expected


def test_the_micro_f1_is_none_where_it_is_not_published():
    found = {
        reference.name: [result.micro_f1 for result in reference.results] for reference in PUBLISHED
    }
    assert found == {
        "BERT-base, 2020": [None],
        "RoBERTa-base": [0.585, None],
        "DistilBERT": [0.535, 0.584],
        "linear on MiniLM": [None, None],
    }


def test_the_report_has_results_at_its_own_threshold_alone():
    assert {result.policy for reference in REPORT for result in reference.results} == {"fixed_0.2"}
    assert {reference.texts for reference in REPORT} == {"first 1,000 test rows"}


def test_every_policy_is_one_of_ours_or_a_fixed_threshold():
    for result in results():
        assert result.policy in POLICIES or 0 < float(result.policy.removeprefix("fixed_")) < 1


def test_tuned_thresholds_say_where_they_were_tuned_and_fixed_ones_need_no_tuning():
    assert {result.tuned_on for result in results()} <= TUNED_ON
    for result in results():
        assert (result.tuned_on == "none") == result.policy.startswith("fixed_")


def test_no_reference_has_two_results_under_one_policy():
    for reference in (*PUBLISHED, *REPORT):
        policies = [result.policy for result in reference.results]
        assert len(set(policies)) == len(policies)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (PublishedResult("fixed_0.5", 0.1, 0.2), "threshold 0.5 for every label"),
        (
            PublishedResult("per_label", 0.1, 0.2, "not stated"),
            "thresholds per label; the source does not state how they were chosen",
        ),
        (
            PublishedResult("shared", 0.1, 0.2, "validation"),
            "one shared threshold, chosen on validation",
        ),
    ],
)
def test_the_threshold_is_put_into_words(result, words):
    assert result.threshold == words


def test_conditions_are_a_line_each_and_none_where_there_is_no_result():
    result = PublishedResult("fixed_0.5", None, 0.5, note="a note")
    reference = Reference("theirs", "someone", None, "two texts", (result,))
    assert reference.conditions("fixed_0.5") == [
        "someone",
        "two texts",
        "threshold 0.5 for every label",
        "a note",
    ]
    assert reference.conditions("custom") == []


EMOTIONS = TAXONOMIES["emotions"].labels


def comparison(policy="per_label", labels=EMOTIONS, split="test", texts=TEST_TEXTS):
    targets = np.zeros((texts, len(labels)), dtype=np.uint8)
    return Comparison(labels, split, targets, {}, {}, "", policy, np.ones((texts, 1)))


def test_references_are_comparable_on_the_test_split_under_their_policies():
    assert is_goemotions_test(comparison())
    assert comparable(comparison("fixed_0.3"), PUBLISHED) == [PUBLISHED[0]]
    assert comparable(comparison("per_label"), PUBLISHED) == list(PUBLISHED[1:])
    assert comparable(comparison("per_label"), REPORT) == []


@pytest.mark.parametrize(
    "other",
    [
        {"split": "validation"},
        {"texts": TEST_TEXTS - 1},
        {"labels": (*EMOTIONS[:-1], "homesickness")},
    ],
)
def test_references_are_not_comparable_on_other_texts_or_labels(other):
    assert not is_goemotions_test(comparison(**other))
    assert comparable(comparison(**other), PUBLISHED) == []
