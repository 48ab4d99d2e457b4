import numpy as np

from emolab.charts.cooccurrence import cooccurrence


def test_a_panel_for_true_and_one_for_predicted_labels_by_group(comparison):
    chart = cooccurrence(comparison, "my_own_model")
    true, predicted = chart.figure.data
    assert list(true.x) == list(true.y) == ["joy", "anger", "homesickness"]
    nan = np.nan
    np.testing.assert_allclose(true.z, [[nan, 0, 1 / 3], [nan] * 3, [1 / 2, 0, nan]])
    np.testing.assert_allclose(predicted.z, [[nan, 0, 1 / 3], [0, nan, 0], [1, 0, nan]])
    assert [title.text for title in chart.figure.layout.annotations] == [
        "true labels",
        "predicted labels, my_own_model",
    ]


def test_the_words_of_the_chart(comparison):
    chart = cooccurrence(comparison, "naive_bayes")
    assert chart.title == "Label co-occurrence: true and predicted"
    assert chart.caption.startswith("test split, 4 texts; threshold: <in words>. A cell is")
    assert "Naive Bayes" in chart.alternative_text
