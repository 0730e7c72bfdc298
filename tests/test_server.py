"""The HTTP API, as its clients and whoever runs it see it."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import httpx
import numpy as np
import pytest
from PIL import Image

from api_server import as_form, assert_problem, client_of, png, wait_until
from inkdigits.errors import ConfigError
from inkdigits.operating import load_curves
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.server import ServerOptions, create_app
from inkdigits.server import service as service_module
from pen import ink_of, written_page

KEY = "correct-horse-battery"


PAGE = png(written_page(["2047 31", "94"])[0])
SEVEN = png(255 - ink_of(7))
BLANK = png(np.full((40, 60), 255))
LARGE = png(np.full((1200, 1000), 255))  # more pixels than the client below may send

LIMITS = ServerOptions(max_body_bytes=60_000, max_pixels=1_000_000, max_files=3)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with client_of(LIMITS) as client:
        yield client


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "options", "crop"),
    [
        ({}, {}, None),
        ({"locator": "contours", "rotate": "0"}, {"locator": "contours", "rotate": "0"}, None),
        ({"polarity": "light_on_dark"}, {"polarity": "light_on_dark"}, None),
        ({"review_threshold": 1, "rotate": "180"}, {"review_threshold": 1, "rotate": "180"}, None),
        ({"crop": "0,0,300.5,312"}, {}, (0, 0, 300.5, 312)),
    ],
)
def test_form_and_raw_body_both_give_what_the_library_reads(
    client: httpx.Client, query: dict[str, Any], options: dict[str, Any], crop: Any
) -> None:
    expected = Reader(ReaderOptions(**options)).read(PAGE, crop=crop).to_dict()
    raw = client.post("/v1/read", params=query, content=PAGE)
    form = client.post("/v1/read", params=query, files=as_form(PAGE))
    assert (raw.status_code, form.status_code) == (200, 200)
    assert raw.json() == form.json() == expected


def test_options_change_what_is_read(client: httpx.Client) -> None:
    def read(**query: Any) -> Any:
        return client.post("/v1/read", params=query, content=PAGE).json()

    assert read()["text"] == "2047 31\n94"
    assert read(crop="0,0,300,150")["text"] == "2047"
    assert read(rotate="180")["rotation"] == 180
    numbers = read(review_threshold=1)["lines"][0]["numbers"]
    assert all(number["needs_review"] for number in numbers)


def test_symbols_are_for_the_detector_alone(client: httpx.Client) -> None:
    query = {"symbols": "true", "locator": "contours"}
    problem = assert_problem(
        client.post("/v1/read", params=query, content=PAGE), 400, "wrong-option"
    )
    assert "only the detector finds symbols" in problem["detail"]
    plain = client.post("/v1/read", params={"symbols": "false"}, content=PAGE)
    assert plain.json()["text"] == "2047 31\n94"


def test_a_page_of_a_pdf_can_be_chosen(client: httpx.Client) -> None:
    stream = io.BytesIO()
    sheets = [Image.open(io.BytesIO(data)).convert("L") for data in (BLANK, PAGE)]
    sheets[0].save(stream, "PDF", save_all=True, append_images=sheets[1:], resolution=200)
    for page, text in enumerate(("", "2047 31\n94")):
        answer = client.post("/v1/read", params={"pdf_page": page}, content=stream.getvalue())
        assert answer.json()["text"] == text
    answer = client.post("/v1/read", params={"pdf_page": 2}, content=stream.getvalue())
    assert "has 2 pages" in assert_problem(answer, 422, "unreadable-picture")["detail"]


def tiff_of(*pictures: bytes) -> bytes:
    """A TIFF of these pictures' pages."""
    stream = io.BytesIO()
    first, *others = (Image.open(io.BytesIO(data)).convert("L") for data in pictures)
    first.save(stream, "TIFF", save_all=True, append_images=others, compression="tiff_deflate")
    return stream.getvalue()


