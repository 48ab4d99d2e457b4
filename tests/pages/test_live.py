import re

import numpy as np
import pytest

from emolab.evaluation.thresholds import POLICIES
from emolab.inference.explain import split_words, word_effects
from emolab.inference.predict import clean_text, predict_text
from emolab.models.registry import model_title, serve
from emolab.runs.store import open_run
from pages.display import escape_markdown
from pages.state import MAX_LINK_CHARACTERS

SENTENCE = "our driver looked furious and the nurse was merry"
BADGE = re.compile(r"^:\w+-badge\[(.*)\]$")
HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "markdown": "**x** [a](b) <u>c</u>",
    "emoji": "😀😀🎉",
    "Arabic": "أنا سعيد جدا اليوم",
    "Chinese": "我今天很高兴",
    "control characters": "so\x00 very\x1b[31m merry",
    "100,000 characters": "merry neighbours " * 5_883,
    "one endless word": "m" * 100_000,
    "digits": "1234567890",
}


@pytest.fixture
def live(open_page, tiny_run):
    """A function that opens the page over tiny_run, as a link with these parts does."""
    return lambda **link: open_page("live", tiny_run.parent, **link)


@pytest.fixture
def answers(tiny_run):
    """A function from a text and a threshold (or a policy) to every model's prediction."""
    run = open_run(tiny_run)
    stored = run.metrics()

    def predict(text, threshold):
        models, thresholds = {}, {}
        for model in run.models:
            policies = stored[model]["thresholds"]
            values = policies.get(threshold, [threshold] * len(run.labels))
            models[model] = serve(model, run.model_folder(model))
            thresholds[model] = np.array(values, dtype=np.float32)
        return predict_text(models, text, thresholds)

    return predict


def badges(at):
    """The labels that stand as answers, those of the first model first."""
    return [found[1] for element in at.markdown if (found := BADGE.match(element.value))]


def chosen(predictions):
    return [label for prediction in predictions.values() for label in prediction.labels]


def by_group(at):
    return next(one for one in at.segmented_control(key="order").options if "group" in one)


# Predictions for a text


def test_every_model_predicts_labels(live, answers, tiny_run):
    at = live(text=SENTENCE)
    assert not at.exception
    assert not at.error
    said = [element.value.strip("*# ") for element in at.markdown]
    for model in open_run(tiny_run).models:
        assert said.count(model_title(model)) == 1
    assert badges(at) == chosen(answers(SENTENCE, "per_label"))


def test_the_chart_has_every_score_and_threshold(live, answers, charts, tiny_run):
    labels = open_run(tiny_run).labels
    traces = charts(live(text=SENTENCE))[0]
    bars = [trace for trace in traces if trace["type"] == "bar"]
    ticks = [trace for trace in traces if trace["type"] == "scatter"]
    predictions = answers(SENTENCE, "per_label").values()
    assert len(bars) == len(ticks) == len(predictions)
    for prediction, bar, tick in zip(predictions, bars, ticks, strict=True):
        columns = [labels.index(label) for label in bar["y"]]
        assert bar["x"] == pytest.approx(prediction.scores[columns].tolist())
        assert tick["x"] == pytest.approx(prediction.thresholds[columns].tolist())


def test_labels_come_by_their_mean_score_or_by_group(live, answers, charts, tiny_run):
    labels = open_run(tiny_run).labels
    mean = np.mean([one.scores for one in answers(SENTENCE, 0.5).values()], axis=0)
    at = live(text=SENTENCE)
    assert charts(at)[0][0]["y"] == [labels[column] for column in np.argsort(-mean)]
    at.segmented_control(key="order").set_value(by_group(at)).run()
    assert charts(at)[0][0]["y"] == ["joy", "anger", "boredom", "wanderlust"]


def test_the_page_opens_with_an_example_and_its_answers(live):
    at = live()
    assert at.text_input(key="text").value in at.pills(key="example").options
    assert len(badges(at)) >= 3


def test_an_example_that_is_picked_becomes_the_text(live, answers):
    at = live(text=SENTENCE)
    example = at.pills(key="example").options[1]
    at.pills(key="example").set_value(example).run()
    assert at.text_input(key="text").value == example
    assert badges(at) == chosen(answers(example, "per_label"))


def test_a_text_typed_after_an_example_stands(live, answers):
    at = live()
    at.pills(key="example").set_value(at.pills(key="example").options[2]).run()
    at.text_input(key="text").set_value(SENTENCE).run()
    assert at.text_input(key="text").value == SENTENCE
    assert badges(at) == chosen(answers(SENTENCE, "per_label"))


def test_letting_go_of_an_example_keeps_the_text(live):
    at = live()
    example = at.pills(key="example").options[3]
    at.pills(key="example").set_value(example).run()
    at.pills(key="example").set_value(None).run()
    assert at.text_input(key="text").value == example


def test_the_text_outlasts_a_look_at_another_page(live):
    at = live()
    at.text_input(key="text").set_value(SENTENCE).run()
    at.switch_page("pages/compare.py").run()
    at.switch_page("pages/live.py").run()
    assert at.text_input(key="text").value == SENTENCE


