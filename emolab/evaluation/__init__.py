"""Evaluation: arrays in, plain tables out."""

from emolab.evaluation.calibration import calibration_error, calibration_table
from emolab.evaluation.cooccurrence import cooccurrence
from emolab.evaluation.curves import binary_curve, macro_roc, micro_curve, thin
from emolab.evaluation.effects import Chosen, choose, choose_under, effect_table
from emolab.evaluation.intervals import auc_resamples, f1_resamples, interval, resample_weights
from emolab.evaluation.metrics import (
    Counts,
    average_metrics,
    count,
    label_metrics,
    predict,
    ranked_labels,
    ranking_metrics,
    ratio,
    sample_metrics,
)
from emolab.evaluation.mistakes import confusions, disagreements, extremes, mistakes
from emolab.evaluation.noise import suspicions
from emolab.evaluation.summary import evaluate, threshold_metrics
from emolab.evaluation.tables import (
    AVERAGES,
    auc_table,
    curve_table,
    figures_table,
    headline_table,
    label_table,
    operating_points,
    trade_table,
)
from emolab.evaluation.thresholds import POLICIES, best_threshold, choose_thresholds
from emolab.evaluation.winners import winner_table

__all__ = [
    "AVERAGES",
    "POLICIES",
    "Chosen",
    "Counts",
    "auc_resamples",
    "auc_table",
    "average_metrics",
    "best_threshold",
    "binary_curve",
    "calibration_error",
    "calibration_table",
    "choose",
    "choose_thresholds",
    "choose_under",
    "confusions",
    "cooccurrence",
    "count",
    "curve_table",
    "disagreements",
    "effect_table",
    "evaluate",
    "extremes",
    "f1_resamples",
    "figures_table",
    "headline_table",
    "interval",
    "label_metrics",
    "label_table",
    "macro_roc",
    "micro_curve",
    "mistakes",
    "operating_points",
    "predict",
    "ranked_labels",
    "ranking_metrics",
    "ratio",
    "resample_weights",
    "sample_metrics",
    "suspicions",
    "thin",
    "threshold_metrics",
    "trade_table",
    "winner_table",
]
