"""Laying a template over a picture: by registration marks, the sheet's corners, or printed boxes.

Whatever comes first gives a first guess; where a page may lie in several ways (a symmetrical set of
marks fits upside down as well), the guess under which most of the fields' printed boxes are found
is taken. These boxes then say how well the template fits, and mend what is left of bends.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.forms.printed import Shape, centres, find_boxes, find_marks, find_sheet
from inkdigits.forms.template import Field, Registration, Template

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Points = NDArray[np.float64]
AlignmentKind: TypeAlias = Literal["marks", "corners", "boxes", "none"]

_REACH = 0.1  # how far perspective may move a mark, as a share of the marks' extent
_LIKE_SIZE = 1.6  # factor by which a mark's size may differ from what it should be
_NEAR = 0.4  # a box belongs to a printed one this near, in shares of its shorter side
_LIKE_BOX = 1.25  # factor by which their sides may differ
_FEWEST_BOXES = 4  # from which they fix a page
_POOR = 0.1  # share of the boxes: a guess under which fewer are found is doubted
_BENT = 1.6  # a page is not seen larger by this factor at one end than at the other
_MOST_TRIED = 12  # of the template's boxes are laid over printed ones
_MOST_WEIGHED = 8  # of the ways to do so, for each way up, are looked at closely
_CLEARLY = 2.5  # so many more boxes must be found in one place than in any other
_GRID = 1024  # cells of the coarse look


@dataclass(frozen=True, eq=False)
class Alignment:
    """Where a template lies in a picture.

    Attributes:
        kind: What fixed it: "marks", "corners", "boxes", or "none" where the picture was taken as
            the page.
        matrix: Homography from the template's frame to the picture, float64 (3, 3), in pixels.
        residual: How far printed boxes lie from where the template has them, in pixels of the
            frame: the median. None where too few were found to tell.
        problem: Why the template could not be laid over the picture as it asks for; else None.
    """

    kind: AlignmentKind
    matrix: Matrix
    residual: float | None
    problem: str | None = None

    def to_picture(self, points: Points) -> Points:
        """Points of the frame, float64 (N, 2), as points of the picture."""
        return project(self.matrix, points)


def align(grey: Grey, template: Template) -> Alignment:
    """Find out where a template lies in a picture.

    Args:
        grey: The picture, uint8 (H, W).
        template: The form.

    Returns:
        The alignment. Where nothing is found to hold on to, the whole picture is taken as the page,
        and `problem` says so.
    """
    printed = _Boxes(np.array([one.corners for one in find_boxes(grey)]))
    model = _printed_in(template)
    wanted = template.registration.kind
    kind: AlignmentKind = wanted
    guesses = _guesses(grey, template, model, printed)
    fits = [_fit(matrix, model, printed) for matrix in guesses]
    if wanted in ("marks", "corners") and max(fits, default=0.0) < _POOR * len(model):
        by_boxes = _by_boxes(model, printed)
        others = [_fit(matrix, model, printed) for matrix in by_boxes]
        if max(others, default=0.0) > 2.0 * max(fits, default=0.0):
            guesses, fits, kind = by_boxes, others, "boxes"
    if not guesses:
        guesses, fits, kind = [_stretched(grey, template)], [0.0], "none"
    problem = _PROBLEMS[wanted] if kind != wanted else None
    matrix = guesses[int(np.argmax(fits))]
    if kind == "boxes" and _is_ambiguous(guesses, fits, model):
        kind, problem = "none", "the printed boxes fit in more than one place"
    matrix, residual = _mended(matrix, model, printed, np.array([template.width, template.height]))
    return Alignment(kind, matrix, residual, problem)


def _is_ambiguous(guesses: Sequence[Matrix], fits: Sequence[float], model: _Boxes) -> bool:
    """Whether the boxes fit nearly as well somewhere else: a table of rows that are all alike."""
    best = int(np.argmax(fits))
    here = model.seen(guesses[best])
    for matrix, fit in zip(guesses, fits, strict=True):
        away = np.linalg.norm(model.seen(matrix).centres - here.centres, axis=1)
        if fit > fits[best] - _CLEARLY and float(np.median(away / here.sizes.min(axis=1))) > 0.5:
            return True
    return False


_PROBLEMS = {
    "marks": "the registration marks were not found",
    "corners": "the corners of the sheet were not found",
    "boxes": "too few of the printed boxes were found",
}


def project(matrix: Matrix, points: Points) -> Points:
    """Points float64 (N, 2) under a homography."""
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return homogeneous[:, :2] / homogeneous[:, 2:]


def cell_corners(one: Field) -> list[Points]:
    """Corners of a field's cells in the frame, clockwise from the top left; its box if no comb."""
    x0, y0, x1, y1 = one.box.xyxy
    edges = np.linspace(x0, x1, (one.cells or 1) + 1)
    return [np.array([[a, y0], [b, y0], [b, y1], [a, y1]]) for a, b in itertools.pairwise(edges)]


