"""Damaged files of every format: they load, or they end in an ImageError, and nothing else."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import warnings

import numpy as np
import pytest
from PIL import Image

from inkdigits.errors import ImageError
from inkdigits.image import load_image, load_rgb

FILES_PER_FORMAT = 2_000
PIXEL_LIMIT = 1_000_000


def saved(picture: Image.Image, file_format: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, file_format, **options)
    return stream.getvalue()


def base_files(file_format: str) -> list[bytes]:
    """Small sound files of a format that between them use much of its decoder."""
    rng = np.random.default_rng(0)
    grey = Image.fromarray(rng.integers(0, 256, (18, 24), np.uint8))
    colour = Image.fromarray(rng.integers(0, 256, (18, 24, 3), np.uint8))
    alpha = Image.fromarray(rng.integers(0, 256, (18, 24, 4), np.uint8))
    deep = Image.fromarray(rng.integers(0, 65536, (18, 24), np.uint16))
    real = Image.fromarray(rng.random((18, 24), np.float32))
    palette = colour.quantize(16)
    turned = Image.Exif()
    turned[0x0112] = 6
    if file_format == "PNG":
        return [
            *(saved(p, "PNG", exif=turned) for p in (grey, colour, alpha, deep)),
            saved(palette, "PNG", transparency=3),
            saved(grey.convert("1"), "PNG"),
            saved(alpha, "PNG", save_all=True, append_images=[alpha]),
        ]
    if file_format == "JPEG":
        return [
            saved(grey, "JPEG"),
            saved(colour, "JPEG", exif=turned, progressive=True),
            saved(colour.convert("CMYK"), "JPEG"),
            saved(colour, "MPO", save_all=True, append_images=[colour]),
        ]
    if file_format == "WEBP":
        return [
            saved(colour, "WEBP", exif=turned),
            saved(alpha, "WEBP"),
            saved(alpha, "WEBP", lossless=True),
            saved(colour, "WEBP", save_all=True, append_images=[colour]),
        ]
    if file_format == "TIFF":
        return [
            *(saved(p, "TIFF") for p in (grey, colour, alpha, deep, real, palette)),
            saved(colour, "TIFF", compression="tiff_lzw", exif=turned),
            saved(deep, "TIFF", compression="tiff_adobe_deflate"),
            saved(colour, "TIFF", compression="jpeg"),
            saved(grey.convert("1"), "TIFF", compression="group4"),
        ]
    if file_format == "BMP":
        return [saved(p, "BMP") for p in (grey, colour, alpha, palette, grey.convert("1"))]
    return [
        saved(palette, "GIF", transparency=1),
        saved(grey, "GIF", save_all=True, append_images=[grey.rotate(90)]),
    ]


def mutated(data: bytes, others: list[bytes], rng: random.Random) -> bytes:
    """One file damaged in one to three ways."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(out) + 1)
        match rng.randrange(6):
            case 0:  # flipped bits
                for _ in range(rng.randint(1, 16)):
                    if out:
                        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
            case 1:  # cut short
                del out[at:]
            case 2:  # a piece of another file over this one
                other = rng.choice(others)
                start = rng.randrange(len(other))
                piece = other[start : start + rng.randint(1, 64)]
                out[at : at + len(piece)] = piece
            case 3:  # an edited header: small, large, negative and extreme fields
                at, width = rng.randrange(64), rng.choice([1, 2, 4])
                value = rng.choice([0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF])
                order = rng.choice(["little", "big"])
                out[at : at + width] = (value & (256**width - 1)).to_bytes(width, order)
            case 4:  # a piece lost
                del out[at : at + rng.randint(1, 32)]
            case 5:  # a piece twice
                out[at:at] = out[max(0, at - rng.randint(1, 64)) : at]
    return bytes(out)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_damaged_files_load_or_raise_image_error(file_format: str) -> None:
    rng = random.Random(f"inkdigits {file_format}")
    bases = base_files(file_format)
    for data in bases:
        assert load_image(data).size == 24 * 18
    refused = 0
    with warnings.catch_warnings(record=True) as leaked:
        warnings.simplefilter("always")
        for i in range(FILES_PER_FORMAT):
            data = mutated(rng.choice(bases), bases, rng)
            try:
                if i % 2:
                    picture = load_image(data, pixel_limit=PIXEL_LIMIT)
                    assert picture.dtype == np.uint8
                    assert 0 < picture.size <= PIXEL_LIMIT
                else:
                    assert load_rgb(data, pixel_limit=PIXEL_LIMIT).mode == "RGB"
            except ImageError:
                refused += 1
    assert [str(w.message) for w in leaked] == []
    assert FILES_PER_FORMAT * 0.1 < refused < FILES_PER_FORMAT


ENORMOUS = """
import io, resource, struct, sys, zlib
from inkdigits.errors import ImageError
from inkdigits.image import load_image

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

side = 12_000  # more than we allow, and less than Pillow itself refuses
def entry(tag, value):
    return struct.pack("<HHII", tag, 4, 1, value)
tiff_tags = [(256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, 8), (278, side)]
files = {
    "PNG": b"\\x89PNG\\r\\n\\x1a\\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"0" * 99)) + chunk(b"IEND", b""),
    "JPEG": bytes.fromhex("ffd8ffc0001108") + struct.pack(">HH", side, side)
    + bytes.fromhex("03011100021101031101ffda000c03010002110311003f00"),
    "WEBP": b"RIFF" + struct.pack("<I", 40) + b"WEBPVP8X" + struct.pack("<II", 10, 0)
    + (side - 1).to_bytes(3, "little") * 2 + b"VP8L" + struct.pack("<I", 10) + bytes(10),
    "WEBP lossless": b"RIFF" + struct.pack("<I", 32) + b"WEBPVP8L" + struct.pack("<I", 20) + b"/"
    + ((side - 1) | (side - 1) << 14).to_bytes(4, "little") + bytes(20),
    "WEBP lossy": b"RIFF" + struct.pack("<I", 32) + b"WEBPVP8 " + struct.pack("<I", 20)
    + bytes.fromhex("100000 9d012a") + struct.pack("<HH", side, side) + bytes(20),
    "TIFF": b"II*\\0\\x08\\0\\0\\0" + struct.pack("<H", len(tiff_tags))
    + b"".join(entry(*t) for t in tiff_tags) + bytes(20),
    "BMP": b"BM" + struct.pack("<IHHI", 99, 0, 0, 54)
    + struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(20),
    "GIF": b"GIF89a" + struct.pack("<HHBBB", side, side, 0, 0, 0) + b","
    + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\\x02\\x02\\x44\\x01\\0;",
    "PGM": b"P5 12000 12000 255\\n" + bytes(20),
}
with open("/proc/self/statm") as f:
    used = int(f.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 32 * 2**20,) * 2)
for kind, data in files.items():
    try:
        load_image(data)
    except ImageError as error:
        print(kind, "refused" if "too large" in str(error) else error)
"""


def test_enormous_sizes_are_refused_before_memory_is_taken() -> None:
    run = subprocess.run(
        [sys.executable, "-c", ENORMOUS], capture_output=True, text=True, check=True, timeout=120
    )
    kinds = ["PNG", "JPEG", "WEBP", "WEBP lossless", "WEBP lossy", "TIFF", "BMP", "GIF", "PGM"]
    assert run.stdout.splitlines() == [f"{kind} refused" for kind in kinds]
    assert run.stderr == ""
