"""Time to train: the report's grids, an epoch, more rows, two processes."""

import json
import tempfile
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline

from benchmarks.timing import PEAK, ROUNDS, Row, Scaling, interleaved, run_python
from emolab.data.dataset import Dataset, Split
from emolab.models.linear.training import LogisticRegressionTfidf, NaiveBayesTfidf
from emolab.models.transformer.settings import TransformerSettings

ROWS = 20_000
ESTIMATORS = {
    LogisticRegressionTfidf: LogisticRegression(
        solver="liblinear", class_weight="balanced", max_iter=2000, random_state=42
    ),
    NaiveBayesTfidf: MultinomialNB(),
}


def grids(dataset: Dataset, rounds: int = ROUNDS) -> list[Row]:
    """The classical grids on the report's rows, against GridSearchCV on all cores.

    Raises:
        AssertionError: the two differ in the best parameters, or in a score by more than 1e-6.
    """
    train = dataset.first(ROWS, None, None).train
    few = train.first(500)
    ours, theirs = [], []
    for kind, estimator in ESTIMATORS.items():
        model = kind(dataset.labels)
        with tempfile.TemporaryDirectory() as folder:
            stock = StockSearch(estimator, model.settings.grid, Path(folder))
            # Both sides meet worker processes that are up.
            model.fit(few, dataset.validation)
            stock.fit(few.texts, few.targets)
            mine, other = interleaved(
                partial(model.fit, train, dataset.validation),
                partial(stock.fit, train.texts, train.targets),
                rounds=rounds,
                warm="never",
            )
        ours.append(mine)
        theirs.append(other)
        found = [trial["micro_f1"] for trial in model.history["grid"]]
        expected = stock.search.cv_results_["mean_test_score"]
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
        assert int(np.argmax(found)) == stock.search.best_index_
    words = {
        "rival": "GridSearchCV(n_jobs=-1) over a Pipeline with a memory, then the best candidate "
        "on all cores",
        "differs": "ours vectorises each fold once and passes the matrices on",
        "note": "equal scores and best candidates",
    }
    names = ("logistic regression", "naive Bayes")
    rows = [
        Row.of_rounds(f"the grid of {name}, {len(train):,} rows", "s", mine, stock, **words)
        for name, mine, stock in zip(names, ours, theirs, strict=True)
    ]
    return [*rows, Row.of_rounds("both grids", "s", _sums(ours), _sums(theirs), **words)]


def _sums(sides: Sequence[Sequence[float]]) -> list[float]:
    return [sum(times) for times in zip(*sides, strict=True)]


class StockSearch:
    """GridSearchCV over TF-IDF and a one-vs-rest estimator, in its best use.

    Attributes:
        search: the last GridSearchCV that was fitted.
        best: its best candidate, fitted on all rows.
    """

    def __init__(self, estimator: BaseEstimator, grid: dict[str, list[Any]], folder: Path) -> None:
        """Set up.

        Args:
            estimator: of one label, not fitted.
            grid: candidate values of its parameters.
            folder: for the memory of the pipeline, emptied before each fit.
        """
        self.memory = joblib.Memory(folder, verbose=0)
        self.pipeline = Pipeline(
            [
                ("tfidf", TfidfVectorizer(max_features=10_000, ngram_range=(1, 2))),
                ("classifier", OneVsRestClassifier(estimator)),
            ],
            memory=self.memory,
        )
        self.grid = {f"classifier__estimator__{name}": values for name, values in grid.items()}
        self.search: GridSearchCV | None = None
        self.best: Pipeline | None = None

    def fit(self, texts: Sequence[str], targets: np.ndarray) -> "StockSearch":
        """Search on all cores, then fit the best candidate with its labels on all cores.

        GridSearchCV's own refit would use one core. Without a size limit joblib hands liblinear no
        read-only memory map, which it refuses.
        """
        self.memory.clear(warn=False)
        self.search = GridSearchCV(
            self.pipeline,
            self.grid,
            scoring="f1_micro",
            cv=KFold(3, shuffle=True, random_state=42),
            n_jobs=-1,
            refit=False,
        )
        with warnings.catch_warnings(), joblib.parallel_config(backend="loky", max_nbytes=None):
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.search.fit(list(texts), targets)
            self.pipeline.set_params(classifier__n_jobs=-1)
            self.best = self.pipeline.set_params(**self.search.best_params_).fit(
                list(texts), targets
            )
            self.pipeline.set_params(classifier__n_jobs=None)
        return self


