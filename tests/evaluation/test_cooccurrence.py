import numpy as np
import pytest

from emolab.evaluation.cooccurrence import cooccurrence


@pytest.mark.filterwarnings("error")
def test_the_share_is_of_the_texts_that_bear_the_rows_label():
    chosen = np.array([[1, 1, 0], [1, 0, 0], [1, 0, 0], [1, 1, 0]])
    nan = np.nan
    np.testing.assert_array_equal(
        cooccurrence(chosen), [[nan, 0.5, 0], [1, nan, 0], [nan, nan, nan]]
    )
