"""Settings of the transformer; those made by `option` are options of `train.py` too."""

from dataclasses import dataclass

from emolab.models.base import option


@dataclass(frozen=True)
class TransformerSettings:
    """How the encoder is found and fine-tuned.

    Attributes:
        encoder: "auto", "minilm", a folder or a Hub id; see `find_encoder`.
        head: "cls" (as the architecture ships it), "mean" (mean pooling and a linear layer), or
            "auto" (what the encoder was made for).
        max_length: tokens of a text that are read, special tokens counted in.
        epochs: passes over train, at most.
        batch_size: texts in a step of one process.
        learning_rate: of the encoder; None takes 2e-4 for a hidden size up to 512, else 2e-5.
        head_learning_rate: of the new head; None takes ten times the encoder's.
        optimizer: "adamw" or "radam".
        schedule: "linear" or "cosine" decay after the warm-up.
        warmup: share of all steps, between 0 and 1.
        weight_decay: decoupled, on all weights but biases and norms.
        patience: epochs without a better validation macro AUC before training stops.
        label_weights: weigh a label's positives by the square root of negatives per positive.
        freeze_embeddings: leave the token vectors as pretraining made them, and train faster.
        precision: "float32", "bfloat16" (mixed), or "auto": bfloat16 where the processor
            multiplies it, which is about twice as fast.
        pad_to_longest: pad every text to the longest of the set, as a naive set-up does.
        soft_weight: of a teacher's scores in the targets, 0 to 1; 0 learns from labels alone.
        saved: "full" (torch weights and their ONNX export) or "int8" (an ONNX file with 8-bit
            weights alone, a quarter of the size).
        seed: of head, order and dropout.
    """

    encoder: str = option("auto", "auto, minilm, a folder or a Hub id")
    head: str = "auto"
    max_length: int = 128
    epochs: int = option(3, "passes over train at most", kind=int)
    batch_size: int = option(32, "texts in a step", kind=int)
    learning_rate: float | None = option(None, "of the encoder", kind=float)
    head_learning_rate: float | None = None
    optimizer: str = option("adamw", "the optimizer", choices=("adamw", "radam"))
    schedule: str = option("linear", "decay of the learning rate", choices=("linear", "cosine"))
    warmup: float = 0.06
    weight_decay: float = 0.01
    patience: int = 3
    label_weights: bool = False
    freeze_embeddings: bool = False
    precision: str = "auto"
    pad_to_longest: bool = False
    soft_weight: float = 0.0
    saved: str = option(
        "full",
        "torch weights and their ONNX export, or 8-bit weights alone",
        choices=("full", "int8"),
    )
    seed: int = 42
