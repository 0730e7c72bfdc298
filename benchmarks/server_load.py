"""The HTTP API under load on this machine: nothing lost, no growing memory, and Keras beside it.

First, clients send pictures of digits and of pages to `inkdigits serve` as fast as it answers, and
look at every answer. Then the same clients send one digit each to /v1/classify, and to an endpoint
of the same shape around a Keras network (the one of keras_ratio.py), in turns within the same run.
All of it stays on the loopback interface.

    python benchmarks/server_load.py
    python benchmarks/server_load.py --clients 16 --seconds 10 --compare-seconds 12 --json
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from inkdigits.cli.benchmark import drawn_digit, drawn_page, machine, percentile
from inkdigits.cli.tables import format_table

HOST = "127.0.0.1"
MOST_CLIENTS, MOST_SECONDS = 256, 600
WARM_ANSWERS, WARM_SECONDS = 10, 30.0  # for each client, and at most so long
QUARTERS = 4
CPU = "server's CPU ms an answer"
TURNS = 3  # turns of each server in the comparison

MAKE_KERAS = """
import sys, keras
layers = keras.layers
keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
]).save(sys.argv[1])
"""

# The quickest of the ways that were tried: called directly, as predict takes twice as long; torch
# with the threads it chooses.
SERVE_KERAS = """
import io, socket, sys, keras, numpy, torch, uvicorn
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from PIL import Image

model = keras.models.load_model(sys.argv[1])
app = FastAPI()

def answer(body):
    picture = numpy.asarray(Image.open(io.BytesIO(body)).convert("L"), numpy.float32)
    with torch.no_grad():
        output = model(1 - picture[None, ..., None] / 255, training=False)
    probabilities = keras.ops.convert_to_numpy(output)[0]
    return {"value": int(probabilities.argmax()), "probabilities": probabilities.tolist()}

@app.post("/classify")
async def classify(request: Request):
    return await run_in_threadpool(answer, await request.body())

answer(open(sys.argv[2], "rb").read())
config = uvicorn.Config(app, log_level="warning", access_log=False)
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen(128)
print(f"http://127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
uvicorn.Server(config).run(sockets=[listener])
"""


@dataclass
class Outcome:
    """What clients saw."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: int = 0  # answers that were not the expected ones
    lost: int = 0  # requests without an answer
    duration: float = 0.0
    cpu_seconds: float | None = None  # of the server, where Linux tells

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.duration


def main() -> None:
    options = parse()
    figures: dict[str, Any] = {}
    with server([sys.executable, "-m", "inkdigits", "serve", "--port", "0"]) as (process, port):
        figures["load"] = soak(process.pid, port, options.clients, options.seconds)
        missing = [name for name in ("keras", "torch") if importlib.util.find_spec(name) is None]
        if options.compare_seconds and not missing:
            figures["classify"] = compare(
                process.pid, port, options.clients, options.compare_seconds
            )
    if options.json:
        print(json.dumps({"machine": machine(), "clients": options.clients, **figures}))
        return
    for name, rows in figures.items():
        print(f"\n{name}, {options.clients} clients")
        print(format_table(("measured", "value"), list(rows.items())))
    if missing:
        print(f"nothing to compare with: pip install 'inkdigits[bench]' ({', '.join(missing)})")


def parse() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("--clients", type=int, default=64)
    arguments.add_argument("--seconds", type=float, default=60, help="of the load")
    arguments.add_argument(
        "--compare-seconds", type=float, default=30, help="for each server; 0 leaves Keras out"
    )
    arguments.add_argument("--json", action="store_true", help="one JSON object, no tables")
    options = arguments.parse_args()
    if not 1 <= options.clients <= MOST_CLIENTS:
        arguments.error(f"--clients must be within 1..{MOST_CLIENTS}")
    if not (0 < options.seconds <= MOST_SECONDS and 0 <= options.compare_seconds <= MOST_SECONDS):
        arguments.error(f"seconds must be within 0..{MOST_SECONDS}")
    return options


# --- what is measured -----------------------------------------------------------------------------


def soak(pid: int, port: int, clients: int, seconds: float) -> dict[str, Any]:
    """Digits, pages and one bad picture in turns; memory after warming up and at the end."""
    digits = [request("/v1/classify", png(drawn_digit(k, 28))) for k in range(10)]
    page = request("/v1/read", png(drawn_page()[:300, :400]))
    bad = request("/v1/read", b"no picture")
    mixture = [*digits, page, bad, *digits[::-1]]
    expected = [asyncio.run(first_answer(port, one)) for one in mixture]
    warm_up(port, mixture, expected, clients)
    memory = [resident_mib(pid)]
    outcomes = []
    for _ in range(QUARTERS):
        outcomes.append(asyncio.run(load(port, mixture, expected, clients, seconds / QUARTERS)))
        memory.append(resident_mib(pid))
    outcome = joined(outcomes)
    return {
        **summary(outcome),
        "answers by status": ", ".join(f"{k}: {v}" for k, v in sorted(outcome.statuses.items())),
        "wrong answers": outcome.wrong,
        "requests without an answer": outcome.lost,
        "server's memory, MiB: warm, then each quarter": ", ".join(
            "-" if value is None else f"{value:.0f}" for value in memory
        ),
    }


def warm_up(port: int, requests: Sequence[bytes], expected: Sequence[Any], clients: int) -> None:
    """Let the server grow to the size it has under this load."""
    answers, end = 0, time.perf_counter() + WARM_SECONDS
    while answers < WARM_ANSWERS * clients and time.perf_counter() < end:
        answers += len(asyncio.run(load(port, requests, expected, clients, 1.0)).seconds)


def compare(pid: int, port: int, clients: int, seconds: float) -> dict[str, Any]:
    """One digit to each server, in turns; the ratio of what they answered in a second."""
    body = png(drawn_digit(7, 28))
    with tempfile.TemporaryDirectory() as folder:
        model, picture = Path(folder) / "model.keras", Path(folder) / "seven.png"
        picture.write_bytes(body)
        os.environ.setdefault("KERAS_BACKEND", "torch")
        subprocess.run([sys.executable, "-c", MAKE_KERAS, str(model)], check=True)
        command = [sys.executable, "-c", SERVE_KERAS, str(model), str(picture)]
        with server(command) as (process, other):
            sides = {
                "inkdigits": (pid, port, "/v1/classify"),
                "keras": (process.pid, other, "/classify"),
            }
            turns: dict[str, list[Outcome]] = {name: [] for name in sides}
            for turn in range(TURNS + 1):  # the first one warms up
                for name, (who, where, path) in sides.items():
                    one = request(path, body)
                    expected = [asyncio.run(first_answer(where, one))]
                    length = seconds / TURNS if turn else 1.0
                    begin = cpu_seconds(who)
                    outcome = asyncio.run(load(where, [one], expected, clients, length))
                    if begin is not None:
                        outcome.cpu_seconds = (cpu_seconds(who) or begin) - begin
                    if turn:
                        turns[name].append(outcome)
    ratios = [
        ours.per_second / theirs.per_second
        for ours, theirs in zip(turns["inkdigits"], turns["keras"], strict=True)
    ]
    figures: dict[str, Any] = {}
    whole = {name: joined(outcomes) for name, outcomes in turns.items()}
    for name, outcome in whole.items():
        figures |= {f"{name}, {key}": value for key, value in summary(outcome).items()}
        figures[f"{name}, lost or wrong"] = outcome.lost + outcome.wrong
    figures["inkdigits answers this many times as many"] = statistics.median(ratios)
    if CPU in summary(whole["keras"]):
        figures["and with so many times less CPU for each"] = (
            summary(whole["keras"])[CPU] / summary(whole["inkdigits"])[CPU]
        )
    return figures


def summary(outcome: Outcome) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "answers per s": outcome.per_second,
        "median ms": 1000 * statistics.median(outcome.seconds),
        "95th percentile ms": 1000 * percentile(outcome.seconds, 95),
        "longest ms": 1000 * max(outcome.seconds),
    }
    if outcome.cpu_seconds is not None:
        figures[CPU] = 1000 * outcome.cpu_seconds / len(outcome.seconds)
    return figures


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    statuses: Counter[int] = Counter()
    for one in outcomes:
        statuses.update(one.statuses)
    return Outcome(
        seconds=[value for one in outcomes for value in one.seconds],
        statuses=dict(statuses),
        wrong=sum(one.wrong for one in outcomes),
        lost=sum(one.lost for one in outcomes),
        duration=sum(one.duration for one in outcomes),
        cpu_seconds=sum(one.cpu_seconds or 0 for one in outcomes) or None,
    )


