"""Serving an exported transformer with onnxruntime and tokenizers; no torch."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import Self

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from emolab.models.base import ModelError, read_description

# Of a batch, padding counted in: what is worked on stays in the cache of one core.
_TOKENS = 512
# It takes several times as long as the two steps that it joins.
_SLOW = ["SkipLayerNormFusion"]


class ExportError(ModelError):
    """The exported file does not score as torch does."""


class OnnxTransformer:
    """The scores of an exported transformer.

    Reads model.onnx (inputs input_ids and attention_mask, output scores), tokenizer.json and
    model.json from one folder.
    """

    def __init__(
        self, labels: tuple[str, ...], model: Path, tokenizer: Tokenizer, pad_id: int
    ) -> None:
        """Read the exported file `model`; the tokenizer cuts what is too long and pads nothing."""
        self.labels = labels
        self.tokenizer = tokenizer
        self.pad_id = pad_id
        self.model = model
        cores = os.cpu_count() or 1
        # One batch has all cores; of several, each core works on one of its own.
        self.alone = _session(model, threads=cores)
        self.workers = ThreadPoolExecutor(cores)

    @cached_property
    def side_by_side(self) -> InferenceSession:
        """A session of one thread, which several threads call at once; made for the first file."""
        return _session(self.model, threads=1)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model saved in this folder."""
        description = read_description(folder)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(description["settings"]["max_length"])
        return cls(
            tuple(description["labels"]), folder / "model.onnx", tokenizer, description["pad_id"]
        )

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels).

        Texts are scored in order of length, so that a batch holds little padding, and returned
        in the order given. A text longer than the model's limit is cut there.
        """
        scores = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        encoded = [item.ids for item in self.tokenizer.encode_batch_fast(list(texts))]
        batches = batches_by_length([len(ids) for ids in encoded], _TOKENS)
        inputs = [[encoded[row] for row in rows] for rows in batches]
        found: Iterable[np.ndarray]
        if len(inputs) == 1:
            found = [self._score(self.alone, inputs[0])]
        else:
            found = self.workers.map(partial(self._score, self.side_by_side), inputs)
        for rows, scored in zip(batches, found, strict=True):
            scores[rows] = scored
        return scores

    def part_read(self, text: str) -> str:
        """The text up to where the model's limit cuts it: all of it, unless it is too long."""
        encoding = self.tokenizer.encode(text)
        if not encoding.overflowing:
            return text
        return text[: max(end for _, end in encoding.offsets)]

    def token_count(self, text: str) -> int:
        """How many tokens of the text are read, special tokens and the limit counted in."""
        return len(self.tokenizer.encode(text).ids)

    def _score(self, session: InferenceSession, batch: list[list[int]]) -> np.ndarray:
        width = max(len(ids) for ids in batch)
        input_ids = np.full((len(batch), width), self.pad_id, dtype=np.int64)
        attention_mask = np.zeros((len(batch), width), dtype=np.int64)
        for row, ids in enumerate(batch):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
        scores: np.ndarray = session.run(["scores"], inputs)[0]
        return scores


def batches_by_length(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Rows in order of length, in batches of at most `tokens` cells once padded.

    A row longer than that is a batch of its own.
    """
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batches and (len(batches[-1]) + 1) * lengths[row] <= tokens:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches


def _session(model: Path, threads: int) -> InferenceSession:
    options = SessionOptions()
    options.intra_op_num_threads = threads
    return InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
    )
