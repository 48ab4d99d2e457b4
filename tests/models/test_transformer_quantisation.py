import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from onnx import helper, numpy_helper
from onnxruntime import InferenceSession

from emolab.models.transformer.quantisation import quantise

WIDTH, OUTPUTS = 8, 5
WEIGHT = np.random.default_rng(0).normal(size=(WIDTH, OUTPUTS)).astype(np.float32)
few = settings(derandomize=True, deadline=None, max_examples=60)


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """A function that multiplies with WEIGHT in 8 bits, and the file that it runs."""
    path = tmp_path_factory.mktemp("product") / "model.onnx"
    shape = ["texts", "tokens"]
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "weight"], ["y"])],
        "product",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [*shape, WIDTH])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [*shape, OUTPUTS])],
        [numpy_helper.from_array(WEIGHT, "weight")],
    )
    opset = [helper.make_opsetid("", 20)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=10), path)
    quantise(path)
    session = InferenceSession(path, providers=["CPUExecutionProvider"])
    return lambda x: session.run(["y"], {"x": x})[0], path


def by_hand(x):
    """The product of one row at a time, rounded as 8 bits round it."""
    step = np.abs(WEIGHT).max(axis=0) / 64
    weight = np.rint(WEIGHT / step) * step
    size = max(float(np.abs(x).max()), 1e-9)
    return np.rint(x / size * 127) * size / 127 @ weight


@few
@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 4), st.integers(1, 5), st.just(WIDTH)),
        elements=st.floats(-100, 100, width=32),
    )
)
def test_every_row_is_multiplied_as_if_it_were_alone(product, x):
    multiply, _ = product
    together = multiply(x)
    for text in range(x.shape[0]):
        for token in range(x.shape[1]):
            alone = multiply(x[text : text + 1, token : token + 1])[0, 0]
            np.testing.assert_array_equal(together[text, token], alone)


def test_a_product_is_that_of_the_rounded_numbers(product):
    multiply, _ = product
    for row in np.random.default_rng(1).normal(size=(20, WIDTH)).astype(np.float32):
        assert multiply(row[None, None])[0, 0] == pytest.approx(by_hand(row), abs=0.05)


def test_a_row_of_zeros_gives_zeros(product):
    multiply, _ = product
    assert not multiply(np.zeros((1, 2, WIDTH), dtype=np.float32)).any()


def test_no_input_is_scaled_as_a_whole_any_more(product):
    _, path = product
    kinds = {node.op_type for node in onnx.load(path).graph.node}
    assert "MatMulIntegerToFloat" in kinds
    assert not kinds & {"DynamicQuantizeLinear", "MatMulInteger"}
