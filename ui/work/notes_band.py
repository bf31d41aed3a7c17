"""What had to be decided while the roster was read: a calm band that can be put away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget)

from ui.looks import icons, theme
from ui.widgets.elided import Elided

_TALLEST = 150


class NotesBand(QFrame):
    """Shows the first note; the rest on demand. ``remap_requested`` asks for the header mapping."""

    remap_requested = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notesBand")
        self.setProperty("role", "note")
        self.setAccessibleName("打开说明")
        self._notes: tuple[str, ...] = ()
        self.first = Elided("", self, Qt.TextElideMode.ElideRight)
        self.first.setObjectName("notesFirst")
        self.more = self._link("全部说明", "notesMore")
        self.more.setCheckable(True)
        self.remap = self._link("重新指定各列…", "notesRemap")
        self.close_button = QToolButton(self)
        self.close_button.setObjectName("notesClose")
        self.close_button.setProperty("kind", "tool")
        self.close_button.setAccessibleName("收起打开说明")
        self.close_button.setToolTip("收起；可在“文件”菜单里再看")
        self.all = QLabel(self)
        self.all.setObjectName("notesAll")
        self.all.setWordWrap(True)
        self.all.setTextFormat(Qt.TextFormat.PlainText)
        self.all.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setMaximumHeight(_TALLEST)
        self.area.viewport().setAutoFillBackground(False)
        self.all.setAutoFillBackground(False)
        self.area.setWidget(self.all)
        self._build()
        self.more.toggled.connect(self._expand)
        self.remap.clicked.connect(self.remap_requested)
        self.close_button.clicked.connect(self.dismiss)
        theme.notifier().changed.connect(self._dress)
        self._dress()
        self.hide()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.M)
        self.sign = QLabel(self)
        line.addWidget(self.sign)
        line.addWidget(self.first, 1)
        line.addWidget(self.more)
        line.addWidget(self.remap)
        line.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.XL, 2, theme.M, 2)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.area)
        self.area.hide()

    def set_notes(self, notes: Sequence[str]) -> None:
        """Shows notes; hides itself if there are none."""
        self._notes = tuple(notes)
        self.more.setChecked(False)
        self.setVisible(bool(notes))
        if not notes:
            return
        self.first.set_full_text(f"读取时：{self._notes[0]}")
        self.more.setVisible(len(notes) > 1)
        self.more.setText(f"全部 {len(notes)} 条说明")
        self.all.setText("\n".join(f"{n}. {note}" for n, note in enumerate(notes, 1)))

    def notes(self) -> tuple[str, ...]:
        """What was noted at opening."""
        return self._notes

    def show_again(self) -> None:
        """Brings the notes back in full."""
        if self._notes:
            self.show()
            self.more.setChecked(len(self._notes) > 1)
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Puts the band away."""
        self.hide()
        self.dismissed.emit()

    def _expand(self, all_of_them: bool) -> None:
        self.area.setVisible(all_of_them)
        if all_of_them:
            width = max(self.width() - 2 * theme.XL, 200)
            self.area.setFixedHeight(min(_TALLEST, self.all.heightForWidth(width) + theme.M))

    def _link(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.rstrip("…"))
        button.setProperty("kind", "link")
        return button

    def _dress(self) -> None:
        colors = theme.palette()
        self.sign.setPixmap(icons.icon("info", colors.warning_text).pixmap(16, 16))
        self.close_button.setIcon(icons.icon("close"))
