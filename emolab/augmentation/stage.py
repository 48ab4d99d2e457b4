"""The augmentation stage: a dataset in, the same dataset with more train rows out."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from emolab.augmentation.filters import Classify, Embed, Inspector, Known, Limits
from emolab.augmentation.journal import Journal
from emolab.augmentation.pipeline import Outcome, as_split, augment
from emolab.augmentation.planning import Plan
from emolab.augmentation.strategies.base import Strategy
from emolab.data.dataset import Dataset

# Of a journal's rows; a journal in another form is not gone on with.
_FORMAT = 3


def augment_dataset(
    dataset: Dataset,
    strategies: Sequence[Strategy],
    plan: Plan,
    limits: Limits,
    classify: Classify | None,
    embed: Embed | None,
    journals: Path,
) -> tuple[Dataset, Outcome]:
    """The dataset with the kept rows after its train rows; validation and test are untouched.

    Args:
        dataset: only its train rows serve as sources; validation and test are looked at for one
            thing, that no new row nearly repeats one of theirs.
        strategies: taking turns.
        plan: how far to go.
        limits: of the filters.
        classify: texts to scores, for the label filter; None leaves it out.
        embed: texts to unit vectors, for the meaning filter; None leaves it out.
        journals: the folder from which a stopped augmentation goes on.

    Raises:
        GeneratorError: a generator broke off; call again to go on.
    """
    known = [
        Known.of("train", dataset.train),
        Known.of("held-out", dataset.validation, dataset.test),
        Known("accepted"),
    ]
    key = journal_key(dataset, strategies, plan, limits)
    outcome = augment(
        dataset.train,
        dataset.labels,
        strategies,
        Inspector(dataset.labels, known, limits, embed, classify),
        plan,
        Journal(journals / f"augmentation-{key[:16]}.jsonl", key),
    )
    return replace(dataset, train=dataset.train.plus(as_split(outcome, dataset.labels))), outcome


def journal_key(
    dataset: Dataset, strategies: Sequence[Strategy], plan: Plan, limits: Limits
) -> str:
    """A fingerprint that only equal data, plan, filters and generators share."""
    writers = [(one.name, one.generator, one.revision, one.prompt_version) for one in strategies]
    content = json.dumps([_FORMAT, dataset.fingerprint(), asdict(plan), asdict(limits), writers])
    return hashlib.sha256(content.encode()).hexdigest()
