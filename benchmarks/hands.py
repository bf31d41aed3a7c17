"""The clerk's hands in the real window: keys, typed values and clicks, each counted once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint, Qt
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

    def _wake(self) -> None:
        """What a window manager does when a dialog goes."""
        from PySide6.QtWidgets import QApplication
        if QApplication.activeWindow() is None:
            (QApplication.activeModalWidget() or self.window).activateWindow()
            settle()

    def _target(self) -> QWidget:
        from PySide6.QtWidgets import QApplication
        self._wake()
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

    def click(self, widget: QWidget, at: QPoint | None = None,
              modifiers: Qt.KeyboardModifier | None = None) -> None:
        """The left button."""
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest
        self.count("clicks")
        self._wake()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton,
                         modifiers or Qt.KeyboardModifier.NoModifier, at or QPoint())
        settle()


def settle() -> None:
    """Lets the window do what it put off."""
    from PySide6.QtWidgets import QApplication
    for _ in range(3):
        QApplication.processEvents()


def wait_until(ready: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Waits as the clerk would; raises TimeoutError after ``patience`` seconds."""
    from PySide6.QtTest import QTest
    end = time.monotonic() + patience
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(what)
        QTest.qWait(10)


@contextmanager
def answered(*answers: Callable[[], object], name: str = "", patience: float = PATIENCE
             ) -> Iterator[None]:
    """Around what brings up dialogs that stop everything else, one after the other: each of the
    answers is called when its dialog (one of this object name, if that is given) is in sight and
    has the focus, however late that is.

    Nothing waits for ever. What an answer raises is raised here, and TimeoutError if a dialog did
    not come or was left open; such a dialog is put away.
    """
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QDialog
    before, end = QApplication.activeModalWidget(), time.monotonic() + patience
    left, given, seen, over = list(answers), 0, before, False
    failures: list[BaseException] = []

    def look() -> None:
        nonlocal seen
        if over:
            return
        # anew each time: a timer does not fire in an event loop that it has itself begun
        QTimer.singleShot(DIALOG_PAUSE, look)
        dialog = QApplication.activeModalWidget()
        if dialog is None or dialog is before:
            return
        if failures or time.monotonic() > end:
            if not failures:
                failures.append(TimeoutError(f"{dialog.objectName()} was left open"))
            if isinstance(dialog, QDialog):
                QDialog.done(dialog, 0)
            dialog.hide()
        elif left and dialog is not seen and name in ("", dialog.objectName()):
            focus = QApplication.focusWidget()
            if focus is not None and dialog.isVisible() and dialog.isAncestorOf(focus):
                seen = dialog
                give(left.pop(0))
            else:
                dialog.activateWindow()

    def give(answer: Callable[[], object]) -> None:
        nonlocal given
        try:
            answer()
        except BaseException as error:  # Qt would swallow it, and the dialog would stay
            failures.append(error)
        given += 1

    look()
    try:
        yield
        wait_until(lambda: given == len(answers) or bool(failures), "no dialog came", patience)
    finally:
        over = True
    if failures:
        raise failures[0]


def open_dialog() -> QDialog:
    """The dialog that waits for an answer."""
    from PySide6.QtWidgets import QApplication, QDialog
    found = QApplication.activeModalWidget()
    if not isinstance(found, QDialog):
        raise RuntimeError("no dialog is open")
    return found
