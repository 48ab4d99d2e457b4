"""What a model costs: the time of an answer and room on disk."""

import statistics
import time
from collections.abc import Sequence

from emolab.data.sources import read_challenge
from emolab.labels import TAXONOMIES
from emolab.models.ensemble import NAME as ENSEMBLE
from emolab.models.registry import ServedClassifier, read_description
from emolab.runs.store import Run


def median_milliseconds(model: ServedClassifier, texts: Sequence[str]) -> float:
    """The median time of an answer to one text, over these texts, on this machine and now."""
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
    return sum(of["size"] for file, of in files if file.startswith(folders)) / 1e6


def sentences(count: int = 40) -> list[str]:
    """Sentences to time the models on, the same for every run."""
    challenge, _ = read_challenge(TAXONOMIES["emotions"].labels)
    return list(challenge.texts[:count])
