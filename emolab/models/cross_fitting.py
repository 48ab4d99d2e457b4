"""Scores of the train rows by models that did not learn from them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from emolab.data.dataset import Split
from emolab.models.base import Classifier


def cross_fit(
    make: Callable[[int], Classifier],
    train: Split,
    validation: Split,
    folds: int,
    seed: int,
    keep: Path | None = None,
) -> np.ndarray:
    """Fit a model on all folds but one and score that one, for every fold in turn.

    Such scores are as honest as validation's, and there are many more of them: thresholds for
    rare labels can be chosen on them, and label issues in train can be found with them.

    Args:
        make: a new model for the fold of this number.
        train: rows to be scored.
        validation: for the models' early stopping.
        folds: two or more.
        seed: of the rows' order.
        keep: a folder where finished folds lie, so that work that was cut off goes on; what a
            model left in its own folder there, named by the fold's number, goes when it is done.

    Returns:
        Float32 array of shape (n_texts, n_labels), in the order of the rows.
    """
    fold_of_row = np.random.default_rng(seed).permutation(len(train)) % folds
    scores = np.zeros(train.targets.shape, dtype=np.float32)
    for fold in range(folds):
        held_out = np.flatnonzero(fold_of_row == fold)
        file = keep / f"fold-{fold}.npy" if keep else None
        if file and file.exists():
            scores[held_out] = np.load(file)
            continue
        model = make(fold).fit(train.take(np.flatnonzero(fold_of_row != fold)), validation)
        scores[held_out] = model.predict_proba([train.texts[row] for row in held_out])
        if keep and file:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, scores[held_out])
            shutil.rmtree(keep / str(fold), ignore_errors=True)
    return scores
