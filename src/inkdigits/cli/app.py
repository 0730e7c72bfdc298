"""`inkdigits app`: the web page."""

from __future__ import annotations

import click


@click.command("app")
@click.option("--host", default="localhost", help="Address to listen on; 0.0.0.0 lets others in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8501, help="0 takes a free one.")
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
def command(host: str, port: int, browser: bool) -> None:
    """Open the web page: draw, upload, read. Ctrl+C stops it."""
    from inkdigits.web.serve import run

    run(host, port, open_browser=browser)
