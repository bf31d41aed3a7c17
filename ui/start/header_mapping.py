"""Which column is which field, where the header does not say it clearly, beside the first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton, QAbstractItemView, QComboBox, QGridLayout, QHBoxLayout, QHeaderView, QLabel,
    QScrollArea, QSpinBox, QTableWidget, QTableWidgetItem, QWidget)

from models.fields import HEADER_WITHIN, STANDARD, Fields
from models.grid import Sheet, column_letter
from models.intake.header import header_ending
from ui.looks import theme
from ui.settings import HeaderChoice
from ui.widgets.dialog_frame import Dialog
from ui.widgets.elided import Elided

_PREVIEW = 8
_WIDEST = 160
_MOST_LINES = 6
"""So many lines of fields are in view; more scroll."""
_LETTERS = 9
"""How many letters of a column's title a choice shows at least."""


class HeaderMappingDialog(Dialog):
    """``choice()`` is what was decided. ``why`` says in a sentence why it is asked."""

    def __init__(self, parent: QWidget | None, sheet: Sheet, why: str, *, header_row: int = 1,
                 mapping: Mapping[str, int] | None = None, fields: Fields = STANDARD,
                 cancel: str = "取消打开", accept: str = "按此打开") -> None:
        super().__init__(parent, "headerMapping", "指定各列",
                         "请指明名册里的各列")
        self._sheet, self._known = sheet, fields
        self._titles: list[str] = []
        self.resize(880, 600)
        self.least_height = 600
        self.why = self.words(why, "soft")
        self.header_row = QSpinBox(self)
        self.header_row.setObjectName("headerRow")
        self.header_row.setAccessibleName("表头所在的行")
        self.header_row.setRange(0, max(1, min(HEADER_WITHIN, len(sheet.rows))))
        self.header_row.setSpecialValueText("没有表头")
        self.header_row.setPrefix("第 ")
        self.header_row.setSuffix(" 行")
        self.header_row.setFixedWidth(120)
        self.header_row.setValue(header_row)
        self._boxes: dict[str, QComboBox] = {}
        self._samples: dict[str, Elided] = {}
        self.body.addLayout(self._header_line())
        self.body.addWidget(self._fields())
        self.preview = self._table()
        self.body.addWidget(self.preview, 1)
        self.hint = self.words("", "small")
        self.hint.setObjectName("mappingHint")
        self.add_cancel(cancel)
        self.accept_button = self.add_button(accept, "accept", primary=True)
        self.accept_button.clicked.connect(self.accept)
        self._read_header(mapping)
        self.header_row.valueChanged.connect(self._row_chosen)

    def choice(self) -> HeaderChoice:
        """The header's row and the fields' columns."""
        mapping = {key: box.currentData() for key, box in self._boxes.items()
                   if box.currentData() is not None}
        return HeaderChoice(self.header_row.value(), mapping)

    def header_texts(self) -> list[str]:
        """The header's texts as they stand in the sheet; what the choice is remembered by."""
        return list(self._titles)

    # --- parts -----------------------------------------------------------------------------------

    def _header_line(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(theme.M)
        label = QLabel("表头在", self)
        label.setBuddy(self.header_row)
        top.addWidget(label)
        top.addWidget(self.header_row)
        top.addStretch(1)
        return top

    def _fields(self) -> QScrollArea:
        """A choice for each field, in two halves; many scroll in the room of a few."""
        panel = QWidget(self)
        grid = QGridLayout(panel)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(6)
        half = -(-len(self._known) // 2)
        for number, field in enumerate(self._known.all):
            row, left = number % half, 0 if number < half else 4
            title = QLabel(field.title, self)
            box = QComboBox(self)
            box.setObjectName(f"map_{field.key}")
            box.setAccessibleName(f"{field.title}是哪一列")
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(_LETTERS)
            box.setMaxVisibleItems(16)
            box.activated.connect(lambda _index: self._judge())
            title.setBuddy(box)
            sample = Elided("", self, Qt.TextElideMode.ElideRight)
            theme.set_role(sample, "small")
            self._boxes[field.key] = box
            self._samples[field.key] = sample
            grid.addWidget(title, row, left)
            grid.addWidget(box, row, left + 1)
            grid.addWidget(sample, row, left + 2)
            grid.setColumnStretch(left + 1, 2)
            grid.setColumnStretch(left + 2, 1)
        grid.setColumnMinimumWidth(3, theme.XL)
        area = QScrollArea(self)
        area.setObjectName("mappingFields")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(panel)
        panel.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        height = panel.sizeHint().height()
        area.setFixedHeight(min(height, height * _MOST_LINES // half + theme.M))
        return area

    def _table(self) -> QTableWidget:
        table = QTableWidget(self)
        table.setObjectName("mappingPreview")
        table.setAccessibleName("名册的前几行")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.verticalHeader().setDefaultSectionSize(26)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setMinimumSectionSize(56)
        table.setMinimumHeight(150)
        for corner in table.findChildren(QAbstractButton):
            corner.setAccessibleName("行号")
        return table

    # --- what is shown ---------------------------------------------------------------------------

    def _row_chosen(self, row: int) -> None:
        if row != self._row:  # Enter tells of a change where there is none
            self._read_header(None)

    def _read_header(self, mapping: Mapping[str, int] | None) -> None:
        """Takes the chosen line as header and recognises what it can."""
        self._row = row = self.header_row.value()
        below = self._below()
        texts = header_ending(self._sheet, row - 1).texts if row else []
        width = max([len(texts), *map(len, below[:200]), 1])
        self._titles = [*texts, *[""] * (width - len(texts))]
        if mapping is None:
            mapping = self._known.map(self._titles, self._column)[0] if row else {}
        for key, box in self._boxes.items():
            box.clear()
            box.addItem("（名册里没有）", None)
            for column, text in enumerate(self._titles):
                title = " ".join(text.split())
                box.addItem(f"{column_letter(column)} 列　{title}".rstrip(), column)
            box.setCurrentIndex(max(0, box.findData(mapping[key])) if key in mapping else 0)
        self._judge()

    def _below(self) -> list[list[str]]:
        return self._sheet.rows[self.header_row.value():]

    def _column(self, column: int) -> Sequence[str]:
        return [cells[column] for cells in self._below()[:500] if column < len(cells)]

    def _judge(self) -> None:
        """Shows what the choice means, and whether it can be taken."""
        chosen = self.choice().mapping
        for key, sample in self._samples.items():
            texts = [text for text in self._column(chosen[key]) if text.strip()] \
                if key in chosen else []
            sample.set_full_text(f"如 {texts[0]}" if texts else "")
        twice = {column for column in chosen.values() if list(chosen.values()).count(column) > 1}
        missing = [self._known.title(key) for key in self._boxes
                   if key not in chosen and key in self._known.required]
        if twice:
            names = "、".join(f"{column_letter(column)} 列" for column in sorted(twice))
            text, role = f"{names}选了不止一次，请改正。", "error"
        elif not chosen:
            text, role = "请至少指明一列。", "error"
        elif missing:
            text = f"没有指明：{'、'.join(missing)}。打开后会作为问题列出，也可以在那里补上空列。"
            role = "warning"
        else:
            every = self._known.counted.strip() if len(chosen) == len(self._boxes) \
                else "要填的各项"
            text = f"{every}都已指明。以后打开表头相同的名册，会照此读取。"
            role = "small"
        self.hint.setText(text)
        theme.set_role(self.hint, role)
        self.accept_button.setEnabled(bool(chosen) and not twice)
        self._fill(chosen)

    def _fill(self, chosen: Mapping[str, int]) -> None:
        colors, table = theme.palette(), self.preview
        fields = {column: self._known.title(key) for key, column in chosen.items()}
        first = max(0, self.header_row.value() - 1)
        rows = self._sheet.rows[first:first + _PREVIEW]
        table.setColumnCount(len(self._titles))
        table.setRowCount(len(rows))
        table.setVerticalHeaderLabels([str(first + 1 + n) for n in range(len(rows))])
        for column in range(len(self._titles)):
            title = QTableWidgetItem(fields.get(column, column_letter(column)))
            title.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            if column in fields:
                title.setForeground(QColor(colors.accent))
            table.setHorizontalHeaderItem(column, title)
            for row, cells in enumerate(rows):
                item = QTableWidgetItem(cells[column] if column < len(cells) else "")
                if first + row < self.header_row.value():
                    item.setBackground(QColor(colors.band))
                elif column in fields:
                    item.setBackground(QColor(colors.selection))
                table.setItem(row, column, item)
        table.resizeColumnsToContents()
        for column in range(len(self._titles)):
            table.setColumnWidth(column, min(table.columnWidth(column) + theme.M, _WIDEST))
