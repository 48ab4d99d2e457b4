"""Changes of F1 from one run to another."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from emolab.charts.chart import Chart
from emolab.charts.f1_changes import f1_changes
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.effects import effect_table, predict_under
from emolab.evaluation.results import ModelMetrics
from emolab.labels import in_group_order


def run_comparison(
    comparison: Comparison,
    scores: Mapping[str, np.ndarray],
    models: Sequence[str],
    names: tuple[str, str],
    metrics: tuple[Mapping[str, ModelMetrics], Mapping[str, ModelMetrics]],
) -> Chart:
    """Changes of micro F1, macro F1 and each emotion's F1, by model.

    Args:
        comparison: the models of the first run; its thresholds are not used, since each run has
            its own.
        scores: of the second run on the same texts, by model.
        models: in both runs.
        names: of the first run and the second.
        metrics: of both, by model, as the runs store them.

    Returns:
        The table has columns model, variant (the second run) and those of `effect_table` without
        spread.
    """
    parts = []
    for model in models:
        first, second = (
            predict_under(run_scores[model], stored[model]["thresholds"])
            for run_scores, stored in zip((comparison.scores, scores), metrics, strict=True)
        )
        effects = effect_table(
            comparison.targets,
            comparison.labels,
            in_group_order(comparison.labels),
            [first],
            [second],
            comparison.weights,
        )
        parts.append(effects.assign(model=model, variant=names[1]))
    table = pd.concat(parts, ignore_index=True).drop(columns="spread")
    table = table[["model", "variant", *table.columns.drop(["model", "variant"])]]
    return Chart(
        f"Change of F1 from {names[0]} to {names[1]}",
        f"{comparison.split_caption}; threshold: shared for micro F1, per label for the rest, "
        "as stored in each run. Error bars: 95 % paired bootstrap intervals over texts; a change "
        "whose interval contains zero is not significant.",
        f1_changes(table),
        f"Change of F1 from {names[0]} to {names[1]} by model and emotion. The table below has "
        "the same numbers.",
        table,
    )
