"""A person with pictures."""

from __future__ import annotations

import json
import re
from pathlib import Path

EVERYTHING_STANDS = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.dataset.testScriptState !== 'running';
}"""


class PhotoPage:
    """A person in front of the photo view."""

    def __init__(self, page, url):
        self.page = page
        self.requests = []
        self.complaints = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: m.type == "error" and self.complaints.append(m.text))
        page.goto(url)
        self.go("Photo")
        page.locator("[data-testid=stFileUploader]").wait_for(timeout=60_000)
        self.stage = page.locator(".picture .stage")

    def go(self, view):
        self.page.get_by_role("radio", name=view).click()

    def settle(self):
        """Wait until the server's run is over and its answer is shown."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(EVERYTHING_STANDS, timeout=30_000)

    def upload(self, *files):
        """Upload (name, data) pairs."""
        self.choose(*files)
        self.settle()

    def choose(self, *files):
        """Have (name, data) pairs begin to be uploaded."""
        kind = "application/octet-stream"
        self.page.locator("[data-testid=stFileUploader] input[type=file]").last.set_input_files(
            [{"name": name, "mimeType": kind, "buffer": data} for name, data in files]
        )

    def shown(self):
        self.stage.locator("img").wait_for(timeout=30_000)
        self.settle()

    def summary(self):
        return self.page.locator(".picture .summary").text_content()

    def counted(self):
        found = re.match(r"(\d+) digit", self.summary())
        return int(found[1]) if found else 0

    def text(self):
        return self.page.locator("[data-testid=stCode] code").text_content().strip()

    def boxes(self):
        return self.stage.locator(".boxes > div:not(.gone)")

    def tap(self, index):
        box = self.boxes().nth(index).bounding_box()
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        self.settle()

    def drag(self, start, end):
        """Drag over the picture; places are shares of its width and height."""
        stage = self.stage.bounding_box()

        def place(point):
            return stage["x"] + point[0] * stage["width"], stage["y"] + point[1] * stage["height"]

        self.page.mouse.move(*place(start))
        self.page.mouse.down()
        self.page.mouse.move(*place(end), steps=4)
        self.page.mouse.up()
        self.settle()

    def download(self, name):
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=name, exact=True).first.click()
        return download.value.suggested_filename, Path(download.value.path()).read_bytes()

    def download_json(self, name):
        return json.loads(self.download(name)[1])
