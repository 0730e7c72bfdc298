"""Other people's ONNX files: checked, and given a batch of any size."""

from __future__ import annotations

import math
from collections.abc import Iterator

import onnx
from onnx import helper, version_converter

from inkdigits.convert.graph import OPSET
from inkdigits.errors import ModelError

_OLDEST_OPSET = 9  # of which all nodes exist that are put around the model
_ELEMENT_LIMIT = 1 << 26
_LOOPS = ("Loop", "Scan")
_LEARNERS = "ai.onnx.ml"  # operators of ONNX for what scikit-learn has: scalers, trees, ...
_DOMAINS = ("", "ai.onnx", _LEARNERS)
_BATCH = "N"


def read_onnx(content: bytes) -> onnx.ModelProto:
    """An ONNX model of standard operators, whole, with one input and weights of its own.

    Raises:
        ModelError: It is none, or it needs what is not in the file.
    """
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except Exception as error:  # of protobuf, which has no types
        raise ModelError(
            f"this is neither a Keras nor an ONNX file, or it is damaged ({error})"
        ) from error
    if not model.graph.node or not model.opset_import:
        raise ModelError(
            "this is neither a Keras nor an ONNX file: expected a .keras, .h5 or .onnx model"
        )
    for tensor in _tensors(model):
        if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
            raise ModelError(
                f"the weights {tensor.name!r} are in another file, which is not read: write the "
                "model as one file (torch.onnx.export(..., external_data=False), or onnx.save)"
            )
    if model.functions:
        from onnx import inliner

        model = inliner.inline_local_functions(model)
    for node in _nodes(model.graph):
        if node.domain not in _DOMAINS:
            raise ModelError(
                f"the node {node.name or node.op_type!r} is of the operators {node.domain!r}, "
                "expected those of ONNX itself only: export it without custom operators"
            )
        if node.op_type in _LOOPS:
            raise ModelError(f"the model has a {node.op_type}, which a classifier does not need")
    _drop_domains(model)
    _drop_zip_maps(model)
    model = _recent(model)
    _check(model)
    _take_floats(model)
    return model


