"""Start of the dashboard, and what a moved control recomputes."""

import os
from collections.abc import Mapping

import numpy as np
from scipy.sparse import csr_array
from sklearn.metrics import (
    accuracy_score,
    hamming_loss,
    multilabel_confusion_matrix,
    precision_recall_fscore_support,
)
from streamlit.testing.v1 import AppTest

from benchmarks.timing import ROOT, ROUNDS, Row, interleaved, run_python, seconds
from emolab.evaluation.bootstrap import resample_weights
from emolab.evaluation.tables import headline_table, label_table, metrics_table
from emolab.runs.store import Run

APP = """
{imports}
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("streamlit_app.py", default_timeout=120).run()
assert not at.exception, at.exception
from benchmarks.timing import peak_memory
print(peak_memory())
"""
# What an app imports that serves with the stock pipeline.
STOCK_IMPORTS = "from transformers import pipeline"
AVERAGES = ("micro", "macro", "weighted", "samples")


def started(run: Run, rounds: int = ROUNDS) -> list[Row]:
    """From the start of a process to the first page, without and with the stock imports."""
    variables = {"EMOLAB_ARTIFACTS": str(run.folder.resolve().parent)}
    measured: tuple[list, list] = ([], [])
    for number in range(-1, rounds):
        for imports, of_side in zip(("", STOCK_IMPORTS), measured, strict=True):
            found = run_python(["-c", APP.format(imports=imports)], **variables)
            # The round before the first reads the files from disk, and is not counted.
            if number >= 0:
                of_side.append(found)
    (ours, ours_peak), (theirs, theirs_peak) = (zip(*side, strict=True) for side in measured)
    words = {
        "rival": f"the same app with `{STOCK_IMPORTS}` at its top",
        "differs": "torch and transformers are loaded",
    }
    return [
        Row.of_rounds("dashboard, cold start to first page", "s", ours, theirs, goal=3, **words),
        Row.of_rounds("dashboard, peak memory", "MiB", ours_peak, theirs_peak, goal=2.5, **words),
    ]


def threshold(run: Run) -> list[Row]:
    """What a moved threshold recomputes on Compare, and reruns of whole pages.

    Raises:
        AssertionError: a metric differs from scikit-learn's by more than 1e-9.
    """
    scores = run.scores("test")
    targets = scores.pop("targets")
    weights = resample_weights(len(targets)).astype(np.float32)
    thresholds = {model: np.full(len(run.labels), 0.3, dtype=np.float32) for model in scores}

    def ours() -> tuple:
        averages = metrics_table(targets, scores, thresholds)
        return averages, label_table(run.labels, targets, scores, thresholds)

    def by_metrics() -> dict:
        return stock_metrics(targets, scores, thresholds)

    def by_counts() -> dict:
        return stock_counts(targets, scores, thresholds)

    for theirs in (by_metrics(), by_counts()):
        _check_equal(run, *ours(), theirs)
    mine, metrics, counts = map(_milliseconds, interleaved(ours, by_metrics, by_counts))
    (intervals,) = interleaved(lambda: headline_table(targets, scores, thresholds, weights))
    name = f"a moved threshold, all metrics of {len(scores)} models"
    words = {
        "differs": "ours builds the page's tables, theirs returns numbers",
        "note": "equal metrics",
    }
    return [
        Row.of_rounds(
            name,
            "ms",
            mine,
            metrics,
            rival="scikit-learn on sparse arrays, seven calls a model: "
            "precision_recall_fscore_support once an average and once by label, accuracy_score, "
            "hamming_loss",
            **words,
        ),
        Row.of_rounds(
            name,
            "ms",
            mine,
            counts,
            rival="scikit-learn on sparse arrays, two calls a model: multilabel_confusion_matrix "
            "by label and by text; every metric by hand from its counts",
            **words,
        ),
        Row.of_rounds(
            f"a moved threshold, 95 % intervals of {len(scores)} models from 1,000 resamples",
            "ms",
            _milliseconds(intervals),
            note="the resamples are drawn before; the rival of intervals is in the part bootstrap",
        ),
        *(_rerun(run, page, key, values) for page, key, values in RERUNS),
    ]


Metrics = dict[str, dict[str, np.ndarray]]


