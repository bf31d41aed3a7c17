"""The dialog for finding and replacing text, with a preview of everything it would change."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QAbstractItemView, QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QHeaderView, QLineEdit,
    QTreeWidget, QTreeWidgetItem)

from app.table.find import Replacement, Search, replacements
from app.table.masking import mask
from ui.action_table import can_be_undone
from ui.looks import theme
from ui.roster_table.table import RosterTable
from ui.widgets.dialog_frame import Dialog

_LISTED = 300
"""How many cells the preview lists; the rest is only counted."""
_PIECE, _ROWS = 0.02, 400
"""For how many seconds it looks without a pause, and at how many rows before asking the clock."""
_SELECTION, _COLUMN, _ALL = "selection", "column", "all"
_LINE = QSize(0, theme.ROW_HEIGHT - 2)
_PLACE = Qt.ItemDataRole.UserRole


def find_and_replace(table: RosterTable) -> None:
    """Opens the dialog of this table; it stays open beside it."""
    dialog = table.findChild(FindReplaceDialog)
    if dialog is None:
        dialog = FindReplaceDialog(table)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    dialog.begin()


class FindReplaceDialog(Dialog):
    """Works on the shown rows and columns of its table: the selection as it was when the dialog was
    opened, the current column, or all of them. Replacing is one undo step."""

    def __init__(self, table: RosterTable) -> None:
        super().__init__(table, "findReplaceDialog", "查找和替换")
        self.setModal(False)  # the table stays within reach
        self._table = table
        self._cells: frozenset[tuple[int, int]] = frozenset()
        self._found: list[Replacement] = []
        self._looked_at = 0
        self._replaces = False
        """Whether all found is replaced as soon as all rows have been looked at."""
        self._said = ""
        """What was replaced, told when it has been looked anew."""
        self._make_fields()
        self._lay_out()
        self._make_preview()
        self._make_buttons()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(0)
        self._waiting.timeout.connect(self._look_on)
        self._connect_signals()
        self.least_height = 520
        self.resize(560, self.least_height)

    # --- parts -----------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        self.text = QLineEdit()
        self.text.setObjectName("findText")
        self.text.setAccessibleName("查找内容")
        self.by = QLineEdit()
        self.by.setObjectName("replaceText")
        self.by.setAccessibleName("替换为")
        self.scope = QComboBox()
        self.scope.setObjectName("findScope")
        self.scope.setAccessibleName("范围")
        self.case = QCheckBox("区分大小写")
        self.case.setObjectName("findCase")
        self.whole = QCheckBox("整格相同")
        self.whole.setObjectName("findWhole")

    def _make_preview(self) -> None:
        self.summary = self.words("", "strong")
        self.summary.setObjectName("findSummary")
        self.list = QTreeWidget()
        self.list.setObjectName("findPreview")
        self.list.setAccessibleName("将要修改的格子")
        self.list.setHeaderLabels(
            ["行", "列", "修改前", "修改后"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for section, width in enumerate((64, 110, 165)):
            header.resizeSection(section, width)
        self.list.setMinimumHeight(90)
        self.body.addWidget(self.list, 1)

    def _make_buttons(self) -> None:
        self.close_button = self.add_button("关闭", "findClose")
        self.next = self.add_button("查找下一个", "findNext")
        self.replace = self.add_button("全部替换", "replaceAll", primary=True)
        self.replace.setAutoDefault(False)
        self.next.setDefault(True)  # Enter only looks

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(theme.M)
        form.addRow("查找内容(&N)", self.text)
        form.addRow("替换为(&E)", self.by)
        form.addRow("范围(&R)", self.scope)
        ticks = QHBoxLayout()
        ticks.setSpacing(theme.XL)
        ticks.addWidget(self.case)
        ticks.addWidget(self.whole)
        ticks.addStretch()
        form.addRow("", ticks)
        self.body.addLayout(form)

    def _connect_signals(self) -> None:
        self.text.textChanged.connect(self._ask_anew)
        self.by.textChanged.connect(self._ask_anew)
        self.scope.currentIndexChanged.connect(self._ask_anew)
        self.case.toggled.connect(self._ask_anew)
        self.whole.toggled.connect(self._ask_anew)
        self.replace.clicked.connect(self._replace_all)
        self.next.clicked.connect(self._find_next)
        self.close_button.clicked.connect(self.close)
        self.list.itemActivated.connect(self._go_to)
        self.list.itemClicked.connect(self._go_to)
        self._table.view_changed.connect(self._later)
        self._table.model.dataChanged.connect(self._later)
        self._table.current_changed.connect(self._name_column)

    # --- opening ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """To be called when the dialog is shown: takes over the selection and the cell's text."""
        selected = self._table.selected_cells()
        self._cells = frozenset(selected)
        self.scope.blockSignals(True)
        self.scope.clear()
        if len(selected) > 1:
            self.scope.addItem(f"选中的 {len(selected)} 格", _SELECTION)
        self.scope.addItem("", _COLUMN)
        self.scope.addItem("显示的全部行和列", _ALL)
        self.scope.setCurrentIndex(0 if len(selected) > 1 else self.scope.count() - 1)
        self.scope.blockSignals(False)
        self._name_column()
        self.text.setFocus()
        self.text.selectAll()
        self._later()

    def _name_column(self) -> None:
        place = self.scope.findData(_COLUMN)
        current = self._table.current()
        if place >= 0 and current is not None:
            title = self._table.model.headerData(current[1], Qt.Orientation.Horizontal)
            self.scope.setItemText(place, f"“{title}”一列")
            if self.scope.currentData() == _COLUMN:
                self._later()

    def _ask_anew(self) -> None:
        self._said = ""
        self._later()

    def _later(self) -> None:
        """Looks anew, in small pieces between which the window answers."""
        self._found, self._looked_at, self._replaces = [], 0, False
        if self.isVisible():
            self._waiting.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._waiting.stop()
        self._cells = frozenset()
        super().hideEvent(event)

    # --- searching -------------------------------------------------------------------------------

    def _search(self) -> Search:
        return Search(self.text.text(), self.case.isChecked(), self.whole.isChecked())

    def _columns(self) -> list[int]:
        current = self._table.current()
        if self.scope.currentData() == _COLUMN:
            return [current[1]] if current is not None else []
        return self._table.view.shown_columns()

    def _scope_cells(self) -> frozenset[tuple[int, int]] | None:
        return self._cells if self.scope.currentData() == _SELECTION else None

    def _has_looked(self) -> bool:
        return self._looked_at >= len(self._table.model.rows) and not self._waiting.isActive()

    def _look_on(self) -> None:
        """Looks at some more rows."""
        end = monotonic() + _PIECE
        table, search, by = self._table, self._search(), self.by.text()
        rows, columns, within = table.model.rows, self._columns(), self._scope_cells()
        while self._looked_at < len(rows):
            self._found += replacements(
                search, by, rows[self._looked_at:self._looked_at + _ROWS], columns, within)
            self._looked_at += _ROWS
            if monotonic() > end and self._looked_at < len(rows):
                self._waiting.start()
                return
        self._show_found()
        if self._replaces:
            self._replace_all()

    def _show_found(self) -> None:
        table, search = self._table, self._search()
        count = len(self._found)
        if not search.text and not search.whole:
            self.summary.setText("请输入要查找的内容。")
        elif not count:
            self.summary.setText("没有会改变的格子。")
        else:
            more = f"，下面列出前 {_LISTED} 处" if count > _LISTED else ""
            self.summary.setText(
                f"将修改 {count:,} 处{more}。" if self.by.text() else
                f"找到 {count:,} 处{more}。“替换为”是空的，全部替换会把它们删去。")
        read_only = table.document is None or table.document.read_only
        self.replace.setEnabled(bool(count) and not read_only)
        self.next.setEnabled(bool(search.text) or search.whole)
        self.list.clear()
        self.list.addTopLevelItems([self._item(one) for one in self._found[:_LISTED]])
        if self._said:
            self.summary.setText(self._said)
            self._said = ""

    def _item(self, one: Replacement) -> QTreeWidgetItem:
        model = self._table.model
        place = model.place(one.row)
        hide = mask if model.is_masked(one.column) else str
        empty = "（空）"
        item = QTreeWidgetItem([
            model.row_number(place) if place is not None else "",
            str(model.headerData(one.column, Qt.Orientation.Horizontal)),
            hide(one.before) or empty, hide(one.after) or empty])
        item.setSizeHint(0, _LINE)
        item.setData(0, _PLACE, (one.row, one.column))
        return item

    def _go_to(self, item: QTreeWidgetItem) -> None:
        row, column = item.data(0, _PLACE)
        self._table.go_to(row, column)

    def _find_next(self) -> None:
        """Goes to the next matching cell behind the current one, from the end on to the start."""
        table, search, columns = self._table, self._search(), self._columns()
        rows, within = table.model.rows, self._scope_cells()
        here = table.view.currentIndex()
        start = max(here.row(), 0)
        behind = columns[columns.index(here.column()) + 1:] if here.column() in columns else columns
        parts = ((rows[start:start + 1], behind), (rows[start + 1:], columns),
                 (rows[:start + 1], columns))
        for some, wanted in parts:
            for row, column in search.find(some, wanted):
                if within is None or (row.id, column) in within:
                    table.go_to(row.id, column)
                    return
        self.summary.setText("没有找到。")

    def _replace_all(self) -> None:
        self._replaces = not self._has_looked()
        if self._replaces:
            return
        edits = [(one.row, one.column, one.after) for one in self._found]
        count = len(edits)
        if edits and self._table.model.edit(edits, f"替换 {count} 处"):
            self._said = f"已替换 {count:,} 处，{can_be_undone()}"
            self._table.message.emit(self._said)
