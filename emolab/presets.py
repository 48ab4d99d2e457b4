"""Named sets of settings for `train.py --preset`."""

from dataclasses import dataclass, field

from emolab.models.settings import (
    LOGISTIC_REGRESSION_GRID,
    NAIVE_BAYES_GRID,
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
    """

    purpose: str
    data: str = "auto"
    rows: tuple[int | None, int | None, int | None] = (None, None, None)
    models: dict[str, TransformerSettings | TfidfSettings] = field(default_factory=dict)


def _classical(seed: int = 42) -> dict[str, TfidfSettings]:
    return {
        "logistic_regression": TfidfSettings(grid=LOGISTIC_REGRESSION_GRID, seed=seed),
        "naive_bayes": TfidfSettings(grid=NAIVE_BAYES_GRID, seed=seed),
    }


PRESETS = {
    "default": Preset(
        "all rows, the three models at settings that suit them",
        models={"transformer": TransformerSettings(), **_classical()},
    ),
    "quick": Preset(
        "the bundled corpus and the packaged MiniLM, in under three minutes on two cores",
        data="bundled",
        models={
            "transformer": TransformerSettings(encoder="minilm", epochs=6, max_length=64),
            **_classical(),
        },
    ),
    "report": Preset(
        "the report's subset and grids: the first 20,000, 1,000 and 1,000 rows",
        rows=(20_000, 1_000, 1_000),
        models={
            "transformer": TransformerSettings(epochs=5, batch_size=16, label_weights=True),
            **_classical(),
        },
    ),
}
