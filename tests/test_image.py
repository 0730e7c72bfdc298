from __future__ import annotations

import builtins
import io
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image

from inkdigits.errors import ImageError
from inkdigits.image import ImageSource, load_image, load_rgb
from picture_files import saved, steps

EXIF_ORIENTATION = 0x0112


# --- what a picture may come as ---------------------------------------------------------------


def test_every_kind_of_source_gives_the_same_picture(tmp_path: Path) -> None:
    grey = steps()
    data = saved(Image.fromarray(grey), "PNG")
    path = tmp_path / "steps.png"
    path.write_bytes(data)
    with path.open("rb") as file:
        sources: list[ImageSource] = [
            path,
            str(path),
            data,
            bytearray(data),
            memoryview(data),
            io.BytesIO(data),
            file,
            grey,
            Image.fromarray(grey),
            Image.open(io.BytesIO(data)),
        ]
        for source in sources:
            np.testing.assert_array_equal(load_image(source), grey)
            assert load_rgb(source).mode == "RGB"
            np.testing.assert_array_equal(np.asarray(load_rgb(source).convert("L")), grey)
        assert not file.closed


def test_a_file_object_is_read_from_its_start_and_stays_open() -> None:
    stream = io.BytesIO(saved(Image.fromarray(steps()), "PNG"))
    stream.seek(0, io.SEEK_END)
    np.testing.assert_array_equal(load_image(stream), steps())
    assert not stream.closed


def test_a_stream_that_cannot_seek_is_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, offset: int, whence: int = 0) -> int:
            raise OSError("a pipe does not seek")

    np.testing.assert_array_equal(load_image(Pipe(saved(Image.fromarray(steps()), "PNG"))), steps())