def test_answers_say_how_many_pages_a_file_has(client: httpx.Client) -> None:
    many = tiff_of(SEVEN, PAGE, SEVEN)
    assert client.post("/v1/classify", content=many).headers["Page-Count"] == "3"
    assert client.post("/v1/classify", content=SEVEN).headers["Page-Count"] == "1"
    texts, pages = [], 1
    while len(texts) < pages:  # as docs/API.md shows
        answer = client.post("/v1/read", params={"pdf_page": len(texts)}, content=many)
        pages = int(answer.headers["Page-Count"])
        texts.append(answer.json()["text"])
    assert texts == ["7", "2047 31\n94", "7"]
    results = client.post("/v1/read-batch", files=as_form(PAGE, many, b"junk")).json()["results"]
    assert [one["pages"] for one in results] == [1, 3, None]


def test_a_page_is_read_though_what_follows_is_damaged(client: httpx.Client) -> None:
    whole = tiff_of(SEVEN, PAGE)
    first = int.from_bytes(whole[4:8], "little")  # TIFF 6.0, section 2: a count, fields, the next
    end = first + 2 + 12 * int.from_bytes(whole[first : first + 2], "little")
    torn = whole[: int.from_bytes(whole[end : end + 4], "little") + 40]
    answer = client.post("/v1/read", content=torn)
    assert (answer.status_code, answer.json()["text"]) == (200, "7")
    assert "Page-Count" not in answer.headers
    results = client.post("/v1/read-batch", files=as_form(torn)).json()["results"]
    assert (results[0]["page"]["text"], results[0]["pages"]) == ("7", None)


@pytest.mark.parametrize("picture", [SEVEN, BLANK, PAGE])
def test_classify_gives_what_the_library_says(client: httpx.Client, picture: bytes) -> None:
    expected = Reader().classify(picture).to_dict()
    raw = client.post("/v1/classify", content=picture)
    form = client.post("/v1/classify", files=as_form(picture))
    assert raw.json() == form.json() == expected


def test_the_review_threshold_holds_for_classify(client: httpx.Client) -> None:
    for threshold, review in ((0, False), (1, True)):
        query = {"review_threshold": threshold}
        digit = client.post("/v1/classify", params=query, content=SEVEN).json()
        assert (digit["value"], digit["needs_review"]) == (7, review)


def test_an_error_rate_chooses_the_review_threshold(client: httpx.Client) -> None:
    for task, address in (("classify", "/v1/classify"), ("read", "/v1/read")):
        curve = load_curves()[task]
        lax, strict = 1.01 * curve.error_bounds[0], 1.01 * curve.error_bounds[curve.lowest]
        for rate in (lax, strict):
            expected = ReaderOptions(max_error=rate).threshold(task)
            answer = client.post(address, params={"max_error": rate}, content=SEVEN).json()
            digit = answer if task == "classify" else answer["lines"][0]["numbers"][0]["digits"][0]
            assert digit["needs_review"] == (digit["confidence"] < expected)


