"""Train the models, evaluate them, and write a run that the dashboard shows.

Usage:
    python train.py                             GoEmotions, or the bundled corpus offline
    python train.py --data my.csv               your own texts and labels
    python train.py --ablation --augment template    what written rows gain
    torchrun --nproc_per_node 2 -- train.py     several processes or GPUs
"""

import sys
from datetime import datetime

from emolab.ablation import ablate
from emolab.artifacts import ArtifactError
from emolab.augmentation import GeneratorError
from emolab.data import DataError
from emolab.models.encoders import EncoderError
from emolab.models.onnx import ExportError
from emolab.options import parse
from emolab.training import train


def main(arguments: list[str] | None = None) -> None:
    """Read the options and do what they ask for."""
    options = parse(arguments)
    name = options.run or f"{options.preset}-{datetime.now():%Y%m%d-%H%M%S}"
    if options.ablation:
        ablate(options, name)
    else:
        train(options, name)


if __name__ == "__main__":
    try:
        main()
    except (ArtifactError, DataError, EncoderError, ExportError, GeneratorError) as error:
        sys.exit(f"train.py: {error}")
    except KeyboardInterrupt:
        sys.exit(
            "\ntrain.py: stopped; nothing was written. The same command again goes on from the "
            "transformer's last finished epoch."
        )
