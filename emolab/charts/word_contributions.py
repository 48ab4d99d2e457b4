"""Contribution of each word to the score of one emotion."""

from collections.abc import Mapping, Sequence
from html import escape

import plotly.graph_objects as go

from emolab.charts.chart import Chart
from emolab.charts.theme import DARK_TEXT, DIVERGING, finish, signed
from emolab.inference.explain import MAX_WORDS
from emolab.models.registry import model_title


def word_contributions(
    words: Sequence[str], contributions: Mapping[str, Sequence[float]], label: str
) -> Chart:
    """A heat map with a column for each word and a row for each model.

    Args:
        words: of the text, in order; one or more.
        contributions: to the label's log-odds, by model, a number for each word.
        label: the emotion.
    """
    highest = max(
        range(len(words)), key=lambda at: max(values[at] for values in contributions.values())
    )
    caption = (
        f"One text. Unit: log-odds of {label}; +0.7 doubles the odds, -0.7 halves them. Linear "
        "models: the exact contribution of the word. Other models: the decrease of the log-odds "
        "when the word is left out."
    )
    if len(words) == MAX_WORDS:
        caption += f" The first {MAX_WORDS} words."
    return Chart(
        f"Word contributions to {label}",
        caption,
        _heat_map(words, contributions),
        f"The word with the largest contribution to {label} is {words[highest]!r}.",
    )


def _heat_map(words: Sequence[str], contributions: Mapping[str, Sequence[float]]) -> go.Figure:
    models = list(contributions)
    values = [[float(value) for value in contributions[model]] for model in models]
    # Plotly reads some HTML tags in its texts.
    words = [escape(word) for word in words]
    largest = max((abs(value) for row in values for value in row), default=0) or 1
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=list(range(len(words))),
            y=[model_title(model) for model in models],
            zmin=-largest,
            zmax=largest,
            colorscale=DIVERGING,
            textfont=DARK_TEXT,
            text=[[signed(value) for value in row] for row in values],
            texttemplate="%{text}" if len(words) <= 20 else None,
            customdata=[words] * len(models),
            hovertemplate="%{y}: %{customdata} %{z:+.2f}<extra></extra>",
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_xaxes(
        tickvals=list(range(len(words))),
        ticktext=words,
        side="top",
        autotickangles=[0, -40, -90],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True)
    return finish(figure, height=110 + 38 * len(models), legend=False)
