from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from numpy.typing import NDArray

import tiny_data
from inkdigits.errors import DataError
from inkdigits.train import data, mislabelled, mnist
from inkdigits.train.data import Split, load_digit_sources, load_junk_sources
from inkdigits.train.mnist import download_mnist, mnist_arrays
from inkdigits.train.sources import NOT_A_DIGIT, ImageSource, Source, StrokeSource
from inkdigits.train.strokes import render_strokes, tight

SPLITS: tuple[Split, ...] = get_args(Split)


@pytest.fixture(scope="module", autouse=True)
def few_for_validation() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "MNIST_VALIDATION", 20)
        patch.setattr(mislabelled, "_PLACES", {})  # of the real files
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every set, in small; read-only by agreement."""
    return tiny_data.write_all(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def splits(root: Path) -> dict[Split, dict[str, Source]]:
    return {
        split: {
            s.name: s for s in (*load_digit_sources(root, split), *load_junk_sources(root, split))
        }
        for split in SPLITS
    }


# --- splits -------------------------------------------------------------------------------------


def test_every_set_is_there_in_every_split(splits: dict[Split, dict[str, Source]]) -> None:
    for split in SPLITS:
        assert set(splits[split]) == {*data.DIGIT_SETS, *data.JUNK_SETS}


def test_every_glyph_is_in_one_split(splits: dict[Split, dict[str, Source]]) -> None:
    sizes = {name: [len(splits[s][name]) for s in SPLITS] for name in splits["train"]}
    assert sizes["mnist"] == [40, 20, 20]
    assert sizes["unipen"] == [40, 40, 40]
    assert sizes["pendigits"] == [20, 20, 20]
    assert sizes["swiss"] == [20, 10, 10]
    assert sizes["optdigits"] == [40, 200, 20]
    assert sizes["semeion"] == [1200, 100, 20]
    assert sizes["letters"] == [16, 8, 8]
    assert sizes["omniglot"] == [20, 10, 10]
    assert sizes["fonts"] == [20, 10, 10]
    assert sizes["font-letters"] == [4, 2, 2]  # without the O, which is a zero to anybody


@pytest.mark.parametrize("name", ["unipen", "pendigits", "swiss", "letters", "fonts"])
def test_splits_share_no_writers(splits: dict[Split, dict[str, Source]], name: str) -> None:
    writers = [set(splits[split][name].writers.tolist()) for split in SPLITS]
    assert all(writers)
    for k, own in enumerate(writers):
        for other in writers[k + 1 :]:
            assert not own & other


def test_mnists_test_digits_are_never_trained_on(root: Path) -> None:
    images, _ = mnist_arrays(root / "mnist", "test")
    tested = {tight(im).tobytes() for im in images}
    for split in ("train", "validation"):
        (source,) = load_digit_sources(root, split, ["mnist"])
        assert isinstance(source, ImageSource)
        assert not tested & {im.tobytes() for im in source.images}
    (source,) = load_digit_sources(root, "test", ["mnist"])
    assert isinstance(source, ImageSource)
    assert {im.tobytes() for im in source.images} == tested


def test_look_alikes_are_left_out(root: Path) -> None:
    with np.load(root / "unipen_letters.npz") as pack:
        names = pack["labels"]
    assert {"O", "l"} <= set(names.tolist())
    assert {*"OoIl|"} <= data.LOOK_ALIKES
    for split in SPLITS:
        (letters,) = (s for s in load_junk_sources(root, split) if s.name == "letters")
        assert isinstance(letters, StrokeSource)
        # O and l are one stroke each; of what may stay only M is.
        assert sum(len(strokes) == 1 for strokes in letters.strokes) == len(letters) // 4


@pytest.mark.parametrize("name", ["mnist", "unipen", "pendigits", "swiss", "bhmsds"])
def test_what_is_labelled_wrong_is_left_out_of_all_but_the_test(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def sizes() -> list[int]:
        return [len(load_digit_sources(root, split, [name])[0]) for split in SPLITS]

    monkeypatch.setattr(mislabelled, "_PLACES", {})
    train, validation, test = sizes()
    monkeypatch.setattr(mislabelled, "_PLACES", {name: tuple(range(1, 1000, 3))})
    left = sizes()
    assert left[0] < train
    assert left[1] < validation
    assert left[2] == test


STEM = np.float32([[0, 0], [2, 50], [-1, 100]])
ROOF = np.float32([[0, 100], [30, 0], [60, 100]])


@pytest.mark.parametrize(
    ("strokes", "stem"),
    [
        ([STEM], True),
        ([STEM, ROOF], False),
        ([ROOF], False),
        ([STEM[:, ::-1]], False),  # lies
        ([STEM[:1]], False),  # a dot
    ],
)
def test_a_bare_stem_is_a_straight_upright_line(
    strokes: list[NDArray[np.float32]], stem: bool
) -> None:
    assert mislabelled.is_stem(strokes) is stem


def test_one_stroke_of_a_sign_is_known_by_whose_it_is() -> None:
    assert mislabelled.is_cut("+", "ibm:r00", [STEM])
    assert not mislabelled.is_cut("+", "ibm:r00", [STEM, STEM[:, ::-1]])
    assert not mislabelled.is_cut("+", "app:ann", [STEM])
    assert not mislabelled.is_cut("-", "ibm:r00", [STEM[:, ::-1]])


@pytest.mark.data
def test_no_letter_to_train_on_is_a_bare_stem_or_cut(data_root: Path) -> None:
    for split, least in (("train", 35_000), ("validation", 8_000)):
        letters = load_junk_sources(data_root, split)[0]
        assert isinstance(letters, StrokeSource)
        assert len(letters) > least
        assert "\\@" not in letters.kinds
        parts = zip(letters.kinds.tolist(), letters.writers.tolist(), letters.strokes, strict=True)
        assert not any(mislabelled.is_cut(*part) or mislabelled.is_stem(part[2]) for part in parts)


def test_labels_say_what_is_a_digit(splits: dict[Split, dict[str, Source]]) -> None:
    for split in SPLITS:
        for name, source in splits[split].items():
            assert source.labels.dtype == np.int64
            assert source.labels.shape == source.writers.shape == (len(source),)
            if name in data.JUNK_SETS:
                assert (source.labels == NOT_A_DIGIT).all()
            else:
                assert source.labels.min() >= 0
                assert source.labels.max() <= 9


def test_every_glyph_can_be_drawn_at_any_size(splits: dict[Split, dict[str, Source]]) -> None:
    rng = np.random.default_rng(0)
    for source in splits["train"].values():
        for height in (8, 30, 72):
            ink = source.ink(0, height=height, pen=3, rng=rng)
            assert ink.dtype == np.uint8
            assert abs(ink.shape[0] - height) <= max(4, 0.2 * height)
            assert ink.max() > 100


# --- strokes ------------------------------------------------------------------------------------


def test_strokes_follow_the_pen_and_the_height() -> None:
    strokes = [np.array([[0, 0], [0, 500]], np.float32)]
    thin, thick = (render_strokes(strokes, height=60, pen=pen) for pen in (3, 12))
    assert thin.shape[0] == pytest.approx(60, abs=2)
    assert thick.shape[0] == pytest.approx(60, abs=3)
    assert thick.shape[1] > 2 * thin.shape[1]


def test_a_wide_glyph_stays_within_twice_its_height() -> None:
    strokes = [np.array([[0, 0], [1000, 10]], np.float32)]
    ink = render_strokes(strokes, height=40, pen=4)
    assert ink.shape[1] <= 84
    assert ink.shape[0] <= 44


def test_a_point_is_a_dot() -> None:
    ink = render_strokes([np.array([[7, 7]], np.float32)], height=30, pen=6)
    assert 4 <= max(ink.shape) <= 9


def test_hard_edges_are_black_or_white() -> None:
    strokes = [np.array([[0, 0], [300, 500]], np.float32)]
    assert set(np.unique(render_strokes(strokes, height=60, pen=5, antialias=False))) <= {0, 255}


def test_tight_cuts_the_ground_off() -> None:
    picture = np.zeros((20, 30), np.uint8)
    picture[5:9, 7:12] = 255
    assert tight(picture).shape == (4, 5)
    assert tight(np.zeros((20, 30), np.uint8)).shape == (1, 1)


# --- trouble ------------------------------------------------------------------------------------


def test_sets_that_are_absent_are_left_out(tmp_path: Path) -> None:
    tiny_data.write_mnist(tmp_path)
    assert [s.name for s in load_digit_sources(tmp_path, "train")] == ["mnist"]
    assert load_junk_sources(tmp_path, "train") == []


def test_no_set_at_all_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no digit set was found in .*docs/DATA\.md"):
        load_digit_sources(tmp_path, "train")


def test_a_set_that_is_asked_for_and_absent_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no digit set"):
        load_digit_sources(tmp_path, "train", ["unipen"])
    with pytest.raises(DataError, match=r"the digit sets are mnist, .*found 'usps'"):
        load_digit_sources(tmp_path, "train", ["usps"])


def _truncate(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return (
        content[:middle]
        + bytes(255 - b for b in content[middle : middle + 40])
        + content[middle + 40 :]
    )


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "text": lambda content: b"404: not found",
    "truncated": _truncate,
    "flipped": _flip,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"])
def test_a_damaged_mnist_is_a_data_error(tmp_path: Path, name: str, damage: str) -> None:
    tiny_data.write_mnist(tmp_path)
    path = tmp_path / "mnist" / name
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(DataError):
        load_digit_sources(tmp_path, "train")


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_pack_is_a_data_error(tmp_path: Path, damage: str) -> None:
    tiny_data.write_unipen(tmp_path)
    path = tmp_path / "unipen_digits.npz"
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(DataError, match="damaged"):
        load_digit_sources(tmp_path, "train")


def test_a_pack_that_lacks_an_array_is_a_data_error(tmp_path: Path) -> None:
    np.savez(tmp_path / "unipen_digits.npz", labels=np.arange(10))
    with pytest.raises(DataError, match=r"damaged \(.*fetch it again"):
        load_digit_sources(tmp_path, "train")


def test_a_picture_that_does_not_decode_is_a_data_error(tmp_path: Path) -> None:
    tiny_data.write_swiss(tmp_path)
    with np.load(tmp_path / "swiss_numbers.npz") as pack:
        arrays = dict(pack)
    arrays["png"][:60] = 0
    np.savez(tmp_path / "swiss_numbers.npz", **arrays)
    with pytest.raises(DataError, match="picture 0 does not decode"):
        load_digit_sources(tmp_path, "train")


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("train-images-idx3-ubyte.gz", np.zeros((60, 28), np.uint8), "3 dimensions"),
        ("train-images-idx3-ubyte.gz", np.zeros((60, 14, 14), np.uint8), "60, 14, 14"),
        ("train-images-idx3-ubyte.gz", np.zeros((59, 28, 28), np.uint8), "images for"),
        ("train-labels-idx1-ubyte.gz", np.zeros((60, 28, 28), np.uint8), "1 dimensions"),
    ],
)
def test_a_file_of_another_shape_is_a_data_error(
    tmp_path: Path, name: str, array: Any, message: str
) -> None:
    tiny_data.write_mnist(tmp_path)
    (tmp_path / "mnist" / name).write_bytes(tiny_data.idx(array))
    with pytest.raises(DataError, match=message):
        mnist_arrays(tmp_path / "mnist", "train")


def test_an_idx_file_whose_header_lies_is_a_data_error(tmp_path: Path) -> None:
    tiny_data.write_mnist(tmp_path)
    path = tmp_path / "mnist" / "train-images-idx3-ubyte.gz"
    raw = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(raw[:-100]))
    with pytest.raises(DataError):
        load_digit_sources(tmp_path, "train")


def test_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INKDIGITS_DATA", raising=False)
    assert data.data_root(tmp_path) == tmp_path
    with pytest.raises(DataError, match=r"pass --data DIR or set INKDIGITS_DATA"):
        data.data_root()
    with pytest.raises(DataError, match=r"existing directory, found .*gone: check --data"):
        data.data_root(tmp_path / "gone")
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path))
    assert data.data_root() == tmp_path


# --- fetching MNIST -----------------------------------------------------------------------------


class Mirror:
    """A web server on this machine; `files` may be changed while it runs."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.asked: list[str] = []
        self.broken_off = False
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.strip("/")
                mirror.asked.append(name)
                content = mirror.files.get(name)
                if content is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                extra = 1000 if mirror.broken_off else 0
                self.send_header("Content-Length", str(len(content) + extra))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """A mirror of a small MNIST, after one that is down."""
    files = tiny_data.mnist_files(30, 10)
    named = {
        key: (name, hashlib.md5(files[name]).hexdigest())
        for key, (name, _) in mnist.MNIST_FILES.items()
    }
    server = Mirror(dict(files))
    monkeypatch.setattr(mnist, "MNIST_FILES", named)
    monkeypatch.setattr(mnist, "MNIST_MIRRORS", ("http://127.0.0.1:9/", server.url))
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    yield server
    server.close()


