"""Every wait, ours beside what a person would do instead.

Usage:
    python -m benchmarks --run artifacts/goemotions --data DIR
"""

import argparse
import platform
from dataclasses import asdict
from pathlib import Path

from benchmarks import dashboard, serving
from benchmarks.timing import line
from emolab import provenance
from emolab.artifacts import open_run, write_json
from emolab.data import load_dataset

RESULT = Path(__file__).parent / "results" / "speed.json"


def main() -> None:
    """Measure what was asked for, print a line each, and keep them as JSON."""
    parts = {
        "serving": lambda: serving.measure(run, list(dataset.test.texts)),
        "dashboard": lambda: dashboard.measure(run),
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, default=Path("artifacts/goemotions"))
    parser.add_argument("--data", default="bundled", help="as for train.py")
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    options = parser.parse_args()
    run, dataset = open_run(options.run), load_dataset(options.data)
    measured = {}
    for name in options.only:
        measured[name] = parts[name]()
        for row in measured[name]:
            print(line(row), flush=True)
    write_json(
        RESULT,
        {
            "machine": f"{platform.machine()}, Python {platform.python_version()}",
            "git_commit": provenance.git_commit(Path(__file__).parents[1]),
            "package_versions": provenance.package_versions(),
            "rows": {name: [asdict(row) for row in rows] for name, rows in measured.items()},
        },
    )


if __name__ == "__main__":
    main()
