import numpy as np
import pytest

from emolab import exhibits
from emolab.comparison import Comparison
from emolab.labels import TAXONOMIES
from emolab.references import TEST_TEXTS

EMOTIONS = TAXONOMIES["emotions"].labels
TAXONOMY_OF_ONES_OWN = tuple(f"label {number}" for number in range(len(EMOTIONS)))


def diamonds(labels, split, texts):
    targets = np.zeros((texts, len(labels)), dtype=np.uint8)
    targets[:, 0] = 1
    comparison = Comparison(
        labels,
        split,
        targets,
        {"naive_bayes": targets.astype(np.float32)},
        {"naive_bayes": np.full(len(labels), 0.5)},
        "0.5",
        np.ones((texts, 2), dtype=np.float32),
    )
    figure = exhibits.headline(comparison)[1].figure
    return [trace for trace in figure.data if trace.name == "published"]


def test_published_figures_stand_beside_those_of_the_same_texts():
    assert len(diamonds(EMOTIONS, "test", TEST_TEXTS)) == 1


@pytest.mark.parametrize(
    ("labels", "split", "texts"),
    [
        (EMOTIONS, "challenge", 252),
        (EMOTIONS, "validation", TEST_TEXTS),
        (EMOTIONS, "test", 248),
        (TAXONOMY_OF_ONES_OWN, "test", TEST_TEXTS),
    ],
)
def test_published_figures_stand_beside_no_others(labels, split, texts):
    assert not diamonds(labels, split, texts)
