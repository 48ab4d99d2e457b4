import numpy as np
import pytest
from datasets import DatasetDict
from huggingface_hub import DatasetCard

from emolab.augmentation.pipeline import Outcome
from emolab.augmentation.publishing import dataset_card, publish, to_dataset_dict
from emolab.data.dataset import Dataset, Split

ONE = np.array([[0, 1]], dtype=np.uint8)


@pytest.fixture
def dataset():
    train = Split.of(["a", "new"], np.array([[1, 0], [1, 1]]), ["1", "n1"], ["original", "llm"])
    return Dataset(("joy", "grief"), train, Split.of(["b"], ONE), Split.of(["c"], ONE), "a file")


@pytest.fixture
def outcome():
    row = {"strategy": "llm", "generator": "tiny", "revision": "r1", "label": "grief"}
    return Outcome(
        [
            {**row, "status": "accepted", "reason": ""},
            {**row, "status": "rejected", "reason": "forbidden phrase: as an ai"},
        ]
    )


def test_splits_are_in_goemotions_form_with_the_strategy_beside(dataset):
    splits = to_dataset_dict(dataset)
    assert splits["train"][1] == {"text": "new", "labels": [0, 1], "id": "n1", "strategy": "llm"}
    assert splits["test"].features["labels"].feature.names == ["joy", "grief"]
    assert splits["validation"]["text"][:] == ["b"]


def test_the_card_says_what_was_added_by_whom_and_what_was_not(dataset, outcome):
    card = dataset_card(dataset, outcome)
    assert card.data.license == "apache-2.0"
    for line in ("- llm: tiny (r1), 1 rows", "- grief: 1", "- forbidden phrase: 1"):
        assert line in card.content


def test_a_dry_run_pushes_nothing(dataset, outcome, monkeypatch):
    monkeypatch.setattr(DatasetDict, "push_to_hub", lambda *_: pytest.fail("pushed"))
    said = publish("me/mine", dataset, outcome, dry_run=True)
    assert "2 train, 1 validation, 1 test" in said
    assert "me/mine" in said


def test_the_splits_and_the_card_go_to_the_hub_under_the_name(dataset, outcome, monkeypatch):
    pushed = []
    monkeypatch.setattr(
        DatasetDict, "push_to_hub", lambda splits, name: pushed.append((name, list(splits)))
    )
    monkeypatch.setattr(
        DatasetCard, "push_to_hub", lambda _, name, repo_type: pushed.append((name, repo_type))
    )
    publish("me/mine", dataset, outcome)
    assert pushed == [("me/mine", ["train", "validation", "test"]), ("me/mine", "dataset")]