def test_one_bad_file_of_a_batch_spoils_no_other(client: httpx.Client) -> None:
    answer = client.post("/v1/read-batch", files=as_form(PAGE, PAGE[:300], SEVEN))
    assert answer.status_code == 200
    first, bad, last = answer.json()["results"]
    page = Reader().read(PAGE).to_dict()
    assert first == {"name": "0.png", "page": page, "pages": 1, "error": None}
    assert (last["name"], last["page"]["text"], last["error"]) == ("2.png", "7", None)
    assert (bad["name"], bad["page"], bad["error"]["status"]) == ("1.png", None, 422)
    assert "damaged" in bad["error"]["detail"]


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"no picture at all", 415, "unsupported-picture"),
        (b"", 422, "unreadable-picture"),
        (PAGE[:300], 422, "unreadable-picture"),
        (LARGE, 413, "too-large"),
        (bytes(60_001), 413, "too-large"),
    ],
)
def test_a_bad_picture_is_a_problem(
    client: httpx.Client, body: bytes, status: int, kind: str
) -> None:
    for address in ("/v1/read", "/v1/classify"):
        assert_problem(client.post(address, content=body), status, kind)
        assert_problem(client.post(address, files=as_form(body)), status, kind)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"locator": "tarot"}, ["query.locator", "'detector' or 'contours'", "'tarot'"]),
        ({"locater": "contours"}, ["query.locater", "no such option"]),
        ({"review_threshold": "nan"}, ["query.review_threshold"]),
        ({"max_error": "1.5"}, ["query.max_error"]),
        ({"max_error": "0.01", "review_threshold": "0.9"}, ["leave one of the two away"]),
        ({"max_error": "0.0000001"}, ["cannot be promised for digits of pages", "the lowest is"]),
        ({"max_error": "0.5", "locator": "contours"}, ["locator 'contours'"]),
        ({"pdf_page": "-1"}, ["query.pdf_page"]),
        ({"crop": "1,2,3"}, ["query.crop: expected four numbers x_min,y_min,x_max,y_max, found"]),
        ({"crop": "1,2,3"}, ["'1,2,3'. Mend this"]),
        ({"crop": "9,0,1,5"}, ["query.crop: expected x_min < x_max and y_min < y_max, found"]),
        ({"rotate": ["0", "90"]}, ["query.rotate: given more than once"]),
        ({"crop": ["0,0,9,9", "0,0,9,9"], "rotate": "0"}, ["query.crop: given more than once"]),
        ({"crop": "5000,0,6000,10"}, ["holds no part of the picture", "528 x 312"]),
    ],
)
def test_an_option_that_cannot_be_used_is_named(
    client: httpx.Client, query: dict[str, str | list[str]], words: list[str]
) -> None:
    answer = client.post("/v1/read", params=query, content=PAGE)
    detail = assert_problem(answer, 400, "wrong-option")["detail"]
    assert [word for word in words if word not in detail] == []
    assert not any(inside in detail for inside in ("[", "constrained", "function", "None"))


WHOLE_FORM = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="7.png"\r\n\r\n'
    + SEVEN
    + b"\r\n--b--\r\n"
)
FORM = {"content-type": "multipart/form-data; boundary=b"}


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"files": as_form(SEVEN, SEVEN)}, 413, "at most 1"),
        ({"files": {"locator": (None, "contours")}}, 400, "options belong in the query"),
        ({"content": b"--b--\r\n", "headers": FORM}, 400, "no file in it"),
        ({"content": b"--b\r\nbroken\r\n\r\n", "headers": FORM}, 400, "form is damaged"),
        ({"content": WHOLE_FORM[:-4], "headers": FORM}, 400, "ends before its last boundary"),
        ({"content": b"", "headers": {"content-type": "multipart/form-data"}}, 400, "boundary"),
    ],
)
def test_a_form_that_cannot_be_used_is_a_problem(
    client: httpx.Client, request_: dict[str, Any], status: int, words: str
) -> None:
    answer = client.post("/v1/read", **request_)
    kind = "too-large" if status == 413 else "wrong-form"
    assert words in assert_problem(answer, status, kind)["detail"]


def test_a_form_written_by_hand_is_read(client: httpx.Client) -> None:
    answer = client.post("/v1/classify", content=WHOLE_FORM, headers=FORM)
    assert answer.json()["value"] == 7


def test_a_batch_is_a_form_with_so_many_files(client: httpx.Client) -> None:
    answer = client.post("/v1/read-batch", files=as_form(*[BLANK] * 4))
    assert "at most 3" in assert_problem(answer, 413, "too-large")["detail"]
    answer = client.post("/v1/read-batch", content=PAGE)
    assert "multipart/form-data" in assert_problem(answer, 415, "form-needed")["detail"]


