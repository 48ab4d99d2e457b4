import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score

from emolab.evaluation.published_results import REPORT
from emolab.evaluation.summary import evaluate
from emolab.models.registry import REGISTRY, model_title
from emolab.runs.store import open_run, write_json, write_scores

POLICIES = ("per_label", "shared", "fixed_0.5", "fixed_0.2")
AVERAGES = ("micro", "macro", "weighted", "samples")
LABELS = ["anger", "boredom", "joy", "wanderlust"]


@pytest.fixture(scope="module")
def drawn(tiny_run, tmp_path_factory, reseal):
    """A run whose targets and scores are drawn, so that figures differ wherever they can."""
    folder = shutil.copytree(tiny_run, tmp_path_factory.mktemp("drawn") / "drawn")
    random = np.random.default_rng(0)
    arrays = {}
    for split in ("validation", "test"):
        targets = (random.random((150, 4)) < [0.4, 0.3, 0.2, 0.1]).astype(np.uint8)
        arrays[split] = {"targets": targets}
        for model in open_run(tiny_run).models:
            scores = 0.7 * random.random((150, 4)) ** [1, 2, 3, 4] + 0.3 * targets
            arrays[split][model] = scores.astype(np.float32)
    write_scores(folder / "scores.npz", arrays)
    targets = {split: of["targets"] for split, of in arrays.items()}
    metrics = {
        model: evaluate(targets, {split: of[model] for split, of in arrays.items()}, resamples=10)
        for model in open_run(tiny_run).models
    }
    write_json(folder / "metrics.json", metrics)
    reseal(folder)
    return folder


@pytest.fixture
def compare(open_page, drawn):
    """A function that opens the page over that run, as a link with these parts does."""
    return lambda **link: open_page("compare", drawn.parent, **link)


@pytest.fixture
def expected_f1(drawn):
    """A function that gives scikit-learn's F1 of every model, from the scores in the run."""
    run = open_run(drawn)
    metrics = run.metrics()

    def f1(average, threshold="per_label", split="test"):
        stored = run.scores(split)
        return {
            model: f1_score(
                stored["targets"],
                stored[model] >= np.float32(metrics[model]["thresholds"].get(threshold, threshold)),
                average=average,
                zero_division=0,
            )
            for model in run.models
        }

    return f1


def averaged(at, average):
    """The F1 of every model in the table of all figures."""
    table = at.dataframe[0].value.set_index("metric")
    (row,) = [name for name in table.index if "f1" in name.lower() and average in name.lower()]
    return table.loc[row].to_dict()


def titled(figures):
    return {model_title(model): value for model, value in figures.items()}


def titled_models():
    return {model_title(name) for name, entry in REGISTRY.items() if not entry.distilled_from}


def check_figures(at, expected_f1, *of):
    """Hold every F1 on the page against scikit-learn's."""
    assert not at.exception
    assert not at.error
    for average in AVERAGES:
        assert averaged(at, average) == pytest.approx(titled(expected_f1(average, *of)))
    micro, macro = expected_f1("micro", *of), expected_f1("macro", *of)
    tiles = [f"{value:.3f}" for model in micro for value in (micro[model], macro[model])]
    assert [tile.value for tile in at.metric] == tiles


# Figures


@pytest.mark.parametrize("policy", POLICIES)
def test_the_f1_of_a_policy_is_that_of_scikit_learn(compare, expected_f1, policy):
    at = compare()
    at.segmented_control(key="policy").set_value(policy).run()
    check_figures(at, expected_f1, policy)


@pytest.mark.parametrize("threshold", [0.05, 0.27, 0.99])
def test_the_f1_at_a_custom_threshold_is_that_of_scikit_learn(compare, expected_f1, threshold):
    at = compare()
    at.segmented_control(key="policy").set_value("custom").run()
    at.slider(key="threshold").set_value(threshold).run()
    check_figures(at, expected_f1, threshold)


@pytest.mark.parametrize("split", ["test", "validation"])
def test_the_f1_of_every_emotion_is_that_of_scikit_learn(compare, expected_f1, split):
    at = compare(view="By emotion", split=split)
    assert not at.exception
    each = at.dataframe[1].value.set_index(["model", "label"]).F1
    for title, values in titled(expected_f1(None, "per_label", split)).items():
        assert [each[title, name] for name in LABELS] == pytest.approx(values.tolist())


