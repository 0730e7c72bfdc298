"""How soon the page is there, and how soon the bars follow the pen: of one person and of five.

Starts `inkdigits app`, opens the page in headless Chromium, draws with the mouse, and prints a
table for each question. The time of a sample of drawing runs from the creation of the newest
pointer move that a frame holds to the end of the browser's painting of that frame's answer. Of the
five, one draws in the browser, and the others send the frames of a drawing at the pad's own pace:
their browsers would run on machines of their own.

    python benchmarks/draw_latency.py
    python benchmarks/draw_latency.py --url http://localhost:8501
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import math
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright
from websockets.sync.client import connect

from inkdigits.web.channel import PATH

VIEWPORT = {"width": 1280, "height": 800}

START_LIMIT = 3.0
"""Seconds from the start of the program to the first canvas."""

MEDIAN_LIMIT, P95_LIMIT = 60.0, 120.0
"""Milliseconds from pointer move to bars, while one person draws."""

CROWD, CROWD_LIMIT = 5, 150.0
"""People who draw at once, and the 95th percentile in milliseconds of the one in the browser."""

FRAMES_A_SECOND = 22.0
"""What each of the others sends at most; each waits for an answer before the next frame."""

WATCH = """
(() => {
  let moved = null;
  const movedOf = new Map();
  window.samples = [];
  addEventListener("pointermove", (event) => { if (event.buttons) moved = event.timeStamp; }, true);
  addEventListener("pointerup", () => { moved = null; }, true);
  addEventListener("inkdigits-sent", (event) => movedOf.set(event.detail.seq, moved));
  addEventListener("inkdigits-shown", (event) => {
    const from = movedOf.get(event.detail.seq);
    movedOf.delete(event.detail.seq);
    if (from == null) return;
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => window.samples.push(performance.now() - from);
      painted.port2.postMessage(null);
    });
  });
})();
"""


class Result(NamedTuple):
    samples: list[float]  # milliseconds
    down: float  # seconds that the pen was down
    cpu: float  # of the server, as a share of one core


@contextlib.contextmanager
def served() -> Iterator[tuple[str, int]]:
    """`inkdigits app` in a process of its own: its address and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "inkdigits", "app", "--port", str(port)]
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    try:
        wait_until_healthy(url)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(10)


