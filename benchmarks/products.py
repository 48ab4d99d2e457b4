"""Matrix products of the encoder in 8 bits, beside one large product in 8 bits."""

import statistics

import numpy as np
from onnx import TensorProto, helper, load, numpy_helper
from onnxruntime import InferenceSession, SessionOptions

from benchmarks.timing import Row, interleaved, per_second
from emolab.models.transformer.serving import OnnxTransformer
from emolab.runs.store import Run

TEXTS, TOKENS = 24, 20
SHAPE = (1024, 1024, 1024)


def products(run: Run) -> list[Row]:
    """The encoder's 8-bit operations a second on one core, as a share of one large product's.

    A multiplication and its addition count as two. The encoder's operations are those of its
    weights alone; the time is that of everything it does.
    """
    folder = run.model_folder("transformer")
    session = OnnxTransformer.load(folder).side_by_side
    ids = np.random.default_rng(0).integers(1000, 20_000, (TEXTS, TOKENS))
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    rows, inner, columns = SHAPE
    large = _product(inner, columns)
    left = np.random.default_rng(1).integers(0, 255, (rows, inner)).astype(np.uint8)
    encoder, product = interleaved(
        lambda: session.run(None, inputs), lambda: large.run(None, {"left": left}), rounds=15
    )
    operations = 2 * _weights_in_products(folder / "model.onnx") * TEXTS * TOKENS / 1e9
    ours = per_second(operations, encoder)
    most = per_second(2 * rows * inner * columns / 1e9, product)
    return [
        Row.of_rounds(
            "speed of the encoder, of what one large 8-bit product reaches",
            "%",
            [100 * mine / large for mine, large in zip(ours, most, strict=True)],
            note=f"{statistics.median(ours):.0f} and {statistics.median(most):.0f} billion "
            f"operations a second on one core; {TEXTS} texts of {TOKENS} tokens, a product of "
            f"{rows}³",
        )
    ]


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
