"""`inkdigits app`: the web page."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from inkdigits.cli.pictures import model_option, profile_option


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
@model_option
@profile_option
def command(
    host: str,
    port: int,
    browser: bool,
    api: bool,
    api_key: str | None,
    model: Path | None,
    profile: str | None,
) -> None:
    """Open the web page: draw, upload, read. Ctrl+C stops it.

    The HTTP API comes along where it is installed: pip install 'inkdigits[server]'.
    """
    from inkdigits.classify import Classifier
    from inkdigits.server import ServerOptions, create_app, is_installed
    from inkdigits.web import hand
    from inkdigits.web.serve import run

    if model is not None:
        Classifier(model, profile=profile)  # what is no good is said now, not by the page
    hand.model, hand.profile = model, profile
    options = ServerOptions(api_key=api_key or None, model=model, profile=profile)
    with_api = api and is_installed()
    make_api = partial(create_app, options) if with_api else None
    run(host, port, open_browser=browser, api=make_api)
