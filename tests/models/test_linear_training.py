import json
from dataclasses import replace

import joblib
import numpy as np
import pytest
from scipy.sparse import vstack
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline

from emolab.data.dataset import Split
from emolab.models.base import read_description
from emolab.models.linear import training as tfidf
from emolab.models.linear.serving import LinearTfidf
from emolab.models.linear.settings import TfidfSettings
from emolab.models.linear.training import LogisticRegressionTfidf, NaiveBayesTfidf

# One-vs-rest says so of a label that is constant in train, or in one fold of it.
pytestmark = pytest.mark.filterwarnings("ignore:Label not|Label .* is present:UserWarning")

BOTH = pytest.mark.parametrize("kind", [LogisticRegressionTfidf, NaiveBayesTfidf])
ONE_CANDIDATE = {
    LogisticRegressionTfidf: {"C": [1.0], "l1_ratio": [0.0]},
    NaiveBayesTfidf: {"alpha": [0.5], "fit_prior": [True]},
}
SMALL_GRID = {
    LogisticRegressionTfidf: {"C": [0.1, 10.0], "l1_ratio": [1.0, 0.0]},
    NaiveBayesTfidf: {"alpha": [0.1, 1.0], "fit_prior": [True, False]},
}
PLAIN = {
    LogisticRegressionTfidf: LogisticRegression(
        solver="liblinear", class_weight="balanced", max_iter=2000, random_state=42
    ),
    NaiveBayesTfidf: MultinomialNB(),
}


@pytest.fixture(autouse=True)
def sequential():
    """Work in this thread: liblinear's random state is shared by the threads of a process."""
    with joblib.parallel_config(backend="sequential"):
        yield


@pytest.fixture(scope="module")
def uneven(toy):
    """toy with a fifth label that no text has and a sixth that every text has."""
    constant = np.tile([0, 1], (len(toy), 1))
    return replace(toy, targets=np.hstack([toy.targets, constant]).astype(np.uint8))


def fitted(kind, split, **settings):
    settings = TfidfSettings(**{"grid": ONE_CANDIDATE[kind], **settings})
    labels = tuple(f"label {column}" for column in range(split.targets.shape[1]))
    return kind(labels, settings).fit(split, split)


@BOTH
def test_scores_equal_those_of_the_scikit_learn_pipeline(kind, toy):
    model = fitted(kind, toy)
    np.testing.assert_allclose(
        model.predict_proba(toy.texts), model.pipeline.predict_proba(toy.texts), rtol=0, atol=1e-12
    )


@BOTH
def test_the_pipeline_equals_one_built_by_hand(kind, toy):
    values = {name: value for name, (value,) in ONE_CANDIDATE[kind].items()}
    plain = Pipeline(
        [
            ("tfidf", TfidfVectorizer(max_features=10_000, ngram_range=(1, 2))),
            ("classifier", OneVsRestClassifier(clone(PLAIN[kind]).set_params(**values))),
        ]
    ).fit(toy.texts, toy.targets)
    np.testing.assert_allclose(
        fitted(kind, toy).predict_proba(toy.texts), plain.predict_proba(toy.texts), atol=1e-12
    )


@BOTH
def test_a_constant_label_scores_as_in_train_and_the_others_are_unchanged(kind, uneven):
    model = fitted(kind, uneven)
    scores = model.predict_proba(uneven.texts)
    assert (scores[:, 4] == 0).all()
    assert (scores[:, 5] == 1).all()
    np.testing.assert_allclose(scores, model.pipeline.predict_proba(uneven.texts), atol=1e-12)


@BOTH
def test_train_in_which_every_label_is_constant_still_gives_a_model(kind, toy):
    model = fitted(kind, replace(toy, targets=np.tile(np.uint8([0, 1]), (len(toy), 1))))
    assert model.predict_proba(["so sad"]).tolist() == [[0, 1]]


