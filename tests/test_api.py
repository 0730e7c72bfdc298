"""The names other people's code relies on."""

from __future__ import annotations

import importlib
import inspect
import threading
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import inkdigits


def test_the_public_names_are_these() -> None:
    assert sorted(inkdigits.__all__) == [
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


@pytest.mark.parametrize("name", inkdigits.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(inkdigits, name)
    assert not isinstance(value, ModuleType)
    assert name in dir(inkdigits)
    if name != "__version__":
        assert inspect.getdoc(value)


def test_a_star_import_gives_the_public_names() -> None:
    names: dict[str, Any] = {}
    exec("from inkdigits import *", names)
    assert set(inkdigits.__all__) <= set(names)


def test_functions_are_not_hidden_by_the_modules_of_the_same_name() -> None:
    for name in ("classify", "normalize"):
        module = importlib.import_module(f"inkdigits.{name}")
        assert isinstance(module, ModuleType)
        assert inspect.isfunction(getattr(inkdigits, name))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'score'"):
        inkdigits.score  # noqa: B018


def test_the_version_is_that_of_the_installed_package() -> None:
    assert inkdigits.__version__ == version("inkdigits")


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(inkdigits.__file__).parent / "py.typed").is_file()


@pytest.fixture
def readers_made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Replaces the reader by one that only answers, and counts how many were made."""
    import inkdigits.reader

    made: list[Any] = []

    class FakeReader:
        def __init__(self, options: Any) -> None:
            made.append(options)

        def read(self, image: Any, *, crop: Any = None, pdf_page: int = 0) -> tuple[Any, ...]:
            return ("page", image, crop, pdf_page)

        def classify(self, image: Any) -> tuple[Any, ...]:
            return ("digit", image)

    monkeypatch.setattr(inkdigits.reader, "Reader", FakeReader)
    monkeypatch.setattr(inkdigits, "_readers", {})
    return made


def test_read_and_classify_share_one_reader(readers_made: list[Any]) -> None:
    assert inkdigits.read("a.png", crop=(0, 0, 1, 1), pdf_page=2) == (  # type: ignore[comparison-overlap]
        "page",
        "a.png",
        (0, 0, 1, 1),
        2,
    )
    assert inkdigits.classify("b.png") == ("digit", "b.png")  # type: ignore[comparison-overlap]
    assert len(readers_made) == 1


def test_each_locator_has_its_reader(readers_made: list[Any]) -> None:
    for _ in range(2):
        inkdigits.read("a.png", locator="contours")
        inkdigits.read("a.png")
    assert [options.locator for options in readers_made] == ["contours", "detector"]


def test_threads_share_one_reader(readers_made: list[Any]) -> None:
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        inkdigits.read("a.png")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(readers_made) == 1


def test_an_unknown_locator_is_a_config_error() -> None:
    with pytest.raises(inkdigits.ConfigError, match="tarot"):
        inkdigits.read(np.zeros((9, 9), np.uint8), locator="tarot")


def test_a_blank_picture_is_an_empty_page_and_a_blank_digit() -> None:
    blank = np.full((60, 80), 255, np.uint8)
    page = inkdigits.read(blank)
    assert (page.text, page.width, page.height) == ("", 80, 60)
    digit = inkdigits.classify(blank)
    assert (digit.value, digit.reason) == (None, "blank")


def test_bad_pictures_are_image_errors() -> None:
    for source in ("nowhere.png", b"", np.zeros((0, 3), np.uint8)):
        for call in (inkdigits.read, inkdigits.classify):
            with pytest.raises(inkdigits.ImageError):
                call(source)
