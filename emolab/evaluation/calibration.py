"""What a score means: how often a label holds among texts that score it so."""

from collections.abc import Mapping

import numpy as np
import pandas as pd


def calibration_table(
    targets: np.ndarray, scores: Mapping[str, np.ndarray], bins: int = 10
) -> pd.DataFrame:
    """Mean score and share of true labels in bins of equal width (a reliability diagram).

    As in Guo et al. 2017, "On Calibration of Modern Neural Networks", each cell of text and label
    counted once.

    Args:
        targets: 0/1 array of any shape.
        scores: by model, arrays of that shape, 0 to 1.
        bins: how many.

    Returns:
        Columns model, score (the bin's mean), share (0 to 1), cells; a bin without cells is left
        out.
    """
    truth = targets.ravel().astype(float)
    parts = []
    for model, values in scores.items():
        flat = values.ravel().astype(float)
        bin_of = np.minimum((flat * bins).astype(int), bins - 1)
        cells = np.bincount(bin_of, minlength=bins)
        used = cells > 0
        parts.append(
            pd.DataFrame(
                {
                    "model": model,
                    "score": np.bincount(bin_of, flat, bins)[used] / cells[used],
                    "share": np.bincount(bin_of, truth, bins)[used] / cells[used],
                    "cells": cells[used],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def expected_calibration_error(table: pd.DataFrame) -> dict[str, float]:
    """The mean distance of score and share, weighed by cells (expected calibration error).

    Args:
        table: as `calibration_table` gives it.
    """
    return {
        str(model): float(np.average((rows.score - rows.share).abs(), weights=rows.cells))
        for model, rows in table.groupby("model", sort=False)
    }
