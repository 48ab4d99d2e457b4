import json
from dataclasses import dataclass

import pytest

from emolab.augmentation.config import AugmentationConfig
from emolab.augmentation.planning import Plan
from emolab.data.dataset import DataError
from emolab.training.cli import parse
from emolab.training.config import DataConfig, TrainingConfig
from emolab.training.presets import PRESETS


@pytest.mark.parametrize("preset", PRESETS)
def test_a_configuration_comes_back_from_json_as_it_was(preset):
    config = PRESETS[preset].config
    assert TrainingConfig.from_dict(json.loads(json.dumps(config.as_dict()))) == config


def test_a_configuration_of_ones_own_data_comes_back_too():
    config = TrainingConfig(
        data=DataConfig("mine.csv", labels=("joy", "grief"), rows=(5, None, 3)),
        augmentation=AugmentationConfig(
            ("llm",), Plan(only=("grief",)), pivots=(("there", "back"),)
        ),
    )
    assert TrainingConfig.from_dict(json.loads(json.dumps(config.as_dict()))) == config


def test_a_seed_reaches_models_and_augmentation_and_leaves_the_teachers_theirs():
    config = PRESETS["best"].config.with_seed(7)
    assert {settings.seed for settings in config.models.values()} == {7}
    assert (config.seed, config.augmentation.plan.seed) == (7, 7)
    assert config.distillation == PRESETS["best"].config.distillation


def test_settings_without_a_seed_stay_as_they_are():
    @dataclass(frozen=True)
    class Settings:
        depth: int = 3

    settings = Settings()
    config = TrainingConfig(models={"mine": settings}).with_seed(7)
    assert config.models["mine"] is settings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"models": {"oracle": {}}}, "no such model as 'oracle'"),
        ({"data": {"rows": [1, 2, 3], "colour": "blue"}}, "key that is not known"),
    ],
)
def test_a_key_that_is_not_known_is_named(change, said):
    content = json.loads(json.dumps(PRESETS["quick"].config.as_dict()))
    with pytest.raises(ValueError, match=said):
        TrainingConfig.from_dict(content | change)


def test_a_run_is_repeated_by_its_record(tiny_run):
    config = parse(["--config", str(tiny_run / "run.json")]).config
    record = json.loads((tiny_run / "run.json").read_text())
    assert json.loads(json.dumps(config.as_dict())) == record["config"]


def test_options_change_what_a_configuration_file_says(tiny_run):
    config = parse(["--config", str(tiny_run / "run.json"), "--models", "naive_bayes"]).config
    assert list(config.models) == ["naive_bayes"]


TOML = """
preset = "mine"
seed = 3
[data]
source = "bundled"
rows = [60, 20, 20]
[models.naive_bayes]
max_features = 500
"""


def test_a_configuration_is_read_from_toml(tmp_path):
    (tmp_path / "mine.toml").write_text(TOML)
    config = parse(["--config", str(tmp_path / "mine.toml")]).config
    assert (config.preset, config.seed) == ("mine", 3)
    assert config.data == DataConfig("bundled", rows=(60, 20, 20))
    assert config.models["naive_bayes"].max_features == 500
    assert config.augmentation is config.distillation is None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("absent.json", None, "cannot be read"),
        ("broken.json", "{", "broken.json"),
        ("empty.json", "{}", "lacks 'models'"),
    ],
)
def test_a_file_without_a_configuration_is_named(tmp_path, name, text, said):
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=said):
        parse(["--config", str(tmp_path / name)])


def test_augment_none_generates_nothing_whatever_the_preset_has():
    assert parse(["--preset", "best"]).config.augmentation is not None
    assert parse(["--preset", "best", "--augment", "none"]).config.augmentation is None


def test_options_change_a_presets_augmentation_and_leave_the_rest():
    plan = parse(["--preset", "best", "--max-rows", "9"]).config.augmentation.plan
    assert (plan.max_rows, plan.minority_threshold) == (9, 0.75)
