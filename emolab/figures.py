"""Tables in, Plotly figures out; the only file that knows colours and axes."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.labels import GROUPS, colour_of, group_of
from emolab.models import REGISTRY
from emolab.prediction import Prediction
from emolab.references import Reference

# Okabe and Ito's palette: told apart by colour-blind eyes, on light and on dark ground.
_MODEL_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_GREY = "#868e96"
_FAINT = "rgba(134, 142, 150, 0.25)"
_SCORE_AXIS = {"range": [0, 1.02], "tickvals": [0, 0.5, 1], "fixedrange": True}
_INK = {"light": "#1a1d21", "dark": "#f1f3f5"}

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
    return _MODEL_COLOURS[position % len(_MODEL_COLOURS)]


def in_ink(figure: go.Figure, theme: str | None) -> go.Figure:
    """The figure with its type in the colour that the page's theme, light or dark, calls for."""
    return figure.update_layout(font_color=_INK.get(theme or "light", _INK["light"]))


def score_bars(
    labels: Sequence[str], predictions: Mapping[str, Prediction], order: Sequence[str]
) -> go.Figure:
    """Every label's score as bars, a panel a model on one scale, thresholds as ticks.

    Args:
        labels: in column order.
        predictions: by model.
        order: the labels from top to bottom.
    """
    models = list(predictions)
    figure = make_subplots(
        rows=1,
        cols=len(models),
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[_in_two_lines(model) for model in models],
    )
    columns = [labels.index(label) for label in order]
    for panel, model in enumerate(models, start=1):
        prediction = predictions[model]
        scores = prediction.scores[columns]
        thresholds = prediction.thresholds[columns]
        reached = scores >= thresholds
        figure.add_bar(
            y=list(order),
            x=scores,
            orientation="h",
            marker={"color": model_colour(model), "opacity": [0.95 if r else 0.4 for r in reached]},
            customdata=thresholds,
            hovertemplate="%{y}: %{x:.3f} (threshold %{customdata:.3f})<extra></extra>",
            row=1,
            col=panel,
        )
        figure.add_scatter(
            y=list(order),
            x=thresholds,
            mode="markers",
            marker={
                "symbol": "line-ns",
                "size": 11,
                "line": {"width": 2, "color": _GREY},
            },
            hoverinfo="skip",
            row=1,
            col=panel,
        )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticks="", fixedrange=True)
    figure.update_xaxes(**_SCORE_AXIS, gridcolor=_FAINT)
    return _finish(figure, height=70 + 21 * len(order), legend=False, bargap=0.25)


def headline_bars(table: pd.DataFrame, references: Sequence[Reference] = ()) -> go.Figure:
    """Micro and macro F1 of each model with intervals, published figures as open diamonds.

    Args:
        table: as `headline_table` gives it.
        references: drawn beside the model they name.
    """
    figure = go.Figure()
    metrics = list(table.metric.unique())
    for model, rows in table.groupby("model", sort=False):
        figure.add_bar(
            name=title_of(model),
            x=rows.metric,
            y=rows.value,
            offsetgroup=model,
            marker_color=model_colour(model),
            text=[f"{value:.3f}" for value in rows.value],
            textposition="inside",
            insidetextanchor="start",
            textfont={"color": "white", "size": 15},
            error_y={
                "type": "data",
                "array": rows.high - rows.value,
                "arrayminus": rows.value - rows.low,
                "color": _GREY,
                "thickness": 2,
                "width": 6,
            },
            customdata=rows[["low", "high"]],
            hovertemplate="%{y:.3f} (95 % interval %{customdata[0]:.3f} to %{customdata[1]:.3f})"
            f"<extra>{title_of(model)}</extra>",
        )
    drawn = [reference for reference in references if reference.model in set(table.model)]
    for reference in drawn:
        figure.add_scatter(
            x=metrics,
            y=[reference.micro_f1, reference.macro_f1],
            mode="markers",
            offsetgroup=reference.model,
            marker={"symbol": "diamond-open", "size": 12, "color": _GREY, "line": {"width": 2}},
            name="published",
            showlegend=reference is drawn[0],
            hovertemplate=f"%{{y:.3f}}: {reference.source}<extra></extra>",
        )
    figure.update_layout(barmode="group", scattermode="group")
    figure.update_yaxes(range=[0, 1], title="F1", gridcolor=_FAINT, fixedrange=True)
    figure.update_xaxes(fixedrange=True)
    return _finish(figure, height=380)


