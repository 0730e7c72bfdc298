"""Classifiers of others: found out about, converted, used; and files that are none."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits import ConfigError, ModelError, Reader, ReaderOptions
from inkdigits.classify import Classifier, softmax
from inkdigits.convert import builtin_accuracies, import_model
from inkdigits.convert.probe import Choice, ProbeSet, choose, load_probe_set
from keras_models import fit_readout, import_keras, outputs_of, save_quietly
from pen import ink_of, written_page

onnx = pytest.importorskip("onnx")
h5py = pytest.importorskip("h5py")

helper, numpy_helper = onnx.helper, onnx.numpy_helper

Float = NDArray[np.float32]


@pytest.fixture(scope="module")
def probes() -> ProbeSet:
    return load_probe_set()


@pytest.fixture(scope="module")
def linear(probes: ProbeSet) -> tuple[Float, Float]:
    """Weights (784, 10) and bias of a linear classifier of framed digits, ink 1 on 0."""
    pictures = probes.frames.reshape(-1, 784).astype(np.float64)
    features = np.concatenate((pictures, np.ones((len(pictures), 1))), axis=1)
    gram = features.T @ features + 5 * np.eye(785)
    targets = np.where(np.eye(10)[probes.labels] > 0, 24.0, -4.0)  # as sure as it may be
    solved = np.linalg.solve(gram, features.T @ targets).astype(np.float32)
    return solved[:-1], solved[-1]


def save_linear(
    path: Path,
    linear: tuple[Float, Float],
    *,
    sides: tuple[Any, ...] = ("N", 1, 28, 28),
    scaling: str = "0..1",
    polarity: str = "white on black",
    tail: tuple[str, ...] = (),
    rows: int = -1,
    kind: int = onnx.TensorProto.FLOAT,
    opset: int = 17,
    name: str = "picture",
) -> Path:
    """An ONNX file whose weights undo a scaling and a polarity, so that it wants those."""
    factor, offset = Choice((784,), scaling, polarity, "logits").affine()
    weights, bias = linear[0] / factor, linear[1] - linear[0].sum(axis=0) * (offset / factor)
    nodes = [helper.make_node("Reshape", [name, "shape"], ["flat"])]
    if kind != onnx.TensorProto.FLOAT:
        nodes.append(helper.make_node("Cast", ["flat"], ["floats"], to=onnx.TensorProto.FLOAT))
    last = "floats" if len(nodes) > 1 else "flat"
    for number, (operator, inputs) in enumerate(
        [("MatMul", ["w"]), ("Add", ["b"]), *((each, []) for each in tail)]
    ):
        attributes = {"axis": 1} if "Softmax" in operator else {}
        nodes.append(helper.make_node(operator, [last, *inputs], [f"t{number}"], **attributes))
        last = f"t{number}"
    nodes.append(helper.make_node("Identity", [last], ["answer"]))
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info(name, kind, list(sides))],
        [helper.make_tensor_value_info("answer", onnx.TensorProto.FLOAT, None)],
        [
            numpy_helper.from_array(np.array((rows, 784), np.int64), "shape"),
            numpy_helper.from_array(weights.astype(np.float32), "w"),
            numpy_helper.from_array(bias.astype(np.float32), "b"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


# --- what is found out ----------------------------------------------------------------------------


@pytest.mark.parametrize("scaling", ["0..1", "0..255", "-1..1", "MNIST mean and deviation"])
@pytest.mark.parametrize("polarity", ["white on black", "black on white"])
def test_scaling_and_polarity_are_found(
    scaling: str, polarity: str, linear: tuple[Float, Float], probes: ProbeSet, tmp_path: Path
) -> None:
    path = save_linear(
        tmp_path / "a.onnx", linear, scaling=scaling, polarity=polarity, tail=("Softmax",)
    )
    found = import_model(path, tmp_path / "out.onnx")
    assert (found.choice.scaling, found.choice.polarity) == (scaling, polarity)
    assert found.choice.output == "softmax"
    expected = softmax(probes.frames.reshape(-1, 784) @ linear[0] + linear[1])
    logits = Classifier(tmp_path / "out.onnx").logits(probes.frames)
    np.testing.assert_allclose(softmax(logits[:, :10]), expected, atol=1e-4)


def test_of_ways_that_read_alike_the_likeliest_is_taken(probes: ProbeSet) -> None:
    logits = 10 * np.eye(10, dtype=np.float32)[probes.labels]
    misread = np.arange(len(logits)) % 7 == 0

    def run(batch: Float) -> Float:
        """Fed with what is not meant for it, it reads nine digits more, and is far too sure."""
        if batch.max() > 100:
            return np.where(misread[:, None], -logits, logits)
        more = misread & (misread.cumsum() > 9)
        return np.where(more[:, None], -logits, logits) * 10

    assert choose(run, ((784,),), probes).scaling == "0..255"


@pytest.mark.parametrize(
    ("sides", "shape"),
    [
        (("N", 1, 28, 28), (1, 28, 28)),
        (("N", 28, 28, 1), (28, 28, 1)),
        (("N", 28, 28), (28, 28)),
        (("N", 784), (784,)),
        ((1, 1, 28, 28), (1, 28, 28)),
        ((1, 784), (784,)),
        (("N", 1, "H", "W"), (1, 28, 28)),
        (("N", "H", "W", "C"), (1, 28, 28)),
    ],
)
@pytest.mark.parametrize("rows", [-1, 1])
def test_every_layout_and_fixed_batch_is_read(
    sides: tuple[Any, ...],
    shape: tuple[int, ...],
    rows: int,
    linear: tuple[Float, Float],
    probes: ProbeSet,
    tmp_path: Path,
) -> None:
    path = save_linear(tmp_path / "a.onnx", linear, sides=sides, rows=rows)
    found = import_model(path, tmp_path / "out.onnx")
    assert found.choice.shape == shape
    assert found.choice.output == "logits"
    logits = Classifier(tmp_path / "out.onnx").logits(probes.frames[:7])[:, :10]
    expected = probes.frames[:7].reshape(-1, 784) @ linear[0] + linear[1]
    np.testing.assert_allclose(logits, expected, atol=1e-3)


@pytest.mark.parametrize(
    ("tail", "output"),
    [
        ((), "logits"),
        (("Softmax",), "softmax"),
        (("LogSoftmax",), "logits"),
        (("Sigmoid",), "sigmoid"),
    ],
)
def test_the_meaning_of_the_outputs_is_found(
    tail: tuple[str, ...],
    output: str,
    linear: tuple[Float, Float],
    probes: ProbeSet,
    tmp_path: Path,
) -> None:
    found = import_model(save_linear(tmp_path / "a.onnx", linear, tail=tail), tmp_path / "out.onnx")
    assert found.choice.output == output
    logits = Classifier(tmp_path / "out.onnx").logits(probes.frames[:9])[:, :10]
    expected = probes.frames[:9].reshape(-1, 784) @ linear[0] + linear[1]
    told = np.abs(expected) < 10  # beyond, a float32 sigmoid is 0 or 1
    shift = 0 if output == "sigmoid" else (logits - expected).mean(axis=1, keepdims=True)
    np.testing.assert_allclose((logits - shift)[told], expected[told], atol=1e-2)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": onnx.TensorProto.UINT8, "scaling": "0..255"},
        {"kind": onnx.TensorProto.DOUBLE},
        {"opset": 8},
        {"opset": 21},
        {"name": "image"},  # the name that the written file gives its own input
        {"name": "logits"},
    ],
)
def test_other_types_versions_and_names_are_read(
    changes: dict[str, Any], linear: tuple[Float, Float], tmp_path: Path
) -> None:
    found = import_model(save_linear(tmp_path / "a.onnx", linear, **changes), tmp_path / "o.onnx")
    assert found.choice.scaling == changes.get("scaling", "0..1")
    assert found.accuracies["MNIST, framed by inkdigits"] > 0.85


@pytest.mark.parametrize("dictionary", [False, True])
def test_operators_for_scikit_learn_are_read(
    dictionary: bool, linear: tuple[Float, Float], tmp_path: Path
) -> None:
    """As skl2onnx writes a scaler, a classifier and, unless told otherwise, a dictionary."""
    ml = {"domain": "ai.onnx.ml"}

    def learned(model: Any) -> None:
        model.opset_import.add(version=3, **ml)
        reshape, product, *rest = model.graph.node
        product.input[0] = "scaled"
        scaler = helper.make_node("Scaler", ["flat"], ["scaled"], offset=[0.0], scale=[0.5], **ml)
        del model.graph.node[:]
        model.graph.node.extend([reshape, scaler, product, *rest])
        if dictionary:
            each = helper.make_node("ZipMap", ["answer"], ["map"], classlabels_int64s=range(10))
            each.domain = ml["domain"]
            model.graph.node.append(each)
            model.graph.output[0].name = "map"
            kind = model.graph.output[0].type.sequence_type.elem_type.map_type
            kind.key_type = onnx.TensorProto.INT64
            kind.value_type.tensor_type.elem_type = onnx.TensorProto.FLOAT

    doubled = (2 * linear[0], linear[1])
    path = save_linear(tmp_path / "a.onnx", doubled, sides=("N", 784), tail=("Softmax",))
    found = import_model(_edited(path, learned), tmp_path / "out.onnx")
    plain = import_model(save_linear(tmp_path / "b.onnx", linear), tmp_path / "b-out.onnx")
    assert (found.choice.scaling, found.choice.output) == ("0..1", "softmax")
    assert found.accuracies == plain.accuracies


def test_networks_of_16_bits_may_differ_more_from_their_original(
    linear: tuple[Float, Float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def halve(model: Any) -> None:
        half = onnx.TensorProto.FLOAT16
        for tensor in model.graph.initializer[1:]:
            values = numpy_helper.to_array(tensor).astype(np.float16)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
        for value in (*model.graph.input, *model.graph.output):
            value.type.tensor_type.elem_type = half

    monkeypatch.setattr("inkdigits.convert.importing.difference", lambda *_: 1.2e-4)
    whole = save_linear(tmp_path / "a.onnx", linear)
    with pytest.raises(ModelError, match=r"differs from the original by 0\.00012"):
        import_model(whole, tmp_path / "out.onnx")
    assert import_model(_edited(whole, halve), tmp_path / "out.onnx").difference == 1.2e-4


def test_the_temperature_makes_an_overconfident_model_less_sure(
    linear: tuple[Float, Float], tmp_path: Path
) -> None:
    sure = (linear[0] * 20, linear[1] * 20)
    path = save_linear(tmp_path / "a.onnx", sure, tail=("Softmax",))
    honest = import_model(save_linear(tmp_path / "b.onnx", linear), tmp_path / "b-out.onnx")
    found = import_model(path, tmp_path / "out.onnx")
    assert found.temperature > 5 * honest.temperature


def test_the_shipped_classifier_reads_the_built_in_digits() -> None:
    assert all(share > 0.97 for share in builtin_accuracies().values())


# --- Keras, from file to answer -------------------------------------------------------------------


@pytest.fixture(scope="module")
def keras_cnn(probes: ProbeSet, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    keras = import_keras()
    layers = keras.layers
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(12, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(12, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    fit_readout(model, 255 * probes.frames[..., None], probes.labels)
    return model, save_quietly(model, tmp_path_factory.mktemp("keras") / "cnn.h5")


def test_a_keras_model_reads_pages_and_pictures(
    keras_cnn: tuple[Any, Path], probes: ProbeSet, tmp_path: Path
) -> None:
    model, path = keras_cnn
    out = tmp_path / "new folder" / "cnn.onnx"
    found = import_model(path, out)
    assert (found.kind, found.choice.shape) == ("Keras", (28, 28, 1))
    assert (found.choice.scaling, found.choice.output) == ("0..255", "softmax")
    expected = outputs_of(model, 255 * probes.frames[:20, ..., None])
    classifier = Classifier(out)
    np.testing.assert_allclose(
        softmax(classifier.logits(probes.frames[:20]))[:, :10], expected, atol=1e-4
    )
    assert len(classifier.classes) == 10
    assert path.name in classifier.revision
    picture, _ = written_page(["207"])
    for locator in ("detector", "contours"):
        page = Reader(ReaderOptions(model=out, locator=locator)).read(picture)  # type: ignore[arg-type]
        assert len(page.digits) == 3
        assert all(0 <= d.confidence <= 1 and sum(d.probabilities) < 1.001 for d in page.digits)
    blank = Reader(ReaderOptions(model=out)).classify(np.full((40, 40), 255, np.uint8))
    assert blank.reason == "blank"


def run_cli(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k != "INKDIGITS_DATA"}
    return subprocess.run(
        [sys.executable, "-m", "inkdigits", *args],
        capture_output=True,
        text=True,
        env={**kept, **env},
    )


def test_the_command_says_what_it_chose(keras_cnn: tuple[Any, Path], tmp_path: Path) -> None:
    out = tmp_path / "m.onnx"
    run = run_cli("import-model", str(keras_cnn[1]), "--out", str(out))
    assert run.returncode == 0, run.stderr
    assert "0..255" in run.stdout
    assert "white on black" in run.stdout
    assert "other hands" in run.stdout
    assert f"--model {out}" in run.stderr
    picture = tmp_path / "seven.png"
    from PIL import Image

    Image.fromarray(255 - ink_of(7)).save(picture)
    read = run_cli("classify", "--model", str(out), str(picture))
    assert read.returncode == 0
    assert read.stdout.split("\t")[1] in "0123456789"


def test_the_command_measures_beside_the_shipped_model(
    linear: tuple[Float, Float], data_root: Path, tmp_path: Path
) -> None:
    path = save_linear(tmp_path / "a.onnx", linear)
    args = ("--out", str(tmp_path / "m.onnx"), "--limit", "40", "--json")
    run = run_cli("import-model", str(path), *args, INKDIGITS_DATA=str(data_root))
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout)
    measured = figures["accuracies"]["mnist: 40"]
    assert measured["shipped_percent"] > 95
    assert 50 < measured["model_percent"] <= 100
    assert set(figures["accuracies"]) > {"usps: 40", "swiss: 40", "unipen: 40"}


def test_the_web_page_uses_it(
    linear: tuple[Float, Float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inkdigits.web import answers, hand

    out = tmp_path / "m.onnx"
    import_model(save_linear(tmp_path / "a.onnx", linear), out)
    monkeypatch.setattr(hand, "model", out)
    answers.reader.cache_clear()
    try:
        assert len(answers.reader().classifier.classes) == 10
    finally:
        answers.reader.cache_clear()


def test_a_bad_model_stops_the_page_at_once(tmp_path: Path) -> None:
    pytest.importorskip("fastapi")
    (tmp_path / "junk.onnx").write_bytes(b"junk")
    run = run_cli("app", "--no-browser", "--port", "0", "--model", str(tmp_path / "junk.onnx"))
    assert run.returncode == 4
    assert "junk.onnx" in run.stderr


def test_trouble_on_the_command_line_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_text("no model")
    run = run_cli("import-model", str(tmp_path / "a.h5"), "--out", str(tmp_path / "m.onnx"))
    assert run.returncode == 4
    assert "neither a Keras nor an ONNX file" in run.stderr
    assert run.stdout == ""
    assert not (tmp_path / "m.onnx").exists()


# --- what cannot be used --------------------------------------------------------------------------


class Bomb:
    """Leaves a trace where it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return (Path.touch, (self.trace,))


