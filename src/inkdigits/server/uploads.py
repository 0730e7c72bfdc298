"""Pictures in a request's body: as they are, or in a form. Kept in memory, never on disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import cast

from fastapi import Request, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from inkdigits.server.options import ServerOptions
from inkdigits.server.problems import ProblemError

_IN_FORM = "send it as a form with a file in it:  curl -F file=@photo.jpg"


@dataclass(frozen=True)
class Upload:
    """A picture that was sent."""

    name: str
    data: bytes


class _MemoryParser(MultiPartParser):
    """Keeps every file in memory, which the body limit bounds, and notes the end of the form."""

    spool_max_size = 2**62
    ended = False

    def on_end(self) -> None:
        self.ended = True


async def one_upload(request: Request, options: ServerOptions) -> Upload:
    """The picture of a request: the whole body, or the one file of a form.

    Raises:
        ProblemError: The body is too long, or its form cannot be used.
        ClientDisconnect: The client went away.
    """
    if not _is_form(request):
        chunks = [chunk async for chunk in _limited(request, options.max_body_bytes)]
        return Upload("", b"".join(chunks))
    uploads = await _form_files(request, options.max_body_bytes, 1)
    return uploads[0]


async def many_uploads(request: Request, options: ServerOptions) -> list[Upload]:
    """The files of a form, at least one.

    Raises:
        ProblemError: The body is too long, no form, or its form cannot be used.
        ClientDisconnect: The client went away.
    """
    if not _is_form(request):
        raise ProblemError(
            415,
            "form-needed",
            "Several pictures are sent as a form (multipart/form-data), one file each: "
            "curl -F file=@a.png -F file=@b.png",
        )
    return await _form_files(request, options.max_body_bytes, options.max_files)


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/")


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body as it arrives, up to a limit. A body that says it is longer is not begun."""
    announced = request.headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() else 0
    if size <= limit:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                break
            yield chunk
    if size > limit:
        raise ProblemError(
            413,
            "too-large",
            f"The body has more than the {limit:,} bytes that are allowed: send a smaller file, "
            "or fewer.",
        )


async def _form_files(request: Request, limit: int, most: int) -> list[Upload]:
    async def whole() -> AsyncGenerator[bytes, None]:
        async for chunk in _limited(request, limit):
            yield chunk
        if not parser.ended:
            raise MultiPartException("it ends before its last boundary")

    parser = _MemoryParser(request.headers, whole(), max_files=most, max_fields=0)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise _form_problem(error.message, most) from error
    files = [cast(UploadFile, file) for _, file in form.multi_items()]
    uploads = [Upload(file.filename or "", await file.read()) for file in files]
    await form.close()
    if not uploads:
        raise ProblemError(400, "wrong-form", f"The form has no file in it: {_IN_FORM}")
    return uploads


def _form_problem(found: str, most: int) -> ProblemError:
    """What is wrong with a form, from what its parser says."""
    if found.startswith("Too many files"):
        return ProblemError(413, "too-large", f"The form has too many files: send at most {most}.")
    if found.startswith("Too many fields"):
        return ProblemError(
            400,
            "wrong-form",
            "The form has a field that is no file: options belong in the query "
            "(?locator=contours), and each picture in a part with a filename.",
        )
    return ProblemError(400, "wrong-form", f"The form is damaged ({found.rstrip('.')}): {_IN_FORM}")
