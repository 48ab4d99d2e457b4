"""Changes of F1 by training on generated rows."""

import pandas as pd

from emolab.charts.chart import Chart
from emolab.charts.f1_changes import f1_changes


def ablation(effects: pd.DataFrame, seeds: int) -> Chart:
    """Changes of F1 against the baseline without generated rows, by model and variant.

    Args:
        effects: as an ablation stores them: columns model, variant and those of `effect_table`.
        seeds: how many seeds the effects are averaged over.
    """
    return Chart(
        "Ablation",
        f"test split, mean of {seeds} seeds; threshold: shared for micro F1, per label for the "
        "rest. Change of F1 against training on the original rows only; error bars: 95 % paired "
        "bootstrap intervals over texts; open circles: the same number of repeated rows instead.",
        f1_changes(effects),
        "Change of F1 by model and variant. The CSV file has the same numbers.",
        effects,
    )
