"""MNIST (LeCun, Cortes and Burges): its four files, read or fetched from public mirrors."""

from __future__ import annotations

import hashlib
import http.client
import urllib.request
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import DataError
from inkdigits.store.idx import read_idx

Ink = NDArray[np.uint8]
Labels = NDArray[np.int64]

MNIST_FILES = {
    "train-images": ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
    "train-labels": ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
    "test-images": ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
    "test-labels": ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
}
MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)


def mnist_arrays(folder: Path, part: Literal["train", "test"]) -> tuple[Ink, Labels]:
    """MNIST as uint8 (N, 28, 28) and labels (N,), read from the IDX files in `folder`.

    Raises:
        FileNotFoundError: A file is missing.
        DataError: A file is not what its name says.
    """
    images = _bytes(folder / MNIST_FILES[f"{part}-images"][0], 3)
    labels = _bytes(folder / MNIST_FILES[f"{part}-labels"][0], 1).astype(np.int64)
    if len(images) != len(labels) or images.shape[1:] != (28, 28):
        raise DataError(f"MNIST in {folder} has {images.shape} images for {labels.shape} labels")
    return images, labels


def _bytes(path: Path, dimensions: int) -> Ink:
    if not path.exists():
        raise FileNotFoundError(path)
    return read_idx(path, dimensions)


def download_mnist(folder: Path) -> Path:
    """Fetch the four files of MNIST into `folder`, each checked before it takes its place.

    Raises:
        DataError: No mirror gave a file with the right checksum.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, digest in MNIST_FILES.values():
        target = folder / name
        if target.is_file() and hashlib.md5(target.read_bytes()).hexdigest() == digest:
            continue
        troubles = []
        for mirror in MNIST_MIRRORS:
            try:
                with urllib.request.urlopen(mirror + name, timeout=60) as response:
                    content = response.read()
            except (OSError, http.client.HTTPException) as error:
                troubles.append(f"{mirror}: {error}")
                continue
            if hashlib.md5(content).hexdigest() == digest:
                partial_file = target.with_suffix(".part")
                partial_file.write_bytes(content)
                partial_file.replace(target)
                break
            troubles.append(f"{mirror}: wrong checksum")
        else:
            raise DataError(
                f"MNIST's {name} could not be fetched ({'; '.join(troubles)}): put the four files "
                f"into {folder} by hand"
            )
    return folder
