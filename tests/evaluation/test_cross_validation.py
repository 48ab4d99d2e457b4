import numpy as np
import pytest

from emolab.evaluation.cross_validation import CrossValidated, cross_validated_metrics


def test_each_half_is_measured_under_the_thresholds_of_the_other_half():
    # Each half is one text. The first is best cut at 0.45 and 0.45, which makes the second text a
    # false negative of the first label. The second is best cut at 0.15 and 0.45, all its cells at
    # 0.15, and under either the first text keeps both labels.
    metrics = cross_validated_metrics(np.ones((2, 2)), np.array([[0.9, 0.9], [0.3, 0.9]]))
    assert metrics.f1_macro_per_label == pytest.approx((2 / 3 + 1) / 2)
    assert metrics.f1_micro_shared == pytest.approx(6 / 7)


@pytest.mark.parametrize(
    ("seeds", "expected"),
    [
        # Texts 2 and 0, and 1 and 3: either half is best cut at 0.15, so every text is found.
        ([0] * 8, 1),
        # Texts 0 and 1, and 2 and 3: cut at 0.45, the second half is missed, F1 2 * 2 / (4 + 2).
        ([1] * 8, 2 / 3),
        ([0, 1], 5 / 6),
        # Of the seeds from 0 to 4, these are 1, 2/3, 2/3, 2/3 and 1.
        (None, 4 / 5),
    ],
)
def test_the_metrics_are_means_over_the_halvings_of_the_seeds(seeds, expected):
    targets, scores = np.ones((4, 1)), np.array([[0.9], [0.9], [0.3], [0.3]])
    options = {} if seeds is None else {"seeds": seeds}
    metrics = cross_validated_metrics(targets, scores, **options)
    assert metrics.f1_macro_per_label == pytest.approx(expected)
    assert metrics.f1_micro_shared == pytest.approx(expected)


def test_metrics_by_name():
    assert CrossValidated(0.5, 0.25).as_dict() == {
        "f1_macro_per_label": 0.5,
        "f1_micro_shared": 0.25,
    }
