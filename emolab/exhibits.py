"""Figures with the words that belong to them, the same on a page and in an exported report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from emolab.evaluation.best_models import best_model_table
from emolab.evaluation.calibration import calibration_table, expected_calibration_error
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.cooccurrence import cooccurrence
from emolab.evaluation.effects import effect_table, predict_under
from emolab.evaluation.error_analysis import confusions
from emolab.evaluation.metrics import predict
from emolab.evaluation.published_results import PUBLISHED, REPORT, TEST_TEXTS, Reference
from emolab.evaluation.tables import (
    auc_table,
    figures_table,
    headline_table,
    label_table,
    operating_points,
)
from emolab.figures.calibration import calibration_lines, confusion_bars, cooccurrence_maps
from emolab.figures.comparison import f1_heat_map, headline_bars, trade_curves
from emolab.figures.ranking import auc_dots, curve_panel
from emolab.figures.samples import effect_panels
from emolab.figures.style import title_of
from emolab.figures.training import learning_curves, quality_against_time
from emolab.labels import TAXONOMIES, in_group_order
from emolab.models.registry import independent_models

MEASURES = {"roc_auc": "ROC AUC", "average_precision": "Average precision"}


@dataclass(frozen=True)
class Exhibit:
    """A figure that can stand alone.

    Attributes:
        title: what it shows.
        note: its split, its thresholds, how to read it.
        figure: the Plotly figure.
        alt: what it says, for those who cannot see it.
    """

    title: str
    note: str
    figure: go.Figure
    alt: str


def headline(comparison: Comparison) -> tuple[pd.DataFrame, Exhibit]:
    """Micro and macro F1 with their intervals: the table, and its bars."""
    table = headline_table(
        comparison.targets, comparison.scores, comparison.thresholds, comparison.weights
    )
    references = _published(comparison, REPORT)
    note = (
        f"{comparison.where}. Micro F1 pools all labels, so frequent ones weigh most; macro F1 is "
        "the mean over labels. Lines: 95 % bootstrap confidence intervals over texts."
    )
    if references:
        note += (
            f" Diamonds: results of {references[0].source}, with the same threshold, on the "
            f"{references[0].texts} only."
        )
    return table, Exhibit(
        "Micro and macro F1",
        note,
        headline_bars(table, references, comparison.policy_name),
        "; ".join(
            f"{title_of(row.model)} {row.metric} {row.value:.3f}" for row in table.itertuples()
        ),
    )


def _published(comparison: Comparison, references: Sequence[Reference]) -> list[Reference]:
    """The references with a result under the policy in view, where they measured these texts.

    All of them were measured on GoEmotions' 28 labels and its test split, or its first rows.
    """
    if not _on_test_split(comparison):
        return []
    return [reference for reference in references if reference.result(comparison.policy_name)]


def _by_threshold(comparison: Comparison, references: Sequence[Reference]) -> str:
    """The references' names, with the thresholds of their results under the policy in view."""
    names: dict[str, list[str]] = {}
    for reference in references:
        result = reference.result(comparison.policy_name)
        names.setdefault(result.threshold, []).append(reference.name)
    return "; ".join(f"{', '.join(of)} ({threshold})" for threshold, of in names.items())


def _on_test_split(comparison: Comparison) -> bool:
    return (
        comparison.labels == TAXONOMIES["emotions"].labels
        and comparison.split == "test"
        and len(comparison.targets) == TEST_TEXTS
    )


def winners(comparison: Comparison) -> pd.DataFrame | None:
    """The best model of each emotion; None where there is but one to compare.

    An ensemble and a distilled variant hold or repeat another model, so they do not compete.
    """
    single = {model: comparison.scores[model] for model in independent_models(comparison.models)}
    if len(single) < 2:
        return None
    return best_model_table(
        comparison.labels,
        comparison.targets,
        single,
        comparison.thresholds,
        comparison.weights,
    )


