import numpy as np
import pandas as pd
import pytest

from emolab import exhibits
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.published_results import TEST_TEXTS
from emolab.labels import TAXONOMIES

EMOTIONS = TAXONOMIES["emotions"].labels
TAXONOMY_OF_ONES_OWN = tuple(f"label {number}" for number in range(len(EMOTIONS)))
OTHER_TEXTS = [
    (EMOTIONS, "challenge", 252),
    (EMOTIONS, "validation", TEST_TEXTS),
    (EMOTIONS, "test", 248),
    (TAXONOMY_OF_ONES_OWN, "test", TEST_TEXTS),
]


def comparison(policy, labels=EMOTIONS, split="test", texts=TEST_TEXTS):
    targets = np.zeros((texts, len(labels)), dtype=np.uint8)
    targets[:, 0] = 1
    return Comparison(
        labels,
        split,
        targets,
        {"naive_bayes": targets.astype(np.float32)},
        {"naive_bayes": np.full(len(labels), 0.5)},
        "<in words>",
        policy,
        np.ones((texts, 2), dtype=np.float32),
    )


def diamonds(of):
    chart = exhibits.headline(of)[1]
    return [trace for trace in chart.figure.data if trace.name == "published"], chart.note


def lines(of):
    costs = pd.DataFrame({"model": ["naive_bayes"], "milliseconds": [0.5], "megabytes": [4.0]})
    chart = exhibits.price(of, costs)
    return [line.text for line in chart.figure.layout.annotations], chart.note


def test_the_reports_results_are_shown_at_its_threshold():
    (mark,), note = diamonds(comparison("fixed_0.2"))
    assert list(mark.y) == [0.172, 0.113]
    assert "first 1,000 test rows" in note
    assert "first 1,000 test rows" in mark.hovertemplate


@pytest.mark.parametrize("policy", ["fixed_0.5", "per_label", "shared", "custom"])
def test_the_reports_results_are_shown_at_no_other_threshold(policy):
    marks, note = diamonds(comparison(policy))
    assert not marks
    assert "Diamonds" not in note


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("fixed_0.5", ["linear on MiniLM 0.261", "RoBERTa-base 0.450", "DistilBERT 0.475"]),
        ("per_label", ["linear on MiniLM 0.397", "DistilBERT 0.500", "RoBERTa-base 0.541"]),
        ("fixed_0.2", []),
        ("shared", []),
        ("custom", []),
    ],
)
def test_published_results_are_those_of_the_policy_in_view(policy, expected):
    marks, note = lines(comparison(policy))
    assert marks == expected
    assert ("Dotted" in note) == bool(expected)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (
            "per_label",
            "RoBERTa-base, DistilBERT, linear on MiniLM (thresholds per label, tuned on: not "
            "stated).",
        ),
        (
            "fixed_0.5",
            "RoBERTa-base, DistilBERT, linear on MiniLM (threshold 0.5 for every label).",
        ),
        ("custom", "No published result has these thresholds."),
    ],
)
def test_the_caption_says_how_thresholds_were_chosen(policy, words):
    assert lines(comparison(policy))[1].endswith(words)


@pytest.mark.parametrize(("labels", "split", "texts"), OTHER_TEXTS)
def test_published_results_are_shown_beside_no_other_texts(labels, split, texts):
    assert not diamonds(comparison("fixed_0.2", labels, split, texts))[0]
    marks, note = lines(comparison("per_label", labels, split, texts))
    assert not marks
    assert "ublished" not in note
