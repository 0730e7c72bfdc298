"""IDX, the format MNIST comes in (LeCun et al., 1998): a header, then bytes; perhaps gzipped."""

from __future__ import annotations

import gzip
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import DataError


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """An array of bytes from an IDX file.

    Args:
        path: The file; one whose name ends in .gz is unpacked.
        dimensions: How many it must have.

    Raises:
        DataError: The file is missing, damaged, or of other dimensions.
    """
    try:
        raw = path.read_bytes()
        content = gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"the IDX file {path} cannot be read ({error}): check the path") from error
    start = 4 + 4 * dimensions
    if len(content) < start or content[:4] != bytes((0, 0, 8, dimensions)):
        raise DataError(
            f"expected an IDX file of bytes with {dimensions} dimensions, found something else in "
            f"{path}: give images-idx3-ubyte and labels-idx1-ubyte as MNIST has them"
        )
    shape = struct.unpack(f">{dimensions}I", content[4:start])
    if len(content) - start != int(np.prod(shape, dtype=np.int64)):
        raise DataError(
            f"{path} should hold {shape} bytes, found {len(content) - start}: it is cut off or "
            "damaged, export it again"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def write_idx(files: Mapping[Path, NDArray[np.uint8]]) -> None:
    """Write arrays of bytes as IDX files that belong together, gzipped where a name ends in .gz.

    Files of these names are replaced. Killed meanwhile, the first file may be there without the
    others, but never beside others that belong to an earlier one.

    Raises:
        OSError: They cannot be written.
    """
    parts = [(_write_part(path, array), path) for path, array in files.items()]
    for _, path in parts[1:]:
        path.unlink(missing_ok=True)
    for part, path in parts:
        os.replace(part, path)


def _write_part(path: Path, array: NDArray[np.uint8]) -> Path:
    header = struct.pack(f">I{array.ndim}I", 0x0800 + array.ndim, *array.shape)
    content = header + array.tobytes()
    part = path.with_name(path.name + ".part")
    part.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    return part
