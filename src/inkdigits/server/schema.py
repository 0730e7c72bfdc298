"""What goes in and comes out, as the API describes it in openapi.json.

Answers are not built from these models: they are `Page.to_dict()` and `Digit.to_dict()`, and tests
hold both against each other and against docs/page.schema.json.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from inkdigits.ground import Polarity
from inkdigits.reader import Crop, LocatorName, Rotation
from inkdigits.result import Box, Digit, Line, Number, Page
from inkdigits.server.problems import MEDIA_TYPE, ProblemError

_NUMBER = r"-?[0-9]{1,9}(\.[0-9]{1,9})?"

PAGE_COUNT = "Page-Count"
"""The header that says how many pages a file has."""

Probability = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


# --- options in the query -------------------------------------------------------------------------


def _check_order(crop: str) -> str:
    x_min, y_min, x_max, y_max = map(float, crop.split(","))
    if not (x_min < x_max and y_min < y_max):
        raise ValueError("expected x_min < x_max and y_min < y_max")
    return crop


_CropText = Annotated[
    str, Field(pattern=f"^{_NUMBER}(,{_NUMBER}){{3}}$"), AfterValidator(_check_order)
]


class ClassifyQuery(_Strict):
    """Options of `/v1/classify`."""

    polarity: Polarity = Field("auto", description="Which tone is the ink.")
    # Not a default: clients generated from the description would send it beside `max_error`.
    review_threshold: float | SkipJsonSchema[None] = Field(
        None,
        ge=0,
        le=1,
        description="Digits less sure than this are marked `needs_review`; 0.9 where left away.",
    )
    max_error: float | SkipJsonSchema[None] = Field(
        None,
        gt=0,
        lt=1,
        description="Instead of review_threshold: the share of digits not marked that may be "
        "wrong. 400 where so low a rate cannot be promised.",
    )
    pdf_page: int = Field(0, ge=0, le=100_000, description="Page of a PDF or TIFF, from 0.")

    @model_validator(mode="after")
    def _check_review(self) -> Self:
        if self.max_error is not None and self.review_threshold is not None:
            raise ValueError("max_error chooses the review threshold: leave one of the two away")
        return self


class ReadQuery(ClassifyQuery):
    """Options of `/v1/read` and `/v1/read-batch`."""

    locator: LocatorName = Field(
        "detector", description="How digits are found: learned, or by threshold and contours."
    )
    rotate: Rotation = Field(
        "auto", description="Degrees to turn the picture clockwise before it is read."
    )
    crop: _CropText | SkipJsonSchema[None] = Field(
        None,
        description="x_min,y_min,x_max,y_max: read only inside, in pixels of the upright picture.",
        examples=["0,0,640,480"],
    )
    symbols: bool = Field(
        False,
        description="Also read decimal points, commas, minus signs, slashes and colons as parts of "
        "numbers. Only the detector can; 400 where the server's detector cannot.",
    )

    @model_validator(mode="after")
    def _check_symbols(self) -> Self:
        if self.symbols and self.locator != "detector":
            raise ValueError("only the detector finds symbols: choose it, or leave symbols away")
        return self

    @property
    def box(self) -> Crop | None:
        """The crop as numbers."""
        if self.crop is None:
            return None
        x_min, y_min, x_max, y_max = map(float, self.crop.split(","))
        return x_min, y_min, x_max, y_max


# --- answers --------------------------------------------------------------------------------------


class BoxAnswer(_Strict):
    """Pixels of the upright original picture, half-open, origin at the top left."""

    x_min: float
    y_min: float
    x_max: float
    y_max: float


class DigitAnswer(_Strict):
    """One digit."""

    value: Annotated[int, Field(ge=0, le=9)] | None
    confidence: Probability = Field(
        description="Calibrated probability that value is right; for null, that there is no digit."
    )
    probabilities: list[Probability] = Field(min_length=10, max_length=10)
    box: BoxAnswer
    needs_review: bool
    reason: Literal["blank", "not_a_digit"] | None = Field(description="Why value is null.")


class SymbolAnswer(_Strict):
    """A decimal point, comma, minus, slash or colon."""

    text: Literal[".", ",", "-", "/", ":"]
    confidence: Probability = Field(description="Probability that it stands there.")
    box: BoxAnswer
    digits_before: int = Field(ge=0, description="Digits of the number that stand before it.")
    needs_review: bool


class NumberAnswer(_Strict):
    """Digits written together. Leading zeros are kept in `text`."""

    text: str = Field(pattern="^[0-9?.,/-]+$")
    confidence: Probability = Field(
        description="Probability that it was written just so: grouping_confidence times the "
        "confidences of its digits and symbols."
    )
    grouping_confidence: Probability = Field(
        description="Calibrated probability, its digits being right, that they and no others were "
        "written as one number."
    )
    needs_review: bool
    box: BoxAnswer
    digits: list[DigitAnswer] = Field(min_length=1)
    symbols: list[SymbolAnswer] = Field(
        default=[], description="Only where they were asked for and the number has any."
    )


class LineAnswer(_Strict):
    """Numbers on one line, left to right."""

    text: str
    box: BoxAnswer
    numbers: list[NumberAnswer] = Field(min_length=1)


class PageAnswer(_Strict):
    """Everything read from one picture, in reading order. Without digits, `lines` is empty."""

    text: str = Field(description="Numbers joined by a space, lines by a newline.")
    width: int = Field(ge=0)
    height: int = Field(ge=0)
    rotation: Literal[0, 90, 180, 270]
    unread_symbols: int = Field(
        ge=0,
        description="How many points, commas, minus signs, slashes and colons clearly stand in the "
        "numbers, where `symbols` did not ask for them: 12.50 was read as 1250.",
    )
    lines: list[LineAnswer]


class ProblemAnswer(_Strict):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class BatchItem(_Strict):
    """One file of a batch: its page, or why there is none."""

    name: str = Field(description="The file's name as it was sent.")
    page: PageAnswer | None
    pages: int | None = Field(
        ge=1, description="How many pages the file has. The one that pdf_page asks for was read."
    )
    error: ProblemAnswer | None


class BatchAnswer(_Strict):
    """The files of a batch, in the order in which they were sent."""

    results: list[BatchItem]


class StatusAnswer(_Strict):
    """State of the server."""

    status: Literal["ok", "ready"]


# --- examples and descriptions --------------------------------------------------------------------

_SEVEN = Digit(7, 0.98, (0.002,) * 7 + (0.98,) + (0.002,) * 2, Box(12.0, 8.5, 30.0, 41.0))

_PAGE = Page((Line((Number((_SEVEN,)),)),), 640, 480).to_dict()
_UNREADABLE = ProblemError(422, "unreadable-picture", "the image data is empty (0 bytes): ...")

EXAMPLES: dict[str, Any] = {
    "/v1/read": _PAGE,
    "/v1/classify": _SEVEN.to_dict(),
    "/v1/read-batch": {
        "results": [
            {"name": "a.png", "page": _PAGE, "pages": 1, "error": None},
            {"name": "b.png", "page": None, "pages": None, "error": _UNREADABLE.to_dict()},
        ]
    },
}
"""A successful answer of each address that reads."""

_WHEN = {
    400: "The query or the form cannot be used.",
    401: "The API key is missing or wrong.",
    408: "The body did not arrive within the time limit.",
    413: "Too many bytes, pixels or files.",
    415: "No picture, or of a kind that cannot be read here.",
    422: "A damaged picture, or one without the page asked for.",
    500: "The server's fault; its log says more.",
    503: "No room, or not ready yet: send it again after Retry-After seconds.",
    504: "Reading took longer than a request may take.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Descriptions of the error answers an address can give."""
    described: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        described[status] = {
            "description": _WHEN[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}},
        }
    if 503 in described:
        seconds = {"schema": {"type": "integer", "minimum": 1}}
        described[503]["headers"] = {"Retry-After": seconds}
    return described


def answer(model: type[BaseModel], *, of_one_file: bool = False) -> dict[int | str, dict[str, Any]]:
    """Description of a successful answer; what was read of one file says how many pages it has."""
    described: dict[str, Any] = {"model": model}
    if of_one_file:
        described["headers"] = {
            PAGE_COUNT: {
                "description": "Pages the file has; not sent where they cannot be counted.",
                "schema": {"type": "integer", "minimum": 1},
            }
        }
    return {200: described}


_BYTES = {"schema": {"type": "string", "format": "binary"}}


def picture_body(many: bool = False) -> dict[str, Any]:
    """Description of a body: a form with one file or several; one picture also as it is."""
    file: dict[str, Any] = {"type": "string", "format": "binary"}
    if many:
        file = {"type": "array", "items": file, "minItems": 1}
    form = {"type": "object", "required": ["file"], "properties": {"file": file}}
    content: dict[str, Any] = {
        "multipart/form-data": {"schema": {**form, "additionalProperties": False}}
    }
    if not many:
        for kind in ("image/png", "image/jpeg", "application/pdf", "application/octet-stream"):
            content[kind] = _BYTES
    return {"requestBody": {"required": True, "content": content}}
