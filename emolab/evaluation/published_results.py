"""Published results on GoEmotions, each with its source, its texts and its threshold policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from emolab.evaluation.comparison import Comparison
from emolab.labels import TAXONOMIES

# Texts in GoEmotions' official test split.
TEST_TEXTS = 5_427


@dataclass(frozen=True)
class PublishedResult:
    """What a source publishes for one model under one threshold policy.

    Attributes:
        policy: a key of `emolab.evaluation.POLICIES`, or another fixed threshold such as
            "fixed_0.3", which no policy of EmoLab matches.
        micro_f1: 0 to 1; None where it is not published.
        macro_f1: 0 to 1; None where it is not published.
        tuned_on: the split on which thresholds were tuned: "validation", "test", "not stated", or
            "none" for a fixed threshold, which needs no tuning.
        note: what else a reader should know; may be empty.
    """

    policy: str
    micro_f1: float | None
    macro_f1: float | None
    tuned_on: str = "none"
    note: str = ""

    @property
    def threshold(self) -> str:
        """The threshold policy in words, with the split that chose it where it needs one."""
        if self.policy.startswith("fixed_"):
            return f"threshold {self.policy.removeprefix('fixed_')} for every label"
        kinds = {"per_label": "thresholds per label", "shared": "one shared threshold"}
        if self.tuned_on == "not stated":
            return f"{kinds[self.policy]}; the source does not state how they were chosen"
        return f"{kinds[self.policy]}, chosen on {self.tuned_on}"


@dataclass(frozen=True)
class Reference:
    """A published model and its results on GoEmotions' 28 labels.

    Attributes:
        name: of the model, for a chart.
        source: who published it.
        model: the registry's name of the model beside which it is shown; None for all models.
        texts: the texts on which it was measured.
        results: one a threshold policy.
    """

    name: str
    source: str
    model: str | None
    texts: str
    results: tuple[PublishedResult, ...]

    def result(self, policy: str) -> PublishedResult | None:
        """The result under this threshold policy; None where none is published."""
        return next((result for result in self.results if result.policy == policy), None)

    def conditions(self, policy: str) -> list[str]:
        """Source, texts, thresholds and note of the result under this policy, a line each."""
        result = self.result(policy)
        lines = [self.source, self.texts, result.threshold, result.note] if result else []
        return [line for line in lines if line]


_REPORT_SOURCE = "the report that EmoLab grew from, trained on its augmented training set"
_REPORT_TEXTS = "first 1,000 test rows"

REPORT = tuple(
    Reference(
        name,
        _REPORT_SOURCE,
        model,
        _REPORT_TEXTS,
        (PublishedResult("fixed_0.2", micro_f1, macro_f1),),
    )
    for name, model, micro_f1, macro_f1 in (
        ("DistilRoBERTa", "transformer", 0.491, 0.449),
        ("logistic regression", "logistic_regression", 0.259, 0.240),
        ("naive Bayes", "naive_bayes", 0.172, 0.113),
    )
)

_TEST = f"test split, {TEST_TEXTS:,} texts"

PUBLISHED = (
    Reference(
        "BERT-base, 2020",
        "Demszky et al., GoEmotions: A Dataset of Fine-Grained Emotions, ACL 2020",
        None,
        _TEST,
        (PublishedResult("fixed_0.3", None, 0.46, note="the threshold of the published code"),),
    ),
    # The card does not name the average at 0.5. Its recall, 0.396, cannot be micro or weighted
    # beside that micro F1, nor the mean over texts, of which 0.474 are wholly right: it is macro.
    Reference(
        "RoBERTa-base",
        "SamLowe/roberta-base-go_emotions, its model card",
        None,
        _TEST,
        (
            PublishedResult(
                "fixed_0.5", 0.585, 0.450, note="micro F1 from an earlier version of the card"
            ),
            PublishedResult("per_label", None, 0.541, "not stated"),
        ),
    ),
    Reference(
        "DistilBERT",
        "QuantaSparkLabs/Undertone-GoEmotion, its model card",
        None,
        _TEST,
        (
            PublishedResult(
                "fixed_0.5",
                0.535,
                0.475,
                note="computed from the card's tuned results, 4.9 and 2.5 points above threshold "
                "0.5",
            ),
            PublishedResult("per_label", 0.584, 0.500, "not stated"),
        ),
    ),
    Reference(
        "linear on MiniLM",
        "SamLowe/all-MiniLM-L6-v2-go_emotions-classifier-onnx, its model card: a linear layer on "
        "the pretrained encoder",
        None,
        _TEST,
        (
            PublishedResult("fixed_0.5", None, 0.261),
            PublishedResult("per_label", None, 0.397, "not stated"),
        ),
    ),
)


def is_goemotions_test(comparison: Comparison) -> bool:
    """Whether the split is GoEmotions' official test split under its 28 emotions."""
    return (
        comparison.labels == TAXONOMIES["emotions"].labels
        and comparison.split == "test"
        and len(comparison.targets) == TEST_TEXTS
    )


def comparable(comparison: Comparison, references: Sequence[Reference]) -> list[Reference]:
    """The references with a result under the comparison's threshold policy and on its texts.

    All references were measured on GoEmotions' 28 labels and its test split, or its first rows.
    """
    if not is_goemotions_test(comparison):
        return []
    return [reference for reference in references if reference.result(comparison.policy_name)]