def f1_heat_map(table: pd.DataFrame) -> go.Figure:
    """F1 by label and model, the label with most support on top; from `label_table`."""
    labels = list(dict.fromkeys(table.label))
    models = list(dict.fromkeys(table.model))
    values = table.pivot(index="label", columns="model", values="f1").loc[labels, models]
    support = table.drop_duplicates("label").set_index("label").support
    figure = go.Figure(
        go.Heatmap(
            z=values.to_numpy(),
            x=[_in_two_lines(model) for model in models],
            y=[f"{label} ({support[label]})" for label in labels],
            zmin=0,
            zmax=1,
            colorscale="Cividis",
            texttemplate="%{z:.2f}",
            hovertemplate="%{y}, %{x}: F1 %{z:.3f}<extra></extra>",
            showscale=False,
            xgap=2,
            ygap=1,
        )
    )
    figure.update_yaxes(autorange="reversed", fixedrange=True)
    figure.update_xaxes(side="top", tickangle=0, fixedrange=True)
    return _finish(figure, height=90 + 22 * len(labels), legend=False)


def word_heat_map(words: Sequence[str], effects: Mapping[str, Sequence[float]]) -> go.Figure:
    """What each word adds to a label's log-odds, a row a model, blue for and red against.

    Args:
        words: of the text, in order.
        effects: by model, one number a word.
    """
    models = list(effects)
    values = [[float(value) for value in effects[model]] for model in models]
    # Plotly reads some tags in its texts.
    words = [escape(word) for word in words]
    reach = max((abs(value) for row in values for value in row), default=0) or 1
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=list(range(len(words))),
            y=[title_of(model) for model in models],
            zmin=-reach,
            zmax=reach,
            colorscale="RdBu",
            text=[[_signed(value) for value in row] for row in values],
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
        tickangle=-40 if len(words) > 9 else 0,
        showgrid=False,
        fixedrange=True,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True)
    return _finish(figure, height=110 + 38 * len(models), legend=False)


def trade_curves(trade: pd.DataFrame, points: pd.DataFrame) -> go.Figure:
    """Micro precision against recall, and where each model stands now.

    Args:
        trade: as `trade_table` gives it.
        points: columns model, precision, recall: the operating points.
    """
    figure = go.Figure()
    for model, rows in trade.groupby("model", sort=False):
        figure.add_scatter(
            x=rows.recall,
            y=rows.precision,
            mode="lines",
            name=title_of(model),
            line={"color": model_colour(model), "width": 2.5},
            customdata=rows.threshold,
            hovertemplate="precision %{y:.3f}, recall %{x:.3f} at %{customdata:.3f}<extra></extra>",
        )
    for row in points.itertuples():
        figure.add_scatter(
            x=[row.recall],
            y=[row.precision],
            mode="markers",
            marker={
                "size": 13,
                "color": model_colour(row.model),
                "line": {"width": 2, "color": "white"},
            },
            name=title_of(row.model),
            showlegend=False,
            hovertemplate="now: precision %{y:.3f}, recall %{x:.3f}<extra></extra>",
        )
    figure.update_xaxes(range=[0, 1.01], title="micro recall", gridcolor=_FAINT)
    figure.update_yaxes(range=[0, 1.02], title="micro precision", gridcolor=_FAINT)
    return _finish(figure, height=420)


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
                line={"color": _GREY, "width": 1, "dash": "dot"},
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
    figure.update_xaxes(range=[-0.01, 1.01], gridcolor=_FAINT)
    figure.update_yaxes(range=[0, 1.02], gridcolor=_FAINT)
    figure.update_xaxes(title=titles[0], row=n_rows)
    figure.update_yaxes(title=titles[1], col=1)
    return _finish(figure, height=110 + 260 * n_rows)


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
    figure.update_yaxes(autorange="reversed", gridcolor=_FAINT, fixedrange=True)
    figure.update_xaxes(
        title={"roc_auc": "ROC AUC", "average_precision": "average precision"}[measure],
        gridcolor=_FAINT,
        side="top",
    )
    return _finish(figure, height=130 + 21 * len(order))