def epoch(dataset: Dataset, rows: int = 1_024, rounds: int = ROUNDS) -> list[Row]:
    """Fine-tuning the MiniLM for an epoch of some rows, against the Trainer's defaults."""
    from emolab.models.transformer.training import Transformer

    train, held_out = _some(dataset.train, rows), _some(dataset.validation, 64)
    settings = TransformerSettings(encoder="minilm", epochs=1)
    fits: tuple[list, list] = ([], [])
    for number in range(-1, rounds):
        for kind, of_side in zip((Transformer, stock_transformer()), fits, strict=True):
            # The first fit warms up on a few rows.
            chosen = train if number >= 0 else train.first(64)
            model = kind(dataset.labels, settings).fit(chosen, held_out)
            if number >= 0:
                of_side.append(model.history["steps"][-1])
    losses = [side[0]["train_loss"] for side in fits]
    ours, theirs = ([fit["train_samples_per_second"] for fit in side] for side in fits)
    return [
        Row.of_rounds(
            f"an epoch of the MiniLM, {rows:,} texts",
            "texts/s",
            ours,
            theirs,
            rival="the same Trainer with its default sampler: random batches, each padded to its "
            "own longest text",
            differs=f"ours groups texts by length; both {model.history['precision']}",
            note=f"training loss {losses[0]:.4f} and {losses[1]:.4f}",
        )
    ]


def stock_transformer() -> type:
    """Our Transformer with the Trainer's default batches: at random, each padded to its longest."""
    from emolab.models.transformer.training import Transformer

    class StockTransformer(Transformer):
        def _arguments(self, checkpoints: Path) -> Any:
            arguments = super()._arguments(checkpoints)
            arguments.train_sampling_strategy = "random"
            return arguments

    return StockTransformer


def _some(split: Split, rows: int) -> Split:
    """Some rows of a split, drawn with a fixed seed."""
    return split.take(np.random.default_rng(0).choice(len(split), rows, replace=False))


def scaling(data: str, sizes: tuple[int, ...] = (5_000, 20_000, 43_410)) -> list[Scaling]:
    """Processes that each fit a classical model with its grid: the fit's time, the peak memory."""
    found = []
    for size in sizes:
        for name in ("logistic_regression", "naive_bayes"):
            record, peak = _trained(data, size, name, ["-c", PEAK, "train"])
            spent = record["durations_s"][f"fit {name}"]
            found.append(Scaling(f"train, {name.replace('_', ' ')}", size, spent, peak))
    return found


def processes(data: str, rows: int = 1_536, rounds: int = ROUNDS) -> list[Row]:
    """The same fine-tuning in two processes on this processor, against one."""
    launch = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", "--"]
    speeds: tuple[list, list] = ([], [])
    for _ in range(rounds):
        for how, of_side in zip(([*launch, "train.py"], ["train.py"]), speeds, strict=True):
            record = _trained(data, rows, "transformer", how)[0]
            of_side.append(rows / record["durations_s"]["fit transformer"])
    return [
        Row.of_rounds(
            f"fine-tuning with torchrun, 2 processes, {rows:,} texts",
            "texts/s",
            *speeds,
            rival="the same in one process",
            differs="number of processes",
            note="start-up included",
        )
    ]


def _trained(data: str, rows: int, model: str, how: list[str]) -> tuple[dict[str, Any], float]:
    """The record of a run of one model that train.py wrote, and the peak memory if `how` says."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--models", model, "--artifacts", folder, "--run", "scaled", "--no-texts"]
        limits = ["--rows", str(rows), "256", "256", "--encoder", "minilm", "--epochs", "1"]
        source = str(Path(data).resolve()) if Path(data).exists() else data
        peak = run_python([*how, *options, *limits, "--data", source], timeout_s=900)[1]
        return json.loads((Path(folder) / "scaled" / "run.json").read_text()), peak
