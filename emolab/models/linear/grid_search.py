"""A grid searched by cross-validation: each fold vectorised once, and shared by all cores."""

from typing import Any

import joblib
import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold, ParameterGrid
from sklearn.multiclass import OneVsRestClassifier

Matrices = tuple[Any, np.ndarray, Any, np.ndarray]


def search_grid(
    vectoriser: BaseEstimator,
    one: BaseEstimator,
    grid: dict[str, list[Any]],
    texts: list[str],
    targets: np.ndarray,
    folds: int,
    seed: int,
) -> tuple[list[dict[str, Any]], BaseEstimator, Any]:
    """Micro F1 of every candidate over the folds, as GridSearchCV over the whole pipeline finds it.

    GridSearchCV would vectorise a fold again for every candidate, and send it the texts.

    Args:
        vectoriser: makes features of texts, not fitted.
        one: the estimator of one label, not fitted.
        grid: candidate values of each of its parameters.
        texts: n texts.
        targets: 0/1 array of shape (n, n_labels).
        folds: two or more.
        seed: of the rows' order.

    Returns:
        A record for each candidate, in the order of scikit-learn's ParameterGrid: its parameters,
        `micro_f1` and `std` over the folds. Then, as `vectorise` gives them, what the best
        candidate is to be fitted on: made beside the folds, while a core would be idle.
    """
    rows = KFold(folds, shuffle=True, random_state=seed).split(texts)
    candidates = list(ParameterGrid(grid))
    # The last candidates tend to be the slowest; begun first, they leave no core idle at the end.
    trials = [
        (candidate, fold) for candidate in reversed(range(len(candidates))) for fold in range(folds)
    ]
    with joblib.Parallel(n_jobs=-1) as parallel:
        *matrices, whole = parallel(
            [
                *(joblib.delayed(_matrices)(vectoriser, texts, targets, *split) for split in rows),
                joblib.delayed(vectorise)(vectoriser, texts),
            ]
        )
        found = parallel(
            joblib.delayed(_micro_f1)(
                clone(one).set_params(**candidates[candidate]), matrices[fold]
            )
            for candidate, fold in trials
        )
    micro_f1 = np.zeros((len(candidates), folds))
    for trial, score in zip(trials, found, strict=True):
        micro_f1[trial] = score
    records = [
        {**candidate, "micro_f1": float(scores.mean()), "std": float(scores.std())}
        for candidate, scores in zip(candidates, micro_f1, strict=True)
    ]
    return records, *whole


def vectorise(vectoriser: BaseEstimator, texts: list[str]) -> tuple[BaseEstimator, Any]:
    """A copy of the vectoriser fitted to these texts, and their features."""
    fitted = clone(vectoriser)
    features = fitted.fit_transform(texts)
    # joblib maps a large matrix read-only; one that is already sorted needs no write.
    features.sort_indices()
    return fitted, features


def _matrices(
    vectoriser: BaseEstimator,
    texts: list[str],
    targets: np.ndarray,
    train: np.ndarray,
    held_out: np.ndarray,
) -> Matrices:
    """Features and targets of the rows to learn from, and of those held out."""
    fitted, features = vectorise(vectoriser, [texts[row] for row in train])
    unseen = fitted.transform([texts[row] for row in held_out])
    return features, targets[train], unseen, targets[held_out]


def _micro_f1(one: BaseEstimator, matrices: Matrices) -> float:
    features, targets, unseen, unseen_targets = matrices
    predicted = OneVsRestClassifier(one).fit(features, targets).predict(unseen)
    average = "micro" if targets.shape[1] > 1 else "binary"
    return float(f1_score(unseen_targets, predicted, average=average))
