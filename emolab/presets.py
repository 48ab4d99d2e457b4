"""Named sets of settings for `train.py --preset`."""

from dataclasses import dataclass, field, replace

from emolab.models.settings import (
    LOGISTIC_REGRESSION_GRID,
    NAIVE_BAYES_GRID,
    TeacherSettings,
    TfidfSettings,
    TransformerSettings,
)


@dataclass(frozen=True)
class Preset:
    """What a training run is made of.

    Attributes:
        purpose: one sentence for `--help`.
        data: the source that `--data` names when it is not given.
        rows: how many rows of train, validation and test are taken; None takes all.
        models: settings by the model's name in the registry.
        teacher: whose scores of the train rows they learn from; None does without.
    """

    purpose: str
    data: str = "auto"
    rows: tuple[int | None, int | None, int | None] = (None, None, None)
    models: dict[str, TransformerSettings | TfidfSettings] = field(default_factory=dict)
    teacher: TeacherSettings | None = None


_CLASSICAL = {
    "logistic_regression": TfidfSettings(grid=LOGISTIC_REGRESSION_GRID),
    "naive_bayes": TfidfSettings(grid=NAIVE_BAYES_GRID),
}

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

PRESETS = {
    "default": Preset(
        "all rows, the three models at settings that suit them",
        models={"transformer": TransformerSettings(), **_CLASSICAL},
    ),
    "quick": Preset(
        "the bundled corpus and the packaged MiniLM, in under three minutes on two cores",
        data="bundled",
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
    "best": Preset(
        "the recipe of the figures in README; an hour on two cores",
        models={
            "transformer": TransformerSettings(
                encoder="minilm",
                max_length=64,
                freeze_embeddings=True,
                epochs=4,
                saved="int8",
            ),
            "logistic_regression": replace(
                _RICH,
                count_ratios=True,
                class_weight="root",
                grid={"C": [1.0], "l1_ratio": [0.0]},
            ),
            "naive_bayes": replace(
                _RICH, soft_weight=1.0, grid={"alpha": [0.03], "fit_prior": [True]}
            ),
        },
        teacher=TeacherSettings(
            TransformerSettings(encoder="minilm", max_length=64, freeze_embeddings=True),
            folds=3,
            repeats=2,
        ),
    ),
    "report": Preset(
        "the report's subset and grids: the first 20,000, 1,000 and 1,000 rows",
        rows=(20_000, 1_000, 1_000),
        models={
            "transformer": TransformerSettings(epochs=5, batch_size=16, label_weights=True),
            **_CLASSICAL,
        },
    ),
}
