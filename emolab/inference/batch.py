"""Predictions for many texts: read them, score them in steps, tabulate the results."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from emolab.inference.predict import is_truncated, predicted_labels, reads_limited_text
from emolab.inference.score import ScoreError, pasted_rows, refuse_result_columns, uploaded_rows
from emolab.models.base import ServedClassifier

MAX_TEXTS = 5_000
STEP = 256


@dataclass(frozen=True)
class BatchInput:
    """Texts to score.

    Attributes:
        rows: the columns of the input by name, for each row with a text.
        text_column: the column of the texts.
        rejected: a sentence for each row without a text.
    """

    rows: list[dict[str, Any]]
    text_column: str
    rejected: list[str]

    @property
    def texts(self) -> list[str]:
        """The texts in their order."""
        return [row[self.text_column] for row in self.rows]


@dataclass(frozen=True)
class BatchScores:
    """Texts with the scores of one model.

    Attributes:
        run: name of the run.
        model: name of the model in the run.
        source: the texts.
        scores: float array of shape (n_texts, n_labels), 0 to 1.
        truncated: number of texts of which the model reads only the beginning.
    """

    run: str
    model: str
    source: BatchInput
    scores: np.ndarray
    truncated: int


@dataclass(frozen=True)
class Progress:
    """Scores of the texts up to `done`.

    Attributes:
        done: number of texts that have been scored.
        scores: of the texts of this step, float32 array of shape (n, n_labels).
    """

    done: int
    scores: np.ndarray


def read_lines(lines: str) -> BatchInput:
    """The texts of a text area, one per line; empty lines are left out."""
    return BatchInput(pasted_rows(lines), "text", [])


def read_file(name: str, content: bytes, text_column: str) -> BatchInput:
    """The texts of a CSV, JSONL or Parquet file.

    Raises:
        ScoreError: as `emolab.inference.score.read_rows` does, or no row has a text.
    """
    rows, rejected = uploaded_rows(name, content, text_column)
    if not rows:
        raise ScoreError(" ".join([f"{name} has no text to score.", *rejected[:5]]))
    return BatchInput(rows, text_column, rejected)


def check(source: BatchInput, labels: tuple[str, ...]) -> None:
    """Refuse an input that is too large, or has a column with the name of a result.

    Raises:
        ScoreError: it does.
    """
    refuse_result_columns(source.rows[0] if source.rows else (), result_columns(labels))
    if len(source.rows) > MAX_TEXTS:
        raise ScoreError(
            f"The input has {len(source.rows):,} texts; the limit of this page is {MAX_TEXTS:,}. "
            "For more texts, run emolab score in a terminal."
        )


def score_in_steps(
    model: ServedClassifier, texts: list[str], step: int = STEP
) -> Iterator[Progress]:
    """Score the texts, `step` at a time."""
    for start in range(0, len(texts), step):
        part = texts[start : start + step]
        yield Progress(start + len(part), model.predict_proba(part).astype(np.float32))


def count_truncated(model: ServedClassifier, texts: list[str]) -> int:
    """The number of texts of which the model reads only the beginning."""
    if not reads_limited_text(model):
        return 0
    return sum(is_truncated(model, text) for text in texts)


def result_table(
    batch: BatchScores, labels: tuple[str, ...], thresholds: np.ndarray
) -> pd.DataFrame:
    """Predicted labels of each text.

    Args:
        batch: scored texts.
        labels: in column order.
        thresholds: float array of shape (n_labels,).

    Returns:
        Columns text; predicted labels, the highest score first; score, that of the first label;
        and below threshold: no score reaches its threshold, and the label with the highest score
        is shown.
    """
    predicted = [predicted_labels(labels, row, thresholds) for row in batch.scores]
    first = [labels.index(names[0]) for names, _ in predicted]
    return pd.DataFrame(
        {
            "text": batch.source.texts,
            "predicted labels": [list(names) for names, _ in predicted],
            "score": batch.scores[np.arange(len(first)), first],
            "below threshold": [below for _, below in predicted],
        }
    )


def download(batch: BatchScores, labels: tuple[str, ...], results: pd.DataFrame) -> pd.DataFrame:
    """The columns of the input, a score column for each label, and the predicted labels.

    Args:
        batch: scored texts.
        labels: in column order.
        results: from `result_table`.
    """
    scores = pd.DataFrame(batch.scores, columns=[f"score {label}" for label in labels])
    predicted = results[["predicted labels", "below threshold"]]
    return pd.concat([pd.DataFrame(batch.source.rows), scores, predicted], axis=1)


def result_columns(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that `download` adds to those of the input."""
    return (*(f"score {label}" for label in labels), "predicted labels", "below threshold")
