"""History of the texts of a session with their predictions, the newest first."""

from collections.abc import Mapping, Sequence

from emolab.inference.predict import Prediction
from emolab.models.registry import model_title

HistoryRow = dict[str, str]


def history_row(
    run: str, policy: str, text: str, predictions: Mapping[str, Prediction]
) -> HistoryRow:
    """The predictions for one text.

    Args:
        run: name of the run.
        policy: threshold policy in words.
        text: the text.
        predictions: by model.

    Returns:
        Keys text, the title of each model (its predicted labels), run and threshold.
    """
    predicted = {
        model_title(model): "; ".join(prediction.labels)
        for model, prediction in predictions.items()
    }
    return {"text": text} | predicted | {"run": run, "threshold": policy}


def with_row(history: Sequence[HistoryRow], row: HistoryRow) -> list[HistoryRow]:
    """The history with this row first; an earlier row of the same text is removed."""
    return [row, *(earlier for earlier in history if earlier["text"] != row["text"])]
