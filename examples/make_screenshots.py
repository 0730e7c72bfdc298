"""Takes screenshots of the page with headless Chromium.

python examples/make_screenshots.py            # the README's, into docs/images
python examples/make_screenshots.py --all DIR  # every view, at desktop and phone width, both themes
"""

from __future__ import annotations

import argparse
import io
import itertools
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "web"), str(ROOT / "tests")]

from drawing_pad import ARGUMENTS, serving  # noqa: E402

from pen import STROKES  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZES = {"": {"width": 1280, "height": 800}, "-phone": {"width": 390, "height": 844}}


def draw(page: Page) -> None:
    """Write a number and a second line on the canvas."""
    paper = page.locator(".paper canvas").bounding_box()
    assert paper is not None
    height = 0.3 * paper["height"]
    for text, left, top in (("2017", 0.10, 0.14), ("385", 0.10, 0.58)):
        for at, value in enumerate(text):
            for stroke in STROKES[int(value)]:
                points = stroke * height
                points[:, 0] += paper["x"] + (left + 0.2 * at) * paper["width"]
                points[:, 1] += paper["y"] + top * paper["height"]
                page.mouse.move(*points[0])
                page.mouse.down()
                for point in points[1:]:
                    page.mouse.move(*point, steps=2)
                page.mouse.up()
    page.wait_for_timeout(1500)


def photo(page: Page) -> None:
    """Read an example and look at its most doubtful digit, or at its fourth."""
    page.get_by_role("radio", name="Photo").click()
    page.get_by_role("button", name="Log book").click()
    page.locator(".picture .stage img").wait_for()
    page.wait_for_timeout(2000)
    doubtful = page.locator(".picture .review button:visible")
    if doubtful.count():
        doubtful.first.click()
    else:
        page.locator(".picture .stage").focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)


def stages(page: Page) -> None:
    """Show how an example was read."""
    photo(page)
    page.get_by_text("Show how it was read").click()
    page.get_by_text("1. Grey").wait_for()
    page.get_by_role("radio", name="Classical").click()
    page.get_by_text("Threshold · ").wait_for()
    page.wait_for_timeout(1500)
    page.get_by_text("Show how it was read").scroll_into_view_if_needed()
    page.mouse.move(10, 400)  # beside the table, which would scroll instead
    page.mouse.wheel(0, 500)
    page.wait_for_timeout(700)


def camera(page: Page) -> None:
    """Point the camera at an example."""
    page.get_by_role("radio", name="Camera").click()
    page.get_by_role("button", name="Start the camera").click()
    page.locator(".live .boxes > div").first.wait_for(state="attached")
    page.wait_for_timeout(1500)


def about(page: Page) -> None:
    """Show what this is."""
    page.get_by_role("radio", name="About").click()
    page.get_by_text("never leave this machine").wait_for()
    page.wait_for_timeout(500)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", type=Path, metavar="DIR", help="every view, into this folder")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    views, sizes, themes, out = [draw, photo], [""], ["light"], IMAGES
    if options.all:
        views, sizes, themes = [draw, photo, stages, camera, about], list(SIZES), ["light", "dark"]
        out = options.all
        out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "camera.mjpeg"
        example = Image.open(ROOT / "src/inkdigits/web/examples/bad-light.jpg")
        example.resize((1280, 960)).save(video, "JPEG")
        arguments = [
            *ARGUMENTS,
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={video}",
        ]
        with serving() as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options.browser, args=arguments)
            for view, size, theme in itertools.product(views, sizes, themes):
                page = browser.new_page(viewport=SIZES[size], color_scheme=theme)
                page.goto(url)
                page.locator(".paper canvas").wait_for()
                page.wait_for_timeout(500)
                view(page)
                name = f"{view.__name__}{size}{'-dark' if theme == 'dark' else ''}.png"
                shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                shot.quantize(256, dither=Image.Dither.NONE).save(out / name, optimize=True)
                page.close()
            browser.close()


if __name__ == "__main__":
    main()
