"""Tables in, Plotly figures out; the only folder that knows colours and axes."""

from emolab.figures.answers import score_bars, score_shifts, word_heat_map
from emolab.figures.calibration import calibration_lines, confusion_bars, cooccurrence_maps
from emolab.figures.comparison import f1_heat_map, headline_bars, trade_curves
from emolab.figures.ranking import auc_dots, curve_panel
from emolab.figures.samples import effect_panels, funnel_bars, label_counts
from emolab.figures.style import CONFIG, in_ink, model_colour, model_key, title_of, write_page
from emolab.figures.training import learning_curves, quality_against_time

__all__ = [
    "CONFIG",
    "auc_dots",
    "calibration_lines",
    "confusion_bars",
    "cooccurrence_maps",
    "curve_panel",
    "effect_panels",
    "f1_heat_map",
    "funnel_bars",
    "headline_bars",
    "in_ink",
    "label_counts",
    "learning_curves",
    "model_colour",
    "model_key",
    "quality_against_time",
    "score_bars",
    "score_shifts",
    "title_of",
    "trade_curves",
    "word_heat_map",
    "write_page",
]
