"""Says that something takes a moment, how far it is, and lets the clerk stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.dialogs.frame import Dialog
from ui.worker import Job

DELAY = 300
"""Milliseconds until the dialog is seen; what is done sooner shows none."""


class WorkingDialog(Dialog):
    """Belongs to one job: appears if it takes long, goes away when it is over."""

    def __init__(self, parent: QWidget | None, job: Job, title: str, text: str, *,
                 cancellable: bool = True, delay: int = DELAY) -> None:
        super().__init__(parent, "working", title, text)
        self._job = job
        self._cancellable = cancellable
        self.setMinimumWidth(400)
        self.text = self.words("", "soft")
        self.text.hide()
        self.bar = QProgressBar(self)
        self.bar.setObjectName("workingBar")
        self.bar.setAccessibleName(title)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.body.addWidget(self.bar)
        if cancellable:
            self.add_button(self.tr("取消"), "cancel").clicked.connect(self.reject)
        self._timer = QTimer(self, singleShot=True, interval=delay)
        self._timer.timeout.connect(self._appear)
        job.progressed.connect(self._progress)
        for signal in (job.succeeded, job.failed, job.cancelled):
            signal.connect(self._over, Qt.ConnectionType.DirectConnection)

    def start(self) -> None:
        """Starts the job; the dialog shows itself if it takes long."""
        if self._timer.interval():
            self._timer.start()
        else:
            self._appear()
        self._job.start()

    def reject(self) -> None:
        """Esc and the cancel button stop the job, if it can be stopped."""
        if self._cancellable or self._job.is_over:
            self._job.cancel()
            super().reject()

    def _appear(self) -> None:
        if not self._job.is_over:
            self.open()

    def _progress(self, text: str, done: int, total: int) -> None:
        if text:
            self.text.setText(text)
            self.text.show()
        self.bar.setRange(0, total)
        if total:
            self.bar.setValue(done)

    def _over(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()