def test_pickles_are_not_opened(tmp_path: Path) -> None:
    trace = tmp_path / "executed"
    path = tmp_path / "model.h5"
    path.write_bytes(pickle.dumps(Bomb(trace)))
    with pytest.raises(ModelError, match="a pickle, which would have to be executed"):
        import_model(path, tmp_path / "out.onnx")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/data.pkl", pickle.dumps(Bomb(trace)))
    with pytest.raises(ModelError, match="PyTorch file"):
        import_model(path, tmp_path / "out.onnx")
    assert not trace.exists()


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "neither a Keras nor an ONNX file"),
        (b"\x89HDF\r\n\x1a\n" + bytes(90), "is damaged"),
        (b"PK\x03\x04 and no more", "is damaged"),
        (b"\x1c\x00\x00\x00TFL3" + bytes(40), "TensorFlow Lite"),
        (b"\x08\x07\x12\x03abc", "neither a Keras nor an ONNX file"),
        (zipped(readme__txt=b"hello"), "expected config.json and model.weights.h5"),
        (zipped(**{"config__json": b"{", "model__weights__h5": b""}), "is damaged"),
        (zipped(**{"config__json": bytes(17 << 20), "model__weights__h5": b""}), "unpacks to"),
        (
            zipped(**{"config__json": b"{}", "model__weights__h5": bytes(3 << 20)}),
            "unpacks to",
        ),
        (zipped(**{"config__json": b"[" * 99_999, "model__weights__h5": b""}), "is damaged"),
    ],
)
def test_files_that_are_no_model_are_refused(
    content: bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inkdigits.convert.keras_files.FILE_LIMIT", 2 << 20)
    path = tmp_path / "model.keras"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=message):
        import_model(path, tmp_path / "out.onnx")
    assert not (tmp_path / "out.onnx").exists()


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a folder"):
        import_model(tmp_path, tmp_path / "out.onnx")
    with pytest.raises(ModelError, match="cannot be read"):
        import_model(tmp_path / "none.h5", tmp_path / "out.onnx")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_truncated_files_are_refused(
    share: float, keras_cnn: tuple[Any, Path], linear: tuple[Float, Float], tmp_path: Path
) -> None:
    zipped_model = save_quietly(keras_cnn[0], tmp_path / "whole.keras")
    plain = save_linear(tmp_path / "whole.onnx", linear)
    for whole in (keras_cnn[1], zipped_model, plain):
        content = whole.read_bytes()
        path = tmp_path / f"part{whole.suffix}"
        path.write_bytes(content[: int(share * len(content))])
        with pytest.raises(ModelError):
            import_model(path, tmp_path / "out.onnx")
    assert not (tmp_path / "out.onnx").exists()


