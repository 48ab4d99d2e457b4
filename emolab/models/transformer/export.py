"""ONNX export of a torch classifier, and the parity check of its scores."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel

from emolab.models.transformer.serving import ExportError

TOLERANCE = 1e-4


class Scores(nn.Module):
    """What is exported: scores instead of logits, tensors instead of a dictionary."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Scores from 0 to 1 of shape (n_texts, n_labels)."""
        logits = self.model(input_ids=input_ids, attention_mask=attention_mask)["logits"]
        return torch.sigmoid(logits)


def export_onnx(model: nn.Module, example: dict[str, torch.Tensor], path: Path) -> None:
    """Write a classifier that gives {"logits": ...} as ONNX that gives "scores".

    Args:
        model: its forward takes input_ids and attention_mask.
        example: both, with more than one text and more than one token, so that neither dimension
            is taken for a fixed one.
        path: of the file.
    """
    for part in model.modules():
        if isinstance(part, PreTrainedModel):
            # torch's fused attention is exported as many small steps, the plain one as few.
            part.set_attn_implementation("eager")
    dynamic = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens")}
    names = ["input_ids", "attention_mask"]
    with _without_exporter_chatter():
        torch.onnx.export(
            Scores(model).eval(),
            (),
            str(path),
            kwargs={name: example[name] for name in names},
            input_names=names,
            output_names=["scores"],
            dynamic_shapes=dict.fromkeys(names, dynamic),
            external_data=False,
            verbose=False,
        )


def check_texts(count: int = 256) -> list[str]:
    """Texts of many lengths for the parity check; their meaning does not matter."""
    words = ["we", "never", "thought", "this", "old", "bridge", "😀", "étrange", "!", "42", "times"]
    return [
        " ".join(words[(row * 7 + step) % len(words)] for step in range(1 + row % 40))
        for row in range(count)
    ]


def largest_difference(served: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference between two arrays of scores of the same texts.

    Raises:
        ExportError: it is above TOLERANCE, or not a number.
    """
    difference = float(np.abs(served - expected).max())
    # Turned round, so that NaN is refused too.
    if not difference <= TOLERANCE:
        raise ExportError(
            f"model.onnx differs from torch by {difference:.1e} in a score, more than "
            f"{TOLERANCE:.0e}; it is not fit to serve."
        )
    return difference


@contextmanager
def _without_exporter_chatter() -> Iterator[None]:
    """Hide the exporter's notes on packages and axis names that do not concern this model."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
