"""What gives way where a window has little room: the problem list, before number or answers do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from ui.looks import theme

_ROOM_FOR_LIST = 860
"""So wide are problem list, a name with a whole number, and answers that need no scrolling."""
_ANSWERS = 336
"""Width in which a number's parts stand side by side."""


class GivingWay(QObject):
    """Hides the problem list while its splitter is narrow; the clerk may show it all the same."""

    shown = Signal(bool)
    """The list was hidden or shown for want of room, or because there is room again."""
    _resized = Signal()

    def __init__(self, splitter: QSplitter, problems: QWidget) -> None:
        super().__init__(splitter)
        self._splitter, self._problems = splitter, problems
        self._narrow = self._gave_way = False
        # after a page that is first shown has passed through other widths, and before it is painted
        self._resized.connect(self._fit, Qt.ConnectionType.QueuedConnection)
        splitter.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._resized.emit()
        return False

    def _fit(self) -> None:
        width = self._splitter.width()
        narrow = 0 < width < theme.px(_ROOM_FOR_LIST)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._gave_way = not self._problems.isHidden()
            self._wide = self._splitter.saveState()
            self._problems.hide()
            answers = theme.px(_ANSWERS)
            self._splitter.setSizes([0, width - answers, answers])
        elif self._gave_way:
            self._problems.show()
            self._splitter.restoreState(self._wide)
        if self._gave_way:
            self.shown.emit(not narrow)
