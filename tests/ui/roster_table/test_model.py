"""The item model: Qt's own tester looks on while rows change, come, go and move."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.document import Document
from app.table.order import Mode, Sort, TableFilter
from app.table.status import CONFIRMED, EDITED, ERROR, WARNING
from models.roster import Row
from tests.documents import MakeDocument
from ui.roster_table.model import Role, RosterModel


@pytest.fixture
def model(faulty_document: Document, qtmodeltester: ModelTester) -> RosterModel:
    """A model of the faulty document, watched by the tester until the end of the test."""
    found = RosterModel()
    faulty_document.subscribe(found.refresh)
    found.set_document(faulty_document)
    qtmodeltester.check(found, force_py=False)
    return found


def matrix(model: RosterModel) -> list[list[str]]:
    return [[model.data(model.index(row, column)) for column in range(model.columnCount())]
            for row in range(model.rowCount())]


def expected(document: Document) -> list[list[str]]:
    return [row.cells for row in document.roster.rows]


CHANGES: dict[str, Callable[[Document], object]] = {
    "edit": lambda d: d.edit([(5, 2, "新名")]),
    "many edits": lambda d: d.edit([(row, 4, "一年级") for row in range(0, 36, 2)]),
    "insert first": lambda d: d.insert_row(0, "漏报"),
    "insert last": lambda d: d.insert_row(36, "漏报"),
    "delete one": lambda d: d.delete_rows([7], "转出"),
    "delete a stretch": lambda d: d.delete_rows(range(4, 9), "转出"),
    "delete here and there": lambda d: d.delete_rows([0, 3, 4, 20, 35], "转出"),
    "delete all": lambda d: d.delete_rows(range(36), "转出"),
    "confirm": lambda d: d.confirm(d.validator.findings(25), "已核对"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("wanted", [TableFilter(), TableFilter(mode=Mode.PROBLEMS)],
                         ids=["all", "problems"])
@pytest.mark.parametrize("sort", [None, Sort(2, True)], ids=["file order", "sorted"])
def test_every_change_undo_and_redo_is_followed(
        model: RosterModel, faulty_document: Document, change: Callable[[Document], object],
        wanted: TableFilter, sort: Sort | None) -> None:
    model.set_sort(sort)
    model.set_filter(wanted)
    change(faulty_document)
    faulty_document.undo()
    faulty_document.redo()
    model.set_filter(TableFilter())
    model.set_sort(None)
    assert matrix(model) == expected(faulty_document)


def test_a_column_that_is_added_and_taken_back_is_followed(
        make_document: MakeDocument, qtmodeltester: ModelTester) -> None:
    document = make_document(9, without=("stage",))
    model = RosterModel()
    document.subscribe(model.refresh)
    model.set_document(document)
    qtmodeltester.check(model, force_py=False)
    document.add_column("stage")
    assert model.columnCount() == 10
    assert model.headerData(9, Qt.Orientation.Horizontal) == "学段"
    assert model.data(model.index(0, 9), Role.MARKS) == ERROR
    document.undo()
    assert matrix(model) == expected(document)


@settings(max_examples=60)
@given(st.lists(st.permutations(range(12)).flatmap(
    lambda order: st.integers(0, 12).map(lambda count: order[:count])), min_size=1, max_size=6))
def test_any_rows_can_follow_any_rows(orders: list[list[int]]) -> None:
    """Persistent indexes stay with their rows; those of rows that went are invalid."""
    rows = [Row(number, [str(number)]) for number in range(12)]
    model = RosterModel()
    model._columns = 1
    model.rows = list(rows)
    watcher = ModelWatcher(model)
    for order in orders:
        held = {row.id: QPersistentModelIndex(model.index(place, 0))
                for place, row in enumerate(model.rows)}
        model.set_rows([rows[number] for number in order])
        watcher.check()
        assert [row.id for row in model.rows] == order
        for number, index in held.items():
            assert index.isValid() is (number in order)
            if index.isValid():
                assert order[index.row()] == number


class ModelWatcher:
    """Keeps a copy of the ids by what the signals say alone."""

    def __init__(self, model: RosterModel) -> None:
        self._model = model
        self._count = model.rowCount()
        model.rowsInserted.connect(lambda _, first, last: self._grow(last - first + 1))
        model.rowsRemoved.connect(lambda _, first, last: self._grow(first - last - 1))
        self.signals = 0

    def _grow(self, by: int) -> None:
        self._count += by
        self.signals += 1

    def check(self) -> None:
        assert self._count == self._model.rowCount()
        assert self.signals <= 2, "rows come and go in one stretch each"
        self.signals = 0


def test_a_row_just_fixed_stays_in_view(model: RosterModel, faulty_document: Document) -> None:
    model.set_filter(TableFilter(mode=Mode.PROBLEMS))
    before = [row.id for row in model.rows]
    faulty_document.edit([(30, faulty_document.roster.index("class_name") or 0, "4班")])
    assert [row.id for row in model.rows] == before
    model.set_filter(TableFilter(mode=Mode.PROBLEMS))
    assert [row.id for row in model.rows] == [row for row in before if row != 30]


def test_an_edit_tells_of_its_rows_alone(model: RosterModel, faulty_document: Document,
                                         qtbot: QtBot) -> None:
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    faulty_document.edit([(3, 2, "新名")])
    faulty_document.edit([(row, 2, f"名{row}") for row in (4, 5, 6, 12)])
    assert told == [(3, 3), (4, 6), (12, 12)]
    told.clear()
    faulty_document.edit([(row, 2, f"字{row}") for row in range(0, 36, 2)])
    assert told == [(0, 34)]


def test_marks_tell_errors_warnings_confirmations_and_edits(
        model: RosterModel, faulty_document: Document) -> None:
    def mark(row: int, key: str) -> int:
        column = faulty_document.roster.index(key)
        assert column is not None
        return int(model.data(model.index(row, column), Role.MARKS))
    assert mark(14, "sub_number") == ERROR
    assert mark(25, "main_number") == WARNING
    faulty_document.confirm(faulty_document.validator.findings(25), "已核对证件")
    assert mark(25, "main_number") == CONFIRMED
    faulty_document.edit([(0, 2, "新名"), (14, 1, "123")])
    assert (mark(0, "name"), mark(14, "sub_number"), mark(0, "sex")) == (EDITED, ERROR | EDITED, 0)
    faulty_document.undo()
    assert (mark(0, "name"), mark(14, "sub_number")) == (0, ERROR)


def test_tooltips_say_what_is_wrong_and_what_was_confirmed(
        model: RosterModel, faulty_document: Document) -> None:
    index = model.index(25, 0)
    assert "□" in model.data(index, Qt.ItemDataRole.ToolTipRole)
    finding = faulty_document.validator.findings(25)[0]
    assert faulty_document.validator.message(finding) in model.data(
        index, Qt.ItemDataRole.ToolTipRole)
    faulty_document.confirm([finding], "已核对 <护照>")
    assert "已核对 <护照>" in model.data(index, Qt.ItemDataRole.ToolTipRole)
    faulty_document.edit([(0, 2, "新名")])
    name = model.index(0, 2)
    assert faulty_document.roster.original_value(0, 2) in model.data(
        name, Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(0, 3), Qt.ItemDataRole.ToolTipRole) is None


def test_screen_readers_hear_the_marks(model: RosterModel) -> None:
    spoken = model.data(model.index(14, 1), Qt.ItemDataRole.AccessibleDescriptionRole)
    assert spoken.startswith("有错误")


def test_masking_hides_the_middle_of_id_numbers_everywhere_but_in_the_editor(
        model: RosterModel, faulty_document: Document) -> None:
    number = faulty_document.roster.row(25).cells[0]
    model.set_masked(True)
    index = model.index(25, 0)
    assert model.data(index) == "E1*****78"
    assert number not in model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert model.data(index, Qt.ItemDataRole.EditRole) == number
    assert model.data(model.index(25, 1)) == faulty_document.roster.row(25).cells[1]
    model.set_masked(False)
    assert model.data(index) == number


def test_a_change_that_is_refused_says_why(faulty_document: Document) -> None:
    faulty_document.read_only = True
    model = RosterModel()
    model.set_document(faulty_document)
    said: list[str] = []
    model.refused.connect(said.append)
    assert not model.setData(model.index(0, 2), "新名")
    assert said == ["这份名册现在只供查看，不能修改。"]
    assert not model.flags(model.index(0, 2)) & Qt.ItemFlag.ItemIsEditable


def test_rows_are_numbered_as_in_the_file(model: RosterModel, faulty_document: Document) -> None:
    faulty_document.insert_row(1, "漏报")
    numbers = [model.headerData(row, Qt.Orientation.Vertical) for row in range(3)]
    assert numbers == ["3", "新", "4"]


def test_a_model_without_document_is_empty(qtmodeltester: ModelTester) -> None:
    model: QAbstractItemModel = RosterModel()
    qtmodeltester.check(model, force_py=False)
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    assert model.data(QModelIndex()) is None
