import pandas as pd

from emolab.charts.ablation import ablation

EFFECTS = pd.DataFrame(
    [
        ("naive_bayes", "template", "micro F1", 0.5, 0.625, 0.125, 0.0625, 0.25),
        ("naive_bayes", "template, repeats instead", "micro F1", 0.5, 0.375, -0.125, -0.25, 0.0),
    ],
    columns=["model", "variant", "metric", "before", "after", "change", "low", "high"],
)


def test_variants_are_dots_with_intervals_and_repeats_are_open():
    chart = ablation(EFFECTS, 2)
    generated, repeated = chart.figure.data
    assert (list(generated.x), list(repeated.x)) == ([0.125], [-0.125])
    assert list(generated.error_x.array) == [0.125]
    assert list(generated.error_x.arrayminus) == [0.0625]
    assert (generated.marker.symbol, repeated.marker.symbol) == ("circle", "circle-open")
    assert (generated.name, repeated.name) == ("template", "template, repeats instead")


def test_the_words_of_the_chart():
    chart = ablation(EFFECTS, 2)
    assert chart.title == "Ablation"
    assert chart.caption.startswith("test split, mean of 2 seeds; threshold: shared for micro F1")
    pd.testing.assert_frame_equal(chart.table, EFFECTS)
