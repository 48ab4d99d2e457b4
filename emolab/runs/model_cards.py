"""A model card for each model of a run, in the Hub's format."""

from collections.abc import Mapping
from typing import Any

from huggingface_hub import EvalResult, ModelCard, ModelCardData

from emolab.models.base import Pretrained
from emolab.models.registry import REGISTRY, TEACHER, model_title, pretrained_weights


def model_card(
    model: str,
    record: Mapping[str, Any],
    metrics: Mapping[str, Any],
    weights: Mapping[str, float] | None,
) -> ModelCard:
    """The card of one model: data, recipe, figures with intervals, weaknesses, licences.

    Args:
        model: its name in the registry.
        record: the run's record, as run.json has it.
        metrics: the model's, as `evaluation.evaluate` gives them.
        weights: the members' of an ensemble; None for a single model.
    """
    base_models = [base.hub_id for base in _base_models(model, record, weights)]
    emotions = "go_emotions" if "GoEmotions" in record["data"]["source"] else "custom"
    data = ModelCardData(
        language="en",
        license="apache-2.0" if emotions == "go_emotions" else "other",
        library_name="emolab",
        pipeline_tag="text-classification",
        tags=["emotion", "multi-label-classification"],
        base_model=base_models[0] if len(base_models) == 1 else base_models or None,
        model_name=f"EmoLab {model_title(model)}",
        eval_results=[
            EvalResult(
                task_type="text-classification",
                dataset_type=emotions,
                dataset_name=record["data"]["source"],
                dataset_split="test",
                metric_type=kind,
                metric_name=name,
                metric_value=round(value, 4),
            )
            for name, kind, value, _ in _headlines(metrics)
        ],
    )
    return ModelCard(
        "\n\n".join([f"---\n{data.to_yaml()}\n---", *_body(model, record, metrics, weights)]) + "\n"
    )


def _body(
    model: str,
    record: Mapping[str, Any],
    metrics: Mapping[str, Any],
    weights: Mapping[str, float] | None,
) -> list[str]:
    settings = record["config"]["models"].get(model, {})
    rows = record["data"]["rows"]
    description = f"{REGISTRY[model].description} " if model in REGISTRY else ""
    opened = f" {REGISTRY[model].opened}" if model in REGISTRY and REGISTRY[model].opened else "."
    licences = [base.licence for base in _base_models(model, record, weights)]
    return [
        f"# EmoLab {model_title(model)}",
        f"{description}Scores from 0 to 1 for {len(record['labels'])} labels.",
        *([_members(weights)] if weights else []),
        "## Metrics on test",
        _table(
            ("metric", "value", "95 % interval"),
            [
                (name, f"{value:.3f}", f"{low:.3f} to {high:.3f}")
                for name, _, value, (low, high) in _headlines(metrics)
            ],
        ),
        "Thresholds were chosen on rows held out from training, never on test. Intervals are "
        "bootstrap intervals over test texts.",
        *_challenge(metrics),
        "## Limitations",
        "The labels with the lowest F1 under thresholds per label. With a dozen texts, each text "
        "moves F1 visibly.",
        _table(("label", "F1", "test texts with the label"), _weakest(record, metrics)),
        "Sarcasm, and emotions that only the situation tells, are often predicted wrongly. The "
        "model was measured on English alone. Do not judge a person by it.",
        "## Data",
        f"{record['data']['source']}: {rows['train']:,} train, {rows['validation']:,} validation "
        f"and {rows['test']:,} test rows.",
        "## Recipe",
        f"`{record['command']}`, seed {record['config']['seed']}. {_learns_from(model, record)}",
        *(
            [_table(("setting", "value"), [(name, str(value)) for name, value in settings.items()])]
            if settings
            else []
        ),
        "## How to open it",
        f'`emolab.models.registry.serve("{model}", folder)`{opened}',
        "## Licences",
        " ".join(["Code: MIT. GoEmotions: Apache-2.0.", *licences]),
    ]


def _members(weights: Mapping[str, float]) -> str:
    """The members of an ensemble with their weights, those of no weight named."""
    table = _table(
        ("member", "weight"),
        [(model_title(name), f"{value:.2f}") for name, value in weights.items()],
    )
    idle = [model_title(name) for name, value in weights.items() if round(value, 2) == 0]
    note = f"\n\nWeight 0, so without effect: {', '.join(idle)}." if idle else ""
    return f"{table}\n\nThe weights have the least log loss on validation.{note}"


