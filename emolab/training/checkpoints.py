"""Where training that was cut off goes on from."""

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from emolab.data.dataset import Dataset
from emolab.runs import environment as provenance


def checkpoint_folder(artifacts: Path, settings: Any, dataset: Dataset) -> Path:
    """The folder under `artifacts` that only equal data and equal settings share.

    Args:
        artifacts: the folder of all runs.
        settings: of the model, a dataclass.
        dataset: its soft labels count as data.
    """
    soft = dataset.train.soft
    soft_digest = "" if soft is None else hashlib.sha256(soft.tobytes()).hexdigest()
    key = provenance.checkpoint_key(dataset.fingerprint() + soft_digest, asdict(settings))
    return artifacts / ".checkpoints" / key
