"""One reason out of a short list, or in own words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ui.looks import theme

_MOST_WITH_KEY = 9


class ReasonChooser(QWidget):
    """Nothing is chosen at first: a reason is the clerk's own word. Keys 1 to 9 choose too."""

    changed = Signal()
    picked = Signal()
    """A reason was chosen by its key."""

    def __init__(self, reasons: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reasons = list(reasons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.S)
        self._group = QButtonGroup(self)
        for place, reason in enumerate(self._reasons):
            self._group.addButton(self._radio(f"{place + 1}. {reason}", reason, place), place)
        own = len(self._reasons)
        self._own = self._radio(f"{own + 1}. 其他，写明原因：", "其他原因", own)
        self._group.addButton(self._own, own)
        for button in self._group.buttons():
            layout.addWidget(button)
        self._text = QLineEdit()
        self._text.setObjectName("reason_text")
        self._text.setAccessibleName("其他原因")
        self._text.setMaxLength(200)
        layout.addWidget(self._text)
        self._group.idToggled.connect(self._toggled)
        self._text.textEdited.connect(self._typed)
        self.setFocusProxy(self._group.button(0))

    def _radio(self, text: str, spoken: str, place: int) -> QRadioButton:
        radio = QRadioButton(text)
        radio.setObjectName(f"reason_{place + 1}")
        radio.setAccessibleName(spoken)
        return radio

    def reason(self) -> str:
        """The chosen or written reason; "" as long as there is none."""
        chosen = self._group.checkedId()
        if chosen < 0:
            return ""
        return self._text.text().strip() if chosen == len(self._reasons) else self._reasons[chosen]

    def _toggled(self, place: int, on: bool) -> None:
        if on and self._group.button(place) is self._own and not self._text.hasFocus():
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _typed(self) -> None:
        self._own.setChecked(True)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isdigit() and 0 < int(text) <= min(len(self._group.buttons()), _MOST_WITH_KEY):
            button = self._group.button(int(text) - 1)
            button.setChecked(True)
            if button is not self._own:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                self.picked.emit()
            return
        super().keyPressEvent(event)
