from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from inkdigits.errors import ImageError
from inkdigits.image import load_image, load_rgb, page_count
from picture_files import saved

EXIF_ORIENTATION = 0x0112


def page_sizes_pdf(*sizes: tuple[float, float]) -> bytes:
    """A PDF of empty pages with these sizes in points."""
    document = pypdfium2.PdfDocument.new()
    for width, height in sizes:
        document.new_page(width, height)
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


# --- pages of a PDF -----------------------------------------------------------------------------


def test_a_pdf_is_rendered_at_200_dpi() -> None:
    data = page_sizes_pdf((72, 144), (360, 72))
    assert load_image(data).shape == (400, 200)
    assert load_image(data, pdf_page=1).shape == (200, 1000)
    assert load_image(data).min() == 255


def test_a_pdf_shows_what_is_on_it() -> None:
    picture = Image.new("L", (100, 50), 255)
    picture.paste(0, (0, 0, 50, 50))
    loaded = load_image(saved(picture, "PDF", resolution=100))
    assert loaded.shape == (100, 200)
    assert loaded[:, :90].max() < 40
    assert loaded[:, 110:].min() > 215


def test_a_large_sheet_is_rendered_coarser() -> None:
    height, width = load_image(page_sizes_pdf((14_400, 14_400))).shape
    assert 4_000 < width == height < 5_000


@pytest.mark.parametrize("size", [(14_400, 1), (3, 14_400), (500, 700)])
def test_a_pdf_page_stays_within_the_pixel_limit(size: tuple[int, int]) -> None:
    assert load_image(page_sizes_pdf(size), pixel_limit=10_000).size <= 10_000


def test_a_pdf_page_that_is_not_there() -> None:
    with pytest.raises(ImageError, match=r"has 1 page.*page 3"):
        load_image(page_sizes_pdf((72, 72)), pdf_page=3)


def test_a_page_of_what_is_no_pdf() -> None:
    with pytest.raises(ImageError, match="neither PDF nor TIFF"):
        load_image(saved(Image.new("L", (20, 12)), "PNG"), pdf_page=1)


def test_the_pages_of_a_pdf_are_counted() -> None:
    assert page_count(page_sizes_pdf((72, 72), (90, 90))) == 2
    assert page_count(saved(Image.new("L", (20, 12)), "PNG")) == 1
    with pytest.raises(ImageError, match="Export it again"):
        page_count(b"%PDF-1.7\nnothing")


def test_a_damaged_pdf_is_an_image_error() -> None:
    for data in (b"%PDF-1.7\nnothing", page_sizes_pdf((72, 72))[:150]):
        with pytest.raises(ImageError):
            load_image(data)


def test_pdfs_are_read_from_several_threads() -> None:
    data = page_sizes_pdf((72, 72))
    shapes: list[tuple[int, ...]] = []

    def work() -> None:
        shapes.extend(load_image(data).shape for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shapes == [(200, 200)] * 20


# --- pages of a TIFF ----------------------------------------------------------------------------


def frames_tiff(*sizes: tuple[int, int], **options: Any) -> bytes:
    """A TIFF of white frames of these sizes, each darker than the one before."""
    first, *others = (Image.new("L", size, 200 - 40 * k) for k, size in enumerate(sizes))
    return saved(first, "TIFF", save_all=True, append_images=others, **options)


def test_the_frames_of_a_tiff_are_pages() -> None:
    data = frames_tiff((30, 20), (50, 40), (70, 60))
    assert page_count(data) == 3
    shown = [load_image(data, pdf_page=k) for k in range(3)]
    assert [(grey.shape, grey[0, 0]) for grey in shown] == [
        ((20, 30), 200),
        ((40, 50), 160),
        ((60, 70), 120),
    ]
    assert load_rgb(data, pdf_page=1).size == (50, 40)
    with pytest.raises(ImageError, match="has 3 pages, and page 3"):
        load_image(data, pdf_page=3)
    with pytest.raises(ImageError, match="too large"):
        load_image(data, pdf_page=1, pixel_limit=1000)


def test_a_tiff_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inkdigits.image.files._MOST_FRAMES", 3)
    assert page_count(frames_tiff(*[(30, 20)] * 3)) == 3
    data = frames_tiff(*[(30, 20)] * 4)
    assert load_image(data, pdf_page=2).shape == (20, 30)
    for ask in (lambda: page_count(data), lambda: load_image(data, pdf_page=3)):
        with pytest.raises(ImageError, match="has more than 3 pages: split it"):
            ask()


@pytest.mark.parametrize("copies_first", [True, False])
def test_small_copies_and_masks_in_a_tiff_are_no_pages(copies_first: bool) -> None:
    kinds = {(30, 20): 1, (31, 21): 4, (32, 22): 5, (90, 60): 0, (91, 61): 2}
    frames = [Image.new("L", size, 200) for size in kinds]
    for frame, kind in zip(frames, kinds.values(), strict=True):
        frame.encoderinfo = {"tiffinfo": {254: kind}}
    first, *others = frames if copies_first else frames[::-1]
    data = saved(
        first, "TIFF", save_all=True, append_images=others, tiffinfo=first.encoderinfo["tiffinfo"]
    )
    shapes = [load_image(data, pdf_page=k).shape for k in range(page_count(data))]
    assert shapes == ([(60, 90), (61, 91)] if copies_first else [(61, 91), (60, 90)])
    with pytest.raises(ImageError, match="has 2 pages"):
        load_image(data, pdf_page=2)


def test_a_tiff_of_small_copies_alone_has_a_page() -> None:
    data = saved(Image.new("L", (30, 20), 200), "TIFF", tiffinfo={254: 1})
    assert page_count(data) == 1
    assert load_image(data).shape == (20, 30)


def test_a_frame_of_a_tiff_stands_upright() -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    data = frames_tiff((30, 20), (30, 20), exif=exif)
    assert load_image(data, pdf_page=1).shape == load_image(data).shape == (30, 20)


# --- both ---------------------------------------------------------------------------------------


def test_pages_are_counted_by_path_too(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_bytes(page_sizes_pdf((72, 72), (90, 90)))
    (tmp_path / "b.dat").write_bytes(saved(Image.new("L", (20, 12)), "PNG"))
    assert (page_count(tmp_path / "a.dat"), page_count(str(tmp_path / "b.dat"))) == (2, 1)
    (tmp_path / "torn.tif").write_bytes(b"II*\0torn")
    for name in ("none.tif", "torn.tif"):
        with pytest.raises(ImageError, match=name):
            page_count(tmp_path / name)
