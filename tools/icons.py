"""Draws the program's icon and the style sheet's small pictures into resources/icons/.

Run it after changing a drawing: python -m tools.icons
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QPointF, QRectF, Qt  # noqa: E402
from PySide6.QtGui import (  # noqa: E402
    QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen, QPolygonF)

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ACCENT, DEEP, PAPER, RULE, DONE = "#1d5fd1", "#174ca8", "#ffffff", "#c4d3ea", "#18794e"
SMALL = {"light": ("#52606d", "#ffffff"), "dark": ("#b6c0ca", "#0c1a33")}
"""Colours of arrows, and of what stands on the accent, by tone."""


def blank(size: int) -> QImage:
    """A transparent picture."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def app_icon(size: int) -> QImage:
    """A roster on blue, its lines ruled, with a green seal that holds a check mark."""
    image = blank(size)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 64, size / 64)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ACCENT))
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 13, 13)
    sheet = QRectF(13, 11, 34, 42)
    painter.setBrush(QColor(PAPER))
    painter.drawRoundedRect(sheet, 4, 4)
    head = QPainterPath()
    head.addRoundedRect(sheet, 4, 4)
    cut = QPainterPath()
    cut.addRect(QRectF(13, 11, 34, 9))
    painter.setBrush(QColor("#9dbdf0"))
    painter.drawPath(head.intersected(cut))
    rows = (27.5, 35.5, 43.5) if size >= 32 else (29.5, 41)
    for y in rows:
        painter.setBrush(QColor(RULE if y != rows[0] else "#7ea3df"))
        height = 3.0 if size >= 32 else 4.6
        painter.drawRoundedRect(QRectF(18, y - height / 2, 7, height), 1.2, 1.2)
        painter.drawRoundedRect(QRectF(28, y - height / 2, 14, height), 1.2, 1.2)
    painter.setBrush(QColor(ACCENT))
    painter.drawEllipse(QPointF(45.5, 45), 14.5, 14.5)
    painter.setBrush(QColor(DONE))
    painter.drawEllipse(QPointF(45.5, 45), 12.5, 12.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(PAPER), 4.2 if size >= 24 else 5, Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF([QPointF(39.5, 45.5), QPointF(44, 50), QPointF(51.5, 40.5)]))
    painter.end()
    return image


def stroke(points: list[tuple[float, float]], width: float = 1.7) -> Callable[[QPainter], None]:
    """A line through points of a 12 by 12 square."""
    def draw(painter: QPainter) -> None:
        pen = painter.pen()
        pen.setWidthF(width)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))
    return draw


def dot(painter: QPainter) -> None:
    """The middle of a chosen radio button."""
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(6, 6), 2.6, 2.6)


PICTURES: dict[str, tuple[int, Callable[[QPainter], None]]] = {
    "arrow-down": (0, stroke([(2.5, 4.5), (6, 8), (9.5, 4.5)])),
    "arrow-up": (0, stroke([(2.5, 7.5), (6, 4), (9.5, 7.5)])),
    "arrow-right": (0, stroke([(4.5, 2.5), (8, 6), (4.5, 9.5)])),
    "check": (1, stroke([(2.4, 6.3), (5, 8.9), (9.8, 3.5)], 1.9)),
    "dash": (1, stroke([(2.8, 6), (9.2, 6)], 1.9)),
    "dot": (1, dot),
}


def picture(name: str, tone: str, ratio: int) -> QImage:
    """One of the small pictures."""
    which, draw = PICTURES[name]
    image = blank(12 * ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(ratio, ratio)
    painter.setPen(QPen(QColor(SMALL[tone][which]), 1, Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    draw(painter)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """The picture as a PNG file."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def ico(images: list[QImage]) -> bytes:
    """A Windows icon file that holds PNG pictures."""
    bodies = [png(image) for image in images]
    offset = 6 + 16 * len(bodies)
    entries = b""
    for image, body in zip(images, bodies, strict=True):
        side = image.width() % 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(body), offset)
        offset += len(body)
    return struct.pack("<HHH", 0, 1, len(bodies)) + entries + b"".join(bodies)


def main() -> int:
    """Writes every picture."""
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (FOLDER / f"xueji-{size}.png").write_bytes(png(app_icon(size)))
    (FOLDER / "xueji.ico").write_bytes(ico([app_icon(size) for size in SIZES]))
    for name in PICTURES:
        for tone in SMALL:
            for ratio, suffix in ((1, ""), (2, "@2x")):
                path = FOLDER / f"{name}-{tone}{suffix}.png"
                path.write_bytes(png(picture(name, tone, ratio)))
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
