"""Loss and validation ROC AUC of a model during training."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from emolab.charts.chart import Chart
from emolab.charts.theme import GREY, GRID, finish, model_colour
from emolab.models.base import History
from emolab.models.registry import model_title

_COLUMNS = ["epoch", "loss", "eval_loss", "eval_macro_auc"]


def training_curves_by_model(history: Mapping[str, History]) -> list[Chart]:
    """The training curves of each model whose history has steps.

    Args:
        history: by model, as stored in the run.
    """
    return [training_curves(model, each) for model, each in history.items() if each.get("steps")]


def training_curves(model: str, history: History) -> Chart:
    """Loss and macro ROC AUC against the epoch.

    Args:
        model: its name in the registry.
        history: the model's, as stored in the run; its steps have loss, eval_loss or
            eval_macro_auc.
    """
    table = pd.DataFrame(history["steps"]).reindex(columns=_COLUMNS)
    last = table.eval_macro_auc.dropna()
    return Chart(
        f"Training curves: {model_title(model)}",
        "Train and validation splits. The epoch with the highest validation macro "
        "ROC AUC is kept. Train loss is measured against soft labels where the model is distilled.",
        _lines(table, model_colour(model)),
        f"Loss by epoch. Validation macro ROC AUC of the last epoch: {last.iloc[-1]:.3f}."
        if len(last)
        else "Loss by epoch.",
        table,
    )


def _lines(table: pd.DataFrame, colour: str) -> go.Figure:
    figure = make_subplots(
        rows=1, cols=2, horizontal_spacing=0.1, subplot_titles=["loss", "validation macro ROC AUC"]
    )
    traces = (
        ("loss", "train", 1, {"color": colour, "width": 1.5}, "lines"),
        ("eval_loss", "validation", 1, {"color": GREY, "width": 2.5}, "lines+markers"),
        (
            "eval_macro_auc",
            "validation macro ROC AUC",
            2,
            {"color": colour, "width": 2.5},
            "lines+markers",
        ),
    )
    for column, name, panel, line, mode in traces:
        rows = table.dropna(subset=[column])
        figure.add_scatter(
            x=rows.epoch,
            y=rows[column],
            mode=mode,
            name=name,
            line=line,
            showlegend=panel == 1,
            hovertemplate=f"epoch %{{x:.1f}}: {name} %{{y:.4f}}<extra></extra>",
            row=1,
            col=panel,
        )
    few = table.epoch.max() <= 10
    figure.update_xaxes(title="epoch", gridcolor=GRID, fixedrange=True, dtick=1 if few else None)
    figure.update_yaxes(gridcolor=GRID, fixedrange=True)
    # The loss of the first steps is so high that the rest would look flat.
    figure.update_yaxes(range=[0, 2.5 * table.eval_loss.max()], row=1, col=1)
    return finish(figure, height=340)
