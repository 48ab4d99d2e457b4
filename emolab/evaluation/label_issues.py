"""Rows whose labels are perhaps wrong, as the models see it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emolab.evaluation.error_analysis import names_of
from emolab.evaluation.metrics import predict


def suspicions(
    texts: Sequence[str],
    labels: Sequence[str],
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: np.ndarray,
) -> pd.DataFrame:
    """Rows by how far one model doubts their labels, the most doubtful first.

    The ranking is cleanlab's for multi-label data: each label's self-confidence, pooled so that the
    worst weighs most (Thyagarajan et al. 2022, "Identifying Incorrect Annotations in Multi-Label
    Classification Data"). It is a suspicion: a model that errs doubts labels that are right.

    Args:
        texts: n texts, or what stands for them.
        labels: names in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: the model's, of that shape, of rows that it did not learn from.
        thresholds: the model's, of shape (n_labels,).

    Returns:
        Columns text, bears, model says, trust (0 to 1).
    """
    # It takes a second to import, and only this asks for it.
    from cleanlab.multilabel_classification import get_label_quality_scores

    # It takes neither a single label nor targets that are all alike: a label that stands twice has
    # the same trust, and rows that bear all and none are added and left out again.
    columns = [0, 0] if len(labels) == 1 else range(len(labels))
    all_and_none = np.repeat([[1], [0]], len(labels), axis=1)
    bears = np.vstack([targets, all_and_none])[:, columns]
    probabilities = np.vstack([scores, all_and_none])[:, columns].astype(float)
    trust = get_label_quality_scores(
        [np.flatnonzero(row).tolist() for row in bears], probabilities
    )[:-2]
    given = predict(scores, thresholds)
    table = pd.DataFrame(
        {
            "text": texts,
            "bears": [names_of(labels, row) for row in targets],
            "model says": [names_of(labels, row) for row in given],
            "trust": trust,
        }
    )
    return table.sort_values("trust", kind="stable", ignore_index=True)
