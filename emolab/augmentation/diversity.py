"""How much the generated rows of a label differ from each other, beside original train rows."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from emolab.augmentation.filters import WORD, sorted_words
from emolab.data.dataset import Dataset

# Percent, as the near-duplicate filter counts it, from which two rows are siblings.
ALIKE = 80.0
SEED = 0

_REFERENCE_COLUMNS = ("reference_distinct_1", "reference_distinct_2", "reference_siblings_80")
COLUMNS = (
    "label",
    "rows",
    "distinct_1",
    "distinct_2",
    "siblings_80",
    "mean_sibling_similarity",
    "lower_case_starts",
    "top_phrase",
    "top_phrase_rows",
    *_REFERENCE_COLUMNS,
    "train_support",
    "test_support",
)

_PHRASE_WORDS = 3
# Rows whose similarities to all others are held in memory at once.
_BLOCK = 256
# A mark that ends a sentence, and the first letter after it. Three full stops end none.
_NEXT_SENTENCE = re.compile(r"(?:(?<!\.)\.|[!?])[\"'”’)\]]*\s+[\"'“‘(\[]*([^\W\d_])")


@dataclass(frozen=True)
class Diversity:
    """Measures of how much texts differ from each other.

    Attributes:
        rows: number of texts.
        distinct_1: different words divided by all words, pooled over the texts, 0 to 1; NaN where
            no text has a word (Li et al. 2016, "A Diversity-Promoting Objective Function for
            Neural Conversation Models"). It falls as the number of texts grows, so compare equal
            numbers only.
        distinct_2: the same of word pairs within a text.
        siblings_80: share of texts, 0 to 1, whose most similar other text is at least 80 % alike.
        mean_sibling_similarity: mean similarity of a text to its most similar other text, 0 to 100,
            as the near-duplicate filter counts it; NaN for a single text.
        lower_case_starts: share of texts, 0 to 1, in which a sentence begins in lower case after a
            full stop, question mark or exclamation mark.
        top_phrase: the three words in a row that most texts contain, in lower case; of several the
            longest, then the first in the alphabet; empty where no text has three words.
        top_phrase_rows: number of texts that contain it.
    """

    rows: int
    distinct_1: float
    distinct_2: float
    siblings_80: float
    mean_sibling_similarity: float
    lower_case_starts: float
    top_phrase: str
    top_phrase_rows: int


@dataclass(frozen=True)
class Originals:
    """The original rows with which the generated rows of a label are compared.

    Attributes:
        texts: train texts by label, without generated rows; empty where they are not at hand.
        train_support: number of original train rows by label.
        test_support: number of test texts by label.
    """

    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    train_support: Mapping[str, int] = field(default_factory=dict)
    test_support: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset) -> "Originals":
        """Those of a dataset, augmented or not."""
        train = dataset.train
        original = np.array([origin == "original" for origin in train.origins])
        rows = {
            label: np.flatnonzero(original & (train.targets[:, column] == 1))
            for column, label in enumerate(dataset.labels)
        }
        return cls(
            {label: [train.texts[row] for row in found] for label, found in rows.items()},
            {label: len(found) for label, found in rows.items()},
            dict(zip(dataset.labels, dataset.test.targets.sum(axis=0).tolist(), strict=True)),
        )


@dataclass(frozen=True)
class LabelDiversity:
    """The diversity of one label's generated rows.

    Attributes:
        generated: of the accepted rows.
        reference: of as many original train rows of the label, or of all where there are fewer;
            None where they are not at hand.
        train_support: original train rows of the label; None where the number is not at hand.
        test_support: test texts with the label, on which its measured gain rests; None likewise.
    """

    generated: Diversity
    reference: Diversity | None = None
    train_support: int | None = None
    test_support: int | None = None


def diversity(texts: Sequence[str]) -> Diversity:
    """The diversity of these texts; there must be at least one."""
    words = [_words(text) for text in texts]
    nearest = nearest_sibling(texts)
    phrase, phrase_rows = _top_phrase(words)
    return Diversity(
        rows=len(texts),
        distinct_1=_distinct(words, 1),
        distinct_2=_distinct(words, 2),
        siblings_80=float((nearest >= ALIKE).mean()),
        mean_sibling_similarity=float(nearest.mean(dtype=float)),
        lower_case_starts=sum(map(_starts_in_lower_case, texts)) / len(texts),
        top_phrase=phrase,
        top_phrase_rows=phrase_rows,
    )


def nearest_sibling(texts: Sequence[str]) -> np.ndarray:
    """Each text's similarity, 0 to 100, to the most similar of the others; NaN for a single text.

    It is the similarity of the near-duplicate filter: the edit distance of the sorted words.
    """
    if len(texts) < 2:
        return np.full(len(texts), np.nan, dtype=np.float32)
    keys = [sorted_words(text) for text in texts]
    nearest = []
    for start in range(0, len(keys), _BLOCK):
        block = process.cdist(keys[start : start + _BLOCK], keys, scorer=fuzz.ratio)
        rows = np.arange(len(block))
        block[rows, start + rows] = -1
        nearest.append(block.max(axis=1))
    return np.concatenate(nearest)


def diversity_by_label(
    texts: Sequence[str], labels: Sequence[str], originals: Originals | None = None
) -> dict[str, LabelDiversity]:
    """The diversity of generated rows by label, in the order in which the labels first appear.

    The reference of a label is drawn without replacement under a fixed seed, as many original rows
    as there are generated ones, because distinct-n falls as the number of texts grows. Where the
    label has fewer original rows, all are taken: then the reference's distinct-n comes out higher
    than it would for equal numbers.

    Args:
        texts: of generated rows.
        labels: the label for which each was generated.
        originals: the rows to compare with, and support; None where they are not at hand.
    """
    originals = originals or Originals()
    grouped: dict[str, list[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        grouped.setdefault(label, []).append(text)
    found = {}
    for label, generated in grouped.items():
        reference = _drawn(originals.texts.get(label, ()), len(generated))
        found[label] = LabelDiversity(
            diversity(generated),
            diversity(reference) if reference else None,
            originals.train_support.get(label),
            originals.test_support.get(label),
        )
    return found


def diversity_table(augmentation: pd.DataFrame, originals: Originals | None = None) -> pd.DataFrame:
    """The diversity of a run's accepted rows, a row a label, as `diversity.csv` keeps it.

    Args:
        augmentation: as a run keeps its candidates; columns label, text and status are read.
        originals: see `diversity_by_label`.

    Returns:
        Columns label, rows (from 1), distinct_1 and distinct_2 (0 to 1), siblings_80 (0 to 1),
        mean_sibling_similarity (0 to 100), lower_case_starts (0 to 1), top_phrase,
        top_phrase_rows (0 to rows): see `Diversity`. Then reference_distinct_1,
        reference_distinct_2 and reference_siblings_80: the same of original train rows, as many as
        the smaller of rows and train_support. Then train_support and test_support (from 0). What is
        not at hand is NaN. Without accepted rows the table is empty.
    """
    accepted = augmentation[augmentation.status == "accepted"]
    found = diversity_by_label(accepted.text.tolist(), accepted.label.tolist(), originals)
    rows = [
        {
            "label": label,
            **asdict(one.generated),
            **{name: _of_reference(one, name) for name in _REFERENCE_COLUMNS},
            "train_support": one.train_support,
            "test_support": one.test_support,
        }
        for label, one in found.items()
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({name: float for name in COLUMNS if table[name].isna().all()})


def _of_reference(one: LabelDiversity, column: str) -> float:
    measure = column.removeprefix("reference_")
    return getattr(one.reference, measure) if one.reference else float("nan")


def _drawn(texts: Sequence[str], count: int) -> list[str]:
    rows = np.random.default_rng(SEED).permutation(len(texts))[:count]
    return [texts[row] for row in rows]


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower().replace("’", "'"))


def _ngrams(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + size]) for start in range(len(words) - size + 1)]


def _distinct(texts: Sequence[Sequence[str]], size: int) -> float:
    ngrams = [ngram for words in texts for ngram in _ngrams(words, size)]
    return len(set(ngrams)) / len(ngrams) if ngrams else float("nan")


def _top_phrase(texts: Sequence[Sequence[str]]) -> tuple[str, int]:
    counts = Counter(
        phrase
        for words in texts
        for phrase in {" ".join(ngram) for ngram in _ngrams(words, _PHRASE_WORDS)}
    )
    if not counts:
        return "", 0
    return min(counts.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))


def _starts_in_lower_case(text: str) -> bool:
    return any(letter.islower() for letter in _NEXT_SENTENCE.findall(text))
