"""A comparison as one HTML file that opens without a network: figures, tables, provenance."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
from plotly.offline import get_plotlyjs

from emolab import exhibits
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.tables import curve_table, trade_table
from emolab.exhibits import Exhibit
from emolab.figures.style import CONFIG, in_ink, model_key, title_of
from emolab.labels import AVERAGES
from emolab.runs import description as about
from emolab.runs.store import Run

# Figures are drawn while the page is still being read; once it stands they take their room anew.
_SETTLE = "<script>addEventListener('load', () => dispatchEvent(new Event('resize')))</script>"
_STYLE = """
body { font: 17px/1.5 system-ui, sans-serif; color: #1a1d21; background: #fff;
  max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; } .note { color: #5a6068; margin-top: -.6rem; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid #d5d9de; padding: .3rem .8rem; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
code { overflow-wrap: anywhere; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 1rem; }
.panels section { min-width: 0; overflow: hidden; }
"""


def html_report(
    run: Run, comparison: Comparison, metrics: Mapping[str, Any], history: Mapping[str, Any]
) -> str:
    """The report of a run at the split and thresholds in view.

    Args:
        run: whose provenance stands at the end.
        comparison: what the figures are drawn from.
        metrics: as the run stores them.
        history: as the run stores it.
    """
    headline, bars = exhibits.headline(comparison)
    won = exhibits.winners(comparison)
    by_emotion, heat_map = exhibits.by_emotion(comparison, won)
    curves = exhibits.curves(
        comparison,
        curve_table(comparison.labels, comparison.targets, comparison.scores, AVERAGES),
    )
    trade = exhibits.trade(comparison, trade_table(comparison.targets, comparison.scores))
    stored = {model: of[comparison.split]["ranking"] for model, of in metrics.items()}
    steps = history.get("transformer", {})
    body = [
        f"<h1>{escape(run.name)}</h1>",
        _note(comparison.where),
        f"<p>{model_key(comparison.models)}</p>",
        _table(_named(headline)),
        _shown(bars),
        f"<p><b>Who wins where.</b> {escape(exhibits.who_wins(won))}</p>"
        if won is not None
        else "",
        _shown(heat_map),
        _shown(trade),
        "<h2>ROC and precision-recall, averaged over emotions</h2>",
        _note(f"{comparison.where}. Dots: where the thresholds put each model."),
        f'<div class="panels">{"".join(_shown(panel, "h3") for panel in curves)}</div>',
        _shown(exhibits.ranking(comparison, stored, "roc_auc")),
        _shown(exhibits.calibration(comparison)),
        _shown(exhibits.companions(comparison, comparison.models[0])),
        _shown(exhibits.learning(steps)) if steps.get("steps") else "",
        "<h2>Every emotion</h2>",
        _note(comparison.where),
        _table(_named(by_emotion)),
        "<h2>Where these figures come from</h2>",
        _table(about.origin(run)),
        _table(about.packages(run)),
        _table(about.files(run)),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>EmoLab: {escape(run.name)}</title><style>{_STYLE}</style>"
        f"<script>{get_plotlyjs()}</script></head><body>{''.join(body)}{_SETTLE}</body></html>"
    )


def _shown(exhibit: Exhibit, heading: str = "h2") -> str:
    figure = in_ink(exhibit.figure, "light").to_html(
        full_html=False, include_plotlyjs=False, config={**CONFIG, "responsive": True}
    )
    return (
        f"<section><{heading}>{escape(exhibit.title)}</{heading}>{_note(exhibit.note)}"
        f'<div role="img" aria-label="{escape(exhibit.alt)}">{figure}</div></section>'
    )


def _note(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>' if words else ""


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(model=table.model.map(title_of))


def _table(table: pd.DataFrame) -> str:
    def cell(value: Any) -> str:
        if isinstance(value, float):
            return f'<td class="number">{value:.3f}</td>'
        number = ' class="number"' if isinstance(value, int) else ""
        return f"<td{number}>{escape(str(value))}</td>"

    def line(values: Sequence[Any]) -> str:
        return f"<tr>{''.join(cell(value) for value in values)}</tr>"

    head = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
    rows = "".join(line(row) for row in table.itertuples(index=False))
    return f"<table><tr>{head}</tr>{rows}</table>"
