"""Evaluation: arrays in, plain tables out."""

import lazy_loader

# Each name is imported when it is first asked for: the first page waits for no pandas.
__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "calibration": ["calibration_error", "calibration_table"],
        "cross_validation": ["CrossValidated", "cross_validated_metrics"],
        "companions": ["cooccurrence"],
        "curves": ["binary_curve", "macro_roc", "micro_curve", "thin"],
        "effects": ["choose", "choose_under", "Chosen", "effect_table"],
        "errors": ["confusions", "disagreements", "extremes", "mistakes"],
        "intervals": ["auc_resamples", "f1_resamples", "interval", "resample_weights"],
        "metrics": [
            "average_metrics",
            "count",
            "Counts",
            "label_metrics",
            "predict",
            "ranked_labels",
            "ratio",
            "sample_metrics",
        ],
        "noise": ["suspicions"],
        "ranking": ["ranking_metrics"],
        "summary": ["evaluate", "threshold_metrics"],
        "tables": [
            "AVERAGES",
            "auc_table",
            "curve_table",
            "figures_table",
            "headline_table",
            "label_table",
            "operating_points",
            "trade_table",
        ],
        "thresholds": ["POLICIES", "best_threshold", "choose_thresholds"],
        "winners": ["winner_table"],
    },
)