def test_the_best_models_are_counted_with_their_ties(compare, expected_f1):
    at = compare(view="By emotion")
    leads = at.dataframe[0].value.set_index("label")
    single = {model: f1 for model, f1 in expected_f1(None).items() if model != "ensemble"}
    for column, label in enumerate(LABELS):
        assert leads.F1[label] == pytest.approx(max(f1[column] for f1 in single.values()))
    (said,) = [text.value for text in at.caption if "A tie" in text.value]
    assert f"{leads.tie.sum()} of 4 emotions are ties" in said


def test_the_scores_view_has_calibration_and_companions_of_the_model_asked_for(compare, charts):
    at = compare(view="Calibration and co-occurrence")
    lines, maps = charts(at)
    assert {line["name"] for line in lines if line.get("name")} == titled_models()
    assert [np.array(panel["z"]).shape for panel in maps] == [(4, 4), (4, 4)]
    at.segmented_control(key="model").set_value("naive_bayes").run()
    again = charts(at)[1]
    np.testing.assert_array_equal(again[0]["z"], maps[0]["z"])
    assert not np.array_equal(again[1]["z"], maps[1]["z"], equal_nan=True)


def test_the_price_view_has_every_models_time_and_size(compare, charts):
    at = compare(view="Speed and size")
    assert not at.exception
    table = at.dataframe[0].value
    assert set(table.model) == titled_models()
    assert (table[["latency (ms per text)", "model size (MB)"]] > 0).all(axis=None)
    price, learning = charts(at)
    assert len([disc for disc in price if disc["mode"] == "markers"]) == 4
    assert len(learning) == 3


def test_a_second_run_is_set_beside_the_first(open_page, drawn, charts, tmp_path):
    shutil.copytree(drawn, tmp_path / "one")
    shutil.copytree(drawn, tmp_path / "two")
    at = open_page("compare", tmp_path, view="Compare runs", run="one")
    assert not at.exception
    table = at.dataframe[0].value
    assert len(table) == 4 * (2 + 4)
    assert (table[["change", "95 % CI low", "95 % CI high"]] == 0).all(axis=None)
    assert charts(at)


def test_runs_that_were_measured_on_other_texts_are_not_compared(
    open_page, drawn, tiny_run, tmp_path
):
    shutil.copytree(drawn, tmp_path / "one")
    shutil.copytree(tiny_run, tmp_path / "two")
    at = open_page("compare", tmp_path, view="Compare runs", run="one")
    assert "evaluated on other texts" in at.info[0].value
    assert not at.dataframe


def test_with_one_run_the_page_says_how_to_make_a_second(compare):
    at = compare(view="Compare runs")
    assert "python train.py" in at.code[0].value


def test_the_split_can_be_switched(compare, expected_f1):
    at = compare()
    check_figures(at, expected_f1, "per_label", "test")
    at.segmented_control(key="split").set_value("validation").run()
    check_figures(at, expected_f1, "per_label", "validation")


def test_the_bars_have_the_figures_of_the_table(compare, charts):
    at = compare()
    bars = [trace for trace in charts(at)[0] if trace["type"] == "bar"]
    assert [bar["name"] for bar in bars] == list(averaged(at, "micro"))
    for bar in bars:
        table = {kind: averaged(at, kind)[bar["name"]] for kind in ("micro", "macro")}
        assert dict(zip(bar["x"], bar["y"], strict=True)) == pytest.approx(
            {f"{kind} F1": value for kind, value in table.items()}
        )


def test_the_heat_map_has_the_f1_of_every_label_and_model(compare, charts, expected_f1):
    (heat,) = charts(compare(view="By emotion"))[0]
    columns = [LABELS.index(name.split()[0]) for name in heat["y"]]
    expected = np.array(list(expected_f1(None).values()))[:, columns]
    np.testing.assert_allclose(np.array(heat["z"]).T, expected)


def test_the_dots_stand_at_the_precision_and_recall_of_the_table(compare, charts):
    at = compare()
    table = at.dataframe[0].value.set_index("metric")
    dots = [trace for trace in charts(at)[1] if trace["mode"] == "markers"]
    assert len(dots) == 4
    for dot in dots:
        assert dot["x"] == pytest.approx([table.loc["recall micro", dot["name"]]])
        assert dot["y"] == pytest.approx([table.loc["precision micro", dot["name"]]])


def test_figures_of_the_report_are_not_drawn_over_labels_of_ones_own(compare, charts):
    models = {model_title(reference.model) for reference in REPORT}
    assert {bar["name"] for bar in charts(compare())[0]} == {*models, "Ensemble"}


