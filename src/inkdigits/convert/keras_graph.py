"""A Keras network as an ONNX graph. Each tensor keeps the axes that Keras gives it."""

from __future__ import annotations

import onnx

from inkdigits.convert.graph import Graph, Value
from inkdigits.convert.keras_config import Layer, Network, Result, Source
from inkdigits.convert.keras_layers import LAYERS
from inkdigits.errors import ModelError

_LAYOUTS = ((28, 28), (28, 28, 1), (1, 28, 28), (784,))


def keras_to_onnx(network: Network) -> onnx.ModelProto:
    """The network as an ONNX model: input "image" (N, *its shape), output "result" (N, 10).

    Raises:
        ModelError: A layer is unknown, its input or its weights do not fit, or input or output is
            not that of a classifier of digits.
    """
    if len(network.inputs) != 1 or len(network.outputs) != 1:
        raise ModelError(
            f"the model has {len(network.inputs)} inputs and {len(network.outputs)} outputs, "
            "expected one of each"
        )
    shape = network.input_shape
    fitting = [
        each
        for each in _LAYOUTS
        if shape is not None
        and len(each) == len(shape)
        and all(a in (-1, b) for a, b in zip(shape, each, strict=True))
    ]
    if len(fitting) != 1:
        expected = " or ".join(str(layout) for layout in _LAYOUTS)
        raise ModelError(
            f"the model takes input of the shape {shape}, expected {expected}: put layers before "
            "it that make its input of (28, 28, 1), such as ZeroPadding2D, and save the whole"
        )
    graph = Graph()
    (result,) = _run(graph, network, [Value("image", fitting[0])])
    if result.shape != (10,):
        raise ModelError(
            f"the model answers with the shape {result.shape}, expected (10,): one output for each "
            "digit"
        )
    graph.nodes.append(onnx.helper.make_node("Identity", [result.name], ["result"]))
    return graph.model("image", ("N", *fitting[0]), "result", 10)


def _run(graph: Graph, network: Network, inputs: list[Value]) -> list[Value]:
    """Add a network's nodes for some inputs; its outputs."""
    if len(inputs) != len(network.inputs):
        raise ModelError(f"a model inside takes {len(network.inputs)} inputs, got {len(inputs)}")
    values = {Result(name, 0): value for name, value in zip(network.inputs, inputs, strict=True)}
    calls = {layer.name: len(layer.calls) for layer in network.layers}

    def known(source: Source) -> Value | float | None:
        if isinstance(source, float):
            return source
        if calls.get(source.layer) == 1:
            source = Result(source.layer, 0)
        return values.get(source)

    waiting = [
        (layer, number)
        for layer in network.layers
        for number in range(len(layer.calls))
        if layer.kind != "InputLayer"
    ]
    while waiting:
        later = []
        for layer, number in waiting:
            sources = [known(source) for source in layer.calls[number]]
            ready = [source for source in sources if source is not None]
            if len(ready) < len(sources):
                later.append((layer, number))
            else:
                values[Result(layer.name, number)] = _call(graph, layer, ready)
        if len(later) == len(waiting):
            raise ModelError(f"the input of the layer {later[0][0].name!r} comes from nowhere")
        waiting = later
    outputs = [known(output) for output in network.outputs]
    found = [value for value in outputs if isinstance(value, Value)]
    if len(found) != len(outputs):
        raise ModelError("an output of the model comes from nowhere")
    return found


def _call(graph: Graph, layer: Layer, inputs: list[Value | float]) -> Value:
    if layer.inner is not None:
        tensors = [each for each in inputs if isinstance(each, Value)]
        outputs = _run(graph, layer.inner, tensors)
        if len(outputs) != 1:
            raise ModelError(f"the model {layer.name!r} inside has {len(outputs)} outputs, not 1")
        return outputs[0]
    if layer.kind not in LAYERS:
        raise ModelError(
            f"the layer {layer.name!r} is a {layer.kind}, which is not supported: write the model "
            "as ONNX, with model.export('model.onnx', format='onnx'). Supported in a Keras file "
            f"are {', '.join(sorted(LAYERS))}"
        )
    try:
        return LAYERS[layer.kind](graph, layer, inputs)
    except ModelError as error:
        raise ModelError(f"the layer {layer.name!r} ({layer.kind}): {error}") from error
