"""Moving about and editing with keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from app.document import Document
from tests.documents import MakeDocument
from tests.ui.roster_table.conftest import Bench, OpenBench

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_name_column_comes_first_and_is_current(bench: Bench) -> None:
    assert bench.current() == (0, "name")


@pytest.mark.parametrize(("keys", "current"), [
    ([(Qt.Key.Key_Return, None)], (3, "sex")), ([(Qt.Key.Key_Return, SHIFT)], (1, "sex")),
    ([(Qt.Key.Key_Enter, None)] * 2, (4, "sex")),
    ([(Qt.Key.Key_Tab, None)], (2, "grade")), ([(Qt.Key.Key_Backtab, SHIFT)], (2, "sub_number")),
    ([(Qt.Key.Key_Down, None), (Qt.Key.Key_Right, None)], (3, "grade")),
    ([(Qt.Key.Key_Home, None)], (2, "name")), ([(Qt.Key.Key_End, None)], (2, "家庭住址")),
])
def test_keys_move_the_current_cell(
        bench: Bench, keys: list[tuple[Qt.Key, Qt.KeyboardModifier | None]],
        current: tuple[int, str]) -> None:
    bench.click(2, "sex")
    for key, modifiers in keys:
        bench.key(key, modifiers or Qt.KeyboardModifier.NoModifier)
    assert bench.current() == current


def test_tab_goes_on_in_the_next_row_and_stays_at_the_end(bench: Bench) -> None:
    bench.key(Qt.Key.Key_End)
    bench.key(Qt.Key.Key_Tab)
    assert bench.current() == (1, "name")
    bench.key(Qt.Key.Key_Backtab, SHIFT)
    assert bench.current() == (0, "家庭住址")
    bench.key(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    bench.key(Qt.Key.Key_Tab)
    assert bench.current() == (35, "家庭住址")


def test_typing_replaces_and_enter_goes_down(bench: Bench) -> None:
    bench.click(1, "class_name")
    bench.type("8ban")
    assert bench.is_editing()
    bench.key(Qt.Key.Key_Return)
    assert (bench.text(1, "class_name"), bench.current()) == ("8ban", (2, "class_name"))
    assert not bench.is_editing() and bench.view.hasFocus()
    bench.type("9ban")
    bench.key(Qt.Key.Key_Return, SHIFT)
    assert (bench.text(2, "class_name"), bench.current()) == ("9ban", (1, "class_name"))


def compose(text: str, *, in_sight: bool) -> None:
    """What an input method sends to whoever has the focus."""
    if in_sight:
        QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("zhang", []))
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(QApplication.focusWidget(), event)


@pytest.mark.parametrize("in_sight", [True, False], ids=["composed", "at once"])
@pytest.mark.parametrize("key", ["name", "sex"])
def test_an_input_method_begins_an_edit(bench: Bench, key: str, in_sight: bool) -> None:
    bench.click(1, key)
    compose("张", in_sight=in_sight)
    assert bench.is_editing()
    compose("三", in_sight=in_sight)
    bench.key(Qt.Key.Key_Return)
    assert bench.text(1, key) == "张三"
    assert bench.current() == ((2, key) if key == "name" else (1, key))  # no sex: it stays


def test_f2_keeps_the_text_and_escape_drops_the_change(bench: Bench) -> None:
    bench.click(1, "class_name")
    before = bench.text(1, "class_name")
    bench.key(Qt.Key.Key_F2)
    assert isinstance(bench.editor, QLineEdit)
    assert bench.editor.text() == before
    bench.type("x")
    assert bench.editor.text() == before + "x"
    bench.key(Qt.Key.Key_Escape)
    assert bench.text(1, "class_name") == before
    assert not bench.document.journal.can_undo
    assert bench.view.hasFocus()


def test_an_edit_that_changes_nothing_is_no_step(bench: Bench) -> None:
    bench.click(1, "class_name")
    bench.key(Qt.Key.Key_F2)
    bench.key(Qt.Key.Key_Return)
    assert not bench.document.journal.can_undo


def test_leaving_for_another_place_keeps_the_edit(bench: Bench) -> None:
    bench.click(1, "class_name")
    bench.type("7x")
    bench.click(4, "grade")
    assert bench.text(1, "class_name") == "7x"
    assert bench.current() == (4, "grade")


def test_long_numbers_stay_text(bench: Bench) -> None:
    bench.click(1, "sub_number")
    bench.type("0101170526220090137")
    bench.key(Qt.Key.Key_Tab)
    assert bench.text(1, "sub_number") == "0101170526220090137"


@pytest.mark.parametrize(("key", "choices"), [
    ("sex", {"男", "女"}), ("stage", {"小学", "初中", "高中", "特教"}),
    ("grade", {"一年级", "九年级", "高三"})])
def test_fields_of_few_values_offer_them(bench: Bench, key: str, choices: set[str]) -> None:
    bench.click(1, key)
    bench.key(Qt.Key.Key_F2)
    editor = bench.editor
    assert isinstance(editor, QComboBox)
    assert choices <= {editor.itemText(place) for place in range(editor.count())}
    assert editor.currentText() == bench.text(1, key)


def test_a_choice_is_taken_with_keys_alone(bench: Bench) -> None:
    bench.click(1, "sex")
    assert bench.text(1, "sex") == "女"
    bench.key(Qt.Key.Key_F2)
    editor = bench.editor
    assert isinstance(editor, QComboBox)
    bench.bot.waitUntil(lambda: editor.view().isVisible())
    QTest.keyClick(editor.view(), Qt.Key.Key_Down if editor.currentIndex() == 0 else Qt.Key.Key_Up)
    QTest.keyClick(editor.view(), Qt.Key.Key_Return)
    bench.bot.waitUntil(lambda: not bench.is_editing())
    assert bench.text(1, "sex") == "男"


def test_a_choice_may_be_typed_and_may_be_something_else(bench: Bench) -> None:
    bench.click(1, "sex")
    bench.type("m")
    assert not bench.editor.view().isVisible()  # type: ignore[attr-defined]
    bench.key(Qt.Key.Key_Return)
    assert (bench.text(1, "sex"), bench.current()) == ("m", (1, "sex"))
    assert bench.said == ["这一格还有问题，请看右边的说明。"]


def test_a_double_click_edits(bench: Bench) -> None:
    bench.click(2, "class_name")
    QTest.mouseDClick(bench.view.viewport(), Qt.MouseButton.LeftButton,
                      pos=bench.spot(2, "class_name"))
    assert bench.is_editing()


def test_a_read_only_document_refuses_politely(
        open_bench: OpenBench, clean_document: Document) -> None:
    clean_document.read_only = True
    bench = open_bench(clean_document)
    bench.click(1, "class_name")
    for act in (lambda: bench.type("8"), lambda: bench.key(Qt.Key.Key_F2),
                lambda: bench.key(Qt.Key.Key_Delete), lambda: bench.ctrl(Qt.Key.Key_V),
                lambda: bench.ctrl(Qt.Key.Key_D), lambda: bench.ctrl(Qt.Key.Key_X),
                lambda: bench.ctrl(Qt.Key.Key_Plus, SHIFT),
                lambda: bench.ctrl(Qt.Key.Key_Underscore, SHIFT)):
        bench.said.clear()
        act()
        assert bench.said == ["这份名册现在只供查看，不能修改。"]
    assert not bench.is_editing()
    bench.ctrl(Qt.Key.Key_C)
    assert bench.said[-1].startswith("已复制")


def test_f8_goes_from_problem_to_problem_and_round(faulty: Bench) -> None:
    visited = []
    for _ in range(11):
        faulty.key(Qt.Key.Key_F8)
        visited.append(faulty.current())
    assert visited[:4] == [(5, "sub_number"), (7, "main_number"), (9, "name"), (10, "grade")]
    assert visited[-1] == (5, "sub_number")
    faulty.key(Qt.Key.Key_F8, SHIFT)
    assert faulty.current() == (30, "class_name")
    faulty.key(Qt.Key.Key_F8, SHIFT)
    assert faulty.current() == (25, "main_number")


def test_f8_stops_at_every_problem_of_a_row(faulty: Bench) -> None:
    faulty.document.edit([(9, faulty.column("sex"), "x")])
    faulty.click(8, "name")
    visited = []
    for _ in range(3):
        faulty.key(Qt.Key.Key_F8)
        visited.append(faulty.current())
    assert visited == [(9, "name"), (9, "sex"), (10, "grade")]
    faulty.key(Qt.Key.Key_F8, SHIFT)
    assert faulty.current() == (9, "sex")


def test_f8_says_so_when_nothing_is_left(bench: Bench) -> None:
    bench.click(3, "grade")
    bench.key(Qt.Key.Key_F8)
    assert (bench.said, bench.current()) == (["表中没有待处理的问题了。"], (3, "grade"))


@pytest.mark.parametrize(("key", "zoom"), [
    (Qt.Key.Key_Equal, 1.1), (Qt.Key.Key_Plus, 1.1), (Qt.Key.Key_Minus, 0.9)])
def test_keys_zoom(bench: Bench, key: Qt.Key, zoom: float) -> None:
    height = bench.view.rowHeight(0)
    width = bench.view.columnWidth(bench.column("sub_number"))
    bench.ctrl(key)
    assert bench.table.zoom() == zoom
    assert (bench.view.rowHeight(0) > height) is (zoom > 1)
    assert (bench.view.columnWidth(bench.column("sub_number")) > width) is (zoom > 1)
    bench.ctrl(Qt.Key.Key_0)
    assert (bench.table.zoom(), bench.view.rowHeight(0)) == (1.0, height)


def test_the_wheel_with_ctrl_zooms(bench: Bench) -> None:
    spot = bench.view.viewport().rect().center()
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    event = QWheelEvent(
        QPointF(spot), QPointF(bench.view.viewport().mapToGlobal(spot)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase,
        False)
    assert event.type() == QEvent.Type.Wheel
    QApplication.sendEvent(bench.view.viewport(), event)
    assert bench.table.zoom() == 1.1


def test_the_zoom_is_remembered(bench: Bench, open_bench: OpenBench) -> None:
    bench.ctrl(Qt.Key.Key_Equal)
    assert open_bench(bench.document).table.zoom() == 1.1


def test_everything_can_be_selected(bench: Bench) -> None:
    bench.ctrl(Qt.Key.Key_A)
    assert len(bench.table.selected_cells()) == 36 * 10


@pytest.mark.parametrize(("key", "damaged", "left", "rest"), [
    ("sub_number", "3.10117052622009E+18", "310117052622009", "0128"),
    ("main_number", "3.10117200607163E+17", "310117200607163", "28X"),
])
def test_a_number_that_excel_damaged_is_typed_on(
        open_bench: OpenBench, make_document: MakeDocument, key: str, damaged: str, left: str,
        rest: str) -> None:
    bench = open_bench(make_document(9, [(1, key, damaged)]))
    bench.click(1, key)
    bench.key(Qt.Key.Key_F2)
    assert isinstance(bench.editor, QLineEdit)
    assert bench.editor.text() == left
    bench.type(rest)
    bench.key(Qt.Key.Key_Return)
    assert bench.text(1, key) == left + rest


@pytest.mark.parametrize("odd", [
    "3.10117052622009E+18", "两\n行", "换\r\n行\t格", "笑😀脸", "李" * 5000, " 前后 ", "\u200b零宽"])
@pytest.mark.parametrize("begin", [Qt.Key.Key_F2, None], ids=["f2", "double click"])
def test_what_was_only_looked_at_stays_as_it_is(
        open_bench: OpenBench, make_document: MakeDocument, odd: str, begin: Qt.Key | None) -> None:
    bench = open_bench(make_document(9, [(1, "sub_number", odd)]))
    bench.click(1, "sub_number")
    if begin is not None:
        bench.key(begin)
    else:
        QTest.mouseDClick(bench.view.viewport(), Qt.MouseButton.LeftButton,
                          pos=bench.spot(1, "sub_number"))
    assert bench.is_editing()
    bench.key(Qt.Key.Key_Return)
    assert bench.text(1, "sub_number") == odd
    assert not bench.document.journal.can_undo


@pytest.mark.parametrize("odd", ["两\n行", "笑😀脸", "李" * 5000])
def test_odd_texts_are_edited_without_loss(
        open_bench: OpenBench, make_document: MakeDocument, odd: str) -> None:
    bench = open_bench(make_document(9, [(1, "name", odd)]))
    bench.click(1, "name")
    bench.key(Qt.Key.Key_F2)
    bench.type("x")
    bench.key(Qt.Key.Key_Return)
    assert bench.text(1, "name") == odd + "x"
