"""Keras files read as data give what Keras gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from inkdigits.errors import ModelError
from keras_models import (
    NETWORKS,
    import_keras,
    outputs_of,
    save_keras_2,
    save_quietly,
    weights_of,
    with_random_weights,
)

pytest.importorskip("h5py")
pytest.importorskip("onnx")

from inkdigits.convert.keras_config import network_of
from inkdigits.convert.keras_files import KerasFile, read_keras_hdf5, read_keras_zip
from inkdigits.convert.keras_graph import keras_to_onnx

Float = NDArray[np.float32]


@pytest.fixture(scope="module")
def keras() -> Any:
    return import_keras()


def converted_outputs(path: Path, batch: Float) -> Float:
    content = path.read_bytes()
    read = read_keras_zip if path.suffix == ".keras" else read_keras_hdf5
    return answers_of(read(content), batch)


def answers_of(file: KerasFile, batch: Float) -> Float:
    model = keras_to_onnx(network_of(file))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return np.asarray(session.run(None, {"image": batch})[0], np.float32)


def batch_for(shape: tuple[int, ...]) -> Float:
    return np.random.default_rng(0).random((3, *shape), np.float32)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_converted_network_answers_as_keras_does(keras: Any, name: str, tmp_path: Path) -> None:
    model = with_random_weights(NETWORKS[name](keras))
    batch = batch_for(model.input_shape[1:])
    expected = outputs_of(model, batch)
    for ending in (".keras", ".h5"):
        found = converted_outputs(save_quietly(model, tmp_path / f"model{ending}"), batch)
        np.testing.assert_allclose(found, expected, atol=1e-5, rtol=1e-5, err_msg=ending)


def test_the_answer_is_worth_comparing(keras: Any) -> None:
    model = with_random_weights(NETWORKS["textbook CNN"](keras))
    batch = batch_for((28, 28, 1))
    assert np.abs(np.diff(outputs_of(model, batch), axis=0)).max() > 1e-3


def test_frozen_layers_keep_the_order_of_their_weights(keras: Any, tmp_path: Path) -> None:
    model = with_random_weights(NETWORKS["models in a model"](keras))
    for layer in model.layers[1:3]:
        layer.trainable = False
    batch = batch_for((28, 28, 1))
    for ending in (".keras", ".h5"):
        found = converted_outputs(save_quietly(model, tmp_path / f"model{ending}"), batch)
        np.testing.assert_allclose(found, outputs_of(model, batch), atol=1e-5)


@pytest.mark.parametrize("older", [False, True])
def test_a_keras_2_file_answers_as_its_network_does(
    keras: Any, older: bool, tmp_path: Path
) -> None:
    layers = keras.layers
    model = with_random_weights(
        keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                layers.Conv2D(4, 3),
                layers.LeakyReLU(negative_slope=0.2),
                layers.MaxPooling2D(),
                layers.BatchNormalization(),
                layers.Flatten(),
                layers.Dense(10, activation="softmax"),
            ]
        )
    )
    path = save_keras_2(tmp_path / "old.h5", weights_of(model), older=older)
    batch = batch_for((28, 28, 1))
    np.testing.assert_allclose(converted_outputs(path, batch), outputs_of(model, batch), atol=1e-6)


Node = tuple[str, str, dict[str, Any], list[Any]]


def keras_2_network(*nodes: Node) -> KerasFile:
    """What Keras 2 writes of layers (class, name, configuration, inputs); the last one answers."""
    layers = [
        {"class_name": kind, "name": name, "config": config, "inbound_nodes": inputs}
        for kind, name, config, inputs in nodes
    ]
    config = {"layers": layers, "input_layers": [["image", 0, 0]]}
    config["output_layers"] = [[nodes[-1][1], 0, 0]]
    kernel = np.random.default_rng(1).normal(0, 0.1, (784, 10)).astype(np.float32)
    return KerasFile(
        {"class_name": "Functional", "config": config},
        lambda place: (kernel,) if place[-1][1] == "dense" else (),
        2,
    )


IMAGE: Node = ("InputLayer", "image", {"batch_input_shape": [None, 784]}, [])
DENSE = {"units": 10, "use_bias": False}


def arithmetic(name: str, first: list[Any], second: Any) -> Node:
    arguments = {"y": second, "name": None}
    return "TFOpLambda", name, {"function": name.removeprefix("tf.")}, [[*first, arguments]]


def test_arithmetic_of_keras_2_is_read() -> None:
    file = keras_2_network(
        IMAGE,
        arithmetic("tf.math.truediv", ["image", 0, 0], 2.0),
        arithmetic("tf.math.subtract", ["_CONSTANT_VALUE", -1, 1.0], ["tf.math.truediv", 0, 0]),
        ("Dense", "dense", DENSE, [[["tf.math.subtract", 0, 0, {"training": False}]]]),
        arithmetic("tf.math.multiply", ["dense", 0, 0], 3),
        arithmetic("tf.__operators__.add", ["dense", 0, 0], ["tf.math.multiply", 0, 0]),
    )
    batch = batch_for((784,))
    expected = 4 * ((1 - batch / 2) @ file.weights((("", "dense"),))[0])
    np.testing.assert_allclose(answers_of(file, batch), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (("Dense", "dense", DENSE, [[["image", 0, 0, {"training": True}]]]), "answers vary"),
        (("Dense", "dense", DENSE, [[["image", 0, 0, {"mask": 1}]]]), "is called with mask"),
        (arithmetic("tf.math.pow", ["image", 0, 0], 2), "a TFOpLambda, which holds code"),
    ],
)
def test_calls_of_keras_2_that_cannot_be_followed_are_refused(layer: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        network_of(keras_2_network(IMAGE, layer))


def test_an_average_leaves_out_padding_on_one_side(keras: Any, tmp_path: Path) -> None:
    # As TensorFlow and JAX do; on PyTorch Keras repeats the border there.
    pool = keras.layers.AveragePooling2D(3, strides=2, padding="same")
    tail = [keras.layers.Flatten(), keras.layers.Dense(10)]
    model = with_random_weights(keras.Sequential([keras.Input((28, 28, 1)), pool, *tail]))
    batch = batch_for((28, 28, 1))
    padded, ones = (np.zeros((3, 29, 29), np.float32) for _ in range(2))
    padded[:, :28, :28], ones[:, :28, :28] = batch[..., 0], 1
    windows, counts = (
        np.lib.stride_tricks.sliding_window_view(each, (3, 3), (1, 2))[:, ::2, ::2].sum((3, 4))
        for each in (padded, ones)
    )
    kernel, bias = weights_of(model)
    expected = (windows / counts).reshape(3, -1) @ kernel + bias
    found = converted_outputs(save_quietly(model, tmp_path / "model.keras"), batch)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_half_precision_weights_are_read(keras: Any, tmp_path: Path) -> None:
    dense = keras.layers.Dense(10, dtype="float16")
    model = with_random_weights(keras.Sequential([keras.Input((784,)), dense]))
    batch = batch_for((784,))
    found = converted_outputs(save_quietly(model, tmp_path / "half.keras"), batch)
    np.testing.assert_allclose(found, outputs_of(model, batch), atol=1e-2)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (["L.Flatten()", "L.Dense(26)"], r"answers with the shape \(26,\)"),
        (["L.Conv2DTranspose(2, 3)", "L.Flatten()", "L.Dense(10)"], "Conv2DTranspose, .* as ONNX"),
        (["L.Flatten()", "L.Lambda(lambda x: x)", "L.Dense(10)"], "holds code"),
        (["L.Flatten()", "L.Dense(10, activation='celu')"], "'celu' is not supported"),
        (["L.Conv2D(2, 3)"], "answers with the shape"),
    ],
)
def test_what_cannot_be_converted_is_named(
    keras: Any, layers: list[str], message: str, tmp_path: Path
) -> None:
    names = {"L": keras.layers}
    made = [eval(layer, names) for layer in layers]
    model = keras.Sequential([keras.Input((28, 28, 1)), *made])
    path = save_quietly(model, tmp_path / "model.keras")
    with pytest.raises(ModelError, match=message):
        converted_outputs(path, batch_for((28, 28, 1)))


@pytest.mark.parametrize("shape", [(32, 32, 3), (14, 14, 1), (100,), (None, None, 1, 1)])
def test_other_input_is_refused(keras: Any, shape: tuple[int, ...], tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input(shape), keras.layers.Dense(10)])
    path = save_quietly(model, tmp_path / "model.keras")
    with pytest.raises(ModelError, match=r"the shape .* expected \(28, 28\).* put layers before"):
        converted_outputs(path, batch_for((28, 28, 1)))


def test_layers_and_models_of_others_are_refused(keras: Any, tmp_path: Path) -> None:
    class Mine(keras.layers.Layer):  # type: ignore[misc]
        def call(self, x: Any) -> Any:
            return x

    class Whole(keras.Model):  # type: ignore[misc]
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.head = keras.layers.Dense(10)

        def call(self, x: Any) -> Any:
            return self.head(x)

    layered = keras.Sequential([keras.Input((784,)), Mine(), keras.layers.Dense(10)])
    with pytest.raises(ModelError, match="Mine, which is no layer of Keras itself"):
        converted_outputs(save_quietly(layered, tmp_path / "a.keras"), batch_for((784,)))
    whole = Whole()
    whole(np.zeros((1, 784), np.float32))
    with pytest.raises(ModelError, match="Whole, whose code is not in the file"):
        converted_outputs(save_quietly(whole, tmp_path / "b.keras"), batch_for((784,)))


def test_two_inputs_are_refused(keras: Any, tmp_path: Path) -> None:
    first, second = keras.Input((784,)), keras.Input((784,))
    joined = keras.layers.Concatenate()([first, second])
    model = keras.Model([first, second], keras.layers.Dense(10)(joined))
    with pytest.raises(ModelError, match="2 inputs"):
        converted_outputs(save_quietly(model, tmp_path / "model.keras"), batch_for((784,)))