def free_batch(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with any number of pictures where it was written for one.

    It works where no node depends on that number (otherwise see `scan_batch`).
    """
    free = onnx.ModelProto()
    free.CopyFrom(model)
    del free.graph.value_info[:]
    for value in (*free.graph.input, *free.graph.output):
        sides = value.type.tensor_type.shape.dim
        if sides:
            sides[0].ClearField("dim_value")
            sides[0].dim_param = _BATCH
    for value in free.graph.output:  # shapes said wrongly elsewhere are noticed by running it
        value.type.tensor_type.ClearField("shape")
    return free


def scan_batch(model: onnx.ModelProto, result: str, picture: tuple[int, ...]) -> onnx.ModelProto:
    """The model with any number of pictures, which it is given one by one (ONNX's Scan).

    Args:
        model: The model.
        result: Name of the output with ten numbers.
        picture: Shape of one picture.
    """
    body, image = onnx.GraphProto(), model.graph.input[0]
    body.CopyFrom(model.graph)
    del body.input[:], body.output[:], body.value_info[:]
    kind = image.type.tensor_type.elem_type
    shape = [1, *picture]
    body.initializer.append(
        helper.make_tensor("scan/shape", onnx.TensorProto.INT64, [len(shape)], shape)
    )
    body.initializer.append(helper.make_tensor("scan/ten", onnx.TensorProto.INT64, [1], [10]))
    body.input.append(helper.make_tensor_value_info("scan/one", kind, shape[1:]))
    nodes = [
        helper.make_node("Reshape", ["scan/one", "scan/shape"], [image.name]),
        *body.node,
        helper.make_node("Reshape", [result, "scan/ten"], ["scan/result"]),
    ]
    del body.node[:]
    body.node.extend(nodes)
    out_kind = next(v for v in model.graph.output if v.name == result).type.tensor_type.elem_type
    body.output.append(helper.make_tensor_value_info("scan/result", out_kind, [10]))
    body.name = "one"
    whole = helper.make_graph(
        [helper.make_node("Scan", ["images"], ["results"], body=body, num_scan_inputs=1)],
        "each",
        [helper.make_tensor_value_info("images", kind, [_BATCH, *shape[1:]])],
        [helper.make_tensor_value_info("results", out_kind, [_BATCH, 10])],
    )
    return helper.make_model(
        whole, opset_imports=list(model.opset_import), ir_version=model.ir_version
    )


def has_halves(model: onnx.ModelProto) -> bool:
    """Whether weights have 16 bits."""
    halves = (onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16)
    return any(tensor.data_type in halves for tensor in _tensors(model))


def layouts(model: onnx.ModelProto) -> tuple[tuple[int, ...], ...]:
    """The shapes of one picture that fit what the model's input says.

    Raises:
        ModelError: None does.
    """
    known = ((1, 28, 28), (28, 28, 1), (28, 28), (784,))
    image = model.graph.input[0].type.tensor_type
    if not image.HasField("shape"):
        return known
    sides = [side.dim_value for side in image.shape.dim]
    fitting = tuple(
        shape
        for shape in known
        if len(sides) == len(shape) + 1
        and all(a in (0, b) for a, b in zip(sides[1:], shape, strict=True))
    )
    if not fitting or sides[0] > 1:
        said = ", ".join(str(side or "?") for side in sides)
        raise ModelError(
            f"the model takes input of the shape ({said}), expected (N, 1, 28, 28), "
            "(N, 28, 28, 1), (N, 28, 28) or (N, 784), with N free or 1"
        )
    return fitting


def _check(model: onnx.ModelProto) -> None:
    """Refuse what ONNX Runtime could only choke on, before it does."""
    graph = model.graph
    weights = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    if len(inputs) != 1:
        raise ModelError(f"the model has {len(inputs)} inputs, expected one: the picture")
    del graph.input[:]
    graph.input.extend(inputs)
    model.ir_version = max(model.ir_version, 4)  # from which weights need not be inputs
    try:
        shaped = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except Exception as error:  # the errors of its C++ side share no other base
        raise ModelError(f"this is no valid ONNX model: {_first_line(error)}") from error
    for value in shaped.graph.value_info:
        sides = [side.dim_value or 1 for side in value.type.tensor_type.shape.dim]
        if math.prod(sides) > _ELEMENT_LIMIT:
            raise ModelError(f"a node gives the shape {tuple(sides)}, more than a digit needs")


def _take_floats(model: onnx.ModelProto) -> None:
    """Put a Cast before an input of another type than float32."""
    image = model.graph.input[0]
    kind = image.type.tensor_type.elem_type
    if kind == onnx.TensorProto.FLOAT:
        return
    cast = helper.make_node("Cast", [image.name + "/float"], [image.name], to=kind)
    image.name += "/float"
    image.type.tensor_type.elem_type = onnx.TensorProto.FLOAT
    nodes = [cast, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def _recent(model: onnx.ModelProto) -> onnx.ModelProto:
    opset = max((each.version for each in model.opset_import if not each.domain), default=0)
    if opset >= _OLDEST_OPSET:
        return model
    try:
        return version_converter.convert_version(model, OPSET)
    except Exception as error:
        raise ModelError(
            f"the model is of ONNX opset {opset}, and cannot be lifted ({_first_line(error)}): "
            "export it again with opset 17"
        ) from error


def _drop_domains(model: onnx.ModelProto) -> None:
    """Operators that are named but not used."""
    newest: dict[str, int] = {"": 0}
    for each in model.opset_import:
        domain = each.domain.removesuffix("ai.onnx")
        if domain in _DOMAINS:
            newest[domain] = max(newest.get(domain, 0), each.version)
    del model.opset_import[:]
    model.opset_import.extend(helper.make_opsetid(*each) for each in newest.items())


def _drop_zip_maps(model: onnx.ModelProto) -> None:
    """Give probabilities as numbers: skl2onnx makes a dictionary of them for each picture."""
    for node in model.graph.node:
        if node.op_type == "ZipMap":
            node.op_type, node.domain = "Identity", ""
            del node.attribute[:]
            for value in model.graph.output:
                if value.name == node.output[0]:
                    value.type.tensor_type.elem_type = onnx.TensorProto.FLOAT


def _nodes(graph: onnx.GraphProto) -> Iterator[onnx.NodeProto]:
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                yield from _nodes(inner)


def _tensors(model: onnx.ModelProto) -> Iterator[onnx.TensorProto]:
    graphs = [model.graph]
    nodes = [*_nodes(model.graph), *(node for each in model.functions for node in each.node)]
    for node in nodes:
        for attribute in node.attribute:
            yield attribute.t
            yield from attribute.tensors
            graphs += [attribute.g, *attribute.graphs]
    for graph in graphs:
        yield from graph.initializer
        for sparse in graph.sparse_initializer:
            yield from (sparse.values, sparse.indices)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
