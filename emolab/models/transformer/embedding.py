"""Sentence vectors from the packaged MiniLM, for comparing meanings."""

from collections.abc import Callable, Sequence

import numpy as np

from emolab.models.transformer.encoders import find_encoder


def sentence_embedder() -> Callable[[Sequence[str]], np.ndarray]:
    """A function from texts to unit vectors of shape (n_texts, 384).

    Raises:
        EncoderError: the packaged MiniLM is missing or not the official one.
    """
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(find_encoder("minilm").folder), device="cpu")

    def embed(texts: Sequence[str]) -> np.ndarray:
        return encoder.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )

    return embed
