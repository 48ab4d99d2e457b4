"""Where the limit is: the encoder's 8-bit products beside one large product."""

import numpy as np
from onnx import TensorProto, helper, load, numpy_helper
from onnxruntime import InferenceSession, SessionOptions

from benchmarks.timing import Row, medians
from emolab.artifacts import Run
from emolab.models.onnx import OnnxTransformer

TEXTS, TOKENS = 24, 20
SHAPE = (1024, 1024, 1024)


def products(run: Run) -> list[Row]:
    """Billions of 8-bit operations a second on one core, a product counting as two.

    The encoder's are those of its weights alone; the time is that of everything it does.
    """
    folder = run.model_folder("transformer")
    session = OnnxTransformer.load(folder).side_by_side
    ids = np.random.default_rng(0).integers(1000, 20_000, (TEXTS, TOKENS))
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    rows, inner, columns = SHAPE
    large = _product(inner, columns)
    left = np.random.default_rng(1).integers(0, 255, (rows, inner)).astype(np.uint8)
    encoder, product = medians(
        lambda: session.run(None, inputs), lambda: large.run(None, {"left": left}), 15
    )
    weights = _weights_in_products(folder / "model.onnx")
    ours = 2 * weights * TEXTS * TOKENS / encoder / 1e9
    theirs = 2 * rows * inner * columns / product / 1e9
    name = f"the encoder, {TEXTS} texts of {TOKENS} tokens, beside one product of {rows}³"
    return [Row(name, ours, theirs, "GOP/s", note="on one core")]


def _weights_in_products(path) -> int:
    """How many weights each token is multiplied with."""
    graph = load(path).graph
    sizes = {each.name: int(np.prod(each.dims)) for each in graph.initializer}
    kinds = ("MatMulIntegerToFloat", "MatMulInteger")
    return sum(sizes.get(node.input[1], 0) for node in graph.node if node.op_type in kinds)


def _product(inner: int, columns: int) -> InferenceSession:
    right = np.random.default_rng(2).integers(-64, 64, (inner, columns)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["left", "right", "zero"], ["product"])],
        "product",
        [helper.make_tensor_value_info("left", TensorProto.UINT8, ["rows", inner])],
        [helper.make_tensor_value_info("product", TensorProto.INT32, ["rows", columns])],
        [numpy_helper.from_array(right, "right"), numpy_helper.from_array(np.uint8(128), "zero")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    options = SessionOptions()
    options.intra_op_num_threads = 1
    return InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
