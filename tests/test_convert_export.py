"""Our classifier in the formats of other tools answers there as it does here."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from PIL import Image

from inkdigits import ConfigError, ModelError
from inkdigits.classify import Classifier
from inkdigits.convert import ExportFormat, export_model, import_model
from inkdigits.convert.probe import load_probe_set
from keras_models import import_keras, outputs_of
from tiny_models import save_classifier

onnx = pytest.importorskip("onnx")
pytest.importorskip("h5py")
torch = pytest.importorskip("torch")

Float = NDArray[np.float32]
Answer = Callable[[Float], Float]

ENDINGS: dict[ExportFormat, str] = {"onnx": ".onnx", "keras": ".keras", "torch": ".pt2"}


def in_onnx(path: Path) -> Answer:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return lambda frames: np.asarray(session.run(["logits"], {"image": frames[:, None]})[0])


def in_keras(path: Path) -> Answer:
    model = import_keras().models.load_model(path)
    return lambda frames: outputs_of(model, frames[..., None])


def in_torch(path: Path) -> Answer:
    module = torch.export.load(path).module()
    return lambda frames: module(torch.from_numpy(frames[:, None])).detach().numpy()


TOOLS = {"onnx": in_onnx, "keras": in_keras, "torch": in_torch}


@pytest.fixture(scope="module")
def frames() -> Float:
    return load_probe_set().frames[::25]


@pytest.fixture(scope="module")
def textbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network of `inkdigits train classifier --preset quick`: pooling, ten classes."""
    from inkdigits.train.export import export_classifier
    from inkdigits.train.networks import TextbookNet

    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("textbook") / "classifier.onnx"
    export_classifier(
        TextbookNet(),
        path,
        classes="0123456789",
        temperature=1.5,
        reject_threshold=1.0,
        options={},
        examples=np.zeros((2, 28, 28), np.uint8),
    )
    return path


@pytest.mark.parametrize("form", ENDINGS)
def test_the_shipped_classifier_answers_there_as_here(
    form: ExportFormat, frames: Float, tmp_path: Path
) -> None:
    path = tmp_path / f"digits{ENDINGS[form]}"
    example = export_model(form, path)
    expected = Classifier().logits(frames)
    answer = TOOLS[form](path)
    np.testing.assert_allclose(answer(frames), expected, atol=1e-4)
    np.testing.assert_allclose(answer(frames[:1]), expected[:1], atol=1e-4)
    assert str(path) in example


@pytest.mark.parametrize("form", ENDINGS)
def test_a_network_with_pooling_answers_there_as_here(
    form: ExportFormat, textbook: Path, frames: Float, tmp_path: Path
) -> None:
    path = tmp_path / f"digits{ENDINGS[form]}"
    export_model(form, path, model=textbook)
    expected = Classifier(textbook).logits(frames)[:, :10]
    np.testing.assert_allclose(TOOLS[form](path)(frames), expected, atol=1e-4)


@pytest.mark.parametrize("form", ENDINGS)
def test_the_printed_example_runs_without_inkdigits(
    form: ExportFormat,
    frames: Float,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import_keras()
    monkeypatch.chdir(tmp_path)
    example = export_model(form, f"digits{ENDINGS[form]}")
    assert 5 <= len(example.splitlines()) <= 12
    number = 7
    Image.fromarray(np.round(255 * frames[number]).astype(np.uint8)).save("digit.png")
    probabilities = Classifier().probabilities(frames[number : number + 1])[0]
    for name in [each for each in sys.modules if each.split(".")[0] == "inkdigits"]:
        monkeypatch.setitem(sys.modules, name, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Keras, with this NumPy
        exec(example, {})
    digit, confidence = capsys.readouterr().out.split()
    assert int(digit) == probabilities.argmax()
    assert float(confidence) == pytest.approx(probabilities.max(), abs=0.01)


def test_the_command_writes_the_file_and_prints_the_example(tmp_path: Path) -> None:
    path = tmp_path / "digits.onnx"
    run = subprocess.run(
        [
            *(sys.executable, "-m", "inkdigits", "export-model"),
            *("--format", "onnx", "--out", str(path)),
        ],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert path.is_file()
    assert "onnxruntime.InferenceSession" in run.stdout
    assert str(path) in run.stderr


def test_the_onnx_file_says_what_it_takes_and_opens_in_opencv(
    frames: Float, tmp_path: Path
) -> None:
    path = tmp_path / "digits.onnx"
    export_model("onnx", path)
    graph = onnx.load(str(path)).graph
    assert [value.name for value in graph.output] == ["logits"]
    assert "framed as in MNIST" in graph.input[0].doc_string
    network = cv2.dnn.readNetFromONNX(str(path))
    network.setInput(frames[:, None])
    np.testing.assert_allclose(network.forward(), Classifier().logits(frames), atol=1e-4)


def test_the_state_keeps_the_names_of_the_training(tmp_path: Path) -> None:
    from inkdigits.train.networks import DigitNet

    path = tmp_path / "digits.pt2"
    export_model("torch", path)
    state = torch.export.load(path).state_dict
    wanted = {k for k in DigitNet().state_dict() if not k.endswith("num_batches_tracked")}
    assert set(state) == wanted
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        DigitNet().load_state_dict(state, strict=False)


def test_equal_models_are_equal_keras_files(textbook: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export_model("keras", tmp_path / f"{name}.keras", model=textbook)
    assert (tmp_path / "a.keras").read_bytes() == (tmp_path / "b.keras").read_bytes()


def test_what_was_exported_is_imported_again(textbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "digits.keras"
    export_model("keras", path, model=textbook)
    with pytest.raises(ModelError, match="reads at most"):  # it was never trained
        import_model(path, tmp_path / "out.onnx")


@pytest.mark.parametrize("form", ENDINGS)
def test_wrong_endings_are_refused(form: ExportFormat, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"must end in {ENDINGS[form]}"):
        export_model(form, tmp_path / "digits.bin")
    assert not (tmp_path / "digits.bin").exists()


def test_other_networks_and_bad_files_are_refused(tmp_path: Path) -> None:
    linear = save_classifier(tmp_path / "linear.onnx")
    model = onnx.load(str(linear))
    model.graph.node[0].op_type = "Reshape"
    model.graph.node[0].input.append("shape")
    sides = onnx.numpy_helper.from_array(np.array((-1, 784), np.int64), "shape")
    model.graph.initializer.append(sides)
    del model.graph.node[0].attribute[:]
    onnx.save(model, str(linear))
    with pytest.raises(ModelError, match="has the operator Reshape"):
        export_model("keras", tmp_path / "a.keras", model=linear)
    (tmp_path / "junk.onnx").write_bytes(b"junk")
    with pytest.raises(ModelError, match="no ONNX model"):
        export_model("onnx", tmp_path / "b.onnx", model=tmp_path / "junk.onnx")
    with pytest.raises(ConfigError, match="is the model itself"):
        export_model("onnx", linear, model=linear)


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['onnx'] = None\n"
        "from inkdigits.cli import main\n"
        f"sys.argv = ['inkdigits', 'export-model', '--format', 'onnx', '--out', {str(tmp_path)!r}"
        " + '/a.onnx']\nmain()"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 2
    assert "pip install 'inkdigits[keras]'" in run.stderr
