"""What the models get wrong, text by text."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from emolab.evaluation.metrics import predict


def mistakes(
    texts: Sequence[str],
    labels: Sequence[str],
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: np.ndarray,
    label: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Texts on which one model errs about one label.

    Args:
        texts: n texts.
        labels: names in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: the model's, of that shape.
        thresholds: the model's, of shape (n_labels,).
        label: the one asked about.

    Returns:
        Those that bear it and were not given it, and those that were given it and do not bear it;
        the surest mistakes first. Columns text, score, bears (its labels), given.
    """
    column = labels.index(label)
    given = predict(scores, thresholds)
    table = pd.DataFrame(
        {
            "text": texts,
            "score": scores[:, column],
            "bears": [names_of(labels, row) for row in targets],
            "given": [names_of(labels, row) for row in given],
        }
    )
    bears, chosen = targets[:, column].astype(bool), given[:, column]
    return (
        table[bears & ~chosen].sort_values("score", kind="stable"),
        table[~bears & chosen].sort_values("score", ascending=False, kind="stable"),
    )


def disagreements(
    texts: Sequence[str],
    labels: Sequence[str],
    targets: np.ndarray,
    scores: Mapping[str, np.ndarray],
    thresholds: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Texts on which the models do not choose the same labels, the widest apart first.

    Args:
        texts: n texts.
        labels: names in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: by model, arrays of that shape.
        thresholds: by model, arrays of shape (n_labels,).

    Returns:
        Columns text, bears, one of chosen labels a model, and apart: the share of the labels that
        any of them chose that not all of them chose.
    """
    given = {model: predict(of, thresholds[model]) for model, of in scores.items()}
    stacked = np.stack(list(given.values()))
    anyone, everyone = stacked.any(axis=0).sum(axis=1), stacked.all(axis=0).sum(axis=1)
    table = pd.DataFrame(
        {"text": texts, "bears": [names_of(labels, row) for row in targets]}
        | {model: [names_of(labels, row) for row in chosen] for model, chosen in given.items()}
        | {"apart": (anyone - everyone) / np.maximum(anyone, 1)}
    )
    # Of texts equally far apart, those with more labels in dispute say more.
    order = np.lexsort((-(anyone - everyone), -table.apart))
    return table.iloc[order][table.apart.iloc[order] > 0]


def confusions(
    labels: Sequence[str], targets: np.ndarray, predictions: np.ndarray, label: str
) -> pd.DataFrame:
    """What one model takes a label for, and takes for it.

    Args:
        labels: names in column order.
        targets: 0/1 array of shape (n, n_labels).
        predictions: the model's choices, of that shape.
        label: the one asked about.

    Returns:
        A row for each other label, columns label, instead (texts that bear the one asked about,
        were not given it, and were given this one wrongly) and mistaken (texts that bear this one
        and were given the one asked about wrongly); the most frequent first.
    """
    column = labels.index(label)
    bears, given = targets.astype(bool), predictions.astype(bool)
    missed = bears[:, column] & ~given[:, column]
    false = given[:, column] & ~bears[:, column]
    table = pd.DataFrame(
        {
            "label": labels,
            "instead": (given & ~bears)[missed].sum(axis=0),
            "mistaken": bears[false].sum(axis=0),
        }
    )
    order = np.argsort(-(table.instead + table.mistaken), kind="stable")
    return table.iloc[order][table.label.iloc[order] != label].reset_index(drop=True)


def extremes(
    texts: Sequence[str],
    labels: Sequence[str],
    targets: np.ndarray,
    scores: np.ndarray,
    label: str,
    count: int = 5,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The texts that bear a label and score it highest, and those that score it lowest.

    Returns:
        Two tables of at most `count` rows that share none; columns text, score and bears.
    """
    column = labels.index(label)
    rows = np.flatnonzero(targets[:, column])
    rows = rows[np.argsort(-scores[rows, column], kind="stable")]
    table = pd.DataFrame(
        {
            "text": [texts[row] for row in rows],
            "score": scores[rows, column],
            "bears": [names_of(labels, targets[row]) for row in rows],
        }
    )
    hardest = table.iloc[max(count, len(table) - count) :][::-1]
    return table.head(count), hardest


def names_of(labels: Sequence[str], row: np.ndarray) -> list[str]:
    """The names of the labels that a row of 0 and 1 holds."""
    return [labels[column] for column in np.flatnonzero(row)]
