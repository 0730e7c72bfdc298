from __future__ import annotations

import csv
import io
import json

import numpy as np
from PIL import Image

from inkdigits.result import Box, Digit, Line, Number, Page
from inkdigits.web import exports
from inkdigits.web.exports import Reading


def digit(value, x, review=False):
    share = tuple(0.7 if v == value else 0.0 for v in range(10))
    return Digit(value, 0.7, share, Box(x, 10.0, x + 20, 40.0), review)


PAGE = Page(
    (
        Line((Number((digit(0, 10), digit(7, 35, review=True))), Number((digit(3, 100),)))),
        Line((Number((digit(4, 10),)),)),
    ),
    200,
    120,
)


def test_each_digit_is_a_row_that_says_where_it_stands():
    rows = exports.rows(PAGE)
    assert all(tuple(row) == exports.COLUMNS for row in rows)
    places = [(row["line"], row["number"], row["position"], row["digit"]) for row in rows]
    assert places == [(1, 1, 1, "0"), (1, 1, 2, "7"), (1, 2, 1, "3"), (2, 1, 1, "4")]
    assert [row["needs_review"] for row in rows] == [False, True, False, False]


def test_csv_names_file_and_page_in_each_row():
    readings = [Reading("a, b.jpg", 0, PAGE), Reading("two.pdf", 1, PAGE), Reading("x", 0, Page())]
    rows = list(csv.DictReader(io.StringIO(exports.to_csv(readings))))
    assert len(rows) == 8
    assert [(row["file"], row["page"]) for row in rows[3:5]] == [
        ("a, b.jpg", "1"),
        ("two.pdf", "2"),
    ]
    assert rows[1]["value"] == "7"
    assert float(rows[1]["x_min"]) == 35.0
    assert float(rows[1]["p7"]) == 0.7


def test_text_of_several_pages_keeps_them_apart():
    assert exports.to_text([Reading("a.jpg", 0, PAGE)]) == "07 3\n4\n"
    assert exports.to_text([Reading("a.pdf", page, PAGE) for page in (0, 1)]) == (
        "07 3\n4\n\n07 3\n4\n"
    )


def test_json_gives_the_page_back():
    assert Page.from_dict(json.loads(exports.to_json(PAGE))) == PAGE
    (entry,) = json.loads(exports.all_to_json([Reading("a.pdf", 2, PAGE)]))
    assert (entry["file"], entry["page"]) == ("a.pdf", 3)
    assert Page.from_dict(entry["reading"]) == PAGE


def test_the_annotated_picture_is_a_png_of_the_same_size():
    picture = np.full((120, 200), 255, np.uint8)
    image = Image.open(io.BytesIO(exports.to_png(picture, PAGE)))
    assert image.format == "PNG"
    assert image.size == (200, 120)
    assert np.asarray(image).min() < 200


def test_the_summary_counts_in_plain_words():
    assert exports.summary(PAGE) == "4 digits in 2 lines, 1 to check"
    one = Page((Line((Number((digit(1, 0),)),)),), 9, 9)
    assert exports.summary(one) == "1 digit in 1 line, none to check"
    assert exports.summary(Page()) == "No digits found"
