"""The addresses of the API."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST

from inkdigits.server import schema
from inkdigits.server.problems import ProblemError
from inkdigits.server.schema import PAGE_COUNT, ClassifyQuery, ReadQuery, problems
from inkdigits.server.service import Service
from inkdigits.server.uploads import Upload, many_uploads, one_upload

_READING_PROBLEMS = (400, 408, 413, 415, 422, 500, 503, 504)
_TIME_LIMIT = 504


async def service_of(request: Request) -> Service:
    """The service of the app that got the request."""  # a plain function would cost a thread
    service: Service = request.app.state.service
    return service


_Answer = TypeVar("_Answer", bound=Callable[..., Any])
_Service = Annotated[Service, Depends(service_of)]


async def each_option_once(request: Request) -> None:
    """Refuse an option that is given twice: else one of the two would count, unsaid."""
    names = [name for name, _ in request.query_params.multi_items()]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ProblemError(
            400,
            "wrong-option",
            f"{', '.join(f'query.{name[:80]}' for name in twice)}: given more than once. Send each "
            "option once.",
        )


reading = APIRouter(prefix="/v1", tags=["read"], dependencies=[Depends(each_option_once)])
watching = APIRouter(tags=["watch"])
open_to_all = APIRouter(tags=["watch"])


@reading.post(
    "/read",
    summary="Find and read every digit in a picture",
    responses={
        **schema.answer(schema.PageAnswer, of_one_file=True),
        **problems(*_READING_PROBLEMS),
    },
    openapi_extra=schema.picture_body(),
)
async def read(
    request: Request, query: Annotated[ReadQuery, Query()], service: _Service
) -> Response:
    """The picture is the body as it is, or the one file of a form.

    PNG, JPEG, WebP, TIFF, BMP, GIF, PGM and AVIF; HEIC and PDF where the server can read them. A
    picture without digits gives a page without lines. Of a PDF or TIFF of several pages, one is
    read, and the header Page-Count says how many there are.
    """

    def work(upload: Upload, stop: threading.Event) -> tuple[bytes, int | None]:
        return _json(service.read(upload, query, stop).to_dict()), service.page_count(upload)

    return _answer(*await service.answer(request, one_upload, work))


@reading.post(
    "/classify",
    summary="Say which digit a picture is",
    responses={
        **schema.answer(schema.DigitAnswer, of_one_file=True),
        **problems(*_READING_PROBLEMS),
    },
    openapi_extra=schema.picture_body(),
)
async def classify(
    request: Request, query: Annotated[ClassifyQuery, Query()], service: _Service
) -> Response:
    """The whole picture is taken as one digit, which may stand anywhere in it.

    A blank picture, and one of no digit, has the value null, and a reason.
    """

    def work(upload: Upload, stop: threading.Event) -> tuple[bytes, int | None]:
        return _json(service.classify(upload, query, stop).to_dict()), service.page_count(upload)

    return _answer(*await service.answer(request, one_upload, work))


@reading.post(
    "/read-batch",
    summary="Read several pictures",
    responses={
        **schema.answer(schema.BatchAnswer),
        **problems(*(status for status in _READING_PROBLEMS if status not in (422, 504))),
    },
    openapi_extra=schema.picture_body(many=True),
)
async def read_batch(
    request: Request, query: Annotated[ReadQuery, Query()], service: _Service
) -> Response:
    """Each file of the form has its own result, a page or an error: one bad file spoils no other.

    Files that the time limit leaves no time for have an error, too. The options hold for all files.
    """
    names: list[str] = []
    results: list[dict[str, Any]] = []  # grows in the thread

    def work(uploads: list[Upload], stop: threading.Event) -> None:
        names.extend(upload.name for upload in uploads)
        for upload in uploads:
            page = pages = error = None
            try:
                page = service.read(upload, query, stop).to_dict()
                pages = service.page_count(upload)
            except ProblemError as problem:
                error = problem.to_dict()
            if stop.is_set():
                return
            results.append({"name": upload.name, "page": page, "pages": pages, "error": error})

    try:
        await service.answer(request, many_uploads, work)
    except ProblemError as problem:
        if problem.status != _TIME_LIMIT:
            raise
        late = {"page": None, "pages": None, "error": problem.to_dict()}
        done = results[:]
        done += [{"name": name, **late} for name in names[len(done) :]]
        return _answer(_json({"results": done}))
    return _answer(_json({"results": results}))


def _watched(router: APIRouter, path: str, **described: Any) -> Callable[[_Answer], _Answer]:
    """Answer GET and HEAD, which many probes use; GET alone is in the description."""

    def add(answer: _Answer) -> _Answer:
        router.add_api_route(path, answer, methods=["GET", "HEAD"], include_in_schema=False)
        router.add_api_route(path, answer, methods=["GET"], **described)
        return answer

    return add


@_watched(
    open_to_all,
    "/healthz",
    summary="Whether the server runs",
    responses=schema.answer(schema.StatusAnswer),
)
async def healthz() -> Response:
    """Answers as long as the process is alive."""
    return _answer(_json({"status": "ok"}))


@_watched(
    open_to_all,
    "/readyz",
    summary="Whether pictures can be read",
    responses={**schema.answer(schema.StatusAnswer), **problems(503)},
)
async def readyz(service: _Service) -> Response:
    """503 until the models are loaded and warm."""
    if service.trouble:
        raise ProblemError(503, "not-ready", service.trouble, {"Retry-After": "1"})
    return _answer(_json({"status": "ready"}))


@_watched(
    watching,
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(service: _Service) -> Response:
    """Requests, durations, queue, pictures, digits, memory."""
    return Response(service.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)


def key_check(key: str) -> Any:
    """A dependency that lets in only who sends the key, as `X-API-Key` or as a bearer token."""
    expected = _digest(key)

    async def check(
        header: Annotated[str | None, Depends(APIKeyHeader(name="X-API-Key", auto_error=False))],
        bearer: Annotated[
            HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))
        ],
    ) -> None:
        sent = header if header is not None else bearer.credentials if bearer else ""
        if not hmac.compare_digest(_digest(sent), expected):
            raise ProblemError(
                401,
                "key-needed",
                f"The API key is {'wrong' if sent else 'missing'}: send it in the header "
                "X-API-Key, or as Authorization: Bearer KEY.",
                {"WWW-Authenticate": "Bearer"},
            )

    return Depends(check)


def _digest(key: str) -> bytes:
    """Of one length whatever the key's, so that comparing tells nothing about it."""
    return hashlib.sha256(key.encode()).digest()


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _answer(body: bytes, pages: int | None = None) -> Response:
    headers = None if pages is None else {PAGE_COUNT: str(pages)}
    return Response(body, media_type="application/json", headers=headers)
