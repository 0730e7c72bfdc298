"""Picture files: what they are by their first bytes, and their pixels.

Sizes are read from headers and checked before pixels are decoded. Damaged files raise whatever
the decoder raises; the package's `load_image` turns that into an `ImageError`.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterator
from itertools import count, islice
from typing import Any, BinaryIO, cast

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from inkdigits.errors import ImageError, ImageTooLargeError, UnsupportedImageError
from inkdigits.image.pixels import check_size

# Only these: some of Pillow's other readers start programs (EPS) or are seldom looked after.
_FORMATS = tuple(
    plugin.format
    for plugin in (
        PngImagePlugin.PngImageFile,
        JpegImagePlugin.JpegImageFile,
        WebPImagePlugin.WebPImageFile,
        TiffImagePlugin.TiffImageFile,
        BmpImagePlugin.BmpImageFile,
        GifImagePlugin.GifImageFile,
        PpmImagePlugin.PpmImageFile,
        AvifImagePlugin.AvifImageFile,
    )
)
ACCEPTED = "PNG, JPEG, WebP, TIFF, BMP, GIF, PGM, AVIF, HEIC or PDF"

_HEIC_BRANDS = frozenset(
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"]
)

_PDF_DPI = 200
_PDF_PIXELS = 20_000_000  # A3 has 7.7 million at 200 dpi; larger sheets are rendered coarser

# Pillow takes the square of their number in time to go through them: 10,000 take a second or two.
_MOST_FRAMES = 10_000
_NEW_SUBFILE_TYPE = 254
_COPY_OR_MASK = 0b101

_pdf_lock = threading.Lock()  # PDFium is not thread-safe


def decode(stream: BinaryIO, name: str, pdf_page: int, pixel_limit: int) -> Image.Image:
    """The first picture of a file, or page `pdf_page` of a PDF or TIFF, its pixels loaded."""
    head = stream.read(1024)
    stream.seek(0)
    if not head:
        raise ImageError(f"{name} is empty (0 bytes): expected {ACCEPTED}. Copy or upload it again")
    if is_pdf(head):
        return _render_pdf(stream, name, pdf_page, pixel_limit)
    if pdf_page and not _is_tiff(head):
        raise ImageError(
            f"{name} is neither PDF nor TIFF: it has no page {pdf_page}. Leave pdf_page at 0"
        )
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return _decode_heic(stream, name, pixel_limit)
    if canvas := _webp_canvas(head):
        check_size(canvas, name, pixel_limit)
    try:
        picture = Image.open(stream, formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise UnsupportedImageError(
            f"{name} is no picture that can be read: expected {ACCEPTED}, found data that begins "
            f"with {head[:12]!r}. Check that it is a picture, and complete"
        ) from error
    except Image.DecompressionBombError as error:
        raise ImageTooLargeError(
            f"{name} is too large: at most {pixel_limit:,} pixels are allowed. Make it smaller "
            f"({error})"
        ) from error
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        _turn_to_page(picture, name, pdf_page)
    check_size(picture.size, name, pixel_limit)
    picture.load()
    return picture


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins with `head` is a PDF."""
    return head.lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(b"%PDF-")


def count_pages(stream: BinaryIO, name: str) -> int:
    """The number of pages of a PDF or TIFF; 1 for anything else."""
    head = stream.read(1024)
    stream.seek(0)
    if _is_tiff(head):
        with contextlib.closing(TiffImagePlugin.TiffImageFile(stream)) as picture:
            return sum(1 for _ in _frames_of_pages(picture, name))
    if not is_pdf(head):
        return 1
    with _pdf_lock, contextlib.closing(_pdfium(name).PdfDocument(stream.read())) as document:
        return len(document)


