"""Tables in, Plotly figures out; the only folder that knows colours and axes."""

from emolab.figures.answers import score_bars, word_heat_map
from emolab.figures.comparison import f1_heat_map, headline_bars, trade_curves
from emolab.figures.ranking import auc_dots, curve_panels
from emolab.figures.samples import effect_panels, funnel_bars, label_counts
from emolab.figures.style import CONFIG, in_ink, model_colour, title_of, write_page

__all__ = [
    "CONFIG",
    "auc_dots",
    "curve_panels",
    "effect_panels",
    "f1_heat_map",
    "funnel_bars",
    "headline_bars",
    "in_ink",
    "label_counts",
    "model_colour",
    "score_bars",
    "title_of",
    "trade_curves",
    "word_heat_map",
    "write_page",
]
