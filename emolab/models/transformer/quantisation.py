"""int8 quantisation of an exported file; a text's scores do not depend on its batch."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx_ir
from onnx import numpy_helper
from onnx_ir.passes.common import (
    CommonSubexpressionEliminationPass,
    DeduplicateInitializersPass,
    LiftConstantsToInitializersPass,
)
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxscript.rewriter import rewrite
from onnxscript.rewriter.pattern import RewriteRule


def quantise(path: Path) -> None:
    """Put 8-bit weights, one scale a column, and 8-bit products into an exported file.

    The library measures the inputs of a product over the whole batch, so that a text would score
    differently in another batch. Here each row has a scale of its own, which is more exact too.

    Products are taken with 7 of the 8 bits, so that processors without VNNI instructions, whose
    sums of two products saturate, give the same scores.
    """
    full = path.with_suffix(".full.onnx")
    path.rename(full)
    quantize_dynamic(full, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    full.unlink()
    onnx.save(scale_by_row(onnx.load(path)), path)


def scale_by_row(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with each product's input scaled row by row, no longer as a whole."""
    rule = RewriteRule(_scaled_as_a_whole, _scaled_by_row, remove_nodes=False)
    rewritten = rewrite(onnx_ir.from_proto(model), pattern_rewrite_rules=[rule])
    # What feeds several products is scaled once.
    once = onnx_ir.passes.Sequential(
        LiftConstantsToInitializersPass(lift_all_constants=True, size_limit=0),
        DeduplicateInitializersPass(),
        CommonSubexpressionEliminationPass(),
    )
    return onnx_ir.to_proto(once(rewritten).model)


def _scaled_as_a_whole(op: Any, x: Any, weight: Any, scale: Any, zero: Any) -> Any:
    whole, step, shift = op.DynamicQuantizeLinear(x, _outputs=3)
    product = op.MatMulInteger(whole, weight, shift, zero)
    return op.Mul(op.Cast(product, to=onnx.TensorProto.FLOAT), op.Mul(step, scale))


def _scaled_by_row(op: Any, x: Any, weight: Any, scale: Any, zero: Any, **_: Any) -> Any:
    # A row of zeros is divided by zero here, and whatever that gives is multiplied by zero below.
    size = op.ReduceMax(op.Abs(x), op.Constant(value_ints=[-1]))
    step = op.Constant(value_float=1 / 127)
    middle = op.Constant(value=numpy_helper.from_array(np.array(128, dtype=np.uint8)))
    rows = op.QuantizeLinear(op.Div(x, size), step, middle)
    product = op.MatMulIntegerToFloat(
        rows, weight, step, scale, middle, zero, _domain="com.microsoft"
    )
    return op.Mul(product, size)
