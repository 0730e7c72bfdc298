"""`inkdigits app`: the web page."""

from __future__ import annotations

import click


@click.command("app")
@click.option("--host", default="localhost", help="Address to listen on; 0.0.0.0 lets others in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8501, help="0 takes a free one.")
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
@click.option("--api/--no-api", default=True, help="Serve the HTTP API under /api, too.")
@click.option(
    "--api-key",
    envvar="INKDIGITS_API_KEY",
    show_envvar=True,
    show_default=False,
    help="Clients of the HTTP API have to send this key; the page needs none.",
)
def command(host: str, port: int, browser: bool, api: bool, api_key: str | None) -> None:
    """Open the web page: draw, upload, read. Ctrl+C stops it.

    The HTTP API comes along where it is installed: pip install 'inkdigits[server]'.
    """
    from inkdigits.server import ServerOptions, create_app, is_installed
    from inkdigits.web.serve import run

    options = ServerOptions(api_key=api_key or None)
    with_api = create_app(options) if api and is_installed() else None
    run(host, port, open_browser=browser, api=with_api)
