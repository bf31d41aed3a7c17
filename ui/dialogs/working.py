"""Says that something takes a moment, how far it is, and lets the clerk stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.dialogs.frame import Dialog
from ui.worker import Job


class WorkingDialog(Dialog):
    """Belongs to one job and goes away when that is over."""

    def __init__(self, parent: QWidget | None, job: Job, title: str, text: str, *,
                 cancellable: bool = True) -> None:
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
        job.progressed.connect(self.show_progress)
        for signal in (job.succeeded, job.failed, job.cancelled):
            signal.connect(self._over, Qt.ConnectionType.DirectConnection)

    def show_progress(self, text: str, done: int, total: int) -> None:
        """What is being done, and how much of it (``total`` 0: unknown)."""
        if text:
            self.text.setText(text)
            self.text.show()
        self.bar.setRange(0, total)
        if total:
            self.bar.setValue(done)

    def reject(self) -> None:
        """Esc and the cancel button stop the job, if it can be stopped."""
        if self._cancellable or self._job.is_over:
            self._job.cancel()
            super().reject()

    def _over(self) -> None:
        self.hide()
        self.deleteLater()
