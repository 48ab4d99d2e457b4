"""F1 of each emotion and model, and the best model of each emotion."""

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart
from emolab.charts.theme import DARK_TEXT, SEQUENTIAL, finish
from emolab.evaluation.best_models import best_model_table
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.tables import label_table
from emolab.models.registry import independent_models, model_title


def best_models(comparison: Comparison) -> pd.DataFrame | None:
    """The table of `best_model_table`; None where there are fewer than two models to compare.

    Ensembles and distilled variants depend on another model and are left out.
    """
    scores = {model: comparison.scores[model] for model in independent_models(comparison.models)}
    if len(scores) < 2:
        return None
    return best_model_table(
        comparison.labels,
        comparison.targets,
        scores,
        comparison.thresholds,
        comparison.weights,
    )


def best_model_counts(best: pd.DataFrame) -> str:
    """A sentence with the number of emotions for which each model is significantly best.

    Args:
        best: from `best_models`.
    """
    counts = best[~best.tie].best.value_counts()
    parts = [f"{model_title(str(model))} is best for {count}" for model, count in counts.items()]
    ties = f"{int(best.tie.sum())} of {len(best)} emotions are ties"
    return "; ".join([*parts, ties]) + "."


def f1_by_emotion(comparison: Comparison, best: pd.DataFrame | None) -> Chart:
    """A heat map of F1, the emotion with most support on top; the table is that of `label_table`.

    Args:
        comparison: the models on one split.
        best: from `best_models`.
    """
    table = label_table(
        comparison.labels, comparison.targets, comparison.scores, comparison.thresholds
    )
    caption = (
        f"{comparison.caption}. In brackets: support, the number of texts with the true label."
    )
    if best is not None:
        caption += (
            " ★: the best model of the emotion, with a lead over the second whose 95 % interval "
            "(paired bootstrap) is above zero; ensembles and distilled variants are left out."
        )
    return Chart(
        "F1 by emotion",
        caption,
        _heat_map(table, best),
        "Heat map of F1 by emotion and model. The table below has the same numbers.",
        table,
    )


def _heat_map(table: pd.DataFrame, best: pd.DataFrame | None) -> go.Figure:
    labels = list(dict.fromkeys(table.label))
    models = list(dict.fromkeys(table.model))
    values = table.pivot(index="label", columns="model", values="f1").loc[labels, models]
    support = table.drop_duplicates("label").set_index("label").support
    starred: set[tuple[str, str]] = set()
    if best is not None:
        significant = best[~best.tie]
        starred = set(zip(significant.label, significant.best, strict=True))
    figure = go.Figure(
        go.Heatmap(
            z=values.to_numpy(),
            x=[model_title(model) for model in models],
            y=[f"{label} ({support[label]})" for label in labels],
            zmin=0,
            zmax=1,
            colorscale=SEQUENTIAL,
            textfont=DARK_TEXT,
            text=[
                [f"{'★ ' * ((label, model) in starred)}{f1:.2f}" for model, f1 in row.items()]
                for label, row in values.iterrows()
            ],
            texttemplate="%{text}",
            hovertemplate="%{y}, %{x}: F1 %{z:.3f}<extra></extra>",
            showscale=False,
            xgap=2,
            ygap=1,
        )
    )
    figure.update_yaxes(autorange="reversed", dtick=1, fixedrange=True)
    figure.update_xaxes(side="top", autotickangles=[0, -40], fixedrange=True)
    return finish(figure, height=90 + 22 * len(labels), legend=False)
