from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits.train import (
    camera,
    degrade,
    distractors,
    layouts,
    mnist,
    numbers,
    pages,
    paper,
    picture,
    print,
    sheet,
)
from inkdigits.train.distractors import SIGNS, index_junk, write_sign
from inkdigits.train.hands import TOOLS, draw_digit, index_digits, random_hand
from inkdigits.train.pages import (
    PageSources,
    SyntheticPage,
    contact_sheet,
    generate_page,
    generate_tile,
    load_page_sources,
)
from inkdigits.train.plan import Plan
from inkdigits.train.sources import NOT_A_DIGIT, ImageSource, StrokeSource

_SEGMENTS = {  # seven-segment strokes: corners of a 1 x 2 box, numbered row by row
    0: [[0, 1, 5, 4, 0]],
    1: [[1, 3, 5]],
    2: [[0, 1, 3, 2, 4, 5]],
    3: [[0, 1, 3, 2], [3, 5, 4]],
    4: [[0, 2, 3], [1, 5]],
    5: [[1, 0, 2, 3, 5, 4]],
    6: [[1, 0, 4, 5, 3, 2]],
    7: [[0, 1, 5]],
    8: [[0, 1, 5, 4, 0], [2, 3]],
    9: [[3, 2, 0, 1, 5, 4]],
}