@BOTH
def test_one_text_scores_as_it_does_among_others(kind, toy):
    model = fitted(kind, toy)
    np.testing.assert_allclose(
        model.predict_proba(toy.texts[3:4]), model.predict_proba(toy.texts)[3:4], atol=1e-12
    )


@BOTH
def test_no_texts_give_no_rows(kind, toy):
    assert fitted(kind, toy).predict_proba([]).shape == (0, 4)


@BOTH
def test_a_text_without_a_known_word_scores_by_the_intercepts_alone(kind, toy):
    model = fitted(kind, toy)
    scores = model.predict_proba(["xylophone", ""])
    np.testing.assert_allclose(scores, np.tile(1 / (1 + np.exp(-model.linear.intercepts)), (2, 1)))
    np.testing.assert_allclose(scores, model.pipeline.predict_proba(["xylophone", ""]), atol=1e-12)


def test_naive_bayes_without_a_known_word_gives_the_share_of_the_label_in_train():
    split = Split.of(["red", "red", "red", "blue"], [[1, 0], [0, 1], [0, 1], [0, 1]])
    np.testing.assert_allclose(
        fitted(NaiveBayesTfidf, split).predict_proba(["green"]), [[0.25, 0.75]]
    )


@BOTH
def test_the_search_agrees_with_a_plain_grid_search_over_the_same_folds(kind, toy):
    prefix = "classifier__estimator__"
    plain = GridSearchCV(
        Pipeline(
            [
                ("tfidf", TfidfVectorizer(max_features=10_000, ngram_range=(1, 2))),
                ("classifier", OneVsRestClassifier(PLAIN[kind])),
            ]
        ),
        {prefix + name: values for name, values in SMALL_GRID[kind].items()},
        scoring="f1_micro",
        cv=KFold(3, shuffle=True, random_state=42),
    ).fit(toy.texts, toy.targets)
    model = fitted(kind, toy, grid=SMALL_GRID[kind])
    trials = model.history["grid"]
    assert [
        {prefix + name: trial[name] for name in SMALL_GRID[kind]} for trial in trials
    ] == plain.cv_results_["params"]
    np.testing.assert_allclose(
        [trial["micro_f1"] for trial in trials], plain.cv_results_["mean_test_score"], atol=1e-6
    )
    np.testing.assert_allclose(
        [trial["std"] for trial in trials], plain.cv_results_["std_test_score"], atol=1e-6
    )
    np.testing.assert_allclose(
        model.predict_proba(toy.texts), plain.predict_proba(toy.texts), atol=1e-12
    )


def test_the_history_has_every_trial_in_values_that_json_holds(toy):
    model = fitted(NaiveBayesTfidf, toy, grid=SMALL_GRID[NaiveBayesTfidf])
    trials = json.loads(json.dumps(model.history))["grid"]
    assert [(trial["alpha"], trial["fit_prior"]) for trial in trials] == [
        (0.1, True),
        (0.1, False),
        (1.0, True),
        (1.0, False),
    ]


@pytest.mark.parametrize("grid", [{}, {"alpha": [0.5]}, {"alpha": [0.5], "fit_prior": [False]}])
def test_a_grid_of_one_candidate_is_not_searched(toy, monkeypatch, grid):
    monkeypatch.setattr(tfidf, "GridSearchCV", None)
    model = fitted(NaiveBayesTfidf, toy, grid=grid)
    assert model.history == {}
    parameters = model.pipeline["classifier"].estimators_[0].get_params()
    assert {name: [parameters[name]] for name in grid} == grid


@BOTH
def test_worker_processes_give_the_model_of_one_process(kind, toy):
    sequential = fitted(kind, toy, grid=SMALL_GRID[kind])
    with joblib.parallel_config(backend="loky", n_jobs=2):
        in_processes = fitted(kind, toy, grid=SMALL_GRID[kind])
    assert in_processes.history == sequential.history
    np.testing.assert_array_equal(
        in_processes.predict_proba(toy.texts), sequential.predict_proba(toy.texts)
    )


