"""The roster as a table: everything the window needs of it in one widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.document import Document, Update
from app.table.complete import is_complete
from app.table.order import Sort, TableFilter, class_labels
from app.table.problems import problem_places
from ui.roster_table import zooming
from ui.roster_table.asking import ask_reason
from ui.roster_table.blocks import BlockCommands
from ui.roster_table.layout import ALL_COLUMNS, PROBLEM_COLUMNS, ColumnLayout
from ui.roster_table.menus import ColumnChoice, Sorting, cell_menu, columns_menu, heading_menu
from ui.roster_table.model import RosterModel
from ui.roster_table.view import Command, RosterView
from ui.widgets.panes import add_pane_keys


class RosterTable(QWidget):
    """Shows a document's roster and edits it through the document. The window passes every update
    of the document to ``refresh``."""

    current_changed = Signal(object)
    """(row id, column index) of the current cell, or None."""
    selection_changed = Signal()
    confirm_requested = Signal()
    find_wanted = Signal()
    """情况属实 for the selected cells."""
    solved = Signal(int, int)
    """Typing has dealt with all that was to be dealt with in a cell: row id, column index."""
    removed = Signal()
    """Rows with open findings were deleted."""
    typing = Signal(object)
    """The text in the open editor as it grows; None when the editor is closed."""
    message = Signal(str)
    """A short text for the status line."""
    filter_changed = Signal(object)
    """The TableFilter now in force, also where the table itself left a filter to show a cell."""
    view_changed = Signal()
    """Rows came or went from view, or moved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rosterTable")
        self.setAccessibleName("名册")
        self.model = RosterModel(self)
        self.view = RosterView(self.model, self)
        self.setFocusProxy(self.view)
        self.blocks = BlockCommands(
            self.view, self.model, lambda kind, rows: ask_reason(self, self.document, kind, rows))
        self.layout_of_columns = ColumnLayout(self.view, self.model)
        self._reported: tuple[int, int] | None = None
        self._last: tuple[int, int] | None = None
        self._changing = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._connect_signals()
        add_pane_keys(self)
        if (zoom := zooming.load()) != 1.0:
            self.view.set_zoom(zoom)

    def _connect_signals(self) -> None:
        self.model.refused.connect(self.message)
        self.blocks.message.connect(self.message)
        self.view.asked.connect(self._carry_out)
        self.view.current_moved.connect(self._report_current)
        self.view.answered.connect(self._answered)
        self.view.cells.typing.connect(self._typing)
        self.view.edit_refused.connect(
            lambda: self.message.emit("这份名册现在只供查看，不能修改。"))
        self.view.menu_wanted.connect(self._open_cell_menu)
        self.view.selectionModel().selectionChanged.connect(self.selection_changed)
        header = self.view.columns
        header.sectionClicked.connect(self.cycle_sort)
        header.customContextMenuRequested.connect(self._open_column_menu)
        self.layout_of_columns.message.connect(self.message)

    # --- document --------------------------------------------------------------------------------

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self.model.document

    def set_document(self, document: Document | None) -> None:
        """Shows another document from its first cell, without filter, in the order of the file."""
        self._changing += 1
        self._last = None
        self.model.set_document(document)
        self.view.columns.show_sort(None)
        self.layout_of_columns.load()
        self.view.horizontalScrollBar().setValue(0)
        self._changing -= 1
        shown = self.view.shown_columns()
        if self.model.rows and shown:
            self.view.make_current(0, shown[0])
        self._report_current()
        self.filter_changed.emit(self.filter())
        self.view_changed.emit()

    def refresh(self, update: Update) -> None:
        """Shows what a change of the document did."""
        if self.document is None:
            return
        if not update.structure:
            self.model.refresh(update)
            return
        columns = self.model.columnCount()
        with self._keeping_current():
            self.model.refresh(update)
            if self.model.columnCount() != columns:
                self.layout_of_columns.lay_out()
            self.view.columns.show_sort(self.model.order.sort)

    # --- columns ---------------------------------------------------------------------------------

    def is_column_shown(self, column: int) -> bool:
        """Whether a column (by index) is shown."""
        return self.layout_of_columns.is_shown(column)

    def show_column(self, column: int, shown: bool = True) -> None:
        """Shows or hides a column and remembers it."""
        with self._keeping_current():
            self.layout_of_columns.show(column, shown)

    def show_part(self, part: str) -> None:
        """Shows all columns, those with problems, or those of a group."""
        with self._keeping_current():
            self.layout_of_columns.show_part(part)

    def show_problem_columns(self, alone: bool) -> None:
        """Shows the columns with problems only, or all."""
        self.show_part(PROBLEM_COLUMNS if alone else ALL_COLUMNS)

    def reset_columns(self) -> None:
        """All columns, in the order of the sheet, as wide as they need."""
        with self._keeping_current():
            self.layout_of_columns.reset()

    def choose_columns(self) -> None:
        """Opens the dialog for showing, hiding and ordering columns."""
        if self.document is None:
            return
        from ui.roster_table.columns_dialog import ColumnsDialog
        dialog = ColumnsDialog(
            self.layout_of_columns.all_columns(), self.view.columns.frozen, self)
        if dialog.exec():
            with self._keeping_current():
                self.layout_of_columns.choose(dialog.chosen())
        dialog.deleteLater()

    def columns_menu(self, parent: QWidget | None = None) -> QMenu:
        """A menu for showing and hiding columns, filled anew whenever it opens."""
        return columns_menu(parent or self, self._column_choice)

    def _open_column_menu(self, spot: QPoint) -> None:
        header = self.view.columns
        column = header.column_at(spot.x())
        heading_menu(self, self._column_choice(), self._sorting(column)).popup(
            header.mapToGlobal(spot))

    def _open_cell_menu(self, spot: QPoint) -> None:
        document, current = self.document, self.current()
        cell_menu(self, self._carry_out, may_edit=document is not None and not document.read_only,
                  may_copy=current is not None,
                  sorting=self._sorting(current[1] if current is not None else -1)).popup(spot)

    def _sorting(self, column: int) -> Sorting | None:
        if column < 0:
            return None
        title = str(self.model.headerData(column, Qt.Orientation.Horizontal))
        return Sorting(column, title, self.sort(), self.set_sort)

    def _column_choice(self) -> ColumnChoice | None:
        if self.document is None:
            return None
        layout = self.layout_of_columns
        parts = [(ALL_COLUMNS, "全部列"), (PROBLEM_COLUMNS, "只看有问题的列"),
                 *((group, f"只看{group}") for group in layout.parts())]
        return ColumnChoice(layout.all_columns(), self.show_column, self.choose_columns,
                            self.reset_columns, parts, layout.part, self.show_part)

    # --- filter and order ------------------------------------------------------------------------

    def filter(self) -> TableFilter:
        """The filter in force."""
        return self.model.order.filter if self.document is not None else TableFilter()

    def set_filter(self, wanted: TableFilter) -> None:
        """Shows the rows that fit now. The current cell stays current if it is still shown."""
        if self.document is None:
            return
        changed = wanted != self.filter()
        with self._keeping_current():
            self.model.set_filter(wanted)
        if changed:
            self.filter_changed.emit(wanted)

    def rerun_filter(self) -> None:
        """Applies the filter to the cells as they are now, and sorts anew."""
        if self.document is None:
            return
        with self._keeping_current():
            if self.model.order.sort is not None:
                self.model.order.set_sort(self.model.order.sort)
            self.model.set_filter(self.filter())

    def classes(self) -> list[str]:
        """The labels of all classes, for ``TableFilter.class_name``."""
        return class_labels(self.document) if self.document is not None else []

    def cycle_sort(self, column: int) -> None:
        """Ascending, then descending, then back to the order of the file."""
        now = self.sort()
        if now is None or now.column != column:
            self.set_sort(Sort(column))
        else:
            self.set_sort(None if now.descending else Sort(column, descending=True))

    def sort(self) -> Sort | None:
        """The order in force; None for that of the file."""
        return self.model.order.sort if self.document is not None else None

    def set_sort(self, sort: Sort | None) -> None:
        """Orders the rows by a column as it is now; None: as in the file."""
        if self.document is None:
            return
        with self._keeping_current():
            self.model.set_sort(sort)
            self.view.columns.show_sort(sort)

    def visible_row_ids(self) -> list[int]:
        """Ids of the shown rows from the top."""
        return [row.id for row in self.model.rows]

    def counts(self) -> dict[str, int]:
        """How many rows there are: ``all``, with open ``problems``, ``edited``."""
        if self.document is None:
            return {"all": 0, "problems": 0, "edited": 0}
        return self.model.status.counts()

    # --- the current cell ------------------------------------------------------------------------

    def current(self) -> tuple[int, int] | None:
        """Row id and column of the current cell, or None."""
        index = self.view.currentIndex()
        if not index.isValid() or index.row() >= len(self.model.rows):
            return None
        return self.model.row_id(index.row()), index.column()

    def selected_cells(self) -> list[tuple[int, int]]:
        """Row id and column of every selected cell, in the order of the view."""
        return self.blocks.selected_cells()

    def is_editing(self) -> bool:
        """Whether an editor stands open in a cell."""
        return self.view.cells.editor is not None

    @contextmanager
    def _keeping_current(self) -> Iterator[None]:
        """While rows or columns come, go or move: afterwards the same cell is current if it is
        still shown, else the nearest one. The selection shrinks to it: what is out of sight must
        not be changed unseen."""
        if self._changing:
            yield
            return
        wanted = self.current() or self._last
        old = self.model.rows
        place = self.view.currentIndex().row()
        self._changing += 1
        self.view.selectionModel().clear()
        try:
            yield
        finally:
            self._changing -= 1
        self.view.note_moved_rows()
        shown = self.view.shown_columns()
        if self.model.rows and shown:
            row_id, column = wanted if wanted is not None else (self.model.row_id(0), shown[0])
            row = self.model.place(row_id)
            if row is None:
                nearest = (known for other in (*old[max(place, 0):], *reversed(old[:max(place, 0)]))
                           if (known := self.model.place(other.id)) is not None)
                row = next(nearest, 0)
            if column not in shown:
                column = min(shown, key=lambda other: abs(other - column))
            self.view.make_current(row, column)
        self._report_current()
        self.view_changed.emit()

    def _typing(self, text: str | None) -> None:
        """What is typed into a cell that has a problem is taken over when it is complete and
        right; then there is nothing left to say by another key."""
        self.typing.emit(text)
        index, cells = self.view.currentIndex(), self.view.cells
        if text is not None and cells.was_open and self.document is not None and is_complete(
                self.document, self.model.row_id(index.row()), index.column(), text):
            cells.finish()
            self._answered(False)

    def _answered(self, steps_down: bool) -> None:
        """A value that is still wrong keeps the clerk at its cell; one that deals with it is told;
        after any other the next row follows, as in Excel."""
        index = self.view.currentIndex()
        if self.model.is_open(index.row(), index.column()):
            self.message.emit("这一格还有问题，请看右边的说明。")
        elif self.view.cells.was_open:
            self.solved.emit(self.model.row_id(index.row()), index.column())
        elif steps_down:
            self.view.step(1, 0)

    def _report_current(self) -> None:
        if self._changing:
            return
        current = self.current()
        self._last = current or self._last
        if current != self._reported:
            self._reported = current
            self.current_changed.emit(current)

    def go_to(self, row_id: int, column: int, select: bool = True) -> None:
        """Makes a cell current and brings it into sight, leaving the filter if that hides it. With
        ``select`` it becomes the whole selection."""
        document = self.document
        if document is None or row_id not in document.roster:
            return
        if self.model.place(row_id) is None:
            self.set_filter(TableFilter())
        self.show_column(column)
        place = self.model.place(row_id)
        if place is None:
            return
        if select:
            self.view.make_current(place, column, far=True)
        else:
            index = self.model.index(place, column)
            self.view.selectionModel().setCurrentIndex(
                index, self.view.selectionModel().SelectionFlag.NoUpdate)
            self.view.scrollTo(index)

    def next_problem(self, forward: bool = True) -> bool:
        """Goes to the next cell with an open finding in the order of the view, from the end on to
        the beginning; to those that go with their cause only when no other is left. False if no
        shown row has one. With a filter by rule only its findings count."""
        if self.document is None:
            return False
        self.view.finish_editing()
        shown = self.view.shown_columns()
        hidden = [column for column in range(self.model.columnCount()) if column not in shown]
        found = next((place for caused in (False, True) for columns in (shown, hidden)
                      if (place := self._find_problem(columns, forward, caused))), None)
        if found is None:
            others = self.counts()["problems"] if not self.filter().shows_all else 0
            self.message.emit(
                "显示的行里没有待处理的问题了，其他行里还有。" if others
                else "表中没有待处理的问题了。")
            return False
        if found[1] in hidden:
            self.show_column(found[1])
            title = self.model.headerData(found[1], Qt.Orientation.Horizontal)
            self.message.emit(f"隐藏的“{title}”一列里还有问题，已重新显示。")
        self.view.make_current(*found, far=True)
        return True

    def _find_problem(self, columns: Sequence[int], forward: bool,
                      caused: bool) -> tuple[int, int] | None:
        """The next open finding in these columns, as a place of the view."""
        here = self.view.currentIndex()
        return next(problem_places(
            self.model.rows, self.model.status, columns, (here.row(), here.column()),
            self.filter().rule, forward=forward, caused=caused), None)

    # --- commands --------------------------------------------------------------------------------

    def copy(self) -> None:
        """Copies the selected block."""
        self.blocks.copy()

    def cut(self) -> None:
        """Copies the selected block and clears it."""
        self.blocks.cut()

    def paste(self) -> None:
        """Pastes from Excel, WPS or here."""
        self.blocks.paste()

    def clear_cells(self) -> None:
        """Empties the selected cells."""
        self.blocks.clear()

    def fill_down(self) -> None:
        """Fills the selection from its topmost row."""
        self.blocks.fill_down()

    def insert_row(self, below: bool = False) -> None:
        """Asks for a reason and inserts a row at the current one, which becomes current."""
        row_id = self.blocks.insert_row(below)
        shown = self.view.shown_columns()
        if row_id is not None and shown:
            self.go_to(row_id, shown[0])

    def delete_rows(self) -> None:
        """Asks for a reason and deletes the selected rows."""
        if self.blocks.delete_rows():
            self.removed.emit()

    def find_replace(self) -> None:
        """Asks for finding and replacing."""
        if self.document is not None:
            self.find_wanted.emit()

    def set_masked(self, masked: bool) -> None:
        """Hides or shows the middle of ID numbers."""
        self.model.set_masked(masked)

    def is_masked(self) -> bool:
        """Whether the middle of ID numbers is hidden."""
        return self.model.masked

    # --- zoom ------------------------------------------------------------------------------------

    def zoom(self) -> float:
        """How large the table is shown; 1.0 is the usual size."""
        return self.view.zoom

    def set_zoom(self, zoom: float) -> None:
        """Shows the table larger or smaller, and remembers it."""
        self.view.set_zoom(zooming.nearest(zoom))
        self.layout_of_columns.lay_out()
        if self.view.currentIndex().isValid():
            self.view.scrollTo(self.view.currentIndex())
        zooming.save(self.zoom())
        self.message.emit(f"表格显示比例 {round(self.zoom() * 100)}%")

    def zoom_in(self) -> None:
        """One step larger."""
        self.set_zoom(zooming.larger(self.zoom()))

    def zoom_out(self) -> None:
        """One step smaller."""
        self.set_zoom(zooming.smaller(self.zoom()))

    def zoom_reset(self) -> None:
        """The usual size."""
        self.set_zoom(1.0)

    # --- carrying out ----------------------------------------------------------------------------

    def _carry_out(self, command: Command) -> None:
        actions: dict[Command, Callable[[], object]] = {
            Command.COPY: self.copy, Command.CUT: self.cut, Command.PASTE: self.paste,
            Command.CLEAR: self.clear_cells, Command.FILL_DOWN: self.fill_down,
            Command.INSERT_ABOVE: self.insert_row,
            Command.INSERT_BELOW: lambda: self.insert_row(below=True),
            Command.DELETE_ROWS: self.delete_rows, Command.REPLACE: self.find_replace,
            Command.NEXT_PROBLEM: self.next_problem,
            Command.PREVIOUS_PROBLEM: lambda: self.next_problem(forward=False),
            Command.ZOOM_IN: self.zoom_in, Command.ZOOM_OUT: self.zoom_out,
            Command.ZOOM_RESET: self.zoom_reset, Command.CONFIRM: self.confirm_requested.emit,
        }
        actions[command]()
