import time
from pathlib import Path

import pytest

from emolab.artifacts import Run
from emolab.cost import median_milliseconds, megabytes


def test_the_median_is_of_single_texts(monkeypatch):
    clock = iter([0.0, 0.001, 1.0, 1.002, 2.0, 2.009])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    asked = []

    class Model:
        def predict_proba(self, texts):
            asked.append(texts)

    assert median_milliseconds(Model(), ["a", "b", "c"]) == pytest.approx(2)
    assert asked == [["a"], ["b"], ["c"]]


def test_the_size_is_that_of_the_models_own_files():
    sizes = {"models/a/x": 1_500_000, "models/a/y": 500_000, "models/ab/x": 9, "scores.npz": 7}
    run = Run(Path("run"), {"files": {file: {"size": size} for file, size in sizes.items()}})
    assert megabytes(run, "a") == 2
    assert megabytes(run, "together") == pytest.approx(2.000009)