# Thresholds


@pytest.mark.parametrize("policy", ["per_label", "shared", "fixed_0.5", "fixed_0.2"])
def test_labels_are_predicted_by_the_policy(live, answers, policy):
    at = live(text=SENTENCE)
    at.segmented_control(key="policy").set_value(policy).run()
    assert not at.exception
    assert badges(at) == chosen(answers(SENTENCE, policy))
    assert not at.slider


def test_labels_are_predicted_by_a_custom_threshold(live, answers):
    at = live(text=SENTENCE)
    at.segmented_control(key="policy").set_value("custom").run()
    for threshold in (0.01, 0.25, 0.4):
        at.slider(key="threshold").set_value(threshold).run()
        assert badges(at) == chosen(answers(SENTENCE, threshold))


def test_without_a_predicted_label_the_one_with_the_highest_score_is_shown(live, answers):
    at = live(text=SENTENCE)
    at.segmented_control(key="policy").set_value("custom").run()
    at.slider(key="threshold").set_value(0.99).run()
    predictions = answers(SENTENCE, 0.99)
    assert all(prediction.below_threshold for prediction in predictions.values())
    assert badges(at) == chosen(predictions)
    assert len(badges(at)) == len(predictions)
    assert sum("Highest score shown" in caption.value for caption in at.caption) == len(predictions)


# Links


def test_a_link_reopens_text_policy_threshold_and_order(live, answers, charts):
    first = live()
    # A link names an option as the control shows it.
    custom = first.segmented_control(key="policy").format_func("custom")
    at = live(text=SENTENCE, policy=custom, threshold="0.25", order=by_group(first))
    assert at.text_input(key="text").value == SENTENCE
    assert at.segmented_control(key="policy").value == "custom"
    assert at.slider(key="threshold").value == 0.25
    assert badges(at) == chosen(answers(SENTENCE, 0.25))
    assert charts(at)[0][0]["y"][0] == "joy"


def test_a_typed_text_goes_into_the_link(live):
    at = live()
    at.text_input(key="text").set_value(SENTENCE).run()
    assert at.query_params["text"] == SENTENCE


@pytest.mark.parametrize("text", ["", "word " * 1_000])
def test_no_text_and_a_text_too_long_for_a_link_leave_none_there(live, text):
    at = live(text=SENTENCE)
    at.text_input(key="text").set_value(text).run()
    assert "text" not in at.query_params


@pytest.mark.parametrize(
    "link",
    [
        {"policy": "nonsense"},
        {"threshold": "7", "policy": "Custom"},
        {"threshold": "x"},
        {"order": ""},
        {"run": "gone"},
    ],
)
def test_a_link_that_makes_no_sense_opens_the_page_all_the_same(live, link):
    at = live(text=SENTENCE, **link)
    assert not at.exception
    assert not at.error
    assert len(badges(at)) >= 3


# Texts of every kind


@pytest.mark.parametrize("text", ["", "   ", " \t\n ", "\x00\x01"])
def test_a_text_of_nothing_is_asked_for(live, text):
    at = live(text=SENTENCE)
    at.text_input(key="text").set_value(text).run()
    assert not at.exception
    assert at.info
    assert not badges(at)
    assert not at.get("plotly_chart")


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_text_of_any_kind_is_answered_and_shown_as_plain_words(live, kind):
    text = HOSTILE[kind]
    at = live()
    at.text_input(key="text").set_value(text).run()
    assert not at.exception
    assert not at.error
    assert len(badges(at)) >= 3
    words = split_words(clean_text(text)[0])
    shown = [option.rstrip("\u200b") for option in at.pills[1].options]
    assert shown == [escape_markdown(word) for word in words]
    assert len(set(at.pills[1].options)) == len(words)
    assert not any(text[:40] in element.value for element in at.markdown)


@pytest.mark.parametrize("kind", ["emoji", "Arabic", "Chinese", "control characters", "digits"])
def test_a_text_that_the_models_cannot_read_well_is_noted(live, kind):
    notes = [warning.value for warning in live(text=HOSTILE[kind]).warning]
    assert len([note for note in notes if "Transformer" not in note]) == 1


def test_a_text_that_is_longer_than_the_transformer_reads_is_noted(live):
    at = live(text="so merry today")
    assert not at.warning
    at.text_input(key="text").set_value("merry " * 40).run()
    assert "first 32 tokens" in at.warning[0].value


def test_signs_of_markdown_in_the_words_of_that_note_stand_as_they_are(live):
    at = live(text="**merry** " * 40)
    assert "\\*\\*merry" in at.warning[0].value


def test_a_text_that_is_cut_is_noted_with_both_lengths(live):
    at = live()
    at.text_input(key="text").set_value("ab " * 40_000).run()
    assert "119,999" in at.warning[0].value
    assert "10,000" in at.warning[0].value


# No run, and runs that cannot be trusted


def test_without_a_run_the_page_says_the_command(open_page, tmp_path):
    at = open_page("live", tmp_path / "none")
    assert not at.exception
    assert "python train.py" in at.code[0].value
    assert not at.text_input


