"""One server and one browser for all tests of the page."""

from __future__ import annotations

import os
import shutil

import pytest
from drawing_pad import ARGUMENTS, Pad, serving


@pytest.fixture(scope="session")
def address():
    pytest.importorskip("streamlit")
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("INKDIGITS_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("needs Chromium: set INKDIGITS_CHROMIUM to its path")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_pad(chromium, address):
    contexts = []

    def open_one(url=address, **options):
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        contexts.append(context)
        return Pad(context.new_page(), url)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def pad(open_pad):
    return open_pad()
