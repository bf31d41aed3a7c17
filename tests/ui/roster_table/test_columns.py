"""Columns: wide enough, hidden and shown, ordered, and remembered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QPushButton

from app.document import Document
from benchmarks.hands import answered, open_dialog
from models.roster import Column
from tests.documents import MakeDocument
from tests.ui.roster_table.conftest import Bench, OpenBench
from ui.roster_table.columns import ColumnChoice
from ui.roster_table.columns_dialog import ColumnsDialog


def order(bench: Bench) -> list[str]:
    columns = bench.document.roster.columns
    return [columns[index].key or columns[index].title for index in bench.view.shown_columns()]


@pytest.mark.parametrize("zoom", [0.75, 1.0, 1.5, 2.0])
def test_long_numbers_are_never_cut(
        open_bench: OpenBench, faulty_document: Document, zoom: float) -> None:
    bench = open_bench(faulty_document)
    bench.table.set_zoom(zoom)
    metrics = QFontMetrics(bench.view.font())
    for key, texts in (("main_number", ["310117199803113428", "31011719980311342X"]),
                       ("sub_number", ["3101170526220090128", "3.10117052622009E+18"])):
        room = bench.view.columnWidth(bench.column(key)) - bench.view.cells.paint_with.indent - 3
        assert all(metrics.horizontalAdvance(text) <= room for text in texts)


def test_a_hidden_column_stays_hidden_next_time(bench: Bench, open_bench: OpenBench) -> None:
    bench.table.show_column(bench.column("grade"), False)
    assert "grade" not in order(bench)
    again = open_bench(bench.document)
    assert "grade" not in order(again)
    again.table.reset_columns()
    assert "grade" in order(again)


def test_the_last_column_can_not_be_hidden(
        open_bench: OpenBench, make_document: MakeDocument) -> None:
    bench = open_bench(make_document(3, others=()))
    for column in range(8):
        bench.table.show_column(column, False)
    assert order(bench) == ["stage"]
    assert bench.said == ["至少要显示一列。"]


def test_the_current_cell_leaves_a_column_that_is_hidden(bench: Bench) -> None:
    bench.click(2, "grade")
    bench.table.show_column(bench.column("grade"), False)
    assert bench.current()[0] == 2
    assert bench.current()[1] in ("sex", "class_name")


def test_an_order_made_with_the_mouse_is_remembered(
        bench: Bench, open_bench: OpenBench, settings_store: QSettings) -> None:
    header = bench.view.columns
    header.moveSection(header.visualIndex(bench.column("stage")), 1)
    bench.bot.waitUntil(lambda: bool(ColumnChoice.load().order))
    assert order(open_bench(bench.document))[:3] == ["name", "stage", "main_number"]


def test_a_width_made_with_the_mouse_is_remembered(
        bench: Bench, open_bench: OpenBench) -> None:
    header = bench.view.columns
    column = bench.column("class_name")
    edge = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) - 1, 10)
    QTest.mouseMove(header.viewport(), edge)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(header.viewport(), edge + QPoint(33, 0))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(33, 0))
    width = header.sectionSize(column)
    bench.bot.waitUntil(lambda: "class_name" in ColumnChoice.load().widths)
    assert ColumnChoice.load().widths == {"class_name": width}
    assert open_bench(bench.document).view.columns.sectionSize(column) == width


@pytest.mark.parametrize("text", ["{", "[]", '{"order": 1}', "null"])
def test_a_damaged_memory_is_left_out(settings_store: QSettings, text: str) -> None:
    settings_store.setValue("table/columns", text)
    settings_store.sync()
    assert ColumnChoice.load() == ColumnChoice()


def test_columns_of_other_rosters_are_not_forgotten(
        bench: Bench, open_bench: OpenBench, make_document: MakeDocument) -> None:
    bench.table.show_column(bench.column("家庭住址"), False)
    other = open_bench(make_document(3, others=("电话",)))
    other.table.show_column(other.column("电话"), False)
    assert ColumnChoice.load().hidden == {"=家庭住址", "=电话"}


def run_dialog(open_it: Callable[[], None], act: Callable[[ColumnsDialog], None]) -> None:
    def answer() -> None:
        dialog = open_dialog()
        assert isinstance(dialog, ColumnsDialog)
        act(dialog)
    with answered(answer):
        open_it()


def button(dialog: ColumnsDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_the_dialog_orders_and_hides_with_keys_alone(bench: Bench) -> None:
    def act(dialog: ColumnsDialog) -> None:
        columns = dialog.findChild(QListWidget, "columnList")
        assert isinstance(columns, QListWidget)
        QTest.keyClick(columns, Qt.Key.Key_Down, delay=0)
        QTest.keyClick(columns, Qt.Key.Key_Space)
        QTest.keyClick(columns, Qt.Key.Key_End)
        QTest.keyClick(button(dialog, "columnUp"), Qt.Key.Key_Space)
        QTest.keyClick(button(dialog, "columnsAccept"), Qt.Key.Key_Space)
    run_dialog(bench.table.choose_columns, act)
    assert order(bench) == ["name", "sub_number", "sex", "grade", "class_name", "graduation_year",
                            "stage", "家庭住址", "序号"]


def test_the_dialog_can_be_left_without_a_change(bench: Bench) -> None:
    before = order(bench)

    def act(dialog: ColumnsDialog) -> None:
        QTest.keyClick(button(dialog, "columnDown"), Qt.Key.Key_Space)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    run_dialog(bench.table.choose_columns, act)
    assert order(bench) == before


def test_the_dialog_keeps_one_column_at_least(bench: Bench) -> None:
    dialog = ColumnsDialog([(0, "姓名", True), (1, "性别", False)], 0, bench.table)
    assert button(dialog, "columnsAccept").isEnabled()
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not button(dialog, "columnsAccept").isEnabled()


def open_menu(bench: Bench, name: str) -> QMenu:
    return next(menu for menu in bench.table.findChildren(QMenu, name) if menu.isVisible())


def choose(menu: QMenu, name: str) -> None:
    action = next(action for action in menu.actions() if action.objectName() == name)
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def test_the_menu_of_a_heading_sorts_and_hides(bench: Bench) -> None:
    header = bench.view.columns
    spot = QPoint(header.sectionViewportPosition(bench.column("grade")) + 5, 5)
    header.customContextMenuRequested.emit(spot)
    choose(open_menu(bench, "headingMenu"), "sortDown")
    assert bench.shown("grade")[0] == "九年级"
    header.customContextMenuRequested.emit(spot)
    choose(open_menu(bench, "headingMenu"), "hideColumn")
    assert "grade" not in order(bench)
    header.customContextMenuRequested.emit(spot)
    choose(open_menu(bench, "headingMenu"), f"column{bench.column('grade')}")
    assert "grade" in order(bench)


def test_the_menu_key_opens_the_menu_of_cells(bench: Bench) -> None:
    bench.click(3, "class_name")
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), bench.view.mapToGlobal(QPoint(1, 1)))
    QApplication.sendEvent(bench.view.viewport(), event)
    menu = open_menu(bench, "cellMenu")
    assert {action.text() for action in menu.actions()} >= {
        "复制", "粘贴", "清空内容", "向下填充", "在上方插入一行…", "删除所选行…"}
    choose(menu, "clearCells")
    assert bench.text(3, "class_name") == ""


def test_a_menu_of_columns_is_made_anew_when_it_opens(bench: Bench) -> None:
    menu = bench.table.columns_menu()
    menu.aboutToShow.emit()
    ticks = {action.text(): action.isChecked() for action in menu.actions() if action.isCheckable()}
    assert ticks["年级"] and list(ticks)[0] == "姓名"
    bench.table.show_column(bench.column("grade"), False)
    menu.aboutToShow.emit()
    ticks = {action.text(): action.isChecked() for action in menu.actions() if action.isCheckable()}
    assert not ticks["年级"]


def test_alt_and_arrows_move_a_column_but_not_the_frozen_one(bench: Bench) -> None:
    def act(dialog: ColumnsDialog) -> None:
        columns = dialog.list
        dialog.activateWindow()
        bench.bot.waitUntil(dialog.isActiveWindow)
        assert columns.item(0).text() == "姓名（固定在最左边）"
        assert not button(dialog, "columnDown").isEnabled()
        QTest.keyClick(columns, Qt.Key.Key_Down)
        assert not button(dialog, "columnUp").isEnabled()  # it would come before the frozen one
        QTest.keyClick(columns, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(columns, Qt.Key.Key_Return)
    before = order(bench)
    run_dialog(bench.table.choose_columns, act)
    assert order(bench) == [before[0], before[2], before[1], *before[3:]]


def test_a_column_added_here_stands_among_the_fields() -> None:
    columns = [Column("姓名", "name", "A"), Column("班级", "class_name", "B"),
               Column("住址", None, "C"), Column("年级", "grade", None)]
    assert ColumnChoice().sorted(columns) == [0, 1, 3, 2]
    assert ColumnChoice(order=["=住址", "class_name", "name"]).sorted(columns) == [2, 1, 0, 3]
