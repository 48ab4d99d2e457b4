import json
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pytest

from emolab.models.base import read_description, write_description
from emolab.models.linear.settings import TfidfSettings
from emolab.models.linear.training import NaiveBayesTfidf
from emolab.models.registry import REGISTRY, serve, trained_models
from emolab.models.transformer.serving import OnnxTransformer
from emolab.training.presets import PRESETS


def test_the_registry_lists_the_models_by_name_and_title():
    assert {name: entry.title for name, entry in REGISTRY.items()} == {
        "transformer": "Transformer",
        "logistic_regression": "Logistic regression",
        "naive_bayes": "Naive Bayes",
        "logistic_regression_distilled": "Logistic regression, distilled",
        "naive_bayes_distilled": "Naive Bayes, distilled",
        "ensemble": "Ensemble",
    }


@pytest.mark.parametrize("name", trained_models())
def test_every_entry_names_classes_that_keep_the_protocol(name):
    entry = REGISTRY[name]
    for method in ("fit", "save", "predict_proba"):
        assert callable(getattr(entry.training_class(), method))
    for method in ("load", "predict_proba"):
        assert callable(getattr(entry.serving_class(), method))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_has_settings_that_the_registered_models_take(preset):
    for name, settings in PRESETS[preset].config.models.items():
        model = REGISTRY[name].training_class()(("joy",), settings)
        assert model.settings is settings
        assert model.history == {}


def test_serve_loads_what_the_training_class_saved(tmp_path, toy, labels):
    with joblib.parallel_config(backend="threading"):
        model = NaiveBayesTfidf(labels, TfidfSettings(grid={"alpha": [0.5]})).fit(toy, toy)
    model.save(tmp_path)
    served = serve("naive_bayes", tmp_path)
    assert served.labels == labels
    np.testing.assert_array_equal(served.predict_proba(["so sad"]), model.predict_proba(["so sad"]))


def test_serve_loads_a_transformer_by_its_export(trained_cls, labels):
    _, folder = trained_cls
    served = serve("transformer", folder)
    assert isinstance(served, OnnxTransformer)
    assert served.labels == labels


def test_the_registry_imports_no_model_before_one_is_asked_for():
    asked = (
        "import sys, emolab.models; print([name for name in ('torch', 'transformers', "
        "'sklearn.linear_model', 'onnxruntime') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.strip() == "[]", answer.stderr


def test_a_description_keeps_what_it_had_and_takes_what_is_new(tmp_path):
    write_description(tmp_path, labels=["joy"], thresholds=[0.5])
    write_description(tmp_path, thresholds=[0.25], seed=1)
    assert read_description(tmp_path) == {"labels": ["joy"], "thresholds": [0.25], "seed": 1}


def test_a_description_is_plain_json_in_model_json(tmp_path):
    write_description(tmp_path, labels=["joy"])
    assert json.loads((tmp_path / "model.json").read_text()) == {"labels": ["joy"]}
