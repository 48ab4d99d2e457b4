import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from emolab.charts.ranking_by_emotion import RANKING_METRICS
from emolab.models.registry import model_title
from emolab.runs.store import open_run


@pytest.fixture
def emotions(open_page, tiny_run):
    """A function that opens the page over tiny_run, as a link with these parts does."""
    return lambda **link: open_page("emotions", tiny_run.parent, **link)


def roc(at, charts):
    """The ROC panels: those that have a line of guessing."""
    return [panel for panel in charts(at)[:-1] if not panel[0].get("name")]


def pr(at, charts):
    """The panels of precision and recall."""
    return [panel for panel in charts(at)[:-1] if panel[0].get("name")]


def lines(panel):
    """The curves that the models have drawn in a panel."""
    return [trace for trace in panel if trace.get("name") and trace["mode"] == "lines"]


def dots(panel):
    """Where the models stand in a panel."""
    return [trace for trace in panel if trace["mode"] == "markers"]


# Curves


def test_the_page_opens_with_curves_and_the_measure(emotions, charts):
    at = emotions()
    assert not at.exception
    chosen = at.pills(key="emotions").value
    assert len(chosen) >= 1
    assert [len(lines(panel)) for panel in roc(at, charts)] == [4] * len(chosen)
    # The macro average has no curve of precision and recall.
    expected = len(chosen) - ("macro average" in chosen)
    assert [len(lines(panel)) for panel in pr(at, charts)] == [4] * expected


def test_every_label_that_is_chosen_has_a_panel_in_both_figures(emotions, charts):
    at = emotions()
    at.pills(key="emotions").set_value(["joy", "anger"]).run()
    assert (len(roc(at, charts)), len(pr(at, charts))) == (2, 2)


@pytest.mark.parametrize("policy", ["per_label", "fixed_0.5"])
def test_a_dot_stands_where_the_threshold_puts_a_model(emotions, charts, tiny_run, policy):
    at = emotions(emotions="anger")
    at.segmented_control(key="policy").set_value(policy).run()
    run, (panel,) = open_run(tiny_run), roc(at, charts)
    stored, column = run.scores("test"), run.labels.index("anger")
    bears = stored["targets"][:, column] == 1
    for dot, model in zip(dots(panel), run.models, strict=True):
        threshold = np.float32(run.metrics()[model]["thresholds"][policy][column])
        given = stored[model][:, column] >= threshold
        assert dot["x"] == pytest.approx([given[~bears].mean()])
        assert dot["y"] == pytest.approx([given[bears].mean()])


def test_a_label_can_be_added_and_taken_away(emotions, charts):
    at = emotions(emotions="joy")
    at.pills(key="emotions").select("boredom").run()
    assert len(roc(at, charts)) == 2
    at.pills(key="emotions").unselect("joy").run()
    assert len(roc(at, charts)) == 1


def test_the_roc_curve_of_a_label_has_the_area_of_scikit_learn(emotions, charts, tiny_run):
    run = open_run(tiny_run)
    stored, column = run.scores("test"), run.labels.index("anger")
    (panel,) = roc(emotions(emotions="anger"), charts)
    traces = lines(panel)
    assert [trace["name"] for trace in traces] == [model_title(model) for model in run.models]
    for trace, model in zip(traces, run.models, strict=True):
        steps = zip(trace["x"], trace["x"][1:], trace["y"], trace["y"][1:], strict=False)
        area = sum((right - left) * (low + high) / 2 for left, right, low, high in steps)
        expected = roc_auc_score(stored["targets"][:, column], stored[model][:, column])
        assert area == pytest.approx(expected)


def test_with_no_label_chosen_the_measure_remains(emotions, charts):
    at = emotions()
    at.pills(key="emotions").set_value([]).run()
    assert not at.exception
    assert len(charts(at)) == 1
    assert at.info
    assert len(at.dataframe) == 1


def test_a_label_that_test_cannot_rank_is_named(emotions):
    said = [info.value for info in emotions().info]
    assert len(said) == 1
    assert "wanderlust" in said[0]
    assert "anger" not in said[0]


