"""Read the test split once for a release, log the reading, and write the figures.

Usage:
    python -m tools.release --data DIR

Scores and evaluates the shipped run again, seals it, appends date, commit and headline metrics to
benchmarks/results/test_readings.jsonl, and writes the tables of README. Between releases recipes
are compared on validation, under cross-validated thresholds.
"""

import argparse
import json
from datetime import UTC, datetime

from emolab.evaluation import __main__ as evaluation
from emolab.runs import environment as provenance
from emolab.runs.store import Run, open_run
from tools import readme

LOG = readme.RESULTS / "test_readings.jsonl"


def reading(run: Run) -> dict[str, object]:
    """What the log keeps of one reading of the test split."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "git_commit": provenance.git_commit(readme.ROOT),
        "run": run.name,
        "created": run.record["created"],
        "metrics": {
            model: {
                "macro F1, thresholds per label": metrics["test"]["policies"]["per_label"][
                    "f1_macro"
                ],
                "micro F1, shared threshold": metrics["test"]["policies"]["shared"]["f1_micro"],
                "ROC AUC macro": metrics["test"]["ranking"]["roc_auc_macro"],
            }
            for model, metrics in run.metrics().items()
        },
    }


def main() -> None:
    """Evaluate, log, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="the data that the run was measured on")
    options = parser.parse_args()
    evaluation.main(["--run", str(readme.SHIPPED), "--data", options.data, "--write"])
    with LOG.open("a", encoding="utf-8") as log:
        log.write(json.dumps(reading(open_run(readme.SHIPPED))) + "\n")
    readme.main()


if __name__ == "__main__":
    main()
