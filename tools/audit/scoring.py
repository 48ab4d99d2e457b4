"""Scores from the files of a run, by scikit-learn, onnxruntime and tokenizers."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime import InferenceSession
from sklearn.feature_extraction.text import TfidfVectorizer
from tokenizers import Tokenizer

_EDGE = 1e-6
_BATCH = 16


def scored(folder: Path, texts: Sequence[str]) -> np.ndarray | None:
    """Scores of shape (n, n_labels) by the weights in the folder; None where it holds none."""
    if (folder / "weights.npz").is_file():
        return linear_scores(folder, texts)
    if (folder / "model.onnx").is_file():
        return transformer_scores(folder, texts)
    return None


def linear_scores(folder: Path, texts: Sequence[str]) -> np.ndarray:
    """Scores by weights.npz and vocabulary.json: TF-IDF features times weights."""
    described = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    with np.load(folder / "weights.npz", allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    starts, columns = arrays["starts"], arrays["columns"]
    weights = np.zeros((len(starts) - 1, len(arrays["intercepts"])))
    feature_of_weight = np.repeat(np.arange(len(starts) - 1), starts[1:] - starts[:-1])
    np.add.at(weights, (feature_of_weight, columns), arrays["weights"])
    logits = np.tile(arrays["intercepts"], (len(texts), 1))
    first = 0
    for at, description in enumerate(described["vectorisers"]):
        vectorizer = _vectorizer(description, arrays[f"idf_{at}"])
        last = first + len(description["terms"])
        logits += vectorizer.transform(texts) @ weights[first:last]
        first = last
    return _sigmoid(logits)


def transformer_scores(folder: Path, texts: Sequence[str]) -> np.ndarray:
    """Scores by model.onnx and tokenizer.json, in batches of texts of like length."""
    description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(description["settings"]["max_length"])
    tokenizer.no_padding()
    session = InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    encoded = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    order = sorted(range(len(encoded)), key=lambda row: len(encoded[row]))
    scores = np.zeros((len(texts), len(description["labels"])), dtype=np.float32)
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        width = len(encoded[rows[-1]])
        ids = [encoded[row] + [description["pad_id"]] * (width - len(encoded[row])) for row in rows]
        mask = [[int(column < len(encoded[row])) for column in range(width)] for row in rows]
        inputs = {"input_ids": np.array(ids), "attention_mask": np.array(mask)}
        scores[rows] = session.run(["scores"], inputs)[0]
    return scores


def ensemble_scores(
    weights: Mapping[str, float], scores_by_model: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Sigmoid of the weighted sum of the members' log-odds, of float32 scores."""
    logits: Any = 0
    for name, weight in weights.items():
        scores = scores_by_model[name].astype(np.float32).astype(float)
        scores = np.clip(scores, _EDGE, 1 - _EDGE)
        logits = logits + weight * (np.log(scores) - np.log1p(-scores))
    return _sigmoid(logits)


def _vectorizer(description: Mapping[str, Any], idf: np.ndarray) -> TfidfVectorizer:
    by_word = description["token_pattern"] is not None
    vectorizer = TfidfVectorizer(
        lowercase=True,
        analyzer="word" if by_word else "char_wb",
        token_pattern=description["token_pattern"] if by_word else None,
        ngram_range=tuple(description["ngrams"]),
        sublinear_tf=description["sublinear"],
        vocabulary={term: column for column, term in enumerate(description["terms"])},
        norm="l2",
    )
    vectorizer.idf_ = idf
    return vectorizer


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-logits))
