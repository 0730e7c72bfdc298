"""The layers of a Keras model and how they hang together, from its configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inkdigits.convert.keras_files import Array, KerasFile, Place
from inkdigits.errors import ModelError

MODELS = ("Sequential", "Functional", "Model")
_LAYER_LIMIT = 2000
_DEPTH_LIMIT = 8
_OUR_MODULES = ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras")
_CODE = ("Lambda", "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "TorchModuleWrapper")
_OPERATIONS = ("Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Maximum", "Minimum")
_TF_OPERATIONS = {
    "__operators__.add": "Add",
    "math.add": "Add",
    "math.subtract": "Subtract",
    "math.multiply": "Multiply",
    "math.truediv": "Divide",
    "math.divide": "Divide",
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
}
"""What `x + y` and the like are in files of Keras 2."""

_NUMBER = "_CONSTANT_VALUE"  # stands for a layer there


@dataclass(frozen=True)
class Result:
    """What the call number `call` of a layer gave."""

    layer: str
    call: int


Source = Result | float


@dataclass(frozen=True)
class Layer:
    """One layer.

    Attributes:
        kind: Its class, such as "Conv2D".
        name: Its name, unique within its network.
        config: Its configuration.
        weights: Its arrays, in the order of Keras.
        calls: For each call the inputs: results of other layers, or numbers.
        inner: The network, where the layer is a model itself.
        version: The major version of the Keras that wrote it.
    """

    kind: str
    name: str
    config: Mapping[str, Any]
    weights: tuple[Array, ...]
    calls: tuple[tuple[Source, ...], ...]
    inner: Network | None
    version: int


@dataclass(frozen=True)
class Network:
    """Layers that hang together.

    Attributes:
        layers: All layers.
        inputs: Names of the layers that stand for the inputs.
        outputs: What comes out.
        input_shape: Shape of the first input without the batch; None where it is not said.
    """

    layers: tuple[Layer, ...]
    inputs: tuple[str, ...]
    outputs: tuple[Result, ...]
    input_shape: tuple[int, ...] | None


def network_of(file: KerasFile) -> Network:
    """The network of a model file.

    Raises:
        ModelError: It is no Sequential or functional model of Keras's own layers.
    """
    return _network(file.config, file, ())


def _network(entry: Mapping[str, Any], file: KerasFile, place: Place) -> Network:
    kind = entry["class_name"]
    if kind not in MODELS or not _is_of_keras(entry):
        raise ModelError(
            f"the model's class is {entry.get('registered_name') or kind}, whose code is not in "
            "the file: expected a Sequential or functional model"
        )
    if len(place) > _DEPTH_LIMIT:
        raise ModelError(f"models stand in models more than {_DEPTH_LIMIT} deep")
    config = entry["config"]
    entries = config if isinstance(config, list) else config["layers"]
    if len(entries) > _LAYER_LIMIT:
        raise ModelError(f"the model has {len(entries)} layers, more than {_LAYER_LIMIT}")
    sequential = kind == "Sequential"
    groups = weight_groups(entries)
    layers: list[Layer] = []
    for item, group in zip(entries, groups, strict=True):
        name = item.get("name") or item["config"]["name"]
        _check_class(item, name)
        calls: tuple[tuple[Source, ...], ...] = ()
        if not sequential:
            calls = tuple(_call(name, node) for node in item["inbound_nodes"])
        elif item["class_name"] != "InputLayer":
            calls = ((Result(layers[-1].name, 0),) if layers else (Result("", 0),),)
        layers.append(_layer(item, name, calls, file, (*place, (group, name))))
    shape = _input_shape(entries, config if isinstance(config, dict) else {}, entry)
    if not sequential:
        inputs = tuple(r.layer for r in _results(config["input_layers"]))
        return Network(tuple(layers), inputs, tuple(_results(config["output_layers"])), shape)
    first = layers[0].name if layers and layers[0].kind == "InputLayer" else ""
    return Network(tuple(layers), (first,), (Result(layers[-1].name, 0),), shape)


def _layer(
    item: Mapping[str, Any],
    name: str,
    calls: tuple[tuple[Source, ...], ...],
    file: KerasFile,
    place: Place,
) -> Layer:
    kind, config = item["class_name"], item["config"]
    if kind in MODELS:
        return Layer(kind, name, {}, (), calls, _network(item, file, place), file.version)
    if operation := _tf_operation(item):
        return Layer(operation, name, {}, (), calls, None, file.version)
    return Layer(kind, name, config, file.weights(place), calls, None, file.version)


def _check_class(item: Mapping[str, Any], name: str) -> None:
    """Refuse a layer that is code, or of others than Keras."""
    kind = item["class_name"]
    if _tf_operation(item):
        return
    if kind in _CODE:
        raise ModelError(
            f"the layer {name!r} is a {kind}, which holds code; code in model files is not "
            "executed: replace it by layers such as Rescaling or Reshape and save again"
        )
    if not _is_of_keras(item):
        raise ModelError(
            f"the layer {name!r} is a {item.get('registered_name') or kind}, which is no layer of "
            "Keras itself: its code is not in the file"
        )
    if _is_operation(item) and kind not in _OPERATIONS:
        raise ModelError(
            f"the operation {name!r} ({kind}) is not supported, only {', '.join(_OPERATIONS)} and "
            "layers are: use a layer instead and save again"
        )


def _tf_operation(item: Mapping[str, Any]) -> str | None:
    """The layer that does what a piece of arithmetic in a file of Keras 2 does."""
    if item["class_name"] != "TFOpLambda":
        return None
    return _TF_OPERATIONS.get(item["config"]["function"])


def _is_of_keras(item: Mapping[str, Any]) -> bool:
    registered = item.get("registered_name")
    module = item.get("module")
    known = module is None or any(
        module == ours or module.startswith(ours + ".") for ours in _OUR_MODULES
    )
    return known and registered in (None, item["class_name"])


def weight_groups(entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The name of each layer's group in model.weights.h5: its class, the second one numbered 1."""
    used: dict[str, int] = {}
    for item in entries:
        name = re.sub(r"\W+", "", item["class_name"])
        name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
        name = re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
        if _is_operation(item):  # such as x + y: no layer, so it is not counted
            yield ""
            continue
        count = used.get(name, -1) + 1
        used[name] = count
        yield f"{name}_{count}" if count else name