def test_other_addresses_and_methods_are_problems_too(client: httpx.Client) -> None:
    assert_problem(client.get("/v1/fly"), 404, "not-found")
    assert_problem(client.post("/v1/read/", content=PAGE), 404, "not-found")
    answer = client.put("/v1/read", content=PAGE)
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_may_ask_with_head(client: httpx.Client, path: str) -> None:
    wait_until(lambda: client.get("/readyz").status_code == 200)
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    answer = client.post(path)
    assert_problem(answer, 405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


class Sender:
    """A client that sends a body in parts of 10,000 bytes, and what it is answered meanwhile."""

    scope: ClassVar[dict[str, Any]] = {
        "type": "http",
        "method": "POST",
        "path": "/v1/read",
        "query_string": b"",
        "headers": [],
    }

    def __init__(self, parts: int) -> None:
        self.parts = parts
        self.told: dict[str, int] = {}
        self.status = 0

    async def receive(self) -> dict[str, Any]:
        self.parts -= 1
        return {"type": "http.request", "body": bytes(10_000), "more_body": self.parts > 0}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        end = message["type"] == "http.response.body" and not message.get("more_body")
        self.told.setdefault("end" if end else message["type"], self.parts)
        if message.get("body"):
            assert json.loads(message["body"])["status"] == self.status

    def ask(self, app: Any, **changes: Any) -> None:
        asyncio.run(app({**self.scope, **changes}, self.receive, self.send))


def test_a_body_that_is_too_long_is_refused_at_once_and_its_rest_received() -> None:
    sender = Sender(20)  # the limit is six of them
    sender.ask(create_app(LIMITS))
    assert sender.status == 413
    assert sender.told == {"http.response.start": 13, "http.response.body": 13, "end": 0}


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_begun() -> None:
    sender = Sender(20)
    sender.ask(create_app(LIMITS), headers=[(b"content-length", b"200000")])
    assert sender.status == 413
    assert sender.told == {"http.response.start": 20, "http.response.body": 20, "end": 0}


def test_who_has_no_key_is_told_while_still_sending() -> None:
    sender = Sender(20)
    sender.ask(create_app(ServerOptions(api_key=KEY)))
    assert sender.status == 401
    assert sender.told == {"http.response.start": 20, "http.response.body": 20, "end": 0}


# --- our own faults ---------------------------------------------------------------------------


def test_a_bug_is_a_problem_without_a_traceback(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError("a secret path /home/someone")

    for name, count in (("load_image", 1), ("_gone", 1)):
        with monkeypatch.context() as patch:
            patch.setattr(service_module, name, fail)
            answers = [client.post("/v1/read", content=PAGE) for _ in range(count)]
        for answer in answers:
            assert "secret" not in str(assert_problem(answer, 500, "internal"))
    assert "ZeroDivisionError" in caplog.text
    assert client.post("/v1/read", content=PAGE).status_code == 200


def test_a_missing_model_is_our_fault_and_says_no_path(tmp_path: Path) -> None:
    with client_of(ServerOptions(model=tmp_path / "gone.onnx")) as client:
        answer = client.post("/v1/read", content=PAGE)
        assert str(tmp_path) not in assert_problem(answer, 500, "model")["detail"]
        assert_problem(client.get("/readyz"), 503, "not-ready")
        assert client.get("/healthz").status_code == 200


def test_it_is_ready_when_the_models_are_warm() -> None:
    app = create_app(ServerOptions())

    async def before_it_starts() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get("/readyz"), await client.get("/healthz")

    ready, alive = asyncio.run(before_it_starts())
    assert_problem(ready, 503, "not-ready")
    assert ready.headers["retry-after"] == "1"
    assert alive.json() == {"status": "ok"}
    with client_of(ServerOptions()) as client:
        wait_until(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/readyz").json() == {"status": "ready"}


# --- who may ask ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def locked() -> Iterator[httpx.Client]:
    with client_of(ServerOptions(api_key=KEY)) as client:
        yield client


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"x-api-key": ""}, 401),
        ({"x-api-key": KEY[:-1]}, 401),
        ({"x-api-key": KEY + "x"}, 401),
        ({"authorization": f"Basic {KEY}"}, 401),
        ({"x-api-key": KEY}, 200),
        ({"authorization": f"Bearer {KEY}"}, 200),
    ],
)
def test_a_key_is_asked_for_where_there_is_one(
    locked: httpx.Client, headers: dict[str, str], status: int
) -> None:
    answers = [
        locked.post("/v1/classify", content=SEVEN, headers=headers),
        locked.post("/v1/read", content=SEVEN, headers=headers),
        locked.post("/v1/read-batch", files=as_form(SEVEN), headers=headers),
        locked.get("/metrics", headers=headers),
    ]
    for answer in answers:
        assert answer.status_code == status
        if status == 401:
            assert_problem(answer, 401, "key-needed")
            assert answer.headers["www-authenticate"] == "Bearer"
    assert locked.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_key": "short"},
        {"api_key": "with a space in it"},
        {"max_body_bytes": 0},
        {"max_pixels": 0},
        {"max_files": 0},
        {"concurrency": -1},
        {"queue_length": -1},
        {"max_pixels": float("nan")},
        {"allow_origins": ("nonsense",)},
        {"allow_origins": ("https://forms.example", "https://forms.example/page")},
        {"time_limit": 0},
        {"time_limit": float("nan")},
    ],
)
def test_options_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        ServerOptions(**wrong)


