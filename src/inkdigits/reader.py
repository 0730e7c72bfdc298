"""Reader: the one place where finding, framing, classifying and ordering come together."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from inkdigits.classify import Classifier
from inkdigits.colons import find_colons, parted_at
from inkdigits.errors import ConfigError
from inkdigits.evidence import Evidence, carried_over, weigh
from inkdigits.ground import Polarity, agreed, ink_polarity, surroundings
from inkdigits.grouping import PassedOver, grouping_confidences
from inkdigits.image import ImageSource, load_image
from inkdigits.locate.candidates import Candidates, Locator, Record
from inkdigits.normalize import frame_many, frame_with_box, normalize
from inkdigits.options import LocatorName as LocatorName
from inkdigits.options import ReaderOptions as ReaderOptions
from inkdigits.options import Rotation as Rotation
from inkdigits.punctuate import boxes_of, grouped, lines_of
from inkdigits.result import Box, Digit, Page, Symbol
from inkdigits.ruling import PictureRules
from inkdigits.stages import crops_picture, order_picture
from inkdigits.symbols import count_unread, with_symbols
from inkdigits.trace import Recorder, Trace
from inkdigits.turning import moved, turned, turns_to_upright

Crop = tuple[float, float, float, float]

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]

_CHUNK = 64  # pictures framed and classified at a time
_MOST_TO_ASK = 40  # candidates that say which tone is the ink


@dataclass(frozen=True, slots=True, eq=False)
class _Crops:
    """N candidates of a picture as the classifier sees them.

    Attributes:
        frames: float32 (N, 28, 28), framed.
        probabilities: What it says of them, (N, 11).
        plain: The same without what it learned of a hand; the same array where it learned nothing.
    """

    frames: Float
    probabilities: Float
    plain: Float


class Reader:
    """Reads digits. Loads its models once, at first need; may be used from several threads.

    Args:
        options: How to read; None takes the defaults.
    """

    def __init__(self, options: ReaderOptions | None = None) -> None:
        """Note the options; nothing is loaded yet."""
        self.options = options or ReaderOptions()
        self._lock = threading.Lock()
        self._classifier: Classifier | None = None
        self._locator: Locator | None = None

    @property
    def classifier(self) -> Classifier:
        """The classifier, loaded at first use.

        Raises:
            ModelError: Its file is missing or damaged, or the profile does not belong to it.
            ConfigError: There is no profile of that name.
        """
        with self._lock:
            if self._classifier is None:
                self._classifier = Classifier(
                    self.options.model, threads=self.options.threads, profile=self.options.profile
                )
            return self._classifier

    @property
    def locator(self) -> Locator:
        """The locator, loaded at first use.

        Raises:
            ModelError: Its file is missing or damaged.
            ConfigError: It knows no symbols, and the options ask for them.
        """
        with self._lock:
            if self._locator is None:
                self._locator = _make_locator(self.options)
            return self._locator

    def classify(self, image: ImageSource) -> Digit:
        """Say which digit a picture is, taken as one digit that may stand anywhere in it.

        Args:
            image: Anything `load_image` takes.

        Returns:
            The digit, with the box of its ink. Where `value` is None, `reason` says why.

        Raises:
            ImageError: The picture cannot be read.
            ModelError: The model's file is missing or damaged.
        """
        grey = load_image(image, pixel_limit=self.options.pixel_limit)
        framed, found = frame_with_box(grey, polarity=self.options.polarity)
        box = Box(*(found or (0.0, 0.0, float(grey.shape[1]), float(grey.shape[0]))))
        return self._judge(framed[None], [box])[0]

    def classify_many(self, images: Iterable[ImageSource]) -> list[Digit]:
        """As `classify`, for many pictures at once, which is several times faster for each.

        Raises:
            ImageError: A picture cannot be read.
            ModelError: The model's file is missing or damaged.
        """
        digits: list[Digit] = []
        pending: Future[list[Digit]] | None = None
        # While the network looks at one chunk, the next one is framed.
        with ThreadPoolExecutor(1) as background:
            for chunk in _chunks(images):
                greys = [load_image(one, pixel_limit=self.options.pixel_limit) for one in chunk]
                frames, found = frame_many(greys, polarity=self.options.polarity)
                boxes = [
                    Box(*(box or (0.0, 0.0, float(grey.shape[1]), float(grey.shape[0]))))
                    for box, grey in zip(found, greys, strict=True)
                ]
                if pending:
                    digits += pending.result()
                pending = background.submit(self._judge, frames, boxes)
            return digits + pending.result() if pending else digits

    def read(self, image: ImageSource, *, crop: Crop | None = None, pdf_page: int = 0) -> Page:
        """Find and read every digit in a picture.

        Args:
            image: Anything `load_image` takes.
            crop: Read only inside (x_min, y_min, x_max, y_max), in pixels of the upright image.
            pdf_page: Which page of a PDF or TIFF, counted from 0.

        Returns:
            The page; without digits, an empty one. Boxes are in pixels of the upright image, also
            where it was cropped or turned.

        Raises:
            ImageError: The picture cannot be read.
            ConfigError: The crop holds no part of the picture.
            ModelError: A model's file is missing or damaged.
        """
        grey = load_image(image, pdf_page=pdf_page, pixel_limit=self.options.pixel_limit)
        return self._read(grey, crop, None)

    def read_many(self, images: Iterable[ImageSource]) -> Iterator[Page]:
        """Read one picture after the other.

        Raises:
            ImageError: A picture cannot be read.
            ModelError: A model's file is missing or damaged.
        """
        for image in images:
            yield self.read(image)

    def trace(self, image: ImageSource, *, crop: Crop | None = None, pdf_page: int = 0) -> Trace:
        """Read a picture and keep each stage as a picture: what debug mode shows.

        Args:
            image: Anything `load_image` takes.
            crop: As in `read`.
            pdf_page: Which page of a PDF or TIFF, counted from 0.

        Returns:
            The stages in order, each with its time in seconds.

        Raises:
            ImageError: The picture cannot be read.
            ConfigError: The crop holds no part of the picture.
            ModelError: A model's file is missing or damaged.
        """
        recorder = Recorder()
        grey = load_image(image, pdf_page=pdf_page, pixel_limit=self.options.pixel_limit)
        self._read(grey, crop, recorder.record)
        return recorder.finish()

    def _judge(self, frames: Float, boxes: list[Box]) -> list[Digit]:
        """Framed pictures (N, 28, 28) that are one digit each."""
        probabilities = self.classifier.probabilities(frames)
        blank = frames.reshape(len(frames), -1).max(axis=1) <= 0
        junk = probabilities[:, 10] > self.classifier.reject_threshold
        best = probabilities[:, :10].argmax(axis=1)
        threshold = self.options.threshold("classify")
        rows = probabilities.tolist()
        digits = []
        for i, row in enumerate(rows):
            if blank[i]:
                digits.append(Digit(None, 1.0, (0.0,) * 10, boxes[i], False, "blank"))
                continue
            values = tuple(row[:10])
            if junk[i]:
                digits.append(Digit(None, row[10], values, boxes[i], False, "not_a_digit"))
                continue
            value = int(best[i])
            confidence = min(row[value], 1.0)
            review = confidence < threshold
            digits.append(Digit(value, confidence, values, boxes[i], review))
        return digits

    def _read(self, grey: Grey, crop: Crop | None, record: Record | None) -> Page:
        left, top, part = _cropped(grey, crop)
        turns = 0 if self.options.rotate == "auto" else int(self.options.rotate) // 90
        upright = turned(part, turns)
        candidates = self.locator.locate(upright, record)
        crops = self._crops(upright, candidates)
        if self.options.rotate == "auto" and (turns := self._turns(part, candidates, crops)):
            upright = turned(part, turns)
            candidates = self.locator.locate(upright, record)
            crops = self._crops(upright, candidates)
        if record and len(candidates):
            record("crops", crops_picture(crops.frames))
        digits, passed = self._digits(candidates, crops)
        rules = PictureRules(upright)
        boxes = boxes_of([digit.box for digit in digits])
        colons = find_colons(upright, boxes)
        symbols: list[Symbol] = []
        if self.options.symbols:
            threshold, unread = self.options.threshold("read"), 0
            digits, symbols = with_symbols(digits, candidates, colons, rules, threshold)
            groups, chances = grouped(digits, symbols, rules)
        else:
            unread = count_unread(digits, candidates, colons, rules)
            groups, chances = grouped(digits, (), rules, parted_at(colons, boxes))
        boxes = boxes_of([digit.box for digit in digits])
        marks = boxes_of([symbol.box for symbol in symbols])
        sure = grouping_confidences(groups, boxes, marks, passed, chances)
        height, width = part.shape
        place = (turns, width, height, left, top)
        page_lines = lines_of(
            groups, [moved(d, *place) for d in digits], [moved(s, *place) for s in symbols], sure
        )
        page = Page(page_lines, grey.shape[1], grey.shape[0], turns * 90, unread)
        if record:
            lines = [[group.digits for group in line] for line in groups]
            record("lines", order_picture(upright, boxes, lines))
        return page

    def _turns(self, part: Grey, candidates: Candidates, crops: _Crops) -> int:
        """Turns (of 90 degrees, clockwise) after which a page's digits are read best."""
        digits = crops.probabilities[:, :10]
        return turns_to_upright(part, candidates, digits, self.locator.locate, self._as_digits)

    def _as_digits(self, grey: Grey, boxes_xyxy: Float) -> Float:
        """Probabilities of the ten digits, float32 (N, 10), for what stands in boxes (N, 4)."""
        frames = np.stack([self._frame(grey, cast(Crop, tuple(b)), "auto") for b in boxes_xyxy])
        return self.classifier.probabilities(frames)[:, :10]

    def _crops(self, grey: Grey, candidates: Candidates) -> _Crops:
        """The candidates of a picture as the classifier sees them."""
        if not len(candidates):
            nothing = np.zeros((0, 11), np.float32)
            return _Crops(np.zeros((0, 28, 28), np.float32), nothing, nothing)
        boxes = [cast(Crop, tuple(box)) for box in candidates.boxes_xyxy.tolist()]
        polarity = self._page_polarity(grey, candidates)
        frames = np.stack([self._frame(grey, box, polarity) for box in boxes])
        return _Crops(frames, *self.classifier.probabilities_with_plain(frames))

    def _digits(
        self, candidates: Candidates, crops: _Crops
    ) -> tuple[list[Digit], PassedOver | None]:
        """Every digit among the candidates of one upright picture, in no order, and the others."""
        if not len(candidates):
            return [], None
        boxes = [cast(Crop, tuple(box)) for box in candidates.boxes_xyxy.tolist()]
        evidence = self._weighed(candidates, crops)
        threshold = self.options.threshold("read")
        digits = []
        for i in np.flatnonzero(evidence.is_digit):
            values = tuple(evidence.probabilities[i].tolist())
            value = int(evidence.probabilities[i].argmax())
            confidence = values[value]
            review = confidence < threshold
            digits.append(Digit(value, confidence, values, Box(*boxes[i]), review))
        others = ~evidence.is_digit
        return digits, PassedOver(
            candidates.boxes_xyxy[others], evidence.probabilities[others].sum(axis=1)
        )

    def _frame(self, grey: Grey, box: Crop, polarity: Polarity) -> Float:
        return normalize(grey, box=box, polarity=polarity)

    def _weighed(self, candidates: Candidates, crops: _Crops) -> Evidence:
        inked = crops.frames.reshape(len(crops.frames), -1).max(axis=1) > 0
        located = candidates.class_probabilities
        if located is not None and crops.probabilities is not crops.plain:
            located = carried_over(located, crops.plain, crops.probabilities)
        said = crops.probabilities[:, : len(self.classifier.classes)]
        boxes, heats = candidates.boxes_xyxy, candidates.confidences
        return weigh(boxes, heats, located, said, inked, candidates.slashes)

    def _page_polarity(self, grey: Grey, candidates: Candidates) -> Polarity:
        """The polarity most digits of the page have, or "auto" where they differ."""
        if self.options.polarity != "auto":
            return self.options.polarity
        warmest = np.argsort(-candidates.confidences)[:_MOST_TO_ASK]
        boxes = [cast(Crop, tuple(box)) for box in candidates.boxes_xyxy[warmest].tolist()]
        votes = [ink_polarity(surroundings(grey, box)) for box in boxes]
        if len(set(votes)) == 1:
            return votes[0]
        # Lines and neighbours mislead the eye: what reads like digits is the ink.
        readable = [
            self.classifier.probabilities(np.stack([self._frame(grey, b, tone) for b in boxes]))
            for tone in ("dark_on_light", "light_on_dark")
        ]
        located = candidates.class_probabilities
        wanted = np.ones((len(boxes), 10)) if located is None else located[warmest]
        dark, light = ((each[:, :10] * wanted).sum(axis=1) for each in readable)
        return agreed(float((light > dark).mean()))


