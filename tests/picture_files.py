"""Pictures as the bytes of files."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def saved(picture, kind, **options):
    """An image or an array as a file of a kind such as "PNG"."""
    file = io.BytesIO()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(file, kind, **options)
    return file.getvalue()


def pdf_of(*pictures):
    """Picture files as the pages of a PDF."""
    pages = [Image.open(io.BytesIO(picture)).convert("RGB") for picture in pictures]
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:])
    return file.getvalue()


def steps(height: int = 12, width: int = 20) -> NDArray[np.uint8]:
    """A grey picture without symmetry, smooth enough for a lossy format: uint8 (H, W)."""
    down, right = np.mgrid[0:height, 0:width]
    return (down * 120 // height + right * 120 // width).astype(np.uint8)
