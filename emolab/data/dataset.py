"""What the stages pass on: labelled splits, and the dataset that binds them to one label list."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from emolab.labels import AVERAGES, Taxonomy

SPLITS = ("train", "validation", "test")


class DataError(ValueError):
    """Input that the user can mend; the message names the file, the row and the column."""


@dataclass(frozen=True)
class Split:
    """Labelled texts.

    Attributes:
        texts: n texts.
        targets: uint8 array of shape (n, n_labels), 1 where the label holds.
        ids: n row ids, as the source gives them.
        origins: n strings, "original" or the augmentation strategy that generated the row.
        soft: soft labels, float32 array of shape (n, n_labels), the teachers' scores, 0 to 1; None
            without a teacher.
    """

    texts: tuple[str, ...]
    targets: np.ndarray
    ids: tuple[str, ...]
    origins: tuple[str, ...]
    soft: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        targets: np.ndarray,
        ids: Sequence[str] | None = None,
        origins: Sequence[str] | None = None,
    ) -> "Split":
        """A split whose ids default to row numbers and whose rows default to originals."""
        count = len(texts)
        return cls(
            tuple(texts),
            np.asarray(targets, dtype=np.uint8),
            tuple(ids) if ids is not None else tuple(str(row) for row in range(count)),
            tuple(origins) if origins is not None else ("original",) * count,
        )

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Sequence[int] | np.ndarray) -> "Split":
        """The rows at these positions, in this order."""
        rows = [int(row) for row in rows]
        return Split(
            tuple(self.texts[row] for row in rows),
            self.targets[rows],
            tuple(self.ids[row] for row in rows),
            tuple(self.origins[row] for row in rows),
            None if self.soft is None else self.soft[rows],
        )

    def softened(self, weight: float) -> np.ndarray:
        """Targets to learn from: the labels, and with this weight (0 to 1) the teacher's scores.

        Distillation, as in Hinton et al. 2015, "Distilling the Knowledge in a Neural Network".

        Returns:
            Float32 array of shape (n, n_labels); the labels alone where there is no teacher.
        """
        labels = self.targets.astype(np.float32)
        return labels if self.soft is None else (1 - weight) * labels + weight * self.soft

    def originals(self) -> "Split":
        """The rows that no augmentation generated."""
        return self.take([row for row, origin in enumerate(self.origins) if origin == "original"])

    def plus(self, other: "Split") -> "Split":
        """These rows, then the other's; soft labels of either are dropped."""
        return Split(
            self.texts + other.texts,
            np.concatenate([self.targets, other.targets]),
            self.ids + other.ids,
            self.origins + other.origins,
        )

    def first(self, count: int | None) -> "Split":
        """At most `count` rows in their order, augmented rows before originals are cut.

        A generated row is there to be trained on, so a limit never leaves it behind the
        originals it stands after.
        """
        if count is None or count >= len(self):
            return self
        augmented = [row for row, origin in enumerate(self.origins) if origin != "original"]
        originals = [row for row, origin in enumerate(self.origins) if origin == "original"]
        augmented = augmented[:count]
        return self.take(sorted(originals[: count - len(augmented)] + augmented))


@dataclass(frozen=True)
class Dataset:
    """Three splits under one label list.

    Attributes:
        labels: label names; column j of every `targets` is labels[j].
        source: a sentence on where the rows came from and why this source was taken.
        notes: what was noticed or changed on the way, for the person who reads the run.
    """

    labels: tuple[str, ...]
    train: Split
    validation: Split
    test: Split
    source: str
    notes: tuple[str, ...] = ()

    def splits(self) -> dict[str, Split]:
        """The splits by name, train first."""
        return {name: getattr(self, name) for name in SPLITS}

    def first(self, train: int | None, validation: int | None, test: int | None) -> "Dataset":
        """The dataset with each split limited as `Split.first` does; None leaves it whole."""
        return replace(
            self,
            train=self.train.first(train),
            validation=self.validation.first(validation),
            test=self.test.first(test),
        )

    def fingerprint(self) -> str:
        """SHA-256 (hex) over labels, texts and targets of all splits: equal data, equal figure."""
        digest = hashlib.sha256("\0".join(self.labels).encode())
        for name, split in self.splits().items():
            digest.update(f"\0{name}\0{len(split)}\0".encode())
            digest.update("\0".join(split.texts).encode())
            digest.update(np.ascontiguousarray(split.targets).tobytes())
        return digest.hexdigest()


def check(dataset: Dataset) -> Dataset:
    """The dataset, with a note for each label that has no positive in train.

    Raises:
        DataError: a split is empty, every train row has the only label, or a label is called
            what the averages over labels are or holds a sign that figures would read as HTML.
    """
    for name in set(AVERAGES) & set(dataset.labels):
        raise DataError(f"A label is called {name!r}, as an average is here; give it another name.")
    for label in dataset.labels:
        if set(label) & set("<>"):
            raise DataError(f"A label is called {label!r}; labels hold no '<' and no '>'.")
    for name, split in dataset.splits().items():
        if not len(split):
            raise DataError(f"The {name} split of {dataset.source} is empty; it needs rows.")
    if len(dataset.labels) == 1 and dataset.train.targets.all():
        raise DataError(
            f"Every train row has {dataset.labels[0]!r}, the only label: there is nothing to "
            "predict."
        )
    missing = [
        label
        for label, count in zip(dataset.labels, dataset.train.targets.sum(axis=0), strict=True)
        if count == 0
    ]
    if not missing:
        return dataset
    note = f"No train row has {', '.join(missing)}: no model can learn such a label."
    return replace(dataset, notes=(*dataset.notes, note))


def to_taxonomy(dataset: Dataset, taxonomy: Taxonomy) -> Dataset:
    """The dataset with its emotions merged into the labels of a coarser taxonomy.

    Raises:
        DataError: the dataset's labels are not the GoEmotions emotions.
    """
    if dataset.labels == taxonomy.labels:
        return dataset
    unknown = [label for label in dataset.labels if label not in taxonomy.parents]
    if unknown:
        raise DataError(
            f"--taxonomy {taxonomy.name} merges GoEmotions' emotions, but {dataset.source} has "
            f"labels of its own ({', '.join(unknown[:5])}); leave --taxonomy out."
        )
    merge = np.zeros((len(dataset.labels), len(taxonomy.labels)), dtype=np.uint8)
    for row, label in enumerate(dataset.labels):
        merge[row, taxonomy.labels.index(taxonomy.parents[label])] = 1
    train, validation, test = (
        replace(split, targets=(split.targets @ merge > 0).astype(np.uint8))
        for split in dataset.splits().values()
    )
    return replace(dataset, labels=taxonomy.labels, train=train, validation=validation, test=test)