def _chunks(images: Iterable[ImageSource]) -> Iterator[list[ImageSource]]:
    """The pictures in lists of at most `_CHUNK`."""
    iterator = iter(images)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _make_locator(options: ReaderOptions) -> Locator:
    if options.locator == "contours":
        from inkdigits.locate.contours import ContourLocator

        return ContourLocator(polarity=options.polarity)
    from inkdigits.locate.detector import DetectorLocator

    return DetectorLocator(options.detector, threads=options.threads, symbols=options.symbols)


def _cropped(grey: Grey, crop: Crop | None) -> tuple[int, int, Grey]:
    """Left, top and the part of the picture inside a crop."""
    if crop is None:
        return 0, 0, grey
    if not _is_crop(crop):
        raise ConfigError(f"crop must be four numbers x_min, y_min, x_max, y_max; found {crop}")
    height, width = grey.shape
    left, top = max(0, int(np.floor(crop[0]))), max(0, int(np.floor(crop[1])))
    right, bottom = min(width, int(np.ceil(crop[2]))), min(height, int(np.ceil(crop[3])))
    if right <= left or bottom <= top:
        raise ConfigError(
            f"crop {crop} holds no part of the picture, which has {width} x {height} pixels"
        )
    return left, top, grey[top:bottom, left:right]


def _is_crop(crop: Any) -> bool:
    """Whether something is four finite numbers."""
    try:
        sides = np.asarray(crop, np.float64)
    except (TypeError, ValueError):
        return False
    return sides.shape == (4,) and bool(np.isfinite(sides).all())
