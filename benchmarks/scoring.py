"""Waits of the person with a file: the test texts, and files from a thousand to a million."""

import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path

import joblib
import pandas as pd

from benchmarks.serving import served
from benchmarks.stock import stock_pipeline
from benchmarks.timing import PEAK, Growth, Row, medians, run_python
from emolab.artifacts import Run
from emolab.models.linear import LinearTfidf


def whole_file(run: Run, texts: Sequence[str]) -> list[Row]:
    """The test texts, against the pipeline's batches of 32 over the first 640 of them."""
    models, stock = served(run), stock_pipeline(texts, len(run.labels))
    part = list(texts[:640])
    ours, theirs = medians(
        lambda: models["transformer"].predict_proba(texts), lambda: stock(part, batch_size=32), 3
    )
    names = [name for name, model in models.items() if isinstance(model, LinearTfidf)]
    pipelines = [joblib.load(run.model_folder(name) / "pipeline.joblib") for name in names]
    few = list(texts[:50])
    whole, one_by_one = medians(
        lambda: [models[name].predict_proba(texts) for name in names],
        lambda: [pipeline.predict_proba([text]) for pipeline in pipelines for text in few],
        3,
    )
    name = f"a file of {len(texts):,} texts"
    return [
        Row(f"{name}, transformer", len(texts) / ours, len(part) / theirs, "texts/s", 25),
        Row(f"{name}, classical", len(texts) / whole, len(few) / one_by_one, "texts/s", 50),
    ]


def growth(run: Run, texts: Sequence[str], sizes: Sequence[int]) -> list[Growth | Row]:
    """Files of these sizes scored from the command line; of the largest, the memory as a row."""
    found: list[Growth | Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder) / f"{size}.parquet"
            cycle = itertools.islice(itertools.cycle(texts), size)
            pd.DataFrame({"text": list(cycle)}).to_parquet(source, index=False)
            for model in ("transformer", "logistic_regression"):
                out = Path(folder) / f"{size}-{model}.parquet"
                command = ["-c", PEAK, "emolab.score", str(source), "--out", str(out)]
                where = ["--run", str(run.folder.resolve()), "--model", model]
                spent, peak = run_python([*command, *where])
                out.unlink()
                found.append(Growth(f"scored, {model.replace('_', ' ')}", size, spent, peak))
    most = max(each.peak_mib for each in found)
    name = f"{max(sizes):,} texts, memory at most"
    return [*found, Row(name, most, None, "MiB", limit=600)]
