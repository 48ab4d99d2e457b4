"""Throughput of files: the test texts, and files from a thousand to a million texts."""

import itertools
import random
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.stock import StockPipeline, score_on_all_cores, stock_pipelines
from benchmarks.timing import PEAK, ROUNDS, Row, Scaling, interleaved, per_second, run_python
from emolab.models.linear.training import TfidfClassifier
from emolab.models.registry import serve
from emolab.runs.store import Run


def whole_file(
    run: Run, texts: Sequence[str], linear: Mapping[str, TfidfClassifier], count: int = 1_024
) -> list[Row]:
    """Many texts in one call.

    Args:
        run: whose transformer is served.
        texts: all of them go through the linear models.
        linear: fitted linear models by name.
        count: of texts, drawn from `texts`, that go through the transformers.
    """
    some = random.Random(3).sample(list(texts), count)
    return [
        *transformer_file(run, some, stock_pipelines(run, texts)),
        linear_file(linear, texts),
    ]


def transformer_file(
    run: Run, texts: Sequence[str], stock: Sequence[StockPipeline], rounds: int = ROUNDS
) -> list[Row]:
    """Our transformer against both stock pipelines, on the same texts."""
    model = serve("transformer", run.model_folder("transformer"))

    def theirs(pipeline: StockPipeline) -> None:
        with pipeline.precision():
            pipeline.score_texts(texts)

    ours, *others = interleaved(
        lambda: model.predict_proba(texts),
        *(partial(theirs, pipeline) for pipeline in stock),
        rounds=rounds,
        warm="once",
    )
    report, same = stock
    use = f"one call, sorted by length, batches of {report.batch_size}"
    return [
        Row.of_rounds(
            f"a file of {len(texts):,} texts, transformer",
            "texts/s",
            per_second(len(texts), ours),
            per_second(len(texts), times),
            rival=f"{pipeline.rival}; {use}",
            differs=f"{architecture}{pipeline.differs}",
        )
        for pipeline, times, architecture in zip(
            (report, same), others, ("architecture; ", ""), strict=True
        )
    ]


def linear_file(
    models: Mapping[str, TfidfClassifier], texts: Sequence[str], rounds: int = ROUNDS
) -> Row:
    """The linear models as they are served against the pipelines that they are made of.

    Raises:
        AssertionError: a score differs by more than 1e-9.
    """
    pipelines = [model.pipeline for model in models.values()]
    mine = [model.predict_proba(texts) for model in models.values()]
    for scores, stock in zip(mine, score_on_all_cores(pipelines, texts), strict=True):
        np.testing.assert_allclose(scores, stock, rtol=0, atol=1e-9)
    ours, theirs = interleaved(
        lambda: [model.predict_proba(texts) for model in models.values()],
        lambda: score_on_all_cores(pipelines, texts),
        rounds=rounds,
        warm="once",
    )
    return Row.of_rounds(
        f"a file of {len(texts):,} texts, {len(models)} linear models",
        "texts/s",
        per_second(len(texts), ours),
        per_second(len(texts), theirs),
        rival="the same models as scikit-learn pipelines, predict_proba once a core",
        differs="ours on one core, theirs on all",
        note="equal scores",
    )


def scaling(run: Run, texts: Sequence[str], sizes: Sequence[int]) -> list[Scaling | Row]:
    """Files of these sizes scored from the command line; of the largest, the memory as a row."""
    found: list[Scaling | Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder) / f"{size}.parquet"
            cycle = itertools.islice(itertools.cycle(texts), size)
            pd.DataFrame({"text": list(cycle)}).to_parquet(source, index=False)
            for model in ("transformer", "logistic_regression"):
                out = Path(folder) / f"{size}-{model}.parquet"
                command = ["-c", PEAK, "emolab.inference.score", str(source), "--out", str(out)]
                options = ["--run", str(run.folder.resolve()), "--model", model]
                spent, peak = run_python([*command, *options])
                out.unlink()
                found.append(Scaling(f"score, {model.replace('_', ' ')}", size, spent, peak))
    highest = max(each.peak_mib for each in found)
    name = f"a file of {max(sizes):,} texts, peak memory"
    return [*found, Row(name, highest, None, "MiB", limit=600)]
