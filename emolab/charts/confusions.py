"""Confusions of one emotion with the others."""

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart
from emolab.charts.theme import GREY, finish
from emolab.evaluation import error_analysis
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.metrics import predict
from emolab.labels import colour_of
from emolab.models.registry import model_title

# Emotions in the chart.
MOST = 10


def confusions(comparison: Comparison, model: str, label: str) -> Chart:
    """Bars of the most frequent confusions of a label in a model's predictions.

    Args:
        comparison: the models on one split.
        model: one of them.
        label: the emotion.
    """
    predicted = predict(comparison.scores[model], comparison.thresholds[model])
    table = error_analysis.confusions(comparison.labels, comparison.targets, predicted, label)
    table = table[(table.predicted_instead > 0) | (table.true_instead > 0)].head(MOST)
    return Chart(
        f"Confusions of {label}: {model_title(model)}",
        f"{comparison.caption}. Left: false negatives of {label}, by the label predicted instead. "
        f"Right: false positives of {label}, by their true label. At most {MOST} labels.",
        _bars(table, label),
        f"{model_title(model)} confuses {label} most often with {table.label.iloc[0]}."
        if len(table)
        else f"{model_title(model)} does not confuse {label} with another label.",
        table,
    )


def _bars(table: pd.DataFrame, label: str) -> go.Figure:
    figure = go.Figure()
    for column, sign, words in (
        ("predicted_instead", -1, f"texts with {label}, predicted {{}} instead"),
        ("true_instead", 1, f"texts with {{}}, predicted {label}"),
    ):
        figure.add_bar(
            y=table.label,
            x=sign * table[column],
            orientation="h",
            marker_color=[colour_of(name) for name in table.label],
            text=table[column].where(table[column] > 0, ""),
            textposition="outside",
            cliponaxis=False,
            customdata=[words.format(name) for name in table.label],
            hovertemplate="%{text} %{customdata}<extra></extra>",
        )
    counts = table[["predicted_instead", "true_instead"]].to_numpy()
    largest = max(int(counts.max(initial=0)), 1)
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    figure.update_layout(barmode="relative")
    for x, anchor, words in (
        (-0.02, "right", f"← true {label}, predicted otherwise"),
        (0.02, "left", f"predicted {label}, true otherwise →"),
    ):
        figure.add_annotation(
            x=x * largest,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor=anchor,
            text=words,
            showarrow=False,
        )
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    figure.update_xaxes(range=[-1.1 * largest, 1.1 * largest], visible=False, fixedrange=True)
    return finish(figure, height=80 + 26 * max(len(table), 1), legend=False)
