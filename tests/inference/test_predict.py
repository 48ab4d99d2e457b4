from types import SimpleNamespace

import numpy as np
import pytest

from emolab.inference.predict import (
    MAX_CHARACTERS,
    clean_text,
    labels_by_score,
    predict_text,
    predicted_labels,
)
from emolab.models.ensemble import Ensemble

LABELS = ("anger", "joy", "fear")


class Model:
    """Gives these scores to whatever it is asked, and remembers what that was."""

    labels = LABELS

    def __init__(self, *scores):
        self.scores = scores
        self.asked = []

    def predict_proba(self, texts):
        self.asked.append(list(texts))
        return np.array([self.scores])


def given(*values):
    return np.array(values, dtype=np.float32)


# Cleaning


@pytest.mark.parametrize("text", ["I like it.", "naïve café Ærø", "3 cats, 2 dogs", "so good 😀"])
def test_a_plain_text_is_left_as_it_is_without_a_note(text):
    assert clean_text(text) == (text, [])


def test_outer_spaces_are_cut_without_a_note():
    assert clean_text("  so it was \u3000") == ("so it was", [])


@pytest.mark.parametrize("text", ["", " ", " \t \r\n "])
def test_nothing_but_spaces_becomes_nothing_without_a_note(text):
    assert clean_text(text) == ("", [])


def test_tabs_and_line_breaks_become_spaces_without_a_note():
    assert clean_text("one\ttwo\nthree\rfour") == ("one two three four", [])


def test_control_characters_are_left_out_and_counted():
    text, notes = clean_text("a\x00b\x1b[31mc\x7f\x85d\ud800")
    assert text == "ab[31mcd"
    assert len(notes) == 1
    assert "5" in notes[0]


def test_nothing_but_control_characters_becomes_nothing_with_a_note():
    text, notes = clean_text("\x00\x01")
    assert text == ""
    assert len(notes) == 1


def test_markup_is_not_touched():
    assert clean_text("<script>alert(1)</script>") == ("<script>alert(1)</script>", [])


def test_a_text_of_the_greatest_length_is_read_whole():
    assert clean_text("a" * MAX_CHARACTERS) == ("a" * MAX_CHARACTERS, [])


def test_a_longer_text_is_cut_and_both_lengths_are_said():
    text, notes = clean_text("ab" * 50_000)
    assert text == "ab" * (MAX_CHARACTERS // 2)
    assert len(notes) == 1
    assert "100,000" in notes[0]
    assert "10,000" in notes[0]


@pytest.mark.parametrize("text", ["أنا سعيد جدا اليوم", "我今天很高兴", "Я очень рад", "κακά hi"])
def test_mostly_other_letters_than_latin_are_noted(text):
    kept, notes = clean_text(text)
    assert kept == text
    assert len(notes) == 1
    assert "Latin" in notes[0]


def test_half_latin_letters_are_enough():
    assert clean_text("ab яб") == ("ab яб", [])


@pytest.mark.parametrize("text", ["😀😀", "?!", "42", "\u200b"])
def test_a_text_without_a_letter_is_noted(text):
    kept, notes = clean_text(text)
    assert kept == text
    assert len(notes) == 1
    assert "letters" in notes[0]


# Predicted labels


def test_labels_whose_score_reaches_its_threshold_are_predicted_highest_score_first():
    predicted = predicted_labels(LABELS, given(0.25, 0.5, 0.75), given(0.25, 0.625, 0.5))
    assert predicted == (("fear", "anger"), False)


def test_equal_scores_keep_the_order_of_the_labels():
    assert predicted_labels(LABELS, given(0.5, 0.75, 0.5), given(0, 0, 0))[0] == (
        "joy",
        "anger",
        "fear",
    )


def test_without_a_predicted_label_the_one_with_the_highest_score_is_returned():
    assert predicted_labels(LABELS, given(0.25, 0.5, 0.125), given(0.75, 0.75, 0.75)) == (
        ("joy",),
        True,
    )


# One text


def answer(model, thresholds):
    return predict_text({"one": model}, "some text", {"one": thresholds})["one"]


def test_an_ensemble_takes_the_scores_that_its_members_gave(monkeypatch):
    ticks = iter([0.0, 1.0, 1.0, 3.0, 3.0, 3.5])
    monkeypatch.setattr(
        "emolab.inference.predict.time", SimpleNamespace(perf_counter=ticks.__next__)
    )
    first, second = Model(0.5, 0.9, 0.1), Model(0.5, 0.1, 0.1)
    together = Ensemble(LABELS, {"first": 1.0, "second": 1.0}, {})
    models = {"first": first, "second": second, "ensemble": together}
    predictions = predict_text(models, "some text", dict.fromkeys(models, given(0.4, 0.4, 0.4)))
    # Log-odds add: 9 to 1 and 1 to 9 make even odds; 1 to 9 twice is 1 to 81.
    np.testing.assert_allclose(predictions["ensemble"].scores, [0.5, 0.5, 1 / 82], rtol=1e-5)
    assert predictions["ensemble"].milliseconds == 3500
    assert first.asked == [["some text"]]


def test_a_prediction_holds_scores_thresholds_and_predicted_labels():
    model, thresholds = Model(0.125, 0.75, 0.5), given(0.5, 0.5, 0.5)
    prediction = predict_text({"one": model}, "some text", {"one": thresholds})["one"]
    assert model.asked == [["some text"]]
    np.testing.assert_array_equal(prediction.scores, given(0.125, 0.75, 0.5))
    np.testing.assert_array_equal(prediction.thresholds, thresholds)
    assert prediction.labels == ("joy", "fear")
    assert prediction.below_threshold is False


def test_scores_have_the_precision_in_which_a_run_stores_them():
    # 0.2 as a double lies below 0.2 as a float32; stored, the two are one.
    prediction = answer(Model(0.2, 0.0, 0.0), given(0.2, 0.2, 0.2))
    assert prediction.scores.dtype == np.float32
    assert (prediction.labels, prediction.below_threshold) == (("anger",), False)


def test_the_time_is_that_of_the_model_in_milliseconds(monkeypatch):
    clock = SimpleNamespace(perf_counter=iter([5.0, 5.25]).__next__)
    monkeypatch.setattr("emolab.inference.predict.time", clock)
    assert answer(Model(1, 0, 0), given(0, 0, 0)).milliseconds == 250


def test_labels_are_ordered_by_their_mean_score():
    models = {"one": Model(0.5, 0.25, 0.0), "two": Model(0.0, 0.75, 0.125)}
    predictions = predict_text(models, "some text", dict.fromkeys(models, given(0.5, 0.5, 0.5)))
    assert labels_by_score(LABELS, predictions) == ["joy", "anger", "fear"]
