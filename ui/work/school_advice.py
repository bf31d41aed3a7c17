"""Beside the school's fields: what the roster says against them, and one button that follows it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.document import Document
from app.explaining.other_school import Advice, advice, count_under
from models.school import system_text
from ui.looks import theme
from ui.widgets.elided import Elided
from ui.widgets.worker import Job


class SchoolAdvice(QWidget):
    """Shown while a finding questions the school; ``taken`` carries the School that answers it."""

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("schoolAdvice")
        self._document: Document | None = None
        self._advice: Advice | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.L)
        self.button = QPushButton(self)
        self.button.setObjectName("schoolAdviceTake")
        self.button.setAutoDefault(True)
        self.text = Elided("", self, Qt.TextElideMode.ElideRight)
        self.text.setObjectName("schoolAdviceText")
        theme.set_role(self.text, "warning")
        layout.addWidget(self.button)
        layout.addWidget(self.text, 1)
        self.button.clicked.connect(self._take)
        self.hide()

    @property
    def is_given(self) -> bool:
        """Whether there is anything to follow."""
        return self._advice is not None

    def refresh(self, document: Document | None) -> None:
        """Looks again at what the roster says of its school."""
        self._document = document
        found = advice(document) if document is not None else []
        before, self._advice = self._advice, found[0] if found else None
        self.setVisible(self._advice is not None)
        if document is None or self._advice is None or self._advice == before:
            return
        what = self._named(self._advice)
        self.button.setText(f"改用 {what}")
        self.button.setAccessibleName(self.button.text())
        self._say(document.validator.message(self._advice.finding))
        self._count(document, self._advice)

    def _named(self, given: Advice) -> str:
        if given.finding.rule == "school-system":
            return f"{system_text(given.school.system)}制"
        return given.school.code

    def _say(self, text: str) -> None:
        self.text.set_full_text(text)

    def _count(self, document: Document, given: Advice) -> None:
        """What would be left to do, counted in the background."""
        count = count_under(document, given.school)
        job = Job(lambda task: count(), self)

        def tell(left: object) -> None:
            if self._advice is given and self._document is document:
                self._say(f"改用{self._named(given)}后，{document.tally().open:,} 处只剩 {left:,} 处。")
        job.succeeded.connect(tell)
        job.start()

    def _take(self) -> None:
        if self._advice is not None:
            self.taken.emit(self._advice.school)
