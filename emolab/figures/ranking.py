"""How well each label is told apart, whatever the threshold."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from emolab.figures.style import FAINT, GREY, finish, model_colour, title_of

_AXES = {
    "roc": (
        ("false_positive_rate", "false positive rate"),
        ("true_positive_rate", "true positive rate"),
    ),
    "pr": (("true_positive_rate", "recall"), ("precision", "precision")),
}


def curve_panel(curves: pd.DataFrame, points: pd.DataFrame, kind: str) -> go.Figure:
    """Every model's curve for one label, a dot where its threshold stands.

    Args:
        curves: one label's rows of `curve_table`.
        points: that label's rows of `operating_points`; may be empty.
        kind: "roc" or "pr".
    """
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
    place = f"{x_title} %{{x:.3f}}, {y_title} %{{y:.3f}}"
    counts = (
        "threshold %{customdata[0]:.3f}: %{customdata[1]:.0f} right, %{customdata[2]:.0f} wrong"
    )
    columns = ["threshold", "true_positives", "false_positives"]
    for model, rows in curves.groupby("model", sort=False):
        figure.add_scatter(
            x=rows.x,
            y=rows.y,
            mode="lines",
            name=title_of(model),
            line={"color": model_colour(model), "width": 2},
            customdata=rows[columns],
            hovertemplate=f"{place}<br>{counts}<extra>{title_of(model)}</extra>",
        )
    for row in points.itertuples():
        figure.add_scatter(
            x=[getattr(row, x)],
            y=[getattr(row, y)],
            mode="markers",
            name=f"{title_of(row.model)} now",
            marker={
                "size": 11,
                "color": model_colour(row.model),
                "line": {"width": 2, "color": "white"},
            },
            customdata=[[row.threshold, row.true_positives, row.false_positives]],
            hovertemplate=f"now: {place}<br>{counts}<extra>{title_of(row.model)}</extra>",
        )
    figure.update_xaxes(range=[-0.01, 1.01], gridcolor=FAINT, title=x_title)
    figure.update_yaxes(range=[0, 1.02], gridcolor=FAINT, title=y_title)
    return finish(figure, height=320, legend=False).update_layout(margin_t=10)


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
    figure.update_yaxes(autorange="reversed", dtick=1, gridcolor=FAINT, fixedrange=True)
    figure.update_xaxes(
        title={"roc_auc": "ROC AUC", "average_precision": "average precision"}[measure],
        gridcolor=FAINT,
        side="top",
    )
    return finish(figure, height=130 + 21 * len(order))
