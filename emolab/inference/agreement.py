"""Agreement of the models on one text, in a sentence."""

from collections.abc import Mapping, Sequence

from emolab.inference.predict import Prediction
from emolab.models.registry import independent_models, model_title


def agreement(predictions: Mapping[str, Prediction]) -> str:
    """A sentence on the labels that the models predict in common.

    Ensembles and distilled variants depend on another model and are left out.

    Args:
        predictions: for one text, by model.
    """
    return agreement_sentence(
        {
            model_title(model): ()
            if predictions[model].below_threshold
            else predictions[model].labels
            for model in independent_models(predictions)
        }
    )


def agreement_sentence(labels_by_title: Mapping[str, Sequence[str]]) -> str:
    """A sentence on the labels in common.

    Args:
        labels_by_title: predicted labels, which may be none, by the title of the model.
    """
    if len(labels_by_title) < 2:
        return "Only one model in this run."
    predicted = {title: set(labels) for title, labels in labels_by_title.items() if labels}
    without = [title for title, labels in labels_by_title.items() if not labels]
    if not predicted:
        return "No model predicts a label: every score is below its threshold."
    if not without:
        everyone = "Both models" if len(predicted) == 2 else f"All {len(predicted)} models"
        return _common_labels(predicted, everyone)
    no_label = f"{_joined(without)} {'predict' if len(without) > 1 else 'predicts'} no label."
    if len(predicted) == 1:
        ((title, labels),) = predicted.items()
        return f"Only {title} predicts {_joined(sorted(labels))}; {no_label}"
    return f"{_common_labels(predicted, _joined(list(predicted)))} {no_label}"


def _common_labels(predicted: Mapping[str, set[str]], everyone: str) -> str:
    common = set.intersection(*predicted.values())
    if common:
        others = [
            f"{title} also predicts {_joined(sorted(labels - common))}"
            for title, labels in predicted.items()
            if labels - common
        ]
        return "; ".join([f"{everyone} predict {_joined(sorted(common))}", *others]) + "."
    titles = list(predicted)
    pairs = [
        f"{first} and {second} both predict {_joined(sorted(predicted[first] & predicted[second]))}"
        for position, first in enumerate(titles)
        for second in titles[position + 1 :]
        if predicted[first] & predicted[second]
    ]
    if pairs:
        return f"No label is predicted by all models; {'; '.join(pairs)}."
    return "The models disagree: no label is predicted by two of them."


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