def test_mnist_is_fetched_from_the_mirror_that_answers(tmp_path: Path, mirror: Mirror) -> None:
    folder = download_mnist(tmp_path / "new" / "mnist")
    assert folder == tmp_path / "new" / "mnist"
    assert sorted(p.name for p in folder.iterdir()) == sorted(mirror.files)
    images, labels = mnist_arrays(folder, "train")
    assert images.shape == (30, 28, 28)
    assert labels.tolist() == [k % 10 for k in range(30)]


def test_what_is_there_already_is_not_fetched_again(tmp_path: Path, mirror: Mirror) -> None:
    download_mnist(tmp_path)
    name = "t10k-labels-idx1-ubyte.gz"
    (tmp_path / name).write_bytes(b"damaged")
    mirror.asked.clear()
    download_mnist(tmp_path)
    assert mirror.asked == [name]
    assert (tmp_path / name).read_bytes() == mirror.files[name]


def test_a_wrong_checksum_is_a_data_error_and_leaves_nothing(
    tmp_path: Path, mirror: Mirror
) -> None:
    mirror.files["train-images-idx3-ubyte.gz"] += b"x"
    with pytest.raises(DataError, match=r"train-images.*wrong checksum.*by hand"):
        download_mnist(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_a_data_error(tmp_path: Path, mirror: Mirror) -> None:
    del mirror.files["train-labels-idx1-ubyte.gz"]
    with pytest.raises(DataError, match=r"train-labels.*404"):
        download_mnist(tmp_path)


def test_a_download_that_breaks_off_is_a_data_error(tmp_path: Path, mirror: Mirror) -> None:
    mirror.broken_off = True
    with pytest.raises(DataError, match="could not be fetched"):
        download_mnist(tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- the real sets ------------------------------------------------------------------------------


@pytest.mark.data
def test_no_writer_of_the_real_sets_is_in_two_splits(data_root: Path) -> None:
    for name, groups in (("unipen_digits", "contributors"), ("swiss_numbers", "writers")):
        with np.load(data_root / f"{name}.npz") as pack:
            known = set(pack[groups].tolist())
        held = (
            (data.UNIPEN_TEST, data.UNIPEN_VALIDATION)
            if name == "unipen_digits"
            else (data.SWISS_TEST, data.SWISS_VALIDATION)
        )
        assert {*held[0], *held[1]} <= known
        assert not {*held[0]} & {*held[1]}
    for split in SPLITS:
        (source,) = load_digit_sources(data_root, split, ["pendigits"])
        assert len(source) > 500
