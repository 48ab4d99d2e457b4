"""Which labels come together."""

import numpy as np


def cooccurrence(chosen: np.ndarray) -> np.ndarray:
    """Of the texts that bear one label, the share that bear each other one.

    Args:
        chosen: 0/1 array of shape (n, n_labels).

    Returns:
        Float array of shape (n_labels, n_labels): row i, column j is the share of label i's texts
        that bear label j too. NaN on the diagonal, and in the row of a label that no text bears.
    """
    given = chosen.astype(float)
    support = given.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = given.T @ given / support[:, None]
    np.fill_diagonal(share, np.nan)
    return share