def _printed_in(template: Template) -> _Boxes:
    """The boxes that are likely to be printed: of fields and of the combs' cells."""
    cells = [cell for one in template.fields for cell in cell_corners(one)]
    return _Boxes(np.array(cells))


def _guesses(grey: Grey, template: Template, model: _Boxes, printed: _Boxes) -> list[Matrix]:
    """Homographies that the template's registration allows, the likeliest first."""
    kind = template.registration.kind
    if kind == "marks":
        return _by_marks(find_marks(grey), template.registration)
    if kind == "corners":
        return _by_corners(find_sheet(grey), template)
    return _by_boxes(model, printed) if kind == "boxes" else []


def _stretched(grey: Grey, template: Template) -> Matrix:
    return np.diag([grey.shape[1] / template.width, grey.shape[0] / template.height, 1.0])


def _by_corners(sheet: Shape | None, template: Template) -> list[Matrix]:
    if sheet is None:
        return []
    frame = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (template.width, template.height)
    upright = template.width > template.height
    turns = [0, 2] if (sheet.size[0] > sheet.size[1]) == upright else [1, 3]
    if template.width == template.height:
        turns = [0, 1, 2, 3]
    return [_homography(frame, np.roll(sheet.corners, -turn, axis=0)) for turn in turns]


# --- marks ----------------------------------------------------------------------------------------


def _by_marks(found: Sequence[Shape], registration: Registration) -> list[Matrix]:
    """Fits of the marks, one for each of the four ways up that fits as well as the best."""
    model = np.array(registration.marks)
    if len(found) < 3:
        return []
    places = centres(found)
    sizes = np.array([sum(one.size) / 2 for one in found]) / registration.mark_size
    best: dict[int, tuple[int, float, NDArray[np.int64]]] = {}
    for turn, scale in _similarities(model, places, sizes):
        chosen, error = _assigned(turn, scale, model, places, sizes)
        rank = (int((chosen >= 0).sum()), -error)
        way_up = round(float(np.angle(turn[0])) / (np.pi / 2)) % 4
        if rank[0] >= 3 and rank > best.get(way_up, (0, 0.0, chosen))[:2]:
            best[way_up] = (*rank, chosen)
    most = max((count for count, _, _ in best.values()), default=0)
    fits = []
    for way_up in sorted(best, key=lambda w: (min(w, 4 - w), -best[w][1])):
        count, _, chosen = best[way_up]
        seen = chosen >= 0
        matrix = _fitted(model[seen], places[chosen[seen]])
        if count == most and matrix is not None and _is_mild(matrix, model):
            fits.append(matrix)
    return fits


def _similarities(
    model: Points, places: Points, sizes: Points
) -> Iterator[tuple[NDArray[np.complex128], float]]:
    """Turned, scaled and moved: z -> turn[0] z + turn[1], from pairs of marks; and the scale."""
    p = model[:, 0] + 1j * model[:, 1]
    q = places[:, 0] + 1j * places[:, 1]
    for i, j in itertools.combinations(range(len(p)), 2):
        turns = (q[None, :] - q[:, None]) / (p[j] - p[i])
        scales = np.abs(turns)
        with np.errstate(divide="ignore"):
            far = np.abs(np.log(scales)[..., None] - np.log(np.stack(np.broadcast_arrays(
                sizes[:, None], sizes[None, :]), axis=-1)))  # fmt: skip
        for a, b in zip(*np.nonzero((far < np.log(_LIKE_SIZE)).all(axis=-1)), strict=True):
            turn = turns[a, b]
            yield np.array([turn, q[a] - turn * p[i]]), float(scales[a, b])


