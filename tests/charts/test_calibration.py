from emolab.charts.calibration import calibration
from emolab.charts.theme import model_colour
from emolab.models.registry import model_title


def test_a_line_for_each_model_beside_the_dotted_diagonal(comparison):
    diagonal, *lines = calibration(comparison).figure.data
    assert (list(diagonal.x), list(diagonal.y)) == ([0, 1], [0, 1])
    assert [line.name for line in lines] == [model_title(model) for model in comparison.models]
    assert [line.line.color for line in lines] == [
        model_colour(model) for model in comparison.models
    ]
    assert [list(line.x) for line in lines] == [[0.125, 0.875]] * 2
    # The second model has a high score for 5 labels of texts, of which 3 are true.
    assert [list(line.y) for line in lines] == [[0, 1], [2 / 7, 3 / 5]]


def test_the_words_have_the_expected_calibration_error(comparison):
    chart = calibration(comparison)
    assert chart.title == "Calibration"
    assert "no threshold is used" in chart.caption
    assert chart.caption.endswith(
        "Expected calibration error: Naive Bayes 0.125; my_own_model 0.208."
    )
    assert chart.table.columns.tolist() == ["model", "score", "share", "cells"]
