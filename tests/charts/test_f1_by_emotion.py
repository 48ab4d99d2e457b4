from dataclasses import replace

import pandas as pd

from emolab.charts.f1_by_emotion import best_model_counts, best_models, f1_by_emotion
from emolab.models.registry import model_title

MODELS = ("naive_bayes", "my_own_model")


def best(**ties):
    return pd.DataFrame({"label": list(ties), "best": "naive_bayes", "tie": list(ties.values())})


def test_a_row_for_each_label_by_support_and_a_column_for_each_model(comparison):
    chart = f1_by_emotion(comparison, None)
    (cells,) = chart.figure.data
    assert list(cells.y) == ["joy (3)", "homesickness (2)", "anger (0)"]
    assert list(cells.x) == [model_title(model) for model in MODELS]
    assert cells.z.round(3).tolist() == [[1, 0.667], [1, 0.667], [0, 0]]
    assert (cells.zmin, cells.zmax) == (0, 1)
    assert chart.table.label.tolist()[::2] == ["joy", "homesickness", "anger"]
    assert chart.title == "F1 by emotion"
    assert "★" not in chart.caption


def test_a_significant_lead_has_a_star(comparison):
    chart = f1_by_emotion(comparison, best(joy=False, homesickness=True))
    assert [list(row) for row in chart.figure.data[0].text] == [
        ["★ 1.00", "0.67"],
        ["1.00", "0.67"],
        ["0.00", "0.00"],
    ]
    assert "★: the best model" in chart.caption


def test_best_models_need_two_models(comparison):
    assert best_models(comparison).best.tolist() == ["naive_bayes"] * 3
    alone = replace(comparison, scores={"naive_bayes": comparison.scores["naive_bayes"]})
    assert best_models(alone) is None


def test_ensembles_are_not_among_the_best_models(comparison):
    scores = dict(zip(("naive_bayes", "ensemble"), comparison.scores.values(), strict=True))
    assert best_models(replace(comparison, scores=scores)) is None


def test_the_sentence_counts_significant_leads_and_ties():
    assert best_model_counts(best(joy=False, fear=False, anger=True)) == (
        "Naive Bayes is best for 2; 1 of 3 emotions are ties."
    )
