import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.feature_selection import SelectKBest, chi2

from emolab.models.linear.feature_selection import BestFeatures, LogCountRatios


@pytest.mark.parametrize("k", [1, 7, 40, 100])
def test_the_columns_are_those_of_scikit_learns_own_selection(k):
    draw = np.random.default_rng(3)
    features = csr_array(draw.random((60, 40)) * (draw.random((60, 40)) < 0.3))
    target = draw.integers(0, 2, 60)
    plain = SelectKBest(chi2, k=min(k, 40)).fit(features, target)
    best = BestFeatures(k).fit(features, target)
    assert best.columns_.tolist() == plain.get_support(indices=True).tolist()
    assert (best.transform(features) != plain.transform(features)).nnz == 0


def test_a_feature_that_no_text_has_is_chosen_last():
    features = csr_array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert BestFeatures(2).fit(features, np.array([0, 1])).columns_.tolist() == [1, 2]


def test_ratios_are_those_of_smoothed_shares():
    features = csr_array([[0.5, 0.0], [0.5, 0.2], [0.0, 0.2], [0.0, 0.2]])
    ratios = LogCountRatios().fit(features, np.array([1, 1, 0, 0]))
    # First: in both of two against none of two, (3/4) / (1/4). Second: 1 of 2 against 2 of 2.
    expected = np.abs(np.log([3, (2 / 4) / (3 / 4)]))
    np.testing.assert_allclose(ratios.ratios_, expected / expected.mean(), rtol=1e-6)
    np.testing.assert_allclose(
        ratios.transform(features).toarray()[1], [0.5, 0.2] * ratios.ratios_, rtol=1e-6
    )
