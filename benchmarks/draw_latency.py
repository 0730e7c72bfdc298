"""How long after the newest pointer move the bars show it, while the pen is down.

Serves the page, draws with the mouse in headless Chromium, and prints a table. The time of a sample
runs from the creation of the newest pointer move that a frame holds to the end of the browser's
painting of that frame's answer.

    python benchmarks/draw_latency.py
    python benchmarks/draw_latency.py --url http://localhost:8501
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, sync_playwright

MEDIAN_LIMIT = 60.0
"""Milliseconds; the 95th percentile may take twice as long."""

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

SERVE = """
import sys
from inkdigits.web.serve import run
run(port=int(sys.argv[1]), open_browser=False)
"""


@contextlib.contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The page in a process of its own: its address and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(port)])
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
            time.sleep(0.2)
        else:
            return


def draw(page: Page, seconds: float) -> float:
    """Draw loops, a second and a half each; returns the seconds that the pen was down."""
    box = page.locator(".paper canvas").bounding_box()
    assert box is not None
    centre = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    radius = 0.35 * box["height"]
    down = 0.0
    while down < seconds:
        page.mouse.move(centre[0] + radius, centre[1])
        page.mouse.down()
        start = time.monotonic()
        while (passed := time.monotonic() - start) < 1.5:
            angle = 4.0 * passed
            reach = radius * (0.7 + 0.3 * math.cos(3.1 * angle))
            page.mouse.move(
                centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)
            )
            time.sleep(0.006)
        down += time.monotonic() - start
        page.mouse.up()
        page.keyboard.press("Delete")
        page.wait_for_timeout(150)
    return down


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far; nan where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return math.nan
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(url: str, pid: int | None, browser_path: str, seconds: float) -> dict[str, Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(WATCH)
        page.goto(url)
        page.locator(".paper canvas").wait_for(timeout=60_000)
        page.wait_for_timeout(1500)
        draw(page, 1.5)  # warm up
        page.evaluate("window.samples.length = 0")
        busy = cpu_seconds(pid) if pid else math.nan
        start = time.monotonic()
        down = draw(page, seconds)
        used = (cpu_seconds(pid) - busy) / (time.monotonic() - start) if pid else math.nan
        samples = page.evaluate("window.samples")
        browser.close()
    return {"samples": samples, "down": down, "cpu": used}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="a page that is served already")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="pen down in each run")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    everything: list[float] = []
    print("run | frames | per second | median ms | p95 ms | max ms | server CPU of one core")
    print("--- | --- | --- | --- | --- | --- | ---")
    with contextlib.nullcontext((options.url, None)) if options.url else served() as (url, pid):
        for run in range(1, options.runs + 1):
            result = measure(url, pid, options.browser, options.seconds)
            everything += result["samples"]
            print(row(str(run), result["samples"], result["down"], result["cpu"]), flush=True)
    print(row("all", everything, math.nan, math.nan))
    median, p95 = statistics.median(everything), percentile(everything, 95)
    return 0 if median <= MEDIAN_LIMIT and p95 <= 2 * MEDIAN_LIMIT else 1


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
