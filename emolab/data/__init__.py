"""Data: read it, check it, split it, audit it for leaks."""

import lazy_loader

# Each name is imported when it is first asked for: the first page waits for no pandas.
__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "dataset": ["SPLITS", "check", "DataError", "Dataset", "Split", "to_taxonomy"],
        "leakage": ["audit", "Leakage"],
        "readers": ["read_labels", "read_table", "read_tsv_folder"],
        "sources": ["load_dataset", "read_challenge"],
        "splitting": ["split_rows"],
    },
)
