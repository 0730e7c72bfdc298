from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from inkdigits.errors import ImageError
from inkdigits.result import Box, Digit, Line, Number, Page, Symbol
from inkdigits.web.frames import Frame, answer_of, nearest, parse_frame, refusal


def png(grey):
    buffer = io.BytesIO()
    Image.fromarray(grey).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def digit(value, x):
    share = tuple(1.0 if v == value else 0.0 for v in range(10))
    return Digit(value, 0.9, share, Box(x, 10.0, x + 20.0, 40.0))


def page(*digits, symbols=()):
    return Page((Line((Number(digits, symbols),)),) if digits else (), 400, 300)


def frame(touched=None):
    return Frame(7, np.full((300, 400), 255, np.uint8), touched)


def test_a_message_of_the_pad_becomes_a_grey_picture():
    grey = np.full((300, 400), 255, np.uint8)
    grey[100:200, 190:210] = 0
    parsed = parse_frame({"seq": 3, "png": png(grey), "touched": [200, 150.5]})
    assert parsed.seq == 3
    assert parsed.touched == (200.0, 150.5)
    assert parsed.settled
    assert not parsed.symbols
    assert not parse_frame({"seq": 4, "png": png(grey), "settled": False}).settled
    assert parse_frame({"seq": 5, "png": png(grey), "symbols": True}).symbols
    np.testing.assert_array_equal(parsed.grey, grey)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"seq": 1, "png": None},
        {"seq": 1, "png": "no base64!"},
        {"seq": 1, "png": base64.b64encode(b"no picture").decode()},
        {"seq": 1, "png": png(np.zeros((1001, 1000), np.uint8))},
    ],
)
def test_what_is_no_drawing_is_refused(message):
    with pytest.raises(ImageError):
        parse_frame(message)


def test_an_answer_is_json_and_names_its_frame():
    seen = np.zeros((28, 28), np.float32)
    seen[14, 3] = 1.0
    answer = json.loads(json.dumps(answer_of(frame(), page(digit(4, 100.0)), seen)))
    assert answer["seq"] == 7
    assert answer["focus"] == 0
    assert answer["error"] is None
    (sent,) = answer["digits"]
    assert sent["value"] == 4
    assert sent["box"] == [100.0, 10.0, 120.0, 40.0]
    pixels = np.frombuffer(base64.b64decode(answer["seen"]), np.uint8).reshape(28, 28)
    assert pixels[14, 3] == 255
    assert pixels.sum() == 255


def test_an_answer_says_where_symbols_stand():
    point = Symbol(".", 0.8, Box(30.0, 36.0, 34.0, 40.0), digits_before=1, needs_review=True)
    read = page(digit(3, 10.0), digit(1, 40.0), symbols=(point,))
    answer = json.loads(json.dumps(answer_of(frame(), read, None)))
    assert answer["text"] == "3.1"
    (sent,) = answer["symbols"]
    assert (sent["text"], sent["confidence"], sent["needs_review"]) == (".", 0.8, True)
    assert sent["box"] == [30.0, 36.0, 34.0, 40.0]


def test_an_answer_to_a_blank_canvas_holds_no_digit():
    answer = answer_of(frame(), page(), None)
    assert answer["digits"] == []
    assert answer["focus"] is None
    assert answer["seen"] is None


def test_the_digit_in_focus_is_the_one_touched_last():
    digits = [digit(1, 10.0), digit(2, 60.0), digit(3, 110.0)]
    assert nearest(digits, (66.0, 200.0)) == 1
    assert nearest(digits, (0.0, 0.0)) == 0
    assert nearest(digits, None) == 2


def test_a_refusal_says_why():
    answer = refusal(9, ImageError("expected a picture, found nothing"))
    assert (answer["seq"], answer["digits"]) == (9, [])
    assert answer["error"] == "expected a picture, found nothing"
