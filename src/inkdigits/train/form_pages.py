"""Made-up forms, filled in with real handwritten digits: examples, tests and figures for `forms`.

Two kinds: a mark sheet (a table with a row for each pupil) and a meter card (combs, check digits,
dates, an amount). Each is drawn together with its template, so that both always fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inkdigits.forms import Field, Pattern, Registration, Template
from inkdigits.result import Box
from inkdigits.train import degrade, paper
from inkdigits.train.hands import TOOLS, DigitSet, Hand, draw_digit, random_hand
from inkdigits.train.sheet import put_ink

Grey = NDArray[np.uint8]
Look = Literal["straight", "shifted", "rotated", "photo"]
Writer = Callable[[np.random.Generator], str]

LOOKS: tuple[Look, ...] = ("straight", "shifted", "rotated", "photo")
FORMS = ("marks", "meter")

_PENS = ("ballpoint", "fineliner", "pencil")
_MARK = 30
_EMPTY_SHARE = 0.25  # of the fields that may be empty


@dataclass(frozen=True)
class BlankForm:
    """A form nobody has filled in.

    Attributes:
        printed: Opacity of the print, uint8 (H, W).
        template: Where its fields are.
        writers: For each field, what makes up something to write into it.
    """

    printed: Grey
    template: Template
    writers: tuple[Writer, ...]


@dataclass(frozen=True)
class FilledForm:
    """A form somebody has filled in, as a picture of it.

    Attributes:
        image: uint8 (H, W).
        template: The form's template.
        answers: What is written in each field; "" where it is empty.
        look: How the picture was taken.
    """

    image: Grey
    template: Template
    answers: dict[str, str]
    look: Look


@dataclass
class _Press:
    """A form while it is being printed."""

    width: int
    height: int
    fields: list[Field] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.picture = Image.new("L", (self.width, self.height), 0)
        self.draw = ImageDraw.Draw(self.picture)

    def text(self, x: float, y: float, text: str, size: int = 24) -> None:
        self.draw.text((x, y), text, 235, ImageFont.load_default(size))

    def add(
        self,
        name: str,
        box: tuple[float, float, float, float],
        writer: Writer,
        *,
        cells: int = 0,
        digit: bool = False,
        required: bool = True,
        pattern: Pattern | None = None,
        line: int = 2,
    ) -> None:
        x0, y0, x1, y1 = box
        self.draw.rectangle((x0, y0, x1, y1), outline=200, width=line)
        for k in range(1, cells):
            x = round(x0 + k * (x1 - x0) / cells)
            self.draw.line((x, y0, x, y1), 200, line)
        kind: Literal["number", "comb", "digit"] = "comb" if cells else "number"
        one = Field(
            name, Box(*box), "digit" if digit else kind, cells, required, pattern or Pattern()
        )
        self.fields.append(one)
        self.writers.append(writer)

    def finish(self, name: str) -> BlankForm:
        inset = 2 * _MARK
        xs, ys = (inset, self.width - inset), (inset, self.height - inset)
        marks = [(float(x), float(y)) for y in ys for x in xs]
        for x, y in marks:
            half = _MARK / 2
            self.draw.rectangle((x - half, y - half, x + half - 1, y + half - 1), 255)
        registration = Registration("marks", tuple(marks), float(_MARK))
        template = Template(tuple(self.fields), self.width, self.height, name, registration)
        return BlankForm(np.asarray(self.picture, np.uint8), template, tuple(self.writers))


def blank_form(kind: str) -> BlankForm:
    """Print a form.

    Args:
        kind: "marks" or "meter".

    Raises:
        ValueError: There is no such form.
    """
    if kind == "marks":
        return _mark_sheet()
    if kind == "meter":
        return _meter_card()
    raise ValueError(f"forms are {', '.join(FORMS)}; found {kind!r}")


def _mark_sheet() -> BlankForm:
    press = _Press(1240, 1754)
    press.text(130, 110, "Mark sheet: mathematics, term 2", 40)
    press.text(130, 205, "Class (1 to 13)", 26)
    press.add("class", (330, 190, 430, 250), _whole(1, 13), pattern=Pattern(minimum=1, maximum=13))
    press.text(560, 205, "Date (ddmmyy)", 26)
    date = Pattern(length=6, regex=r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])2\d")
    press.add("date", (760, 190, 1078, 250), _date, cells=6, pattern=date)
    tops = (
        (100, "Pupil no."),
        (475, "Algebra /20"),
        (645, "Shapes /30"),
        (815, "Data /50"),
        (985, "Total"),
    )
    for x, text in tops:
        press.text(x + 5, 290, text, 24)
    columns = (("algebra", 475, 20), ("shapes", 645, 30), ("data", 815, 50), ("total", 985, 100))
    for row in range(1, 13):
        y = 330 + (row - 1) * 108
        press.text(66, y + 36, str(row), 24)
        comb = Pattern(length=6, check="luhn")
        press.add(f"pupil_{row}", (100, y, 448, y + 92), _luhn(6), cells=6, pattern=comb)
        for name, x, most in columns:
            needed = name == "total"
            press.add(
                f"{name}_{row}",
                (x, y, x + 150, y + 92),
                _whole(0, most),
                required=needed,
                pattern=Pattern(maximum=most),
            )
    return press.finish("Mark sheet")


def _meter_card() -> BlankForm:
    press = _Press(1240, 874)
    press.text(130, 100, "Meter reading card", 40)

    def label(y: int, text: str) -> None:
        press.text(130, y + 22, text, 26)

    label(180, "Customer no.")
    number = Pattern(length=8, check="luhn")
    press.add("customer", (380, 180, 892, 252), _luhn(8), cells=8, pattern=number)
    label(280, "Meter (EAN)")
    ean = Pattern(length=13, check="ean13")
    press.add("meter", (380, 280, 1108, 352), _ean, cells=13, pattern=ean)
    label(380, "Reading, kWh")
    press.add("reading", (380, 380, 764, 452), _whole(1000, 999999), cells=6)
    press.add("tenth", (800, 380, 864, 452), _whole(0, 9), digit=True)
    label(480, "Date (ddmmyyyy)")
    date = Pattern(length=8, regex=r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])20\d\d")
    press.add("date", (380, 480, 892, 552), _long_date, cells=8, pattern=date)
    label(580, "Persons (1 to 12)")
    persons = Pattern(minimum=1, maximum=12)
    press.add("persons", (380, 580, 520, 652), _whole(1, 12), pattern=persons)
    press.text(580, 602, "Monthly payment", 26)
    pay = Pattern(minimum=10, maximum=500)
    press.add("payment", (810, 580, 1020, 652), _whole(10, 500), pattern=pay)
    label(680, "Telephone (optional)")
    phone = Pattern(min_length=6, max_length=11)
    press.add("phone", (400, 680, 1020, 752), _phone, required=False, pattern=phone)
    return press.finish("Meter card")


def _whole(least: int, most: int) -> Writer:
    return lambda rng: str(int(rng.integers(least, most + 1)))


def _digits(rng: np.random.Generator, count: int) -> str:
    return "".join(str(v) for v in rng.integers(0, 10, count))


def _completed(start: str, pattern: Pattern) -> str:
    return next(start + c for c in "0123456789" if pattern.broken_by(start + c) is None)


def _luhn(length: int) -> Writer:
    return lambda rng: _completed(_digits(rng, length - 1), Pattern(check="luhn"))


def _ean(rng: np.random.Generator) -> str:
    return _completed("40" + _digits(rng, 10), Pattern(check="ean13"))


def _date(rng: np.random.Generator) -> str:
    return f"{rng.integers(1, 29):02}{rng.integers(1, 13):02}{rng.integers(20, 30):02}"


def _long_date(rng: np.random.Generator) -> str:
    return f"{rng.integers(1, 29):02}{rng.integers(1, 13):02}20{rng.integers(20, 30):02}"


def _phone(rng: np.random.Generator) -> str:
    return "0" + _digits(rng, int(rng.integers(5, 11)))


def fill_form(
    blank: BlankForm, sets: Sequence[DigitSet], rng: np.random.Generator, look: Look = "straight"
) -> FilledForm:
    """Have somebody fill in a form, and take a picture of it.

    Args:
        blank: The form.
        sets: Whose digits to write with.
        rng: Decides everything.
        look: "straight" (a clean scan), "shifted" (and scaled), "rotated" (by up to 5 degrees), or
            "photo" (on a desk, slightly from the side, in the light of a room).
    """
    tools = [tool for tool in TOOLS if tool.name in _PENS]
    hand = random_hand(rng, sets, tools[int(rng.integers(len(tools)))])
    hand = replace(hand, gap=float(np.clip(hand.gap, -0.02, 0.3)))
    ink = np.zeros_like(blank.printed)
    answers = {}
    for one, writer in zip(blank.template.fields, blank.writers, strict=True):
        empty = not one.required and rng.random() < _EMPTY_SHARE
        answers[one.name] = "" if empty else writer(rng)
        _write(ink, one, answers[one.name], hand, rng)
    image = _pictured(rng, blank.printed, ink, hand, look)
    return FilledForm(image, blank.template, answers, look)


def _write(ink: Grey, one: Field, text: str, hand: Hand, rng: np.random.Generator) -> None:
    """Write into a field: in a comb one digit a cell, not always quite within it."""
    x0, y0, x1, y1 = one.box.xyxy
    room = y1 - y0
    cell = (x1 - x0) / (one.cells or 1)
    height = room * float(rng.uniform(0.55, 0.8))
    if one.cells:
        height = min(height, 1.25 * cell)
    glyphs = [draw_digit(hand, rng, int(c), height * rng.uniform(0.92, 1.06)) for c in text]
    foot = y0 + (room + height) / 2 + 0.05 * room * rng.normal()
    if one.cells:
        start = one.cells - len(text)
        for k, glyph in enumerate(glyphs, start):
            middle = x0 + (k + 0.5 + 0.07 * rng.normal()) * cell
            y = foot - glyph.shape[0] + 0.03 * room * rng.normal()
            put_ink(ink, glyph, middle - glyph.shape[1] / 2, y)
        return
    gaps = [max(0.0, hand.gap + hand.gap_spread * rng.normal()) * height for _ in glyphs]
    wide = sum(g.shape[1] for g in glyphs)
    spare = max(0.0, 0.9 * (x1 - x0) - wide) / max(1.0, sum(gaps[1:]))
    gaps = [gap * min(1.0, spare) for gap in gaps]
    total = wide + sum(gaps[1:])
    x = x0 + max(4.0, (x1 - x0 - total) * rng.uniform(0.1, 0.6))
    for glyph, gap in zip(glyphs, gaps, strict=True):
        x += gap if glyph is not glyphs[0] else 0.0
        put_ink(ink, glyph, x, foot - glyph.shape[0] + 0.03 * room * rng.normal())
        x += glyph.shape[1]


def _pictured(rng: np.random.Generator, printed: Grey, ink: Grey, hand: Hand, look: Look) -> Grey:
    height, width = printed.shape
    matrix, size = _camera(rng, width, height, look)
    tone = float(rng.uniform(0.1, 0.35))
    opacity = max(hand.opacity, 0.55)
    sheet = np.full((height, width), float(rng.uniform(0.88, 0.97)), np.float32)
    for layer, level, cover in ((printed, rng.uniform(0.05, 0.3), 1.0), (ink, tone, opacity)):
        share = layer.astype(np.float32) * np.float32(cover / 255)
        sheet += share * (np.float32(level) - sheet)
    flags = cv2.INTER_AREA if matrix[0, 0] < 1 else cv2.INTER_LINEAR
    soft = cv2.GaussianBlur(sheet, (0, 0), 0.6) if matrix[0, 0] < 0.9 else sheet
    page = cv2.warpPerspective(soft, matrix, size, flags=flags, borderValue=1.0)
    if look != "photo":
        noisy = page + np.float32(0.012) * paper.white_noise(rng, size[1], size[0])
        return degrade.jpeg(np.asarray(np.clip(noisy * 255, 0, 255), np.uint8), 85)
    mask = cv2.warpPerspective(np.ones_like(sheet), matrix, size, flags=cv2.INTER_LINEAR)
    desk = np.float32(rng.uniform(0.25, 0.55)) + np.float32(0.03) * paper.smooth_noise(
        rng, size[1], size[0], cell=3.0
    )
    page = page * mask + desk * (1 - mask)
    page = page * degrade.uneven_light(rng, size[1], size[0])
    page = cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.5, 1.1)))
    page = page + np.float32(0.02) * paper.white_noise(rng, size[1], size[0])
    return degrade.jpeg(np.asarray(np.clip(page * 235, 0, 255), np.uint8), 80)


def _camera(
    rng: np.random.Generator, width: int, height: int, look: Look
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """From the sheet to the picture: a homography and the picture's size."""
    if look == "straight":
        return np.eye(3), (width, height)
    scale = float(rng.uniform(0.8, 1.3))
    size = (round(width * scale), round(height * scale))
    if look == "photo":
        size = (round(1.12 * size[0]), round(1.12 * size[1]))
    angle = 0.0 if look == "shifted" else float(rng.uniform(-5, 5))
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1), [0, 0, 1]])
    grown = np.diag([scale * float(rng.uniform(0.97, 1.0)), scale * float(rng.uniform(0.97, 1)), 1])
    matrix = grown @ matrix
    if look == "photo":
        corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * (width, height)
        moved = corners + rng.uniform(-0.03, 0.03, (4, 2)) * (width, height)
        tilt = cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32))
        matrix = matrix @ tilt
    middle = matrix @ np.array([width / 2, height / 2, 1])
    shift = np.array(size) / 2 - middle[:2] / middle[2]
    free = 0.006 if look == "rotated" else 0.02
    shift += rng.uniform(-free, free, 2) * np.array(size)
    move = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1]])
    return np.asarray(move @ matrix, np.float64), size
