from emolab.data import read_challenge
from emolab.labels import TAXONOMIES


def test_the_challenge_set_is_read_under_the_labels_of_a_run():
    labels = TAXONOMIES["emotions"].labels[::-1]
    rows, kinds = read_challenge(labels)
    assert len(rows) == len(kinds) == len(set(rows.texts)) >= 200
    assert rows.targets.shape == (len(rows), 28)
    first = rows.texts.index(
        "No, I'm not angry about the parking space, I just need the number of ours for the form."
    )
    assert [labels[column] for column in rows.targets[first].nonzero()[0]] == ["neutral"]
    assert kinds[first] == "negation"


def test_the_challenge_set_is_for_its_own_labels_alone():
    assert read_challenge(("joy", "anger")) is None
