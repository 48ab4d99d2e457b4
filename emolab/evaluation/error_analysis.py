"""Error analysis, text by text: false negatives and positives, disagreement, confusion."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from emolab.evaluation.metrics import predict


def label_errors(
    texts: Sequence[str],
    labels: Sequence[str],
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: np.ndarray,
    label: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """False negatives and false positives of one label.

    Args:
        texts: n texts.
        labels: names in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: the model's, of that shape.
        thresholds: the model's, of shape (n_labels,).
        label: the one asked about.

    Returns:
        False negatives, the lowest score first, and false positives, the highest score first.
        Columns text, score, true labels and predicted labels.
    """
    column = labels.index(label)
    predicted = predict(scores, thresholds)
    table = pd.DataFrame(
        {
            "text": texts,
            "score": scores[:, column],
            "true labels": [names_of(labels, row) for row in targets],
            "predicted labels": [names_of(labels, row) for row in predicted],
        }
    )
    has_label, is_predicted = targets[:, column].astype(bool), predicted[:, column]
    return (
        table[has_label & ~is_predicted].sort_values("score", kind="stable"),
        table[~has_label & is_predicted].sort_values("score", ascending=False, kind="stable"),
    )


def disagreements(
    texts: Sequence[str],
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Texts for which the models predict different labels, the largest disagreement first.

    Args:
        texts: n texts.
        labels: names in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: by model, arrays of that shape.
        thresholds: by model, arrays of shape (n_labels,).

    Returns:
        Columns text, true labels, one of predicted labels for each model, and disagreement: the
        share of the labels that any model predicts that not all of them predict.
    """
    predicted = {model: predict(values, thresholds[model]) for model, values in scores.items()}
    stacked = np.stack(list(predicted.values()))
    anyone, everyone = stacked.any(axis=0).sum(axis=1), stacked.all(axis=0).sum(axis=1)
    table = pd.DataFrame(
        {"text": texts, "true labels": [names_of(labels, row) for row in targets]}
        | {model: [names_of(labels, row) for row in rows] for model, rows in predicted.items()}
        | {"disagreement": (anyone - everyone) / np.maximum(anyone, 1)}
    )
    # Of texts with equal disagreement, those with more labels in dispute say more.
    order = np.lexsort((-(anyone - everyone), -table.disagreement))
    return table.iloc[order][table.disagreement.iloc[order] > 0]


def confusions(
    labels: Sequence[str], targets: np.ndarray, predictions: np.ndarray, label: str
) -> pd.DataFrame:
    """Confusion of one label with the others, in one model's predictions.

    Args:
        labels: names in column order.
        targets: 0/1 array of shape (n, n_labels).
        predictions: the model's predicted labels, of that shape.
        label: the one asked about.

    Returns:
        A row for each other label, the most frequent first: label; predicted_instead, the number of
        false negatives of the label asked about for which this one is a false positive; and
        true_instead, the number of its false positives of which this one is a true label.
    """
    column = labels.index(label)
    true, predicted = targets.astype(bool), predictions.astype(bool)
    false_negative = true[:, column] & ~predicted[:, column]
    false_positive = predicted[:, column] & ~true[:, column]
    table = pd.DataFrame(
        {
            "label": labels,
            "predicted_instead": (predicted & ~true)[false_negative].sum(axis=0),
            "true_instead": true[false_positive].sum(axis=0),
        }
    )
    order = np.argsort(-(table.predicted_instead + table.true_instead), kind="stable")
    return table.iloc[order][table.label.iloc[order] != label].reset_index(drop=True)


def extremes(
    texts: Sequence[str],
    labels: Sequence[str],
    targets: np.ndarray,
    scores: np.ndarray,
    label: str,
    count: int = 5,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The texts with a label that have the highest score of it, and those with the lowest.

    Returns:
        Two tables of at most `count` rows that share none; columns text, score and true labels.
    """
    column = labels.index(label)
    rows = np.flatnonzero(targets[:, column])
    rows = rows[np.argsort(-scores[rows, column], kind="stable")]
    table = pd.DataFrame(
        {
            "text": [texts[int(row)] for row in rows],
            "score": scores[rows, column],
            "true labels": [names_of(labels, targets[row]) for row in rows],
        }
    )
    hardest = table.iloc[max(count, len(table) - count) :][::-1]
    return table.head(count), hardest


def names_of(labels: Sequence[str], row: np.ndarray) -> list[str]:
    """The names of the labels that a row of 0 and 1 holds."""
    return [labels[int(column)] for column in np.flatnonzero(row)]
