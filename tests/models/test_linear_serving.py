import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline

from emolab.models.base import ModelError, write_description
from emolab.models.linear.serving import LinearTfidf
from emolab.models.linear.training import linear_model

TEXTS = [
    "So merry today!",
    "the baker's dog, the dog",
    "SAD… sad\tsad",
    "no 😀 news",
    "Éléonore was",
]
LABELS = ("joy", "grief")
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
        linear_model(LABELS, pipeline).predict_proba([text]),
        pipeline.predict_proba([text]),
        rtol=0,
        atol=1e-12,
    )


def test_features_are_scikit_learns(pipeline):
    expected = pipeline["tfidf"].transform(TEXTS[1:2]).toarray()[0]
    found = np.zeros_like(expected)
    columns, values = linear_model(LABELS, pipeline).features(TEXTS[1])
    found[columns] = values
    np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.fixture
def saved(pipeline, tmp_path):
    """A folder with the saved model of `pipeline`."""
    linear_model(LABELS, pipeline).save(tmp_path)
    write_description(tmp_path, labels=list(LABELS))
    return tmp_path


def test_a_saved_model_scores_alike_to_the_last_bit(pipeline, saved):
    np.testing.assert_array_equal(
        LinearTfidf.load(saved).predict_proba(TEXTS),
        linear_model(LABELS, pipeline).predict_proba(TEXTS),
    )


def test_a_saved_model_is_arrays_and_terms_alone(saved):
    assert {path.name for path in saved.iterdir()} == {
        "weights.npz",
        "vocabulary.json",
        "model.json",
    }
    with np.load(saved / "weights.npz", allow_pickle=False) as arrays:
        assert {"intercepts", "starts", "columns", "weights", "idf_0"} <= set(arrays.files)
        assert all(arrays[name].dtype.kind in "if" for name in arrays.files)


def test_a_pickle_is_not_opened(saved):
    (saved / "weights.npz").unlink()
    (saved / "pipeline.joblib").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    with pytest.raises(ModelError, match="pickles, which are never opened"):
        LinearTfidf.load(saved)


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("starts", lambda array: array[:-1]),
        ("starts", lambda array: array[::-1]),
        ("columns", lambda array: array + 2),
        ("columns", lambda array: array[:-1]),
        ("intercepts", lambda array: array[:1]),
        ("weights", lambda array: array.astype(int)),
        ("idf_0", lambda array: array[:-1]),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(saved, name, spoil):
    with np.load(saved / "weights.npz") as stored:
        arrays = dict(stored)
    arrays[name] = spoil(arrays[name])
    np.savez_compressed(saved / "weights.npz", **arrays)
    with pytest.raises(ModelError, match="do not fit together"):
        LinearTfidf.load(saved)


def test_serving_needs_no_scikit_learn_scipy_pandas_or_joblib(tmp_path):
    pipeline = Pipeline(
        [("tfidf", TfidfVectorizer()), ("classifier", OneVsRestClassifier(LogisticRegression()))]
    ).fit(TEXTS, TARGETS)
    linear_model(LABELS, pipeline).save(tmp_path)
    write_description(tmp_path, labels=list(LABELS))
    code = (
        "import sys; from pathlib import Path; from emolab.models.registry import serve; "
        f"model = serve('naive_bayes', Path({str(tmp_path)!r})); model.predict_proba(['sad']); "
        "print({'sklearn', 'scipy', 'pandas', 'joblib'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
