"""Keeps the view's columns as the clerk arranged them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSignalBlocker, Qt, QTimer, Signal

from app.document import Document
from models.fields import NAME
from ui.roster_table.columns import ColumnChoice, arrange, identity, natural_width
from ui.roster_table.model import RosterModel
from ui.roster_table.view import RosterView

ALL_COLUMNS, PROBLEM_COLUMNS = "", "problems"


class ColumnLayout(QObject):
    """Order, visibility and widths of the columns; what the clerk changes is remembered."""

    message = Signal(str)
    part_changed = Signal(str)

    def __init__(self, view: RosterView, model: RosterModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._choice = ColumnChoice()
        self._part = ALL_COLUMNS
        self._in_part: frozenset[int] | None = None
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(400)
        self._saving.timeout.connect(lambda: self._choice.save())
        view.columns.sectionMoved.connect(self._note_order)
        view.columns.sectionResized.connect(self._note_width)

    @property
    def _document(self) -> Document | None:
        return self._model.document

    def load(self) -> None:
        """Takes up the remembered choice."""
        self._choice = ColumnChoice.load()
        self.show_part(ALL_COLUMNS)

    def lay_out(self) -> None:
        """Orders, hides and sizes the columns of the present document."""
        document, view = self._document, self._view
        if document is None:
            return
        roster, header = document.roster, view.columns
        text, title = view.fontMetrics(), view.title_metrics()
        # nobody chose these widths; and of each one told, the view would repaint itself later
        told = QSignalBlocker(header)
        name = roster.index(NAME)
        header.frozen = -1
        arrange(header, self._choice.sorted(roster.columns))
        header.freeze(-1 if name is None else name)
        for index, column in enumerate(roster.columns):
            header.setSectionHidden(index, self._choice.is_hidden(column) or (
                self._in_part is not None and index not in self._in_part and index != name))
            known = self._choice.widths.get(identity(column))
            width = round(known * view.zoom) if known else natural_width(
                column, index, roster.rows, text, title, view.zoom)
            if not header.isSectionHidden(index):
                header.resizeSection(index, width)
        told.unblock()
        view.updateGeometries()
        self._fit_row_numbers()
        view.viewport().update()

    def _fit_row_numbers(self) -> None:
        numbers = self._view.numbers
        numbers.widest = self._model.widest_number()
        numbers.setFixedWidth(numbers.sizeHint().width())

    # --- what the clerk does to the headings -----------------------------------------------------

    def _note_order(self) -> None:
        document = self._document
        if document is not None:
            columns = document.roster.columns
            self._remember_order([self._view.columns.logicalIndex(place)
                                  for place in range(len(columns))])
            self._saving.start()

    def _remember_order(self, order: Sequence[int]) -> None:
        assert self._document is not None
        columns = self._document.roster.columns
        here = [identity(columns[index]) for index in order]
        self._choice.order = here + [name for name in self._choice.order if name not in here]

    def _note_width(self, column: int, before: int, width: int) -> None:
        document, header = self._document, self._view.columns
        stretched = header.visualIndex(column) == header.count() - 1
        if document is not None and before and width and header.dragging and not stretched:
            name = identity(document.roster.columns[column])
            self._choice.widths[name] = round(width / self._view.zoom)
            self._saving.start()

    # --- a part of many columns ------------------------------------------------------------------

    def parts(self) -> list[str]:
        """What may be looked at by itself, beside all columns and those with problems: the groups
        that the region has put neighbouring columns into."""
        document = self._document
        if document is None:
            return []
        fields = document.profile.fields
        return list(dict.fromkeys(
            field.group for column in document.roster.columns
            if column.key is not None and (field := fields.get(column.key)) and field.group))

    @property
    def part(self) -> str:
        """What is looked at: ALL_COLUMNS, PROBLEM_COLUMNS, or a group."""
        return self._part

    def show_part(self, part: str) -> None:
        """Shows all columns, those with open findings as they are now, or those of a group; the
        name stays. Nothing of this is remembered."""
        document, self._part, self._in_part = self._document, part, None
        if document is not None and part != ALL_COLUMNS:
            roster, fields = document.roster, document.profile.fields
            if part == PROBLEM_COLUMNS:
                keys = {each.field for each in document.open_findings() if each.row is not None}
            else:
                keys = {field.key for field in fields.all if field.group == part}
            self._in_part = frozenset(
                index for key in keys if key and (index := roster.index(key)) is not None)
            if not self._in_part:
                self._part, self._in_part = ALL_COLUMNS, None
                self.message.emit("各列都没有待处理的问题。")
        self.lay_out()
        self.part_changed.emit(self._part)

    # --- what menus and the dialog do ------------------------------------------------------------

    def is_shown(self, column: int) -> bool:
        """Whether a column (by index) is shown."""
        return not self._view.columns.isSectionHidden(column)

    def show(self, column: int, shown: bool = True) -> None:
        """Shows or hides a column; the last shown one stays."""
        document = self._document
        if document is None or self.is_shown(column) is shown:
            return
        if shown and not self._choice.is_hidden(document.roster.columns[column]):
            self.show_part(ALL_COLUMNS)  # only left out of the part that was looked at
            return
        if not shown and len(self._view.shown_columns()) == 1:
            self.message.emit("至少要显示一列。")
            return
        self._choice.hidden ^= {identity(document.roster.columns[column])}
        self._choice.save()
        self.lay_out()

    def reset(self) -> None:
        """All columns, in the order of the sheet, as wide as they need."""
        self._choice = ColumnChoice()
        self._choice.save()
        self.lay_out()

    def all_columns(self) -> list[tuple[int, str, bool]]:
        """Index, title and visibility of every column, from the left."""
        order = (self._view.columns.logicalIndex(place)
                 for place in range(self._model.columnCount()))
        return [(column, str(self._model.headerData(column, Qt.Orientation.Horizontal)),
                 self.is_shown(column)) for column in order]

    def choose(self, columns: Sequence[tuple[int, bool]]) -> None:
        """Takes over a whole arrangement: column indexes from the left, each shown or not."""
        document = self._document
        if document is None:
            return
        titles = document.roster.columns
        here = {identity(titles[column]) for column, _ in columns}
        hidden = {identity(titles[column]) for column, shown in columns if not shown}
        self._remember_order([column for column, _ in columns])
        self._choice.hidden = hidden | (self._choice.hidden - here)
        self._choice.save()
        self.lay_out()
