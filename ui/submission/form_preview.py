"""The issued form as it will be filled, and above each column what goes into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget)

from models.forms.form import IssuedForm
from models.forms.form_lines import Block, FormFacts
from models.forms.headings import whats
from models.forms.placeholders import replaced
from models.grid import column_letter
from ui.looks import theme

_LINES, _TAIL = 8, 8
_NARROW, _WIDE = 84, 190


class FormPreview(QTableWidget):
    """The first lines and what stands around them; ``decided`` says that a column is to be filled
    with something else."""

    decided = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[int, QComboBox] = {}
        self._widths: dict[int, int] = {}
        self.setObjectName("formPreview")
        self.setMinimumHeight(150)
        self.setAccessibleName("下发的表填好后的样子")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setWordWrap(False)

    def mapping(self) -> dict[int, str]:
        """What goes into each column as it is chosen now."""
        return {column: box.currentData() for column, box in self._boxes.items()
                if box.currentData()}

    def box(self, column: int) -> QComboBox:
        """Where it is chosen what goes into a column."""
        return self._boxes[column]

    def take(self, form: IssuedForm, mapping: Mapping[int, str]) -> None:
        """Begins with a form, whose columns are filled so."""
        width = form.width
        self.clear()
        self.clearSpans()
        self.setRowCount(1)
        self.setColumnCount(width)
        self.setHorizontalHeaderLabels([column_letter(column) for column in range(width)])
        self._boxes = {}
        for column in range(width):
            box = QComboBox(self)
            box.setObjectName(f"column_{column_letter(column)}")
            title = form.header.titles[column]
            box.setAccessibleName(f"{column_letter(column)} 列“{title}”填什么")
            box.addItem("（不填）", "")
            for what, text in whats(form.header.fields).items():
                box.addItem(text, what)
            box.setCurrentIndex(max(0, box.findData(mapping.get(column, ""))))
            box.setMaxVisibleItems(18)
            box.activated.connect(lambda _index: self.decided.emit())
            self.setCellWidget(0, column, box)
            self._widths[column] = max(
                _NARROW, box.fontMetrics().horizontalAdvance(box.currentText()) + 48)
            self._boxes[column] = box
            self.setColumnHidden(column, column in form.sheet.hidden_columns)

    def fill(self, form: IssuedForm, mapping: Mapping[int, str], blocks: Sequence[Block],
             facts: FormFacts) -> None:
        """Shows the form with these lines."""
        height = form.shape.height
        shown = blocks[:max(1, _LINES // height)]
        room = height * max(len(shown), min(len(form.heads), max(1, _LINES // height)))
        lines = {(number * height + row, column): str(value) for number, block in enumerate(shown)
                 for (row, column), value in block.items()}
        tail = form.sheet.rows[form.end:form.end + _TAIL]
        texts = {(row, column): text for row, column, text in replaced(
            form.sheet, facts, form.header.first, form.ruled)}
        self.clearSpans()
        self.setRowCount(1 + form.first + room + len(tail))
        more = form.inserted(len(blocks))
        labels = ["填什么", *(str(row + 1) for row in range(form.first))]
        labels += [str(form.head(number) + row + 1) for number in range(room // height)
                   for row in range(height)]
        labels += [str(form.end + more + row + 1) for row in range(len(tail))]
        self.setVerticalHeaderLabels(labels)
        palette = theme.palette()
        for place in range(form.first + room + len(tail)):
            source = place if place < form.first else form.end + place - form.first - room
            row = place - form.first if form.first <= place < form.first + room else -1
            for column in range(form.width):
                text = texts.get((source, column), form.sheet.text(source, column))
                if row >= 0:
                    text = form.sheet.text(form.first + row % height, column) \
                        if column in form.shape.labels else lines.get((row, column), "")
                elif (source, column) in form.formulas:
                    text = "（公式）"
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(text)
                if form.header.first <= place < form.header.end:
                    item.setBackground(QColor(palette.band))
                elif row >= 0 and column in mapping:
                    item.setBackground(QColor(palette.selection))
                self.setItem(place + 1, column, item)
        metrics = self.fontMetrics()
        for column in range(form.width):
            widest = max((metrics.horizontalAdvance(text) for (_, at), text in lines.items()
                          if at == column), default=0)
            self.setColumnWidth(column, min(max(self._widths[column], widest + 20), _WIDE))
        self._span(form, room, len(tail))
        self._run_over(form, room)

    def _span(self, form: IssuedForm, room: int, tail: int) -> None:
        """Merged cells of the form, where they are shown whole."""
        for top, bottom, left, right in form.sheet.merged:
            if top >= form.end:
                top, bottom = (row - form.end + form.first + room for row in (top, bottom))
            elif bottom > form.first:
                continue
            if bottom <= form.first + room + tail and right <= form.width:
                self.setSpan(top + 1, left, bottom - top, right - left)
        height = form.shape.height
        lines = [merge for merge in form.sheet.merged if form.heads and merge[3] <= form.width
                 and form.heads[0] <= merge[0] and merge[1] <= form.heads[0] + height]
        for at in range(form.first - form.heads[0] + 1, room, height) if lines else ():
            for top, bottom, left, right in lines:
                self.setSpan(top + at, left, bottom - top, right - left)

    def _run_over(self, form: IssuedForm, room: int) -> None:
        """A text outside the table goes on over the empty cells beside it, as on the real sheet."""
        def text(row: int, column: int) -> str:
            item = self.item(row, column)
            return item.text() if item is not None else ""
        outside = [*range(form.header.first), *range(form.first + room, self.rowCount() - 1)]
        for row in (place + 1 for place in outside):
            for column in range(form.width):
                if not text(row, column) or self.columnSpan(row, column) > 1:
                    continue
                end = column + 1
                while end < form.width and not text(row, end) \
                        and self.rowSpan(row, end) == self.columnSpan(row, end) == 1:
                    end += 1
                if end > column + 1:
                    self.setSpan(row, column, 1, end - column)
