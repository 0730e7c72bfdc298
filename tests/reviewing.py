"""A browser at the review of a table, as the tests of reviewing open it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from inkdigits.web.review import build_app
from inkdigits.web.review_session import ReviewOptions, ReviewSession

testclient = pytest.importorskip("starlette.testclient")


def opened(table: Path, **options) -> testclient.TestClient:
    """A browser at the review of a table; leaving it ends the review."""
    client = testclient.TestClient(build_app(ReviewSession(table, ReviewOptions(**options))))
    client.params = {"session": client.get("/api/items").json()["session"]}
    return client


def say(client: testclient.TestClient, *decisions: object) -> list[dict]:
    """Send decisions as the page does, in one message; what became of each."""
    answer = client.post("/api/decide", json={"decisions": decisions})
    assert answer.status_code == 200, answer.text
    return answer.json()["answers"]


def items_of(client: testclient.TestClient) -> list[dict]:
    """All items, once all pages of numbers are read."""
    for _ in range(600):
        answer = client.get("/api/items").json()
        if not answer["progress"]["pages_to_read"]:
            return answer["items"]
        time.sleep(0.1)
    raise AssertionError("the pages were not read")
