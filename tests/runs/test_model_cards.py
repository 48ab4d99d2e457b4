import pytest
from huggingface_hub import ModelCard

from emolab.runs.model_cards import model_card
from emolab.runs.store import open_run


@pytest.fixture
def cards(tiny_run):
    run = open_run(tiny_run)
    return {model: ModelCard.load(run.model_folder(model) / "README.md") for model in run.models}


def test_every_model_has_a_card_that_the_hub_reads(cards, tiny_run):
    run = open_run(tiny_run)
    assert set(cards) == set(run.models)
    for model, card in cards.items():
        figures = run.metrics()[model]["test"]["policies"]
        by_name = {result.metric_name: result for result in card.data.eval_results}
        macro = by_name["macro F1, thresholds per label"]
        assert macro.metric_value == round(figures["per_label"]["f1_macro"], 4)
        assert macro.dataset_split == "test"
        assert by_name["micro F1, shared threshold"].metric_value == round(
            figures["shared"]["f1_micro"], 4
        )


def test_a_card_says_data_recipe_weaknesses_and_licences(cards, tiny_run):
    text = cards["naive_bayes"].content
    record = open_run(tiny_run).record
    for part in (record["data"]["source"], "80 train", record["command"], "wanderlust", "| grid |"):
        assert part in text
    assert "all-MiniLM" not in text


WEIGHTS = {"transformer": 0.8, "logistic_regression": 0.3, "naive_bayes": 0.004}


def test_the_card_of_an_ensemble_has_its_weights_and_names_those_that_are_nought(tiny_run):
    run = open_run(tiny_run)
    card = model_card("ensemble", run.record, run.metrics()["naive_bayes"], WEIGHTS).content
    assert "| Transformer | 0.80 |" in card
    assert "Weight 0, so without effect: Naive Bayes." in card
    assert "Logistic regression." not in card.split("without effect")[1].split("##")[0]


@pytest.mark.parametrize(
    ("model", "soft_weight", "said"),
    [
        ("naive_bayes", 0.0, "It learns from the annotators' labels alone."),
        (
            "naive_bayes_distilled",
            0.25,
            "75% the annotators' labels and 25% the scores of 6 fine-tuned `minilm` encoders",
        ),
    ],
)
def test_a_card_says_what_the_model_learns_from(tiny_run, model, soft_weight, said):
    run = open_run(tiny_run)
    config = run.record["config"] | {
        "models": {model: {"soft_weight": soft_weight}},
        "distillation": {"folds": 3, "repeats": 2, "teacher": {"encoder": "minilm"}},
    }
    card = model_card(model, run.record | {"config": config}, run.metrics()["naive_bayes"], None)
    assert said in card.content


def test_a_metric_without_a_value_is_left_out():
    interval = {"f1_micro": [0.1, 0.3], "f1_macro": [0.1, 0.3]}
    metrics = {
        "test": {
            "policies": {
                "per_label": {"f1_macro": 0.2, "per_label": {"f1": [0.2]}},
                "shared": {"f1_micro": 0.25},
            },
            "ranking": {"roc_auc_macro": None},
            "intervals": {
                "per_label": interval,
                "shared": interval,
                "ranking": {"roc_auc_macro": None},
            },
        }
    }
    record = {
        "labels": ["joy"],
        "command": "python train.py",
        "config": {"seed": 1, "models": {}, "distillation": None},
        "data": {
            "source": "GoEmotions in a folder",
            "rows": {"train": 1, "validation": 1, "test": 1},
            "positives": {"test": [1]},
        },
    }
    card = model_card("naive_bayes", record, metrics, None)
    assert [result.metric_type for result in card.data.eval_results] == ["f1", "f1"]
    assert card.data.license == "apache-2.0"
