"""The drawing page in a real browser, on a real server."""

from __future__ import annotations

import base64
import contextlib
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

sync_api = pytest.importorskip("playwright.sync_api")
pytest.importorskip("streamlit")

CHROMIUM = os.environ.get("INKDIGITS_CHROMIUM") or shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: set INKDIGITS_CHROMIUM to it"),
]

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SERVE = """
import sys
from pathlib import Path
from inkdigits.web import serve
if len(sys.argv) > 2:
    serve._PAGE = Path(sys.argv[2])
serve.run(port=int(sys.argv[1]), open_browser=False)
"""
CHANGING_PAGE = """
import streamlit as st
from inkdigits.web import draw
if st.button("More"):
    st.write("Something new above the drawing")
    st.write("and something more")
draw.show()
"""

# Strokes in shares of the canvas's width and height.
SEVEN = [[(0.36, 0.20), (0.64, 0.20), (0.58, 0.42), (0.48, 0.85)]]
DIGITS = {
    1: [[(0.50, 0.15), (0.49, 0.50), (0.48, 0.86)]],
    7: SEVEN,
    0: [
        [
            (0.50 + 0.13 * float(np.sin(angle)), 0.50 - 0.34 * float(np.cos(angle)))
            for angle in np.linspace(0.0, 2 * np.pi, 25)
        ]
    ],
    3: [
        [
            (0.39, 0.24), (0.45, 0.16), (0.54, 0.16), (0.60, 0.25), (0.59, 0.37), (0.52, 0.46),
            (0.47, 0.48), (0.55, 0.50), (0.62, 0.60), (0.61, 0.74), (0.54, 0.83), (0.44, 0.83),
            (0.38, 0.75),
        ]
    ],
}  # fmt: skip


@contextlib.contextmanager
def serving(*arguments):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(port), *arguments])
    url = f"http://localhost:{port}"
    try:
        for _ in range(300):
            assert process.poll() is None, "the server stopped"
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
                break
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def address():
    with serving() as url:
        yield url


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Pad:
    """A person in front of the page."""

    def __init__(self, page, url):
        self.page = page
        self.frames = []  # pictures that were sent to the reader
        self.requests = []
        self.complaints = []
        page.on("websocket", lambda socket: socket.on("framesent", self._note))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: m.type == "error" and self.complaints.append(m.text))
        page.goto(url)
        self.canvas = page.locator(".paper canvas")
        self.canvas.wait_for(timeout=60_000)
        self.wait("blank")

    def _note(self, payload):
        data = payload if isinstance(payload, bytes) else payload.encode()
        self.frames += re.findall(rb'"png":\s*"([A-Za-z0-9+/=]+)"', data)

    def place(self, point):
        box = self.canvas.bounding_box()
        return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]

    def press(self, stroke):
        self.page.mouse.move(*self.place(stroke[0]))
        self.page.mouse.down()
        for point in stroke[1:]:
            self.page.mouse.move(*self.place(point), steps=5)

    def draw(self, strokes):
        for stroke in strokes:
            self.press(stroke)
            self.page.mouse.up()
        self.settle()

    def settle(self):
        """Wait until the newest ink is answered."""
        panel = self.page.locator(".answer")
        sync_api.expect(panel).to_have_attribute("aria-busy", "false", timeout=20_000)

    def wait(self, *states):
        sync_api.expect(self.page.locator(".answer")).to_have_attribute(
            "data-state", re.compile("^(" + "|".join(states) + ")$")
        )

    def click(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        self.settle()

    def key(self, key):
        self.page.keyboard.press(key)
        self.settle()

    def text(self, selector):
        return self.page.locator(selector).text_content()

    def state(self):
        return self.page.locator(".answer").get_attribute("data-state")

    def shares(self):
        bars = self.page.locator(".bars li").evaluate_all(
            "bars => bars.map(bar => Number(bar.dataset.probability))"
        )
        assert len(bars) == 10
        return np.array(bars)

    def ink(self):
        """Share of the canvas that holds ink."""
        return self.canvas.evaluate(
            """canvas => {
              const context = canvas.getContext('2d');
              const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
              let inked = 0;
              for (let i = 3; i < data.length; i += 4) inked += data[i] > 127;
              return inked / (data.length / 4);
            }"""
        )

    def last_frame(self):
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(self.frames[-1]))).convert("L"))


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


def test_a_blank_canvas_shows_no_digit(pad):
    assert pad.text(".confidence") == "Nothing drawn yet"
    assert pad.text(".value") == ""
    assert pad.shares().sum() == 0.0


