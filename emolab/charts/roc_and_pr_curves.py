"""ROC and precision–recall curves of labels and averages."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart, by_model
from emolab.charts.theme import GREY, GRID, finish, model_colour
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.curves import binary_curve, macro_roc, micro_curve, thin
from emolab.evaluation.metrics import count, predict, ranked_labels, ratio
from emolab.labels import AVERAGES
from emolab.models.registry import model_title

TITLE = "ROC and precision–recall curves"

_NAMES = {"roc": "ROC curve", "pr": "precision–recall curve"}
# By kind, the x and y axes: column and title.
_AXES = {
    "roc": (
        ("false_positive_rate", "false positive rate"),
        ("true_positive_rate", "true positive rate"),
    ),
    "pr": (("true_positive_rate", "recall"), ("precision", "precision")),
}
_COUNTS = ["threshold", "true_positives", "false_positives"]


def curve_table(
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    names: Sequence[str],
) -> pd.DataFrame:
    """Points of the curves, thinned for drawing; they do not depend on the threshold policy.

    Args:
        labels: in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: by model, arrays of that shape.
        names: labels or AVERAGES. The macro average has a ROC curve only; a label without
            positives or without negatives has no curve.

    Returns:
        Columns label, model, kind ("roc" or "pr"), x, y, threshold, true_positives,
        false_positives.
    """
    ranked = ranked_labels(targets)
    parts = []
    for name in names:
        if name in labels and not ranked[labels.index(name)]:
            continue
        for model, values in scores.items():
            kinds = ["roc", "pr"]
            if name == "macro average":
                curve, kinds = macro_roc(targets, values), ["roc"]
            elif name == "micro average":
                curve = micro_curve(targets, values)
            else:
                column = labels.index(name)
                curve = binary_curve(targets[:, column], values[:, column])
            for kind in kinds:
                (x, _), (y, _) = _AXES[kind]
                points = thin(curve, x, y).rename(columns={x: "x", y: "y"})
                parts.append(points.assign(label=name, model=model, kind=kind))
    columns = ["label", "model", "kind", "x", "y", *_COUNTS]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).reindex(columns=columns)


def operating_points(
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Operating point of each model, for every label and the micro average.

    Returns:
        Columns label, model, threshold (NaN for the average, which may have several),
        true_positives, false_positives, true_positive_rate, false_positive_rate, precision.
    """
    parts = []
    for model, values in scores.items():
        counts = count(targets, predict(values, thresholds[model]))
        true, false = (
            np.append(each, each.sum()) for each in (counts.true_positives, counts.false_positives)
        )
        support = np.append(targets.sum(axis=0, dtype=int), targets.sum(dtype=int))
        cells = np.append(np.full(len(labels), len(targets)), targets.size)
        parts.append(
            pd.DataFrame(
                {
                    "label": [*labels, AVERAGES[0]],
                    "model": model,
                    "threshold": np.append(thresholds[model], np.nan),
                    "true_positives": true,
                    "false_positives": false,
                    "true_positive_rate": ratio(true, support),
                    "false_positive_rate": ratio(false, cells - support),
                    "precision": ratio(true, true + false),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def curves_caption(comparison: Comparison) -> str:
    """The caption that the charts of `roc_and_pr_curves` share, under TITLE."""
    return f"{comparison.caption}. Dots: operating points. Dotted line: ROC curve of random scores."


def roc_and_pr_curves(comparison: Comparison, table: pd.DataFrame) -> list[Chart]:
    """A chart for each curve in the table, all ROC curves first.

    Args:
        comparison: the models on one split.
        table: from `curve_table`.
    """
    points = operating_points(
        comparison.labels, comparison.targets, comparison.scores, comparison.thresholds
    )
    charts = []
    for kind, curve_name in _NAMES.items():
        of_kind = table[table.kind == kind]
        for label in dict.fromkeys(of_kind.label):
            rows = of_kind[of_kind.label == label]
            charts.append(
                Chart(
                    f"{label}: {curve_name}",
                    "",
                    _curves(rows, points[points.label == label], kind),
                    f"{curve_name} of {label} for each model.",
                    rows,
                )
            )
    return charts


def _curves(table: pd.DataFrame, points: pd.DataFrame, kind: str) -> go.Figure:
    (x, x_title), (y, y_title) = _AXES[kind]
    figure = go.Figure()
    if kind == "roc":
        figure.add_scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"color": GREY, "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )
    position = f"{x_title} %{{x:.3f}}, {y_title} %{{y:.3f}}"
    counts = (
        "threshold %{customdata[0]:.3f}: %{customdata[1]:.0f} true positives, "
        "%{customdata[2]:.0f} false positives"
    )
    for model, rows in by_model(table):
        figure.add_scatter(
            x=rows.x,
            y=rows.y,
            mode="lines",
            name=model_title(model),
            line={"color": model_colour(model), "width": 2},
            customdata=rows[_COUNTS],
            hovertemplate=f"{position}<br>{counts}<extra>{model_title(model)}</extra>",
        )
    for row in points.itertuples():
        figure.add_scatter(
            x=[getattr(row, x)],
            y=[getattr(row, y)],
            mode="markers",
            name=f"{model_title(str(row.model))} operating point",
            marker={
                "size": 11,
                "color": model_colour(str(row.model)),
                "line": {"width": 2, "color": "white"},
            },
            customdata=[[row.threshold, row.true_positives, row.false_positives]],
            hovertemplate=f"operating point: {position}<br>{counts}"
            f"<extra>{model_title(str(row.model))}</extra>",
        )
    figure.update_xaxes(range=[-0.01, 1.01], gridcolor=GRID, title=x_title)
    figure.update_yaxes(range=[0, 1.02], gridcolor=GRID, title=y_title)
    return finish(figure, height=320, legend=False).update_layout(margin_t=10)
