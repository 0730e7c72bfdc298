"""Any picture in, one kind of picture out: upright, no alpha, 8 bits, grey or RGB.

Whatever is wrong with a picture ends in an `ImageError`: sizes are checked before pixels are
decoded, and the many exceptions and warnings of the decoders do not come through.
"""

from __future__ import annotations

import contextlib
import io
import os
import threading
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits.errors import ConfigError, ImageError
from inkdigits.image.files import ACCEPTED, count_pages, decode
from inkdigits.image.pixels import Mode, check_size, flatten, from_array, orientation, upright

__all__ = ["PIXEL_LIMIT", "ImageSource", "load_image", "load_rgb", "page_count"]

PIXEL_LIMIT = 100_000_000
"""Pictures with more pixels are refused before they are decoded."""

ImageSource: TypeAlias = (
    str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO | NDArray[Any] | Image.Image
)
"""What a picture may come as. Text is a path; bytes are a file's content."""

_quiet_lock = threading.Lock()
_quiet_threads = 0
_quiet_filters = warnings.catch_warnings()


def load_image(
    source: ImageSource, *, pdf_page: int = 0, pixel_limit: int = PIXEL_LIMIT
) -> NDArray[np.uint8]:
    """Load a picture as grey levels.

    EXIF orientation is applied, alpha is laid over white, 16 bits are scaled to 8 over their full
    range. Colour becomes luma (ITU-R BT.601), or its red, green or blue where that shows what luma
    hides: red ink on grey paper, yellow on white. Of an animation the first frame is taken.

    Args:
        source: A path; a file's content as bytes; a file opened in binary mode (read from its
            start); a Pillow image; or an array of shape (H, W), (H, W, 1), (H, W, 2) grey and
            alpha, (H, W, 3) RGB or (H, W, 4) RGBA, and of type bool, uint8, uint16, or float
            within 0..1. What a masked array masks is taken as it stands. HEIC and PDF need the
            extras `heic` and `pdf`.
        pdf_page: Which page of a PDF or TIFF, counted from 0. A PDF is rendered at 200 dpi, large
            sheets coarser.
        pixel_limit: Most pixels (width times height) a picture may have.

    Returns:
        uint8 (H, W), 0 black to 255 white: a new array.

    Raises:
        ImageError: The picture is missing, damaged, empty, too large, or no picture at all.
        ConfigError: `pdf_page` is negative or `pixel_limit` is not positive.
    """
    if (
        isinstance(source, np.ndarray)
        and source.dtype == np.uint8
        and source.ndim == 2
        and pdf_page == 0
        and isinstance(pixel_limit, int)
        and 0 < source.size <= pixel_limit
    ):  # already what is wanted
        return np.array(source, order="C")  # plain, also where it was a masked array
    return np.array(_load(source, "L", pdf_page, pixel_limit))


def load_rgb(
    source: ImageSource, *, pdf_page: int = 0, pixel_limit: int = PIXEL_LIMIT
) -> Image.Image:
    """Load the picture that `load_image` loads, in colour.

    Args:
        source: As for `load_image`.
        pdf_page: As for `load_image`.
        pixel_limit: As for `load_image`.

    Returns:
        A new Pillow image of mode RGB, upright, of the size that `load_image` gives.

    Raises:
        ImageError: The picture is missing, damaged, empty, too large, or no picture at all.
        ConfigError: `pdf_page` is negative or `pixel_limit` is not positive.
    """
    return _load(source, "RGB", pdf_page, pixel_limit)


def page_count(source: str | os.PathLike[str] | bytes) -> int:
    """How many pages of a file `load_image` can load, one after the other.

    Args:
        source: A path, or a file's content as bytes.

    Returns:
        The number of pages of a PDF or TIFF; 1 for any other picture, of which no more than the
        first bytes are looked at.

    Raises:
        ImageError: The file is missing or damaged, has too many pages to count (a TIFF of more
            than 10,000), or nothing to read it with is installed.
    """
    name = _name(source)
    try:
        with _no_warnings(), _open_stream(source, name) as stream:
            return count_pages(stream, name)
    except ImageError:
        raise
    except Exception as error:
        raise ImageError(
            f"cannot read {name}: expected a complete PDF or TIFF, found damaged data "
            f"({type(error).__name__}: {error}). Export it again"
        ) from error


