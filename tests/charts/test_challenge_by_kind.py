import pytest

from emolab.charts.challenge_by_kind import challenge_by_kind


@pytest.fixture
def metrics():
    f1, bounds = {"per_label": 0.5, "shared": 0.25}, {"per_label": [0.25, 0.75], "shared": None}
    one_kind = {
        "texts": 3,
        "f1_macro": f1,
        "top_label_accuracy": 0.625,
        "roc_auc_macro": None,
        "intervals": {
            "f1_macro": bounds,
            "top_label_accuracy": [0.5, 0.75],
            "roc_auc_macro": None,
        },
    }
    challenge = {
        "policies": {policy: {"f1_macro": value} for policy, value in f1.items()},
        "top_label": {"accuracy": 0.75},
        "ranking": {"roc_auc_macro": 0.875},
        "intervals": {
            "per_label": {"f1_macro": [0.375, 0.625]},
            "shared": {"f1_macro": [0.125, 0.375]},
            "top_label": {"accuracy": [0.5, 1.0]},
            "ranking": {"roc_auc_macro": [0.75, 1.0]},
        },
        "slices": {"first_kind": one_kind, "negation": one_kind | {"texts": 4}},
    }
    return {model: {"challenge": challenge} for model in ("naive_bayes", "my_own_model")}


def test_the_table_has_all_texts_then_each_kind_with_intervals(metrics):
    table = challenge_by_kind(metrics, "per_label").table
    assert table[["kind", "texts", "model"]].values.tolist() == [
        ["all", 7, "naive_bayes"],
        ["all", 7, "my_own_model"],
        ["first kind", 3, "naive_bayes"],
        ["first kind", 3, "my_own_model"],
        ["negation", 4, "naive_bayes"],
        ["negation", 4, "my_own_model"],
    ]
    assert table.columns[3:].tolist() == ["macro F1", "top label correct", "ROC AUC"]
    assert table.iloc[0, 3:].tolist() == [
        "0.500 (0.375–0.625)",
        "0.750 (0.500–1.000)",
        "0.875 (0.750–1.000)",
    ]
    assert table.iloc[2, 3:].tolist() == ["0.500 (0.250–0.750)", "0.625 (0.500–0.750)", "–"]


def test_a_dot_for_each_kind_and_model(metrics):
    chart = challenge_by_kind(metrics, "per_label")
    first, second = chart.figure.data
    assert list(first.x) == list(second.x) == [0.5, 0.5, 0.5]
    assert list(first.error_x.array) == [0.125, 0.25, 0.25]
    assert list(first.error_x.arrayminus) == [0.125, 0.25, 0.25]
    assert list(chart.figure.layout.yaxis.ticktext) == [
        *("all (7)", "first kind (3)", "negation (4)")
    ]
    assert chart.title == "Challenge set by kind"


def test_a_value_without_an_interval_has_a_dot_without_a_bar(metrics):
    first = challenge_by_kind(metrics, "shared").figure.data[0]
    assert list(first.x) == [0.25] * 3
    assert list(first.error_x.array) == [0.125, 0, 0]


@pytest.mark.parametrize(
    ("policy", "words"), [("shared", "threshold: shared."), ("custom", "threshold: per label.")]
)
def test_the_caption_names_the_threshold_policy(metrics, policy, words):
    assert words in challenge_by_kind(metrics, policy).caption


def test_a_run_without_metrics_by_kind_has_no_chart():
    assert challenge_by_kind({"naive_bayes": {"challenge": {}}, "mine": {}}, "shared") is None
