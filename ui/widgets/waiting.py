"""Starting a job; what takes long gets a dialog that says so."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.widgets.worker import Job

DELAY = 300
"""Milliseconds until the dialog is seen; what is done sooner shows none."""
_PAINTED = 20
"""Milliseconds in which the window is painted with the dialog. Work that began before would make
the painting wait at each of its steps."""


class Waiting(QObject):
    """Belongs to one job and goes with it. The dialog is made when it is needed: most rosters are
    open before that."""

    def __init__(self, window: QWidget, job: Job, title: str, text: str, *,
                 cancellable: bool = True, delay: int = DELAY) -> None:
        super().__init__(job)
        self._window, self._job = window, job
        self._title, self._text, self._cancellable = title, text, cancellable
        self._told = ("", 0, 0)
        self._timer = QTimer(self, singleShot=True, interval=delay)
        self._timer.timeout.connect(self._appear)
        job.progressed.connect(self._note)

    def start(self) -> None:
        """Starts the job; with a ``delay`` of 0 the dialog is there at once."""
        if self._timer.interval():
            self._timer.start()
            self._job.start()
        else:
            self._appear()
            self._job.start(_PAINTED)

    def _note(self, text: str, done: int, total: int) -> None:
        self._told = (text or self._told[0], done, total)

    def _appear(self) -> None:
        if self._job.is_over:
            return
        from ui.widgets.working import WorkingDialog
        dialog = WorkingDialog(self._window, self._job, self._title, self._text,
                               cancellable=self._cancellable)
        dialog.show_progress(*self._told)
        dialog.open()
