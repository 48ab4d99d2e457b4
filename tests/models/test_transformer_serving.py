import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emolab.models.transformer import serving as onnx
from emolab.models.transformer.quantisation import quantise
from emolab.models.transformer.serving import OnnxTransformer, batches_by_length

ROOT = Path(__file__).parents[2]


@pytest.fixture
def served(trained):
    return OnnxTransformer.load(trained[1])


def test_scores_equal_torchs(trained, served, toy):
    model, _ = trained
    texts = (*toy.texts, "", "xylophone 😀", "so " * 100)
    np.testing.assert_allclose(
        served.predict_proba(texts), model.predict_proba(texts), rtol=0, atol=1e-4
    )


def test_the_labels_are_those_of_training(served, labels):
    assert served.labels == labels


def test_a_text_scores_the_same_alone_as_in_any_company(served, toy):
    texts = [*toy.texts, "so", "so sad and so sad and so sad and so sad"]
    together = served.predict_proba(texts)
    alone = np.concatenate([served.predict_proba([text]) for text in texts])
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-6)


def test_in_8_bits_too_a_text_scores_the_same_alone_as_in_any_company(
    trained, toy, tmp_path, monkeypatch
):
    shutil.copytree(trained[1], tmp_path, dirs_exist_ok=True)
    quantise(tmp_path / "model.onnx")
    served = OnnxTransformer.load(tmp_path)
    texts = [*toy.texts, "", "so", "so sad and so sad and so sad and so sad"]
    alone = np.concatenate([served.predict_proba([text]) for text in texts])
    for tokens in (1, 64, 100_000):
        monkeypatch.setattr(onnx, "_TOKENS", tokens)
        np.testing.assert_allclose(served.predict_proba(texts), alone, rtol=0, atol=1e-5)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(1, 30)), st.integers(1, 64))
def test_batches_hold_every_row_once_in_order_of_length_and_within_the_limit(lengths, tokens):
    batches = batches_by_length(lengths, tokens)
    rows = [row for batch in batches for row in batch]
    assert rows == sorted(range(len(lengths)), key=lambda row: (lengths[row], row))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * lengths[batch[-1]] <= tokens


def test_a_batch_takes_as_many_rows_as_fit():
    assert batches_by_length([2, 9, 2, 2, 3], tokens=6) == [[0, 2, 3], [4], [1]]


def test_scores_come_in_the_order_of_the_texts(served, toy):
    order = np.random.default_rng(0).permutation(len(toy))
    np.testing.assert_allclose(
        served.predict_proba([toy.texts[row] for row in order]),
        served.predict_proba(toy.texts)[order],
        rtol=0,
        atol=1e-6,
    )


def test_no_texts_give_no_rows(served):
    assert served.predict_proba([]).shape == (0, 4)


def test_one_text_gives_one_row_of_scores_from_0_to_1(served):
    scores = served.predict_proba(["so sad"])
    assert scores.shape == (1, 4)
    assert ((scores > 0) & (scores < 1)).all()


def test_an_empty_text_is_scored(served):
    assert np.isfinite(served.predict_proba([""])).all()


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 2), ("sad", 3), ("my neighbour felt sad today", 7), ("sad " * 1000, 32)],
)
def test_tokens_are_counted_with_the_two_special_ones_and_the_limit(trained_cls, text, count):
    assert OnnxTransformer.load(trained_cls[1]).token_count(text) == count


def test_what_lies_past_the_limit_is_not_read(trained_cls):
    served = OnnxTransformer.load(trained_cls[1])
    # The limit of 32 leaves 30 tokens beside the two special ones.
    read, longer, shorter = served.predict_proba(
        ["sad " * 30, "sad " * 30 + "happy " * 500, "sad " * 29]
    )
    np.testing.assert_allclose(longer, read, rtol=0, atol=1e-6)
    assert np.abs(shorter - read).max() > 1e-6


def test_serving_imports_neither_torch_nor_transformers(trained):
    _, folder = trained
    script = (
        "import sys; from pathlib import Path; from emolab.models.registry import serve\n"
        "serve('transformer', Path(sys.argv[1])).predict_proba(['so sad'])\n"
        "print([name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.strip() == "[]", answer.stderr


def test_the_part_of_a_text_that_is_read_ends_where_the_limit_cuts(served):
    """A limit of 32 tokens leaves room for 30 words between the two special tokens."""
    word = "merry"
    pieces = served.token_count(word) - 2
    read = served.part_read(" ".join([word] * 40))
    assert len(read.split()) == -(-30 // pieces)
    assert served.part_read("so merry today") == "so merry today"
