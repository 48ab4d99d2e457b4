"""Waits of the person who opens the dashboard, and who moves a control on it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score, precision_score, recall_score

from benchmarks.timing import Row, medians
from emolab.artifacts import Run
from emolab.evaluation import figures_table, headline_table, label_table, resample_weights

ROOT = Path(__file__).parent.parent
APP = """
import json, resource, time
started = time.perf_counter()
{imports}
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("streamlit_app.py", default_timeout=120).run()
assert not at.exception, at.exception
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([time.perf_counter() - started, peak]))
"""


def measure(run: Run) -> list[Row]:
    """Opening and moving."""
    return [*opened(run), moved(run)]


def opened(run: Run, repeats: int = 3) -> list[Row]:
    """From the start of a process to the first page, without and with torch at the top."""
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(_open(run, ""))
        theirs.append(_open(run, "import torch, transformers, transformers.pipelines"))
    seconds, peaks = np.median(ours, axis=0), np.median(theirs, axis=0)
    return [
        Row("dashboard, cold, first page answered", seconds[0], peaks[0], "s", 3),
        Row("dashboard, cold, peak memory", seconds[1], peaks[1], "MiB", 2.5),
    ]


def _open(run: Run, imports: str) -> list[float]:
    script = subprocess.run(
        [sys.executable, "-c", APP.format(imports=imports)],
        cwd=ROOT,
        env={**os.environ, "EMOLAB_ARTIFACTS": str(run.folder.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(script.stdout.splitlines()[-1])


def moved(run: Run) -> Row:
    """Everything that Compare recomputes, against scikit-learn's measures label by label."""
    scores = run.scores("test")
    targets = scores.pop("targets")
    weights = resample_weights(len(targets))
    cut = {model: np.full(len(run.labels), 0.3, dtype=np.float32) for model in scores}

    def ours() -> None:
        headline_table(targets, scores, cut, weights)
        figures_table(targets, scores, cut)
        label_table(run.labels, targets, scores, cut)

    def theirs() -> None:
        for model, values in scores.items():
            chosen = values >= cut[model]
            for measure in (f1_score, precision_score, recall_score):
                for column in range(len(run.labels)):
                    measure(targets[:, column], chosen[:, column], zero_division=0)
                for average in ("micro", "macro", "weighted", "samples"):
                    measure(targets, chosen, average=average, zero_division=0)

    mine, stock = medians(ours, theirs, 5)
    return Row(
        "a control moved on Compare",
        1000 * mine,
        1000 * stock,
        "ms",
        20,
        "ours includes intervals of 1,000 resamples, theirs has none",
    )
