"""Feature selection and feature scaling for one label."""

from typing import Any, Self

import numpy as np
from scipy.sparse import diags_array
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_selection import chi2


class BestFeatures(TransformerMixin, BaseEstimator):
    """The k features that depend most on one label, by chi-squared.

    As scikit-learn's SelectKBest(chi2, k=k), but keeping the columns alone, not every feature's
    statistic, which over dozens of labels would be most of a saved model.
    """

    def __init__(self, k: int = 10_000) -> None:
        self.k = k

    def fit(self, features: Any, target: np.ndarray) -> Self:
        """Choose `columns_`, ascending, from non-negative features and a 0/1 target."""
        statistics, _ = chi2(features, target)
        order = np.argsort(-np.nan_to_num(statistics), kind="stable")
        self.columns_ = np.sort(order[: self.k]).astype(np.int32)
        return self

    def transform(self, features: Any) -> Any:
        """These columns alone."""
        return features[:, self.columns_]


class LogCountRatios(TransformerMixin, BaseEstimator):
    """Features scaled by how much more frequent they are in texts with the label than without it.

    The absolute log-count ratios of Wang and Manning (2012, "Baselines and Bigrams"), their mean
    brought to one so that a classifier's regularisation keeps its meaning.
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def fit(self, features: Any, target: np.ndarray) -> Self:
        """Set `ratios_`, one a feature, from how many texts of each class have it."""
        has = (features != 0).astype(float)
        positive = np.asarray(target, dtype=float)
        inside, everywhere = has.T @ positive, np.asarray(has.sum(axis=0)).ravel()
        share_in = (inside + self.alpha) / (positive.sum() + 2 * self.alpha)
        share_out = (everywhere - inside + self.alpha) / ((1 - positive).sum() + 2 * self.alpha)
        ratios = np.abs(np.log(share_in / share_out))
        self.ratios_ = (ratios / ratios.mean()).astype(np.float32)
        return self

    def transform(self, features: Any) -> Any:
        """Each column times its ratio."""
        return features @ diags_array(self.ratios_)
