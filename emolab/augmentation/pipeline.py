"""Rounds of asking, writing, inspecting and keeping, until nothing is rare."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from emolab.augmentation.filters import Inspector
from emolab.augmentation.journal import Journal
from emolab.augmentation.planning import Plan, Request, Sources, wanted_rows
from emolab.augmentation.strategies.base import Strategy
from emolab.data.dataset import Split

_COLUMNS = (
    "id",
    "source_id",
    "label",
    "labels",
    "text",
    "strategy",
    "generator",
    "revision",
    "prompt_version",
    "seed",
    "round",
    "status",
    "reason",
    "nearest_id",
)
# What these reject repeats a row of the data.
_REPEATING = ("copies its source", "near duplicate", "meaning unchanged")


@dataclass
class Outcome:
    """What augmentation came to.

    Attributes:
        rows: every candidate, kept or rejected, in the order written.
        stopped: why it ended, in a sentence.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    stopped: str = ""

    def table(self, texts: bool = True) -> pd.DataFrame:
        """All rows as a table, the filters' scores in columns of their own.

        Args:
            texts: False empties the text of a row that was rejected for repeating one of the
                data's, for a run that is to carry none of them.
        """
        flat = [
            {name: row[name] for name in _COLUMNS}
            | ({} if texts or not row["reason"].startswith(_REPEATING) else {"text": ""})
            | {f"score {name}": value for name, value in row["scores"].items()}
            for row in self.rows
        ]
        return pd.DataFrame(flat) if flat else pd.DataFrame(columns=list(_COLUMNS))

    def accepted(self) -> list[dict[str, Any]]:
        """The rows that passed every filter."""
        return [row for row in self.rows if row["status"] == "accepted"]


def augment(
    train: Split,
    labels: Sequence[str],
    strategies: Sequence[Strategy],
    inspector: Inspector,
    plan: Plan,
    journal: Journal,
) -> Outcome:
    """Write rows for the rare labels of train until none is rare, or nothing more comes.

    Batches found in the journal are taken from it, in the same order as they were written, so a
    rerun after a stop goes on where it ended. Strategies take turns batch by batch.

    Raises:
        GeneratorError: a generator broke off; the journal keeps what was accepted.
    """
    outcome = Outcome()
    sources = Sources(train, labels, plan.seed)
    counts = train.targets.sum(axis=0, dtype=int)
    done = iter(list(journal.batches))
    fruitless = batch_number = kept_rows = 0

    for round_number in range(1, plan.max_iterations + 1):
        wanted = wanted_rows(counts, len(train) + kept_rows, plan)
        if plan.only:
            wanted[~np.isin(labels, plan.only)] = 0
        if not wanted.any():
            outcome.stopped = "No label is rare any more."
            return outcome
        kept_before = kept_rows
        requests = list(sources.requests(wanted))
        with tqdm(total=len(requests), desc=f"round {round_number}", unit="row") as progress:
            while requests:
                room = plan.batch_size
                if plan.max_rows is not None:
                    room = min(room, plan.max_rows - kept_rows)
                if room <= 0:
                    outcome.stopped = f"{kept_rows} rows were kept, as many as asked for."
                    return outcome
                batch, requests = requests[:room], requests[room:]
                strategy = strategies[batch_number % len(strategies)]
                rows = next(done, None)
                if rows is None:
                    rows = _write(strategy, batch, inspector, round_number)
                    journal.append(rows)
                else:
                    _remember(rows, inspector)
                batch_number += 1
                outcome.rows.extend(rows)
                kept = [row for row in rows if row["status"] == "accepted"]
                kept_rows += len(kept)
                for row in kept:
                    counts += np.isin(labels, row["labels"])
                fruitless = 0 if kept else fruitless + len(batch)
                progress.update(len(batch))
                progress.set_postfix_str(_tally(outcome.rows))
                if fruitless >= plan.max_fruitless_rows:
                    outcome.stopped = (
                        f"{fruitless} rows in a row held nothing worth keeping; the most frequent "
                        f"reason was: {_commonest_reason(outcome.rows)}."
                    )
                    return outcome
        if kept_rows == kept_before:
            outcome.stopped = f"Round {round_number} added nothing."
            return outcome
    outcome.stopped = f"{plan.max_iterations} rounds are done."
    return outcome


def as_split(outcome: Outcome, labels: Sequence[str]) -> Split:
    """The kept rows as labelled texts whose origin is the strategy that wrote them."""
    kept = outcome.accepted()
    targets = np.array([np.isin(labels, row["labels"]) for row in kept], dtype=np.uint8)
    return Split.of(
        [row["text"] for row in kept],
        targets.reshape(len(kept), len(labels)),
        [row["id"] for row in kept],
        [row["strategy"] for row in kept],
    )


def _write(
    strategy: Strategy, batch: Sequence[Request], inspector: Inspector, round_number: int
) -> list[dict[str, Any]]:
    rows = []
    for request, candidate in zip(batch, strategy.generate(batch), strict=True):
        inspection = inspector.inspect(request.label, candidate)
        identity = f"{strategy.name}\0{request.source_id}\0{request.seed}\0{candidate.text}"
        row_id = hashlib.sha256(identity.encode()).hexdigest()[:12]
        if not inspection.reason:
            inspector.known[-1].add(candidate.text, row_id)
        rows.append(
            {
                "id": row_id,
                "source_id": candidate.source_id,
                "label": request.label,
                "labels": list(candidate.labels),
                "text": candidate.text,
                "strategy": strategy.name,
                "generator": strategy.generator,
                "revision": strategy.revision,
                "prompt_version": strategy.prompt_version,
                "seed": request.seed,
                "round": round_number,
                "status": "rejected" if inspection.reason else "accepted",
                "reason": inspection.reason,
                "nearest_id": inspection.nearest,
                "scores": inspection.scores,
            }
        )
    return rows


def _remember(rows: Sequence[dict[str, Any]], inspector: Inspector) -> None:
    for row in rows:
        if row["status"] == "accepted":
            inspector.known[-1].add(row["text"], row["id"])


def _tally(rows: Sequence[dict[str, Any]]) -> str:
    kept = sum(row["status"] == "accepted" for row in rows)
    reasons = Counter(row["reason"].split(":")[0] for row in rows if row["reason"])
    named = ", ".join(f"{reason} {times}" for reason, times in reasons.most_common(3))
    return f"kept {kept}" + (f"; {named}" if named else "")


def _commonest_reason(rows: Sequence[dict[str, Any]]) -> str:
    reasons: Counter[str] = Counter(row["reason"] for row in rows if row["reason"])
    return reasons.most_common(1)[0][0]