def wait_until_healthy(url: str, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def start(browser: Browser, runs: int) -> float:
    """Print how long the program takes to its first canvas; returns the median in seconds."""
    print("start | server answers, s | first canvas, s")
    print("--- | --- | ---")
    totals = []
    for run in range(1, runs + 1):
        page = browser.new_page(viewport=VIEWPORT)
        begun = time.monotonic()
        with served() as (url, _):
            answers = time.monotonic() - begun
            page.goto(url)
            page.locator(".paper canvas").wait_for(timeout=60_000)
            totals.append(time.monotonic() - begun)
        page.close()
        print(f"{run} | {answers:.2f} | {totals[-1]:.2f}", flush=True)
    print()
    return statistics.median(totals)


def draw(page: Page, seconds: float) -> float:
    """Draw loops, a second and a half each; returns the seconds the pen was down."""
    box = page.locator(".paper canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    radius = 0.35 * box["height"]
    down = 0.0
    while down < seconds:
        page.mouse.move(x + radius, y)
        page.mouse.down()
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < 1.5:
            angle = 4.0 * passed
            reach = radius * (0.7 + 0.3 * math.cos(3.1 * angle))
            page.mouse.move(x + reach * math.cos(angle), y + reach * math.sin(angle))
            time.sleep(0.006)
        down += time.monotonic() - begun
        page.mouse.up()
        page.keyboard.press("Delete")
        page.wait_for_timeout(150)
    return down


@contextlib.contextmanager
def others(url: str, frames: Sequence[str], people: int) -> Iterator[None]:
    """People on other machines, who draw the same frames over and over."""
    done = threading.Event()

    def person(first: int) -> None:
        with connect(url.replace("http", "ws", 1) + PATH, max_size=None) as pad:
            for k in itertools.count(first):
                if done.is_set():
                    return
                begun = time.monotonic()
                pad.send(frames[k % len(frames)])
                pad.recv()
                time.sleep(max(0.0, 1 / FRAMES_A_SECOND - (time.monotonic() - begun)))

    with ThreadPoolExecutor(max(1, people)) as threads:
        running = [threads.submit(person, 7 * k) for k in range(people)]
        try:
            yield
        finally:
            done.set()
        for each in running:
            each.result()


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far; nan where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return math.nan
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(browser: Browser, url: str, pid: int | None, people: int, seconds: float) -> Result:
    """Let one person draw in the browser, and the others beside."""
    page = browser.new_page(viewport=VIEWPORT)
    page.add_init_script(WATCH)
    frames: list[str] = []
    page.on("websocket", lambda socket: _note_frames(socket, frames))
    page.goto(url)
    page.locator(".paper canvas").wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    draw(page, 1.5)  # warm up
    with others(url, list(frames), people - 1):
        page.evaluate("window.samples.length = 0")
        busy = cpu_seconds(pid) if pid else math.nan
        begun = time.monotonic()
        down = draw(page, seconds)
        used = (cpu_seconds(pid) - busy) / (time.monotonic() - begun) if pid else math.nan
        samples = page.evaluate("window.samples")
    page.close()
    return Result(samples, down, used)


def _note_frames(socket: WebSocket, frames: list[str]) -> None:
    if PATH in socket.url:
        socket.on("framesent", lambda text: frames.append(text))


def follow(
    browser: Browser, url: str, pid: int | None, people: int, runs: int, seconds: float
) -> list[float]:
    """Print how soon the bars follow the pen; returns all samples, in milliseconds."""
    everything: list[float] = []
    who = "one person" if people == 1 else f"one of {people} people"
    print(f"{who} | frames | per second | median ms | p95 ms | max ms | server, of one core")
    print("--- | --- | --- | --- | --- | --- | ---")
    for run in range(1, runs + 1):
        result = measure(browser, url, pid, people, seconds)
        everything += result.samples
        print(row(str(run), result.samples, result.down, result.cpu), flush=True)
    print(row("all", everything, math.nan, math.nan), end="\n\n", flush=True)
    return everything


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="a page that is served already; its start is not measured")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="pen down in each run")
    parser.add_argument("--crowd", type=int, default=CROWD, help="people at once; 0: none")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    holds = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=arguments)
        if not options.url:
            holds &= start(browser, options.runs) <= START_LIMIT
        with contextlib.nullcontext((options.url, None)) if options.url else served() as (url, pid):
            alone = follow(browser, url, pid, 1, options.runs, options.seconds)
            holds &= statistics.median(alone) <= MEDIAN_LIMIT
            holds &= percentile(alone, 95) <= P95_LIMIT
            if options.crowd:
                samples = follow(browser, url, pid, options.crowd, options.runs, options.seconds)
                holds &= percentile(samples, 95) <= CROWD_LIMIT
        browser.close()
    return 0 if holds else 1


def row(name: str, samples: list[float], seconds: float, cpu: float) -> str:
    cells = (
        name,
        str(len(samples)),
        known(len(samples) / seconds, ".1f"),
        f"{statistics.median(samples):.0f}",
        f"{percentile(samples, 95):.0f}",
        f"{max(samples):.0f}",
        known(cpu, ".0%"),
    )
    return " | ".join(cells)


def known(value: float, form: str) -> str:
    return "-" if math.isnan(value) else format(value, form)


def percentile(samples: list[float], share: int) -> float:
    return statistics.quantiles(samples, n=100, method="inclusive")[share - 1]


if __name__ == "__main__":
    sys.exit(main())
