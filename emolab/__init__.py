"""EmoLab: multi-label emotion classification of text, compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emolab.checkout import artifacts_folder

if TYPE_CHECKING:
    from emolab.models.base import ServedClassifier
    from emolab.runs.store import Run

__version__ = "0.1.0"

__all__ = ["LabelScores", "LoadedModel", "list_runs", "load", "open_run"]


@dataclass(frozen=True)
class LabelScores:
    """What a model predicts for one text.

    Attributes:
        labels: predicted labels, the highest score first; empty where no score reaches its
            threshold.
        scores: by label, 0 to 1, the highest first.
    """

    labels: tuple[str, ...]
    scores: dict[str, float]


@dataclass(frozen=True)
class LoadedModel:
    """A model of a run, ready to predict.

    Attributes:
        model: as the dashboard serves it.
        thresholds: by label, 0 to 1, of the threshold policy that it was loaded with.
    """

    model: ServedClassifier
    thresholds: dict[str, float]

    def predict(self, texts: Sequence[str]) -> list[LabelScores]:
        """Predicted labels and scores of each text."""
        found = []
        for row in self.model.predict_proba(texts):
            scores = dict(zip(self.model.labels, map(float, row), strict=True))
            ordered = dict(sorted(scores.items(), key=lambda item: -item[1]))
            labels = tuple(name for name in ordered if ordered[name] >= self.thresholds[name])
            found.append(LabelScores(labels, ordered))
        return found


def load(run: str | Path, model: str | None = None, policy: str = "per_label") -> LoadedModel:
    """A model of a run.

    Args:
        run: a run's name in `artifacts/`, or its folder.
        model: its name in the run; None takes the first.
        policy: whose thresholds decide which labels are predicted: "per_label", "shared",
            "fixed_0.5" or "fixed_0.2".

    Raises:
        ArtifactError: there is no such run or model, or a file of it was changed.

    Examples:
        >>> emotions = load("goemotions", model="logistic_regression")
        >>> [found] = emotions.predict(["Thank you, that made my day!"])
        >>> found.labels
        ('gratitude',)
    """
    from emolab.models.registry import serve

    opened = open_run(run)
    model = model or opened.models[0]
    served = serve(model, opened.model_folder(model))
    thresholds = opened.metrics()[model]["thresholds"]
    if policy not in thresholds:
        raise ValueError(f"no threshold policy {policy!r}; there are {', '.join(thresholds)}")
    return LoadedModel(served, dict(zip(served.labels, thresholds[policy], strict=True)))


def open_run(run: str | Path) -> Run:
    """A run by its name in `artifacts/` or by its folder.

    Raises:
        ArtifactError: there is none, or its record cannot be read.
    """
    from emolab.runs.store import open_run as open_folder

    folder = Path(run)
    return open_folder(folder if folder.is_dir() else artifacts_folder() / folder)


def list_runs(artifacts: str | Path | None = None) -> list[str]:
    """Names of the runs in a folder, the newest first; `artifacts/` where none is named."""
    from emolab.runs.store import list_runs as list_folder

    return list_folder(Path(artifacts) if artifacts else artifacts_folder())