@pytest.mark.parametrize("how", ["flipped", "truncated", "missing"])
@pytest.mark.parametrize(
    "file", ["models/transformer/model.onnx", "models/naive_bayes/weights.npz", "metrics.json"]
)
def test_a_spoilt_file_is_named_in_a_sentence(open_page, spoilt_run, file, how):
    at = open_page("live", spoilt_run(file, how), text=SENTENCE)
    assert not at.exception
    assert len(at.error) == 1
    assert file in at.error[0].value
    assert not badges(at)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"schema_version": 99}'])
def test_a_record_that_cannot_be_read_is_named_in_a_sentence(open_page, tmp_path, content):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "run.json").write_text(content)
    at = open_page("live", tmp_path)
    assert not at.exception
    assert len(at.error) == 1
    assert "run.json" in at.error[0].value


def test_a_record_without_labels_or_models_is_named_in_a_sentence(open_page, tmp_path):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "run.json").write_text('{"schema_version": 1}')
    at = open_page("live", tmp_path)
    assert not at.exception
    assert "run.json" in at.error[0].value


# Word contributions and what-if


def test_every_word_has_its_contribution_for_every_model(live, charts, tiny_run):
    run = open_run(tiny_run)
    models = {model: serve(model, run.model_folder(model)) for model in run.models}
    words = SENTENCE.split()
    effects = word_effects(models, words)
    at = live(text=SENTENCE, explain="joy")
    ((heat,),) = charts(at)[1:]
    assert heat["y"] == [model_title(model) for model in run.models]
    column = run.labels.index("joy")
    for row, model in zip(np.reshape(heat["z"], (4, len(words))), run.models, strict=True):
        assert row == pytest.approx(effects[model][:, column], abs=1e-4)


def test_a_word_can_be_removed(live, answers, tiny_run):
    at = live(text=SENTENCE, explain="joy")
    words = SENTENCE.split()
    assert not at.dataframe
    kept = list(range(len(words)))[1:]
    at.pills[1].set_value(kept).run()
    assert not at.exception
    table = at.dataframe[0].value
    column = open_run(tiny_run).labels.index("joy")
    now = answers(" ".join(words[1:]), "per_label")
    assert table["score after"].tolist() == pytest.approx(
        [prediction.scores[column] for prediction in now.values()]
    )
    assert table["predicted labels after"].map(list).tolist() == [
        list(one.labels) for one in now.values()
    ]


def test_without_a_word_the_page_asks_for_one(live):
    at = live(text=SENTENCE)
    at.pills[1].set_value([]).run()
    assert not at.exception
    assert "Select at least one word" in at.info[0].value


# Text comparison and history


OTHER = "the nurse was merry"


def test_the_scores_of_a_second_text_are_compared_for_every_model(live, answers, charts, tiny_run):
    at = live(text=SENTENCE, second=OTHER, view="Text comparison")
    assert not at.exception
    shifts = charts(at)[1]
    first, second = answers(SENTENCE, "per_label"), answers(OTHER, "per_label")
    labels = open_run(tiny_run).labels
    drawn = [trace for trace in shifts if trace["xaxis"] == "x"]
    assert drawn
    for trace in drawn:
        column = labels.index(trace["y"][0])
        expected = [of["transformer"].scores[column] for of in (first, second)]
        assert trace["x"] == pytest.approx(expected)
    table = at.dataframe[0].value
    assert table["second text"].map(list).tolist() == [list(of.labels) for of in second.values()]


def test_without_a_second_text_the_page_asks_for_one(live):
    at = live(text=SENTENCE, view="Text comparison")
    assert "second text" in at.info[0].value


def test_the_history_lists_each_text_once_newest_first(live):
    at = live(text=SENTENCE)
    for text in (OTHER, SENTENCE, OTHER):
        at.text_input(key="text").set_value(text).run()
    at.segmented_control(key="view").set_value("History").run()
    table = at.dataframe[0].value
    assert table.text.tolist() == [OTHER, SENTENCE]
    assert table[model_title("naive_bayes")].str.len().gt(0).all()


def test_the_history_names_the_run_and_the_threshold_of_each_text(live, tiny_run):
    at = live(text=SENTENCE)
    at.segmented_control(key="policy").set_value("fixed_0.5").run()
    at.text_input(key="text").set_value(OTHER).run()
    at.segmented_control(key="view").set_value("History").run()
    table = at.dataframe[0].value
    assert table.run.tolist() == [tiny_run.name] * 2
    assert table.threshold.tolist() == [POLICIES["fixed_0.5"]] * 2


def test_a_second_text_is_not_longer_than_a_link_allows(live):
    at = live(text=SENTENCE, view="Text comparison")
    assert at.text_input(key="second").max_chars == MAX_LINK_CHARACTERS


def test_the_history_in_another_order_is_a_new_table(live):
    """A selection would otherwise move to another text."""
    at = live(text=SENTENCE, view="History")
    ids = [at.dataframe[0].proto.id]
    for text in (OTHER, SENTENCE):
        at.text_input(key="text").set_value(text).run()
        ids.append(at.dataframe[0].proto.id)
    assert len(set(ids)) == 3