def test_weights_alone_are_refused(keras_cnn: tuple[Any, Path], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        keras_cnn[0].save_weights(tmp_path / "only.weights.h5")
    with pytest.raises(ModelError, match="weights only"):
        import_model(tmp_path / "only.weights.h5", tmp_path / "out.onnx")


def _changed(keras_cnn: tuple[Any, Path], path: Path, change: Callable[[Any], None]) -> Path:
    path.write_bytes(keras_cnn[1].read_bytes())
    with h5py.File(path, "r+") as file:
        change(file)
    return path


def _kernel(file: Any) -> tuple[Any, str]:
    layer = next(name for name in file["model_weights"] if name.startswith("dense"))
    group = file["model_weights"][layer]
    name = group.attrs["weight_names"][0]
    return group, name


def test_links_out_of_the_file_are_not_followed(
    keras_cnn: tuple[Any, Path], tmp_path: Path
) -> None:
    def link(file: Any) -> None:
        group, name = _kernel(file)
        del group[name]
        group[name] = h5py.ExternalLink(str(keras_cnn[1]), f"{group.name}/{name}")

    with pytest.raises(ModelError, match="links to another place"):
        import_model(_changed(keras_cnn, tmp_path / "a.h5", link), tmp_path / "out.onnx")

    def outside(file: Any) -> None:
        group, name = _kernel(file)
        shape = group[name].shape
        del group[name]
        places = [(str(keras_cnn[1]), 0, 4 * int(np.prod(shape)))]
        group.create_dataset(name, shape, np.float32, external=places)

    with pytest.raises(ModelError, match="kept in another file"):
        import_model(_changed(keras_cnn, tmp_path / "b.h5", outside), tmp_path / "out.onnx")


def test_weights_that_unpack_to_too_much_are_refused(
    keras_cnn: tuple[Any, Path], tmp_path: Path
) -> None:
    def swell(file: Any) -> None:
        group, name = _kernel(file)
        del group[name]
        group.create_dataset(name, (1 << 20, 1 << 12), np.float32, chunks=True)

    path = _changed(keras_cnn, tmp_path / "a.h5", swell)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(ModelError, match="more weights than the 256 MiB"):
        import_model(path, tmp_path / "out.onnx")


def test_many_weights_unpack_to_too_much_together(
    keras_cnn: tuple[Any, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = 4 * max(int(np.prod(each.shape)) for each in keras_cnn[0].weights)
    monkeypatch.setattr("inkdigits.convert.keras_files._WEIGHTS_LIMIT", largest + 100)
    for path in (keras_cnn[1], save_quietly(keras_cnn[0], tmp_path / "cnn.keras")):
        with pytest.raises(ModelError, match="more weights than"):
            import_model(path, tmp_path / "out.onnx")


def test_weights_that_do_not_fit_are_refused(keras_cnn: tuple[Any, Path], tmp_path: Path) -> None:
    def shrink(file: Any) -> None:
        group, name = _kernel(file)
        del group[name]
        group[name] = np.zeros((7, 10), np.float32)

    with pytest.raises(ModelError, match="do not fit input"):
        import_model(_changed(keras_cnn, tmp_path / "a.h5", shrink), tmp_path / "out.onnx")


def test_a_model_of_something_else_is_refused(linear: tuple[Float, Float], tmp_path: Path) -> None:
    shuffled = linear[0][:, [5, 3, 8, 0, 9, 1, 7, 2, 4, 6]], linear[1]
    with pytest.raises(ModelError, match="must be the digits 0 to 9 in this order"):
        import_model(save_linear(tmp_path / "a.onnx", shuffled), tmp_path / "out.onnx")


def test_wrong_numbers_of_classes_and_pixels_are_refused(
    linear: tuple[Float, Float], tmp_path: Path
) -> None:
    more = np.concatenate((linear[0], linear[0]), axis=1), np.concatenate((linear[1], linear[1]))
    with pytest.raises(ModelError, match=r"shapes \[\(1, 20\)\], expected \(1, 10\)"):
        import_model(save_linear(tmp_path / "a.onnx", more), tmp_path / "out.onnx")
    path = save_linear(tmp_path / "b.onnx", linear, sides=("N", 3, 28, 28))
    with pytest.raises(ModelError, match="expected \\(N, 1, 28, 28\\)"):
        import_model(path, tmp_path / "out.onnx")


def test_numbers_that_are_not_finite_are_refused(
    linear: tuple[Float, Float], tmp_path: Path
) -> None:
    path = save_linear(tmp_path / "a.onnx", (linear[0] * np.float32(np.nan), linear[1]))
    with pytest.raises(ModelError, match="no finite numbers"):
        import_model(path, tmp_path / "out.onnx")


def _edited(path: Path, change: Callable[[Any], None]) -> Path:
    model = onnx.load(str(path))
    change(model)
    path.write_bytes(model.SerializeToString())
    return path


def test_onnx_with_more_than_plain_operators_is_refused(
    linear: tuple[Float, Float], tmp_path: Path
) -> None:
    def custom(model: Any) -> None:
        model.opset_import.add(domain="com.example", version=1)
        model.graph.node[-1].domain = "com.example"

    def outside(model: Any) -> None:
        tensor = model.graph.initializer[1]
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="../secret.bin")

    def second_input(model: Any) -> None:
        model.graph.input.append(helper.make_tensor_value_info("more", onnx.TensorProto.FLOAT, [1]))

    def huge(model: Any) -> None:
        sides = numpy_helper.from_array(np.array((1, 1 << 20, 1 << 12), np.int64), "sides")
        model.graph.initializer.append(sides)
        model.graph.node.insert(0, helper.make_node("ConstantOfShape", ["sides"], ["huge"]))

    for change, message in (
        (custom, "of the operators 'com.example'"),
        (outside, "are in another file"),
        (second_input, "has 2 inputs"),
        (huge, "more than a digit needs"),
    ):
        path = _edited(save_linear(tmp_path / "a.onnx", linear), change)
        with pytest.raises(ModelError, match=message):
            import_model(path, tmp_path / "out.onnx")


def test_what_onnx_runtime_cannot_load_is_told(linear: tuple[Float, Float], tmp_path: Path) -> None:
    def unknown(model: Any) -> None:
        model.graph.node[-1].op_type = "Clairvoyance"

    path = _edited(save_linear(tmp_path / "a.onnx", linear), unknown)
    with pytest.raises(ModelError, match=r"a\.onnx: .*Clairvoyance"):
        import_model(path, tmp_path / "out.onnx")


def test_the_original_is_never_overwritten(linear: tuple[Float, Float], tmp_path: Path) -> None:
    path = save_linear(tmp_path / "a.onnx", linear)
    with pytest.raises(ConfigError, match="is the model itself"):
        import_model(path, path)
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot write"):
        import_model(path, tmp_path / "file" / "out.onnx")