def _strokes(paths: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
    corners = np.array([[x, y] for y in range(3) for x in range(2)], np.float32) * 40
    return [corners[path] for path in paths]


@pytest.fixture(scope="module")
def sources() -> PageSources:
    labels = np.arange(30) % 10
    writers = np.repeat(["ann", "bo", "cy"], 10)
    paths = [_strokes(_SEGMENTS[v]) for v in labels]
    strokes = StrokeSource("unipen", paths, labels, writers, labels.astype(str), varied=True)
    pen = random_hand(np.random.default_rng(0), [index_digits(strokes)], TOOLS[0])
    rng = np.random.default_rng(1)
    pictures = [draw_digit(pen, rng, int(v), 28) for v in labels]
    images = ImageSource("mnist", pictures, labels, np.full(30, "unknown"))
    star = [_strokes([[0, 3], [1, 2]]) for _ in range(4)]
    names = np.full(4, "ann")
    junk = StrokeSource("letters", star, np.full(4, NOT_A_DIGIT), names, np.full(4, "x"))
    backgrounds = (np.full((300, 200), 200, np.uint8),)
    digits = (index_digits(strokes), index_digits(images))
    return PageSources(digits, (index_junk(junk),), backgrounds)


def _tiles(sources: PageSources, count: int, size: int = 192) -> list[SyntheticPage]:
    return [generate_tile(sources, np.random.default_rng(seed), size) for seed in range(count)]


@pytest.mark.parametrize(("spoil", "ignored"), [("blot_out", 0), ("cross_out", 1)])
def test_a_digit_blotted_out_is_nothing_to_find_and_one_crossed_out_is_left_open(
    sources: PageSources, spoil: str, ignored: int
) -> None:
    rng = np.random.default_rng(3)
    hand = replace(random_hand(rng, sources.digits, TOOLS[1]), gap=1.0, gap_spread=0.0)
    page = sheet.blank_sheet(hand, 300, 500, 40, (60, 60, 440, 240))
    indices, _ = sheet.write_number(page, rng, [3, 5, 7], 80, 160)
    page.lines = [[indices]]
    before = int((page.ink > 0).sum())
    getattr(distractors, spoil)(page, rng)
    boxes = np.array([[*h.min(axis=0), *(h.max(axis=0) + 1)] for h in page.hulls], np.float32)
    made = pages._label(255 - page.ink, page.ink, page, boxes, np.zeros((0, 4), np.float32), ())
    assert int((page.ink > 0).sum()) > before
    assert len(made.labels) == 2
    assert len(made.ignore_xyxy) == ignored
    assert made.lines == (((0, 1),),)


def test_tiles_have_the_size_asked_for_and_valid_labels(sources: PageSources) -> None:
    for page in _tiles(sources, 60, size=160):
        assert page.image.shape == (160, 160)
        assert page.image.dtype == np.uint8
        assert page.boxes_xyxy.shape == (len(page.labels), 4)
        assert page.boxes_xyxy.dtype == page.ignore_xyxy.dtype == np.float32
        assert page.ignore_xyxy.shape[1] == 4
        assert ((page.labels >= 0) & (page.labels <= 9)).all()
        boxes = np.concatenate([page.boxes_xyxy, page.ignore_xyxy])
        assert (boxes[:, 2:] > boxes[:, :2]).all()
        assert ((boxes >= 0) & (boxes <= 160)).all()


def test_the_same_seed_makes_the_same_page(sources: PageSources) -> None:
    for seed in range(8):
        one, two = (generate_tile(sources, np.random.default_rng(seed)) for _ in range(2))
        np.testing.assert_array_equal(one.image, two.image)
        np.testing.assert_array_equal(one.boxes_xyxy, two.boxes_xyxy)
        np.testing.assert_array_equal(one.labels, two.labels)
        assert (one.lines, one.tags) == (two.lines, two.tags)


def test_negative_pages_have_no_boxes_and_there_are_some(sources: PageSources) -> None:
    pages = _tiles(sources, 120)
    negatives = [p for p in pages if p.tags[0].startswith("negative")]
    assert 4 <= len(negatives) <= 30
    assert all(len(p.boxes_xyxy) == 0 for p in negatives)
    # Signs are symbols to find, and left open where they are too faint.
    assert all(len(p.ignore_xyxy) == 0 for p in negatives if p.tags[0] != "negative-signs")


def test_tiles_seen_from_too_near_have_nothing_to_find(sources: PageSources) -> None:
    tiles = [generate_tile(sources, np.random.default_rng(seed), size=128) for seed in range(250)]
    near = [page for page in tiles if "enlarged" in page.tags]
    assert near
    for page in near:
        assert page.image.shape == (128, 128)
        assert not len(page.labels)
        assert not len(page.symbols)
        assert (page.ignore_xyxy <= 128).all()


def test_both_polarities_and_all_media_occur(sources: PageSources) -> None:
    tags = [p.tags for p in _tiles(sources, 200)]
    light_on_dark = np.mean([t[2] == "light_on_dark" for t in tags])
    assert 0.1 < light_on_dark < 0.35
    assert {t[1] for t in tags} == {"photo", "scan", "screen"}


def test_digit_heights_span_the_working_scale(sources: PageSources) -> None:
    medians = [
        np.median(p.boxes_xyxy[:, 3] - p.boxes_xyxy[:, 1])
        for p in _tiles(sources, 200, size=256)
        if len(p.labels)
    ]
    assert np.quantile(medians, 0.1) < 24
    assert np.quantile(medians, 0.9) > 40
    assert 22 < np.median(medians) < 40


def test_lines_index_each_box_at_most_once(sources: PageSources) -> None:
    for page in _tiles(sources, 60):
        indices = [i for line in page.lines for group in line for i in group]
        assert len(indices) == len(set(indices))
        assert set(indices) <= set(range(len(page.labels)))


@pytest.mark.parametrize("swing", [0.0, 6.0])
def test_boxes_hug_the_ink_after_turning_tilting_and_bending(
    sources: PageSources, swing: float
) -> None:
    rng = np.random.default_rng(3)
    hand = replace(random_hand(rng, sources.digits, TOOLS[1]), gap=1.0, gap_spread=0.0)
    page = sheet.blank_sheet(hand, 300, 500, 40, (60, 60, 440, 240))
    sheet.write_number(page, rng, [2, 0, 8, 5], 80, 170)
    matrix = np.array([[0.97, 0.2, -20], [-0.2, 0.96, 60], [1e-4, 2e-4, 1]])
    view = camera.Camera(matrix, swing=swing, frequency=0.03, phase=1.0)
    boxes = camera.project_boxes(view, page.hulls)
    ink = camera.shoot(view, page.ink, 500, 300)
    assert len(boxes) == 4
    for x0, y0, x1, y1 in boxes:
        around = ink[int(y0) - 5 : int(y1) + 6, int(x0) - 5 : int(x1) + 6] > 100
        rows, columns = np.flatnonzero(around.any(axis=1)), np.flatnonzero(around.any(axis=0))
        found = [
            int(x0) - 5 + columns[0],
            int(y0) - 5 + rows[0],
            int(x0) - 4 + columns[-1],
            int(y0) - 4 + rows[-1],
        ]
        np.testing.assert_allclose(found, [x0, y0, x1, y1], atol=2.1)


def test_a_moved_camera_sees_the_same_shifted(sources: PageSources) -> None:
    points = np.array([[30, 40], [200, 90]], np.float32)
    for vertical in (True, False):
        view = camera.Camera(np.eye(3), 5.0, 0.05, 0.4, vertical)
        shifted = camera.project(camera.moved(view, 12, 7), points)
        np.testing.assert_allclose(shifted, camera.project(view, points) - [12, 7], atol=1e-9)


def test_labelled_digits_can_be_seen_and_hidden_ones_are_ignored(sources: PageSources) -> None:
    seen = 0
    for page in _tiles(sources, 80):
        for x0, y0, x1, y1 in page.boxes_xyxy.astype(int):
            crop = page.image[max(0, y0 - 2) : y1 + 3, max(0, x0 - 2) : x1 + 3]
            assert int(crop.max()) - int(crop.min()) >= 8
            seen += 1
    assert seen > 100


def test_a_digit_without_contrast_is_not_readable() -> None:
    ink = np.zeros((40, 80), np.uint8)
    ink[10:30, 10:14] = ink[10:30, 50:54] = 255
    image = np.full((40, 80), 120, np.uint8)
    image[10:30, 10:14] = 60
    boxes = np.array([[10, 10, 14, 30], [50, 10, 54, 30]], np.float32)
    assert picture.readable(image, ink, boxes).tolist() == [True, False]


def test_pages_follow_the_size_and_digit_height_asked_for(sources: PageSources) -> None:
    page = generate_page(sources, np.random.default_rng(2), size=(240, 320), digit_height=30)
    assert page.image.shape == (240, 320)
    sizes = set()
    for seed in range(12):
        page = generate_page(sources, np.random.default_rng(seed))
        assert page.image.ndim == 2
        assert min(page.image.shape) >= 16
        assert max(page.image.shape) <= 1600
        sizes.add(page.image.shape)
    assert len(sizes) > 6


def test_every_layout_writes_digits_and_keeps_them_apart(sources: PageSources) -> None:
    for name in layouts.LAYOUTS:
        counts = []
        for seed in range(6):
            rng = np.random.default_rng(seed)
            hand = replace(random_hand(rng, sources.digits), gap=0.3, gap_spread=0.0)
            page = sheet.blank_sheet(hand, 400, 400, 24, (40, 40, 360, 360))
            assert layouts.fill(page, rng, sources.junk, name) == name
            counts.append(len(page.labels))
            assert len(page.labels) == len(page.hulls)
        assert sum(counts) >= 6, name


def test_above_and_below_the_bar_of_a_fraction_stand_two_numbers(sources: PageSources) -> None:
    written = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        hand = replace(random_hand(rng, sources.digits, TOOLS[1]), gap=0.3, gap_spread=0.0)
        page = sheet.blank_sheet(hand, 400, 400, 24, (40, 40, 360, 360))
        layouts.fill(page, rng, sources.junk, "formula")
        for number in (number for line in page.lines for number in line):
            tops = [page.hulls[i][:, 1].min() for i in number]
            feet = [page.hulls[i][:, 1].max() for i in number]
            assert max(tops) < min(feet)
            written += 1
    assert written > 20


@pytest.mark.parametrize("kind", [0, 1])
def test_turned_digits_lean_clockwise_in_strokes_and_in_pictures(
    sources: PageSources, kind: int
) -> None:
    """The upright of a seven-segment 1: its top goes right where it is turned clockwise."""
    digits = sources.digits[kind]
    straight = replace(
        random_hand(np.random.default_rng(0), [digits], TOOLS[1]),
        slant=0.0, tilt=0.0, wobble=0.0, aspect=1.0,
    )  # fmt: skip
    tops = []
    for turned in (-25.0, 0.0, 25.0):
        hand = replace(straight, turned=turned)
        ink = draw_digit(hand, np.random.default_rng(1), 1, 60).astype(float)
        columns = np.arange(ink.shape[1])
        upper, lower = ((part * columns).sum() / part.sum() for part in np.array_split(ink, 2))
        tops.append(upper - lower)
    assert tops[0] + 8 < tops[1] < tops[2] - 8


def test_numbers_at_odd_angles_stay_on_the_sheet_and_rise_as_told(sources: PageSources) -> None:
    rng = np.random.default_rng(0)
    hand = replace(random_hand(rng, sources.digits, TOOLS[1]), gap=0.2, size_spread=0.0)
    for slope in (-0.4, 0.4):
        page = sheet.blank_sheet(hand, 400, 600, 30, (50, 50, 550, 350))
        indices = layouts._write_along(page, rng, [2, 3, 4, 5], 300.0, 200.0, 30.0, slope)
        middles = np.array([page.hulls[i].mean(axis=0) for i in indices])
        (dx, dy) = middles[-1] - middles[0]
        assert -dy / dx == pytest.approx(slope, abs=0.12)
        assert page.hulls[indices[0]].max(axis=0)[1] == pytest.approx(200, abs=8)
        assert page.hand == hand


@pytest.mark.parametrize("name", sorted(SIGNS))
def test_signs_leave_ink_but_no_labels(sources: PageSources, name: str) -> None:
    rng = np.random.default_rng(4)
    hand = random_hand(rng, sources.digits, TOOLS[1])
    page = sheet.blank_sheet(hand, 120, 160, 40, (20, 20, 140, 100))
    end = write_sign(page, rng, name, 40, 80, 40)
    assert end > 40
    assert page.ink.any()
    assert not page.labels


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
@pytest.mark.parametrize("height", [10, 30, 120])
def test_every_tool_draws_at_every_height(sources: PageSources, tool, height: int) -> None:
    for which in range(2):
        rng = np.random.default_rng(5)
        hand = random_hand(rng, sources.digits[which : which + 1], tool)
        for value in range(10):
            glyph = draw_digit(hand, rng, value, height)
            assert glyph.max() > 64
            assert 0.6 * height <= glyph.shape[0] <= 1.4 * height + 2


def test_noise_is_centred_and_of_the_size_asked_for() -> None:
    rng = np.random.default_rng(6)
    for cell in (1.0, 1.5, 8.0, 500.0):
        field = paper.smooth_noise(rng, 90, 130, cell=cell)
        assert field.shape == (90, 130)
        assert field.dtype == np.float32
        assert np.abs(field).max() < 8


@pytest.mark.parametrize("shape", [(20, 60), (256, 256), (70, 33)])
def test_every_degradation_keeps_the_shape(shape: tuple[int, int]) -> None:
    for seed in range(25):
        rng = np.random.default_rng(seed)
        ground = paper.surface(rng, (), *shape, 20)
        for take in (degrade.photograph, degrade.scan, degrade.screenshot):
            image = take(rng, degrade.illuminate(rng, ground, 20), 20)
            assert image.shape == shape
            assert image.dtype == np.uint8
        assert paper.everyday_picture(rng, *shape, 20).shape == shape


def test_the_sheet_edge_leaves_all_writing_on_the_sheet(sources: PageSources) -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        hand = random_hand(rng, sources.digits, TOOLS[0])
        page = sheet.blank_sheet(hand, 260, 260, 30, (60, 60, 200, 200))
        layouts.fill(page, rng, sources.junk, "single")
        view = camera.random_camera(rng, Plan(200, 200, 30, "photo", False, False, False), 30)
        mask = camera.sheet_edge(rng, page, view, 200, 200)
        ink = camera.shoot(view, page.ink, 200, 200)
        assert (mask[ink > 128] > 100).all()


def test_strokes_over_one_another_are_one_digit() -> None:
    bar_of_five = np.array([[12, 0], [20, 0]], np.float32)
    five = np.array([[12, 0], [11, 10], [18, 15], [10, 20]], np.float32)
    one = np.array([[2, 0], [3, 20]], np.float32)
    groups = numbers.split_digits([five, one, bar_of_five])
    assert [len(group) for group in groups] == [1, 2]
    assert groups[0][0] is one


def test_written_numbers_keep_their_own_spacing(sources: PageSources) -> None:
    digits = tuple([s + np.float32([at, 0]) for s in _strokes(_SEGMENTS[8])] for at in (0, 60, 200))
    number = numbers.WrittenNumber(digits, (8, 8, 8))
    hand = random_hand(np.random.default_rng(0), sources.digits, TOOLS[1])
    hand = replace(hand, numbers=(number,), slant=0.0, aspect=1.0, tilt=0.0, wobble=0.0)
    page = sheet.blank_sheet(hand, 200, 500, 40, (40, 40, 460, 160))
    gaps = []
    for seed in range(20):
        before = len(page.hulls)
        written, _ = sheet.write_number(page, np.random.default_rng(seed), [1, 2, 3], 80, 120)
        if [page.labels[i] for i in written] == [8, 8, 8]:
            left = [float(hull[:, 0].min()) for hull in page.hulls[before:]]
            gaps.append(np.diff(left))
    assert len(gaps) > 10
    np.testing.assert_allclose(np.mean(gaps, axis=0), [30, 70], atol=3)


def test_contact_sheet_shows_pages_in_rows(sources: PageSources) -> None:
    picture_of_all = contact_sheet(_tiles(sources, 5, size=96), columns=3, cell=100)
    assert picture_of_all.shape == (200, 300, 3)
    assert contact_sheet([], columns=3).shape[0] == 0


@pytest.mark.data
def test_pages_are_never_made_of_test_digits(
    data_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    read = mnist.read_idx
    monkeypatch.setattr(
        mnist, "read_idx", lambda path, rank: (opened.append(path.name), read(path, rank))[1]
    )
    with pytest.raises(ValueError, match="train or the validation"):
        load_page_sources(data_root, "test")
    loaded = load_page_sources(data_root, "validation")
    assert opened
    assert not any(name.startswith("t10k") for name in opened)
    names = {one.source.name for one in loaded.digits}
    assert "mnist" in names
    assert "usps" not in names
    assert loaded.backgrounds
    page = generate_tile(loaded, np.random.default_rng(1))
    assert page.image.shape == (256, 256)


def test_square_characters_and_print_are_ink_without_labels(sources: PageSources) -> None:
    hand = random_hand(np.random.default_rng(0), [sources.digits[0]], TOOLS[0])
    for seed in range(8):
        rng = np.random.default_rng(seed)
        page = sheet.blank_sheet(hand, 200, 300, 30.0, (10.0, 10.0, 290.0, 190.0))
        end = print.write_ideograms(page, rng, 20.0, 20.0, 30.0, 3)
        assert 20 + 2.5 * 30 < end < 20 + 4.5 * 30
        print.add_print(page, rng)
        assert max(page.ink.max(), page.printed.max()) > 100
        assert not page.labels


def test_a_square_character_is_more_than_a_digit_has() -> None:
    for seed in range(50):
        strokes = print.ideogram(np.random.default_rng(seed))
        assert len(strokes) >= 3
        assert all(stroke.ndim == 2 and len(stroke) >= 2 for stroke in strokes)
