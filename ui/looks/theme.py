"""Colours, spacing, fonts and the one style sheet, light and dark, in one place."""

from __future__ import annotations

import sys
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from models.resources import resource
from ui.looks.palette import DARK, LIGHT, Palette
from ui.looks.plain_style import PlainStyle
from ui.looks.style_sheet import style_sheet

S, M, L, XL = 4, 8, 12, 16
"""Spacing steps in logical pixels."""

ROW_HEIGHT = 28
BUTTON_HEIGHT = 30
RADIUS = 5
BASE_FONT = 13
"""Height of ordinary text in logical pixels before the system's text scale."""

_UI_FAMILIES = ("Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC",
                "PingFang SC", "WenQuanYi Micro Hei", "SimSun")


class _Notifier(QObject):
    """Tells that the palette is another one; see ``notifier``."""

    changed = Signal()


@cache
def notifier() -> _Notifier:
    """The object whose ``changed`` signal is emitted after light and dark were switched."""
    return _Notifier()


_forced: Qt.ColorScheme | None = None


def palette() -> Palette:
    """The colours for the system's present setting."""
    scheme = _forced if _forced is not None else QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def color(value: str, alpha: int = 255) -> QColor:
    """A palette entry as a QColor."""
    found = QColor(value)
    found.setAlpha(alpha)
    return found


def scale(app: QApplication | None = None) -> float:
    """How much larger than usual the system wants texts, from 1.0 to 2.0.

    Display scaling is Qt's affair; this is the setting for text alone.
    """
    if sys.platform == "win32":
        points = QApplication.font("QMessageBox").pointSizeF()
        found = points / 9.0 if points > 0 else 1.0
    else:
        screen = QGuiApplication.primaryScreen()
        found = screen.logicalDotsPerInch() / 96.0 if screen is not None else 1.0
    return min(max(found, 1.0), 2.0)


def px(length: int) -> int:
    """A length in logical pixels that must hold a text, grown with the system's text scale."""
    return round(length * scale())


@cache
def _family() -> str:
    return next((name for name in _UI_FAMILIES if QFontDatabase.hasFamily(name)),
                QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family())


@cache
def _font(size: int, bold: bool | None = None) -> QFont:
    font = QFont(_family())
    font.setPixelSize(size)
    if bold is not None:
        font.setBold(bold)
    return font


def ui_font(app: QApplication | None = None) -> QFont:
    """The font of everything, in the system's Chinese interface family."""
    return QFont(_font(round(BASE_FONT * scale(app))))


def number_font(size: int | None = None) -> QFont:
    """The same font with digits of equal width, so that numbers line up."""
    return QFont(_even_digits(size if size is not None else ui_font().pixelSize()))


@cache
def _even_digits(size: int) -> QFont:
    font = QFont(_font(size))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def text_font(step: int = 0, *, bold: bool = False) -> QFont:
    """The interface font, ``step`` pixels larger or smaller than usual."""
    return QFont(_font(max(9, round(BASE_FONT * scale()) + step), bold))


def apply(app: QApplication) -> None:
    """Gives the program its looks, and follows the system between light and dark from then on."""
    app.setStyle(PlainStyle())
    _dress(app)
    hints = QGuiApplication.styleHints()
    if app.property("xuejiTheme") is None:
        app.setProperty("xuejiTheme", True)
        hints.colorSchemeChanged.connect(lambda _scheme: _switch())


def force(scheme: Qt.ColorScheme | None) -> None:
    """Light or dark whatever the system says, for screenshots and tests; None follows it again."""
    global _forced
    _forced = scheme
    _switch()


def set_kind(widget: QWidget, kind: str) -> None:
    """Gives a button another kind (``primary``, ``plain``, ``link``, ``tool``) and repaints it."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        repolish(widget)


def set_role(widget: QWidget, role: str) -> None:
    """Gives a label another role (``title``, ``heading``, ``soft``, ``small``, ``error`` …)."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        repolish(widget)


def repolish(widget: QWidget) -> None:
    """Makes the style sheet look at the widget's properties again, if it has looked before."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _switch() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _dress(app)
        notifier().changed.emit()


def _dress(app: QApplication) -> None:
    colors = palette()
    app.setPalette(_qt_palette(colors))
    app.setFont(ui_font(app))
    icons = resource("icons").as_posix()
    app.setStyleSheet(style_sheet(colors, icons, round(BASE_FONT * scale(app))))


def _qt_palette(colors: Palette) -> QPalette:
    role = QPalette.ColorRole
    given = {
        role.Window: colors.surface, role.WindowText: colors.text, role.Base: colors.surface,
        role.AlternateBase: colors.band_soft, role.Text: colors.text, role.Button: colors.surface,
        role.ButtonText: colors.text, role.BrightText: colors.error_text,
        role.Highlight: colors.accent, role.HighlightedText: colors.accent_text,
        role.Link: colors.accent, role.LinkVisited: colors.accent,
        role.ToolTipBase: colors.surface, role.ToolTipText: colors.text,
        role.PlaceholderText: colors.faint, role.Accent: colors.accent,
        role.Light: colors.surface, role.Midlight: colors.band, role.Mid: colors.line_strong,
        role.Dark: colors.line_strong, role.Shadow: colors.faint,
    }
    found = QPalette()
    for key, value in given.items():
        found.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, key, QColor(colors.disabled))
    found.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.line_strong))
    return found
