"""Recompute every figure that the project states, and list the differences.

Usage:
    python -m tools.audit
    python -m tools.audit --data DIR          also true labels and scores of validation and test
    python -m tools.audit --run FOLDER        another run; the documents are then left out
    python -m tools.audit --full              also ROC AUC of every resample by scikit-learn

Everything is computed with scikit-learn, numpy, onnxruntime and tokenizers, from definitions and
from the run's files; no evaluation or model code of EmoLab is used. The exit status is 1 if
something differs from what is stated.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.audit import expected
from tools.audit.cards import check_cards
from tools.audit.comparison import Comparison
from tools.audit.documents import check_documents
from tools.audit.results import check_results
from tools.audit.rows import FILES, Rows, read_challenge, read_label_names, read_tsv
from tools.audit.run import (
    RunFiles,
    check_manifest,
    check_metrics,
    check_scores,
    check_targets,
    check_thresholds,
)

ROOT = Path(__file__).parents[2]
_LISTED = 40


def audit_run(
    folder: Path, data: Path | None, full: bool, report: Comparison
) -> tuple[RunFiles, dict] | None:
    """Check a run; its files and the recomputed metrics, or None if a file is not as sealed."""
    if not check_manifest(folder, report):
        report.unchecked.append(f"{folder.name}: all but the manifest, since files differ from it")
        return None
    run = RunFiles.read(folder)
    rows = data_rows(run, data, report)
    check_targets(run, rows, report)
    check_thresholds(run, report)
    challenge = rows.get("challenge")
    kinds = challenge.kinds if challenge else ()
    recomputed = check_metrics(run, kinds, report, full)
    check_cards(run, recomputed, report)
    check_scores(run, rows, report)
    return run, recomputed


def data_rows(run: RunFiles, data: Path | None, report: Comparison) -> dict[str, Rows]:
    """Texts and true labels of the splits whose source is at hand."""
    labels = run.record["labels"]
    rows = {}
    if data is None:
        report.unchecked.append("true labels and scores of validation and test: give --data DIR")
    else:
        report.compare("labels.txt", read_label_names(data), labels)
        rows = {split: read_tsv(data / file, len(labels)) for split, file in FILES.items()}
    if "challenge" in run.scores:
        path = ROOT / "emolab" / "data" / "corpus" / "challenge.csv"
        rows["challenge"] = read_challenge(path, labels)
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what was asked for, print differences; 1 if there is one, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, default=ROOT / expected.SHIPPED, help="its folder")
    parser.add_argument("--data", type=Path, help="a folder of GoEmotions' TSV files")
    parser.add_argument(
        "--full", action="store_true", help="ROC AUC of every resample by scikit-learn: slow"
    )
    options = parser.parse_args(arguments)

    started = time.perf_counter()
    report = Comparison()
    audited = audit_run(options.run, options.data, options.full, report)
    if options.run.resolve() != ROOT / expected.SHIPPED:
        report.unchecked.append(f"the documents, which are about {expected.SHIPPED}")
    elif audited:
        for folder in sorted((ROOT / "artifacts" / "ablations").glob("*/run.json")):
            check_manifest(folder.parent, report)
        check_results(ROOT, *audited, report)
        check_documents(ROOT, audited[1], report)
    print_report(report, time.perf_counter() - started)
    return 1 if report.differences else 0


def print_report(report: Comparison, seconds: float) -> None:
    """Differences first, then what could not be checked, then a summary."""
    lines = [f"DIFFERS  {each}" for each in report.differences[:_LISTED]]
    if len(report.differences) > _LISTED:
        lines.append(f"         and {len(report.differences) - _LISTED} more")
    lines += [f"NOT CHECKED  {each}" for each in dict.fromkeys(report.unchecked)]
    lines.append(
        f"{report.checked:,} values checked in {seconds:.0f} s, "
        f"{len(report.differences)} differences"
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
