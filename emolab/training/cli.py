"""The command line of training: options in, configurations out."""

import argparse
import json
import tomllib
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from emolab.augmentation.config import add_arguments, config_of
from emolab.checkout import artifacts_folder
from emolab.data.dataset import DataError
from emolab.data.readers import read_labels
from emolab.labels import TAXONOMIES
from emolab.models.base import Option
from emolab.models.registry import REGISTRY, trained_models
from emolab.training.config import DataConfig, OutputConfig, TrainingConfig
from emolab.training.presets import PRESETS


@dataclass(frozen=True)
class Command:
    """What the command line asks for.

    Attributes:
        config: what to train.
        output: where it goes.
        ablation_seeds: seeds of an ablation; None trains a run.
    """

    config: TrainingConfig
    output: OutputConfig
    ablation_seeds: tuple[int, ...] | None = None


def parse(arguments: list[str] | None = None) -> Command:
    """The command that these options give; None reads those of the process.

    Raises:
        DataError: a file that an option names cannot be read.
        SystemExit: argparse found a mistake, and said which.
    """
    options = _parser().parse_args(arguments)
    if options.config:
        base = _read_config(options.config)
    else:
        base = PRESETS[options.preset or "default"].config
    seed = base.seed if options.seed is None else options.seed
    config = replace(
        base,
        data=_data_config(options, base.data),
        augmentation=config_of(options, base.augmentation, seed),
        models=_models(options, base),
    ).with_seed(seed)
    output = OutputConfig(
        artifacts=options.artifacts,
        name=options.run or f"{config.preset}-{datetime.now():%Y%m%d-%H%M%S}",
        texts=options.texts,
        push_to_hub=options.push_to_hub,
        dry_run=options.dry_run,
    )
    return Command(config, output, tuple(options.seeds) if options.ablation else None)


def _parser() -> argparse.ArgumentParser:
    presets = "; ".join(f"{name}: {preset.purpose}" for name, preset in PRESETS.items())
    parser = argparse.ArgumentParser(
        description="Train the models, evaluate them and write a run that the dashboard shows.",
        epilog="Example: python train.py --data mine.csv --run mine",
    )
    add = parser.add_argument
    add("--preset", choices=PRESETS, help=f"a named recipe (default: default). {presets}")
    add(
        "--config",
        type=Path,
        metavar="FILE",
        help="repeat a run: its run.json, or a TOML file with the same keys as its `config`",
    )
    add("--run", help="name of the run (default: preset, date and time)")
    add("--artifacts", type=Path, default=artifacts_folder(), help="folder of the runs")
    add(
        "--models",
        nargs="+",
        choices=trained_models(),
        help="train these alone (default: the preset's)",
    )
    add("--seed", type=int, help="of splits, augmentation, heads and dropout (default: 42)")
    add(
        "--ablation",
        action="store_true",
        help="train with and without each strategy of --augment, and with repeated rows instead",
    )
    add("--seeds", nargs="+", type=int, default=[1, 2, 3], help="of the ablation")
    data = parser.add_argument_group("data").add_argument
    data("--data", help="auto, hub, bundled, a folder of GoEmotions TSVs, a .csv or a .jsonl file")
    data("--taxonomy", choices=TAXONOMIES, help="merge GoEmotions' emotions into coarser labels")
    data("--labels", type=Path, help="label names of your own file, one a line, in id order")
    data("--text-column", help="column of the texts in your own file (default: text)")
    data("--labels-column", help="column of the labels in your own file (default: labels)")
    data(
        "--drop-leaks",
        action=argparse.BooleanOptionalAction,
        help="leave out train rows that repeat another or stand in a held-out split (default: yes)",
    )
    data(
        "--texts",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="keep the texts in the run (default: yes)",
    )
    data(
        "--rows",
        nargs=3,
        type=_positive,
        metavar=("TRAIN", "VALIDATION", "TEST"),
        help="take so many rows of each split (default: all)",
    )
    models = parser.add_argument_group("settings of models").add_argument
    for name, option in _setting_options().items():
        models(
            f"--{name.replace('_', '-')}",
            type=option.kind,
            choices=option.choices,
            help=option.help,
        )
    add_arguments(parser)
    return parser


def _setting_options() -> dict[str, Option]:
    """The options that the settings of registered models declare, by the field's name."""
    return {
        each.name: each.metadata["option"]
        for model in trained_models()
        for each in fields(REGISTRY[model].settings_class())
        if "option" in each.metadata
    }


def _read_config(path: Path) -> TrainingConfig:
    """The configuration in a run's record or in a TOML file.

    Raises:
        DataError: the file is missing or unreadable, or holds no configuration.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
        return TrainingConfig.from_dict(content.get("config", content))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except KeyError as error:
        raise DataError(f"{path} holds no whole configuration: it lacks {error}.") from error
    except ValueError as error:
        raise DataError(f"{path}: {error}") from error


def _data_config(options: argparse.Namespace, base: DataConfig) -> DataConfig:
    given = {
        "source": options.data,
        "text_column": options.text_column,
        "labels_column": options.labels_column,
        "labels": read_labels(options.labels) if options.labels else None,
        "taxonomy": options.taxonomy,
        "drop_leaks": options.drop_leaks,
        "rows": tuple(options.rows) if options.rows else None,
    }
    return replace(base, **{name: value for name, value in given.items() if value is not None})


def _models(options: argparse.Namespace, base: TrainingConfig) -> dict[str, Any]:
    """Settings of the models to train, in the registry's order.

    A registered model that the preset does not know has its default settings;
    without --models it is trained too, unless it is a distilled variant.
    """
    models = {}
    for name in trained_models():
        entry = REGISTRY[name]
        by_default = name in base.models or (not options.config and not entry.distilled_from)
        if name in options.models if options.models else by_default:
            models[name] = base.models[name] if name in base.models else entry.default_settings()
    given = {
        name: value for name in _setting_options() if (value := getattr(options, name)) is not None
    }
    return {
        name: replace(
            settings,
            **{
                each.name: given[each.name]
                for each in fields(settings)
                if "option" in each.metadata and each.name in given
            },
        )
        for name, settings in models.items()
    }


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a number of rows; give 1 or more")
    return number
