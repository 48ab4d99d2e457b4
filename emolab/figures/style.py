"""What all figures share: colours, type, room, and how a figure is saved."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import plotly.graph_objects as go

from emolab.models.registry import REGISTRY

# Okabe and Ito's palette: told apart by colour-blind eyes, on light and on dark ground.
# A distilled variant has a lighter shade of its model's colour.
MODEL_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#F0A26B", "#74C9AE", "#CC79A7", "#56B4E9")
# For what is no model.
OTHER_COLOURS = ("#E69F00", "#6F4E9C", "#8C6D46", "#868e96")
GREY = "#868e96"
FAINT = "rgba(134, 142, 150, 0.25)"
# Grounds that dark type can be read on, whatever the value and the page's theme.
SHADES = [[0, "#f7f3e8"], [1, "#e0a526"]]
AGAINST_AND_FOR = [[0, "#f4a582"], [0.5, "#f7f7f7"], [1, "#92c5de"]]
ON_SHADES = {"color": "#1a1d21"}
# The page's own ground shows through where there is little; no type stands on it.
VEIL = [[0, "rgba(224, 165, 38, 0.07)"], [1, "rgb(224, 165, 38)"]]
# A panel's 1 would stand in the next panel's 0.
SCORE_AXIS = {
    "range": [0, 1.02],
    "tickvals": [0, 0.5, 1],
    "ticktext": ["0", "0.5", ""],
    "fixedrange": True,
}
_INK = {"light": "#1a1d21", "dark": "#f1f3f5"}
# The meta of a trace whose marks are drawn in the colour of type, which stands out on any bar.
IN_INK = "in ink"

# The browser's own button writes the PNG, at a size for slides.
CONFIG = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
    "toImageButtonOptions": {"format": "png", "width": 1600, "height": 900, "scale": 2},
}


def title_of(model: str) -> str:
    """A model's name as people read it."""
    return REGISTRY[model].title if model in REGISTRY else model


def model_colour(model: str) -> str:
    """A model's colour, the same on every page."""
    names = list(REGISTRY)
    position = names.index(model) if model in names else len(names)
    return MODEL_COLOURS[position % len(MODEL_COLOURS)]


def in_ink(figure: go.Figure, theme: str | None) -> go.Figure:
    """The figure with its type in the colour that the page's theme, light or dark, calls for."""
    ink = _INK.get(theme or "light", _INK["light"])
    figure.update_traces(marker={"color": ink, "line": {"color": ink}}, selector={"meta": IN_INK})
    return figure.update_layout(font_color=ink)


def enlarged(figure: go.Figure, by: float = 1.4) -> go.Figure:
    """The figure for a room: all type larger, and the figure as much higher, so that it fits."""
    figure.update_layout(height=by * figure.layout.height, font_size=by * figure.layout.font.size)
    figure.for_each_annotation(
        lambda one: one.update(font_size=by * one.font.size) if one.font.size else None
    )
    for trace in figure.data:
        if "textfont" in trace and trace.textfont.size:
            trace.textfont.size *= by
    return figure


def signed(value: float) -> str:
    """One digit and a sign; nothing that rounds to zero has one."""
    return f"{value:+.1f}" if abs(value) >= 0.05 else "0"


def in_two_lines(model: str) -> str:
    """A model's title for a narrow place."""
    return title_of(model).replace(" ", "<br>")


def finish(figure: go.Figure, height: int, legend: bool = True, **layout: object) -> go.Figure:
    """What all figures share: room, type, one legend above, no ground of their own."""
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


def write_page(figure: go.Figure, path: Path, title: str) -> None:
    """One self-contained HTML file that shows the figure without a network."""
    figure.update_layout(title=title).write_html(path, include_plotlyjs=True, config=CONFIG)


def model_key(models: Sequence[str]) -> str:
    """One line of HTML that says which colour is which model, for several figures together."""
    dot = '<span style="color:{}">&#9679;</span>'
    return "&emsp;".join(
        f'<span style="white-space:nowrap">{dot.format(model_colour(model))} '
        f"{escape(title_of(model))}</span>"
        for model in models
    )
