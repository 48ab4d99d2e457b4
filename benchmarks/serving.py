"""Waits of the person who asks a model about one sentence, alone or in a class of twenty."""

import random
import statistics
import threading
import time
from collections.abc import Sequence
from functools import partial

import numpy as np

from benchmarks.stock import stock_pipeline
from benchmarks.timing import Row, peak_memory, seconds
from emolab.artifacts import Run
from emolab.evaluation import POLICIES
from emolab.models import ServedClassifier, serve
from emolab.models.together import NAME as TOGETHER
from emolab.models.together import Together
from emolab.prediction import predict_text


def served(run: Run) -> dict[str, ServedClassifier]:
    """All models of a run, as the pages hold them."""
    models = {name: serve(name, run.model_folder(name)) for name in run.models if name != TOGETHER}
    if TOGETHER in run.models:
        models[TOGETHER] = Together.load(run.model_folder(TOGETHER), models)
    return models


def thresholds(run: Run) -> dict[str, np.ndarray]:
    """Thresholds per label of every model."""
    policy = list(POLICIES)[-1]
    return {
        name: np.array(of["thresholds"][policy], dtype=np.float32)
        for name, of in run.metrics().items()
    }


def one_sentence(run: Run, texts: Sequence[str], count: int = 100, rounds: int = 5) -> list[Row]:
    """A batch of one, tokenising included; each way takes the sentences in a row, then the next."""
    models, cut = served(run), thresholds(run)
    stock = stock_pipeline(texts, len(run.labels))
    sentences = random.Random(1).sample(list(texts), count)
    ways = (
        lambda text: models["transformer"].predict_proba([text]),
        lambda text: predict_text(models, text, cut),
        stock,
    )
    times = np.zeros((len(ways), rounds, count))
    for number in range(-1, rounds):
        for of, way in zip(times, ways, strict=True):
            time.sleep(0.1)
            # The round before the first warms up, and its times are written over.
            of[number] = [1000 * seconds(partial(way, text)) for text in sentences]
    alone, page, pipeline = np.median(times, axis=(1, 2))
    slowest = np.quantile(times[1], 0.95)
    return [
        Row("one sentence, transformer", alone, pipeline, "ms", aim=20),
        Row("one sentence, all models as the page calls them", page, pipeline, "ms", aim=1),
        Row("the same, the slowest of them (p95)", slowest, None, "ms", limit=25),
    ]


def class_of_twenty(run: Run, texts: Sequence[str], people: int = 20, turns: int = 20) -> list[Row]:
    """People share the models, each with a sentence every three seconds for a minute."""
    models, cut = served(run), thresholds(run)
    sentences = random.Random(2).sample(list(texts), 100)
    waits: list[float] = []
    errors: list[Exception] = []

    def person(seed: int) -> None:
        choose = random.Random(seed)
        time.sleep(3 * choose.random())
        for _ in range(turns):
            started = time.perf_counter()
            try:
                predict_text(models, choose.choice(sentences), cut)
            except Exception as error:
                errors.append(error)
            spent = time.perf_counter() - started
            waits.append(1000 * spent)
            time.sleep(max(0.0, 3 - spent))

    def minute() -> None:
        everyone = [threading.Thread(target=person, args=(seed,)) for seed in range(people)]
        for one in everyone:
            one.start()
        for one in everyone:
            one.join()

    minute()
    first = peak_memory()
    minute()
    more = peak_memory() - first
    slowest = statistics.quantiles(waits, n=20)[-1]
    note = f"{len(waits)} answers, {len(errors)} errors"
    return [
        Row(
            f"{people} people, a sentence every 3 s each (p95)",
            slowest,
            None,
            "ms",
            None,
            1000,
            note,
        ),
        Row("the same, memory won in a second minute", more, None, "MiB", limit=10),
    ]