def test_a_model_does_not_depend_on_validation(toy):
    other = Split.of(["xylophone"], [[1, 1, 1, 1]])
    settings = TfidfSettings(grid=ONE_CANDIDATE[NaiveBayesTfidf])
    one = NaiveBayesTfidf(("a", "b", "c", "d"), settings).fit(toy, toy)
    two = NaiveBayesTfidf(("a", "b", "c", "d"), settings).fit(toy, other)
    assert "xylophone" not in two.pipeline["tfidf"].vocabulary_
    np.testing.assert_array_equal(one.predict_proba(toy.texts), two.predict_proba(toy.texts))


@BOTH
def test_a_saved_model_loads_with_equal_scores_labels_and_settings(kind, uneven, tmp_path):
    model = fitted(kind, uneven, ngrams=(1, 1))
    model.save(tmp_path / "model")
    loaded = LinearTfidf.load(tmp_path / "model")
    np.testing.assert_array_equal(
        loaded.predict_proba(uneven.texts), model.predict_proba(uneven.texts)
    )
    assert loaded.labels == model.labels
    assert read_description(tmp_path / "model")["settings"]["ngrams"] == [1, 1]


def test_the_vocabulary_keeps_the_most_frequent_terms(toy):
    model = fitted(NaiveBayesTfidf, toy, max_features=3, ngrams=(1, 1))
    # "today" stands in 32 texts, "the", "baker", "was", "my", "neighbour" and "felt" in 16 each.
    vocabulary = set(model.pipeline["tfidf"].vocabulary_)
    assert len(vocabulary) == 3
    assert "today" in vocabulary
    assert vocabulary < {"today", "the", "baker", "was", "my", "neighbour", "felt"}


@BOTH
def test_without_settings_the_grid_is_the_models_own(kind):
    assert kind(("joy",)).settings == TfidfSettings(grid=kind.default_grid)
    assert kind.default_grid


@BOTH
def test_a_single_label_can_be_trained(kind):
    split = Split.of(["red rose", "red car", "blue sea", "blue sky"], [[1], [1], [0], [0]])
    scores = fitted(kind, split).predict_proba(["red", "blue"])
    assert scores.shape == (2, 1)
    assert scores[0] > 0.5 > scores[1]


RICH = {
    "marks": True,
    "characters": (2, 4),
    "min_texts": 2,
    "sublinear": True,
    "best_features": 30,
    "count_ratios": True,
}


@BOTH
def test_every_kind_of_feature_scores_as_its_scikit_learn_pipeline_does(kind, uneven):
    model = fitted(kind, uneven, **RICH)
    np.testing.assert_allclose(
        model.predict_proba(uneven.texts), model.pipeline.predict_proba(uneven.texts), atol=1e-6
    )


@BOTH
def test_a_model_of_every_kind_of_feature_is_searched_saved_and_loaded(kind, toy, tmp_path):
    model = fitted(kind, toy, **RICH | {"grid": SMALL_GRID[kind]})
    assert len(model.history["grid"]) == 4
    model.save(tmp_path)
    loaded = LinearTfidf.load(tmp_path)
    np.testing.assert_array_equal(loaded.predict_proba(toy.texts), model.predict_proba(toy.texts))


@BOTH
def test_a_label_has_weights_of_its_best_features_alone(kind, toy):
    model = fitted(kind, toy, best_features=3)
    assert ((model.linear.weights != 0).sum(axis=0) <= 3).all()


def test_marks_and_single_letters_are_words_where_asked_for():
    split = Split.of(["a cat !", "no dog 😀"] * 3, [[1, 0], [0, 1]] * 3)
    plain = fitted(NaiveBayesTfidf, split, ngrams=(1, 1)).pipeline["tfidf"].vocabulary_
    rich = fitted(NaiveBayesTfidf, split, ngrams=(1, 1), marks=True).pipeline["tfidf"].vocabulary_
    assert set(plain) == {"cat", "no", "dog"}
    assert set(rich) == {"a", "cat", "!", "no", "dog", "😀"}