@pytest.mark.parametrize("value", DIGITS)
def test_a_drawn_digit_is_read(pad, value):
    pad.draw(DIGITS[value])
    assert pad.state() == "digit"
    assert pad.text(".value") == str(value)
    shares = pad.shares()
    assert shares.argmax() == value
    assert 0.9 < shares.sum() <= 1.001
    assert float(pad.text(".confidence").rstrip("%")) == pytest.approx(100 * shares[value], abs=0.2)
    chosen = pad.page.locator(".bars .chosen .name")
    assert chosen.all_text_contents() == [str(value)]


def test_a_scribble_is_no_digit(pad):
    angles = np.arange(40.0)
    pad.draw([[(0.5 + 0.3 * np.cos(2.4 * a), 0.5 + 0.38 * np.sin(3.7 * a)) for a in angles]])
    assert pad.state() == "not_a_digit"
    assert pad.text(".confidence") == "Not a digit"
    assert pad.text(".value") == ""


def test_the_bars_move_while_the_pen_is_down(pad):
    pad.press(SEVEN[0][:2])
    pad.settle()
    before = pad.shares()
    assert before.sum() > 0
    for point in SEVEN[0][2:]:
        pad.page.mouse.move(*pad.place(point), steps=5)
    pad.settle()
    assert np.abs(pad.shares() - before).max() > 0.01
    pad.page.mouse.up()


ANSWERS = {
    "not_a_digit": ([(None, 0.97)], "", "Not a digit", "97.0% sure"),
    "doubtful": ([(7, 0.61)], "7", "61.0%", "sure, could be 1"),
    "number": ([(2, 0.99), (0, 0.98), (1, 0.99), (7, 0.99)], "2017", "95.1%", "sure"),
    "certain": ([(4, 1.0)], "4", "99.9%", "sure"),
}
ANSWERING_PAGE = f"""
import streamlit as st
from inkdigits.result import Box, Digit
from inkdigits.web import draw, frames
cases = { ({name: case[0] for name, case in ANSWERS.items()})!r}
digits = []
for value, sure in cases[st.query_params["case"]]:
    shares = [0.0] * 10
    shares[1] = 0.3
    if value is not None:
        shares[value] = sure
    reason = "not_a_digit" if value is None else None
    digits.append(Digit(value, sure, tuple(shares), Box(0, 0, 9, 9), sure < 0.9, reason))
frame = frames.Frame(1, None, None)
st.session_state["pad_answer"] = frames.answer_of(frame, digits, None)
draw.show()
"""


def test_every_kind_of_answer_is_said_plainly(chromium, tmp_path):
    script = tmp_path / "page.py"
    script.write_text(ANSWERING_PAGE)
    with serving(str(script)) as url:
        page = chromium.new_page()
        for case, (_, value, confidence, note) in ANSWERS.items():
            page.goto(f"{url}/?case={case}")
            page.locator(".answer[data-seq='1']").wait_for(state="attached")
            assert page.locator(".value").text_content() == value
            assert page.locator(".confidence").text_content() == confidence
            assert page.locator(".note").text_content() == note
        page.close()


def test_what_the_network_saw_is_shown(pad):
    pad.draw(SEVEN)
    seen = pad.page.locator(".seen canvas").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 == 3)"
    )
    seen = np.array(seen).reshape(28, 28)
    assert seen.max() > 200
    rows = np.flatnonzero(seen.max(axis=1) > 60)
    assert rows[-1] - rows[0] + 1 in (19, 20, 21)


def test_a_tap_leaves_a_dot(pad):
    pad.draw([[(0.5, 0.5)]])
    assert pad.ink() > 0.0005


def test_clear_undo_and_redo(pad):
    pad.draw(SEVEN)
    whole = pad.ink()
    pad.draw([[(0.40, 0.55), (0.66, 0.52)]])
    crossed = pad.ink()
    assert crossed > whole
    pad.click("Undo")
    assert pad.ink() == pytest.approx(whole, rel=1e-3)
    pad.click("Redo")
    assert pad.ink() == pytest.approx(crossed, rel=1e-3)
    pad.click("Clear")
    pad.wait("blank")
    assert pad.ink() == 0
    assert pad.shares().sum() == 0.0
    pad.click("Undo")
    assert pad.ink() == pytest.approx(crossed, rel=1e-3)
    pad.wait("digit", "not_a_digit")


def test_everything_but_the_drawing_works_from_the_keyboard(pad):
    width = pad.page.get_by_label("Line width")
    eraser = pad.page.get_by_role("button", name="Eraser")
    usual = int(width.input_value())
    pad.page.keyboard.press("]")
    assert int(width.input_value()) == usual + 2
    pad.page.keyboard.press("[")
    assert int(width.input_value()) == usual
    pad.page.keyboard.press("e")
    assert eraser.get_attribute("aria-pressed") == "true"
    pad.page.keyboard.press("p")
    assert eraser.get_attribute("aria-pressed") == "false"
    pad.draw(SEVEN)
    for undo, redo in (("Control+z", "Control+Shift+z"), ("Control+z", "Control+y")):
        pad.key(undo)
        assert pad.ink() == 0
        pad.key(redo)
        assert pad.ink() > 0
    for clear in ("Delete", "c"):
        pad.key(clear)
        assert pad.ink() == 0
        pad.key("Control+z")
        assert pad.ink() > 0


