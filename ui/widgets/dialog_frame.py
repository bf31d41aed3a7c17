"""What our dialogs have in common: a heading, a body, and a row of buttons with one blue one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout,
    QWidget)

from ui.looks import theme

MARGIN = 22
_FRAME = QSize(2, 40)
"""What the system puts around a dialog: its edges and its title."""
_SLIM = 60
"""How low a body may get before the dialog is taller than the screen."""


class _Page(QWidget):
    """What the body scrolls: never lower than its parts can be at their width."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = QVBoxLayout(self)
        self.parts.setContentsMargins(0, 0, 0, 0)
        self.parts.setSpacing(theme.M)

    def heightForWidth(self, width: int) -> int:
        return self.parts.totalMinimumHeightForWidth(width)


class _Body(QScrollArea):
    """Asks for all the height that its parts want, and scrolls where the screen has less."""

    def __init__(self, page: _Page, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = page
        self.setObjectName("dialogBody")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        for part in (page, self.viewport()):  # the dialog's own ground shows
            part.setAutoFillBackground(False)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return self._page.parts.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self._page.parts.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """Dialogs say themselves how wide they are."""
        return QSize(self._page.parts.totalMinimumSize().width(),
                     self._page.parts.totalSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = self._page.parts.totalMinimumSize()
        return QSize(least.width(), min(least.height(), _SLIM))


class Dialog(QDialog):
    """``body`` is the layout to fill; buttons are added from left to right, the blue one last."""

    def __init__(self, parent: QWidget | None, name: str, title: str, heading: str = "") -> None:
        super().__init__(parent)
        self.least_height = 0
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, MARGIN - 4, MARGIN, MARGIN - 4)
        outer.setSpacing(theme.L)
        self.heading = QLabel(heading, self)
        self.heading.setObjectName("heading")
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self.heading, "title")
        self.heading.setVisible(bool(heading))
        outer.addWidget(self.heading)
        page = _Page()
        self.body = page.parts
        outer.addWidget(_Body(page, self), 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(10)
        self.buttons.addStretch(1)
        outer.addSpacing(theme.S)
        outer.addLayout(self.buttons)

    def set_heading(self, text: str) -> None:
        """Shows another heading."""
        self.heading.setText(text)
        self.heading.setVisible(bool(text))

    def add_button(self, text: str, name: str, *, primary: bool = False) -> QPushButton:
        """A button at the right end of the row; Enter presses the primary one."""
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.rstrip("…"))
        button.setProperty("kind", "primary" if primary else "plain")
        button.setMinimumWidth(76)
        button.setAutoDefault(primary)
        button.setDefault(primary)
        self.buttons.addWidget(button)
        return button

    def add_cancel(self, text: str = "") -> QPushButton:
        """The button that closes the dialog and does nothing; Esc does the same."""
        button = self.add_button(text or "取消", "cancel")
        button.clicked.connect(self.reject)
        return button

    def words(self, text: str, role: str = "") -> QLabel:
        """A paragraph of plain text in the body."""
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            theme.set_role(label, role)
        self.body.addWidget(label)
        return label

    def fit(self) -> None:
        """As tall as its texts need at this width, but never taller than the screen."""
        layout, screen = self.layout(), self.screen()
        if layout is None or screen is None:
            return
        layout.activate()
        room = screen.availableGeometry().size() - _FRAME
        width = min(self.width(), room.width())
        need = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() \
            else layout.totalSizeHint().height()
        # one more than needed: at 150 % a window may come out a fraction lower than asked for
        self.resize(width, min(max(need + 1, self.least_height), room.height()))

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self.fit()
        super().showEvent(event)
