"""Latency of a typed sentence: alone, and with several people at once."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import numpy as np
from sklearn.pipeline import Pipeline

from benchmarks.stock import stock_pipelines
from benchmarks.timing import Row, peak_memory, seconds
from emolab.evaluation.thresholds import POLICIES
from emolab.inference.predict import predict_text
from emolab.models.base import ServedClassifier
from emolab.models.registry import serve
from emolab.runs.store import Run


def served(run: Run) -> dict[str, ServedClassifier]:
    """All models of a run."""
    return {name: serve(name, run.model_folder(name)) for name in run.models}


def thresholds(run: Run) -> dict[str, np.ndarray]:
    """Thresholds per label of every model."""
    policy = list(POLICIES)[-1]
    return {
        name: np.array(metrics["thresholds"][policy], dtype=np.float32)
        for name, metrics in run.metrics().items()
    }


def one_sentence(
    run: Run,
    texts: Sequence[str],
    pipelines: Sequence[Pipeline],
    count: int = 50,
    rounds: int = 11,
) -> list[Row]:
    """Latency of a batch of one, tokenising included; a round scores each sentence once.

    Args:
        run: whose models are served.
        texts: to draw the sentences from.
        pipelines: scikit-learn's, for the rival of all models.
        count: of sentences.
        rounds: of all sentences.
    """
    models, policy = served(run), thresholds(run)
    report, same = stock_pipelines(run, texts)
    sentences = random.Random(1).sample(list(texts), count)

    def all_stock(text: str) -> None:
        same.score_text(text)
        for pipeline in pipelines:
            pipeline.predict_proba([text])

    ways: list[tuple[Callable[[str], object], Callable[[], AbstractContextManager]]] = [
        (lambda text: models["transformer"].predict_proba([text]), nullcontext),
        (report.score_text, report.precision),
        (same.score_text, same.precision),
        (lambda text: predict_text(models, text, policy), nullcontext),
        (all_stock, same.precision),
    ]
    times = np.zeros((len(ways), rounds, count))
    for number in range(-1, rounds):
        for of_way, (way, context) in zip(times, ways, strict=True):
            time.sleep(0.1)
            with context():
                # The round before the first warms up, and its times are written over.
                of_way[number] = [1000 * seconds(partial(way, text)) for text in sentences]
    ours, stock_report, stock_same, page, stock_page = np.median(times, axis=2)
    note = f"{count} sentences, median of each round"
    name = "one sentence, transformer"
    page_name = f"one sentence, {len(models)} models as the Live page calls them"
    return [
        Row.of_rounds(
            name,
            "ms",
            ours,
            stock_report,
            rival=report.rival,
            differs=f"architecture; {report.differs}",
            note=note,
        ),
        Row.of_rounds(
            name, "ms", ours, stock_same, rival=same.rival, differs=same.differs, note=note
        ),
        Row.of_rounds(
            page_name,
            "ms",
            page,
            stock_page,
            rival=f"{same.rival}, and predict_proba of {len(pipelines)} scikit-learn pipelines",
            differs=f"{same.differs}; ours needs no scikit-learn and predicts labels too",
            note=note,
        ),
        Row.of_rounds(
            f"{page_name}, 95th percentile",
            "ms",
            np.quantile(times[3], 0.95, axis=1),
            limit=25,
            note=f"{count} sentences a round",
        ),
    ]


def concurrent_users(
    run: Run, texts: Sequence[str], people: int = 20, turns: int = 10
) -> list[Row]:
    """People share the models; each scores a sentence every three seconds. Measured twice."""
    models, policy = served(run), thresholds(run)
    sentences = random.Random(2).sample(list(texts), 100)
    latencies: list[float] = []
    errors: list[Exception] = []

    def person(seed: int) -> None:
        choose = random.Random(seed)
        time.sleep(3 * choose.random())
        for _ in range(turns):
            started = time.perf_counter()
            try:
                predict_text(models, choose.choice(sentences), policy)
            except Exception as error:
                errors.append(error)
            spent = time.perf_counter() - started
            latencies.append(1000 * spent)
            time.sleep(max(0.0, 3 - spent))

    def session() -> float:
        """The 95th percentile of its latencies."""
        before = len(latencies)
        threads = [threading.Thread(target=person, args=(seed,)) for seed in range(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return float(np.quantile(latencies[before:], 0.95))

    slowest = [session()]
    first = peak_memory()
    slowest.append(session())
    more = peak_memory() - first
    note = f"{len(latencies)} predictions, {len(errors)} errors"
    name = f"{people} people, a sentence every 3 s each"
    return [
        Row.of_rounds(f"{name}, 95th percentile", "ms", slowest, limit=1000, note=note),
        Row(
            f"{name}, growth of peak memory in the second {3 * turns} s",
            more,
            None,
            "MiB",
            limit=10,
        ),
    ]
