"""Taxonomies of emotion labels: names in id order, their groups, one colour each."""

from dataclasses import dataclass

# What the pages call the averages over labels; no label may be called so.
AVERAGES = ("micro average", "macro average")

GROUPS = ("positive", "negative", "ambiguous", "neutral", "other")

# name: (group, Ekman family, colour); the order is GoEmotions' id order.
_EMOTIONS = {
    "admiration": ("positive", "joy", "#2f9e44"),
    "amusement": ("positive", "joy", "#f08c00"),
    "anger": ("negative", "anger", "#c92a2a"),
    "annoyance": ("negative", "anger", "#e8590c"),
    "approval": ("positive", "joy", "#66a80f"),
    "caring": ("positive", "joy", "#0ca678"),
    "confusion": ("ambiguous", "surprise", "#5c7cfa"),
    "curiosity": ("ambiguous", "surprise", "#1c7ed6"),
    "desire": ("positive", "joy", "#e67700"),
    "disappointment": ("negative", "sadness", "#9c36b5"),
    "disapproval": ("negative", "anger", "#d9480f"),
    "disgust": ("negative", "disgust", "#846358"),
    "embarrassment": ("negative", "sadness", "#e64980"),
    "excitement": ("positive", "joy", "#f59f00"),
    "fear": ("negative", "fear", "#862e9c"),
    "gratitude": ("positive", "joy", "#099268"),
    "grief": ("negative", "sadness", "#5f3dc4"),
    "joy": ("positive", "joy", "#fab005"),
    "love": ("positive", "joy", "#37b24d"),
    "nervousness": ("negative", "fear", "#ae3ec9"),
    "optimism": ("positive", "joy", "#74b816"),
    "pride": ("positive", "joy", "#94d82d"),
    "realization": ("ambiguous", "surprise", "#15aabf"),
    "relief": ("positive", "joy", "#20c997"),
    "remorse": ("negative", "sadness", "#a61e4d"),
    "sadness": ("negative", "sadness", "#7048e8"),
    "surprise": ("ambiguous", "surprise", "#4dabf7"),
    "neutral": ("neutral", "neutral", "#868e96"),
}

_FAMILIES = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral")

_GROUP_COLOURS = {
    "positive": "#2f9e44",
    "negative": "#c92a2a",
    "ambiguous": "#1c7ed6",
    "neutral": "#868e96",
}

_OTHER_COLOURS = ("#1c7ed6", "#e8590c", "#2f9e44", "#9c36b5", "#0ca678", "#e64980", "#f08c00")


@dataclass(frozen=True)
class Taxonomy:
    """A label set derived from the GoEmotions emotions.

    Attributes:
        name: how `--taxonomy` calls it.
        labels: label names in id order.
        parents: emotion name to the label that stands for it here.
    """

    name: str
    labels: tuple[str, ...]
    parents: dict[str, str]


TAXONOMIES = {
    "emotions": Taxonomy("emotions", tuple(_EMOTIONS), {name: name for name in _EMOTIONS}),
    "ekman": Taxonomy(
        "ekman", _FAMILIES, {name: family for name, (_, family, _) in _EMOTIONS.items()}
    ),
    "sentiment": Taxonomy(
        "sentiment",
        tuple(_GROUP_COLOURS),
        {name: group for name, (group, _, _) in _EMOTIONS.items()},
    ),
}


def group_of(label: str) -> str:
    """The group of a label: positive, negative, ambiguous, neutral, or other for a user's own."""
    if label in _EMOTIONS:
        return _EMOTIONS[label][0]
    return label if label in _GROUP_COLOURS else "other"


def colour_of(label: str) -> str:
    """A label's colour as #rrggbb, the same on every page; a user's own labels get a stable one."""
    if label in _EMOTIONS:
        return _EMOTIONS[label][2]
    if label in _GROUP_COLOURS:
        return _GROUP_COLOURS[label]
    return _OTHER_COLOURS[sum(label.encode()) % len(_OTHER_COLOURS)]


def in_group_order(labels: tuple[str, ...]) -> list[str]:
    """Labels sorted by group (in the order of GROUPS), id order kept inside each group."""
    return sorted(labels, key=lambda label: GROUPS.index(group_of(label)))
