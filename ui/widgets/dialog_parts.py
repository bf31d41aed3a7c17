"""Parts of dialogs: lines of a check list, cards of files; and fitting to parts that changed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.looks import marks, theme
from ui.widgets.dialog_frame import Dialog
from ui.widgets.elided import Elided

_DISC = 20


def fit_anew(dialog: Dialog) -> None:
    """Fits a dialog in which parts came, went or changed: its body is asked again how high it
    is, which Qt would do only when the event loop comes round."""
    dialog.body.activate()
    part: QWidget | None = dialog.body.parentWidget()
    while part is not None and part is not dialog:
        part.updateGeometry()
        part = part.parentWidget()
    dialog.fit()


class Sign(QWidget):
    """A check mark on a green disc, or the mark of an error or a warning."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setFixedSize(_DISC, _DISC)

    def show_kind(self, kind: str) -> None:
        """Shows another sign."""
        self.kind = kind
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.kind == marks.DONE:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.palette().done_band))
            painter.drawEllipse(rect)
            marks.paint_mark(painter, rect.adjusted(5, 5, -5, -5), marks.DONE)
        else:
            marks.paint_mark(painter, rect.adjusted(3, 3, -3, -3), self.kind)
        painter.end()


class CheckLine(QFrame):
    """One line of a check list: sign, title, what is found, and perhaps a button."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.sign = Sign(marks.DONE, self)
        self.title = QLabel(title, self)
        self.detail = QLabel(self)
        self.detail.setObjectName(f"{name}Detail")
        self.detail.setWordWrap(True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.set_role(self.detail, "soft")
        self.button = QPushButton(self)
        self.button.setObjectName(f"{name}Button")
        self.button.setAutoDefault(False)
        self.button.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 6)
        layout.setSpacing(10)
        layout.addWidget(self.sign)
        layout.addWidget(self.title)
        layout.addWidget(self.detail, 1)
        layout.addWidget(self.button)
        self.setMinimumHeight(35)

    def show_state(self, kind: str, detail: str) -> None:
        """Shows how this point stands."""
        self.sign.show_kind(kind)
        self.detail.setText(detail)
        role = {marks.ERROR: "error", marks.WARNING: "warning"}.get(kind, "soft")
        theme.set_role(self.detail, role)
        state = {marks.ERROR: "未通过", marks.WARNING: "待核实"}.get(kind, "已通过")
        self.setAccessibleName(f"{self.title.text()}，{state}，{detail}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme.palette().line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


class FileCard(QFrame):
    """A file by name, what is in it, and what is to be done with it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self.title = Elided("", self)
        self.title.setObjectName(f"{name}Title")
        theme.set_role(self.title, "strong")
        self.detail = QLabel(self)
        self.detail.setObjectName(f"{name}Detail")
        self.next = QLabel(self)
        self.next.setObjectName(f"{name}Next")
        self.sign = Sign(marks.WARNING, self)
        self.sign.setObjectName(f"{name}Sign")
        self.sign.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.L, 9, theme.L, 9)
        layout.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(self.sign)
        head.addWidget(self.title, 1)
        layout.addLayout(head)
        for label in (self.detail, self.next):
            label.setTextFormat(Qt.TextFormat.PlainText)
            theme.set_role(label, "small")
            label.setWordWrap(True)
            layout.addWidget(label)
        theme.set_role(self.next, "soft")

    def show_file(self, title: str, detail: str, following: str = "", *,
                  unfinished: bool = False) -> None:
        """Shows a file's name, content and next step; one that is not to be handed in is marked."""
        self.sign.setVisible(unfinished)
        self.title.set_full_text(title)
        self.detail.setText(detail)
        self.next.setText(following)
        self.next.setVisible(bool(following))
        self.setAccessibleName(f"{title}，{detail}")
