"""`inkdigits serve`: the HTTP API."""

from __future__ import annotations

from pathlib import Path

import click

from inkdigits.cli.pictures import model_option, profile_option


@click.command("serve")
@click.option("--host", default="localhost", help="Address to listen on; 0.0.0.0 lets others in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="0 takes a free one.")
@click.option(
    "--api-key",
    envvar="INKDIGITS_API_KEY",
    show_envvar=True,
    show_default=False,
    help="Clients have to send this key. Better in the variable: others see command lines.",
)
@click.option(
    "--allow-origin",
    "allow_origins",
    multiple=True,
    metavar="URL",
    help="Let pages of this origin call the API from a browser; may be given several times.",
)
@click.option("--max-megabytes", default=20.0, help="Longest request body, in megabytes.")
@click.option("--max-megapixels", default=40.0, help="Largest picture, in millions of pixels.")
@click.option("--max-files", type=click.IntRange(1), default=50, help="Files of one batch.")
@click.option(
    "--workers", type=click.IntRange(0), default=0, help="Requests worked on at once; 0: cores."
)
@click.option(
    "--queue", type=click.IntRange(0), default=64, help="Requests that may wait; more are refused."
)
@click.option("--time-limit", default=30.0, help="Seconds a request may take, waiting included.")
@model_option
@profile_option
def command(
    host: str,
    port: int,
    api_key: str | None,
    allow_origins: tuple[str, ...],
    max_megabytes: float,
    max_megapixels: float,
    max_files: int,
    workers: int,
    queue: int,
    time_limit: float,
    model: Path | None,
    profile: str | None,
) -> None:
    """Serve the HTTP API. SIGTERM or Ctrl+C stops it after the requests that are here.

    POST a picture to /v1/read or /v1/classify, several to /v1/read-batch; /healthz, /readyz and
    /metrics are for whoever watches it; /openapi.json describes everything.
    """
    from inkdigits.server.options import ServerOptions
    from inkdigits.server.serve import run

    options = ServerOptions(
        api_key=api_key or None,
        allow_origins=allow_origins,
        max_body_bytes=_millions(max_megabytes),
        max_pixels=_millions(max_megapixels),
        max_files=max_files,
        concurrency=workers,
        queue_length=queue,
        time_limit=time_limit,
        model=model,
        profile=profile,
    )
    run(options, host, port)


def _millions(value: float) -> int:
    """A number of millions as a whole number; what is no such number fails the options' checks."""
    return round(value * 1e6) if 0 < value < 1e6 else 0
