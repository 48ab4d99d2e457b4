"""What a person would use instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import Pipeline


def stock_pipeline(texts: Sequence[str], n_labels: int) -> Pipeline:
    """The stock pipeline on a model of DistilRoBERTa's shape; random weights take as long.

    Args:
        texts: for a vocabulary that cuts them as a real one would.
        n_labels: of the head.
    """
    # Here, since the grids' worker processes import the benchmarks too, and would load torch.
    from tokenizers import ByteLevelBPETokenizer
    from tokenizers.processors import RobertaProcessing
    from transformers import (
        PreTrainedTokenizerFast,
        RobertaConfig,
        RobertaForSequenceClassification,
        pipeline,
    )

    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.train_from_iterator(
        texts, vocab_size=30_000, special_tokens=special, show_progress=False
    )
    tokenizer.post_processor = RobertaProcessing(("</s>", 2), ("<s>", 0))
    names = ["bos_token", "pad_token", "eos_token", "unk_token", "mask_token"]
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer._tokenizer, **dict(zip(names, special, strict=True))
    )
    config = RobertaConfig(
        vocab_size=50_265,
        num_hidden_layers=6,
        max_position_embeddings=514,
        num_labels=n_labels,
        problem_type="multi_label_classification",
        pad_token_id=fast.pad_token_id,
    )
    return pipeline(
        "text-classification",
        model=RobertaForSequenceClassification(config).eval(),
        tokenizer=fast,
        top_k=None,
        device="cpu",
    )
