"""The metrics that a run stores for each model, as metrics.json has them."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, cast

# Lower and upper bound of a 95 % bootstrap interval; None where no resample has a value.
Interval = Sequence[float] | None

# By policy, "ranking" or "top_label", then by metric.
Intervals = dict[str, dict[str, Interval]]


class LabelMetrics(TypedDict):
    """Precision, recall and F1 of each label, in column order."""

    precision: list[float]
    recall: list[float]
    f1: list[float]


class ThresholdMetrics(TypedDict):
    """Metrics of the labels predicted under one threshold policy, each from 0 to 1."""

    precision_micro: float
    precision_macro: float
    precision_weighted: float
    recall_micro: float
    recall_macro: float
    recall_weighted: float
    f1_micro: float
    f1_macro: float
    f1_weighted: float
    precision_samples: float
    recall_samples: float
    f1_samples: float
    subset_accuracy: float
    hamming_loss: float
    per_label: LabelMetrics


class RankingMetrics(TypedDict):
    """Metrics that need no threshold; None where a label has no positive or no negative.

    Values per label are in column order; the macro averages leave those that are None out.
    """

    roc_auc: list[float | None]
    roc_auc_micro: float | None
    roc_auc_macro: float | None
    average_precision: list[float | None]
    average_precision_micro: float | None
    average_precision_macro: float | None


class TopLabelMetrics(TypedDict):
    """Metrics of the label with the highest score.

    Attributes:
        accuracy: share of texts of which it is a true label, 0 to 1.
        counts: of how many texts each label has the highest score, in column order.
    """

    accuracy: float
    counts: list[int]


class CrossValidatedMetrics(TypedDict):
    """F1 of validation under thresholds that its other half chose; see `cross_validation`."""

    f1_macro_per_label: float
    f1_micro_shared: float


class SliceIntervals(TypedDict):
    """Intervals of the metrics of `SliceMetrics`; F1 by policy."""

    f1_macro: dict[str, Interval]
    f1_micro: dict[str, Interval]
    roc_auc_macro: Interval
    top_label_accuracy: Interval


class SliceMetrics(TypedDict):
    """Headline metrics of a few texts of one kind; see `summary.slice_metrics`.

    Attributes:
        texts: how many texts.
        labels: how many labels the macro averages are taken over.
        f1_macro: by policy.
        f1_micro: by policy.
    """

    texts: int
    labels: int
    f1_macro: dict[str, float]
    f1_micro: dict[str, float]
    roc_auc_macro: float | None
    top_label_accuracy: float
    intervals: SliceIntervals


class SplitMetrics(TypedDict):
    """All metrics of one split.

    Attributes:
        policies: metrics by threshold policy.
        unranked: columns of labels without a positive or without a negative.
        intervals: of every split but validation, which chose the thresholds.
        cross_validated: of validation alone.
        slices: by kind of challenge text.
    """

    policies: dict[str, ThresholdMetrics]
    ranking: RankingMetrics
    top_label: TopLabelMetrics
    unranked: list[int]
    intervals: NotRequired[Intervals]
    cross_validated: NotRequired[CrossValidatedMetrics]
    slices: NotRequired[dict[str, SliceMetrics]]


class ModelMetrics(TypedDict):
    """Thresholds of one model by policy, in column order, and its metrics by split."""

    thresholds: dict[str, list[float]]
    validation: SplitMetrics
    test: SplitMetrics
    challenge: NotRequired[SplitMetrics]


def split_of(metrics: ModelMetrics, split: str) -> SplitMetrics:
    """A model's metrics of one split by its name."""
    return cast(SplitMetrics, cast(dict[str, Any], metrics)[split])
