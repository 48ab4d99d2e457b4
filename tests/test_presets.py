import dataclasses

import pytest

from emolab.models import REGISTRY, TRAINED
from emolab.models.settings import TfidfSettings, TransformerSettings
from emolab.options import parse
from emolab.presets import PRESETS

SETTINGS = {
    "transformer": TransformerSettings,
    "logistic_regression": TfidfSettings,
    "naive_bayes": TfidfSettings,
}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_settings_for_every_registered_model(name):
    models = PRESETS[name].models
    assert tuple(models) == TRAINED
    assert {model: type(settings) for model, settings in models.items()} == SETTINGS


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_names_only_parameters_that_the_estimators_have(name):
    for model in ("logistic_regression", "naive_bayes"):
        settings = PRESETS[name].models[model]
        estimator = REGISTRY[model].training_class()(("joy",), settings)._estimator()
        assert settings.grid.keys() <= estimator.get_params().keys()


def test_default_takes_all_rows_of_whatever_data_is_there():
    preset = PRESETS["default"]
    assert (preset.data, preset.rows) == ("auto", (None, None, None))


def test_quick_needs_no_network():
    assert PRESETS["quick"].data == "bundled"
    assert PRESETS["quick"].models["transformer"].encoder == "minilm"


def test_report_has_the_rows_grids_and_epochs_of_the_report():
    preset = PRESETS["report"]
    assert preset.rows == (20_000, 1_000, 1_000)
    assert preset.models["logistic_regression"].grid == {
        "C": [0.1, 1.0, 10.0],
        "l1_ratio": [1.0, 0.0],
    }
    assert preset.models["naive_bayes"].grid == {
        "alpha": [0.1, 0.5, 1.0],
        "fit_prior": [True, False],
    }
    transformer = preset.models["transformer"]
    assert (transformer.epochs, transformer.batch_size) == (5, 16)


def test_a_preset_cannot_be_changed_by_accident():
    with pytest.raises(dataclasses.FrozenInstanceError):
        PRESETS["quick"].data = "hub"


def test_help_says_what_each_preset_is_for(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for name, preset in PRESETS.items():
        assert f"{name}: {preset.purpose}" in said
