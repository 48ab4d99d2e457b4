"""A model card for each model of a run, in the Hub's format."""

from typing import Any

from huggingface_hub import EvalResult, ModelCard, ModelCardData

from emolab.models import REGISTRY
from emolab.models.together import NAME as TOGETHER

_RECIPES = {
    "transformer": "A transformer encoder with a multi-label head, fine-tuned with binary "
    "cross-entropy.",
    "logistic_regression": "One logistic regression a label on TF-IDF features.",
    "naive_bayes": "One multinomial naive Bayes a label on TF-IDF features.",
    TOGETHER: "A weighted mean of the log-odds of the run's other models.",
}
_OPENED = {
    "transformer": '`emolab.models.serve("transformer", folder)` with onnxruntime; the folder '
    "`torch`, where it is there, with sentence-transformers (mean pooling) or transformers.",
    TOGETHER: '`emolab.models.serve("together", folder)`, the other models\' folders beside it.',
}


def model_card(
    model: str, record: dict[str, Any], metrics: dict[str, Any], weights: dict[str, float] | None
) -> ModelCard:
    """The card of one model: data, recipe, figures with intervals, weaknesses, licences.

    Args:
        model: its name in the registry.
        record: the run's record, as run.json has it.
        metrics: the model's, as `evaluation.evaluate` gives them.
        weights: the members' of an ensemble; None for a single model.
    """
    title = REGISTRY[model].title
    emotions = "go_emotions" if "GoEmotions" in record["data"]["source"] else "custom"
    data = ModelCardData(
        language="en",
        license="apache-2.0" if emotions == "go_emotions" else "other",
        library_name="emolab",
        pipeline_tag="text-classification",
        tags=["emotion", "multi-label-classification"],
        base_model="sentence-transformers/all-MiniLM-L6-v2" if _on_minilm(model, record) else None,
        model_name=f"EmoLab {title}",
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
    model: str, record: dict[str, Any], metrics: dict[str, Any], weights: dict[str, float] | None
) -> list[str]:
    settings = record["settings"].get(model) or {
        f"weight of {name}": f"{value:.2f}" for name, value in (weights or {}).items()
    }
    rows = record["data"]["rows"]
    return [
        f"# EmoLab {REGISTRY[model].title}",
        f"{_RECIPES[model]} Scores from 0 to 1 for {len(record['labels'])} labels.",
        "## Figures on test",
        _table(
            ("figure", "value", "95 % interval"),
            [
                (name, f"{value:.3f}", f"{low:.3f} to {high:.3f}")
                for name, _, value, (low, high) in _headlines(metrics)
            ],
        ),
        "Thresholds were chosen on rows held out from training, never on test. Intervals are the "
        "bootstrap's over test texts.",
        "## What it gets wrong",
        "The labels with the lowest F1 under thresholds per label. A figure on a dozen texts moves "
        "with every one of them.",
        _table(("label", "F1", "test texts that bear it"), _weakest(record, metrics)),
        "It reads words, not situations: sarcasm, and feelings that only the context tells, are "
        "lost on it. It was measured on English alone. Do not judge a person by it.",
        "## Data",
        f"{record['data']['source']}: {rows['train']:,} train, {rows['validation']:,} validation "
        f"and {rows['test']:,} test rows.",
        "## Recipe",
        f"`{record['command']}`, seed {record['seed']}.{_teacher(model, record)}",
        _table(("setting", "value"), [(name, str(value)) for name, value in settings.items()]),
        "## How to open it",
        _OPENED.get(
            model,
            "`joblib.load` opens `pipeline.joblib`, a whole scikit-learn pipeline; its parts are "
            "scikit-learn's and EmoLab's.",
        ),
        "## Licences",
        "Code: MIT. GoEmotions: Apache-2.0."
        + (" all-MiniLM-L6-v2, the base weights: Apache-2.0." if _on_minilm(model, record) else ""),
    ]


def _headlines(metrics: dict[str, Any]) -> list[tuple[str, str, float, tuple[float, float]]]:
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


def _weakest(record: dict[str, Any], metrics: dict[str, Any], count: int = 5) -> list[tuple]:
    f1 = metrics["test"]["policies"]["per_label"]["per_label"]["f1"]
    support = record["data"]["positives"]["test"]
    order = sorted(range(len(f1)), key=f1.__getitem__)[:count]
    return [(record["labels"][column], f"{f1[column]:.2f}", support[column]) for column in order]


def _teacher(model: str, record: dict[str, Any]) -> str:
    """A sentence on whose scores the model learns from beside the raters' labels, if any."""
    teacher, settings = record.get("teacher"), record["settings"].get(model)
    if not teacher or not settings:
        return ""
    return (
        f" Its targets are {1 - settings['soft_weight']:.0%} the raters' labels and "
        f"{settings['soft_weight']:.0%} the scores of {teacher['folds'] * teacher['repeats']} "
        f"fine-tuned `{teacher['model']['encoder']}` encoders, each of the rows that it did not "
        "learn from."
    )


def _on_minilm(model: str, record: dict[str, Any]) -> bool:
    encoder = record.get("encoder") or {}
    return model in {"transformer", TOGETHER} and "MiniLM" in encoder.get("name", "")


def _table(head: tuple[str, ...], rows: list[tuple]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    )