def challenge_by_kind(
    metrics: Mapping[str, Mapping], policy: str
) -> tuple[pd.DataFrame, str] | None:
    """What each model makes of each kind of challenge text: the table, and how to read it.

    Args:
        metrics: by model, as a run stores them.
        policy: whose thresholds F1 is given under; one that was not stored gives "per_label".

    Returns:
        None for a run that has no metrics by kind. Columns kind, texts, model, and macro F1, top
        label correct and ROC AUC, each with its 95 % interval in words.
    """
    slices = {
        model: of["challenge"]["slices"]
        for model, of in metrics.items()
        if "slices" in of.get("challenge", {})
    }
    if not slices:
        return None
    stored = next(iter(next(iter(slices.values())).values()))["f1_macro"]
    policy = policy if policy in stored else "per_label"
    rows = []
    for model, of_model in slices.items():
        whole, intervals = metrics[model]["challenge"], metrics[model]["challenge"]["intervals"]
        rows.append(
            (
                "all",
                sum(each["texts"] for each in of_model.values()),
                model,
                _with_interval(
                    whole["policies"][policy]["f1_macro"], intervals[policy]["f1_macro"]
                ),
                _with_interval(whole["top_label"]["accuracy"], intervals["top_label"]["accuracy"]),
                _with_interval(
                    whole["ranking"]["roc_auc_macro"], intervals["ranking"]["roc_auc_macro"]
                ),
            )
        )
        for kind, each in of_model.items():
            of = each["intervals"]
            rows.append(
                (
                    kind.replace("_", " "),
                    each["texts"],
                    model,
                    _with_interval(each["f1_macro"][policy], of["f1_macro"][policy]),
                    _with_interval(each["top_label_accuracy"], of["top_label_accuracy"]),
                    _with_interval(each["roc_auc_macro"], of["roc_auc_macro"]),
                )
            )
    table = pd.DataFrame(
        rows, columns=["kind", "texts", "model", "macro F1", "top label correct", "ROC AUC"]
    )
    order = {kind: at for at, kind in enumerate(dict.fromkeys(table.kind))}
    note = (
        "Hand-written sentences that no model learns from. F1 under the thresholds of the policy "
        f"{policy.replace('_', ' ')}, averaged over the labels that the texts of a kind have. Top "
        "label correct: share of texts of which the label with the highest score is a true label. "
        "In brackets: 95 % bootstrap intervals."
    )
    return table.sort_values("kind", key=lambda kinds: kinds.map(order), kind="stable"), note


def _with_interval(value: float | None, bounds: Sequence[float] | None) -> str:
    if value is None or bounds is None:
        return "–"
    return f"{value:.3f} ({bounds[0]:.3f}–{bounds[1]:.3f})"


def by_emotion(comparison: Comparison, won: pd.DataFrame | None) -> tuple[pd.DataFrame, Exhibit]:
    """F1 of every emotion and model: the table, and its heat map with the winners starred."""
    table = label_table(
        comparison.labels, comparison.targets, comparison.scores, comparison.thresholds
    )
    note = f"{comparison.where}. In brackets: texts that bear the emotion."
    if won is not None:
        note += (
            " ★: ahead of every other single model, the 95 % interval of its lead over the next "
            "one (paired bootstrap) above zero."
        )
    return table, Exhibit(
        "F1 by emotion, the most frequent on top",
        note,
        f1_heat_map(table, won),
        "Heat map of F1 by emotion and model; the table holds the same figures.",
    )


def who_wins(won: pd.DataFrame) -> str:
    """One sentence on how many emotions each model leads."""
    leads = won[~won.tie].best.value_counts()
    parts = [f"{title_of(model)} leads {count}" for model, count in leads.items()]
    ties = f"{int(won.tie.sum())} of {len(won)} emotions are ties"
    return "; ".join([*parts, ties]) + "."


