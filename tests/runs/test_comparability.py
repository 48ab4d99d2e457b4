"""Whether two runs can be compared."""

import numpy as np
import pytest

from emolab.runs.comparability import common_models, obstacle
from emolab.runs.store import open_run, seal, write_run, write_scores

TARGETS = np.array([[1, 0], [0, 1]])


@pytest.fixture
def run_of(tmp_path):
    """Writes a run of the given labels, models and scores."""

    def write(name, labels=("joy", "fear"), models=("a", "b"), split="test", targets=TARGETS):
        with write_run(tmp_path, name) as folder:
            scores = {model: np.zeros((2, 2)) for model in models}
            write_scores(folder / "scores.npz", {split: {"targets": targets, **scores}})
            seal(folder, {"labels": list(labels), "models": list(models)})
        return open_run(tmp_path / name)

    return write


def test_runs_of_the_same_texts_are_compared_in_their_common_models(run_of):
    first, second = run_of("first"), run_of("second", models=("b", "c"))
    assert obstacle(first, second, "test") is None
    assert common_models(first, second) == ["b"]


@pytest.mark.parametrize(
    ("difference", "reason"),
    [
        ({"labels": ("fear", "joy")}, "its labels are others"),
        ({"models": ("c",)}, "it has none of the same models"),
        ({"split": "validation"}, "it has no scores of the test split"),
        ({"targets": np.array([[1, 0], [1, 1]])}, "it was evaluated on other texts"),
    ],
)
def test_another_run_is_refused_for_the_first_difference(run_of, difference, reason):
    second = run_of("second", **difference)
    assert obstacle(run_of("first"), second, "test") == (
        f"second cannot be compared with first: {reason}."
    )
