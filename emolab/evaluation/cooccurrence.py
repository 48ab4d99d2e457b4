"""Co-occurrence: labels on the same text."""

import numpy as np


def cooccurrence(assigned: np.ndarray) -> np.ndarray:
    """Of the texts with one label, the share that also have each other label.

    Args:
        assigned: 0/1 array of shape (n, n_labels).

    Returns:
        Float array of shape (n_labels, n_labels): row i, column j is the share of label i's texts
        that have label j too. NaN on the diagonal, and in the row of a label that no text has.
    """
    cells = assigned.astype(float)
    support = cells.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share: np.ndarray = cells.T @ cells / support[:, None]
    np.fill_diagonal(share, np.nan)
    return share
