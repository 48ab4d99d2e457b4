"""How well each label is told apart, whatever the threshold."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.figures.style import FAINT, GREY, finish, model_colour, title_of


def curve_panels(curves: pd.DataFrame, kind: str, per_row: int = 3) -> go.Figure:
    """A panel a label with every model's curve.

    Args:
        curves: as `curve_table` gives them.
        kind: "roc" or "pr".
        per_row: panels side by side.
    """
    rows_of_kind = curves[curves.kind == kind]
    names = list(dict.fromkeys(rows_of_kind.label))
    per_row = min(per_row, max(len(names), 1))
    n_rows = -(-len(names) // per_row) or 1
    figure = make_subplots(
        rows=n_rows,
        cols=per_row,
        subplot_titles=names,
        shared_xaxes=True,
        shared_yaxes=True,
        horizontal_spacing=0.03,
        vertical_spacing=0.22 / n_rows,
    )
    words = (
        "false positive rate %{x:.3f}, true positive rate %{y:.3f}"
        if kind == "roc"
        else "recall %{x:.3f}, precision %{y:.3f}"
    )
    for position, name in enumerate(names):
        row, column = position // per_row + 1, position % per_row + 1
        if kind == "roc":
            figure.add_scatter(
                x=[0, 1],
                y=[0, 1],
                mode="lines",
                line={"color": GREY, "width": 1, "dash": "dot"},
                showlegend=False,
                hoverinfo="skip",
                row=row,
                col=column,
            )
        for model, points in rows_of_kind[rows_of_kind.label == name].groupby("model", sort=False):
            figure.add_scatter(
                x=points.x,
                y=points.y,
                mode="lines",
                name=title_of(model),
                legendgroup=model,
                showlegend=position == 0,
                line={"color": model_colour(model), "width": 2},
                customdata=points[["threshold", "true_positives", "false_positives"]],
                hovertemplate=words + "<br>threshold %{customdata[0]:.3f}: %{customdata[1]:.0f} "
                f"right, %{{customdata[2]:.0f}} wrong<extra>{title_of(model)}</extra>",
                row=row,
                col=column,
            )
    titles = (
        ("false positive rate", "true positive rate")
        if kind == "roc"
        else (
            "recall",
            "precision",
        )
    )
    figure.update_xaxes(range=[-0.01, 1.01], gridcolor=FAINT)
    figure.update_yaxes(range=[0, 1.02], gridcolor=FAINT)
    figure.update_xaxes(title=titles[0], row=n_rows)
    figure.update_yaxes(title=titles[1], col=1)
    return finish(figure, height=110 + 260 * n_rows)


def auc_dots(table: pd.DataFrame, support: Mapping[str, int], measure: str) -> go.Figure:
    """One measure of every label, a dot a model, the best-ranked label on top.

    Args:
        table: as `auc_table` gives it.
        support: positives of each label in the split.
        measure: "roc_auc" or "average_precision".
    """
    known = table[table.label.isin(support.keys())].dropna(subset=[measure])
    order = known.groupby("label")[measure].mean().sort_values(ascending=False).index
    figure = go.Figure()
    for model, rows in known.groupby("model", sort=False):
        values = rows.set_index("label")[measure].reindex(order)
        figure.add_scatter(
            y=[f"{label} ({support[label]})" for label in order],
            x=values,
            mode="markers",
            name=title_of(model),
            marker={"color": model_colour(model), "size": 10},
            hovertemplate=f"%{{y}}: %{{x:.3f}}<extra>{title_of(model)}</extra>",
        )
    figure.update_yaxes(autorange="reversed", gridcolor=FAINT, fixedrange=True)
    figure.update_xaxes(
        title={"roc_auc": "ROC AUC", "average_precision": "average precision"}[measure],
        gridcolor=FAINT,
        side="top",
    )
    return finish(figure, height=130 + 21 * len(order))
