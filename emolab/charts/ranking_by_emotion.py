"""ROC AUC or average precision of each emotion and model."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from emolab.charts.chart import Chart, by_model
from emolab.charts.theme import GRID, finish, model_colour
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.results import RankingMetrics
from emolab.labels import AVERAGES
from emolab.models.registry import model_title

RANKING_METRICS = {"roc_auc": "ROC AUC", "average_precision": "Average precision"}


def ranking_table(labels: Sequence[str], ranking: Mapping[str, RankingMetrics]) -> pd.DataFrame:
    """Both ranking metrics by label and model.

    Args:
        labels: in column order.
        ranking: by model, as `ranking_metrics` returns them and a run stores them.

    Returns:
        Columns label, model, roc_auc, average_precision; the two AVERAGES follow the labels. NaN
        for a label without positives or without negatives.
    """
    parts = []
    for model, metrics in ranking.items():
        roc_auc = [*metrics["roc_auc"], metrics["roc_auc_micro"], metrics["roc_auc_macro"]]
        average_precision = [
            *metrics["average_precision"],
            metrics["average_precision_micro"],
            metrics["average_precision_macro"],
        ]
        columns = {
            "roc_auc": pd.Series(roc_auc, dtype=float),
            "average_precision": pd.Series(average_precision, dtype=float),
        }
        parts.append(pd.DataFrame({"label": [*labels, *AVERAGES], "model": model, **columns}))
    return pd.concat(parts, ignore_index=True)


def ranking_by_emotion(
    comparison: Comparison, ranking: Mapping[str, RankingMetrics], metric: str
) -> Chart:
    """A dot for each emotion and model; the table is that of `ranking_table`, with support.

    Args:
        comparison: the models on the split of `ranking`.
        ranking: by model, as `ranking_metrics` returns them and a run stores them.
        metric: a key of RANKING_METRICS.
    """
    table = ranking_table(comparison.labels, ranking)
    table = table.assign(support=table.label.map(comparison.support))
    name = RANKING_METRICS[metric]
    return Chart(
        f"{name} by emotion",
        f"{comparison.split_caption}; no threshold is used. In brackets: support; with few texts "
        "the value is uncertain. The emotion with the highest mean over models is on top.",
        _dots(table, metric),
        f"{name} by emotion and model. The table below has the same numbers.",
        table,
    )


def _dots(table: pd.DataFrame, metric: str) -> go.Figure:
    known = table.dropna(subset=[metric, "support"])
    means = known.groupby("label")[metric].mean()
    order = means.sort_values(ascending=False).index
    support = known.drop_duplicates("label").set_index("label").support.astype(int)
    figure = go.Figure()
    for model, rows in by_model(known):
        figure.add_scatter(
            y=[f"{label} ({support[label]})" for label in order],
            x=rows.set_index("label")[metric].reindex(order),
            mode="markers",
            name=model_title(model),
            marker={"color": model_colour(model), "size": 10},
            hovertemplate=f"%{{y}}: %{{x:.3f}}<extra>{model_title(model)}</extra>",
        )
    figure.update_yaxes(autorange="reversed", dtick=1, gridcolor=GRID, fixedrange=True)
    figure.update_xaxes(title=RANKING_METRICS[metric], gridcolor=GRID, side="top")
    return finish(figure, height=130 + 21 * len(order))
