"""Latency, size and training time of the models of a run."""

import statistics
import time
from collections.abc import Mapping, Sequence

import pandas as pd

from emolab.data.sources import read_challenge
from emolab.labels import TAXONOMIES
from emolab.models.base import ServedClassifier, read_description
from emolab.models.ensemble import NAME as ENSEMBLE
from emolab.runs.store import Run


def latency_and_size(run: Run, models: Mapping[str, ServedClassifier]) -> pd.DataFrame:
    """Latency on this machine, size on disk and training time.

    Args:
        run: the run of the models.
        models: by name, loaded.

    Returns:
        Columns model, milliseconds (median for one text), megabytes, and training_seconds, which
        is NaN for a model that is not trained, such as an ensemble.
    """
    durations = run.record["durations_s"]
    texts = sentences()
    return pd.DataFrame(
        {
            "model": list(models),
            "milliseconds": [median_milliseconds(model, texts) for model in models.values()],
            "megabytes": [megabytes(run, name) for name in models],
            "training_seconds": [durations.get(f"fit {name}", float("nan")) for name in models],
        }
    )


def median_milliseconds(model: ServedClassifier, texts: Sequence[str]) -> float:
    """The median latency for one text, over these texts, on this machine."""
    times = []
    for text in texts:
        started = time.perf_counter()
        model.predict_proba([text])
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def megabytes(run: Run, model: str) -> float:
    """The size of what a model needs to answer, in millions of bytes; an ensemble needs its
    members.
    """
    needed = [model]
    if model == ENSEMBLE:
        needed += read_description(run.model_folder(model))["weights"]
    folders = tuple(f"models/{name}/" for name in needed)
    files = run.record["files"].items()
    return float(sum(entry["size"] for file, entry in files if file.startswith(folders))) / 1e6


def sentences(count: int = 40) -> list[str]:
    """Sentences to time the models on, the same for every run."""
    read = read_challenge(TAXONOMIES["emotions"].labels)
    assert read is not None, "the challenge set has these labels"
    challenge, _ = read
    return list(challenge.texts[:count])
