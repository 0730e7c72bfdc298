"""What is no picture, or too large a one, and what is said of it."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from inkdigits.errors import ConfigError, ImageError
from inkdigits.image import ImageSource, load_image
from picture_files import saved, steps

# --- bad input --------------------------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"no such file.*nowhere\.png"):
        load_image(tmp_path / "nowhere.png")


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="is a folder"):
        load_image(tmp_path)


def test_a_web_address_is_no_path() -> None:
    with pytest.raises(ImageError, match="is a web address: download the picture"):
        load_image("https://example.org/photo.jpg")


def test_an_impossible_path_is_no_picture() -> None:
    for path in ("a\0b.png", "x" * 10_000):
        with pytest.raises(ImageError):
            load_image(path)


@pytest.mark.parametrize("data", [b"", bytearray(), io.BytesIO()])
def test_empty_data_is_no_picture(data: ImageSource) -> None:
    with pytest.raises(ImageError, match="empty"):
        load_image(data)


def test_text_is_no_picture() -> None:
    with pytest.raises(ImageError, match=r"expected PNG.*found data that begins with b'<html>"):
        load_image(b"<html>404 not found</html>")


def test_a_script_for_a_printer_is_never_run() -> None:
    with pytest.raises(ImageError, match="expected PNG"):
        load_image(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n")


@pytest.mark.parametrize("source", [None, 7, 1.5, [[0, 1]], object(), {"a": 1}])
def test_things_that_are_no_picture(source: Any) -> None:
    with pytest.raises(ImageError, match=type(source).__name__):
        load_image(source)


def test_a_text_file_object_is_told_apart() -> None:
    with pytest.raises(ImageError, match="binary mode"):
        load_image(io.StringIO("not bytes"))  # type: ignore[arg-type]


def test_a_file_object_that_fails_is_an_image_error() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError("gone")

    closed = io.BytesIO(b"x")
    closed.close()
    for source in (Broken(), closed):
        with pytest.raises(ImageError):
            load_image(source)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_a_truncated_file_says_so(file_format: str) -> None:
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8))
    data = saved(noise, file_format)
    with pytest.raises(ImageError, match="complete"):
        load_image(data[: len(data) * 2 // 3])


def test_an_unloaded_pillow_image_of_a_damaged_file_is_an_image_error() -> None:
    data = saved(Image.fromarray(steps(64, 64)).convert("RGB"), "JPEG")
    with pytest.raises(ImageError):
        load_image(Image.open(io.BytesIO(data[:-200])))


def test_a_pillow_image_without_pixels_is_refused() -> None:
    with pytest.raises(ImageError, match="no pixels"):
        load_image(Image.new("L", (0, 5)))


# --- limits and options -----------------------------------------------------------------------


def test_the_pixel_limit_holds_for_every_kind_of_source() -> None:
    grey = steps(12, 20)
    sources: list[ImageSource] = [grey, Image.fromarray(grey)]
    sources += [saved(Image.fromarray(grey), f) for f in ("PNG", "JPEG", "WEBP", "TIFF", "BMP")]
    stream = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(grey).convert("RGB")).save(stream)
    sources.append(stream.getvalue())
    for source in sources:
        assert load_image(source, pixel_limit=240).shape == (12, 20)
        with pytest.raises(ImageError, match=r"20 x 12.*at most 239"):
            load_image(source, pixel_limit=239)


def test_a_decompression_bomb_is_refused() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + crc

    side = (60_000).to_bytes(4, "big")
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", side * 2 + bytes([8, 0, 0, 0, 0]))
    bomb += chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")
    with pytest.raises(ImageError, match="too large"):
        load_image(bomb)


@pytest.mark.parametrize(
    "options", [{"pdf_page": -1}, {"pdf_page": 1.5}, {"pdf_page": True}, {"pixel_limit": 0}]
)
def test_options_that_cannot_be_used(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(options))):
        load_image(steps(), **options)