@pytest.mark.parametrize(
    ("file_format", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("TIFF", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
        ("BMP", {}, 0),
        ("GIF", {}, 0),
        ("PPM", {}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("WEBP", {"quality": 95}, 12),
        ("JPEG", {"quality": 95}, 6),
        ("AVIF", {"quality": 95}, 12),
        ("HEIF", {"quality": 95}, 12),
    ],
)
def test_formats(file_format: str, options: dict[str, Any], tolerance: int) -> None:
    grey = steps(48, 64)
    colour = Image.merge("RGB", [Image.fromarray(grey)] * 3)
    if file_format == "HEIF":
        stream = io.BytesIO()
        pillow_heif.from_pillow(colour).save(stream, **options)
        data = stream.getvalue()
    else:
        data = saved(colour, file_format, **options)
    difference = np.abs(load_image(data).astype(int) - grey)
    assert difference.max() <= tolerance
    assert load_rgb(data).size == (64, 48)


def test_the_result_is_the_callers_own() -> None:
    array = steps()
    picture = Image.fromarray(array)
    load_image(array)[:] = 0
    load_image(picture)[:] = 0
    load_rgb(picture.convert("RGB")).paste(0, (0, 0, 5, 5))
    np.testing.assert_array_equal(array, steps())
    np.testing.assert_array_equal(np.asarray(picture), steps())
    colour = picture.convert("RGB")
    load_rgb(colour).paste(0, (0, 0, 20, 12))
    np.testing.assert_array_equal(np.asarray(colour.convert("L")), steps())


# --- orientation, alpha, depth, colour --------------------------------------------------------

ORIENTED: dict[int, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]] = {
    # How the stored pixels follow from the upright picture.
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.T,
    6: lambda a: np.rot90(a),
    7: lambda a: a[::-1, ::-1].T,
    8: lambda a: np.rot90(a, -1),
}


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", ORIENTED)
def test_exif_orientation_is_applied(orientation: int, file_format: str) -> None:
    upright = steps(24, 40)
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    stored = Image.fromarray(np.ascontiguousarray(ORIENTED[orientation](upright)))
    data = saved(stored.convert("RGB"), file_format, exif=exif, quality=95)
    for source in (data, Image.open(io.BytesIO(data))):
        loaded = load_image(source)
        assert loaded.shape == upright.shape
        assert np.abs(loaded.astype(int) - upright).max() <= 12
        assert load_rgb(source).size == (40, 24)


def test_heic_orientation_is_applied_once() -> None:
    upright = steps(32, 48)
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    stored = Image.fromarray(np.ascontiguousarray(np.rot90(upright))).convert("RGB")
    stream = io.BytesIO()
    pillow_heif.from_pillow(stored).save(stream, quality=95, exif=exif.tobytes())
    loaded = load_image(stream.getvalue())
    assert loaded.shape == upright.shape
    assert np.abs(loaded.astype(int) - upright).max() <= 12


def test_a_picture_with_damaged_metadata_is_read_as_it_stands() -> None:
    data = saved(Image.fromarray(steps()), "JPEG", exif=b"Exif\0\0" + b"\xff" * 40)
    assert load_image(data).shape == (12, 20)


def alpha_picture(mode: str) -> Image.Image:
    """Two pixels: ink of no opacity, and ink of full opacity, both black."""
    if mode == "P":
        picture = Image.new("P", (2, 1))
        picture.putpalette([0, 0, 0, 0, 0, 0])
        picture.putdata([0, 1])
        picture.info["transparency"] = 0
        return picture
    picture = Image.new(mode, (2, 1))
    picture.putalpha(Image.fromarray(np.array([[0, 255]], np.uint8)))
    return picture


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("file_format", ["PNG", None])
def test_alpha_lies_over_white(mode: str, file_format: str | None) -> None:
    picture = alpha_picture(mode)
    source = picture if file_format is None else saved(picture, file_format)
    assert load_image(source).tolist() == [[255, 0]]
    assert np.asarray(load_rgb(source)).tolist() == [[[255] * 3, [0] * 3]]


def test_half_opaque_ink_is_half_grey() -> None:
    array = np.array([[[0, 0, 0, 128]]], np.uint8)
    assert load_image(array)[0, 0] == 127


def test_a_transparent_gif_lies_over_white() -> None:
    assert load_image(saved(alpha_picture("P"), "GIF")).tolist() == [[255, 0]]


def test_16_bits_are_scaled_and_not_clipped() -> None:
    values = np.array([[0, 257, 32768, 40000, 65535]], np.uint16)
    expected = [[0, 1, 128, 156, 255]]
    for source in (
        values,
        Image.fromarray(values),
        saved(Image.fromarray(values), "PNG"),
        saved(Image.fromarray(values), "TIFF"),
        values.astype(">u2"),
    ):
        assert load_image(source).tolist() == expected
        assert np.asarray(load_rgb(source))[:, :, 1].tolist() == expected


def test_16_bits_with_a_transparent_value_lie_over_white() -> None:
    values = np.array([[0, 40000]], np.uint16)
    data = saved(Image.fromarray(values), "PNG", transparency=0)
    assert load_image(data).tolist() == [[255, 156]]


def tiff(values: NDArray[Any], bits: int, photometric: int = 1, sample_format: int = 1) -> bytes:
    """An uncompressed little-endian TIFF of one row of pixels, by hand."""
    data = values.tobytes()
    tags = {
        256: values.size,
        257: 1,
        258: bits,
        259: 1,
        262: photometric,
        273: 8,
        277: 1,
        278: 1,
        279: len(data),
        339: sample_format,
    }
    entries = b"".join(
        tag.to_bytes(2, "little")
        + (4).to_bytes(2, "little")
        + (1).to_bytes(4, "little")
        + value.to_bytes(4, "little")
        for tag, value in tags.items()
    )
    start = (8 + len(data)).to_bytes(4, "little")
    return b"II*\0" + start + data + len(tags).to_bytes(2, "little") + entries + bytes(4)


def test_12_bit_tiffs_use_the_depth_they_declare() -> None:
    # Two pixels of 12 bits in three bytes: 4095 and 0, high bits first.
    packed = np.frombuffer(b"\xff\xf0\x00", np.uint8)
    data = bytearray(tiff(packed, 12))
    width_entry = data.index((256).to_bytes(2, "little") + b"\x04\0\x01\0\0\0")
    data[width_entry + 8] = 2
    assert load_image(bytes(data)).tolist() == [[255, 0]]


def test_16_bit_tiffs_with_white_as_zero_are_turned() -> None:
    values = np.array([0, 65535], np.uint16)
    assert load_image(tiff(values, 16, photometric=0)).tolist() == [[255, 0]]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.5, 1.0], [0, 128, 255]),
        ([0.0, 100.0, 255.0], [0, 100, 255]),
        ([0.0, 40000.0, 65535.0], [0, 156, 255]),
        ([-1.0, 0.0, 1.0], [0, 128, 255]),
        ([0.0, 1e6, 2e6], [0, 128, 255]),
        ([0.0, 0.0, 0.0], [0, 0, 0]),
        ([-3.0, -3.0, -3.0], [0, 0, 0]),
    ],
)
def test_float_pictures_are_scaled_by_what_they_hold(
    values: list[float], expected: list[int]
) -> None:
    picture = Image.fromarray(np.array([values], np.float32))
    for source in (picture, saved(picture, "TIFF")):
        loaded = load_image(source)[0].astype(int)
        assert np.abs(loaded - expected).max() <= 1


def test_32_bit_pictures_are_scaled_by_what_they_hold() -> None:
    for values, expected in [
        ([0, 200], [0, 200]),
        ([0, 65535], [0, 255]),
        ([-5, 5], [0, 255]),
        ([0, 2**30], [0, 255]),
    ]:
        assert load_image(Image.fromarray(np.array([values], np.int32))).tolist() == [expected]


def test_a_float_picture_with_nan_is_refused() -> None:
    picture = Image.fromarray(np.array([[0.0, np.nan]], np.float32))
    with pytest.raises(ImageError, match="NaN"):
        load_image(saved(picture, "TIFF"))


