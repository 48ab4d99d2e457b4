"""Duplicates and leaks: the same text twice, or in two splits."""

from dataclasses import asdict, dataclass, replace

from emolab.data.dataset import Dataset


@dataclass(frozen=True)
class Leakage:
    """Counts of exact repetitions, texts compared without case and outer or doubled spaces.

    Attributes:
        train_duplicates: train rows whose text and labels both stood in an earlier train row.
        train_in_validation: train rows whose text also stands in validation.
        train_in_test: train rows whose text also stands in test.
        validation_in_test: validation rows whose text also stands in test.
        dropped: train rows that were left out for it.
    """

    train_duplicates: int
    train_in_validation: int
    train_in_test: int
    validation_in_test: int
    dropped: int

    def as_dict(self) -> dict[str, int]:
        """The counts by name, for a run's record."""
        return asdict(self)


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())


def audit(dataset: Dataset, drop: bool = True) -> tuple[Dataset, Leakage]:
    """Count repetitions and, where asked, drop the train rows that repeat or leak.

    Validation and test are never changed. A text that two people labelled differently stays in
    train twice: that is disagreement, not a duplicate.
    """
    train = [_normal(text) for text in dataset.train.texts]
    validation = [_normal(text) for text in dataset.validation.texts]
    in_validation = set(validation)
    in_test = {_normal(text) for text in dataset.test.texts}

    seen: set[tuple[str, bytes]] = set()
    duplicates, kept = 0, []
    for row, text in enumerate(train):
        key = (text, dataset.train.targets[row].tobytes())
        repeated = key in seen
        seen.add(key)
        duplicates += repeated
        if not (repeated or text in in_validation or text in in_test):
            kept.append(row)

    leakage = Leakage(
        train_duplicates=duplicates,
        train_in_validation=sum(text in in_validation for text in train),
        train_in_test=sum(text in in_test for text in train),
        validation_in_test=sum(text in in_test for text in validation),
        dropped=len(train) - len(kept) if drop else 0,
    )
    if drop and leakage.dropped:
        dataset = replace(dataset, train=dataset.train.take(kept))
    return dataset, leakage
