import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emolab.inference.explain import MAX_WORDS, leave_one_out, split_words, word_effects
from emolab.models.ensemble import Ensemble
from emolab.models.linear.settings import TfidfSettings
from emolab.models.linear.training import LogisticRegressionTfidf, NaiveBayesTfidf

GRIDS = {
    LogisticRegressionTfidf: {"C": [1.0], "l1_ratio": [0.0]},
    NaiveBayesTfidf: {"alpha": [0.5], "fit_prior": [True]},
}


@pytest.fixture(scope="module", params=["words", "words and characters"])
def linear(request, toy, labels):
    """Both linear models, on words alone or on characters too."""
    rich = {"marks": True, "characters": (2, 4), "ngrams": (1, 3), "best_features": 60}
    with joblib.parallel_config(backend="threading"):
        return {
            kind.__name__: kind(
                labels,
                TfidfSettings(grid=grid, **(rich if request.param != "words" else {})),
            )
            .fit(toy, toy)
            .linear
            for kind, grid in GRIDS.items()
        }


WORDS = st.sampled_from(
    ["the", "baker", "was", "happy,", "and", "angry!", "so", "HAPPY", "unknown", "😀", "today"]
)


@settings(max_examples=40, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=8))
def test_effects_and_intercepts_of_a_linear_model_sum_to_its_log_odds(linear, words):
    for name, effects in word_effects(linear, words).items():
        model = linear[name]
        scores = model.predict_proba([" ".join(words)])[0]
        np.testing.assert_allclose(
            effects.sum(axis=0) + model.intercepts, np.log(scores / (1 - scores)), atol=1e-9
        )


def test_a_word_that_a_linear_model_does_not_know_has_no_effect(linear):
    for effects in word_effects(linear, ["xyzzyq", "happy"]).values():
        assert not effects[0].any()
        assert effects[1].any()


class Counter:
    """The odds of its one label are e to the number of words."""

    labels = ("joy",)

    def predict_proba(self, texts):
        odds = np.array([[len(text.split())] for text in texts])
        return 1 / (1 + np.exp(-odds.astype(float)))


def test_leaving_a_word_out_takes_its_effect_away():
    np.testing.assert_allclose(leave_one_out(Counter(), ["a", "b", "c"]), [[1], [1], [1]])


def test_no_words_have_no_effects():
    assert leave_one_out(Counter(), []).shape == (0, 1)


def test_an_ensemble_has_its_members_effects_by_weight():
    models = {"one": Counter(), "two": Counter()}
    together = Ensemble(("joy",), {"one": 0.5, "two": 2.0}, models)
    effects = word_effects({**models, "ensemble": together}, ["a", "b"])
    np.testing.assert_allclose(effects["ensemble"], [[2.5], [2.5]])


def test_words_stand_between_spaces_and_are_not_too_many():
    assert split_words("  Oh no,\nnot again! ") == ["Oh", "no,", "not", "again!"]
    assert len(split_words("word " * 500)) == MAX_WORDS
