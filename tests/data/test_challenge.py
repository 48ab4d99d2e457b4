from collections import Counter

import pytest

from emolab.data import sources
from emolab.data.dataset import DataError
from emolab.data.sources import read_challenge
from emolab.labels import TAXONOMIES

LABELS = TAXONOMIES["emotions"].labels


def test_every_label_of_the_challenge_set_is_read():
    rows, kinds = read_challenge(LABELS)
    assert (len(rows), int(rows.targets.sum())) == (252, 309)
    assert rows.targets.sum(axis=1).min() == 1
    several = Counter(kind for kind, row in zip(kinds, rows.targets, strict=True) if row.sum() > 1)
    assert several["mixed"] == 36
    assert several.total() == 53


def test_columns_follow_the_labels_asked_for():
    labels = LABELS[::-1]
    rows, kinds = read_challenge(labels)
    row = rows.texts.index(
        "No, I'm not angry about the parking space, I just need the number of ours for the form."
    )
    assert [labels[column] for column in rows.targets[row].nonzero()[0]] == ["neutral"]
    assert kinds[row] == "negation"
    assert rows.ids[row] == f"challenge-{row}"


def test_the_challenge_set_is_for_its_own_labels_alone():
    assert read_challenge(("joy", "anger")) is None


def test_an_unknown_label_is_refused_with_its_row(tmp_path, monkeypatch):
    (tmp_path / "challenge.csv").write_text("text,labels,kind\nfine,joy,idiom\nodd,joyy,idiom\n")
    monkeypatch.setattr(sources, "CORPUS", tmp_path)
    with pytest.raises(DataError, match=r"row 3, column labels: no such label as 'joyy'"):
        read_challenge(LABELS)
