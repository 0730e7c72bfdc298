"""What whoever starts the API can choose."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from inkdigits.errors import ConfigError

_MILLIONS = "a number above 0 and below a million"  # what is neither gets here as 0
_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://[^\sA-Z/?#@\\*]+")


@dataclass(frozen=True)
class ServerOptions:
    """Limits, key and models of the API. Frozen: make another app for other options.

    Attributes:
        api_key: What clients have to send; None lets everybody in who can connect.
        allow_origins: Web pages that may call the API from a browser, such as
            "https://forms.example"; "*" is all. Empty: none.
        max_body_bytes: Longer request bodies are refused while they arrive.
        max_pixels: Pictures with more pixels are refused before they are decoded.
        max_files: Files of one batch.
        concurrency: Requests worked on at the same time; 0 takes the machine's cores.
        queue_length: Requests that may wait beyond these; more are refused at once.
        time_limit: Seconds for a request, from its first byte to its answer; upload and waiting
            count.
        model: Another classifier than the shipped one: an ONNX file.
        detector: Another detector than the shipped one: an ONNX file.
        profile: Name of a person whose hand was learned with `inkdigits learn`.

    Raises:
        ConfigError: A value is out of range.
    """

    api_key: str | None = None
    allow_origins: tuple[str, ...] = ()
    max_body_bytes: int = 20_000_000
    max_pixels: int = 40_000_000
    max_files: int = 50
    concurrency: int = 0
    queue_length: int = 64
    time_limit: float = 30.0
    model: Path | None = None
    detector: Path | None = None
    profile: str | None = None

    def __post_init__(self) -> None:
        """Check every value."""
        for name, least, advice in (
            ("max_body_bytes", 1, f"--max-megabytes is {_MILLIONS}"),
            ("max_pixels", 1, f"--max-megapixels is {_MILLIONS}"),
            ("max_files", 1, "raise it"),
            ("concurrency", 0, "raise it"),
            ("queue_length", 0, "raise it"),
        ):
            value = getattr(self, name)
            if type(value) is not int or value < least:
                raise ConfigError(
                    f"{name} must be a whole number of at least {least}, found {value}: {advice}"
                )
        for origin in self.allow_origins:
            if not _ORIGIN.fullmatch(origin):
                raise ConfigError(
                    "an origin that may call is a scheme, a host and perhaps a port, in small "
                    "letters and without a path, such as https://forms.example, or * for all; "
                    f"found {origin!r}: mend --allow-origin"
                )
        if not 0 < self.time_limit < float("inf"):
            raise ConfigError(
                f"time_limit must be a number of seconds above 0, found {self.time_limit}"
            )
        if self.api_key is not None and not _sendable(self.api_key):
            raise ConfigError(
                "the API key must be at least 8 visible ASCII characters without spaces, as it "
                "travels in a header: make one with  python -c 'import secrets; "
                "print(secrets.token_urlsafe())'"
            )

    @property
    def readings_at_once(self) -> int:
        """`concurrency`, or the cores this process may use."""
        return self.concurrency or cores()

    @property
    def threads_per_reading(self) -> int:
        """Threads of one reading, so that all of them together keep the cores busy."""
        return max(1, min(4, cores() // self.readings_at_once))


def cores() -> int:
    """Cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else (os.cpu_count() or 1)


def _sendable(key: str) -> bool:
    return len(key) >= 8 and all("!" <= character <= "~" for character in key)
