"""Waits of the person who asks a model: one sentence, a file, a class of twenty."""

import random
import statistics
import threading
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.stock import stock_pipeline
from benchmarks.timing import Row, medians
from emolab.artifacts import Run
from emolab.evaluation import POLICIES
from emolab.models import ServedClassifier, serve
from emolab.models.tfidf import TfidfClassifier
from emolab.models.together import NAME as TOGETHER
from emolab.models.together import Together
from emolab.prediction import predict_text


def measure(run: Run, texts: Sequence[str]) -> list[Row]:
    """Every wait for an answer, on the texts of a test split."""
    models = served(run)
    stock = stock_pipeline(texts, len(run.labels))
    sentences = random.Random(1).sample(list(texts), 100)
    return [
        *one_sentence(models, stock, sentences, run),
        transformer_file(models["transformer"], stock, texts),
        classical_file(models, texts[:500]),
        class_of_twenty(models, sentences, run),
    ]


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


def one_sentence(models: dict, stock, sentences: Sequence[str], run: Run) -> list[Row]:
    """A batch of one, tokenising included; the median over sentences of the median of five."""
    cut = thresholds(run)
    alone, together, theirs = [], [], []
    for sentence in sentences:
        ours, stocks = medians(
            lambda: models["transformer"].predict_proba([sentence]),  # noqa: B023
            lambda: stock(sentence),  # noqa: B023
            5,
        )
        page, _ = medians(
            lambda: predict_text(models, sentence, cut),  # noqa: B023
            lambda: None,
            5,
        )
        alone.append(1000 * ours)
        together.append(1000 * page)
        theirs.append(1000 * stocks)
    pipeline = statistics.median(theirs)
    slowest = statistics.quantiles(together, n=20)[-1]
    return [
        Row("one sentence, transformer", statistics.median(alone), pipeline, "ms", 20),
        Row(
            "one sentence, all models as the page calls them",
            statistics.median(together),
            pipeline,
            "ms",
            1,
            f"p95 {slowest:.1f} ms",
        ),
    ]


def transformer_file(model: ServedClassifier, stock, texts: Sequence[str]) -> Row:
    """The whole file, against the pipeline's batches of 32 over its first 640 texts."""
    part = list(texts[:640])
    ours, _ = medians(lambda: model.predict_proba(texts), lambda: None, 3)
    _, theirs = medians(lambda: None, lambda: stock(part, batch_size=32), 3)
    return Row(
        f"a file of {len(texts):,} texts, transformer",
        len(texts) / ours,
        len(part) / theirs,
        "texts/s",
        25,
    )


def classical_file(models: dict, texts: Sequence[str]) -> Row:
    """Both linear models at once, against their scikit-learn pipelines text by text."""
    linear = [model for model in models.values() if isinstance(model, TfidfClassifier)]
    few = list(texts[:50])
    ours, _ = medians(lambda: [model.predict_proba(texts) for model in linear], lambda: None, 5)
    _, theirs = medians(
        lambda: None,
        lambda: [model.pipeline.predict_proba([text]) for model in linear for text in few],
        3,
    )
    return Row("a file, both classical models", len(texts) / ours, len(few) / theirs, "texts/s", 50)


def class_of_twenty(models: dict, sentences: Sequence[str], run: Run) -> Row:
    """Twenty threads share the models, each with a sentence every three seconds for a minute."""
    cut, waits, errors = thresholds(run), [], []

    def person(seed: int) -> None:
        choose = random.Random(seed)
        time.sleep(choose.random() * 3)
        for _ in range(20):
            started = time.perf_counter()
            try:
                predict_text(models, choose.choice(sentences), cut)
            except RuntimeError as error:
                errors.append(error)
            spent = time.perf_counter() - started
            waits.append(1000 * spent)
            time.sleep(max(0.0, 3 - spent))

    people = [threading.Thread(target=person, args=(seed,)) for seed in range(20)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    p95 = statistics.quantiles(waits, n=20)[-1]
    return Row(
        "twenty people, a sentence every 3 s each",
        p95,
        None,
        "ms p95",
        note=f"{len(waits)} answers, {len(errors)} errors",
    )
