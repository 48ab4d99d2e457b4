import pytest

from emolab.charts.confusions import confusions


def test_false_negatives_are_on_the_left_and_false_positives_on_the_right(comparison):
    chart = confusions(comparison, "my_own_model", "joy")
    left, right = chart.figure.data
    assert list(left.y) == list(right.y) == ["homesickness", "anger"]
    assert list(left.x) == [0, -1]
    assert list(right.x) == [1, 0]
    assert list(left.text) == ["", 1]
    assert left.customdata[1] == "texts with joy, predicted anger instead"
    assert right.customdata[0] == "texts with homesickness, predicted joy"
    assert chart.title == "Confusions of joy: my_own_model"
    assert chart.table.predicted_instead.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("my_own_model", "my_own_model confuses joy most often with homesickness."),
        ("naive_bayes", "Naive Bayes does not confuse joy with another label."),
    ],
)
def test_the_alternative_text_names_the_most_frequent_confusion(comparison, model, words):
    assert confusions(comparison, model, "joy").alternative_text == words
