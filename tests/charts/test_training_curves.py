from emolab.charts.training_curves import training_curves

HISTORY = {
    "steps": [
        {"epoch": 0.5, "loss": 0.75},
        {"epoch": 1.0, "loss": 0.5},
        {"epoch": 1.0, "eval_loss": 0.25, "eval_macro_auc": 0.625},
    ]
}


def test_train_loss_validation_loss_and_validation_auc_by_epoch():
    chart = training_curves("transformer", HISTORY)
    assert [(trace.name, list(trace.x), list(trace.y)) for trace in chart.figure.data] == [
        ("train", [0.5, 1.0], [0.75, 0.5]),
        ("validation", [1.0], [0.25]),
        ("validation macro ROC AUC", [1.0], [0.625]),
    ]
    assert chart.figure.layout.yaxis.range == (0, 0.625)
    assert chart.title == "Training curves: Transformer"
    assert chart.alternative_text.endswith("of the last epoch: 0.625.")


def test_a_history_without_a_validation_has_train_loss_alone():
    chart = training_curves("transformer", {"steps": HISTORY["steps"][:2]})
    assert [len(trace.x) for trace in chart.figure.data] == [2, 0, 0]
    assert chart.alternative_text == "Loss by epoch."