def trade(comparison: Comparison, table: pd.DataFrame) -> Exhibit:
    """Micro precision against recall, and where the thresholds in view put each model.

    Args:
        comparison: says where the models stand.
        table: as `trade_table` gives it; no threshold moves it, so a page can keep it.
    """
    figures = figures_table(comparison.targets, comparison.scores, comparison.thresholds)
    points = figures.T.rename(columns={"precision_micro": "precision", "recall_micro": "recall"})
    return Exhibit(
        "What precision costs in recall",
        f"{comparison.ground}. Lines: one shared threshold from high to low. "
        f"Dots: {comparison.policy}.",
        trade_curves(table, points.rename_axis("model").reset_index()),
        "Micro precision against micro recall for each model.",
    )


def calibration(comparison: Comparison) -> Exhibit:
    """How often a label holds where a model scores it so."""
    table = calibration_table(comparison.targets, comparison.scores)
    errors = "; ".join(
        f"{title_of(model)} {error:.3f}"
        for model, error in expected_calibration_error(table).items()
    )
    return Exhibit(
        "A score is a probability only on the dotted line",
        f"{comparison.ground}, all emotions pooled; no threshold is involved. Below the line a "
        "model is too sure, above it too shy. Mean distance from it, most of it near zero where "
        f"most scores lie: {errors}.",
        calibration_lines(table),
        f"Share of true labels against score. Mean distance: {errors}.",
    )


def companions(comparison: Comparison, model: str) -> Exhibit:
    """Which emotions come together: by the raters, and by a model."""
    given = predict(comparison.scores[model], comparison.thresholds[model])
    order = in_group_order(comparison.labels)
    return Exhibit(
        "Which emotions come together",
        f"{comparison.where}. Of the texts that bear the row's emotion, the share that bear the "
        "column's too. Left the raters, right the model; empty where no text bears the row's.",
        cooccurrence_maps(
            comparison.labels,
            {
                "raters": cooccurrence(comparison.targets),
                title_of(model): cooccurrence(given),
            },
            order,
        ),
        "Two heat maps of shared texts between emotions, as rated and as predicted.",
    )


def learning(history: Mapping[str, object]) -> Exhibit:
    """The transformer's loss and validation AUC by epoch.

    Args:
        history: the transformer's, as a run keeps it.
    """
    steps = pd.DataFrame(history["steps"]).reindex(
        columns=["epoch", "loss", "eval_loss", "eval_macro_auc"]
    )
    last = steps.eval_macro_auc.dropna()
    return Exhibit(
        "How the transformer learnt",
        "Validation chose the epoch that was kept, by macro AUC. Train's loss is against the "
        "targets it learnt from, which a teacher may have softened.",
        learning_curves(steps),
        f"Loss by epoch; validation macro AUC ended at {last.iloc[-1]:.3f}.",
    )


def curves(comparison: Comparison, table: pd.DataFrame) -> list[Exhibit]:
    """ROC and precision-recall curves of emotions and averages, a figure each.

    A dot stands where the thresholds in view put the model. The exhibits have no notes: they share
    one.

    Args:
        comparison: says where the models stand.
        table: as `curve_table` gives it; no threshold moves it, so a page can keep it.
    """
    points = operating_points(
        comparison.labels, comparison.targets, comparison.scores, comparison.thresholds
    )
    shown = []
    for kind, words in (("roc", "ROC"), ("pr", "precision and recall")):
        of_kind = table[table.kind == kind]
        for name in dict.fromkeys(of_kind.label):
            shown.append(
                Exhibit(
                    f"{name}: {words}",
                    "",
                    curve_panel(of_kind[of_kind.label == name], points[points.label == name], kind),
                    f"{words} of {name} for each model.",
                )
            )
    return shown


