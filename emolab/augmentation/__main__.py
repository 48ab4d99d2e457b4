"""Augment a dataset without training on it.

Usage:
    python -m emolab.augmentation --augment template --data DIR --out augmented
"""

import argparse
import sys
from pathlib import Path

from emolab.augmentation.config import add_arguments, config_of
from emolab.augmentation.publishing import publish, to_dataset_dict
from emolab.augmentation.stage import augment_dataset
from emolab.augmentation.strategies.base import GeneratorError
from emolab.data.dataset import DataError, check
from emolab.data.leakage import audit
from emolab.data.sources import load_dataset
from emolab.models.linear.label_classifier import label_classifier
from emolab.models.transformer.embedding import sentence_embedder
from emolab.models.transformer.encoders import EncoderError


def main(arguments: list[str] | None = None) -> None:
    """Read, augment, write the rows and the dataset, and publish where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="auto", help="as for train.py")
    parser.add_argument("--out", type=Path, required=True, help="a folder for rows and dataset")
    parser.add_argument("--seed", type=int, default=42)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    config = config_of(options, None, options.seed)
    if config is None:
        parser.error("--augment names no strategy")

    dataset, _ = audit(load_dataset(options.data, seed=options.seed))
    dataset, outcome = augment_dataset(
        check(dataset),
        config.make_strategies(options.out),
        config.plan,
        config.limits,
        label_classifier(dataset),
        sentence_embedder(),
        options.out,
    )
    outcome.table().to_parquet(options.out / "augmentation.parquet", index=False)
    to_dataset_dict(dataset).save_to_disk(options.out / "dataset")
    print(f"{len(outcome.accepted()):,} of {len(outcome.rows):,} rows kept. {outcome.stopped}")
    if options.push_to_hub:
        print(publish(options.push_to_hub, dataset, outcome, options.dry_run))


def run_command() -> None:
    """Run `main` on the process's arguments; an error becomes one line and an exit status.

    Raises:
        SystemExit: the command failed.
    """
    try:
        main()
    except (DataError, EncoderError, GeneratorError) as error:
        sys.exit(f"emolab.augmentation: {error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command again goes on from the last batch.")


if __name__ == "__main__":
    run_command()
