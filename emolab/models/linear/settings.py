"""Settings of the linear models and the grids that they search by default."""

from dataclasses import dataclass, field
from typing import Any

LOGISTIC_REGRESSION_GRID = {"C": [0.1, 1.0, 10.0], "l1_ratio": [1.0, 0.0]}
NAIVE_BAYES_GRID: dict[str, list[Any]] = {"alpha": [0.1, 0.5, 1.0], "fit_prior": [True, False]}


@dataclass(frozen=True)
class TfidfSettings:
    """Features, targets and grid search of a linear model.

    Attributes:
        max_features: size of the vocabulary of words, most frequent terms first; None keeps all.
        ngrams: shortest and longest word n-gram.
        marks: whether punctuation marks, emojis and one-letter words are words.
        characters: shortest and longest n-gram of characters within a word, beside those of words;
            None takes none.
        min_texts: a term is in the vocabulary if at least so many texts have it.
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


LOGISTIC_REGRESSION = TfidfSettings(grid=LOGISTIC_REGRESSION_GRID)
NAIVE_BAYES = TfidfSettings(grid=NAIVE_BAYES_GRID)
