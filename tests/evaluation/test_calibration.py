import numpy as np
import pytest

from emolab.evaluation.calibration import calibration_table, expected_calibration_error


def test_each_bin_has_its_mean_score_and_share():
    targets = np.array([[0, 1], [1, 0]])
    scores = {"a": np.array([[0.1, 0.3], [0.9, 0.7]])}
    table = calibration_table(targets, scores, bins=2)
    assert table.model.tolist() == ["a", "a"]
    assert table.score.tolist() == pytest.approx([0.2, 0.8])
    assert table.share.tolist() == [0.5, 0.5]
    assert table.cells.tolist() == [2, 2]
    assert expected_calibration_error(table) == {"a": pytest.approx(0.3)}


def test_a_score_of_one_belongs_to_the_last_bin():
    table = calibration_table(np.array([[1, 0]]), {"a": np.array([[1.0, 0.95]])})
    assert table.cells.tolist() == [2]


def test_scores_that_come_true_as_often_as_they_say_have_no_error():
    targets = np.repeat([1, 0], [30, 70])
    table = calibration_table(targets, {"a": np.full(100, 0.3)})
    assert expected_calibration_error(table)["a"] == pytest.approx(0)


def test_there_are_ten_bins_by_default():
    scores = (np.arange(20) + 0.5) / 20
    table = calibration_table(np.zeros(20), {"a": scores})
    assert table.cells.tolist() == [2] * 10


def test_a_bin_of_a_single_cell_is_listed_and_an_empty_one_is_not():
    table = calibration_table(np.array([1, 0]), {"a": np.array([0.95, 0.15])})
    assert table.score.tolist() == pytest.approx([0.15, 0.95])
    assert table.cells.tolist() == [1, 1]


def test_the_error_weighs_each_bin_by_its_cells_and_keeps_the_order_of_the_models():
    # Model b: three cells at 0.1 without a positive, one at 0.9 without one: (3 * 0.1 + 0.9) / 4.
    targets = np.zeros(4)
    scores = {"b": np.array([0.1, 0.1, 0.1, 0.9]), "a": np.full(4, 0.5)}
    table = calibration_table(targets, scores)
    assert table.index.tolist() == [0, 1, 2]
    error = expected_calibration_error(table)
    assert list(error) == ["b", "a"]
    assert error == pytest.approx({"b": 0.3, "a": 0.5})
