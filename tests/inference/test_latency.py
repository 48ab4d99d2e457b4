import hashlib
import time

import pytest

from emolab.inference.latency import median_milliseconds, megabytes
from emolab.runs.store import Run


def test_the_median_is_of_single_texts(monkeypatch):
    clock = iter([0.0, 0.001, 1.0, 1.002, 2.0, 2.009])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    asked = []

    class Model:
        def predict_proba(self, texts):
            asked.append(texts)

    assert median_milliseconds(Model(), ["a", "b", "c"]) == pytest.approx(2)
    assert asked == [["a"], ["b"], ["c"]]


def test_the_size_is_that_of_the_models_own_files_and_of_an_ensembles_members(tmp_path):
    (tmp_path / "models" / "ensemble").mkdir(parents=True)
    description = tmp_path / "models" / "ensemble" / "model.json"
    description.write_text('{"weights": {"a": 1.0}}')
    digest = hashlib.sha256(description.read_bytes()).hexdigest()
    sizes = {"models/a/x": 1_500_000, "models/a/y": 500_000, "models/ab/x": 9, "scores.npz": 7}
    files = {file: {"size": size} for file, size in sizes.items()}
    size = description.stat().st_size
    files["models/ensemble/model.json"] = {"size": size, "sha256": digest}
    run = Run(tmp_path, {"files": files})
    assert megabytes(run, "a") == 2
    assert megabytes(run, "ensemble") == pytest.approx(2 + size / 1e6)
