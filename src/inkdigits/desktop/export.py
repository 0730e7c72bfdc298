"""Writes drawings to files."""

from __future__ import annotations

import base64
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from inkdigits.desktop.drawing import PAGE_HEIGHT, PAGE_WIDTH, Drawing, Picture, Point, Stroke
from inkdigits.desktop.ink import Layer, page_rect
from inkdigits.errors import ConfigError

_PNG_SIZE = QSize(1600, 1200)


def save(drawing: Drawing, path: Path) -> None:
    """Write a drawing, black ink on white, as its name says: PNG or SVG.

    Args:
        drawing: What to write.
        path: Ends in ".png" or ".svg"; a file that is there is overwritten.

    Raises:
        ConfigError: The name has another ending, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind == ".svg":
        content = svg(drawing).encode()
    elif kind == ".png":
        content = png_bytes(picture_of(drawing))
    else:
        raise ConfigError(f"expected a name that ends in .png or .svg, found {path.name!r}")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}): choose another place"
        ) from error


def picture_of(drawing: Drawing) -> QImage:
    """A drawing as a bitmap of 1600 x 1200 pixels."""
    layer = Layer(_PNG_SIZE, _ink(drawing))
    layer.redraw(drawing.strokes)
    image = QImage(_PNG_SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(layer.scale, layer.scale)
    if drawing.picture is not None:
        painter.drawImage(QRectF(*drawing.picture.place), drawing.picture.preview)
    painter.drawImage(page_rect(), layer.image)
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """A bitmap as the bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def svg(drawing: Drawing) -> str:
    """A drawing as SVG: lines stay lines, and what was erased is masked."""
    page = f'width="{PAGE_WIDTH:g}" height="{PAGE_HEIGHT:g}"'
    body = ""
    masks: list[str] = []
    for stroke in drawing.strokes:
        if not stroke.erases:
            body += _lines(stroke, _ink(drawing).name())
            continue
        name = f"erased{len(masks)}"
        masks.append(
            f'<mask id="{name}" maskUnits="userSpaceOnUse" {page}>'
            f'<rect {page} fill="white"/>{_lines(stroke, "black")}</mask>'
        )
        body = f'<g mask="url(#{name})">{body}</g>'
    under = "" if drawing.picture is None else _image(drawing.picture)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {page} '
        f'viewBox="0 0 {PAGE_WIDTH:g} {PAGE_HEIGHT:g}">'
        f'<defs>{"".join(masks)}</defs><rect {page} fill="white"/>{under}'
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round">{body}</g></svg>\n'
    )


def _ink(drawing: Drawing) -> QColor:
    return QColor("black") if drawing.picture is None else QColor("#2a4bd7")


def _lines(stroke: Stroke, colour: str) -> str:
    points = stroke.points
    if stroke.is_even:
        return _path(_outline(points), points[0].width, colour)
    pieces = [_path(_outline(points[:1]), points[0].width, colour)]
    for last in range(2, len(points)):
        before, here, after = points[last - 2 : last + 1]
        start = _pair(before) if last == 2 else _middle(before, here)
        curve = f"M{start}Q{_pair(here)} {_middle(here, after)}"
        pieces.append(_path(curve, after.width, colour))
    start = _middle(*points[-2:]) if len(points) > 2 else _pair(points[0])
    pieces.append(_path(f"M{start}L{_pair(points[-1])}", points[-1].width, colour))
    return "".join(pieces)


def _path(commands: str, width: float, colour: str) -> str:
    return f'<path stroke="{colour}" stroke-width="{width:.4g}" d="{commands}"/>'


def _outline(points: tuple[Point, ...]) -> str:
    """The same curves as `ink.outline` paints."""
    curves = "".join(
        f"Q{_pair(here)} {_middle(here, after)}" for here, after in pairwise(points[1:])
    )
    return f"M{_pair(points[0])}{curves}L{_pair(points[-1])}"


def _pair(point: Point) -> str:
    return f"{point.x:.2f} {point.y:.2f}"


def _middle(a: Point, b: Point) -> str:
    return f"{(a.x + b.x) / 2:.2f} {(a.y + b.y) / 2:.2f}"


def _image(picture: Picture) -> str:
    x, y, width, height = picture.place
    data = base64.b64encode(png_bytes(picture.preview)).decode("ascii")
    return (
        f'<image x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" '
        f'preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
    )
