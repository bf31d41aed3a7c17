"""What is done to the selected cells and rows: copy, paste, clear, fill, insert, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.changes import CellEdit
from app.document import Document
from app.table.clipboard import (
    Area, PastePlan, format_block, html_block, incoming, outgoing, parse_block, plan_paste)
from models.bulk import collection_paused
from models.errors import XuejiError
from models.fields import MAIN_NUMBER, SUB_NUMBER
from ui.action_table import can_be_undone
from ui.roster_table.model import RosterModel
from ui.roster_table.view import RosterView

if TYPE_CHECKING:
    from ui.roster_table.reason import Kind as ReasonKind

    AskReason = Callable[[ReasonKind, Sequence[int]], str | None]
    """Asks why a row is inserted, or why the rows with these ids are deleted; None if the clerk
    gave up."""


class BlockCommands(QObject):
    """Each command is one undo step; ``message`` says what was done or why it was not."""

    message = Signal(str)

    def __init__(self, view: RosterView, model: RosterModel, ask_reason: AskReason) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._ask_reason = ask_reason
        self._copied = ""  # to know it again: it is surely tab-separated

    def _open_document(self) -> Document | None:
        """The document if it may be changed; says so if not."""
        document = self._model.document
        if document is not None and document.read_only:
            self.message.emit("这份名册现在只供查看，不能修改。")
            return None
        return document

    def _change(self, edits: Sequence[CellEdit], label: str, done: str) -> None:
        """Changes cells as one step; says that it was ``done``, or that nothing had to be."""
        if edits and any(self._model.cell(row, column) != text for row, column, text in edits):
            if self._model.edit(edits, label.format(len(edits))):
                self.message.emit(done)
        elif edits:
            self.message.emit("内容本来就是这样，没有改动。")

    # --- copy ------------------------------------------------------------------------------------

    def copy(self) -> bool:
        """Puts the selected block on the clipboard, in the order of the view."""
        rows, columns, count = self._view.selected_places()
        if not count:
            return False
        if len(rows) * len(columns) != count:
            self.message.emit("选中的格子不成一整块，不能一起复制。请选连续的一块。")
            return False
        shown = self._model.rows
        if len(columns) == 1:
            block: list[Sequence[str]] = [[shown[row].cells[columns[0]]] for row in rows]
        else:
            pick = itemgetter(*columns)
            block = [pick(shown[row].cells) for row in rows]
        self._put(self._for_outside(block, columns))
        self.message.emit(f"已复制 {len(rows)} 行 {len(columns)} 列。")
        return True

    def _for_outside(self, block: list[Sequence[str]], columns: Sequence[int]
                     ) -> list[Sequence[str]]:
        """The block with its damaged numbers as they leave."""
        document = self._model.document
        assert document is not None
        numbers = {place for place, column in enumerate(columns)
                   if document.roster.columns[column].key in (MAIN_NUMBER, SUB_NUMBER)}
        if not numbers:
            return block
        return [row if not any("E" in row[place] or "e" in row[place] for place in numbers) else
                [outgoing(text) if place in numbers else text for place, text in enumerate(row)]
                for row in block]

    def _put(self, block: Sequence[Sequence[str]]) -> None:
        """Puts a block on the clipboard: as text, and as cells that are text to Excel."""
        text = format_block(block)
        self._copied = _plain(text)
        # made by Qt: one made in Python is freed too late when the program ends, and crashes it
        data = self._model.mimeData([self._model.index(0, 0)])
        data.clear()
        data.setText(text)
        data.setHtml(html_block(block))
        QGuiApplication.clipboard().setMimeData(data)

    def cut(self) -> None:
        """Copies, then clears."""
        if self._open_document() is not None and self.copy():
            self.clear()

    # --- paste -----------------------------------------------------------------------------------

    def paste(self) -> None:
        """Writes the clipboard's block from the selection's first cell on, as Excel would."""
        if self._open_document() is None:
            return
        data = cast(QMimeData | None, QGuiApplication.clipboard().mimeData())
        if data is None or not data.hasText() or not data.text():
            self.message.emit("剪贴板里没有可以粘贴的文字。")
            return
        text = data.text()
        own = _plain(text) == self._copied
        block = parse_block(text, maybe_csv=not (own or data.hasHtml()), foreign=not own)
        block = [[incoming(cell) for cell in row] for row in block] if "□" in text else block
        if len(block) == len(block[0]) == 1 and self._view.selected_area() is None \
                and self._view.selectionModel().hasSelection():
            self._paste_scattered(block[0][0])
            return
        selection = self._paste_target()
        if selection is None:
            return
        shown = self._view.shown_columns()
        plan = plan_paste(block, selection, len(self._model.rows), len(shown))
        if not plan.cells:
            self.message.emit(self._too_large(plan))
            return
        edits = [(self._model.row_id(row), shown[column], text) for row, column, text in plan.cells]
        self._change(edits, "粘贴 {0} 格",
                     f"已粘贴 {plan.area.rows} 行 {plan.area.columns} 列，{can_be_undone()}")
        self._select(plan.area)

    def _paste_scattered(self, text: str) -> None:
        """One value into cells here and there: each of them gets it, as in Excel."""
        edits = [(row, column, text) for row, column in self.selected_cells()]
        self._change(edits, "粘贴 {0} 格",
                     f"已粘贴到选中的 {len(edits)} 格，{can_be_undone()}")

    def _paste_target(self) -> Area | None:
        area = self._view.selected_area()
        if area is not None:
            return area
        current, shown = self._view.currentIndex(), self._view.shown_columns()
        if self._view.selectionModel().hasSelection():
            self.message.emit("选中的格子不成一整块，不能粘贴。请只选要粘贴处的第一格。")
        elif current.isValid() and current.column() in shown:
            return Area(current.row(), shown.index(current.column()))
        else:
            self.message.emit("请先选中要粘贴处的第一格。")
        return None

    def _too_large(self, plan: PastePlan) -> str:
        lacking = []
        if plan.rows_missing:
            lacking.append(f"下方还差 {plan.rows_missing} 行")
        if plan.columns_missing:
            lacking.append(f"右侧还差 {plan.columns_missing} 列")
        return (f"要粘贴的内容有 {plan.area.rows} 行 {plan.area.columns} 列，{'，'.join(lacking)}，"
                "放不下，所以没有粘贴。")

    def _select(self, area: Area) -> None:
        """Selects an area of the view; the current cell stays."""
        shown = self._view.shown_columns()
        selection = QItemSelection()
        last = area.row + area.rows - 1
        for column in shown[area.column:area.column + area.columns]:
            selection.select(self._model.index(area.row, column), self._model.index(last, column))
        self._view.selectionModel().select(
            selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # --- clear and fill --------------------------------------------------------------------------

    def clear(self) -> None:
        """Empties the selected cells."""
        if self._open_document() is None:
            return
        with collection_paused():
            edits = [(row, column, "") for row, column in self.selected_cells()]
        self._change(edits, "清空 {0} 格", f"已清空选中的格子，{can_be_undone()}")

    def selected_cells(self) -> list[tuple[int, int]]:
        """Row id and column of every selected cell, in the order of the view."""
        rows = self._model.rows
        lines, columns, count = self._view.selected_places()
        if len(lines) * len(columns) == count:  # a block: nothing is selected twice
            return [(rows[line].id, column) for line in lines for column in columns]
        shown = set(columns)
        places = sorted({(row, column) for part in self._view.selected_ranges()
                         for row in range(part.top(), part.bottom() + 1)
                         for column in range(part.left(), part.right() + 1) if column in shown})
        return [(rows[row].id, column) for row, column in places]

    def fill_down(self) -> None:
        """Gives every selected cell the text of the topmost one of its column; with one row
        selected, the text of the row above."""
        if self._open_document() is None:
            return
        rows, columns, count = self._view.selected_places()
        if not count:
            return
        source, targets = (rows[0], rows[1:]) if len(rows) > 1 else (rows[0] - 1, rows)
        if source < 0:
            self.message.emit("上面没有行，不能向下填充。")
            return
        if len(rows) * len(columns) != count:
            self.message.emit("选中的格子不成一整块，不能向下填充。")
            return
        cells = self._model.rows
        with collection_paused():
            edits = [(cells[row].id, column, cells[source].cells[column])
                     for row in targets for column in columns]
        self._change(edits, "向下填充 {0} 格",
                     f"已向下填充 {len(edits)} 格，{can_be_undone()}")

    # --- rows ------------------------------------------------------------------------------------

    def insert_row(self, below: bool = False) -> int | None:
        """A new row at the current one, with a reason; its id, or None if it was not made."""
        document = self._open_document()
        if document is None:
            return None
        current = self._view.currentIndex()
        position = len(document.roster)
        if current.isValid():
            position = document.roster.position(self._model.row_id(current.row())) + below
        reason = self._ask_reason("insert", ())
        if reason is None:
            return None
        try:
            return document.insert_row(position, reason)
        except XuejiError as error:
            self.message.emit(str(error))
            return None

    def delete_rows(self) -> bool:
        """Takes the rows with a selected cell out, with a reason; whether that dealt with open
        findings."""
        document = self._open_document()
        if document is None:
            return False
        places = self._view.selected_places()[0]
        if not places:
            return False
        ids = [self._model.row_id(place) for place in places]
        reason = self._ask_reason("delete", ids)
        if reason is None:
            return False
        had_problems = any(document.open_in_row(row) for row in ids)
        try:
            document.delete_rows(ids, reason)
        except XuejiError as error:
            self.message.emit(str(error))
            return False
        self.message.emit(f"已删除 {len(ids)} 行，{can_be_undone()}")
        return had_problems


def _plain(text: str) -> str:
    """The text as it comes back from a clipboard that changes line ends."""
    return text.replace("\r\n", "\n")