@pytest.mark.parametrize(
    ("policy", "diamonds", "lines"),
    [
        ("fixed_0.2", 3, 0),
        ("fixed_0.5", 0, 3),
        ("per_label", 0, 3),
        ("shared", 0, 0),
        ("custom", 0, 0),
    ],
)
def test_published_results_follow_the_policy_switch(
    compare, charts, monkeypatch, policy, diamonds, lines
):
    for module in ("evaluation.published_results", "charts.speed_and_size"):
        monkeypatch.setattr(f"emolab.{module}.is_goemotions_test", lambda comparison: True)
    at = compare()
    at.segmented_control(key="policy").set_value(policy).run()
    marks = [trace for trace in charts(at)[0] if trace.get("name") == "published"]
    assert len(marks) == diamonds
    at.segmented_control(key="view").set_value("Speed and size").run()
    layout = json.loads(at.get("plotly_chart")[0].proto.spec)["layout"]
    assert len(layout.get("annotations", ())) == lines


# Links and runs


def test_a_link_reopens_split_policy_and_threshold(compare, expected_f1):
    custom = compare().segmented_control(key="policy").format_func("custom")
    at = compare(policy=custom, threshold="0.27", split="validation")
    check_figures(at, expected_f1, 0.27, "validation")


def test_the_newest_run_is_shown_and_a_link_opens_another(open_page, tiny_run, tmp_path):
    shutil.copytree(tiny_run, tmp_path / "older")
    shutil.copytree(tiny_run, tmp_path / "newer")
    os.utime(tmp_path / "older" / "run.json", (1e9, 1e9))
    at = open_page("compare", tmp_path)
    assert at.selectbox(key="run").options == ["newer", "older"]
    assert at.selectbox(key="run").value == "newer"
    at = open_page("compare", tmp_path, run="older")
    assert not at.exception
    assert at.selectbox(key="run").value == "older"
    assert len(at.metric) == 8


@pytest.mark.parametrize(
    "link", [{"policy": "nonsense"}, {"split": "train"}, {"run": "gone"}, {"threshold": "-1"}]
)
def test_a_link_that_makes_no_sense_opens_the_page_all_the_same(compare, expected_f1, link):
    check_figures(compare(**link), expected_f1)


def test_the_view_of_another_page_does_not_stay(open_page, tiny_run):
    at = open_page("compare", tiny_run.parent, view="By emotion")
    at.switch_page("pages/errors.py").run()
    assert not at.exception
    assert at.segmented_control(key="view").value == "By emotion"
    at.segmented_control(key="view").set_value("Label issues").run()
    at.switch_page("pages/compare.py").run()
    assert not at.exception
    assert at.segmented_control(key="view").value == "Overview"


# No run, and runs that cannot be trusted


def test_without_a_run_the_page_says_the_command(open_page, tmp_path):
    at = open_page("compare", tmp_path)
    assert not at.exception
    assert "python train.py" in at.code[0].value
    assert not at.dataframe


@pytest.mark.parametrize("how", ["flipped", "truncated", "missing"])
@pytest.mark.parametrize("file", ["scores.npz", "metrics.json"])
def test_a_spoilt_file_is_named_in_a_sentence(open_page, spoilt_run, file, how):
    at = open_page("compare", spoilt_run(file, how))
    assert not at.exception
    assert len(at.error) == 1
    assert file in at.error[0].value
    assert not at.metric


def test_a_spoilt_model_does_not_hide_the_stored_figures(open_page, spoilt_run):
    at = open_page("compare", spoilt_run("models/transformer/model.onnx", "truncated"))
    assert not at.exception
    assert not at.error
    assert len(at.metric) == 8


def test_a_run_trained_anew_under_the_same_name_is_not_taken_for_the_old(
    open_page, reseal, tiny_run, tmp_path
):
    folder = Path(shutil.copytree(tiny_run, tmp_path / "again"))
    before = [metric.value for metric in open_page("compare", tmp_path).metric]
    run = open_run(folder)
    splits = {split: run.scores(split) for split in ("validation", "test")}
    for scores in splits.values():
        for model in run.models:
            scores[model] = scores["targets"].astype(np.float32)
    write_scores(folder / "scores.npz", splits)
    reseal(folder)
    at = open_page("compare", tmp_path)
    assert not at.error
    assert [metric.value for metric in at.metric] != before
