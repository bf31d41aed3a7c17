"""The frame of dialogs that ask for a reason: explanation, list of reasons, two buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.looks import theme
from ui.widgets.dialog_frame import Dialog
from ui.widgets.reason_chooser import ReasonChooser

_WIDTH = 470


class Question(Dialog):
    """Asks for a reason; the action can't be taken before there is one. ``reason()`` holds the
    answer."""

    def __init__(self, parent: QWidget | None, name: str, title: str, heading: str,
                 texts: Sequence[str], reasons: Sequence[str], action: str) -> None:
        super().__init__(parent, name, title, heading)
        self.body.setSpacing(theme.S)
        for place, text in enumerate(texts):
            self.words(text, "soft").setObjectName(f"question_text_{place + 1}")
        self.body.addSpacing(theme.M)
        self.chooser = ReasonChooser(reasons)
        self.body.addWidget(self.chooser)
        self.body.addStretch(1)
        self.add_cancel()
        self._accept = self.add_button(action, "accept", primary=True)
        self._accept.setEnabled(False)
        self._accept.clicked.connect(self.accept)
        self.chooser.changed.connect(
            lambda: self._accept.setEnabled(bool(self.chooser.reason())))
        self.chooser.setFocus()
        self.resize(_WIDTH, self.heightForWidth(_WIDTH))

    def reason(self) -> str:
        """The reason as it stands; "" without one."""
        return self.chooser.reason()
