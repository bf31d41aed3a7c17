"""The line at the bottom: how the work stands, and that it is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.looks import marks, theme
from ui.widgets.elided import Elided

if TYPE_CHECKING:
    from app.judged import Tally

MESSAGE_TIME = 8000
"""How long a message stays, in milliseconds."""


class StatusLine(QFrame):
    """Counts at the left, a passing message in the middle, the save state at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setProperty("role", "status")
        self.setAccessibleName("状态")
        self.setFixedHeight(theme.px(28))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.setSpacing(theme.S)
        self.students = self._label(layout, "statusStudents")
        self.error_mark = self._mark(layout)
        self.errors = self._label(layout, "statusErrors")
        self.warning_mark = self._mark(layout)
        self.warnings = self._label(layout, "statusWarnings")
        self.edited = self._label(layout, "statusEdited")
        self.confirmed = self._label(layout, "statusConfirmed")
        self.message = Elided("", self, Qt.TextElideMode.ElideRight)
        self.message.setObjectName("statusMessage")
        layout.addWidget(self.message, 1)
        self.save_state = QLabel(self)
        self.save_state.setObjectName("saveState")
        theme.set_role(self.save_state, "soft")
        layout.addWidget(self.save_state)
        self._timer = QTimer(self, singleShot=True, interval=MESSAGE_TIME)
        self._timer.timeout.connect(lambda: self.message.set_full_text(""))
        self._repaint_marks()
        theme.notifier().changed.connect(self._repaint_marks)
        self.clear()

    def clear(self) -> None:
        """Shows no counts: no roster is open."""
        for widget in (self.error_mark, self.warning_mark):
            widget.hide()
        for label in (self.students, self.errors, self.warnings, self.edited, self.confirmed,
                      self.save_state):
            label.clear()
        self.message.set_full_text("")

    def show_tally(self, students: int, tally: Tally) -> None:
        """Shows the counts."""
        self.students.setText(f"{students:,} 人　")
        for mark, label, count, kind, role in (
                (self.error_mark, self.errors, tally.errors, "错误", "error"),
                (self.warning_mark, self.warnings, tally.warnings, "待核实", "warning")):
            mark.setVisible(count > 0)
            label.setText(f"{kind} {count:,}　")
            theme.set_role(label, role if count else "soft")
        self.edited.setText(f"已改 {tally.edited:,} 格　")
        self.confirmed.setText(f"已确认 {tally.confirmed:,} 处　")

    def show_message(self, text: str) -> None:
        """Shows a short text that goes away by itself."""
        self.message.set_full_text(text)
        self._timer.start()

    def set_save_state(self, text: str, trouble: bool = False) -> None:
        """Says what is safe, e.g. 所有修改已保存 10:42, or that something is not."""
        self.save_state.setText(text)
        theme.set_role(self.save_state, "error" if trouble else "soft")

    def _label(self, layout: QHBoxLayout, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        theme.set_role(label, "soft")
        layout.addWidget(label)
        return label

    def _mark(self, layout: QHBoxLayout) -> QLabel:
        label = QLabel(self)
        label.setFixedSize(14, 14)
        layout.addWidget(label)
        return label

    def _repaint_marks(self) -> None:
        ratio = self.devicePixelRatioF()
        self.error_mark.setPixmap(marks.mark_pixmap(marks.ERROR, 14, ratio))
        self.warning_mark.setPixmap(marks.mark_pixmap(marks.WARNING, 14, ratio))
