"""What a person can set about a model; each model's file says what it makes of it."""

from dataclasses import dataclass, field
from typing import Any

LOGISTIC_REGRESSION_GRID = {"C": [0.1, 1.0, 10.0], "l1_ratio": [1.0, 0.0]}
NAIVE_BAYES_GRID = {"alpha": [0.1, 0.5, 1.0], "fit_prior": [True, False]}


@dataclass(frozen=True)
class TfidfSettings:
    """Features, grid and search.

    Attributes:
        max_features: size of the vocabulary of words, most frequent terms first; None keeps all.
        ngrams: shortest and longest word n-gram.
        marks: punctuation marks, emojis and one-letter words count as words.
        characters: shortest and longest n-gram of characters within a word, beside those of words;
            None takes none.
        min_texts: a term stands in at least so many texts.
        sublinear: a term's count goes in as 1 + log(count).
        best_features: features kept for each label, by chi-squared; None keeps all.
        count_ratios: each label's features are scaled by their log-count ratios, as in NB-SVM.
        cross_fit: folds over which train is also scored by models that did not learn from it, for
            choosing thresholds; 0 leaves that to validation alone.
        soft_weight: of a teacher's scores in the targets, 0 to 1; 0 learns from labels alone.
        generated_rows: learn from generated rows too.
        class_weight: "balanced", "root" (its square root) or None; logistic regression alone has
            it.
        grid: candidate values of each parameter of the one-vs-rest estimator.
        folds: of the cross-validation inside train that picks the candidate by micro F1; a grid
            of one candidate is not searched.
        saved: "weights" (arrays and a vocabulary, which is what is served) or "full" (the
            scikit-learn pipeline beside them).
        seed: of the folds and of the solver.
    """

    max_features: int | None = 10_000
    ngrams: tuple[int, int] = (1, 2)
    marks: bool = False
    characters: tuple[int, int] | None = None
    min_texts: int = 1
    sublinear: bool = False
    best_features: int | None = None
    count_ratios: bool = False
    soft_weight: float = 0.0
    generated_rows: bool = True
    class_weight: str | None = "balanced"
    cross_fit: int = 0
    grid: dict[str, list[Any]] = field(default_factory=dict)
    folds: int = 3
    saved: str = "weights"
    seed: int = 42

    def __post_init__(self) -> None:
        """Ranges that JSON gave back as lists become pairs again."""
        for name in ("ngrams", "characters"):
            if isinstance(getattr(self, name), list):
                object.__setattr__(self, name, tuple(getattr(self, name)))


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
        saved: "full" (torch weights and their ONNX twin) or "int8" (an ONNX file with 8-bit
            weights alone, a quarter of the size).
        seed: of head, order and dropout.
    """

    encoder: str = "auto"
    head: str = "auto"
    max_length: int = 128
    epochs: int = 3
    batch_size: int = 32
    learning_rate: float | None = None
    head_learning_rate: float | None = None
    optimizer: str = "adamw"
    schedule: str = "linear"
    warmup: float = 0.06
    weight_decay: float = 0.01
    patience: int = 3
    label_weights: bool = False
    freeze_embeddings: bool = False
    precision: str = "auto"
    pad_to_longest: bool = False
    soft_weight: float = 0.0
    saved: str = "full"
    seed: int = 42
