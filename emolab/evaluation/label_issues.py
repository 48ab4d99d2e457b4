"""Label issues: rows whose true labels are probably annotation errors."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emolab.evaluation.error_analysis import names_of
from emolab.evaluation.metrics import predict


def label_issues(
    texts: Sequence[str],
    labels: Sequence[str],
    targets: np.ndarray,
    scores: np.ndarray,
    thresholds: np.ndarray,
) -> pd.DataFrame:
    """Rows by the quality of their labels under one model's scores, the lowest first.

    The ranking is cleanlab's for multi-label data: each label's self-confidence, pooled so that the
    worst weighs most (Thyagarajan et al. 2022, "Identifying Incorrect Annotations in Multi-Label
    Classification Data"). A low quality is no proof: where the model is wrong, right labels get
    a low quality too.

    Args:
        texts: n texts, or what stands for them.
        labels: names in column order.
        targets: 0/1 array of shape (n, n_labels).
        scores: the model's, of that shape, of rows that it did not learn from.
        thresholds: the model's, of shape (n_labels,).

    Returns:
        Columns text, true labels, predicted labels and label quality (0 to 1).
    """
    # It takes a second to import, and only this asks for it.
    from cleanlab.multilabel_classification import get_label_quality_scores

    # It takes neither a single label nor targets that are all alike: a label that stands twice has
    # the same quality, and rows with all and with no labels are added and left out again.
    columns = [0, 0] if len(labels) == 1 else range(len(labels))
    all_and_none = np.repeat([[1], [0]], len(labels), axis=1)
    true = np.vstack([targets, all_and_none])[:, columns]
    probabilities = np.vstack([scores, all_and_none])[:, columns].astype(float)
    quality = get_label_quality_scores(
        [np.flatnonzero(row).tolist() for row in true], probabilities
    )[:-2]
    predicted = predict(scores, thresholds)
    table = pd.DataFrame(
        {
            "text": texts,
            "true labels": [names_of(labels, row) for row in targets],
            "predicted labels": [names_of(labels, row) for row in predicted],
            "label quality": quality,
        }
    )
    return table.sort_values("label quality", kind="stable", ignore_index=True)