@pytest.mark.parametrize("chosen", [["wanderlust"], ["wanderlust", "joy"], ["macro average"]])
def test_labels_without_curves_leave_the_page_standing(emotions, charts, chosen):
    at = emotions()
    at.pills(key="emotions").set_value(chosen).run()
    assert not at.exception
    assert len(roc(at, charts)) == len(set(chosen) - {"wanderlust"})
    assert len(pr(at, charts)) == len(set(chosen) & {"joy"})


# The measure of every label


@pytest.mark.parametrize(
    ("measure", "of_scikit_learn"),
    [("roc_auc", roc_auc_score), ("average_precision", average_precision_score)],
)
def test_table_and_dots_have_the_figures_of_scikit_learn(
    emotions, charts, tiny_run, measure, of_scikit_learn
):
    run = open_run(tiny_run)
    stored = run.scores("test")
    at = emotions()
    at.segmented_control(key="metric").set_value(measure).run()
    table = at.dataframe[0].value.set_index(["model", "label"])[RANKING_METRICS[measure]]
    drawn = {trace["name"]: trace for trace in charts(at)[-1]}
    for model in run.models:
        shown = drawn[model_title(model)]
        by_label = dict(zip((name.split()[0] for name in shown["y"]), shown["x"], strict=True))
        expected = {
            label: of_scikit_learn(stored["targets"][:, column], stored[model][:, column])
            for column, label in enumerate(run.labels)
            if label != "wanderlust"
        }
        assert by_label == pytest.approx(expected)
        assert {label: table[model_title(model), label] for label in expected} == pytest.approx(
            expected
        )
        micro = of_scikit_learn(stored["targets"].ravel(), stored[model].ravel())
        assert table[model_title(model), "micro average"] == pytest.approx(micro)
        macro = sum(expected.values()) / len(expected)
        assert table[model_title(model), "macro average"] == pytest.approx(macro)


def test_the_table_says_how_many_texts_bear_a_label(emotions):
    table = emotions().dataframe[0].value.set_index(["model", "label"]).support
    support = table[model_title("naive_bayes")][["anger", "boredom", "joy", "wanderlust"]]
    assert support.tolist() == [6, 4, 7, 0]


# Links


def test_a_link_reopens_labels_and_metric(emotions, charts):
    metric = emotions().segmented_control(key="metric").format_func("average_precision")
    at = emotions(emotions=["joy", "boredom"], metric=metric)
    assert at.pills(key="emotions").value == ["joy", "boredom"]
    assert at.segmented_control(key="metric").value == "average_precision"
    assert len(roc(at, charts)) == 2


@pytest.mark.parametrize("link", [{"emotions": "nonsense"}, {"metric": "x"}, {"run": "gone"}])
def test_a_link_that_makes_no_sense_opens_the_page_all_the_same(emotions, charts, link):
    at = emotions(**link)
    assert not at.exception
    assert not at.error
    assert charts(at)


# One emotion


def test_one_emotion_has_its_figures_curves_confusions_and_examples(emotions, charts, tiny_run):
    at = emotions(view="One emotion", emotion="anger")
    assert not at.exception
    figures, easiest, hardest = (table.value for table in at.dataframe)
    assert figures.model.tolist() == [model_title(model) for model in open_run(tiny_run).models]
    assert len(charts(at)) == 3
    assert easiest.score.is_monotonic_decreasing
    assert hardest.score.is_monotonic_increasing
    assert all("anger" in labels for labels in [*easiest["true labels"], *hardest["true labels"]])


def test_an_emotion_that_no_text_bears_leaves_the_page_standing(emotions, charts):
    at = emotions(view="One emotion", emotion="wanderlust")
    assert not at.exception
    assert "No curves for wanderlust" in at.info[0].value


# No run, and runs that cannot be trusted


def test_without_a_run_the_page_says_the_command(open_page, tmp_path):
    at = open_page("emotions", tmp_path)
    assert not at.exception
    assert "python train.py" in at.code[0].value
    assert not at.dataframe


@pytest.mark.parametrize("how", ["flipped", "truncated", "missing"])
@pytest.mark.parametrize("file", ["scores.npz", "metrics.json"])
def test_a_spoilt_file_is_named_in_a_sentence(open_page, spoilt_run, charts, file, how):
    at = open_page("emotions", spoilt_run(file, how))
    assert not at.exception
    assert len(at.error) == 1
    assert file in at.error[0].value
    assert not charts(at)
