import pandas as pd

from emolab.charts.label_counts import label_counts
from emolab.labels import colour_of

COUNTS = pd.DataFrame(
    {"label": ["anger", "homesickness", "joy"], "before": [9, 4, 2], "added": [0, 1, 3]}
)


def test_labels_are_in_the_order_of_groups_and_custom_labels_last():
    original, generated = label_counts(COUNTS, 19, 4).figure.data
    assert list(original.y) == list(generated.y) == ["joy", "anger", "homesickness"]
    assert list(original.x) == [2, 9, 4]
    assert list(generated.x) == [3, 0, 1]


def test_in_a_group_the_label_with_most_rows_is_on_top():
    counts = pd.DataFrame({"label": ["joy", "love", "pride"], "before": [2, 5, 3], "added": 0})
    (original,) = label_counts(counts, 10, 0).figure.data
    assert list(original.y) == ["love", "pride", "joy"]


def test_without_generated_rows_there_are_original_rows_only():
    (original,) = label_counts(COUNTS.assign(added=0), 15, 0).figure.data
    assert list(original.x) == [2, 9, 4]


def test_both_bars_of_a_label_have_its_colour():
    original, generated = label_counts(COUNTS, 19, 4).figure.data
    expected = [colour_of(label) for label in ("joy", "anger", "homesickness")]
    assert list(original.marker.color) == list(generated.marker.color) == expected


def test_the_caption_counts_rows_and_generated_rows():
    chart = label_counts(COUNTS, 1900, 4)
    assert chart.title == "Train rows by label"
    assert chart.caption.startswith("train split, 1,900 rows, 4 of them generated.")
