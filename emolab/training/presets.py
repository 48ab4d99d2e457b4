"""Named recipes for `train.py --preset`: each holds all that is needed to make its run again."""

from dataclasses import dataclass, replace

from emolab.augmentation.config import AugmentationConfig
from emolab.augmentation.planning import Plan
from emolab.models.linear.settings import LOGISTIC_REGRESSION, NAIVE_BAYES, TfidfSettings
from emolab.models.transformer.settings import TransformerSettings
from emolab.training.config import DataConfig, DistillationConfig, TrainingConfig


@dataclass(frozen=True)
class Preset:
    """A named recipe.

    Attributes:
        purpose: one sentence for `--help`.
        config: the whole recipe, under the default seed.
    """

    purpose: str
    config: TrainingConfig


_CLASSICAL = {"logistic_regression": LOGISTIC_REGRESSION, "naive_bayes": NAIVE_BAYES}

_RICH = TfidfSettings(
    max_features=None,
    ngrams=(1, 3),
    marks=True,
    characters=(2, 5),
    min_texts=3,
    sublinear=True,
    best_features=10_000,
    cross_fit=3,
)

_LOGISTIC_REGRESSION = replace(
    _RICH,
    count_ratios=True,
    class_weight="root",
    grid={"C": [0.5], "l1_ratio": [0.0]},
)

_NAIVE_BAYES = replace(_RICH, generated_rows=False, grid={"alpha": [0.03], "fit_prior": [True]})

_FAST_MINILM = TransformerSettings(encoder="minilm", max_length=64, freeze_embeddings=True)

PRESETS = {
    "default": Preset(
        "all rows, the three models at settings that suit them",
        TrainingConfig("default", models={"transformer": TransformerSettings(), **_CLASSICAL}),
    ),
    "quick": Preset(
        "the bundled corpus and the packaged MiniLM, in under three minutes on two cores",
        TrainingConfig(
            "quick",
            data=DataConfig("bundled"),
            models={
                # A thousand sentences are few steps, so the new head must move fast.
                "transformer": TransformerSettings(
                    encoder="minilm",
                    max_length=64,
                    epochs=4,
                    batch_size=16,
                    learning_rate=3e-4,
                    head_learning_rate=2e-2,
                ),
                "logistic_regression": TfidfSettings(grid={"C": [1.0], "l1_ratio": [0.0]}),
                "naive_bayes": TfidfSettings(grid={"alpha": [0.1], "fit_prior": [True]}),
            },
        ),
    ),
    "best": Preset(
        "the recipe of the metrics in README; two hours on two cores",
        TrainingConfig(
            "best",
            models={
                "transformer": replace(_FAST_MINILM, epochs=4, soft_weight=0.5, saved="int8"),
                "logistic_regression": _LOGISTIC_REGRESSION,
                "naive_bayes": _NAIVE_BAYES,
                "logistic_regression_distilled": replace(
                    _LOGISTIC_REGRESSION, soft_weight=0.5, grid={"C": [1.0], "l1_ratio": [0.0]}
                ),
                "naive_bayes_distilled": replace(
                    _NAIVE_BAYES, generated_rows=True, soft_weight=1.0
                ),
            },
            augmentation=AugmentationConfig(("template",), Plan(minority_threshold=0.75)),
            distillation=DistillationConfig(_FAST_MINILM, folds=3, repeats=2),
        ),
    ),
    "report": Preset(
        "the report's subset and grids: the first 20,000, 1,000 and 1,000 rows",
        TrainingConfig(
            "report",
            data=DataConfig(rows=(20_000, 1_000, 1_000)),
            models={
                "transformer": TransformerSettings(epochs=5, batch_size=16, label_weights=True),
                **_CLASSICAL,
            },
        ),
    ),
}
