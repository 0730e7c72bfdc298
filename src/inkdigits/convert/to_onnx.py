"""Our classifier as a plain ONNX file: 32-bit weights, one documented input, one output."""

from __future__ import annotations

from typing import Any

import onnx
from onnx import helper, numpy_helper

from inkdigits.convert.graph import IR_VERSION, OPSET
from inkdigits.convert.steps import INPUT, OUTPUT, Steps

_INPUT_DOC = (
    "One digit each, 28 x 28, ink 1 on a ground of 0, framed as in MNIST: the longer side of the "
    "ink 20 pixels, its centre of mass in the middle."
)


def onnx_bytes(steps: Steps, classes: int) -> bytes:
    """The content of the file."""
    kind = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [
            helper.make_node(s.operator, list(s.inputs), [s.output], **_attributes(s.attributes))
            for s in steps.steps
        ],
        "inkdigits",
        [helper.make_tensor_value_info(INPUT, kind, ["N", 1, 28, 28], doc_string=_INPUT_DOC)],
        [
            helper.make_tensor_value_info(
                OUTPUT,
                kind,
                ["N", classes],
                doc_string="Divide by the metadata's temperature, then softmax: probabilities.",
            )
        ],
        [numpy_helper.from_array(values, name) for name, values in steps.weights.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="inkdigits",
    )
    for key, value in steps.metadata.items():
        model.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def _attributes(attributes: dict[str, Any]) -> dict[str, Any]:
    """Without what concerns training only."""
    return {k: v for k, v in attributes.items() if k not in ("training_mode", "momentum")}
