"""Glyphs to learn from: pictures of ink or pen strokes, drawn on demand at any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.between import SHARES, between
from inkdigits.train.strokes import Stroke, render_strokes, repenned, tight

Ink = NDArray[np.uint8]
Labels = NDArray[np.int64]

NOT_A_DIGIT = -1
"""Label of glyphs that are no digit."""

_PARTNERS = 3  # glyphs that are tried for one to be mixed with


class Source(Protocol):
    """Glyphs with labels (N,) and writers (N,), drawn on demand."""

    @property
    def name(self) -> str:
        """Name of the set."""
        ...

    @property
    def labels(self) -> Labels:
        """Digits 0..9, or NOT_A_DIGIT, int64 (N,)."""
        ...

    @property
    def writers(self) -> NDArray[np.str_]:
        """Writers, or "unknown", (N,)."""
        ...

    def __len__(self) -> int:
        """How many glyphs there are."""
        ...

    def ink(
        self, index: int, *, height: int, pen: float, rng: np.random.Generator | None = None
    ) -> Ink:
        """Glyph `index` as ink 255 on 0, tight, about `height` px high.

        `pen` is the pen's width in pixels, which pictures follow only as far as they can.
        """
        ...


@dataclass(frozen=True)
class ImageSource:
    """Glyphs that are pictures of ink, uint8 (h, w), 255 on 0, tight.

    Ink that is `even`, as in a font, is made bolder or thinner towards the pen that is asked for.
    """

    name: str
    images: list[Ink]
    labels: Labels
    writers: NDArray[np.str_]
    even: bool = False

    def __len__(self) -> int:
        """How many glyphs there are."""
        return len(self.images)

    def ink(
        self, index: int, *, height: int, pen: float, rng: np.random.Generator | None = None
    ) -> Ink:
        """Glyph `index` scaled to `height`; uneven strokes are left as they were written."""
        del rng
        image = self.images[index]
        if self.even:
            image = repenned(image, pen / height * image.shape[0])
        h, w = image.shape
        scale = min(height / h, 2.0 * height / w)
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        return cast(Ink, cv2.resize(image, size, interpolation=method))


@dataclass(frozen=True)
class StrokeSource:
    """Glyphs that are pen strokes: point sequences, float32 (n, 2), y down.

    `kinds` (N,) says what each glyph is, letters and signs too. Of a source that is `varied`,
    some glyphs are drawn as nobody wrote them: in hands between two writers', or begun and ended
    elsewhere.
    """

    name: str
    strokes: list[list[Stroke]]
    labels: Labels
    writers: NDArray[np.str_]
    kinds: NDArray[np.str_]
    varied: bool = False

    def __len__(self) -> int:
        """How many glyphs there are."""
        return len(self.strokes)

    def ink(
        self, index: int, *, height: int, pen: float, rng: np.random.Generator | None = None
    ) -> Ink:
        """Glyph `index` drawn with a pen of `pen` pixels."""
        return render_strokes(self.strokes[index], height=height, pen=pen, rng=rng)

    def mixed_strokes(self, index: int, rng: np.random.Generator) -> list[Stroke]:
        """Glyph `index` in a hand between its writer's and another's, where some write it alike."""
        for other in rng.choice(self._members[str(self.kinds[index])], _PARTNERS).tolist():
            strokes = between(self.strokes[index], self.strokes[other], rng.uniform(*SHARES))
            if strokes is not None:
                return strokes
        return self.strokes[index]

    def part(self, kept: Sequence[bool]) -> StrokeSource:
        """Only those glyphs that are to be kept, bool (N,)."""
        places = np.flatnonzero(kept)
        return replace(
            self,
            strokes=[self.strokes[i] for i in places],
            labels=self.labels[places],
            writers=self.writers[places],
            kinds=self.kinds[places],
        )

    @cached_property
    def _members(self) -> dict[str, NDArray[np.int64]]:
        """Indices of the glyphs of each kind."""
        return {str(kind): np.flatnonzero(self.kinds == kind) for kind in np.unique(self.kinds)}


def image_source(
    name: str,
    images: list[Ink],
    labels: NDArray[Any],
    writers: NDArray[Any] | None = None,
    *,
    even: bool = False,
) -> ImageSource:
    """Pictures of ink, uint8 (h, w), 255 on 0, with what each is; writers are unknown if None."""
    names = writers if writers is not None else np.full(len(images), "unknown")
    return ImageSource(name, [tight(im) for im in images], labels.astype(np.int64), names, even)


def pictures(pixels: NDArray[np.uint8], shapes: NDArray[np.int64]) -> list[Ink]:
    """Pictures that lie one after the other in uint8 (P,), by their shapes (N, 2)."""
    parts = np.split(pixels, np.cumsum(shapes.prod(axis=1)))[:-1]
    return [part.reshape(shape) for part, shape in zip(parts, shapes.tolist(), strict=True)]


def stroke_source(
    name: str,
    pack: dict[str, NDArray[Any]],
    chosen: NDArray[np.int64],
    *,
    labelled: bool = True,
    varied: bool = False,
) -> StrokeSource:
    """The `chosen` glyphs of a pack of strokes.

    Args:
        name: Name of the set.
        pack: "points" (P, 2); "stroke_offsets" and "glyph_offsets", where each stroke begins among
            the points and each glyph among the strokes, with the end of all; "labels" and "writers"
            (G,).
        chosen: Indices of glyphs.
        labelled: Whether the labels are digits, and not names of what is no digit.
        varied: Whether some may be drawn as nobody wrote them, to learn from.
    """
    points, strokes, glyphs = (pack[k] for k in ("points", "stroke_offsets", "glyph_offsets"))
    points = points.astype(np.float32)
    kept, lists = [], []
    for i in chosen:
        parts = [points[strokes[k] : strokes[k + 1]] for k in range(glyphs[i], glyphs[i + 1])]
        parts = [part for part in parts if len(part)]
        if parts:
            kept.append(i)
            lists.append(parts)
    index = np.array(kept, np.int64)
    kinds = pack["labels"][index]
    labels = kinds.astype(np.int64) if labelled else np.full(len(index), NOT_A_DIGIT)
    writers = pack["writers"][index]
    return StrokeSource(name, lists, labels, writers, kinds.astype(str), varied=varied)
