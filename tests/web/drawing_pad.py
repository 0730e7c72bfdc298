"""A server, a person in front of the page, and what they draw."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import socket
import subprocess
import sys
import time
import urllib.request

import numpy as np
from PIL import Image

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SERVE = """
import sys
from pathlib import Path
from inkdigits.web import serve
if len(sys.argv) > 2:
    serve._PAGE = Path(sys.argv[2])
serve.run(port=int(sys.argv[1]), open_browser=False)
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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(*arguments, port=None):
    port = port or free_port()
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
        self.stand_still()

    def stand_still(self):
        """Wait until the page around the canvas has been laid out."""
        before = None
        while before != (before := self.canvas.bounding_box()):
            self.page.wait_for_timeout(100)

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

    def press_corner_by(self, across, down):
        """Drag the canvas's corner by so many pixels."""
        box = self.page.locator(".corner").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + across, y + down, steps=4)
        self.page.mouse.up()
        self.settle()

    def settle(self):
        """Wait until the newest ink is answered."""
        panel = self.page.locator(".answer")
        panel.and_(self.page.locator("[aria-busy=false]")).wait_for(timeout=20_000)

    def wait(self, *states):
        wanted = ", ".join(f".answer[data-state={state}]" for state in states)
        self.page.locator(wanted).wait_for(timeout=20_000)

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
