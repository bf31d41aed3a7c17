"""A window that checks a folder in the background: head, progress, an inspector at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup, QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout,
    QWidget)

from ui.looks import theme
from ui.widgets import message
from ui.widgets.elided import Elided
from ui.widgets.worker import Job

_PANEL_WIDTH = 300


class CheckWindow(QWidget):
    """What the checks of whole folders share. One job runs at a time; meanwhile 重新检查 stops it,
    and what ``pauses`` lists can't be used."""

    closed = Signal()

    def __init__(self, name: str, title: str, folder: Path, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName(name)
        self.setWindowTitle(f"{title} — 学籍总库校对")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.folder = folder
        self.job: Job | None = None
        self.pauses: list[QWidget] = []
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        self.page.setSpacing(theme.M)
        self.again_button = self.button("重新检查", "checkAgain", self._again)
        self.summary = QLabel(self)
        self.summary.setObjectName("summary")
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setObjectName("progress")
        self.bar.setTextVisible(False)

    # --- what a check brings ---------------------------------------------------------------------

    def check(self) -> None:
        """Begins the check."""
        raise NotImplementedError

    def stopped_text(self) -> str:
        """What is said once the clerk has stopped the check."""
        return "已停止。"

    # --- parts -----------------------------------------------------------------------------------

    def button(self, text: str, name: str, act: Callable[[], object],
               kind: str = "plain") -> QPushButton:
        """A button of the window."""
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.rstrip("…"))
        theme.set_kind(button, kind)
        button.clicked.connect(lambda _=False: act())
        return button

    def add_head(self, detail: str, *widgets: QWidget | None) -> Elided:
        """The folder's name with a detail below, and at the right what is to be done (None: room);
        then summary and progress. The detail's label."""
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        texts = QVBoxLayout()
        title = Elided(self.folder.name, self)
        theme.set_role(title, "title")
        label = Elided(detail, self)
        theme.set_role(label, "small")
        texts.addWidget(title)
        texts.addWidget(label)
        row.addLayout(texts, 3)
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget)
        shown = [widget for widget in widgets if widget is not None]
        for before, after in zip(shown, shown[1:]):
            self.setTabOrder(before, after)
        self.page.addLayout(row)
        self.summary_row = QHBoxLayout()
        self.summary_row.addWidget(self.summary, 1)
        self.page.addLayout(self.summary_row)
        self.page.addWidget(self.bar)
        return label

    def view_switch(self, titles: Sequence[str], show: Callable[[int], object]
                    ) -> list[QPushButton]:
        """A button a view, of which one is chosen; ``view_buttons`` are these."""
        group = QButtonGroup(self)
        self.view_buttons = []
        for number, text in enumerate(titles):
            button = self.button(text, f"view{number}", partial(show, number), "segment")
            button.setCheckable(True)
            button.setChecked(number == 0)
            group.addButton(button)
            self.view_buttons.append(button)
        return self.view_buttons

    def inspector(self, *below: QWidget) -> QScrollArea:
        """The panel with ``heading`` and ``words``, and what stands below them; much of it scrolls
        and makes no window higher."""
        area = QScrollArea(self)
        area.setObjectName("inspectorArea")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        panel = QFrame(area)
        column = QVBoxLayout(panel)
        column.setSpacing(theme.M)
        self.heading = QLabel(panel)
        self.heading.setObjectName("inspectorHeading")
        theme.set_role(self.heading, "heading")
        self.words = QLabel(panel)
        self.words.setObjectName("inspectorWords")
        for label in (self.heading, self.words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for widget in (self.heading, self.words, *below):
            column.addWidget(widget)
        column.addStretch(1)
        area.setWidget(panel)
        area.setMinimumWidth(theme.px(_PANEL_WIDTH) + area.verticalScrollBar().sizeHint().width())
        return area

    # --- running ---------------------------------------------------------------------------------

    def run(self, job: Job, text: str, done: Callable[[Any], object]) -> None:
        """Runs a job unless one runs already; ``text`` is said until there is progress."""
        if self.busy:
            return
        self.job = job
        self.summary.setText(text)
        self.bar.setRange(0, 0)
        self._set_busy(True)
        job.progressed.connect(self._show_progress)
        job.ended.connect(lambda: self._set_busy(False))
        job.succeeded.connect(done)
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: self.summary.setText(self.stopped_text()))
        job.start()

    @property
    def busy(self) -> bool:
        """Whether a job is running."""
        return self.job is not None and not self.job.is_over

    def _show_progress(self, text: str, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.summary.setText(f"{done:,} / {total:,}　{text}")

    def _set_busy(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.again_button.setText("停止" if busy else "重新检查")
        for widget in self.pauses:
            widget.setEnabled(not busy)

    def _failed(self, error: Exception) -> None:
        self.summary.setText(str(error))
        message.warn(self, str(error))

    def _again(self) -> None:
        if self.busy and self.job is not None:
            self.job.cancel()
        else:
            self.check()

    def tell_written(self, text: str, more: str, folder: Path) -> None:
        """Says what was written, and offers to show the folder."""
        if message.ask(self, text, more, yes="打开文件夹", no="关闭"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.job is not None and self.busy:
            self.job.abandon()
        super().closeEvent(event)
        self.closed.emit()