def _is_tiff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a TIFF: TIFF 6.0, section 2, or BigTIFF."""
    return head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def _turn_to_page(picture: TiffImagePlugin.TiffImageFile, name: str, page: int) -> None:
    """Make the frame of a page, counted from 0, the one that is loaded."""
    frames = list(islice(_frames_of_pages(picture, name), page + 1))
    if page >= len(frames):
        raise ImageError(
            f"{name} has {len(frames)} pages, and page {page} was asked for. "
            f"Pages are counted from 0"
        )
    picture.seek(frames[page])


def _frames_of_pages(picture: TiffImagePlugin.TiffImageFile, name: str) -> Iterator[int]:
    """The frames of a TIFF that are pages: neither small copies of others nor masks of them.

    By the field NewSubfileType: TIFF 6.0, section 8. Where all frames are copies, the first is
    a page.
    """
    found = False
    for frame in count():
        try:
            picture.seek(frame)
        except EOFError:
            break
        if frame >= _MOST_FRAMES:
            raise ImageTooLargeError(
                f"{name} has more than {_MOST_FRAMES:,} pages: split it into smaller files"
            )
        if not int(picture.tag_v2.get(_NEW_SUBFILE_TYPE, 0)) & _COPY_OR_MASK:
            found = True
            yield frame
    if not found:
        yield 0


def _webp_canvas(head: bytes) -> tuple[int, int] | None:
    """Width and height in a WebP file's header, as its decoder allocates the canvas when opened.

    From RFC 9649, sections 2.5 to 2.7.
    """
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return None
    if head[12:16] == b"VP8X":
        width, height = head[24:27], head[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = head[26:28], head[28:30]
    return int.from_bytes(width, "little") & 0x3FFF, int.from_bytes(height, "little") & 0x3FFF


def _decode_heic(stream: BinaryIO, name: str, pixel_limit: int) -> Image.Image:
    """The primary picture of a HEIC file, already upright."""
    try:
        import pillow_heif
    except ImportError as error:
        raise UnsupportedImageError(
            f"{name} is a HEIC photo, and nothing to read one with is installed. "
            f"Install it: pip install 'inkdigits[heic]', or save the photo as JPEG"
        ) from error
    heif = pillow_heif.open_heif(stream)
    check_size(heif.size, name, pixel_limit)
    return heif.to_pillow()


def _render_pdf(stream: BinaryIO, name: str, pdf_page: int, pixel_limit: int) -> Image.Image:
    """One page of a PDF at 200 dpi, or coarser where it would have too many pixels."""
    pypdfium2 = _pdfium(name)
    with _pdf_lock, contextlib.ExitStack() as stack:
        document = stack.enter_context(contextlib.closing(pypdfium2.PdfDocument(stream.read())))
        if pdf_page >= len(document):
            raise ImageError(
                f"{name} has {len(document)} pages, and page {pdf_page} was asked for. "
                f"Pages are counted from 0"
            )
        document.init_forms()  # or what was typed into a form stays invisible
        page = stack.enter_context(contextlib.closing(document[pdf_page]))
        width, height = page.get_size()
        if not (0 < width < math.inf and 0 < height < math.inf):
            raise ImageError(f"page {pdf_page} of {name} has no area: export the PDF again")
        scale = min(_PDF_DPI / 72, _scale_to_fit(width, height, min(_PDF_PIXELS, pixel_limit)))
        bitmap = stack.enter_context(contextlib.closing(page.render(scale=scale)))
        return cast(Image.Image, bitmap.to_pil()).convert("RGB")


def _pdfium(name: str) -> Any:
    """The library that renders PDFs."""
    try:
        import pypdfium2
    except ImportError as error:
        raise UnsupportedImageError(
            f"{name} is a PDF, and nothing to read one with is installed. "
            f"Install it: pip install 'inkdigits[pdf]', or save the page as PNG"
        ) from error
    return pypdfium2


def _scale_to_fit(width: float, height: float, pixels: int) -> float:
    """The largest scale at which both sides, rounded up, still make no more than `pixels`.

    Solves (width * scale + 1) * (height * scale + 1) = pixels.
    """
    area, around = width * height, width + height
    return (math.sqrt(around**2 + 4 * area * (pixels - 1)) - around) / (2 * area)
