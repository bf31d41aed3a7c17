"""Colours that can be read, marks that differ in shape, light and dark."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.looks import icons, marks, theme

READ_ON = {
    "text": ("surface", "band", "band_soft", "hover", "selection", "error_cell", "warning_cell",
             "done_cell"),
    "soft": ("surface", "band", "band_soft", "hover", "selection"),
    "faint": ("surface", "band", "band_soft"),
    "accent": ("surface", "band", "selection"),
    "accent_text": ("accent", "accent_hover", "accent_pressed"),
    "error_text": ("surface", "band_soft", "error_cell"),
    "warning_text": ("surface", "band_soft", "warning_cell"),
    "done": ("surface", "done_cell", "done_band"),
    "edited": ("surface", "error_cell", "warning_cell"),
}
SEEN_ON = {"error_mark": ("surface", "error_cell"), "warning_mark": ("surface", "warning_cell"),
           "ring": ("surface",)}


def luminance(color: str) -> float:
    parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
                        for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("needed", "table"), [(4.5, READ_ON), (3.0, SEEN_ON)],
                         ids=["texts", "marks"])
def test_contrast(palette: theme.Palette, needed: float, table: dict[str, tuple[str, ...]]) -> None:
    poor = {(front, back): round(contrast(getattr(palette, front), getattr(palette, back)), 2)
            for front, backs in table.items() for back in backs
            if contrast(getattr(palette, front), getattr(palette, back)) < needed}
    assert not poor


def shape(kind: str) -> set[tuple[int, int]]:
    """Which pixels a mark covers, whatever its colour."""
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    marks.paint_mark(painter, QRectF(0, 0, 24, 24), kind)
    painter.end()
    return {(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 127}


def test_marks_differ_in_shape(qapp: QApplication) -> None:
    shapes = [shape(kind) for kind in marks.KINDS]
    assert all(len(one) > 40 for one in shapes)
    for one, other in itertools.combinations(shapes, 2):
        assert len(one ^ other) > 60


def test_dark_and_back(qtbot: QtBot, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.notifier().changed):
        theme.force(Qt.ColorScheme.Dark)
    try:
        assert theme.palette() is theme.DARK
        assert qapp.palette().window().color() == QColor(theme.DARK.surface)
        assert theme.DARK.accent in qapp.styleSheet()
        assert marks.mark_color(marks.ERROR) == QColor(theme.DARK.error_mark)
    finally:
        theme.force(Qt.ColorScheme.Light)
    assert theme.LIGHT.accent in qapp.styleSheet()
    theme.force(None)


def test_style_sheet_has_no_unknown_token(qapp: QApplication) -> None:
    assert "$" not in qapp.styleSheet()


def test_digits_line_up(qapp: QApplication) -> None:
    metrics = QFontMetricsF(theme.number_font())
    assert len({round(metrics.horizontalAdvance(digit * 19), 3) for digit in "0123456789"}) == 1


def test_font_has_chinese(qapp: QApplication) -> None:
    assert QFontInfo(theme.ui_font()).pixelSize() >= theme.BASE_FONT
    assert QFontMetricsF(theme.ui_font()).inFontUcs4(ord("籍"))


@pytest.mark.parametrize("name", icons.NAMES)
def test_every_icon_draws_something(qapp: QApplication, name: str) -> None:
    image = icons.icon(name).pixmap(16, 16).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16))


def test_app_icon_has_all_sizes(qapp: QApplication) -> None:
    sizes = {size.width() for size in icons.app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