def _load(source: ImageSource, mode: Mode, pdf_page: int, pixel_limit: int) -> Image.Image:
    """A new picture of mode `mode`, or an ImageError."""
    _check_count("pdf_page", pdf_page, 0)
    _check_count("pixel_limit", pixel_limit, 1)
    name = _name(source)
    try:
        with _no_warnings(), contextlib.ExitStack() as stack:
            if isinstance(source, Image.Image):
                check_size(source.size, name, pixel_limit)
                source.load()
                picture = source
            elif isinstance(source, np.ndarray):
                picture = from_array(np.asarray(source), name, pixel_limit)
            else:
                stream = stack.enter_context(_open_stream(source, name))
                picture = decode(stream, name, pdf_page, pixel_limit)
            return upright(flatten(picture, mode), orientation(picture))
    except ImageError:
        raise
    except MemoryError as error:
        raise ImageError(
            f"{name} does not fit into memory: make it smaller, or lower pixel_limit"
        ) from error
    except Exception as error:
        # Damaged data makes decoders raise nearly anything: OSError, SyntaxError, struct.error...
        raise ImageError(
            f"cannot read {name}: expected a complete picture ({ACCEPTED}), found damaged or "
            f"unsupported data ({type(error).__name__}: {error}). Open it in a picture viewer and "
            f"save it again as PNG"
        ) from error


def _check_count(option: str, value: int, least: int) -> None:
    """Refuse what is not a whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ConfigError(f"{option} must be a whole number of at least {least}, got {value!r}")


def _name(source: object) -> str:
    """What to call the picture in a message."""
    if isinstance(source, str | os.PathLike):
        return repr(os.fspath(source))
    if isinstance(source, Image.Image):
        return "the Pillow image"
    if isinstance(source, np.ndarray):
        return "the array"
    if isinstance(source, bytes | bytearray | memoryview):
        return "the image data"
    return "the image file"


@contextlib.contextmanager
def _no_warnings() -> Iterator[None]:
    """Ignore warnings while any thread is in here.

    Python keeps one list of filters for all threads, so threads that each saved and restored it
    would undo one another: the first one in saves it and the last one out restores it.
    """
    global _quiet_threads, _quiet_filters
    with _quiet_lock:
        if _quiet_threads == 0:
            _quiet_filters = warnings.catch_warnings()
            _quiet_filters.__enter__()
            warnings.simplefilter("ignore")
        _quiet_threads += 1
    try:
        yield
    finally:
        with _quiet_lock:
            _quiet_threads -= 1
            if _quiet_threads == 0:
                _quiet_filters.__exit__(None, None, None)


def _open_stream(source: Any, name: str) -> BinaryIO:
    """A seekable binary stream at its start. Closing it closes no file of the caller's."""
    if isinstance(source, str | os.PathLike):
        if os.path.isdir(source):
            raise ImageError(
                f"{name} is a folder: name the pictures in it, or read it with `inkdigits batch`"
            )
        try:
            stream: BinaryIO = open(source, "rb")  # noqa: SIM115 - the caller closes it
        except FileNotFoundError as error:
            if "://" in name:
                raise ImageError(
                    f"{name} is a web address: download the picture first, or read it with "
                    f"`inkdigits batch`"
                ) from error
            raise ImageError(f"no such file: {name}. Check the path and its spelling") from error
        except OSError as error:
            raise ImageError(
                f"cannot open {name}: {error.strerror}. Check its permissions"
            ) from error
        if stream.seekable():
            return stream
        with stream:
            return io.BytesIO(stream.read())
    if isinstance(source, bytes | bytearray | memoryview):
        return io.BytesIO(source)
    if not hasattr(source, "read"):
        raise ImageError(
            f"expected a path, bytes, a binary file, a numpy array or a Pillow image, found "
            f"{type(source).__name__}. Convert it first, for example with numpy.asarray"
        )
    if hasattr(source, "seekable") and source.seekable():
        source.seek(0)
    data = source.read()
    if not isinstance(data, bytes | bytearray | memoryview):
        raise ImageError(
            f"expected bytes from {name}, found {type(data).__name__}. "
            f"Open it in binary mode ('rb')"
        )
    return io.BytesIO(data)
