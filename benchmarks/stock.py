"""The rivals: stock libraries, each in its best reasonable use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np

from emolab.data.dataset import Dataset
from emolab.models.base import ServedClassifier, read_description
from emolab.models.linear.serving import LinearTfidf
from emolab.models.linear.settings import TfidfSettings
from emolab.models.registry import REGISTRY, serve
from emolab.models.transformer.encoders import find_encoder
from emolab.runs.store import Run

# torch and transformers are imported inside functions: the worker processes of the grids import
# this package too.
if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from emolab.models.linear.training import TfidfClassifier


@dataclass(frozen=True)
class StockPipeline:
    """`transformers.pipeline("text-classification", top_k=None)`, with what makes it fast.

    Attributes:
        pipeline: or a function that is called like one.
        shape: of the model, in words.
        max_length: tokens of a text that are read, as many as our model reads.
        bfloat16: whether it runs under bfloat16 autocast.
        batch_size: texts in a batch; 8, 16 and 64 were not faster than 32.
    """

    pipeline: Callable[..., list]
    shape: str
    max_length: int
    bfloat16: bool = False
    batch_size: int = 32

    def score_text(self, text: str) -> list:
        """Scores of one text."""
        return self.pipeline(text, **self._truncated())

    def score_texts(self, texts: Sequence[str]) -> list:
        """Scores of many texts: one call, in batches of texts of similar length, put back in order.

        Sorted by length, a batch holds little padding.
        """
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        by_length = [texts[row] for row in order]
        found = self.pipeline(by_length, batch_size=self.batch_size, **self._truncated())
        scores: list = [None] * len(texts)
        for row, of_text in zip(order, found, strict=True):
            scores[row] = of_text
        return scores

    def precision(self) -> AbstractContextManager:
        """The context in which it is called: bfloat16 autocast, or none.

        Within one context the weights are converted once.
        """
        if not self.bfloat16:
            return nullcontext()
        import torch

        return torch.autocast("cpu", dtype=torch.bfloat16)

    @property
    def rival(self) -> str:
        """What it is, for a row."""
        return f"transformers.pipeline, {self.shape}"

    @property
    def differs(self) -> str:
        """What differs between our served model and it, for a row."""
        return f"int8 in onnxruntime against {'bfloat16' if self.bfloat16 else 'float32'} in torch"

    def _truncated(self) -> dict[str, Any]:
        return {"truncation": True, "max_length": self.max_length}


def multiplies_bfloat16() -> bool:
    """Whether this processor has instructions that multiply bfloat16."""
    import torch

    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def stock_pipelines(run: Run, texts: Sequence[str]) -> list[StockPipeline]:
    """The pipeline over two models with random weights, which take as long as trained ones.

    The first has the architecture of the report, DistilRoBERTa: 6 layers of width 768. The second
    has that of the run's own encoder.

    Args:
        run: whose labels, encoder and length limit are taken.
        texts: to train DistilRoBERTa's stand-in tokenizer on.
    """
    settings = read_description(run.model_folder("transformer"))["settings"]
    made = (_distilroberta(texts, len(run.labels)), _same_shape(settings, len(run.labels)))
    return [
        StockPipeline(pipeline, shape, settings["max_length"], multiplies_bfloat16())
        for pipeline, shape in made
    ]


def _distilroberta(texts: Sequence[str], n_labels: int) -> tuple[Callable[..., list], str]:
    from tokenizers import ByteLevelBPETokenizer
    from tokenizers.processors import RobertaProcessing
    from transformers import (
        PreTrainedTokenizerFast,
        RobertaConfig,
        RobertaForSequenceClassification,
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
    model = RobertaForSequenceClassification(config)
    return _pipeline(model, fast), "DistilRoBERTa's shape (6 layers, width 768)"


def _same_shape(settings: Mapping[str, Any], n_labels: int) -> tuple[Callable[..., list], str]:
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

    folder = find_encoder(settings["encoder"]).folder
    config = AutoConfig.from_pretrained(
        folder, num_labels=n_labels, problem_type="multi_label_classification"
    )
    model = AutoModelForSequenceClassification.from_config(config)
    words = f"our own shape ({config.num_hidden_layers} layers, width {config.hidden_size})"
    return _pipeline(model, AutoTokenizer.from_pretrained(folder)), words


def _pipeline(model: Any, tokenizer: Any) -> Callable[..., list]:
    from transformers import pipeline

    return pipeline(
        "text-classification", model=model.eval(), tokenizer=tokenizer, top_k=None, device="cpu"
    )


def linear_models(run: Run, dataset: Dataset) -> dict[str, TfidfClassifier]:
    """The run's linear models fitted again, each with the scikit-learn pipeline that it is made of.

    A run need not hold the pipelines. The settings are those of the run; train goes in without
    generated rows and without soft labels, which change the weights and not the time of scoring.
    """
    models = {}
    for name in run.models:
        folder = run.model_folder(name)
        if not isinstance(serve(name, folder), LinearTfidf):
            continue
        settings = TfidfSettings(**read_description(folder)["settings"])
        model = REGISTRY[name].training_class()(dataset.labels, replace(settings, cross_fit=0))
        models[name] = model.fit(dataset.train, dataset.validation)
    return models


def score_on_all_cores(
    pipelines: Sequence[Pipeline | ServedClassifier], texts: Sequence[str]
) -> list[np.ndarray]:
    """Scores by scikit-learn pipelines: each is called once a core, with that core's share."""
    cores = joblib.cpu_count()
    shares = [list(texts[start::cores]) for start in range(cores)]
    found = joblib.Parallel(n_jobs=cores)(
        joblib.delayed(pipeline.predict_proba)(share) for pipeline in pipelines for share in shares
    )
    scores = []
    for position in range(len(pipelines)):
        parts = found[position * cores : (position + 1) * cores]
        whole = np.empty((len(texts), parts[0].shape[1]))
        for start, part in enumerate(parts):
            whole[start::cores] = part
        scores.append(whole)
    return scores
