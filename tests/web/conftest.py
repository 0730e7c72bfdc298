"""One server and one browser for all tests of the page."""

from __future__ import annotations

import os
import shutil

import pytest
from drawing_pad import ARGUMENTS, Pad, serving
from photo_page import PhotoPage
from PIL import Image

from pen import written_page
from picture_files import saved


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """The folder in which the server keeps corrections."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def address(home):
    pytest.importorskip("streamlit")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKDIGITS_HOME", str(home))
        with serving() as url:
            yield url


@pytest.fixture(scope="session")
def sheet():
    """Two lines of digits as a PNG file."""
    return saved(written_page(["2017 45", "385"])[0], "PNG")


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """Chromium, with a camera that looks at the digits 3 8 5."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("INKDIGITS_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("needs Chromium: set INKDIGITS_CHROMIUM to its path")
    seen = Image.new("L", (640, 480), 255)
    seen.paste(Image.fromarray(written_page(["385"], height=110, pen=12)[0]), (60, 60))
    video = tmp_path_factory.mktemp("camera") / "digits.mjpeg"
    video.write_bytes(saved(seen, "JPEG") * 5)
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS + camera)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Opens pages in contexts of their own, with the given options."""
    contexts = []

    def open_one(**options):
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def open_pad(open_page, address):
    def open_one(url=address, **options):
        return Pad(open_page(**options), url)

    return open_one


@pytest.fixture
def pad(open_pad):
    return open_pad()


@pytest.fixture
def open_photo(open_page, address):
    def open_one(**options):
        return PhotoPage(open_page(**options), address)

    return open_one


@pytest.fixture
def photo(open_photo):
    return open_photo()
