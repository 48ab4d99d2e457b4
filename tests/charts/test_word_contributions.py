import pytest

from emolab.charts.word_contributions import word_contributions
from emolab.inference.explain import MAX_WORDS


def test_a_cell_for_each_word_and_model_on_a_scale_with_zero_in_its_middle():
    chart = word_contributions(
        ["so", "<b>glad"], {"naive_bayes": [0.25, -0.5], "my_own_model": [0.0, 1.5]}, "joy"
    )
    (cells,) = chart.figure.data
    assert [list(row) for row in cells.z] == [[0.25, -0.5], [0.0, 1.5]]
    assert list(cells.y) == ["Naive Bayes", "my_own_model"]
    assert (cells.zmin, cells.zmax) == (-1.5, 1.5)
    assert list(chart.figure.layout.xaxis.ticktext) == ["so", "&lt;b&gt;glad"]
    assert chart.title == "Word contributions to joy"
    assert chart.alternative_text == "The word with the largest contribution to joy is '<b>glad'."


@pytest.mark.parametrize(("count", "cut"), [(MAX_WORDS, True), (MAX_WORDS - 1, False)])
def test_the_caption_says_where_words_may_be_missing(count, cut):
    chart = word_contributions(["a"] * count, {"naive_bayes": [0.0] * count}, "joy")
    assert chart.caption.endswith(f"The first {MAX_WORDS} words.") == cut
    # So many cells have no room for text.
    assert chart.figure.data[0].texttemplate is None
