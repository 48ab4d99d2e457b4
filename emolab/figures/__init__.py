"""Tables in, Plotly figures out; the only folder that knows colours and axes."""

import lazy_loader

# Each name is imported when it is first asked for: the first page waits for no pandas.
__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "answers": ["score_bars", "score_shifts", "word_heat_map"],
        "calibration": ["calibration_lines", "confusion_bars", "cooccurrence_maps"],
        "comparison": ["f1_heat_map", "headline_bars", "trade_curves"],
        "ranking": ["auc_dots", "curve_panel"],
        "samples": ["effect_panels", "funnel_bars", "label_counts"],
        "style": [
            "CONFIG",
            "enlarged",
            "in_ink",
            "model_colour",
            "model_key",
            "title_of",
            "write_page",
        ],
        "training": ["learning_curves", "quality_against_time"],
    },
)
