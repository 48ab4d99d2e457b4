"""Collect a run of mutmut into benchmarks/results/mutation.json; fail where too many survived.

Usage:
    make mutate

mutmut changes one expression at a time in a copy of the code (a mutant) and runs the tests that
reach it. A mutant is killed where a test fails or takes far too long. A survivor is either a gap in
the tests or a change that no test can see; which of them is its judgement, written by hand into the
JSON and kept there as long as the same change of the same function survives. Expressions outside
functions and under decorators are not changed by mutmut.
"""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

from emolab.runs.environment import git_commit
from emolab.runs.store import write_json

RESULT = Path(__file__).parents[1] / "benchmarks" / "results" / "mutation.json"
LEAST_SHARE = 0.95
COLUMNS = ("mutants", "killed", "survived", "timed_out", "share_killed")

Judgements = dict[tuple[str, ...], str]


def counted(statuses: Counter[str]) -> dict[str, Any]:
    """The columns of one file, or of all, from how many mutants have each of mutmut's statuses."""
    mutants, killed, timed_out = statuses.total(), statuses["killed"], statuses["timeout"]
    share = (killed + timed_out) / mutants
    survived = mutants - killed - timed_out
    return dict(zip(COLUMNS, (mutants, killed, survived, timed_out, round(share, 4)), strict=True))


def change_of(mutant: str, path: Path) -> dict[str, str]:
    """Where a mutant is and which lines it replaces by which."""
    function, class_name = orig_function_and_class_names_from_key(mutant)
    lines = get_diff_for_mutant(mutant, path=path).splitlines()[2:]
    return {
        "file": str(path),
        "function": f"{class_name}.{function}" if class_name else function,
        "code": "\n".join(line[1:].strip() for line in lines if line.startswith("-")),
        "mutant": "\n".join(line[1:].strip() for line in lines if line.startswith("+")),
    }


def collected(judgements: Judgements) -> dict[str, Any]:
    """What mutants/ holds: totals, a row for each file, and the survivors with their judgements."""
    statuses: dict[str, Counter[str]] = {}
    survivors = []
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        if not data.exit_code_by_key:
            continue
        statuses[str(path)] = Counter()
        for mutant, exit_code in data.exit_code_by_key.items():
            status = status_by_exit_code[exit_code]
            statuses[str(path)][status] += 1
            if status not in ("killed", "timeout"):
                change = change_of(mutant, path)
                judgement = judgements.get(tuple(change.values()), "")
                survivors.append({**change, "status": status, "judgement": judgement})
    return {
        "tool": f"mutmut {version('mutmut')}",
        "date": datetime.now(UTC).date().isoformat(),
        "commit": git_commit(Path()),
        "total": counted(sum(statuses.values(), Counter())),
        "files": {name: counted(counts) for name, counts in statuses.items()},
        "survivors": survivors,
    }


def table(result: dict[str, Any]) -> str:
    """The counts as lines of text, a file each and the total."""
    rows = {**result["files"], "total": result["total"]}
    width = max(map(len, rows))
    lines = [f"{'':{width}} " + " ".join(f"{name:>12}" for name in COLUMNS)]
    for name, counts in rows.items():
        lines.append(f"{name:{width}} " + " ".join(f"{counts[column]:>12}" for column in COLUMNS))
    return "\n".join(lines)


def main() -> None:
    """Write the JSON, print the counts, and exit with 1 where too few mutants were killed."""
    before = json.loads(RESULT.read_text())["survivors"] if RESULT.exists() else []
    judgements = {
        (row["file"], row["function"], row["code"], row["mutant"]): row["judgement"]
        for row in before
    }
    result = collected(judgements)
    write_json(RESULT, result)
    open_questions = sum(not row["judgement"] for row in result["survivors"])
    sys.stdout.write(f"{table(result)}\n{open_questions} survivors without a judgement\n")
    if result["total"]["share_killed"] < LEAST_SHARE:
        sys.exit(f"Fewer than {LEAST_SHARE:.0%} of the mutants were killed; see {RESULT}.")


if __name__ == "__main__":
    main()
