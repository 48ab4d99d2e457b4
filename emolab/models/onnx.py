"""Serving an exported transformer with onnxruntime and tokenizers; no torch."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from emolab.models.registry import read_description

_BATCH = 16


class ExportError(RuntimeError):
    """The exported file does not score as torch does."""


class OnnxTransformer:
    """The scores of an exported transformer.

    Reads model.onnx (inputs input_ids and attention_mask, output scores), tokenizer.json and
    model.json from one folder.
    """

    def __init__(
        self,
        labels: tuple[str, ...],
        session: InferenceSession,
        tokenizer: Tokenizer,
        pad_id: int,
    ) -> None:
        self.labels = labels
        self.session = session
        self.tokenizer = tokenizer
        self.pad_id = pad_id

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model saved in this folder."""
        description = read_description(folder)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(description["settings"]["max_length"])
        options = SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        session = InferenceSession(
            folder / "model.onnx", options, providers=["CPUExecutionProvider"]
        )
        return cls(tuple(description["labels"]), session, tokenizer, description["pad_id"])

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels).

        Texts are scored in order of length, so that a batch holds little padding, and returned
        in the order given. A text longer than the model's limit is cut there.
        """
        scores = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        encoded = [item.ids for item in self.tokenizer.encode_batch_fast(list(texts))]
        by_length = sorted(range(len(encoded)), key=lambda row: len(encoded[row]))
        for start in range(0, len(by_length), _BATCH):
            rows = by_length[start : start + _BATCH]
            scores[rows] = self._score([encoded[row] for row in rows])
        return scores

    def token_count(self, text: str) -> int:
        """How many tokens of the text are read, special tokens and the limit counted in."""
        return len(self.tokenizer.encode(text).ids)

    def _score(self, batch: list[list[int]]) -> np.ndarray:
        width = max(len(ids) for ids in batch)
        input_ids = np.full((len(batch), width), self.pad_id, dtype=np.int64)
        attention_mask = np.zeros((len(batch), width), dtype=np.int64)
        for row, ids in enumerate(batch):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
        return self.session.run(["scores"], inputs)[0]
