import subprocess
import sys

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline

from emolab.models.linear import LinearTfidf, read_pipeline
from emolab.models.registry import write_description

TEXTS = [
    "So merry today!",
    "the baker's dog, the dog",
    "SAD… sad\tsad",
    "no 😀 news",
    "Éléonore was",
]
TARGETS = np.array([[1, 0], [0, 1], [0, 1], [1, 0], [1, 1]])
VECTORISERS = {
    "words": TfidfVectorizer(),
    "runs of words": TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True),
    "words, marks and letters": TfidfVectorizer(token_pattern=r"\w+|[^\w\s]"),
    "characters": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    "long runs of characters": TfidfVectorizer(analyzer="char_wb", ngram_range=(6, 7)),
    "words and characters": FeatureUnion(
        [("words", TfidfVectorizer()), ("characters", TfidfVectorizer(analyzer="char_wb"))]
    ),
}


@pytest.fixture(scope="module", params=VECTORISERS)
def pipeline(request):
    classifier = OneVsRestClassifier(LogisticRegression(C=10))
    return Pipeline([("tfidf", VECTORISERS[request.param]), ("classifier", classifier)]).fit(
        TEXTS, TARGETS
    )


@settings(max_examples=60, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=40),
        st.lists(st.sampled_from(" ".join(TEXTS).split()), max_size=8).map(" ".join),
    )
)
def test_any_text_scores_as_it_does_in_scikit_learn(pipeline, text):
    np.testing.assert_allclose(
        LinearTfidf(("joy", "grief"), pipeline).predict_proba([text]),
        pipeline.predict_proba([text]),
        rtol=0,
        atol=1e-12,
    )


def test_features_are_scikit_learns(pipeline):
    expected = pipeline["tfidf"].transform(TEXTS[1:2]).toarray()[0]
    found = np.zeros_like(expected)
    columns, values = LinearTfidf(("joy", "grief"), pipeline).features(TEXTS[1])
    found[columns] = values
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_pipeline_read_as_plain_objects_scores_alike(pipeline, tmp_path):
    joblib.dump(pipeline, tmp_path / "pipeline.joblib", compress=3)
    plain = read_pipeline(tmp_path / "pipeline.joblib")
    assert not hasattr(plain, "predict_proba")
    np.testing.assert_array_equal(
        LinearTfidf(("joy", "grief"), plain).predict_proba(TEXTS),
        LinearTfidf(("joy", "grief"), pipeline).predict_proba(TEXTS),
    )


def test_serving_needs_no_scikit_learn_scipy_or_pandas(tmp_path):
    pipeline = Pipeline(
        [("tfidf", TfidfVectorizer()), ("classifier", OneVsRestClassifier(LogisticRegression()))]
    ).fit(TEXTS, TARGETS)
    joblib.dump(pipeline, tmp_path / "pipeline.joblib", compress=3)
    write_description(tmp_path, labels=["joy", "grief"])
    code = (
        "import sys; from pathlib import Path; from emolab.models import serve; "
        f"model = serve('naive_bayes', Path({str(tmp_path)!r})); model.predict_proba(['sad']); "
        "print({'sklearn', 'scipy', 'pandas'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