def label_counts(counts: pd.DataFrame) -> go.Figure:
    """Rows of each label before and after augmentation.

    Args:
        counts: columns label, before, added; drawn in the order given, by group.
    """
    ordered = counts.assign(group=[GROUPS.index(group_of(label)) for label in counts.label])
    ordered = ordered.sort_values(["group", "before"], ascending=[True, False], kind="stable")
    figure = go.Figure()
    figure.add_bar(
        y=ordered.label,
        x=ordered.before,
        orientation="h",
        name="original",
        marker_color=[colour_of(label) for label in ordered.label],
        hovertemplate="%{y}: %{x:,} original rows<extra></extra>",
    )
    if ordered.added.any():
        figure.add_bar(
            y=ordered.label,
            x=ordered.added,
            orientation="h",
            name="written",
            marker={
                "color": [colour_of(label) for label in ordered.label],
                "pattern": {"shape": "/", "fgcolor": "white"},
            },
            hovertemplate="%{y}: %{x:,} written rows<extra></extra>",
        )
    figure.update_layout(barmode="stack")
    figure.update_yaxes(autorange="reversed", fixedrange=True)
    figure.update_xaxes(title="train rows", gridcolor=_FAINT, fixedrange=True)
    return _finish(figure, height=80 + 20 * len(ordered), legend=bool(ordered.added.any()))


def effect_panels(effects: pd.DataFrame) -> go.Figure:
    """What each way of training changed, a panel a model, intervals as bars.

    Args:
        effects: as `ablation.effects` gives them: model, arm, metric, change, low, high, spread.
    """
    models, metrics = list(effects.model.unique()), list(effects.metric.unique())
    arms = list(effects.arm.unique())
    figure = make_subplots(
        rows=1,
        cols=len(models),
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=[title_of(model) for model in models],
    )
    for (arm, model), rows in effects.groupby(["arm", "model"], sort=False):
        turn = arms.index(arm)
        offset = 0.7 * ((turn + 0.5) / len(arms) - 0.5)
        figure.add_scatter(
            x=rows.change,
            y=[metrics.index(metric) + offset for metric in rows.metric],
            mode="markers",
            name=arm,
            legendgroup=arm,
            showlegend=model == models[0],
            marker={
                "color": _MODEL_COLOURS[(turn + 3) % len(_MODEL_COLOURS)],
                "symbol": "circle-open" if arm.endswith("instead") else "circle",
                "size": 9,
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": rows.high - rows.change,
                "arrayminus": rows.change - rows.low,
                "thickness": 1.5,
                "width": 0,
            },
            customdata=rows[["metric", "before", "after", "low", "high"]],
            hovertemplate="%{customdata[0]}: %{customdata[1]:.3f} to %{customdata[2]:.3f}, "
            "change %{x:+.3f} (%{customdata[3]:+.3f} to %{customdata[4]:+.3f})"
            f"<extra>{arm}</extra>",
            row=1,
            col=models.index(model) + 1,
        )
    for panel in range(1, len(models) + 1):
        figure.add_vline(x=0, line={"color": _GREY, "width": 1}, row=1, col=panel)
    figure.update_yaxes(
        tickvals=list(range(len(metrics))),
        ticktext=metrics,
        range=[len(metrics) - 0.5, -0.5],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_xaxes(tickformat="+.2f", gridcolor=_FAINT, nticks=5, matches="x")
    return _finish(figure, height=140 + (18 + 14 * len(arms)) * len(metrics))


def funnel_bars(stages: pd.DataFrame) -> go.Figure:
    """How many written rows were left after each filter.

    Args:
        stages: columns stage and left, from all that were asked for to those kept.
    """
    figure = go.Figure()
    figure.add_bar(
        y=stages.stage,
        x=stages.left,
        orientation="h",
        marker_color=[_GREY] * (len(stages) - 1) + [_MODEL_COLOURS[2]],
        text=[f"{left:,}" for left in stages.left],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:,} rows left<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", fixedrange=True)
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, 1.2 * stages.left.max()])
    return _finish(figure, height=70 + 28 * len(stages), legend=False)


def write_page(figure: go.Figure, path: Path, title: str) -> None:
    """One self-contained HTML file that shows the figure without a network."""
    figure.update_layout(title=title).write_html(path, include_plotlyjs=True, config=CONFIG)


def _signed(value: float) -> str:
    """One digit and a sign; nothing that rounds to zero has one."""
    return f"{value:+.1f}" if abs(value) >= 0.05 else "0"


def _in_two_lines(model: str) -> str:
    """A model's title for a narrow place."""
    return title_of(model).replace(" ", "<br>")


def _finish(figure: go.Figure, height: int, legend: bool = True, **layout: object) -> go.Figure:
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
