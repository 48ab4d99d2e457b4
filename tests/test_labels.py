import re

import pytest

from emolab.labels import GROUPS, TAXONOMIES, colour_of, group_of, in_group_order

EMOTIONS = (
    "admiration amusement anger annoyance approval caring confusion curiosity desire "
    "disappointment disapproval disgust embarrassment excitement fear gratitude grief joy love "
    "nervousness optimism pride realization relief remorse sadness surprise neutral"
)
EKMAN = {
    "anger": "anger annoyance disapproval",
    "disgust": "disgust",
    "fear": "fear nervousness",
    "joy": "admiration amusement approval caring desire excitement gratitude joy love optimism "
    "pride relief",
    "sadness": "disappointment embarrassment grief remorse sadness",
    "surprise": "confusion curiosity realization surprise",
    "neutral": "neutral",
}
SENTIMENT = {
    "positive": "admiration amusement approval caring desire excitement gratitude joy love "
    "optimism pride relief",
    "negative": "anger annoyance disappointment disapproval disgust embarrassment fear grief "
    "nervousness remorse sadness",
    "ambiguous": "confusion curiosity realization surprise",
    "neutral": "neutral",
}


def members(taxonomy):
    """Each label's emotions as one string, in the order in which the taxonomy names them."""
    return {
        label: " ".join(name for name, parent in taxonomy.parents.items() if parent == label)
        for label in taxonomy.labels
    }


def test_there_are_three_taxonomies_each_known_by_its_own_name():
    assert list(TAXONOMIES) == ["emotions", "ekman", "sentiment"]
    assert [taxonomy.name for taxonomy in TAXONOMIES.values()] == list(TAXONOMIES)


def test_emotions_are_the_28_labels_of_goemotions_in_its_id_order():
    assert TAXONOMIES["emotions"].labels == tuple(EMOTIONS.split())


def test_each_emotion_stands_for_itself_in_emotions():
    assert TAXONOMIES["emotions"].parents == {name: name for name in EMOTIONS.split()}


def test_ekman_labels_are_six_families_then_neutral():
    families = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral")
    assert TAXONOMIES["ekman"].labels == families


def test_ekman_families_are_those_of_the_goemotions_paper():
    assert members(TAXONOMIES["ekman"]) == EKMAN


def test_sentiment_labels_are_three_groups_then_neutral():
    groups = ("positive", "negative", "ambiguous", "neutral")
    assert TAXONOMIES["sentiment"].labels == groups


def test_sentiment_groups_are_those_of_the_goemotions_paper():
    assert members(TAXONOMIES["sentiment"]) == SENTIMENT


@pytest.mark.parametrize("taxonomy", TAXONOMIES.values(), ids=TAXONOMIES)
def test_every_emotion_has_one_parent_in_every_taxonomy(taxonomy):
    assert list(taxonomy.parents) == EMOTIONS.split()
    assert set(taxonomy.parents.values()) == set(taxonomy.labels)


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("joy", "positive"),
        ("grief", "negative"),
        ("curiosity", "ambiguous"),
        ("neutral", "neutral"),
        ("positive", "positive"),
        ("negative", "negative"),
        ("ambiguous", "ambiguous"),
        ("billing", "other"),
        ("other", "other"),
        ("Joy", "other"),
    ],
)
def test_group_of_a_label(label, group):
    assert group_of(label) == group


@pytest.mark.parametrize("name", TAXONOMIES)
def test_every_label_of_a_taxonomy_has_a_distinct_colour(name):
    labels = TAXONOMIES[name].labels
    assert len({colour_of(label) for label in labels}) == len(labels)


@pytest.mark.parametrize("label", [*EMOTIONS.split(), *SENTIMENT, "billing", "", "étonné"])
def test_a_colour_is_written_as_rrggbb(label):
    assert re.fullmatch("#[0-9a-f]{6}", colour_of(label))


def test_an_own_label_gets_the_colour_its_bytes_add_up_to():
    # "ab" is 97 + 98 = 195, and 195 leaves 6 of 7 colours: the last one.
    assert colour_of("ab") == "#f08c00"
    # "é" is the bytes 195 and 169: 364, a multiple of 7: the first.
    assert colour_of("é") == "#1c7ed6"


def test_groups_are_ordered_from_positive_to_a_users_own():
    assert GROUPS == ("positive", "negative", "ambiguous", "neutral", "other")


def test_labels_in_group_order_keep_their_id_order_inside_a_group():
    labels = ("neutral", "billing", "surprise", "love", "anger", "joy", "age", "fear")
    assert in_group_order(labels) == [
        "love",
        "joy",
        "anger",
        "fear",
        "surprise",
        "neutral",
        "billing",
        "age",
    ]


def test_no_labels_in_group_order_are_no_labels():
    assert in_group_order(()) == []
