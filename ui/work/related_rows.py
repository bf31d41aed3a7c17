"""The other rows of a duplicate, each beside the row in hand, with a way to go there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.explaining.evidence import compared
from app.explaining.visible import shortened
from models.fields import NAME
from ui.looks import theme
from ui.widgets.parts import Heading, column, comparison_card, link, titled_row, wrapped

_MOST_SHOWN = 6
_LONG_NAME = 12


class RelatedRows(QWidget):
    """The first of the other rows compared field by field, the rest folded."""

    jump_requested = Signal(int, int)
    """Row id and column."""

    def __init__(self, document: Document, row: int, others: list[int], at: int,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("related_rows")
        layout = column(self)
        for place, other in enumerate(others[:_MOST_SHOWN]):
            folded = _RelatedRow(document, row, other, at, opened=place == 0)
            folded.jump_requested.connect(self.jump_requested)
            layout.addWidget(folded)
        left = len(others) - _MOST_SHOWN
        if left > 0:
            layout.addWidget(wrapped(f"还有 {left} 行相同。", role="soft"))


class _RelatedRow(QWidget):
    """One other row."""

    jump_requested = Signal(int, int)

    def __init__(self, document: Document, row: int, other: int, at: int, *, opened: bool) -> None:
        super().__init__()
        self._document, self._row, self._other = document, row, other
        self._body: QWidget | None = None
        self._layout = column(self, theme.S)
        name = shortened(document.roster.value(other, NAME).strip(), _LONG_NAME)
        label = document.validator.row_label(other)
        self._heading = Heading(" ".join(filter(None, (label, name))), "", folds=True, open_=opened)
        self._heading.setObjectName(f"related_{other}")
        self._heading.toggled.connect(self._fold)
        jump = link("去这一行", f"jump_{other}", f"去{label}")
        jump.clicked.connect(lambda: self.jump_requested.emit(other, at))
        self._layout.addWidget(titled_row(self._heading, jump))
        if opened:
            self._fold(True)

    def _fold(self, opened: bool) -> None:
        if opened and self._body is None:
            fields = compared(self._document.validator, self._row, self._other)
            self._body = comparison_card(fields, "本行", "那行")
            self._layout.addWidget(self._body)
        if self._body is not None:
            self._body.setVisible(opened)