def test_the_keyboard_reaches_the_tools_in_reading_order(pad):
    pad.draw(SEVEN)
    pad.click("Undo")
    pad.page.get_by_role("button", name="Pen").focus()
    names = []
    for _ in range(7):
        names.append(
            pad.page.evaluate(
                "document.querySelector('[data-testid=stBidiComponentIsolated]')"
                ".shadowRoot.activeElement?.getAttribute('aria-label')"
            )
        )
        pad.page.keyboard.press("Tab")
    assert names == ["Pen", "Eraser", "Line width", "Undo", "Redo", "Save as PNG", "Clear"]


def test_the_width_changes_the_line(pad):
    stroke = [[(0.2, 0.5), (0.8, 0.5)]]
    pad.page.get_by_label("Line width").fill("4")
    pad.draw(stroke)
    thin = pad.ink()
    pad.click("Clear")
    pad.page.get_by_label("Line width").fill("40")
    pad.draw(stroke)
    assert pad.ink() > 5 * thin
    assert thin > 0.002


def test_a_thin_line_reaches_the_reader(pad):
    pad.page.get_by_label("Line width").fill("4")
    pad.draw(SEVEN)
    frame = pad.last_frame()
    assert frame.shape == (300, 400)
    assert (frame < 64).sum() > 300


