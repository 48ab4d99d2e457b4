"""A classifier that is quick to fit, for filtering generated rows."""

from collections.abc import Callable, Sequence

import numpy as np

from emolab.data.dataset import Dataset
from emolab.models.linear.settings import TfidfSettings
from emolab.models.linear.training import LogisticRegressionTfidf


def label_classifier(dataset: Dataset) -> Callable[[Sequence[str]], np.ndarray]:
    """Logistic regression fitted on train: texts to scores of shape (n_texts, n_labels)."""
    settings = TfidfSettings(grid={"C": [1.0], "l1_ratio": [0.0]})
    model = LogisticRegressionTfidf(dataset.labels, settings)
    return model.fit(dataset.train, dataset.validation).predict_proba