def ranking(comparison: Comparison, stored: Mapping[str, Mapping], measure: str) -> Exhibit:
    """One measure of how well each emotion is told apart, whatever the threshold.

    Args:
        comparison: of the split that `stored` was measured on.
        stored: by model, as `ranking_metrics` gives it.
        measure: a key of MEASURES.
    """
    table = auc_table(comparison.labels, stored)
    return Exhibit(
        f"{MEASURES[measure]} of every emotion, the easiest on top",
        f"{comparison.ground}; no threshold is involved. In brackets: texts that bear the emotion; "
        "few make a dot unsteady.",
        auc_dots(table, comparison.support, measure),
        f"{MEASURES[measure]} by emotion and model; the table holds the same figures.",
    )


def price(comparison: Comparison, costs: pd.DataFrame) -> Exhibit:
    """Macro F1 against latency and size on disk.

    Args:
        comparison: says the macro F1.
        costs: columns model, milliseconds, megabytes.
    """
    table = headline_table(
        comparison.targets, comparison.scores, comparison.thresholds, comparison.weights
    )
    macro = table[table.metric == "macro F1"].merge(costs, on="model")
    references = _published(comparison, PUBLISHED)
    note = (
        f"{comparison.where}. Latency: the median time for one sentence, measured once on the "
        "machine that serves this page. The area of a disc is the model's size on disk."
    )
    if references:
        note += (
            f" Dotted lines: published, on the same texts: {_by_threshold(comparison, references)}."
        )
    elif _on_test_split(comparison):
        note += " No published result has these thresholds."
    return Exhibit(
        "Macro F1, latency and model size",
        note,
        quality_against_time(macro, references, comparison.policy_name),
        "; ".join(
            f"{title_of(row.model)} {row.value:.3f} in {row.milliseconds:.1f} ms"
            for row in macro.itertuples()
        ),
    )


def two_runs(
    comparison: Comparison,
    scores: Mapping[str, np.ndarray],
    models: Sequence[str],
    names: tuple[str, str],
    metrics: tuple[Mapping, Mapping],
) -> tuple[pd.DataFrame, Exhibit]:
    """What changes from one run to another: micro F1, macro F1 and every emotion's.

    Args:
        comparison: of the run in view; its own thresholds in view are not used, since each run is
            at its best under its own.
        scores: of the other run on the same texts, by model.
        models: those that both runs have.
        names: of the run in view and of the other.
        metrics: of both, by model, with their thresholds.
    """
    order = in_group_order(comparison.labels)
    tables = []
    for model in models:
        chosen = [
            predict_under(of[model], stored[model]["thresholds"])
            for of, stored in zip((comparison.scores, scores), metrics, strict=True)
        ]
        tables.append(
            effect_table(
                comparison.targets,
                comparison.labels,
                order,
                chosen[:1],
                chosen[1:],
                comparison.weights,
            ).assign(model=model, variant=names[1])
        )
    table = pd.concat(tables, ignore_index=True).drop(columns="spread")
    table = table[["model", "variant", *table.columns.drop(["model", "variant"])]]
    return table, Exhibit(
        f"From {names[0]} to {names[1]}",
        f"{comparison.ground}. Micro F1 under each run's shared threshold, all else under its "
        "thresholds per label. Bars: 95 % paired bootstrap intervals over texts; one that crosses "
        "the line may be luck.",
        effect_panels(table),
        "Change in F1 by model and emotion; the table holds the same figures.",
    )


def confused_with(comparison: Comparison, model: str, label: str) -> Exhibit:
    """What a model takes an emotion for, and takes for it."""
    given = predict(comparison.scores[model], comparison.thresholds[model])
    table = confusions(comparison.labels, comparison.targets, given, label)
    table = table[(table.predicted_instead > 0) | (table.true_instead > 0)].head(10)
    first = f", most often {table.label.iloc[0]}" if len(table) else ""
    return Exhibit(
        f"What {title_of(model)} mistakes {label} for",
        f"{comparison.where}. Left: texts that bear {label}, were not given it, and were given "
        f"this instead. Right: texts that bear this and were given {label} wrongly.",
        confusion_bars(table, label),
        f"{title_of(model)} mistakes {label}{first}.",
    )
