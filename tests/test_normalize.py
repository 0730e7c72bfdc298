"""The frame that training and serving share.

`golden/frames.png` holds what drawn digits were framed as when the shipped models were trained.
Only a change of `NORMALIZATION_VERSION`, which asks for new models, may change it. To make it
anew: `python tests/test_normalize.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inkdigits.errors import ConfigError, ImageError
from inkdigits.ground import ink_polarity
from inkdigits.normalize import (
    INK_SIZE,
    SIZE,
    frame_many,
    frame_with_box,
    normalize,
)
from pen import difference, draw_ink, ink_of, on_paper

GOLDEN = Path(__file__).parent / "golden" / "frames.png"
DIGITS = range(10)

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]

LARGE = {digit: ink_of(digit, height=480, pen=48, margin=0) for digit in DIGITS}
REFERENCE = {digit: normalize(255 - np.pad(ink, 60)) for digit, ink in LARGE.items()}


def golden_sheet() -> Grey:
    """Digits 0..9 as frames of 28 x 28: drawn, with a thin pen, small, and photographed."""
    rng = np.random.default_rng(0)
    rows = [
        [255 - ink_of(digit, height=100, pen=10) for digit in DIGITS],
        [ink_of(digit, height=200, pen=3) for digit in DIGITS],
        [255 - ink_of(digit, height=18, pen=2, margin=6) for digit in DIGITS],
        [on_paper(ink_of(digit, height=90, pen=7, margin=40), rng, noise=3) for digit in DIGITS],
    ]
    frames = [np.concatenate([normalize(image) for image in row], axis=1) for row in rows]
    return np.round(np.concatenate(frames) * 255).astype(np.uint8)


def centre_of_mass(framed: Float) -> tuple[float, float]:
    ys, xs = np.mgrid[:SIZE, :SIZE] + 0.5
    return float((framed * xs).sum() / framed.sum()), float((framed * ys).sum() / framed.sum())


def longer_side(framed: Float) -> int:
    places = np.argwhere(framed > 0)
    return int(np.ptp(places, axis=0).max()) + 1


def assert_blank(image: Grey) -> None:
    framed, box = frame_with_box(image)
    assert not framed.any()
    assert box is None


# --- the frame ----------------------------------------------------------------------------------


def test_frames_are_the_ones_the_models_were_trained_on() -> None:
    golden = cv2.imread(str(GOLDEN), cv2.IMREAD_GRAYSCALE)
    assert golden is not None
    found = golden_sheet()
    assert found.shape == golden.shape
    far = np.abs(found.astype(int) - golden.astype(int))
    # A few grey levels may come from another build of OpenCV, not from another framing.
    assert far.max() <= 6
    assert far.mean() <= 0.2


@pytest.mark.parametrize("pen", [1, 3, 8, 20])
@pytest.mark.parametrize("digit", DIGITS)
def test_a_frame_is_mnists(digit: int, pen: int) -> None:
    framed = normalize(255 - ink_of(digit, pen=pen))
    assert framed.shape == (SIZE, SIZE)
    assert framed.dtype == np.float32
    assert longer_side(framed) == INK_SIZE
    assert centre_of_mass(framed) == pytest.approx((14, 14), abs=0.6)
    assert framed.min() == 0
    assert 0.9 <= framed.max() <= 1


def test_the_aspect_is_kept() -> None:
    for width, height in ((90, 30), (30, 90), (60, 60)):
        image = np.full((150, 150), 255, np.uint8)
        cv2.ellipse(image, (75, 75), (width // 2, height // 2), 0, 0, 360, 0, -1)
        ys, xs = np.nonzero(normalize(image) > 0.5)
        assert np.ptp(xs) / np.ptp(ys) == pytest.approx(width / height, rel=0.15)


def test_ink_that_is_framed_already_stays_as_it_is() -> None:
    for digit in DIGITS:
        once = REFERENCE[digit]
        again = normalize(np.round(once * 255).astype(np.uint8))
        assert difference(once, again) < 0.02


def test_ink_of_one_pixel_and_of_one_line_are_framed() -> None:
    dot = np.zeros((9, 9), np.uint8)
    dot[4, 4] = 255
    assert normalize(dot).sum() == INK_SIZE**2
    line = np.zeros((300, 5), np.uint8)
    line[20:280, 2] = 255
    assert longer_side(normalize(line)) == INK_SIZE


# --- the same frame, however it was written -----------------------------------------------------


@settings(max_examples=80)
@given(
    digit=st.integers(0, 9),
    height=st.integers(12, 420),
    room=st.tuples(*[st.floats(0.02, 3)] * 4),
    light=st.booleans(),
)
def test_the_place_size_and_polarity_do_not_matter(
    digit: int, height: int, room: tuple[float, float, float, float], light: bool
) -> None:
    large = LARGE[digit]
    size = (max(1, round(large.shape[1] * height / large.shape[0])), height)
    ink = np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA))
    top, bottom, left, right = (max(2, min(500, round(share * height))) for share in room)
    ink = np.pad(ink, ((top, bottom), (left, right)))
    found = normalize(ink if light else 255 - ink)
    # Twelve pixels hold less than the frame's twenty: what is lost there is sharpness.
    assert difference(found, REFERENCE[digit]) < (0.08 if height < 40 else 0.025)


@settings(max_examples=40)
@given(digit=st.integers(0, 9), height=st.integers(30, 300), share=st.floats(0.02, 0.22))
def test_any_pen_is_brought_to_full_tone(digit: int, height: int, share: float) -> None:
    framed = normalize(255 - ink_of(digit, height=height, pen=share * height))
    assert longer_side(framed) == INK_SIZE
    assert centre_of_mass(framed) == pytest.approx((14, 14), abs=0.6)
    assert np.sort(framed.ravel())[-12:].mean() > 0.7


@pytest.mark.parametrize("digit", [d for d in DIGITS if d != 1])
def test_ink_that_fills_the_picture_to_its_edges(digit: int) -> None:
    assert difference(normalize(255 - LARGE[digit]), REFERENCE[digit]) < 0.03
    assert difference(normalize(LARGE[digit]), REFERENCE[digit]) < 0.03


@pytest.mark.parametrize(("ink", "ground"), [(0, 255), (255, 0), (90, 140), (140, 90), (30, 60)])
def test_the_tones_do_not_matter(ink: int, ground: int) -> None:
    for digit in DIGITS:
        share = np.pad(LARGE[digit], 80) / 255
        image = np.round(ground + (ink - ground) * share).astype(np.uint8)
        assert difference(normalize(image), REFERENCE[digit]) < 0.02
        assert ink_polarity(image) == ("dark_on_light" if ink < ground else "light_on_dark")


@pytest.mark.parametrize("digit", DIGITS)
def test_photographed_paper_does_not_matter(digit: int) -> None:
    ink = ink_of(digit, height=90, pen=7, margin=40)
    clean = normalize(255 - ink)
    for seed in range(4):
        photo = on_paper(ink, np.random.default_rng(seed))
        assert difference(normalize(photo), clean) < 0.03
        assert difference(normalize(255 - photo), clean) < 0.03


def test_a_polarity_that_is_named_is_taken() -> None:
    image = 255 - ink_of(3)
    np.testing.assert_array_equal(normalize(image, polarity="dark_on_light"), normalize(image))
    other = normalize(image, polarity="light_on_dark")
    assert difference(other, normalize(image)) > 0.05 or not other.any()
    negative = np.asarray(255 - image, np.uint8)
    assert normalize(negative, polarity="light_on_dark") == pytest.approx(
        normalize(image), abs=0.01
    )


def test_a_picture_that_is_not_contiguous_is_framed_alike() -> None:
    image = 255 - ink_of(5)
    spread = np.repeat(np.repeat(image, 2, axis=0), 2, axis=1)[::2, ::2]
    np.testing.assert_array_equal(normalize(spread), normalize(image))
    np.testing.assert_array_equal(normalize(np.asfortranarray(image)), normalize(image))


def test_the_picture_is_left_as_it_was() -> None:
    image = on_paper(ink_of(5), np.random.default_rng(1))
    before = image.copy()
    normalize(image)
    normalize(image, box=(10, 10, 60, 90))
    np.testing.assert_array_equal(image, before)


# --- many at once -------------------------------------------------------------------------------


def assert_framed_as_alone(images: list[Grey], polarity: Any = "auto") -> None:
    frames, boxes = frame_many(images, polarity=polarity)
    assert frames.shape == (len(images), SIZE, SIZE)
    assert frames.dtype == np.float32
    assert len(boxes) == len(images)
    for image, framed, box in zip(images, frames, boxes, strict=True):
        alone, alone_box = frame_with_box(image, polarity=polarity)
        np.testing.assert_allclose(framed, alone, atol=1e-5)
        assert box == (None if alone_box is None else pytest.approx(alone_box, abs=1e-4))


@pytest.mark.parametrize("polarity", ["auto", "dark_on_light", "light_on_dark"])
def test_many_are_framed_as_each_alone(polarity: Any) -> None:
    rng = np.random.default_rng(0)
    images: list[Grey] = []
    for digit in DIGITS:
        ink = np.zeros((40, 40), np.uint8)
        draw_ink(ink, digit, left=9, top=6, height=26, pen=3)
        images += [ink, 255 - ink, on_paper(ink, rng), 255 - ink_of(digit, height=80)]
    blank = np.full((40, 40), 255, np.uint8)
    images += [blank, np.zeros((1, 1), np.uint8), np.full((1, 1), 9, np.uint8), blank]
    assert_framed_as_alone(images, polarity)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 9999),
    ground=st.integers(0, 255),
    contrast=st.integers(-255, 255),
    noise=st.sampled_from([0, 0, 1, 8]),
)
def test_any_drawings_are_framed_as_each_alone(
    seed: int, ground: int, contrast: int, noise: int
) -> None:
    rng = np.random.default_rng(seed)
    images = []
    for digit in rng.integers(0, 10, 5):
        ink = np.zeros((44, 52), np.uint8)
        left, top, height = rng.uniform(2, 18), rng.uniform(2, 12), rng.uniform(8, 30)
        draw_ink(ink, int(digit), left=left, top=top, height=height, pen=rng.uniform(1, 5))
        tones = ground + contrast * (ink / 255) + rng.normal(0, 1, ink.shape) * noise
        images.append(np.clip(np.round(tones), 0, 255).astype(np.uint8))
    assert_framed_as_alone(images)


def test_none_are_framed_as_none() -> None:
    frames, boxes = frame_many([])
    assert frames.shape == (0, SIZE, SIZE)
    assert boxes == []


def test_a_bad_one_among_many_is_an_error() -> None:
    good = np.zeros((9, 9), np.uint8)
    with pytest.raises(ImageError, match="float32"):
        frame_many([good, good.astype(np.float32)])
    with pytest.raises(ConfigError, match="polarity"):
        frame_many([good], polarity="dark")  # type: ignore[arg-type]


# --- no ink -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (60, 1), (28, 28), (300, 400), (1500, 1100)])
@pytest.mark.parametrize("tone", [0, 1, 127, 255])
def test_one_tone_is_blank(shape: tuple[int, int], tone: int) -> None:
    assert_blank(np.full(shape, tone, np.uint8))


@pytest.mark.parametrize("noise", [1, 3, 6, 15])
def test_faint_noise_is_blank(noise: int) -> None:
    for seed in range(4):
        rng = np.random.default_rng(seed)
        paper = rng.normal(180, noise, rng.integers(24, 260, 2))
        assert_blank(np.clip(paper, 0, 255).astype(np.uint8))


def test_light_that_falls_off_is_blank() -> None:
    paper = on_paper(np.zeros((240, 300), np.uint8), np.random.default_rng(3), noise=1)
    assert_blank(paper)
    slope = np.tile(np.linspace(150, 220, 300), (200, 1)).astype(np.uint8)
    assert_blank(slope)


def test_ink_too_faint_to_see_is_blank() -> None:
    image = np.full((120, 120), 200, np.uint8)
    cv2.line(image, (20, 20), (100, 100), 194, 5)
    assert_blank(image)


# --- dust and neighbours -----------------------------------------------------------------------


def test_dust_is_left_out() -> None:
    clean = 255 - ink_of(4, height=150, pen=12, margin=50)
    dusty = clean.copy()
    for x, y in ((8, 8), (140, 12), (12, 230), (150, 235)):
        cv2.circle(dusty, (x, y), 1, 40, -1)
    np.testing.assert_allclose(normalize(dusty), normalize(clean), atol=0.02)
    assert frame_with_box(dusty)[1] == frame_with_box(clean)[1]


def test_strokes_of_one_digit_that_do_not_touch_all_stay() -> None:
    whole = 255 - ink_of(5, height=150, pen=12)
    broken = whole.copy()
    broken[whole.shape[0] // 2 - 6 : whole.shape[0] // 2 + 2] = 255
    found, box = frame_with_box(broken)
    assert box == pytest.approx(frame_with_box(whole)[1], abs=1.5)
    assert longer_side(found) == INK_SIZE


@pytest.mark.parametrize("digit", [0, 3, 4, 7])
@pytest.mark.parametrize("reach", [0.0, 0.05, 0.1])
def test_the_ink_of_neighbours_is_left_out(digit: int, reach: float) -> None:
    alone = np.zeros((150, 340), np.uint8)
    x0, y0, x1, y1 = draw_ink(alone, digit, left=130, top=25, height=100, pen=10)
    among = alone.copy()
    draw_ink(among, 2, left=40, top=25, height=100, pen=10)
    draw_ink(among, 8, left=x1 + 12, top=25, height=100, pen=10)
    draw_ink(among, 6, left=130, top=-95, height=100, pen=10)
    wide = (x0 - reach * 100, y0 - reach * 100, x1 + reach * 100, y1)
    expected = normalize(255 - alone)
    assert difference(normalize(255 - among, box=wide), expected) < 0.01
    assert difference(normalize(among, box=wide), expected) < 0.01


def test_a_neighbour_that_touches_is_cut_off_at_the_box() -> None:
    ink = np.zeros((150, 300), np.uint8)
    box = draw_ink(ink, 3, left=130, top=25, height=100, pen=10)
    cv2.line(ink, (20, 75), (int(box[0]) + 30, 75), 255, 10)
    _, found = frame_with_box(255 - ink, box=box)
    assert found is not None
    assert found[0] >= box[0] - 8


def test_a_box_far_into_ground_gives_the_ink_within() -> None:
    ink = np.zeros((400, 400), np.uint8)
    box = draw_ink(ink, 2, left=150, top=150, height=60, pen=6)
    wide = (box[0] - 40, box[1] - 40, box[2] + 40, box[3] + 40)
    assert difference(normalize(255 - ink, box=wide), normalize(255 - ink, box=box)) < 0.04


def test_a_box_without_ink_is_blank() -> None:
    image = np.zeros((300, 300), np.uint8)
    draw_ink(image, 5, left=30, top=30, height=80, pen=8)
    framed, box = frame_with_box(255 - image, box=(200, 200, 260, 280))
    assert not framed.any()
    assert box is None


# --- specks and bands ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_specks_all_over_a_coarse_picture_change_nothing(seed):
    ink = np.pad(ink_of(3, height=20, pen=3, margin=0), ((4, 4), (6, 6)))
    clean = 255 - ink
    speckled = clean.copy()
    rng = np.random.default_rng(seed)
    for y, x in rng.integers(0, clean.shape, (25, 2)):
        speckled[y, x] = rng.choice([0, 255])
    for many in (False, True):
        found = frame_many([speckled, speckled])[0][0] if many else normalize(speckled)
        assert np.abs(found - normalize(clean)).mean() < 0.01


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("many", [False, True])
def test_ink_that_crosses_from_a_dark_band_of_the_ground_to_a_light_one(
    many: bool, turned: bool
) -> None:
    ink = np.pad(ink_of(2, height=40, pen=5, margin=0), 16)
    picture = ink.copy()
    picture[:, : ink.shape[1] // 2] = 255 - ink[:, : ink.shape[1] // 2]
    if turned:
        ink, picture = np.ascontiguousarray(ink.T), np.ascontiguousarray(picture.T)
    found = frame_many([picture, picture])[0][0] if many else normalize(picture)
    assert np.abs(found - normalize(ink)).mean() < 0.01


def test_specks_on_bands_are_left_out() -> None:
    ink = np.pad(ink_of(2, height=20, pen=3, margin=0), ((8, 8), (14, 14)))
    for y, x in ((3, 3), (3, -4), (-4, 3), (-4, -4)):
        ink[y, x] = 255
    picture = ink.copy()
    picture[:, : ink.shape[1] // 2] = 255 - ink[:, : ink.shape[1] // 2]
    assert np.abs(normalize(picture) - normalize(ink)).mean() < 0.02


def test_a_stroke_from_edge_to_edge_is_ink_and_no_band() -> None:
    picture = np.full((60, 30), 240, np.uint8)
    picture[:, 10:20] = 20
    assert normalize(picture).max() == 1.0


def test_outlines_with_specks_are_not_wiped_out() -> None:
    ink = np.pad(ink_of(8, height=20, pen=4, margin=0), ((4, 4), (6, 6)))
    outline = 255 - cv2.Canny(ink, 80, 200)
    specked = outline.copy()
    for y, x in ((1, 1), (1, -2), (-2, 1), (-2, -2)):
        specked[y, x] = 0
    kept = normalize(outline) > 0.3
    assert (normalize(specked)[kept] > 0.3).mean() > 0.9


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    cv2.imwrite(str(GOLDEN), golden_sheet())
