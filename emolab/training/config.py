"""What a training run is asked to do, in one frozen object that its record keeps whole."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from emolab.augmentation.config import AugmentationConfig
from emolab.models.registry import REGISTRY, TEACHER, trained_models

Limits = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class DataConfig:
    """Where the rows come from and which of them are taken.

    Attributes:
        source: as `load_dataset` takes it.
        text_column: of a file of one's own.
        labels_column: of a file of one's own.
        labels: label names in id order for a file of one's own; None takes those it names.
        taxonomy: coarser labels that GoEmotions' emotions are merged into; None leaves them.
        drop_leaks: leave train rows out that repeat another or stand in a held-out split.
        rows: how many rows of train, validation and test are taken; None takes all.
    """

    source: str = "auto"
    text_column: str = "text"
    labels_column: str = "labels"
    labels: tuple[str, ...] | None = None
    taxonomy: str | None = None
    drop_leaks: bool = True
    rows: Limits = (None, None, None)


@dataclass(frozen=True)
class DistillationConfig:
    """Teachers whose scores of the train rows are soft labels (Hinton et al. 2015).

    Each teacher scores the rows that it did not learn from.

    Attributes:
        teacher: settings of each teacher.
        folds: each teacher scores one fold, and learns from the rest.
        repeats: how often all rows are scored, each time by teachers of another seed on other
            folds; the soft labels are the mean.
        model: the teachers' name in the registry.
    """

    teacher: Any
    folds: int = 3
    repeats: int = 1
    model: str = TEACHER

    @property
    def teachers(self) -> int:
        """How many teachers are trained."""
        return self.folds * self.repeats


@dataclass(frozen=True)
class OutputConfig:
    """Where the run goes and what it carries; nothing here changes a model.

    Attributes:
        artifacts: the folder of all runs.
        name: of the run.
        texts: keep the rows' texts in the run.
        push_to_hub: name under which the augmented dataset is published; None publishes nothing.
        dry_run: only say what would be published.
    """

    artifacts: Path
    name: str
    texts: bool = True
    push_to_hub: str | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides what is trained on what.

    Attributes:
        preset: the named set of settings that it began from.
        seed: of splits, augmentation, heads, order and dropout.
        data: where the rows come from.
        models: settings by the model's name in the registry.
        augmentation: how rows are generated; None generates none.
        distillation: how soft labels are made; None makes none.
    """

    preset: str = "default"
    seed: int = 42
    data: DataConfig = field(default_factory=DataConfig)
    models: Mapping[str, Any] = field(default_factory=dict)
    augmentation: AugmentationConfig | None = None
    distillation: DistillationConfig | None = None

    def with_seed(self, seed: int) -> "TrainingConfig":
        """The same under another seed; the teachers of a distillation keep theirs."""
        return replace(
            self,
            seed=seed,
            models={
                name: with_known(settings, seed=seed) for name, settings in self.models.items()
            },
            augmentation=self.augmentation and self.augmentation.with_seed(seed),
        )

    def as_dict(self) -> dict[str, Any]:
        """The configuration in dicts, lists and numbers, as a run's record keeps it."""
        content = asdict(replace(self, models={}))
        content["models"] = {name: asdict(settings) for name, settings in self.models.items()}
        return content

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "TrainingConfig":
        """The configuration that `as_dict` gave, also after a way through JSON or TOML.

        Raises:
            ValueError: a key or a model is not known.
        """
        unknown = sorted(set(content["models"]) - set(trained_models()))
        if unknown:
            raise ValueError(
                f"no such model as {unknown[0]!r}; known: {', '.join(trained_models())}"
            )
        data = dict(content["data"])
        labels = data.get("labels")
        distillation = content.get("distillation")
        augmentation = content.get("augmentation")
        try:
            return cls(
                preset=content["preset"],
                seed=content["seed"],
                data=DataConfig(
                    **{
                        **data,
                        "labels": None if labels is None else tuple(labels),
                        "rows": tuple(data["rows"]),
                    }
                ),
                models={
                    name: REGISTRY[name].settings_class()(**settings)
                    for name, settings in content["models"].items()
                },
                augmentation=augmentation and AugmentationConfig.from_dict(augmentation),
                distillation=distillation and _distillation(distillation),
            )
        except TypeError as error:
            raise ValueError(f"the configuration has a key that is not known: {error}") from error


def with_known(settings: Any, **values: Any) -> Any:
    """The settings with those of these values whose fields they have; most have a seed, say."""
    known = {each.name for each in fields(settings)}
    found = {name: value for name, value in values.items() if name in known}
    return replace(settings, **found) if found else settings


def _distillation(content: Mapping[str, Any]) -> DistillationConfig:
    teacher = REGISTRY[content.get("model", TEACHER)].settings_class()(**content["teacher"])
    return DistillationConfig(**{**content, "teacher": teacher})
