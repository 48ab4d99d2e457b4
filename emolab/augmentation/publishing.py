"""The augmented dataset as others read it: a DatasetDict, its card, and the way to the Hub."""

from collections import Counter

from datasets import ClassLabel, DatasetDict, Features, List, Value
from datasets import Dataset as HubDataset
from huggingface_hub import DatasetCard, DatasetCardData

from emolab.augmentation.pipeline import Outcome
from emolab.data.dataset import Dataset, Split


def to_dataset_dict(dataset: Dataset) -> DatasetDict:
    """Three splits in GoEmotions' own form (text, labels, id) and a column `strategy`."""
    features = Features(
        {
            "text": Value("string"),
            "labels": List(ClassLabel(names=list(dataset.labels))),
            "id": Value("string"),
            "strategy": Value("string"),
        }
    )

    def rows(split: Split) -> HubDataset:
        columns = {
            "text": list(split.texts),
            "labels": [target.nonzero()[0].tolist() for target in split.targets],
            "id": list(split.ids),
            "strategy": list(split.origins),
        }
        return HubDataset.from_dict(columns, features=features)

    return DatasetDict({name: rows(split) for name, split in dataset.splits().items()})


def dataset_card(dataset: Dataset, outcome: Outcome) -> DatasetCard:
    """A card in the Hub's format: what was added, by what, what was thrown away and why."""
    kept = outcome.accepted()
    writers = Counter((row["strategy"], row["generator"], row["revision"]) for row in kept)
    reasons = Counter(row["reason"].split(":")[0] for row in outcome.rows if row["reason"])
    by_label = Counter(row["label"] for row in kept)
    data = DatasetCardData(
        language="en",
        license="apache-2.0",
        task_categories=["text-classification"],
        task_ids=["multi-label-classification"],
        pretty_name="GoEmotions, rare emotions augmented",
    )
    lines = [
        f"---\n{data.to_yaml()}\n---",
        "# GoEmotions, rare emotions augmented",
        f"Rows of {dataset.source}, and {len(kept):,} written rows in train. Validation and test "
        "are untouched. The column `strategy` tells original rows from written ones.",
        "## Written by",
        *(
            f"- {name}: {writer} ({revision}), {n:,} rows"
            for (name, writer, revision), n in writers.items()
        ),
        "## Rows added",
        *(f"- {label}: {n:,}" for label, n in by_label.most_common()),
        "## Rejected",
        *(f"- {reason}: {n:,}" for reason, n in reasons.most_common()),
        "## Mind",
        "Written rows can carry a generator's habits and a wrong label. Measure their effect on "
        "validation before you rely on them.",
    ]
    return DatasetCard("\n\n".join(lines) + "\n")


def publish(name: str, dataset: Dataset, outcome: Outcome, dry_run: bool = False) -> str:
    """Push the dataset and its card to the Hub as `name`; a dry run only says what would go.

    Returns:
        A sentence on what went, or would go, where.

    Raises:
        huggingface_hub.errors.HfHubHTTPError: the Hub refuses.
    """
    splits = to_dataset_dict(dataset)
    card = dataset_card(dataset, outcome)
    sizes = ", ".join(f"{len(rows):,} {split}" for split, rows in splits.items())
    if dry_run:
        return f"Dry run: {sizes} rows and this card would go to {name}:\n\n{card.content}"
    splits.push_to_hub(name)
    card.push_to_hub(name, repo_type="dataset")
    return f"Pushed {sizes} rows and a card to {name}."
