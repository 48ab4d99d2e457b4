"""Colours, axes and fonts of all charts, and how a figure is written to a file."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from emolab.models.registry import REGISTRY, model_title

# The palette of Okabe and Ito, which colour-blind readers can tell apart on light and dark pages.
# A distilled variant has a lighter shade of its model's colour.
MODEL_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#F0A26B", "#74C9AE", "#CC79A7", "#56B4E9")
# For traces that do not stand for a model.
OTHER_COLOURS = ("#E69F00", "#6F4E9C", "#8C6D46", "#868e96")
GREY = "#868e96"
GRID = "rgba(134, 142, 150, 0.25)"
# Colour scales of heat maps with text in their cells: DARK_TEXT is legible on every colour.
SEQUENTIAL = [[0, "#f7f3e8"], [1, "#e0a526"]]
DIVERGING = [[0, "#f4a582"], [0.5, "#f7f7f7"], [1, "#92c5de"]]
DARK_TEXT = {"color": "#1a1d21"}
# For heat maps without text: almost transparent at zero, on light and dark pages.
TRANSLUCENT = [[0, "rgba(224, 165, 38, 0.07)"], [1, "rgb(224, 165, 38)"]]
# The tick at 1 has no text: it would overlap the 0 of the next panel.
SCORE_AXIS: dict[str, Any] = {
    "range": [0, 1.02],
    "tickvals": [0, 0.5, 1],
    "ticktext": ["0", "0.5", ""],
    "fixedrange": True,
}
PANEL_TITLE_SIZE = 11
_TEXT_COLOURS = {"light": "#1a1d21", "dark": "#f1f3f5"}
# The `meta` of a trace whose markers have the colour of text, so that they contrast with any bar.
TEXT_COLOURED = "text-coloured"

# The button in the browser writes a PNG of a size for slides.
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
    "toImageButtonOptions": {"format": "png", "width": 1600, "height": 900, "scale": 2},
}


def title_in_two_lines(model: str) -> str:
    """A model's title for a narrow panel."""
    return model_title(model).replace(" ", "<br>")


def model_colour(model: str) -> str:
    """A model's colour, the same in every chart."""
    names = list(REGISTRY)
    position = names.index(model) if model in names else len(names)
    return MODEL_COLOURS[position % len(MODEL_COLOURS)]


def model_legend(models: Sequence[str]) -> str:
    """A legend of models as one line of HTML, for several figures together."""
    dot = '<span style="color:{}">&#9679;</span>'
    return "&emsp;".join(
        f'<span style="white-space:nowrap">{dot.format(model_colour(model))} '
        f"{escape(model_title(model))}</span>"
        for model in models
    )


def signed(value: float) -> str:
    """A number with its sign and one decimal; "0" where it rounds to zero."""
    return f"{value:+.1f}" if abs(value) >= 0.05 else "0"


def finish(figure: go.Figure, height: int, legend: bool = True, **layout: object) -> go.Figure:
    """The figure with the layout that all charts share: margins, font, legend on top."""
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 10, "r": 10, "t": 60, "b": 30},
        font={"size": 14},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=legend,
        legend={"orientation": "h", "y": 1, "yref": "container", "yanchor": "top", "x": 0},
        hoverlabel={"font": {"size": 14}},
        **layout,
    )
    figure.update_xaxes(zeroline=False, automargin=True)
    figure.update_yaxes(zeroline=False, automargin=True, ticklabelstandoff=4)
    return figure


def with_text_colour(figure: go.Figure, theme: str | None) -> go.Figure:
    """The figure with text that is legible on the page's theme: "light", "dark", or None."""
    colour = _TEXT_COLOURS.get(theme or "light", _TEXT_COLOURS["light"])
    figure.update_traces(
        marker={"color": colour, "line": {"color": colour}}, selector={"meta": TEXT_COLOURED}
    )
    return figure.update_layout(font_color=colour)


def enlarged(figure: go.Figure, by: float = 1.4) -> go.Figure:
    """The figure for a projector: all text larger, and the figure higher by the same factor."""
    figure.update_layout(height=by * figure.layout.height, font_size=by * figure.layout.font.size)
    figure.for_each_annotation(
        lambda text: text.update(font_size=by * text.font.size) if text.font.size else None
    )
    for trace in figure.data:
        if "textfont" in trace and trace.textfont.size:
            trace.textfont.size *= by
    return figure


def write_html(figure: go.Figure, path: Path, title: str) -> None:
    """Write the figure as one HTML file that opens without a network."""
    figure.update_layout(title=title).write_html(path, include_plotlyjs=True, config=CONFIG)
