"""What every locator returns, and the protocol that the reader expects of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from inkdigits.metrics import box_iou

SAME_PLACE = 0.3
"""A digit and a symbol whose boxes have this much in common (IoU) are the same ink."""

Record: TypeAlias = Callable[[str, NDArray[np.uint8]], None]
"""Called with a stage's name and its picture, uint8, (H, W) grey or (H, W, 3) RGB."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundSymbols:
    """Where decimal points, commas, minus signs and slashes may stand: M boxes, in no order.

    Attributes:
        boxes_xyxy: (M, 4) float32, as in `Candidates`.
        confidences: (M,) float32 within 0..1, that the symbol stands in the box.
        texts: The symbol in each box, M of them.

    Raises:
        ValueError: The shapes do not belong together.
    """

    boxes_xyxy: NDArray[np.float32]
    confidences: NDArray[np.float32]
    texts: tuple[str, ...]

    def __post_init__(self) -> None:
        """Check that the shapes belong together."""
        count = len(self.texts)
        if self.boxes_xyxy.shape != (count, 4) or self.confidences.shape != (count,):
            raise ValueError(
                f"boxes_xyxy and confidences of {count} symbols must have the shapes ({count}, 4) "
                f"and ({count},), got {self.boxes_xyxy.shape} and {self.confidences.shape}"
            )

    def __len__(self) -> int:
        """How many symbols there are."""
        return len(self.texts)

    def heats_at(self, boxes_xyxy: NDArray[np.float32], text: str) -> NDArray[np.float32]:
        """How sure it is that a symbol stands where each of N boxes, (N, 4), does; float32 (N,)."""
        among = self.only(np.array([own == text for own in self.texts], bool))
        same = box_iou(boxes_xyxy, among.boxes_xyxy) > SAME_PLACE
        return np.asarray((same * among.confidences).max(axis=1, initial=0.0), np.float32)

    def only(self, kept: NDArray[np.bool_]) -> FoundSymbols:
        """Those that `kept`, bool (M,), says."""
        texts = tuple(text for text, keep in zip(self.texts, kept, strict=True) if keep)
        return FoundSymbols(self.boxes_xyxy[kept], self.confidences[kept], texts)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Where digits may stand on one page: N boxes, in no particular order.

    Attributes:
        boxes_xyxy: (N, 4) float32, `x_min, y_min, x_max, y_max` in pixels of the grey picture that
            was given, half-open, origin at the top left.
        confidences: (N,) float32 within 0..1, that there is a digit in the box.
        class_probabilities: (N, 10) float32 for 0..9, or None where the locator does not say which
            digit it is.
        symbols: Symbols beside the digits; None where the locator knows none.
        slashes: How sure the locator is that a slash stands in the box instead, (N,) float32 within
            0..1; None where it does not say.

    Raises:
        ValueError: The shapes do not belong together, or a value is not finite.
    """

    boxes_xyxy: NDArray[np.float32]
    confidences: NDArray[np.float32]
    class_probabilities: NDArray[np.float32] | None = None
    symbols: FoundSymbols | None = None
    slashes: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        """Check that the shapes belong together."""
        boxes = self.boxes_xyxy
        if boxes.ndim != 2 or boxes.shape[1] != 4:
            raise ValueError(f"boxes_xyxy must have the shape (N, 4), got {boxes.shape}")
        if self.confidences.shape != (len(boxes),):
            raise ValueError(
                f"confidences must have the shape ({len(boxes)},), got {self.confidences.shape}"
            )
        probabilities = self.class_probabilities
        if probabilities is not None and probabilities.shape != (len(boxes), 10):
            raise ValueError(
                f"class_probabilities must have the shape ({len(boxes)}, 10), "
                f"got {probabilities.shape}"
            )
        if self.slashes is not None and self.slashes.shape != (len(boxes),):
            raise ValueError(
                f"slashes must have the shape ({len(boxes)},), got {self.slashes.shape}"
            )
        if not (np.isfinite(boxes).all() and np.isfinite(self.confidences).all()):
            raise ValueError("boxes and confidences must be finite numbers")

    def __len__(self) -> int:
        """How many candidates there are."""
        return len(self.boxes_xyxy)

    @classmethod
    def none(cls) -> Candidates:
        """No candidates: what a locator returns for a page without ink."""
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.float32))


class Locator(Protocol):
    """Finds candidate digits on a page."""

    def locate(self, grey: NDArray[np.uint8], record: Record | None = None) -> Candidates:
        """Find the digits of one page.

        Args:
            grey: (H, W) uint8, upright, either polarity.
            record: Called with each intermediate picture, where given.

        Returns:
            The candidates, in pixels of `grey`.
        """
        ...
