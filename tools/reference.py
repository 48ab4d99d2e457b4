"""Hold the classical models against the reference figures of a correct implementation.

    python -m tools.reference --data DIR     a folder of the official GoEmotions TSVs

Trains on the first 20,000 train rows with the settings named in each row, measures on the whole
test split, prints ours beside the reference, and keeps the table as JSON for README.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from emolab.data.dataset import Dataset
from emolab.data.sources import load_dataset
from emolab.evaluation.metrics import average_metrics, count, predict
from emolab.evaluation.ranking import ranking_metrics
from emolab.evaluation.thresholds import choose_thresholds
from emolab.models.linear.settings import TfidfSettings
from emolab.models.registry import REGISTRY
from emolab.runs.store import write_json

RESULT = Path(__file__).parents[1] / "benchmarks" / "results" / "reference.json"

MODELS = {
    "naive Bayes, alpha 1, uniform prior": (
        "naive_bayes",
        {"alpha": [1.0], "fit_prior": [False]},
    ),
    "naive Bayes, alpha 0.1, learnt prior": (
        "naive_bayes",
        {"alpha": [0.1], "fit_prior": [True]},
    ),
    "logistic regression, C 1, L2": (
        "logistic_regression",
        {"C": [1.0], "l1_ratio": [0.0]},
    ),
}

# (model, threshold policy): micro F1, macro F1, AUC micro, AUC macro
REFERENCE = {
    ("naive Bayes, alpha 1, uniform prior", "fixed_0.2"): (0.181, 0.118, 0.834, 0.716),
    ("naive Bayes, alpha 1, uniform prior", "fixed_0.5"): (0.352, 0.193, 0.834, 0.716),
    ("naive Bayes, alpha 0.1, learnt prior", "fixed_0.2"): (0.451, 0.219, 0.884, 0.804),
    ("logistic regression, C 1, L2", "fixed_0.2"): (0.259, 0.235, 0.919, 0.868),
    ("logistic regression, C 1, L2", "fixed_0.5"): (0.475, 0.408, 0.919, 0.868),
    ("logistic regression, C 1, L2", "per_label"): (0.500, 0.416, 0.919, 0.868),
}
FIGURES = ("micro_f1", "macro_f1", "auc_micro", "auc_macro")


def measure(dataset: Dataset) -> pd.DataFrame:
    """One row a model and policy: our figures, the reference, the largest difference."""
    rows = []
    for name, (model, grid) in MODELS.items():
        classifier = REGISTRY[model].training_class()(dataset.labels, TfidfSettings(grid=grid))
        classifier.fit(dataset.train, dataset.validation)
        scores = {
            split: classifier.predict_proba(getattr(dataset, split).texts)
            for split in ("validation", "test")
        }
        thresholds = choose_thresholds(dataset.validation.targets, scores["validation"])
        ranking = ranking_metrics(dataset.test.targets, scores["test"])
        for (of_model, policy), reference in REFERENCE.items():
            if of_model != name:
                continue
            averages = average_metrics(
                count(dataset.test.targets, predict(scores["test"], thresholds[policy]))
            )
            ours = (
                averages["f1_micro"],
                averages["f1_macro"],
                ranking["roc_auc_micro"],
                ranking["roc_auc_macro"],
            )
            rows.append(
                {
                    "model": name,
                    "threshold": policy,
                    **dict(zip(FIGURES, map(float, ours), strict=True)),
                    "largest_difference": float(np.abs(np.subtract(ours, reference)).max()),
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="a folder of the official GoEmotions TSVs")
    dataset = load_dataset(parser.parse_args().data).first(20_000, None, None)
    table = measure(dataset)
    print(table.round(3).to_string(index=False))
    RESULT.parent.mkdir(exist_ok=True)
    write_json(RESULT, table.to_dict(orient="records"))


if __name__ == "__main__":
    main()
