"""One-vs-rest linear models on TF-IDF: logistic regression and multinomial naive Bayes."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, ClassVar, Self

import joblib
import numpy as np
from scipy.sparse import csr_array, vstack
from sklearn.base import BaseEstimator, clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, make_scorer
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import LabelBinarizer

from emolab.data.dataset import Split
from emolab.models.base import History, ModelError, write_description
from emolab.models.cross_fitting import cross_fit
from emolab.models.linear.feature_selection import BestFeatures, LogCountRatios
from emolab.models.linear.serving import LinearTfidf, Vectoriser
from emolab.models.linear.settings import (
    LOGISTIC_REGRESSION_GRID,
    NAIVE_BAYES_GRID,
    TfidfSettings,
)


class TfidfClassifier:
    """A pipeline of TF-IDF and one linear classifier a label, searched over a grid.

    Attributes:
        pipeline: scikit-learn's, once fitted.
        linear: the pipeline as it is served.
    """

    default_grid: ClassVar[dict[str, list[Any]]] = {}

    def __init__(self, labels: tuple[str, ...], settings: TfidfSettings | None = None) -> None:
        self.labels = labels
        self.settings = settings or TfidfSettings(grid=self.default_grid)
        self.history: History = {}
        self.cross_fitted: np.ndarray | None = None
        self.pipeline: Pipeline | None = None
        self.linear: LinearTfidf | None = None

    def _estimator(self) -> BaseEstimator:
        raise NotImplementedError

    def fit(self, train: Split, validation: Split) -> Self:
        """Search the grid by cross-validation inside train, then fit the best on all of it.

        The parallel work goes through joblib, so `joblib.parallel_config` moves it elsewhere.
        Validation is not looked at.
        """
        texts, targets = list(train.texts), train.targets
        best = self._search(texts, targets)
        vectoriser = self._vectoriser()
        features = vectoriser.fit_transform(texts)
        # joblib maps a large matrix read-only; one that is already sorted needs no write.
        features.sort_indices()
        if self.settings.cross_fit:
            chosen = {name: [value] for name, value in best.items()}
            alone = replace(self.settings, cross_fit=0, grid=chosen)
            self.cross_fitted = cross_fit(
                lambda _: type(self)(self.labels, alone),
                train,
                validation,
                self.settings.cross_fit,
                self.settings.seed,
            )
        one = self._one_label()
        one.set_params(**{self._prefix() + name: value for name, value in best.items()})
        classifier = one_vs_rest(one, features, targets, train.softened(self.settings.soft_weight))
        for one in classifier.estimators_:
            _slim(one)
        self.pipeline = Pipeline([("tfidf", vectoriser), ("classifier", classifier)])
        self.linear = linear_model(self.labels, self.pipeline)
        return self

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels)."""
        return self._fitted().predict_proba(texts)

    def _fitted(self) -> LinearTfidf:
        if self.linear is None:
            raise ModelError("This model is not fitted yet: call fit first.")
        return self.linear

    def save(self, folder: Path) -> None:
        """Write weights, vocabulary and description, and the scikit-learn pipeline where asked.

        The pipeline is for people who want it; EmoLab never opens one.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._fitted().save(folder)
        if self.settings.saved == "full":
            joblib.dump(self.pipeline, folder / "pipeline.joblib", compress=3)
        write_description(folder, labels=list(self.labels), settings=asdict(self.settings))

    def _vectoriser(self) -> TfidfVectorizer | FeatureUnion:
        settings = self.settings
        shared = {"min_df": settings.min_texts, "sublinear_tf": settings.sublinear}
        words = TfidfVectorizer(
            max_features=settings.max_features, ngram_range=settings.ngrams, **shared
        )
        if settings.marks:
            words.set_params(token_pattern=r"\w+|[^\w\s]")
        if settings.characters is None:
            return words
        characters = TfidfVectorizer(analyzer="char_wb", ngram_range=settings.characters, **shared)
        return FeatureUnion([("words", words), ("characters", characters)])

    def _one_label(self) -> BaseEstimator:
        """The estimator of one label, with the selection and scaling of its features."""
        steps: list[tuple[str, BaseEstimator]] = []
        if self.settings.best_features is not None:
            steps.append(("best", BestFeatures(self.settings.best_features)))
        if self.settings.count_ratios:
            steps.append(("ratios", LogCountRatios()))
        return Pipeline([*steps, ("model", self._estimator())]) if steps else self._estimator()

    def _prefix(self) -> str:
        """Where the grid's parameters lie within one label's estimator."""
        return "model__" if isinstance(self._one_label(), Pipeline) else ""

    def _search(self, texts: list[str], targets: np.ndarray) -> dict[str, Any]:
        """The parameters of the candidate with the highest mean micro F1 over the folds.

        A grid of one candidate is not searched. In a search, each fold is vectorised once and its
        features are kept in a temporary folder.
        """
        grid, prefix = self.settings.grid, f"classifier__estimator__{self._prefix()}"
        if all(len(values) == 1 for values in grid.values()):
            return {name: values[0] for name, values in grid.items()}
        with tempfile.TemporaryDirectory() as folder:
            classifier = OneVsRestClassifier(self._one_label())
            search = GridSearchCV(
                Pipeline(
                    [("tfidf", self._vectoriser()), ("classifier", classifier)],
                    memory=joblib.Memory(folder, verbose=0),
                ),
                {prefix + name: values for name, values in grid.items()},
                scoring=make_scorer(_micro_f1),
                cv=KFold(self.settings.folds, shuffle=True, random_state=self.settings.seed),
                n_jobs=-1,
                refit=False,
            ).fit(texts, targets)
        found = search.cv_results_
        self.history["grid"] = [
            {
                **{name.removeprefix(prefix): value for name, value in candidate.items()},
                "micro_f1": float(mean),
                "std": float(spread),
            }
            for candidate, mean, spread in zip(
                found["params"], found["mean_test_score"], found["std_test_score"], strict=True
            )
        ]
        return {name: search.best_params_[prefix + name] for name in grid}


def _micro_f1(targets: np.ndarray, predicted: np.ndarray) -> float:
    """Micro F1 over all labels; F1 where there is one."""
    average = "micro" if targets.shape[1] > 1 else "binary"
    return float(f1_score(targets, predicted, average=average))


def one_vs_rest(
    one: BaseEstimator, features: Any, targets: np.ndarray, soft: np.ndarray
) -> OneVsRestClassifier:
    """One fitted estimator a label; a soft target is a positive and a negative, each in part.

    scikit-learn's one-vs-rest takes labels alone, so with soft targets its parts are fitted here.

    Args:
        one: the estimator of a label, not fitted.
        features: sparse array of shape (n, n_features), its indices sorted.
        targets: 0/1 array of shape (n, n_labels), by which features are chosen and scaled.
        soft: array of that shape, 0 to 1.
    """
    classifier = OneVsRestClassifier(one, n_jobs=-1)
    if np.array_equal(targets, soft):
        classifier.fit(features, targets)
        classifier.n_jobs = None
        return classifier
    classifier.n_jobs = None
    classifier.label_binarizer_ = LabelBinarizer(sparse_output=True).fit(targets)
    classifier.estimators_ = joblib.Parallel(n_jobs=-1)(
        joblib.delayed(_fit_softly)(clone(one), features, targets[:, column], soft[:, column])
        for column in range(targets.shape[1])
    )
    return classifier


def _fit_softly(
    one: BaseEstimator, features: Any, target: np.ndarray, soft: np.ndarray
) -> BaseEstimator:
    """Fit one label's estimator, each text a positive by its soft target, a negative by the rest.

    Parts below a fiftieth are left out: they are most of the rows, and of no weight.
    """
    if target.min() == target.max():
        constant = np.column_stack([target, target])
        return OneVsRestClassifier(one).fit(features, constant).estimators_[0]
    *steps, model = one.named_steps.values() if isinstance(one, Pipeline) else [one]
    for step in steps:
        features = step.fit_transform(features, target)
    features = csr_array(features)
    positive, negative = np.flatnonzero(soft > 0.02), np.flatnonzero(soft < 0.98)
    model.fit(
        vstack([features[positive], features[negative]]),
        np.repeat([1, 0], [len(positive), len(negative)]),
        np.concatenate([soft[positive], 1 - soft[negative]]),
    )
    return one


class RootBalanced(LogisticRegression):
    """Logistic regression whose positives weigh the square root of negatives per positive."""

    def fit(self, X: Any, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Self:  # noqa: N803
        """As LogisticRegression.fit; a weight given is multiplied."""
        positives = np.asarray(y) == 1
        given = np.ones(len(positives)) if sample_weight is None else sample_weight
        ratio = np.sqrt(given[~positives].sum() / given[positives].sum())
        super().fit(X, y, np.where(positives, ratio, 1.0) * given)
        return self


class LogisticRegressionTfidf(TfidfClassifier):
    """Logistic regression with balanced class weights, L1 or L2 as the grid finds."""

    default_grid = LOGISTIC_REGRESSION_GRID

    def _estimator(self) -> BaseEstimator:
        root = self.settings.class_weight == "root"
        kind = RootBalanced if root else LogisticRegression
        return kind(
            solver="liblinear",
            class_weight=None if root else self.settings.class_weight,
            max_iter=2000,
            random_state=self.settings.seed,
        )


class NaiveBayesTfidf(TfidfClassifier):
    """Multinomial naive Bayes, smoothing and prior as the grid finds."""

    default_grid = NAIVE_BAYES_GRID

    def _estimator(self) -> BaseEstimator:
        return MultinomialNB()


def _slim(one: Any) -> None:
    """Drop what only further fitting would need, which is half of a saved naive Bayes."""
    model = one["model"] if isinstance(one, Pipeline) else one
    if isinstance(model, MultinomialNB):
        del model.feature_count_


def linear_model(labels: tuple[str, ...], pipeline: Pipeline) -> LinearTfidf:
    """A fitted pipeline of TF-IDF and one-vs-rest classifiers as plain arrays.

    Args:
        labels: label names in column order.
        pipeline: with the steps "tfidf" and "classifier".
    """
    lines = [_line(one) for one in pipeline["classifier"].estimators_]
    return LinearTfidf.of_lines(labels, _vectorisers(pipeline["tfidf"]), lines)


def _vectorisers(tfidf: Any) -> list[Vectoriser]:
    """The vectorisers whose features stand side by side."""
    parts = tfidf.transformer_list if hasattr(tfidf, "transformer_list") else [("words", tfidf)]
    found, offset = [], 0
    for _, part in parts:
        by_word = part.analyzer == "word"
        found.append(
            Vectoriser(
                {term: offset + int(column) for term, column in part.vocabulary_.items()},
                part.idf_,
                offset,
                part.ngram_range,
                re.compile(part.token_pattern) if by_word else None,
                part.sublinear_tf,
            )
        )
        offset += len(part.vocabulary_)
    return found


def _line(one: Any) -> tuple[np.ndarray, np.ndarray, float]:
    """Columns, weights and intercept of one label: log-odds = features @ weights + intercept."""
    steps = dict(one.steps) if hasattr(one, "steps") else {"model": one}
    weights, intercept = _logit_line(steps["model"])
    if "ratios" in steps:
        weights = weights * steps["ratios"].ratios_
    columns = steps["best"].columns_ if "best" in steps else np.arange(len(weights))
    return columns, weights, intercept


def _logit_line(model: Any) -> tuple[np.ndarray, float]:
    if hasattr(model, "feature_log_prob_"):
        without, with_label = model.feature_log_prob_
        return with_label - without, float(model.class_log_prior_[1] - model.class_log_prior_[0])
    if hasattr(model, "coef_"):
        return model.coef_[0], float(model.intercept_[0])
    # One-vs-rest puts a constant where a label has no positive, or no negative, in train.
    return np.zeros(0), float("inf") if model.y_[0] else float("-inf")