def stock_metrics(
    targets: np.ndarray, scores: Mapping[str, np.ndarray], thresholds: Mapping[str, np.ndarray]
) -> Metrics:
    """All metrics of each model by scikit-learn's own functions for them.

    Returns:
        By model: precision, recall and F1 under "label" (an array each) and under each of
        AVERAGES; subset accuracy and Hamming loss under "whole".
    """
    sparse = csr_array(targets)
    found = {}
    for model, values in scores.items():
        predicted = csr_array((values >= thresholds[model]).astype(targets.dtype))
        found[model] = {
            average or "label": np.array(
                precision_recall_fscore_support(
                    sparse, predicted, average=average, zero_division=0
                )[:3]
            )
            for average in (None, *AVERAGES)
        }
        found[model]["whole"] = np.array(
            [accuracy_score(sparse, predicted), hamming_loss(sparse, predicted)]
        )
    return found


def stock_counts(
    targets: np.ndarray, scores: Mapping[str, np.ndarray], thresholds: Mapping[str, np.ndarray]
) -> Metrics:
    """The same metrics from the fewest calls that hold all counts."""
    sparse = csr_array(targets)
    support = targets.sum(axis=0)
    found = {}
    for model, values in scores.items():
        predicted = csr_array((values >= thresholds[model]).astype(targets.dtype))
        labels = multilabel_confusion_matrix(sparse, predicted)
        texts = multilabel_confusion_matrix(sparse, predicted, samplewise=True)
        by_label = _precision_recall_f1(labels)
        wrong = texts[:, 0, 1] + texts[:, 1, 0]
        found[model] = {
            "label": by_label,
            "micro": _precision_recall_f1(labels.sum(axis=0)),
            "macro": by_label.mean(axis=1),
            "weighted": by_label @ support / support.sum(),
            "samples": _precision_recall_f1(texts).mean(axis=1),
            "whole": np.array([(wrong == 0).mean(), wrong.sum() / targets.size]),
        }
    return found


def _precision_recall_f1(counts: np.ndarray) -> np.ndarray:
    """Of confusion matrices of shape (..., 2, 2); zero where a denominator is zero."""
    true_positives = counts[..., 1, 1]
    predicted, actual = counts[..., 1].sum(axis=-1), counts[..., 1, :].sum(axis=-1)
    return np.array(
        [
            true_positives / np.maximum(predicted, 1),
            true_positives / np.maximum(actual, 1),
            2 * true_positives / np.maximum(predicted + actual, 1),
        ]
    )


def _check_equal(run: Run, averages, by_label, stock: Mapping[str, Mapping]) -> None:
    for model, metrics in stock.items():
        for average in AVERAGES:
            names = [f"{metric}_{average}" for metric in ("precision", "recall", "f1")]
            np.testing.assert_allclose(
                averages.loc[names, model], metrics[average], rtol=0, atol=1e-9
            )
        np.testing.assert_allclose(
            averages.loc[["subset_accuracy", "hamming_loss"], model], metrics["whole"], atol=1e-9
        )
        mine = by_label[by_label.model == model].set_index("label").loc[list(run.labels)]
        np.testing.assert_allclose(
            mine[["precision", "recall", "f1"]].T, metrics["label"], rtol=0, atol=1e-9
        )


def _milliseconds(times: list[float]) -> list[float]:
    return [1000 * spent for spent in times]


RERUNS = (
    ("compare", "policy", ("fixed_0.2", "fixed_0.5", "shared", "per_label")),
    ("emotions", "measure", ("average_precision", "roc_auc")),
)


def _rerun(run: Run, page: str, key: str, values: tuple[str, ...]) -> Row:
    """The whole script of a page, charts and tables written, as a moved control reruns it."""
    os.environ["EMOLAB_ARTIFACTS"] = str(run.folder.resolve().parent)
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=120)
    at.switch_page(f"pages/{page}.py").run()
    spent = []
    for value in values * 3:
        control = at.segmented_control(key=key).set_value(value)
        spent.append(1000 * seconds(control.run))
        if at.exception:
            raise RuntimeError(f"the page {page} failed: {at.exception[0].message}")
    name = f"{page.capitalize()}, rerun of the whole page on the server"
    return Row.of_rounds(name, "ms", spent, limit=150)
