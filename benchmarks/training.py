"""Waits of the person who trains: the report's grids, an epoch, more rows, two processes."""

import json
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline
from tokenizers import Tokenizer

from benchmarks.timing import PEAK, Growth, Row, medians, run_python
from emolab.data import Dataset, Split
from emolab.models.encoders import find_encoder
from emolab.models.settings import TransformerSettings
from emolab.models.tfidf import LogisticRegressionTfidf, NaiveBayesTfidf

ROWS = 20_000
ESTIMATORS = {
    LogisticRegressionTfidf: LogisticRegression(
        solver="liblinear", class_weight="balanced", max_iter=2000, random_state=42
    ),
    NaiveBayesTfidf: MultinomialNB(),
}


def grids(dataset: Dataset) -> list[Row]:
    """The classical grids on the report's rows, against a plain search on one core.

    Raises:
        AssertionError: the two differ in the best parameters, or in a score by more than 1e-6.
    """
    train = dataset.first(ROWS, None, None).train
    ours, theirs = [], []
    for kind, estimator in ESTIMATORS.items():
        model = kind(dataset.labels)
        search = _plain_search(estimator, model.settings.grid)
        mine, stock = medians(
            partial(model.fit, train, dataset.validation),
            partial(search.fit, list(train.texts), train.targets),
            3,
        )
        ours.append(mine)
        theirs.append(stock)
        found = [trial["micro_f1"] for trial in model.history["grid"]]
        np.testing.assert_allclose(found, search.cv_results_["mean_test_score"], rtol=0, atol=1e-6)
        assert int(np.argmax(found)) == search.best_index_
    rows = [
        Row(f"the grid of {name}, {len(train):,} rows", mine, stock, "s")
        for name, mine, stock in zip(
            ("logistic regression", "naive Bayes"), ours, theirs, strict=True
        )
    ]
    return [*rows, Row("both grids", sum(ours), sum(theirs), "s", 2.5)]


def _plain_search(estimator, grid: dict) -> GridSearchCV:
    return GridSearchCV(
        Pipeline(
            [
                ("tfidf", TfidfVectorizer(max_features=10_000, ngram_range=(1, 2))),
                ("classifier", OneVsRestClassifier(estimator)),
            ]
        ),
        {f"classifier__estimator__{name}": values for name, values in grid.items()},
        scoring="f1_micro",
        cv=KFold(3, shuffle=True, random_state=42),
        n_jobs=1,
    )


def epoch(dataset: Dataset, rows: int = 2_048) -> list[Row]:
    """Fine-tuning the MiniLM for an epoch of some rows, the longest of train among them."""
    from emolab.models.transformer import Transformer

    train, held_out = _some(dataset.train, rows), _some(dataset.validation, 64)
    found = []
    for cut in (128, 64):
        settings = TransformerSettings(encoder="minilm", max_length=cut, epochs=1)
        padded = replace(settings, pad_to_longest=True)
        ours, theirs = [], []
        for _ in range(3):
            for fits, chosen in ((ours, settings), (theirs, padded)):
                model = Transformer(dataset.labels, chosen).fit(train, held_out)
                fits.append(model.history["steps"][-1])
        name = f"an epoch of the MiniLM, {rows:,} texts cut at {cut} tokens"
        losses = [fits[0]["train_loss"] for fits in (ours, theirs)]
        note = f"loss over the epoch {losses[0]:.4f} and {losses[1]:.4f}"
        found.append(Row(name, _speed(ours), _speed(theirs), "texts/s", 2.5, note=note))
    return found


def _speed(fits: list[dict[str, float]]) -> float:
    """Texts a second, as the Trainer measures it: the median of the fits."""
    return float(np.median([fit["train_samples_per_second"] for fit in fits]))


def _some(split: Split, rows: int) -> Split:
    """Some rows of a split, drawn with a fixed seed, and its longest text in tokens."""
    chosen = np.random.default_rng(0).choice(len(split), rows - 1, replace=False)
    tokenizer = Tokenizer.from_file(str(find_encoder("minilm").folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    longest = int(np.argmax([len(text) for text in tokenizer.encode_batch(list(split.texts))]))
    return split.take([longest, *chosen])


def growth(data: str, sizes: tuple[int, ...] = (5_000, 20_000, 43_410)) -> list[Growth]:
    """Processes that each fit a classical model with its grid: the fit's time, the peak memory."""
    found = []
    for size in sizes:
        for name in ("logistic_regression", "naive_bayes"):
            record, peak = _trained(data, size, name, ["-c", PEAK, "train"])
            spent = record["durations_s"][f"fit {name}"]
            found.append(Growth(f"trained, {name.replace('_', ' ')}", size, spent, peak))
    return found


def processes(data: str, rows: int = 1_536) -> list[Row]:
    """The same fine-tuning in two processes on this processor, against one."""
    launch = [
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc_per_node",
        "2",
        "--",
        "train.py",
    ]
    spent = [
        _trained(data, rows, "transformer", how)[0]["durations_s"]["fit transformer"]
        for how in (launch, ["train.py"])
    ]
    name = f"torchrun, 2 processes against 1, {rows:,} texts"
    return [Row(name, rows / spent[0], rows / spent[1], "texts/s", note="start-up counted in")]


def _trained(data: str, rows: int, model: str, how: list[str]) -> tuple[dict[str, Any], float]:
    """The record of a run of one model that train.py wrote, and the peak memory if `how` says."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--models", model, "--artifacts", folder, "--run", "grown", "--no-texts"]
        limits = ["--rows", str(rows), "256", "256", "--encoder", "minilm", "--epochs", "1"]
        where = str(Path(data).resolve()) if Path(data).exists() else data
        said = run_python([*how, *options, *limits, "--data", where], timeout_s=900)[1]
        return json.loads((Path(folder) / "grown" / "run.json").read_text()), said
