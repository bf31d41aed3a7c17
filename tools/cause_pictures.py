"""Pictures of how causes are dealt with: the school first, who is to blame, going on, typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tools.hard_rosters import HARD
from tools.picture_desk import DESK

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.document import Document
    from tools.screenshots import Photographer
    from ui.window.main_window import MainWindow


def take_causes(photographer: Photographer) -> None:
    """Rosters made the way schools make them, in the window."""
    _take_school(photographer)
    _take_mapping(photographer)
    with photographer.window() as window:
        document = photographer.open(window, HARD["grades"](DESK).path)
        photographer.confirm(window)
        window.status.set_save_state("所有修改已保存 10:42")
        _take_consequence(photographer, window, document)
        _take_typing(photographer, window, document)
        _take_going_on(photographer, window, document)


def _take_school(photographer: Photographer) -> None:
    """A 6-3-3 school, and what would be left of its problems."""
    with photographer.window() as window:
        photographer.open(window, HARD["system"](DESK).path)
        photographer.until(lambda: "只剩" in window.work.school.advice.text.full_text())
        photographer.take("school-advice", window)


def _take_mapping(photographer: Photographer) -> None:
    """The one class sheet that has headings of its own."""
    with photographer.window() as window:
        window.open_path(HARD["classes"](DESK).path.absolute())
        for name in ("sheetChoice", "headerMapping"):
            photographer.until(lambda name=name: _asked(window) == name)  # type: ignore[misc]
            dialog = photographer.dialog(window)
            if name == "sheetChoice":
                dialog.accept()
            else:
                photographer.take("mapping-group", window, dialog)
                dialog.reject()
        photographer.wait(100)


def _asked(window: QWidget) -> str:
    """The name of the question that is asked."""
    from PySide6.QtWidgets import QDialog
    return next((dialog.objectName() for dialog in window.findChildren(QDialog)
                 if dialog.isVisible() and dialog.objectName() in (
                     "sheetChoice", "headerMapping")), "")


def _take_consequence(
        photographer: Photographer, window: MainWindow, document: Document) -> None:
    """The innocent of two equal numbers, who is led to the other."""
    found = next(one for one in document.open_findings() if one.rule == "sub-duplicate"
                 and (cause := document.cause(one)) is not None and cause.row != one.row)
    window.work.show_finding(found)
    photographer.wait(150)
    photographer.take("consequence", window)


def _take_typing(photographer: Photographer, window: MainWindow, document: Document) -> None:
    """A damaged number while it is typed: two digits to go."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication
    found = next(one for one in document.open_findings() if one.rule == "sub-precision")
    window.work.show_finding(found)
    photographer.wait(150)
    window.activateWindow()
    photographer.until(lambda: QApplication.activeWindow() is window)
    window.work.table.setFocus()
    QTest.keyClicks(QApplication.focusWidget() or window, "3")
    QTest.keyClicks(QApplication.focusWidget() or window, "1011705262201100")
    photographer.take("typing", window)
    QTest.keyClick(QApplication.focusWidget() or window, photographer.qt.Key.Key_Escape)


def _take_going_on(photographer: Photographer, window: MainWindow, document: Document) -> None:
    """A suggestion was taken; the next problem comes by itself."""
    found = next(one for one in document.open_findings() if one.rule == "sub-entry-year")
    window.work.show_finding(found)
    photographer.wait(150)
    window.work.inspector.press(1)
    photographer.take("going-on", window)