def _challenge(metrics: Mapping[str, Any]) -> list[str]:
    """What the model makes of the challenge set, where the run has it measured."""
    challenge = metrics.get("challenge")
    if challenge is None or "slices" not in challenge:
        return []
    slices = challenge["slices"]
    rows = [("all", sum(each["texts"] for each in slices.values()), *_whole(challenge))]
    rows += [
        (
            kind,
            each["texts"],
            _between(each["f1_macro"]["per_label"], each["intervals"]["f1_macro"]["per_label"]),
            _between(each["top_label_accuracy"], each["intervals"]["top_label_accuracy"]),
            _between(each["roc_auc_macro"], each["intervals"]["roc_auc_macro"]),
        )
        for kind, each in slices.items()
    ]
    return [
        "## Challenge set",
        "Hand-written sentences that no model learns from, unlike the training data. Macro F1 "
        "under thresholds per label, over the labels that the texts of a kind have; accuracy of "
        "the label with the highest score; macro ROC AUC; 95 % intervals.",
        _table(("kind", "texts", "macro F1", "top label correct", "ROC AUC"), rows),
    ]


def _whole(challenge: dict[str, Any]) -> tuple[str, str, str]:
    intervals = challenge["intervals"]
    return (
        _between(
            challenge["policies"]["per_label"]["f1_macro"], intervals["per_label"]["f1_macro"]
        ),
        _between(challenge["top_label"]["accuracy"], intervals["top_label"]["accuracy"]),
        _between(challenge["ranking"]["roc_auc_macro"], intervals["ranking"]["roc_auc_macro"]),
    )


def _between(value: float | None, interval: list[float] | None) -> str:
    if value is None or interval is None:
        return "–"
    return f"{value:.3f} ({interval[0]:.3f} to {interval[1]:.3f})"


def _headlines(metrics: Mapping[str, Any]) -> list[tuple[str, str, float, tuple[float, float]]]:
    """Name, the Hub's kind of metric, value and interval of the figures that a card leads with."""
    test = metrics["test"]
    named = [
        ("macro F1, thresholds per label", "f1", "per_label", "f1_macro"),
        ("micro F1, shared threshold", "f1", "shared", "f1_micro"),
        ("macro ROC AUC", "roc_auc", "ranking", "roc_auc_macro"),
    ]
    found = []
    for name, kind, policy, figure in named:
        of = test["ranking"] if policy == "ranking" else test["policies"][policy]
        interval = test["intervals"][policy][figure]
        if of[figure] is not None and interval is not None:
            found.append((name, kind, of[figure], tuple(interval)))
    return found


def _weakest(
    record: Mapping[str, Any], metrics: Mapping[str, Any], count: int = 5
) -> list[tuple[Any, ...]]:
    f1 = metrics["test"]["policies"]["per_label"]["per_label"]["f1"]
    support = record["data"]["positives"]["test"]
    order = sorted(range(len(f1)), key=f1.__getitem__)[:count]
    return [(record["labels"][column], f"{f1[column]:.2f}", support[column]) for column in order]


def _learns_from(model: str, record: Mapping[str, Any]) -> str:
    """A sentence on the targets: the annotators' labels, or soft labels of teachers too."""
    settings = record["config"]["models"].get(model)
    if settings is None:
        return "It is made of the run's other models."
    soft = settings.get("soft_weight", 0.0)
    distillation = record["config"].get("distillation")
    if not soft or not distillation:
        return "It learns from the annotators' labels alone."
    number = distillation["folds"] * distillation["repeats"]
    encoder = distillation["teacher"].get("encoder")
    title = model_title(distillation.get("model", TEACHER))
    teachers = f"fine-tuned `{encoder}` encoders" if encoder else f"models ({title})"
    return (
        f"It is distilled: its targets are {1 - soft:.0%} the annotators' labels and {soft:.0%} "
        f"the scores of {number} {teachers}, each of the rows that it did not learn from."
    )


def _base_models(
    model: str, record: Mapping[str, Any], weights: Mapping[str, float] | None
) -> list[Pretrained]:
    """The published weights that the model, or a member of an ensemble, was fine-tuned from."""
    encoders = record.get("encoders", {})
    found = [
        pretrained_weights(name, encoders[name]["name"])
        for name in (model, *(weights or ()))
        if name in encoders
    ]
    return list(dict.fromkeys(base for base in found if base))


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    )
