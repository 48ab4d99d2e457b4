import numpy as np
import pytest

from emolab.data.dataset import Split
from emolab.models.cross_fitting import cross_fit

ROWS = Split.of([f"text {row}" for row in range(10)], np.eye(10, 2))


class Memory:
    """Scores a text 1 if it was learnt and 0 if not."""

    def fit(self, train, validation):
        self.learnt = set(train.texts)
        return self

    def predict_proba(self, texts):
        return np.array([[text in self.learnt] * 2 for text in texts], dtype=float)


@pytest.mark.parametrize("folds", [2, 3, 10])
def test_no_row_is_scored_by_a_model_that_learnt_from_it(folds):
    asked = []
    scores = cross_fit(lambda fold: asked.append(fold) or Memory(), ROWS, ROWS, folds, seed=1)
    assert scores.shape == (10, 2)
    assert not scores.any()
    assert asked == list(range(folds))


def test_scores_stand_in_the_order_of_the_rows():
    class Number(Memory):
        def predict_proba(self, texts):
            return np.array([[int(text.split()[1])] * 2 for text in texts])

    scores = cross_fit(lambda _: Number(), ROWS, ROWS, 3, seed=1)
    assert scores[:, 0].tolist() == list(range(10))


def test_folds_that_are_done_are_not_done_again(tmp_path):
    class Broken(Memory):
        def fit(self, train, validation):
            raise KeyboardInterrupt

    models = [Memory, Memory, Broken]
    with pytest.raises(KeyboardInterrupt):
        cross_fit(lambda fold: models[fold](), ROWS, ROWS, 3, seed=1, keep=tmp_path)
    (tmp_path / "2").mkdir()
    asked = []
    cross_fit(lambda fold: asked.append(fold) or Memory(), ROWS, ROWS, 3, seed=1, keep=tmp_path)
    assert asked == [2]
    assert not (tmp_path / "2").exists()