def test_the_eraser_takes_ink_away_and_undo_brings_it_back(pad):
    pad.draw(SEVEN)
    whole = pad.ink()
    pad.click("Eraser")
    pad.draw([[(0.3, 0.20), (0.7, 0.20)]])
    assert 0 < pad.ink() < 0.8 * whole
    pad.click("Undo")
    assert pad.ink() == pytest.approx(whole, rel=1e-3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_saved_picture_is_dark_ink_on_white(open_pad, scheme):
    pad = open_pad(color_scheme=scheme)
    pad.draw(SEVEN)
    with pad.page.expect_download() as download:
        pad.page.get_by_role("button", name="Save as PNG").click()
    assert download.value.suggested_filename == "inkdigits-drawing.png"
    image = np.asarray(Image.open(Path(download.value.path())).convert("L"))
    assert image.shape == (1200, 1600)
    assert image[5, 5] == 255
    rows, columns = np.nonzero(image < 128)
    assert 0.15 < rows.min() / 1200 < 0.22
    assert 0.83 < rows.max() / 1200 < 0.90
    assert 0.33 < columns.min() / 1600 < 0.38


def test_the_theme_changes_what_is_seen_and_not_what_is_read(open_pad):
    shades, frames = {}, {}
    for scheme in ("light", "dark"):
        pad = open_pad(color_scheme=scheme)
        pad.draw(SEVEN)
        frames[scheme] = pad.last_frame()
        shot = Image.open(io.BytesIO(pad.canvas.screenshot())).convert("L")
        grey = np.asarray(shot).astype(int)
        shades[scheme] = int(grey[5, 20]), int(grey[round(0.2 * grey.shape[0]), grey.shape[1] // 2])
    np.testing.assert_array_equal(frames["light"], frames["dark"])
    paper, ink = shades["light"]
    assert paper - ink > 180
    paper, ink = shades["dark"]
    assert ink - paper > 180


def test_ink_follows_a_change_of_theme(pad):
    pad.draw(SEVEN)
    before = pad.ink()
    pad.page.emulate_media(color_scheme="dark")
    pad.page.wait_for_function(
        """() => {
          const root = document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot;
          const canvas = root.querySelector('.paper canvas');
          const at = [canvas.width / 2, Math.round(canvas.height * 0.2)];
          return canvas.getContext('2d').getImageData(...at, 1, 1).data[0] > 180;
        }""",
        timeout=10_000,
    )
    assert pad.ink() == pytest.approx(before, rel=1e-3)
    assert pad.text(".value") != ""


def test_the_drawing_scales_with_the_window(pad):
    pad.draw(SEVEN)
    before, frame = pad.ink(), pad.last_frame()
    for size in ({"width": 700, "height": 800}, {"width": 1400, "height": 900}):
        pad.page.set_viewport_size(size)
        pad.page.wait_for_timeout(300)
        assert pad.ink() == pytest.approx(before, rel=0.03)
    pad.key("c")
    pad.key("Control+z")
    np.testing.assert_array_equal(pad.last_frame(), frame)


def test_the_drawing_survives_a_change_of_the_page_around_it(open_pad, tmp_path):
    script = tmp_path / "page.py"
    script.write_text(CHANGING_PAGE)
    with serving(str(script)) as url:
        pad = open_pad(url)
        pad.draw(SEVEN)
        before, value = pad.ink(), pad.text(".value")
        for _ in range(2):
            pad.page.get_by_role("button", name="More").click()
            pad.page.get_by_text("something more").wait_for()
            pad.settle()
            assert pad.ink() == pytest.approx(before, rel=0.02)
            assert pad.text(".value") == value
        pad.click("Undo")
        assert pad.ink() == 0


def test_drawing_by_touch_on_a_phone_does_not_scroll(open_pad):
    phone = {"width": 390, "height": 844}
    pad = open_pad(viewport=phone, has_touch=True, is_mobile=True, device_scale_factor=2)
    touch = pad.page.context.new_cdp_session(pad.page)

    def send(kind, *points):
        places = [dict(zip("xy", pad.place(point), strict=True)) for point in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    top = pad.canvas.bounding_box()["y"]
    send("touchStart", (0.5, 0.9))
    for step in range(20):
        send("touchMove", (0.5, 0.9 - 0.04 * step))
    send("touchEnd")
    pad.settle()
    assert pad.ink() > 0.01
    assert pad.state() != "blank"
    assert pad.canvas.bounding_box()["y"] == top
    widths = pad.page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(e => e.scrollWidth)"
    )
    assert max(widths) <= 390
    bottom = pad.page.locator(".seen").bounding_box()
    assert bottom["y"] + bottom["height"] <= 844


@pytest.mark.parametrize("width", [390, 1280])
def test_buttons_are_large_enough_for_a_thumb(open_pad, width):
    pad = open_pad(viewport={"width": width, "height": 844})
    sizes = [button.bounding_box() for button in pad.page.locator(".pad button").all()]
    assert len(sizes) == 6
    assert min(size["width"] for size in sizes) >= 44
    assert min(size["height"] for size in sizes) >= 44


def test_the_page_fits_a_laptop_without_scrolling(pad):
    pad.draw(SEVEN)
    tall, inner = pad.page.evaluate(
        "[document.querySelector('[data-testid=stMain]').scrollHeight, innerHeight]"
    )
    assert tall <= inner


def test_a_screen_reader_is_told_once_the_reading_settles(pad):
    status = pad.page.get_by_role("status").and_(pad.page.locator(".status"))
    pad.draw(SEVEN)
    spoken = pad.text(".value")
    sync_api.expect(status).to_have_text(re.compile(rf"^{spoken}, \d+% sure$"))
    pad.click("Clear")
    sync_api.expect(status).to_have_text("Nothing drawn yet")


def test_text_stands_out_from_its_ground_in_both_themes(open_pad):
    for scheme in ("light", "dark"):
        pad = open_pad(color_scheme=scheme)
        pad.draw(SEVEN)
        for selector in (".confidence", ".note", ".name", ".value", "figcaption", ".keys", "span"):
            contrast = pad.page.locator(f".pad {selector}").first.evaluate(CONTRAST)
            assert contrast >= 4.5, (scheme, selector, contrast)


CONTRAST = """element => {
  const pixel = color => {
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = rgb => rgb.slice(0, 3)
    .map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let ground = null;
  for (let e = element; e && !ground; e = e.parentElement ?? e.getRootNode().host) {
    const color = pixel(getComputedStyle(e).backgroundColor);
    if (color[3] === 255) ground = color;
  }
  const [a, b] = [light(pixel(getComputedStyle(element).color)), light(ground)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


def test_nothing_leaves_the_machine_and_nothing_complains(pad, address):
    pad.draw(SEVEN)
    pad.click("Clear")
    others = [
        url for url in pad.requests if not url.startswith((address, "data:", f"blob:{address}"))
    ]
    assert others == []
    assert pad.complaints == []


def test_frames_wait_for_each_other(pad):
    """One frame in flight: never more frames than answers plus one."""
    pad.page.evaluate(
        """() => {
          window.flying = 0; window.most = 0;
          addEventListener('inkdigits-sent', () => {
            window.most = Math.max(window.most, ++window.flying);
          });
          addEventListener('inkdigits-shown', () => { window.flying = 0; });
        }"""
    )
    pad.draw(DIGITS[0] + SEVEN)
    assert pad.page.evaluate("window.most") == 1
    assert len(pad.frames) > 3


def test_a_page_that_streamlit_runs_itself_runs_without_an_error():
    from streamlit.testing.v1 import AppTest

    script = Path(__file__).parents[1] / "streamlit_app.py"
    page = AppTest.from_file(str(script), default_timeout=60).run()
    assert not page.exception
