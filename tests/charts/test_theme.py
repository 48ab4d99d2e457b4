import plotly.graph_objects as go
import pytest
from plotly.colors import validate_colors

from emolab.charts.theme import (
    TEXT_COLOURED,
    enlarged,
    finish,
    model_colour,
    model_legend,
    signed,
    title_in_two_lines,
    with_text_colour,
    write_html,
)
from emolab.models.registry import REGISTRY, model_title


def bars():
    figure = go.Figure()
    figure.add_bar(x=["a"], y=[1])
    figure.add_scatter(x=["a"], y=[1], mode="text", text=["1"], textfont={"size": 12})
    figure.add_scatter(x=["a"], y=[1], mode="markers", meta=TEXT_COLOURED)
    figure.add_annotation(text="a", font={"size": 11})
    return finish(figure, height=300)


def test_a_registered_model_has_its_title_and_another_has_its_name():
    assert model_title("naive_bayes") == REGISTRY["naive_bayes"].title
    assert model_title("my_own_model") == "my_own_model"
    assert title_in_two_lines("naive_bayes") == "Naive<br>Bayes"


def test_every_model_has_a_colour_and_registered_models_have_different_colours():
    colours = [model_colour(model) for model in (*REGISTRY, "my_own_model")]
    validate_colors(colours)
    assert len(set(colours)) == len(REGISTRY) + 1


def test_text_is_dark_on_light_pages_and_light_on_dark_pages():
    light, dark, unknown = (with_text_colour(bars(), theme) for theme in ("light", "dark", None))
    assert light.layout.font.color != dark.layout.font.color
    assert unknown.layout.font.color == light.layout.font.color
    assert [trace.marker.color for trace in dark.data] == [None, None, dark.layout.font.color]


def test_enlarged_scales_text_and_height_alike():
    original, larger = bars(), enlarged(bars(), by=2)
    assert larger.layout.height == 2 * original.layout.height
    assert larger.layout.font.size == 2 * original.layout.font.size
    assert larger.data[1].textfont.size == 24
    assert larger.layout.annotations[0].font.size == 22


@pytest.mark.parametrize(
    ("value", "expected"), [(0.04, "0"), (-0.04, "0"), (0.06, "+0.1"), (-1.26, "-1.3")]
)
def test_signed_numbers_have_one_decimal(value, expected):
    assert signed(value) == expected


def test_the_legend_has_every_model_in_its_colour_and_escapes_its_name():
    legend = model_legend(["naive_bayes", "<b>"])
    assert model_colour("naive_bayes") in legend
    assert "&lt;b&gt;" in legend


def test_a_written_figure_opens_without_a_network(tmp_path):
    write_html(bars(), tmp_path / "bars.html", "Bars")
    html = (tmp_path / "bars.html").read_text(encoding="utf-8")
    assert "Bars" in html
    assert 'src="http' not in html
