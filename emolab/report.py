"""The report of a run: one HTML file with charts and tables that opens without a network."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from emolab.charts.calibration import calibration
from emolab.charts.cooccurrence import cooccurrence
from emolab.charts.f1_by_emotion import best_model_counts, best_models, f1_by_emotion
from emolab.charts.headline_metrics import headline_metrics
from emolab.charts.precision_recall import precision_recall, precision_recall_table
from emolab.charts.ranking_by_emotion import ranking_by_emotion
from emolab.charts.roc_and_pr_curves import (
    TITLE,
    curve_table,
    curves_caption,
    roc_and_pr_curves,
)
from emolab.charts.theme import CONFIG, model_legend, with_text_colour
from emolab.charts.training_curves import training_curves_by_model
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.results import ModelMetrics, split_of
from emolab.labels import AVERAGES
from emolab.models.base import History
from emolab.models.registry import model_title
from emolab.runs import description
from emolab.runs.store import Run


def html_report(
    run: Run,
    comparison: Comparison,
    metrics: Mapping[str, ModelMetrics],
    history: Mapping[str, History],
) -> str:
    """The report of a run at one split and one threshold policy.

    Args:
        run: its description is at the end.
        comparison: the run's models on the split, at the policy's thresholds.
        metrics: as the run stores them.
        history: as the run stores it.
    """
    best = best_models(comparison)
    ranking = {model: split_of(metrics[model], comparison.split)["ranking"] for model in metrics}
    charts = [
        ranking_by_emotion(comparison, ranking, "roc_auc"),
        calibration(comparison),
        cooccurrence(comparison, comparison.models[0]),
        *training_curves_by_model(history),
    ]
    targets, scores = comparison.targets, comparison.scores
    return _template().render(
        run_name=run.name,
        comparison=comparison,
        model_legend=Markup(model_legend(comparison.models)),
        plotly_js=Markup(get_plotlyjs()),
        headline=headline_metrics(comparison),
        best_models="" if best is None else best_model_counts(best),
        by_emotion=f1_by_emotion(comparison, best),
        precision_recall=precision_recall(comparison, precision_recall_table(targets, scores)),
        curves_title=TITLE,
        curves_caption=curves_caption(comparison),
        curves=roc_and_pr_curves(
            comparison, curve_table(comparison.labels, targets, scores, AVERAGES)
        ),
        charts=charts,
        about_tables=[description.origin(run), description.packages(run), description.files(run)],
    )


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("emolab", ""), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(plotly=_as_html, with_titles=_with_titles)
    return environment.get_template("report.html.jinja")


def _as_html(figure: go.Figure) -> Markup:
    return Markup(
        with_text_colour(figure, "light").to_html(
            full_html=False, include_plotlyjs=False, config={**CONFIG, "responsive": True}
        )
    )


def _with_titles(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(model=table.model.map(model_title))
