"""Train the models, evaluate them, and write a run that the dashboard shows."""

import sys

from emolab.augmentation.strategies.base import GeneratorError
from emolab.data.dataset import DataError
from emolab.models.base import ModelError
from emolab.models.registry import resume_message
from emolab.runs.store import ArtifactError
from emolab.training.ablation import ablate
from emolab.training.cli import parse
from emolab.training.pipeline import train


def main(arguments: list[str] | None = None) -> None:
    """Read the options and do what they ask for."""
    command = parse(arguments)
    if command.ablation_seeds is not None:
        ablate(command.config, command.output, command.ablation_seeds)
    else:
        train(command.config, command.output)


def run_command() -> None:
    """Run `main` on the process's arguments; an error becomes one line and an exit status.

    Raises:
        SystemExit: training failed or was stopped.
    """
    try:
        main()
    except (ArtifactError, DataError, GeneratorError, ModelError) as error:
        sys.exit(f"train.py: {error}")
    except KeyboardInterrupt:
        sys.exit(f"\ntrain.py: interrupted; no run was written. {resume_message()}")


if __name__ == "__main__":
    run_command()
