"""Training from the command line: the options, and the settings they make of a preset."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from emolab.augmentation.options import add_options
from emolab.labels import TAXONOMIES
from emolab.models import TRAINED
from emolab.presets import PRESETS

_ARTIFACTS = Path(__file__).parent.parent / "artifacts"


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Options from the command line."""
    presets = "; ".join(f"{name}: {preset.purpose}" for name, preset in PRESETS.items())
    parser = argparse.ArgumentParser(description="Train the models and write a run.")
    add = parser.add_argument
    add("--preset", choices=PRESETS, default="default", help=presets)
    add("--run", help="name of the run (default: preset, date and time)")
    add("--artifacts", type=Path, default=_ARTIFACTS, help="runs' folder")
    add("--models", nargs="+", choices=TRAINED, default=list(TRAINED))
    add("--seed", type=int, default=42)
    add(
        "--ablation",
        action="store_true",
        help="train with and without each strategy of --augment, and with repeated rows instead",
    )
    add("--seeds", nargs="+", type=int, default=[1, 2, 3], help="of the ablation")
    data = parser.add_argument_group("data").add_argument
    data("--data", help="auto, hub, bundled, a folder of GoEmotions TSVs, a .csv or a .jsonl file")
    data("--taxonomy", choices=TAXONOMIES, help="merge GoEmotions' emotions")
    data("--labels", type=Path, help="label names of your own file, one a line, in id order")
    data("--text-column", default="text")
    data("--labels-column", default="labels")
    data("--drop-leaks", action=argparse.BooleanOptionalAction, default=True)
    data(
        "--texts", action=argparse.BooleanOptionalAction, default=True, help="keep them in the run"
    )
    data(
        "--rows",
        nargs=3,
        type=_positive,
        default=[None] * 3,
        metavar=("TRAIN", "VALIDATION", "TEST"),
    )
    transformer = parser.add_argument_group("transformer").add_argument
    transformer("--encoder", help="auto, minilm, a folder or a Hub id")
    transformer("--epochs", type=int)
    transformer("--batch-size", type=int)
    transformer("--learning-rate", type=float)
    transformer("--optimizer", choices=["adamw", "radam"])
    transformer("--schedule", choices=["linear", "cosine"])
    transformer(
        "--saved",
        choices=["full", "int8"],
        help="torch weights and their ONNX twin, or 8-bit weights alone",
    )
    add_options(parser)
    return parser.parse_args(arguments)


def changed(options: argparse.Namespace, **values: Any) -> argparse.Namespace:
    """The options with some values replaced."""
    return argparse.Namespace(**{**vars(options), **values})


def settings_of(model: str, options: argparse.Namespace) -> Any:
    """The preset's settings of a model under the options that were given."""
    settings = replace(PRESETS[options.preset].models[model], seed=options.seed)
    if model == "transformer":
        given = {
            name: getattr(options, name)
            for name in (
                "encoder",
                "epochs",
                "batch_size",
                "learning_rate",
                "optimizer",
                "schedule",
                "saved",
            )
            if getattr(options, name) is not None
        }
        settings = replace(settings, **given)
    return settings


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a number of rows; give 1 or more")
    return number
