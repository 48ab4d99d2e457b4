"""Metrics of each model on each kind of challenge text."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart
from emolab.charts.theme import GRID, finish, model_colour
from emolab.evaluation.results import ModelMetrics, SplitMetrics
from emolab.models.registry import model_title

_COLUMNS = {"macro F1": "f1_macro", "top label correct": "top_label", "ROC AUC": "roc_auc"}
_HEIGHT_OF_A_KIND = 60


def challenge_by_kind(metrics: Mapping[str, ModelMetrics], policy: str) -> Chart | None:
    """A dot with its interval for the macro F1 of each kind of text and model.

    Args:
        metrics: by model, as a run stores them.
        policy: name of the threshold policy of F1; "per_label" stands in for one that the run did
            not store.

    Returns:
        None for a run without metrics by kind. The table has columns kind, texts, model, macro F1,
        top label correct and ROC AUC, each metric in words with its 95 % interval.
    """
    stored = {
        model: values["challenge"]
        for model, values in metrics.items()
        if "slices" in values.get("challenge", {})
    }
    if not stored:
        return None
    if policy not in next(iter(stored.values()))["policies"]:
        policy = "per_label"
    values = _values(stored, policy)
    return Chart(
        "Challenge set by kind",
        "challenge split, written by hand, used for no training; threshold: "
        f"{policy.replace('_', ' ')}. Macro F1 is the mean over the labels that the texts of a "
        "kind have. Top label correct: share of texts for which the label with the highest score "
        "is a true label. Error bars and brackets: 95 % bootstrap intervals.",
        _dots(values),
        "Macro F1 by kind of challenge text and model. The table below has the same numbers.",
        _in_words(values),
    )


def _values(stored: Mapping[str, SplitMetrics], policy: str) -> pd.DataFrame:
    """Columns kind, texts, model, and for each metric its value and its interval."""
    rows: list[dict[str, Any]] = []
    for model, challenge in stored.items():
        slices, intervals = challenge["slices"], challenge["intervals"]
        rows.append(
            {
                "kind": "all",
                "texts": sum(each["texts"] for each in slices.values()),
                "model": model,
                "f1_macro": challenge["policies"][policy]["f1_macro"],
                "f1_macro interval": intervals[policy]["f1_macro"],
                "top_label": challenge["top_label"]["accuracy"],
                "top_label interval": intervals["top_label"]["accuracy"],
                "roc_auc": challenge["ranking"]["roc_auc_macro"],
                "roc_auc interval": intervals["ranking"]["roc_auc_macro"],
            }
        )
        for kind, each in slices.items():
            rows.append(
                {
                    "kind": kind.replace("_", " "),
                    "texts": each["texts"],
                    "model": model,
                    "f1_macro": each["f1_macro"][policy],
                    "f1_macro interval": each["intervals"]["f1_macro"][policy],
                    "top_label": each["top_label_accuracy"],
                    "top_label interval": each["intervals"]["top_label_accuracy"],
                    "roc_auc": each["roc_auc_macro"],
                    "roc_auc interval": each["intervals"]["roc_auc_macro"],
                }
            )
    table = pd.DataFrame(rows, dtype=object)
    position = {kind: at for at, kind in enumerate(dict.fromkeys(table.kind))}
    return table.sort_values("kind", key=lambda kinds: kinds.map(position), kind="stable")


def _in_words(values: pd.DataFrame) -> pd.DataFrame:
    words = {
        title: [
            _with_interval(value, bounds)
            for value, bounds in zip(values[name], values[f"{name} interval"], strict=True)
        ]
        for title, name in _COLUMNS.items()
    }
    return values[["kind", "texts", "model"]].assign(**words)


def _with_interval(value: float | None, bounds: Sequence[float] | None) -> str:
    if value is None or bounds is None:
        return "–"
    return f"{value:.3f} ({bounds[0]:.3f}–{bounds[1]:.3f})"


def _dots(values: pd.DataFrame) -> go.Figure:
    kinds, models = list(values.kind.unique()), list(values.model.unique())
    texts = dict(zip(values.kind, values.texts, strict=True))
    figure = go.Figure()
    for position, model in enumerate(models):
        rows = values[values.model == model]
        offset = 0.7 * ((position + 0.5) / len(models) - 0.5)
        bounds = [
            pair or (value, value)
            for value, pair in zip(rows.f1_macro, rows["f1_macro interval"], strict=True)
        ]
        figure.add_scatter(
            x=rows.f1_macro,
            y=[kinds.index(kind) + offset for kind in rows.kind],
            mode="markers",
            name=model_title(model),
            marker={"color": model_colour(model), "size": 9},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [
                    high - value for value, (_, high) in zip(rows.f1_macro, bounds, strict=True)
                ],
                "arrayminus": [
                    value - low for value, (low, _) in zip(rows.f1_macro, bounds, strict=True)
                ],
                "thickness": 1.5,
                "width": 0,
            },
            customdata=[[kind, *pair] for kind, pair in zip(rows.kind, bounds, strict=True)],
            hovertemplate="%{customdata[0]}: macro F1 %{x:.3f} (95 % interval "
            "%{customdata[1]:.3f} to %{customdata[2]:.3f})"
            f"<extra>{model_title(model)}</extra>",
        )
    figure.update_yaxes(
        tickvals=list(range(len(kinds))),
        ticktext=[f"{kind} ({texts[kind]})" for kind in kinds],
        range=[len(kinds) - 0.5, -0.5],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_xaxes(rangemode="tozero", title="macro F1", gridcolor=GRID, fixedrange=True)
    return finish(figure, height=100 + _HEIGHT_OF_A_KIND * len(kinds))
