"""Weights in few bits: small files, the same answers."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from inkdigits.onnx_weights import LARGE, pack_weights, read_weights, rounded


def weights(*shape: int, seed: int = 0) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    spread = np.exp(rng.normal(0, 1, (shape[0], *[1] * (len(shape) - 1))))
    return (rng.normal(0, 0.05, shape) * spread).astype(np.float32)


BIG, BIGGEST, SMALL = weights(80, 100, 3, 3), weights(140, 100, 3, 3), weights(8, 100, 3, 3)


@pytest.mark.parametrize(("values", "most"), [(BIG, 15), (BIGGEST, 7)])
def test_large_layers_keep_a_few_levels_of_each_channels_reach(
    values: NDArray[np.float32], most: int
) -> None:
    kept = rounded(values)
    assert kept.dtype == np.float32
    assert kept.shape == values.shape
    step = np.abs(values).max(axis=(1, 2, 3)) / most
    mean_square = np.square(kept - values).mean(axis=(1, 2, 3))
    assert (mean_square <= 0.1 * step**2).all()  # a twelfth, and chance
    assert max(len(np.unique(channel)) for channel in kept) <= 2 * most + 1


def test_vectors_keep_half_precision() -> None:
    bias = weights(2 * LARGE)
    assert np.array_equal(rounded(bias), bias.astype(np.float16).astype(np.float32))


def test_small_layers_keep_six_bits_of_each_weight() -> None:
    kept = rounded(SMALL)
    np.testing.assert_allclose(kept, SMALL, rtol=2**-6, atol=1e-7)
    fraction, _ = np.frexp(kept)
    assert np.array_equal(fraction * 2**6, np.round(fraction * 2**6))
    assert len(zlib.compress(kept.astype(np.float16))) < 0.8 * kept.size * 2


@pytest.mark.parametrize("inputs", [1000, 2000])
@pytest.mark.parametrize("seed", range(5))
def test_what_is_rounded_stays_as_it_is(seed: int, inputs: int) -> None:
    kept = rounded(weights(70, inputs, seed=seed))
    assert np.array_equal(rounded(kept), kept)


def test_what_is_no_number_stays_none() -> None:
    broken = BIG.copy()
    broken[3, 5] = np.nan
    kept = rounded(broken)
    assert np.isnan(kept[3]).all()
    assert np.array_equal(np.delete(kept, 3, 0), np.delete(rounded(BIG), 3, 0))


def test_an_empty_channel_stays_empty() -> None:
    bare = BIG.copy()
    bare[2] = 0
    assert not rounded(bare)[2].any()


@pytest.mark.parametrize(("outputs", "bytes_each"), [(300, 1.1), (500, 0.55), (501, 0.55)])
def test_a_packed_model_answers_as_the_rounded_one(
    tmp_path: Path, outputs: int, bytes_each: float
) -> None:
    dense, bias = weights(outputs, 300), weights(outputs, seed=1)
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["x", "dense", "bias"], ["y"], transB=1)],
        "one layer",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 300])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", outputs])],
        [numpy_helper.from_array(dense, "dense"), numpy_helper.from_array(bias, "bias")],
    )
    pack_weights(graph, {"dense", "bias"})
    found = read_weights(graph)
    assert np.array_equal(found["dense"], rounded(dense))
    assert np.array_equal(found["bias"], rounded(bias))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(tmp_path / "m.onnx"))
    assert (tmp_path / "m.onnx").stat().st_size < bytes_each * dense.size
    x = weights(5, 300, seed=2)
    session = onnxruntime.InferenceSession(str(tmp_path / "m.onnx"))
    (y,) = session.run(["y"], {"x": x})
    assert np.allclose(y, x @ rounded(dense).T + rounded(bias), atol=1e-5)
