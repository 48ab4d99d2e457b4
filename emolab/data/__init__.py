"""Data: read it, check it, split it, audit it for leaks."""

from emolab.data.dataset import SPLITS, DataError, Dataset, Split, check, to_taxonomy
from emolab.data.leakage import Leakage, audit
from emolab.data.readers import read_labels, read_table, read_tsv_folder
from emolab.data.sources import load_dataset, read_challenge
from emolab.data.splitting import split_rows

__all__ = [
    "SPLITS",
    "DataError",
    "Dataset",
    "Leakage",
    "Split",
    "audit",
    "check",
    "load_dataset",
    "read_challenge",
    "read_labels",
    "read_table",
    "read_tsv_folder",
    "split_rows",
    "to_taxonomy",
]
