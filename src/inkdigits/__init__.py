"""Reads handwritten digits from photos, scans, PDFs and drawings, and says how sure it is.

    >>> import inkdigits
    >>> page = inkdigits.read("photo.jpg")      # doctest: +SKIP
    >>> print(page.text)                        # doctest: +SKIP

Everything named in `__all__` is loaded when it is first used, so that importing the package costs
next to nothing and needs neither NumPy nor ONNX Runtime.
"""

from __future__ import annotations

import importlib
import sys
import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inkdigits.columns import in_columns
    from inkdigits.errors import ConfigError, DataError, ImageError, InkDigitsError, ModelError
    from inkdigits.image import ImageSource, load_image, page_count
    from inkdigits.normalize import normalize
    from inkdigits.reader import Crop, LocatorName, Reader, ReaderOptions
    from inkdigits.render import annotate
    from inkdigits.result import Box, Digit, Line, Number, Page, Symbol
    from inkdigits.trace import Trace

__version__ = "0.1.0"

__all__ = [
    "Box",
    "ConfigError",
    "DataError",
    "Digit",
    "ImageError",
    "InkDigitsError",
    "Line",
    "ModelError",
    "Number",
    "Page",
    "Reader",
    "ReaderOptions",
    "Symbol",
    "Trace",
    "__version__",
    "annotate",
    "classify",
    "in_columns",
    "load_image",
    "normalize",
    "page_count",
    "read",
]

_HOME_OF = {
    "Box": "result",
    "ConfigError": "errors",
    "DataError": "errors",
    "Digit": "result",
    "ImageError": "errors",
    "InkDigitsError": "errors",
    "Line": "result",
    "ModelError": "errors",
    "Number": "result",
    "Page": "result",
    "Reader": "reader",
    "ReaderOptions": "reader",
    "Symbol": "result",
    "Trace": "trace",
    "annotate": "render",
    "in_columns": "columns",
    "load_image": "image",
    "normalize": "normalize",
    "page_count": "image",
}


class _Package(ModuleType):
    """Keeps `classify` and `normalize` functions when the modules of the same names are loaded.

    Python binds a module to its name in the package at its first import, whenever that is.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

_readers: dict[str, Reader] = {}
_readers_lock = threading.Lock()


def __getattr__(name: str) -> Any:
    """Load a public name from its module at first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})


def read(
    image: ImageSource,
    *,
    locator: LocatorName = "detector",
    crop: Crop | None = None,
    pdf_page: int = 0,
) -> Page:
    """Find and read every digit in a picture.

    One reader is made at the first call and shared by all later ones, from any thread. Make your
    own `Reader` to choose more options.

    Args:
        image: A path, bytes, file object, numpy array or Pillow image. See `load_image`.
        locator: "detector" (learned, the default) or "contours" (classical).
        crop: Read only inside (x_min, y_min, x_max, y_max), in pixels of the upright image.
        pdf_page: Which page of a PDF or TIFF, counted from 0.

    Returns:
        The page. A picture without digits gives an empty page.

    Raises:
        ImageError: The picture cannot be read.
        ConfigError: An argument cannot be used.
        ModelError: A model file is missing or damaged.
    """
    return _shared_reader(locator).read(image, crop=crop, pdf_page=pdf_page)


def classify(image: ImageSource) -> Digit:
    """Say which digit a picture is, taken as one digit that fills it.

    Args:
        image: A path, bytes, file object, numpy array or Pillow image. See `load_image`.

    Returns:
        The digit. Its value is None, with a reason, where the picture is blank or no digit.

    Raises:
        ImageError: The picture cannot be read.
        ModelError: A model file is missing or damaged.
    """
    return _shared_reader("detector").classify(image)


def _shared_reader(locator: LocatorName) -> Reader:
    """The one reader for this locator, made at the first call."""
    with _readers_lock:
        if locator not in _readers:
            from inkdigits.reader import Reader, ReaderOptions

            _readers[locator] = Reader(ReaderOptions(locator=locator))
        return _readers[locator]
