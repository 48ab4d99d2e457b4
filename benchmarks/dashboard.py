"""Waits of the person who opens the dashboard, and who moves a control on it."""

import os
import statistics

import numpy as np
from sklearn.metrics import f1_score, precision_score, recall_score
from streamlit.testing.v1 import AppTest

from benchmarks.timing import ROOT, Row, medians, run_python, seconds
from emolab.artifacts import Run
from emolab.evaluation import figures_table, headline_table, label_table, resample_weights

APP = """
{imports}
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("streamlit_app.py", default_timeout=120).run()
assert not at.exception, at.exception
from benchmarks.timing import peak_memory
print(peak_memory())
"""
HEAVY = """
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, pipeline
"""


def opened(run: Run, repeats: int = 5) -> list[Row]:
    """From the start of a process to the first page, without and with torch at the top."""
    where = {"EMOLAB_ARTIFACTS": str(run.folder.resolve().parent)}
    ours, theirs = [], []
    for _ in range(repeats):
        for imports, measured in (("", ours), (HEAVY, theirs)):
            measured.append(run_python(["-c", APP.format(imports=imports)], **where))
    (mine, mine_peak), (stock, stock_peak) = np.median(ours, axis=0), np.median(theirs, axis=0)
    return [
        Row("dashboard, cold: first page answered", mine, stock, "s", 3),
        Row("dashboard, cold: peak memory", mine_peak, stock_peak, "MiB", 2.5),
    ]


def moved(run: Run) -> list[Row]:
    """What a moved threshold recomputes, against scikit-learn label by label; whole reruns."""
    scores = run.scores("test")
    targets = scores.pop("targets")
    weights = resample_weights(len(targets)).astype(np.float32)
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
    note = "ours with intervals of 1,000 resamples, theirs without"
    return [
        Row("a threshold moved on Compare", 1000 * mine, 1000 * stock, "ms", 20, note=note),
        *(_rerun(run, page, key, values) for page, key, values in RERUNS),
    ]


RERUNS = (
    ("compare", "policy", ("fixed_0.2", "fixed_0.5", "shared", "per_label")),
    ("emotions", "measure", ("average_precision", "roc_auc")),
)


def _rerun(run: Run, page: str, key: str, values: tuple[str, ...]) -> Row:
    """The whole script of a page, figures and tables written, as a moved control reruns it."""
    os.environ["EMOLAB_ARTIFACTS"] = str(run.folder.resolve().parent)
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=120)
    at.switch_page(f"pages/{page}.py").run()
    spent = []
    for value in values * 3:
        control = at.segmented_control(key=key).set_value(value)
        spent.append(1000 * seconds(control.run))
        if at.exception:
            raise RuntimeError(f"the page {page} failed: {at.exception[0].message}")
    name = f"{page.capitalize()}: a whole rerun on the server"
    return Row(name, statistics.median(spent), None, "ms", limit=150)
