"""Time to train: an epoch, more rows, two processes."""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.timing import PEAK, ROUNDS, Row, Scaling, run_python
from emolab.data.dataset import Dataset, Split
from emolab.models.transformer.settings import TransformerSettings


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