def test_root_balanced_weighs_positives_by_the_square_root_of_negatives_each():
    draw = np.random.default_rng(5)
    features, target = draw.normal(size=(90, 3)), np.array([1] * 10 + [0] * 80)
    options = {"solver": "liblinear", "random_state": 0}
    plain = LogisticRegression(class_weight={0: 1.0, 1: np.sqrt(8)}, **options)
    np.testing.assert_allclose(
        tfidf.RootBalanced(**options).fit(features, target).coef_,
        plain.fit(features, target).coef_,
        atol=1e-9,
    )


# Soft labels


def with_soft_labels(split, soft):
    return replace(split, soft=np.asarray(soft, dtype=np.float32))


@BOTH
def test_soft_labels_equal_to_the_true_labels_change_nothing(kind, toy):
    plain, soft = fitted(kind, toy), fitted(kind, with_soft_labels(toy, toy.targets))
    np.testing.assert_array_equal(plain.linear.weights, soft.linear.weights)


@BOTH
def test_soft_labels_of_weight_zero_change_nothing(kind, toy):
    plain = fitted(kind, toy)
    distilled = fitted(kind, with_soft_labels(toy, 1 - toy.targets), soft_weight=0.0)
    np.testing.assert_array_equal(plain.linear.weights, distilled.linear.weights)


def test_naive_bayes_counts_a_soft_label_as_a_part_of_a_text():
    split = with_soft_labels(Split.of(["sun", "rain"], [[1], [0]]), [[0.75], [0.25]])
    model = fitted(
        NaiveBayesTfidf, split, soft_weight=1.0, grid={"alpha": [1.0], "fit_prior": [True]}
    )
    # Each text has one word, of value 1: "rain" and "sun" are a quarter and three of one positive.
    with_label, without = np.array([1.25, 1.75]) / 3, np.array([1.75, 1.25]) / 3
    np.testing.assert_allclose(model.linear.weights[:, 0], np.log(with_label / without))
    assert model.linear.intercepts[0] == pytest.approx(0)


def test_logistic_regression_is_fitted_to_both_parts_of_a_soft_label(toy):
    soft = np.where(toy.targets == 1, 0.9, 0.1)
    model = fitted(LogisticRegressionTfidf, with_soft_labels(toy, soft), soft_weight=1.0)
    features = TfidfVectorizer(ngram_range=(1, 2)).fit_transform(toy.texts)
    twice = LogisticRegression(
        solver="liblinear", class_weight="balanced", max_iter=2000, random_state=42
    ).fit(
        vstack([features, features]),
        np.repeat([1, 0], len(toy)),
        np.concatenate([soft[:, 0], 1 - soft[:, 0]]),
    )
    np.testing.assert_allclose(model.linear.weights[:, 0], twice.coef_[0], atol=1e-5)


@BOTH
def test_a_distilled_model_is_a_whole_scikit_learn_pipeline(kind, toy):
    model = fitted(kind, with_soft_labels(toy, 0.8 * toy.targets + 0.1), best_features=20)
    np.testing.assert_allclose(
        model.pipeline.predict_proba(toy.texts), model.predict_proba(toy.texts)
    )


@BOTH
def test_a_constant_label_stays_constant_with_any_soft_labels(kind, uneven):
    scores = fitted(
        kind, with_soft_labels(uneven, np.full(uneven.targets.shape, 0.5))
    ).predict_proba(["a"])
    assert scores[0, 4:].tolist() == [0.0, 1.0]


def test_root_balanced_multiplies_sample_weights():
    draw = np.random.default_rng(5)
    features, target = draw.normal(size=(90, 3)), np.array([1] * 10 + [0] * 80)
    weight = np.where(target == 1, 0.5, 1.0)
    options = {"solver": "liblinear", "random_state": 0}
    np.testing.assert_allclose(
        tfidf.RootBalanced(**options).fit(features, target, weight).coef_,
        LogisticRegression(**options).fit(features, target, np.where(target == 1, 2.0, 1.0)).coef_,
        atol=1e-9,
    )