# --- clients --------------------------------------------------------------------------------------


async def load(
    port: int, requests: Sequence[bytes], expected: Sequence[Any], clients: int, seconds: float
) -> Outcome:
    """Let `clients` connections send one request after the other for so many seconds."""
    outcome = Outcome()
    start = time.perf_counter()
    end = start + seconds

    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            turn = number
            while (begin := time.perf_counter()) < end:
                which = turn % len(requests)
                turn += 1
                status, answer = await exchange(reader, writer, requests[which])
                outcome.seconds.append(time.perf_counter() - begin)
                outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
                if status != 503 and (status, answer) != expected[which]:
                    outcome.wrong += 1
        except (OSError, asyncio.IncompleteReadError):
            outcome.lost += 1
        finally:
            writer.close()

    await asyncio.gather(*(client(number) for number in range(clients)))
    outcome.duration = time.perf_counter() - start
    return outcome


async def first_answer(port: int, one: bytes) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        return await exchange(reader, writer, one)
    finally:
        writer.close()


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, one: bytes
) -> tuple[int, bytes]:
    """Send a request and read its answer: status and body. Cheap: the server is measured."""
    writer.write(one)
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    assert found
    return int(head[9:12]), await reader.readexactly(int(found[1]))


def request(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nhost: {HOST}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def png(grey: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(grey).save(stream, "PNG")
    return stream.getvalue()


# --- servers --------------------------------------------------------------------------------------


@contextlib.contextmanager
def server(command: Sequence[str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server that prints its address on stderr, and its port."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if found := re.search(r"http://[^:]+:(\d+)", line):
                    yield process, int(found[1])
                    return
            raise SystemExit(f"{' '.join(command[:4])} did not start: run it by hand to see why")
        finally:
            process.terminate()
            process.stderr.close()


def cpu_seconds(pid: int) -> float | None:
    """Processor time that a process has had, where Linux tells: whoever else is busy."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return None
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float | None:
    """Resident memory of a process, where Linux tells."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    return int(found[1]) / 1024 if found else None


if __name__ == "__main__":
    main()
