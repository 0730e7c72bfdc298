"""The HTTP API under load: queues, time limits, clients that go away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from api_server import as_form, assert_problem, client_of, png, running, wait_until
from inkdigits.reader import Reader
from inkdigits.server import ServerOptions
from inkdigits.server import service as service_module
from pen import ink_of, written_page

PAGE = png(written_page(["2047 31", "94"])[0])
SEVEN = png(255 - ink_of(7))


class Gate:
    """Lets pictures through to the reader one by one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passes = threading.Semaphore(0)
        self.arrived = 0
        load = service_module.load_image

        def gated(*args: Any, **kwargs: Any) -> Any:
            self.arrived += 1
            assert self.passes.acquire(timeout=30)
            return load(*args, **kwargs)

        monkeypatch.setattr(service_module, "load_image", gated)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate(monkeypatch)
    yield gate
    gate.passes.release(100)


def post(address: str) -> httpx.Response:
    return httpx.post(f"{address}/v1/read", content=PAGE, timeout=60)


def half_sent(address: str, body: bytes, sent: int) -> socket.socket:
    """A connection on which `sent` bytes of the body of a request are on their way."""
    host, port = address.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    head = f"POST /v1/read HTTP/1.1\r\nhost: {host}\r\ncontent-length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body[:sent])
    return connection


def test_a_full_queue_refuses_at_once_and_loses_nothing(gate: Gate) -> None:
    options = ServerOptions(concurrency=1, queue_length=1)
    with running(options) as (address, service), ThreadPoolExecutor() as pool:
        both = [pool.submit(post, address) for _ in range(2)]
        wait_until(lambda: service.queue.taken == 2 and gate.arrived == 1)
        answer = post(address)
        assert_problem(answer, 503, "busy")
        assert int(answer.headers["retry-after"]) >= 1
        assert httpx.get(f"{address}/healthz").status_code == 200
        assert "inkdigits_places_taken 2.0" in httpx.get(f"{address}/metrics").text
        gate.passes.release(3)
        assert [one.result().json()["text"] for one in both] == ["2047 31\n94"] * 2
        wait_until(lambda: service.queue.taken == 0)
        assert post(address).status_code == 200


def test_a_client_that_goes_away_frees_its_place(gate: Gate) -> None:
    options = ServerOptions(concurrency=1, queue_length=2)
    with running(options) as (address, service):
        working = half_sent(address, PAGE, len(PAGE))
        wait_until(lambda: gate.arrived == 1)
        waiting = half_sent(address, PAGE, len(PAGE))
        sending = half_sent(address, PAGE, 100)
        wait_until(lambda: service.queue.taken == 3)
        sending.close()
        wait_until(lambda: service.queue.taken == 2)
        waiting.close()
        wait_until(lambda: service.queue.taken == 1)
        working.close()
        gate.passes.release(1)
        wait_until(lambda: service.queue.taken == 0)
        assert gate.arrived == 1  # nobody's picture was begun
        gone = 'inkdigits_http_requests_total{method="POST",path="/v1/read",status="499"} 3.0'
        wait_until(lambda: gone in httpx.get(f"{address}/metrics").text)


def test_the_time_limit_holds_while_sending_waiting_and_reading(gate: Gate) -> None:
    options = ServerOptions(concurrency=1, queue_length=2, time_limit=0.5)
    with running(options) as (address, service), ThreadPoolExecutor() as pool:
        reading = pool.submit(post, address)
        wait_until(lambda: gate.arrived == 1)
        waiting = pool.submit(post, address)
        with half_sent(address, PAGE, 100) as sending:
            assert sending.recv(100).startswith(b"HTTP/1.1 408")
        assert_problem(reading.result(), 504, "time-limit")
        assert_problem(waiting.result(), 503, "busy")
        assert int(waiting.result().headers["retry-after"]) >= 1
        assert service.queue.taken == 1  # the thread still works for nobody
        gate.passes.release(1)
        wait_until(lambda: service.queue.taken == 0)


def test_a_batch_that_takes_too_long_keeps_what_was_read(gate: Gate) -> None:
    with running(ServerOptions(time_limit=3)) as (address, service):
        wait_until(lambda: service.trouble is None)
        gate.passes.release(1)
        files = as_form(SEVEN, PAGE, PAGE)
        answer = httpx.post(f"{address}/v1/read-batch", files=files, timeout=60)
        assert answer.status_code == 200
        first, *late = answer.json()["results"]
        assert first["page"]["text"] == "7"
        assert [(one["name"], one["page"]) for one in late] == [("1.png", None), ("2.png", None)]
        assert all(one["error"]["type"].endswith(":time-limit") for one in late)
        gate.passes.release(1)


def test_many_clients_at_once_get_their_own_answers() -> None:
    pictures = [png(255 - ink_of(digit)) for digit in range(10)]
    expected = [Reader().classify(picture).value for picture in pictures]
    with client_of(ServerOptions()) as client, ThreadPoolExecutor(16) as pool:

        def classify(digit: int) -> Any:
            return client.post("/v1/classify", content=pictures[digit]).json()["value"]

        assert list(pool.map(classify, [*range(10)] * 4)) == expected * 4
