import subprocess
import sys

import numpy as np
import pytest

import emolab
from emolab.runs.store import ArtifactError


def test_a_run_is_loaded_by_its_folder_and_predicts_names_and_scores(tiny_run):
    model = emolab.load(tiny_run, model="naive_bayes", policy="fixed_0.5")
    joyful, nothing = model.predict(["my neighbour felt happy today", "zzz"])
    assert joyful.labels[0] == "joy"
    assert list(joyful.scores) == sorted(joyful.scores, key=lambda name: -joyful.scores[name])
    scores = model.model.predict_proba(["my neighbour felt happy today"])[0]
    assert joyful.scores["joy"] == pytest.approx(scores[model.model.labels.index("joy")])
    assert set(nothing.scores) == set(model.model.labels)


def test_a_label_is_predicted_from_its_threshold_upwards():
    class Fixed:
        labels = ("joy", "anger", "fear")

        def predict_proba(self, texts):
            return np.array([[0.5, 0.9, 0.2]] * len(texts))

    model = emolab.LoadedModel(Fixed(), {"joy": 0.5, "anger": 0.5, "fear": 0.5})
    (found,) = model.predict(["any"])
    assert found.labels == ("anger", "joy")
    assert found.scores == {"anger": 0.9, "joy": 0.5, "fear": 0.2}


def test_a_run_or_a_policy_that_is_not_there_is_named(tiny_run):
    with pytest.raises(ArtifactError, match="no_such_run is not a run"):
        emolab.load("no_such_run")
    with pytest.raises(ValueError, match="no threshold policy 'mine'"):
        emolab.load(tiny_run, model="naive_bayes", policy="mine")


def test_runs_are_listed(tiny_run):
    assert emolab.list_runs(tiny_run.parent) == ["tiny"]


def test_importing_emolab_loads_nothing_heavy():
    code = (
        "import sys, emolab; "
        "print({'numpy', 'pandas', 'torch', 'sklearn', 'onnxruntime'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