def _is_operation(item: Mapping[str, Any]) -> bool:
    return str(item.get("module") or "").startswith(("keras.src.ops", "keras.ops"))


def _input_shape(
    entries: Sequence[Mapping[str, Any]], config: Mapping[str, Any], entry: Mapping[str, Any]
) -> tuple[int, ...] | None:
    first = entries[0]["config"] if entries else {}
    if isinstance(first, list):
        first = {}
    for shape in (
        first.get("batch_shape"),
        first.get("batch_input_shape"),
        config.get("build_input_shape"),
        (entry.get("build_config") or {}).get("input_shape"),
    ):
        if isinstance(shape, list) and shape:
            return tuple(-1 if side is None else int(side) for side in shape[1:])
    return None


def _call(name: str, node: Any) -> tuple[Source, ...]:
    """The inputs of one call, as Keras 3 or Keras 2 wrote them.

    Keras 3 notes `training` as well, but what the whole model is asked for prevails.
    """
    if not isinstance(node, dict):
        return tuple(_operands(name, node))
    kwargs = node.get("kwargs") or {}
    extra = [key for key, value in kwargs.items() if list(_tensors(value))]
    if extra:
        raise ModelError(f"the layer {name!r} takes tensors as {', '.join(extra)}: not supported")
    return tuple(_tensors(node["args"]))


def _tensors(value: Any) -> Iterator[Source]:
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        layer, call, _ = value["config"]["keras_history"]
        yield Result(str(layer), int(call))
    elif isinstance(value, list):
        for each in value:
            yield from _tensors(each)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield float(value)


def _operands(name: str, nested: Any) -> Iterator[Source]:
    """The inputs of a call in Keras 2: references like ["conv", 0, 0, {}], alone or in lists.

    The second operand of arithmetic is the argument "y"; a number comes first as _NUMBER.
    """
    if not isinstance(nested[0], str):
        for each in nested:
            yield from _operands(name, each)
        return
    layer, call, number, *rest = nested
    arguments = {key: value for key, value in (rest[0] if rest else {}).items() if key != "name"}
    yield float(number) if layer == _NUMBER else Result(layer, int(call))
    second = arguments.pop("y", None)
    if isinstance(second, list):
        yield from _operands(name, second)
    elif second is not None:
        yield float(second)
    if arguments.pop("training", None):
        raise ModelError(f"the layer {name!r} is called with training=True, so its answers vary")
    if given := [key for key, value in arguments.items() if value is not None]:
        raise ModelError(f"the layer {name!r} is called with {', '.join(given)}: not supported")


def _results(nested: Any) -> Iterator[Result]:
    """References like ["conv", 0, 0], alone or in lists."""
    if len(nested) >= 3 and isinstance(nested[0], str):
        yield Result(nested[0], int(nested[1]))
        return
    for each in nested.values() if isinstance(nested, dict) else nested:
        yield from _results(each)