def test_pages_elsewhere_may_call_only_where_they_are_let_in() -> None:
    origin = {"origin": "https://forms.example"}
    ask = {**origin, "access-control-request-method": "POST"}
    for origins, allowed in (((), None), (("https://forms.example",), "https://forms.example")):
        with client_of(ServerOptions(allow_origins=origins)) as client:
            answer = client.post("/v1/classify", content=SEVEN, headers=origin)
            assert answer.headers.get("access-control-allow-origin") == allowed
            answer = client.options("/v1/classify", headers=ask)
            assert answer.status_code == (200 if allowed else 405)
            near = {**ask, "access-control-request-private-network": "true"}
            answer = client.options("/v1/classify", headers=near)
            assert answer.status_code == (200 if allowed else 405)


# --- metrics and description ------------------------------------------------------------------


def test_metrics_count_requests_pictures_and_digits() -> None:
    with client_of(LIMITS) as client:
        client.post("/v1/read", content=PAGE)
        client.post("/v1/classify", content=BLANK)
        client.post("/v1/read-batch", files=as_form(SEVEN, b"junk"))
        client.post("/v1/read", content=b"junk")
        client.get("/v1/fly")
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    figures = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if line[0] != "#")
    requests = "inkdigits_http_requests_total"
    expected = {
        f'{requests}{{method="POST",path="/v1/read",status="200"}}': 1,
        f'{requests}{{method="POST",path="/v1/read",status="415"}}': 1,
        f'{requests}{{method="POST",path="/v1/classify",status="200"}}': 1,
        f'{requests}{{method="POST",path="/v1/read-batch",status="200"}}': 1,
        f'{requests}{{method="GET",path="other",status="404"}}': 1,
        'inkdigits_http_request_duration_seconds_count{path="/v1/read"}': 2,
        'inkdigits_pictures_total{outcome="ok"}': 3,
        'inkdigits_pictures_total{outcome="unsupported-picture"}': 2,
        "inkdigits_digits_total": 9,
        "inkdigits_places": ServerOptions().readings_at_once + 64,
        "inkdigits_places_taken": 0,
        "inkdigits_requests_working": 0,
    }
    assert {name: float(figures[name]) for name in expected} == expected


def test_the_description_has_an_example_of_every_answer(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    for path in ("/v1/read", "/v1/classify", "/v1/read-batch"):
        operation = described["paths"][path]["post"]
        content = operation["responses"]["200"]["content"]["application/json"]
        assert content["example"]
        assert "multipart/form-data" in operation["requestBody"]["content"]
        for status in ("400", "413", "415", "503"):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
    assert "example" in json.dumps(described["paths"]["/v1/read"])
