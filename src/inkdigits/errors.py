"""Every error the library raises on purpose.

    InkDigitsError            exit code 1
    ├── ConfigError           exit code 2   an option or argument that cannot be used
    ├── ImageError            exit code 3   unreadable, too large, empty, or of the wrong type
    │   ├── ImageTooLargeError               more pixels than allowed
    │   └── UnsupportedImageError            no picture, or of a kind that cannot be read here
    ├── DataError             exit code 3   a data set: missing, corrupt or of the wrong shape
    └── ModelError            exit code 4   a model file: missing, corrupt or of the wrong shape

Each message says what was expected, what was found, and the next step.
"""

from __future__ import annotations

from typing import ClassVar


class InkDigitsError(Exception):
    """Base class of all errors raised by inkdigits.

    Attributes:
        exit_code: The process exit code a command line should end with.
    """

    exit_code: ClassVar[int] = 1


class ConfigError(InkDigitsError):
    """An option, argument or combination of them cannot be used."""

    exit_code: ClassVar[int] = 2


class ImageError(InkDigitsError):
    """An image cannot be read: missing, damaged, empty, too large, or no image at all."""

    exit_code: ClassVar[int] = 3


class ImageTooLargeError(ImageError):
    """A picture has more pixels than are allowed."""


class UnsupportedImageError(ImageError):
    """Data is no picture, or a picture of a kind that cannot be read here."""


class DataError(InkDigitsError):
    """A data set or data file is missing, damaged, or not of the expected shape."""

    exit_code: ClassVar[int] = 3


class ModelError(InkDigitsError):
    """A model file is missing, damaged, or not a model that inkdigits can use."""

    exit_code: ClassVar[int] = 4
