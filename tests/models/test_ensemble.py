import numpy as np
import pytest
from scipy.special import expit

from emolab.models.ensemble import Ensemble, fit_weights

LABELS = ("joy", "grief")


def test_log_odds_are_added_with_their_weights():
    together = Ensemble(LABELS, {"one": 1.0, "other": 0.5})
    scores = {"one": np.array([[0.5, 0.9]]), "other": np.array([[0.8, 0.5]])}
    # 4 to 1 to the power of a half is 2 to 1; 9 to 1 times even odds stays.
    np.testing.assert_allclose(together.combine(scores), [[2 / 3, 0.9]])


def test_scores_of_nought_and_one_leave_a_score():
    together = Ensemble(LABELS, {"one": 1.0, "other": 1.0})
    scores = {"one": np.array([[0.0, 1.0]]), "other": np.array([[1.0, 1.0]])}
    combined = together.combine(scores)
    assert np.isfinite(combined).all()
    assert combined[0, 0] == pytest.approx(0.5)


def test_a_member_that_tells_nothing_gets_next_to_no_weight():
    draw = np.random.default_rng(0)
    odds = draw.normal(size=(4000, 2))
    targets = draw.random((4000, 2)) < expit(odds)
    noise = expit(draw.normal(size=(4000, 2)))
    weights = fit_weights(targets, {"true": expit(odds), "noise": noise})
    assert weights["true"] == pytest.approx(1, abs=0.05)
    assert weights["noise"] == pytest.approx(0, abs=0.05)


def test_a_member_that_misleads_gets_no_negative_weight():
    targets = np.array([[1, 0], [0, 1]] * 50)
    right, wrong = np.where(targets, 0.7, 0.3), np.where(targets, 0.3, 0.7)
    assert fit_weights(targets, {"right": right, "wrong": wrong})["wrong"] == 0


class Fixed:
    labels = LABELS

    def __init__(self, *scores):
        self.scores = scores

    def predict_proba(self, texts):
        return np.tile(self.scores, (len(texts), 1))


def test_it_is_saved_without_its_members_and_loaded_with_them(tmp_path):
    members = {"one": Fixed(0.5, 0.9), "other": Fixed(0.8, 0.5)}
    Ensemble(LABELS, {"one": 1.0, "other": 0.5}).save(tmp_path / "ensemble")
    loaded = Ensemble.load(tmp_path / "ensemble", members)
    assert loaded.labels == LABELS
    np.testing.assert_allclose(loaded.predict_proba(["a", "b"]), [[2 / 3, 0.9]] * 2)


def test_members_that_are_not_at_hand_are_loaded_from_beside_it(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "emolab.models.ensemble.serve", lambda *given: asked.append(given) or Fixed(0.5, 0.9)
    )
    Ensemble(LABELS, {"one": 1.0}).save(tmp_path / "ensemble")
    Ensemble.load(tmp_path / "ensemble")
    assert asked == [("one", tmp_path / "one")]
