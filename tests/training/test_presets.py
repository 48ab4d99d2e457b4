import dataclasses

import pytest

from emolab.models.registry import REGISTRY, trained_models
from emolab.training.cli import parse
from emolab.training.presets import PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_settings_for_every_kind_of_model(name):
    models = PRESETS[name].config.models
    assert {*models} >= {model for model in trained_models() if not REGISTRY[model].distilled_from}
    for model, settings in models.items():
        assert type(settings) is REGISTRY[model].settings_class()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_names_only_parameters_that_the_estimators_have(name):
    models = PRESETS[name].config.models
    for model in set(models) - {"transformer"}:
        estimator = REGISTRY[model].training_class()(("joy",), models[model])._estimator()
        assert models[model].grid.keys() <= estimator.get_params().keys()


def test_the_headline_models_of_best_learn_from_labels_alone():
    models = PRESETS["best"].config.models
    assert models["logistic_regression"].soft_weight == 0
    assert models["naive_bayes"].soft_weight == 0
    assert models["logistic_regression_distilled"].soft_weight > 0
    assert models["naive_bayes_distilled"].soft_weight > 0


def test_default_takes_all_rows_of_whatever_data_is_there():
    data = PRESETS["default"].config.data
    assert (data.source, data.rows) == ("auto", (None, None, None))


def test_quick_needs_no_network():
    assert PRESETS["quick"].config.data.source == "bundled"
    assert PRESETS["quick"].config.models["transformer"].encoder == "minilm"


def test_report_has_the_rows_grids_and_epochs_of_the_report():
    preset = PRESETS["report"].config
    assert preset.data.rows == (20_000, 1_000, 1_000)
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
        PRESETS["quick"].config.data = "hub"


def test_help_says_what_each_preset_is_for(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for name, preset in PRESETS.items():
        assert f"{name}: {preset.purpose}" in said
