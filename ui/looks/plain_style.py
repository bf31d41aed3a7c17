"""The widget style: Fusion, in which a label shows text as it is.

Qt takes whatever looks like HTML for HTML, in labels, message boxes and tooltips alike, and loads
the pictures that it names, over the network too. Names of files, sheets, columns and schools come
from outside; so every label is plain here, in one place, unless it says itself that its text is
rich (its author has escaped what is not his).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QProxyStyle, QWidget

_WIDEST_TIP = 480


class PlainStyle(QProxyStyle):
    """Fusion with plain labels, and tooltips that wrap."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._wrapping = _Wrapping(self)

    def polish(self, target: Any) -> Any:
        if isinstance(target, QLabel) and target.textFormat() == Qt.TextFormat.AutoText:
            target.setTextFormat(Qt.TextFormat.PlainText)
            if target.inherits("QTipLabel"):
                target.installEventFilter(self._wrapping)
        return super().polish(target)


class _Wrapping(QObject):
    """Qt wraps rich tooltips only: a long plain one would leave the screen."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (event.type() == QEvent.Type.Resize and isinstance(watched, QLabel)
                and watched.width() > _WIDEST_TIP):
            watched.setWordWrap(True)
            watched.resize(_WIDEST_TIP, watched.heightForWidth(_WIDEST_TIP))
            _bring_in_sight(watched)
        return False


def _bring_in_sight(tip: QWidget) -> None:
    room = tip.screen().availableGeometry()
    tip.move(max(min(tip.x(), room.right() - tip.width()), room.left()),
             max(min(tip.y(), room.bottom() - tip.height()), room.top()))
