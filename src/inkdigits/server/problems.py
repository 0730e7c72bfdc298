"""Errors as answers: problem+json (RFC 9457), without tracebacks or paths of this machine.

400  wrong-option         the query or the form cannot be used
401  key-needed           the API key is missing or wrong
404, 405                  no such address, no such method
408  upload-too-slow      the body did not arrive within the time limit
413  too-large            too many bytes, pixels or files
415  unsupported-picture  no picture, or of a kind that cannot be read here
422  unreadable-picture   a damaged picture, or one without the page asked for
500  model, internal      our fault; the log of the server says more
503  busy, not-ready      no room in the queue, or still starting: again after Retry-After
504  time-limit           reading took longer than a request may take
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from inkdigits.errors import (
    ConfigError,
    ImageError,
    ImageTooLargeError,
    InkDigitsError,
    ModelError,
    UnsupportedImageError,
)

MEDIA_TYPE = "application/problem+json"

CLIENT_GONE = 499
"""What is counted for a client that went away; nobody gets to see it (nginx has the number)."""

_LOG = logging.getLogger("inkdigits.server")

# The first class that fits counts.
_ANSWERS: tuple[tuple[type[InkDigitsError], int, str], ...] = (
    (ImageTooLargeError, 413, "too-large"),
    (UnsupportedImageError, 415, "unsupported-picture"),
    (ImageError, 422, "unreadable-picture"),
    (ConfigError, 400, "wrong-option"),
    (ModelError, 500, "model"),
    (InkDigitsError, 500, "internal"),
)

_OUR_FAULT = "The server cannot do this at the moment; its log says why. Tell whoever runs it."


_PLAIN = {
    "extra_forbidden": "there is no such option",
    "string_pattern_mismatch": "expected four numbers x_min,y_min,x_max,y_max",
}
"""What Pydantic says in words for programmers, said plainly. Only `crop` has a pattern."""


@dataclass(eq=False)
class ProblemError(Exception):
    """An answer that is an error.

    Attributes:
        status: HTTP status code.
        kind: Short name, the end of the problem's type.
        detail: What was expected, what was found, the next step.
        headers: Headers to send along.
    """

    status: int
    kind: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The members of the problem document."""
        return {
            "type": f"urn:inkdigits:problem:{self.kind}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }

    def answer(self) -> Response:
        """The response."""
        return JSONResponse(
            self.to_dict(), self.status, headers=dict(self.headers), media_type=MEDIA_TYPE
        )


def problem_of(error: Exception) -> ProblemError:
    """The one place where errors become status codes. What is our fault goes to the log."""
    if isinstance(error, ProblemError):
        return error
    for kind_of_error, status, kind in _ANSWERS:
        if isinstance(error, kind_of_error):
            if status < 500:
                return ProblemError(status, kind, str(error))
            _LOG.error("%s: %s", type(error).__name__, error)
            return ProblemError(status, kind, _OUR_FAULT)
    _LOG.error("this should not happen", exc_info=error)
    return ProblemError(500, "internal", _OUR_FAULT)


def install(app: FastAPI) -> None:
    """Let every error of an app be answered as a problem."""
    for kind in (ProblemError, InkDigitsError):
        app.add_exception_handler(kind, _answer)
    app.add_exception_handler(Exception, _answer_unexpected)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(ClientDisconnect, _answer_nobody)


async def _answer(request: Request, error: Exception) -> Response:
    return problem_of(error).answer()


async def _answer_unexpected(request: Request, error: Exception) -> Response:
    # The server that runs the app logs it, and closes the connection: a client that would use the
    # connection again has to be told.
    answer = ProblemError(500, "internal", _OUR_FAULT).answer()
    answer.headers["Connection"] = "close"
    return answer


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    detail = {
        404: f"There is nothing at {request.url.path}: the addresses are listed in openapi.json.",
        405: f"{request.method} is not for {request.url.path}: see the header Allow.",
    }.get(error.status_code, str(error.detail))
    return ProblemError(error.status_code, kind, detail, error.headers or {}).answer()


async def _answer_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # An option that may be left out is checked for being None, too: that it is not says nothing.
    wrong = [one for one in error.errors() if one["type"] != "none_required"]
    found = "; ".join(_in_words(one) for one in wrong)
    return ProblemError(400, "wrong-option", f"{found}. Mend this and send it again.").answer()


def _in_words(found: Mapping[str, Any]) -> str:
    """What is wrong with one option. Behind its name Pydantic adds how it checks it: left out."""
    name = ".".join(str(part) for part in found["loc"][:2])
    message = _PLAIN.get(str(found["type"]), str(found["msg"])).removeprefix("Value error, ")
    return f"{name}: {message}, found {str(found.get('input'))[:80]!r}"


async def _answer_nobody(request: Request, error: Exception) -> Response:
    return Response(status_code=CLIENT_GONE)
