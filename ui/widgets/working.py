"""Says that something takes a moment, how far it is, and lets the clerk stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from ui.widgets.dialog_frame import Dialog
from ui.widgets.worker import Job


class WorkingDialog(Dialog):
    """Belongs to one job and goes away when that is over."""

    def __init__(self, parent: QWidget | None, job: Job, title: str, text: str, *,
                 cancellable: bool = True) -> None:
        super().__init__(parent, "working", title, text)
        self._job = job
        self.setMinimumWidth(400)
        self.text = self.words("", "soft")
        self.text.hide()
        self.bar = QProgressBar(self)
        self.bar.setObjectName("workingBar")
        self.bar.setAccessibleName(title)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.body.addWidget(self.bar)
        self.cancel_button = self.add_cancel() if cancellable else None
        job.progressed.connect(self.show_progress)
        job.ended.connect(self._over)

    def show_progress(self, text: str, done: int, total: int) -> None:
        """What is being done, and how much of it (``total`` 0: unknown)."""
        if text:
            self.text.setText(text)
            self.text.show()
        self.bar.setRange(0, total)
        if total:
            self.bar.setValue(done)

    def reject(self) -> None:
        """Esc and the cancel button stop the job, if it can be stopped; one that waits for its own
        end keeps the dialog until then."""
        if self.cancel_button is not None:
            self._job.cancel()
            self.cancel_button.setEnabled(False)
        if self._job.is_over:
            super().reject()

    def _over(self) -> None:
        self.hide()
        self.deleteLater()
