"""A small comparison and helpers for the tests of charts."""

import numpy as np
import pytest

from emolab.evaluation.comparison import Comparison
from emolab.evaluation.published_results import TEST_TEXTS
from emolab.labels import TAXONOMIES

# A registered model and another.
MODELS = ("naive_bayes", "my_own_model")
LABELS = ("joy", "homesickness", "anger")
EMOTIONS = TAXONOMIES["emotions"].labels
CUSTOM_LABELS = tuple(f"label {number}" for number in range(len(EMOTIONS)))


@pytest.fixture
def comparison():
    """Two models on four texts; no text has the label anger.

    Naive Bayes predicts the true labels; the other model predicts anger for the second text instead
    of joy, and joy for the third text instead of homesickness.
    """
    targets = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], dtype=np.uint8)
    errors = np.array([[1, 0, 0], [0, 0, 1], [1, 0, 0], [1, 1, 0]])
    return Comparison(
        LABELS,
        "test",
        targets,
        {
            "naive_bayes": (0.125 + 0.75 * targets).astype(np.float32),
            "my_own_model": (0.125 + 0.75 * errors).astype(np.float32),
        },
        dict.fromkeys(MODELS, np.full(3, 0.5, dtype=np.float32)),
        "<in words>",
        "shared",
        np.ones((4, 2), dtype=np.float32),
    )


@pytest.fixture
def goemotions():
    """A function that makes a comparison of the size of GoEmotions' test split, or another."""

    def make(policy, labels=EMOTIONS, split="test", texts=TEST_TEXTS):
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

    return make


@pytest.fixture(
    params=[
        (EMOTIONS, "challenge", 252),
        (EMOTIONS, "validation", TEST_TEXTS),
        (EMOTIONS, "test", 248),
        (CUSTOM_LABELS, "test", TEST_TEXTS),
    ],
    ids=["challenge", "validation", "fewer texts", "custom labels"],
)
def other_texts(request):
    """Labels, split and size of texts that no published result is about."""
    return request.param


@pytest.fixture
def traces():
    """A function that selects the traces of a type and with attributes."""

    def select(figure, kind, **attributes):
        return [
            trace
            for trace in figure.data
            if trace.type == kind
            and all(trace[name] == value for name, value in attributes.items())
        ]

    return select