def _assigned(
    turn: NDArray[np.complex128], scale: float, model: Points, places: Points, sizes: Points
) -> tuple[NDArray[np.int64], float]:
    """Which found mark is which of the model (-1: none), and their mean distance."""
    where = turn[0] * (model[:, 0] + 1j * model[:, 1]) + turn[1]
    distances = np.abs(where[:, None] - (places[:, 0] + 1j * places[:, 1])[None])
    reach = _REACH * scale * float(np.linalg.norm(np.ptp(model, axis=0)))
    distances[:, np.abs(np.log(sizes / scale)) > np.log(_LIKE_SIZE)] = np.inf
    chosen = distances.argmin(axis=1)
    nearest = distances[np.arange(len(model)), chosen]
    chosen = np.where(nearest < reach, chosen, -1)
    taken = chosen[chosen >= 0]
    if len(np.unique(taken)) < len(taken) or not len(taken):
        return np.full(len(model), -1), np.inf
    return chosen, float(nearest[chosen >= 0].mean()) / scale


def _fitted(model: Points, places: Points) -> Matrix | None:
    """The homography (of three points: the affine map) from the model to the picture."""
    if len(model) == 3:
        matrix = np.eye(3)
        matrix[:2] = cv2.getAffineTransform(model.astype(np.float32), places.astype(np.float32))
        return matrix
    return _homography(model, places)


def _homography(source: Points, target: Points) -> Matrix:
    if len(source) == 4:
        flat = cv2.getPerspectiveTransform(source.astype(np.float32), target.astype(np.float32))
        return np.asarray(flat, np.float64)
    matrix, _ = cv2.findHomography(cast(Any, source), cast(Any, target), cv2.RANSAC, 4.0)
    return np.eye(3) if matrix is None else np.asarray(matrix, np.float64)


def _is_mild(matrix: Matrix, points: Points) -> bool:
    """Whether the page is not mirrored and seen about as large at one end as at the other."""
    extent = np.linalg.norm(np.ptp(points, axis=0)) / 100
    steps = points[:, None] + extent * np.array([[0, 0], [1, 0], [0, 1]])
    seen = project(matrix, steps.reshape(-1, 2)).reshape(-1, 3, 2)
    right, down = seen[:, 1] - seen[:, 0], seen[:, 2] - seen[:, 0]
    areas = right[:, 0] * down[:, 1] - right[:, 1] * down[:, 0]
    lengths = np.linalg.norm(np.stack([right, down]), axis=-1)
    return bool((areas > 0).all() and lengths.max() < _BENT * lengths.min())


# --- printed boxes --------------------------------------------------------------------------------


class _Boxes:
    """Boxes as arrays: corners (N, 4, 2), clockwise from the top left, centres and sizes (N, 2)."""

    def __init__(self, corners: Points) -> None:
        self.corners = corners.reshape(-1, 4, 2)
        self.centres = self.corners.mean(axis=1)
        a, b, c, d = self.corners.transpose(1, 0, 2)
        width = np.linalg.norm(b - a + c - d, axis=1) / 2
        height = np.linalg.norm(d - a + c - b, axis=1) / 2
        self.sizes = np.maximum(np.stack([width, height], axis=1), 1e-6)

    def __len__(self) -> int:
        return len(self.corners)

    def seen(self, matrix: Matrix) -> _Boxes:
        return _Boxes(project(matrix, self.corners.reshape(-1, 2)))


def _closeness(matrix: Matrix, model: _Boxes, printed: _Boxes) -> Points:
    """How near printed boxes lie to the template's: 1 where they meet, 0 out of reach; (M, N)."""
    if not len(model) or not len(printed):
        return np.zeros((len(model), len(printed)))
    seen = model.seen(matrix)
    if not np.isfinite(seen.corners).all():
        return np.zeros((len(model), len(printed)))
    distances = np.linalg.norm(seen.centres[:, None] - printed.centres[None], axis=-1)
    ratios = np.abs(np.log(seen.sizes[:, None] / printed.sizes[None])).max(axis=-1)
    reach = _NEAR * seen.sizes.min(axis=1, keepdims=True)
    return np.where(ratios < np.log(_LIKE_BOX), np.maximum(1 - distances / reach, 0), 0.0)


def _fit(matrix: Matrix, model: _Boxes, printed: _Boxes) -> float:
    """How many of the template's boxes are found, and how near they are."""
    return float(_closeness(matrix, model, printed).max(axis=1, initial=0).sum())