def test_one_bit_palette_and_cmyk() -> None:
    assert load_image(Image.new("1", (2, 1), 1)).tolist() == [[255, 255]]
    palette = Image.fromarray(steps()).quantize(256)
    np.testing.assert_array_equal(load_image(saved(palette, "PNG")), steps())
    cmyk = Image.new("CMYK", (8, 8), (0, 0, 0, 0))
    assert load_image(cmyk).min() == 255
    assert load_image(saved(cmyk, "JPEG", quality=95)).min() >= 250
    assert load_image(saved(Image.new("CMYK", (8, 8), (0, 0, 0, 255)), "TIFF")).max() == 0


def test_colour_becomes_luma() -> None:
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    assert load_image(colours).tolist() == [[76, 150, 29]]


RED, GREEN, BLUE = range(3)


@pytest.mark.parametrize(
    ("paper", "ink", "channel"),
    [
        ((160, 160, 160), (255, 110, 110), RED),  # a red pen on grey, as bright as it
        ((255, 255, 255), (255, 250, 90), BLUE),  # a yellow one on white
        ((40, 95, 70), (140, 50, 60), RED),  # red chalk on a green board
        ((255, 255, 255), (30, 60, 160), None),  # a blue pen on white
        ((250, 240, 200), (60, 60, 60), None),  # pencil on cream
        ((200, 200, 200), (200, 200, 200), None),  # nothing
    ],
)
@pytest.mark.parametrize("width", [60, 900])
def test_ink_as_bright_as_its_paper_is_seen_by_its_colour(
    paper: tuple[int, ...], ink: tuple[int, ...], channel: int | None, width: int
) -> None:
    colours = np.full((width // 2, width, 3), paper, np.uint8)
    colours[width // 5 : width // 4, 5 : width // 2] = ink
    grey = load_image(colours)
    luma = np.asarray(Image.fromarray(colours).convert("L"))
    np.testing.assert_array_equal(grey, luma if channel is None else colours[..., channel])
    seen, luma_seen = np.ptp(grey.astype(int)), np.ptp(luma.astype(int))
    assert seen >= luma_seen
    if channel is not None:
        assert seen > 2 * luma_seen


def test_marks_in_a_hidden_colour_do_not_hide_ink() -> None:
    colours = np.full((200, 300, 3), 255, np.uint8)
    colours[20:60, 20:280] = (255, 250, 90)  # a highlighter
    colours[30:50, 40:44] = colours[130:150, 40:44] = (40, 40, 40)
    grey = load_image(colours)
    np.testing.assert_array_equal(grey, Image.fromarray(colours).convert("L"))


def test_a_jpeg_is_grey_as_its_colours_are() -> None:
    rng = np.random.default_rng(0)
    smooth = Image.fromarray(rng.integers(0, 256, (6, 8, 3), np.uint8)).resize((64, 48))
    data = saved(smooth, "JPEG", quality=90)
    by_colour = np.asarray(load_rgb(data).convert("L")).astype(int)
    assert np.abs(load_image(data) - by_colour).mean() < 0.5


def test_of_an_animation_the_first_frame_is_read() -> None:
    first, second = (Image.new("L", (9, 9), v) for v in (10, 200))
    for file_format in ("GIF", "PNG", "TIFF"):
        data = saved(first, file_format, save_all=True, append_images=[second])
        assert load_image(data).max() == 10


# --- threads, extras, photos ------------------------------------------------------------------


def test_damaged_files_in_several_threads_leave_the_warning_filters_alone() -> None:
    data = saved(Image.fromarray(steps()), "JPEG", exif=b"Exif\0\0" + b"\xff" * 40)
    before = list(warnings.filters)
    threads = [threading.Thread(target=lambda: [load_image(data) for _ in range(50)])] * 1
    threads += [threading.Thread(target=lambda: [load_image(data) for _ in range(50)])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(warnings.filters) == before


@pytest.mark.parametrize(
    ("module", "extra", "data"),
    [
        ("pypdfium2", "inkdigits[pdf]", b"%PDF-1.7\n"),
        ("pillow_heif", "inkdigits[heic]", b"\0\0\0\x18ftypheic\0\0\0\0"),
    ],
)
def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, module: str, extra: str, data: bytes
) -> None:
    real_import = builtins.__import__

    def no_extra(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == module:
            raise ImportError(name)
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_extra)
    with pytest.raises(ImageError) as caught:
        load_image(data)
    assert f"pip install '{extra}'" in str(caught.value)


@pytest.mark.data
def test_real_photos_load_upright_and_in_colour(data_root: Path) -> None:
    photos = sorted((data_root / "pages_dev").glob("*.jp*g"))[:12]
    assert photos
    for photo in photos:
        grey = load_image(photo)
        assert grey.shape == load_rgb(photo).size[::-1]
        assert grey.std() > 1
