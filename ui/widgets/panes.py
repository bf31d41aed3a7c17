"""F6 and Shift+F6: from one part of the page that is split to the next, as in Windows."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.action_table import NEXT_PANE, PREVIOUS_PANE


@runtime_checkable
class Enterable(Protocol):
    """A part that chooses itself what gets the focus."""

    def enter(self) -> bool:
        """Takes the focus; False if it has nothing that could be used."""
        ...


def add_pane_keys(pane: QWidget) -> None:
    """Lets the keys lead away from a part, wherever in it the focus is."""
    for keys, step in ((NEXT_PANE, 1), (PREVIOUS_PANE, -1)):
        shortcut = QShortcut(QKeySequence(keys), pane)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda step=step: _leave(pane, step))


def _leave(pane: QWidget, step: int) -> None:
    """Goes to the next part that is shown and can be used."""
    splitter = pane.parentWidget()
    while splitter is not None and not isinstance(splitter, QSplitter):  # several share a place
        pane, splitter = splitter, splitter.parentWidget()
    if splitter is None:
        return
    parts = [splitter.widget(place) for place in range(splitter.count())]
    here = parts.index(pane)
    for away in range(1, len(parts)):
        part = parts[(here + step * away) % len(parts)]
        if not part.isVisible():
            continue
        if isinstance(part, QStackedWidget):
            part = part.currentWidget()
        if not isinstance(part, Enterable):
            part.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if part.enter():
            return