def _matches(
    matrix: Matrix, model: _Boxes, printed: _Boxes
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of the template's boxes is which printed one: indices of both, (K,)."""
    close = _closeness(matrix, model, printed)
    if not close.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    nearest = close.argmax(axis=1)
    ours = np.flatnonzero(close[np.arange(len(model)), nearest] > 0)
    return ours, nearest[ours]


def _by_boxes(model: _Boxes, printed: _Boxes) -> list[Matrix]:
    """Fits under which many of the template's boxes are found: any way up, of any part of them."""
    largest = np.argsort(-model.sizes.prod(axis=1), kind="stable")
    tried = largest[:: max(1, len(largest) // _MOST_TRIED)][:_MOST_TRIED]
    pairs = itertools.product(model.corners[tried], printed.corners)
    laid = np.array([matrix for pair in pairs for matrix in _laid_over(*pair)]).reshape(-1, 3, 3)
    hits = _hits(laid, model, printed)
    enough = max(_FEWEST_BOXES, 0.15 * len(model))
    ways = np.round(np.arctan2(laid[:, 1, 0], laid[:, 0, 0]) / (np.pi / 2)).astype(int) % 4
    extent = np.ptp(model.corners.reshape(-1, 2), axis=0)
    guesses = []
    for way_up in (0, 1, 3, 2):
        own = np.flatnonzero(ways == way_up)
        likely = own[np.argsort(-hits[own], kind="stable")[:_MOST_WEIGHED]]
        # One box says little of what is far away from it: first fit the others, then compare.
        mended = [_mended(laid[k], model, printed, extent)[0] for k in likely]
        guesses += [matrix for matrix in mended if _fit(matrix, model, printed) >= enough]
    return guesses


def _hits(matrices: Matrix, model: _Boxes, printed: _Boxes) -> NDArray[np.int64]:
    """How many of the template's boxes have a printed one near them, for each of (K, 3, 3)."""
    if not len(matrices):
        return np.zeros(0, np.int64)
    scale = _GRID / float(printed.centres.max())
    radius = max(1, round(_NEAR * scale * float(np.median(printed.sizes.min(axis=1)))))
    taken = np.zeros((_GRID + 1, _GRID + 1), np.uint8)
    for x, y in np.round(printed.centres * scale).astype(int).tolist():
        cv2.circle(taken, (x, y), radius, 1, -1)
    linear = matrices[:, :2, :2].transpose(0, 2, 1)
    where = np.round((model.centres @ linear + matrices[:, None, :2, 2]) * scale).astype(int)
    inside = ((where >= 0) & (where <= _GRID)).all(axis=-1)
    where = np.clip(where, 0, _GRID)
    return np.asarray((inside & (taken[where[..., 1], where[..., 0]] > 0)).sum(axis=1), np.int64)


def _laid_over(model: Points, found: Points) -> Iterator[Matrix]:
    """Similarities that lay one box over another of the same proportions, in any way up."""
    own = Shape(model)
    for turn in range(4):
        corners = np.roll(found, -turn, axis=0)
        width, height = Shape(corners).size
        across, down = width / own.size[0], height / own.size[1]
        if max(across, down) > 1.15 * min(across, down):
            continue
        scale = float(np.sqrt(across * down))
        along = corners[1] - corners[0] + corners[2] - corners[3]
        angle = float(np.arctan2(along[1], along[0]))
        cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
        matrix = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1.0]])
        matrix[:2, 2] = found.mean(axis=0) - matrix[:2, :2] @ own.centre
        yield matrix


def _mended(
    matrix: Matrix, model: _Boxes, printed: _Boxes, extent: Points
) -> tuple[Matrix, float | None]:
    """A guess moved so that the printed boxes fit, and how far they are off after that."""
    for _ in range(4):
        ours, theirs = _matches(matrix, model, printed)
        if len(ours) < 2 * _FEWEST_BOXES:
            break
        spread = np.ptp(model.centres[ours], axis=0) / extent
        better = _homography(model.centres[ours], printed.centres[theirs])
        if spread.min() < 0.3 or not _is_mild(better, model.centres[ours]):
            break
        if _fit(better, model, printed) < _fit(matrix, model, printed):
            break
        matrix = better
    ours, theirs = _matches(matrix, model, printed)
    if len(ours) < _FEWEST_BOXES:
        return matrix, None
    back = project(np.asarray(np.linalg.inv(matrix), np.float64), printed.centres[theirs])
    return matrix, float(np.median(np.linalg.norm(back - model.centres[ours], axis=1)))
