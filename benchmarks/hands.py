"""The clerk's hands in the real window: keys, typed values and clicks, each counted once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QDialog, QWidget

    from ui.window.main_window import MainWindow

PATIENCE = 30.0
DIALOG_PAUSE = 50
"""Milliseconds until a dialog that stops everything else is seen."""


@dataclass
class Hands:
    """Everything that is done goes through here, and is counted by kind and by purpose."""

    window: MainWindow
    actions: Counter[str] = field(default_factory=Counter)
    purposes: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    blind: int = 0
    """Offers taken although paper does not say the same, or is not at hand."""
    purpose: str = ""

    def count(self, kind: str) -> None:
        """One action more."""
        self.actions[kind] += 1
        self.purposes[self.purpose] += 1

    def _target(self) -> QWidget:
        from PySide6.QtWidgets import QApplication
        if QApplication.activeWindow() is None:  # what a window manager would do
            (QApplication.activeModalWidget() or self.window).activateWindow()
            settle()
        focus = QApplication.focusWidget()
        if focus is None:
            raise RuntimeError(f"no focus while {self.purpose}")
        return focus

    def press(self, chord: str) -> None:
        """One key with its modifiers, to whatever has the focus."""
        from PySide6.QtGui import QKeySequence
        from PySide6.QtTest import QTest
        combination = QKeySequence(chord)[0]  # type: ignore[index]  # Qt's types lack it
        self.count("keys")
        QTest.keyClick(self._target(), combination.key(), combination.keyboardModifiers())
        settle()

    def type(self, text: str) -> None:
        """A value into the field or cell that has the focus; Chinese comes from an input method."""
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication
        self.count("typed values")
        self.characters += len(text)
        if text.isascii():
            QTest.keyClicks(self._target(), text[0])
            if text[1:]:
                QTest.keyClicks(self._target(), text[1:])
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QApplication.sendEvent(self._target(), event)
        settle()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """The left button."""
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest
        self.count("clicks")
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, none, at or QPoint())
        settle()


def settle() -> None:
    """Lets the window do what it put off."""
    from PySide6.QtWidgets import QApplication
    for _ in range(3):
        QApplication.processEvents()


def wait_until(ready: Callable[[], bool], what: str) -> None:
    """Waits as the clerk would."""
    from PySide6.QtTest import QTest
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(what)
        QTest.qWait(10)


def when_asked(window: QWidget, answer: Callable[[], None]) -> None:
    """Answers the next dialog that stops everything else, when it has the focus."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    before = QApplication.activeModalWidget()

    def look() -> None:
        dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
        if dialog is not before and dialog is not None \
                and focus is not None and dialog.isAncestorOf(focus):
            answer()
        else:
            if dialog is not None:
                dialog.activateWindow()
            QTimer.singleShot(DIALOG_PAUSE, window, look)
    QTimer.singleShot(DIALOG_PAUSE, window, look)


def open_dialog() -> QDialog:
    """The dialog that waits for an answer."""
    from PySide6.QtWidgets import QApplication, QDialog
    found = QApplication.activeModalWidget()
    if not isinstance(found, QDialog):
        raise RuntimeError("no dialog is open")
    return found
