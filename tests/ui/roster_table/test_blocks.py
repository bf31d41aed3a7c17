"""Copy, paste, clear, fill, rows: each with keys, each one undo step."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from shiboken6 import Shiboken

from benchmarks.hands import answered, open_dialog
from tests.ui.roster_table.conftest import Bench
from ui.roster_table import Mode, Sort, TableFilter

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Reasons = Callable[[str | None], list[tuple[str, int]]]


def put(text: str, html: str = "") -> None:
    """What another program puts on the clipboard."""
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


@pytest.fixture(autouse=True)
def _no_data_of_python() -> Iterator[None]:
    """What Python put on the clipboard must be gone before Python is."""
    yield
    QGuiApplication.clipboard().clear()


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


# --- copy ----------------------------------------------------------------------------------------


def test_a_block_is_copied_as_the_view_shows_it(bench: Bench) -> None:
    bench.table.set_sort(Sort(bench.column("sub_number"), descending=True))
    bench.select((0, "sex"), (1, "class_name"))
    bench.ctrl(Qt.Key.Key_C)
    rows = [[bench.text(place, key) for key in ("sex", "grade", "class_name")]
            for place in (0, 1)]
    assert clipboard() == "".join("\t".join(row) + "\r\n" for row in rows)
    assert bench.said[-1] == "已复制 2 行 3 列。"


def test_one_cell_is_copied_without_a_line_end(bench: Bench) -> None:
    bench.click(2, "main_number")
    bench.key(Qt.Key.Key_Insert, CTRL)
    assert clipboard() == bench.text(2, "main_number")


def test_hidden_columns_are_not_copied(bench: Bench) -> None:
    bench.table.show_column(bench.column("grade"), False)
    bench.select((0, "sex"), (0, "class_name"))
    bench.ctrl(Qt.Key.Key_C)
    assert clipboard() == f"{bench.text(0, 'sex')}\t{bench.text(0, 'class_name')}\r\n"


def test_scattered_cells_are_not_copied(bench: Bench) -> None:
    put("before")
    bench.click(0, "sex")
    bench.click(2, "grade", CTRL)
    bench.ctrl(Qt.Key.Key_C)
    assert clipboard() == "before"
    assert "不成一整块" in bench.said[-1]


def test_cutting_copies_and_clears(bench: Bench) -> None:
    bench.click(2, "class_name")
    text = bench.text(2, "class_name")
    bench.ctrl(Qt.Key.Key_X)
    assert (clipboard(), bench.text(2, "class_name")) == (text, "")


def test_a_block_is_copied_as_text_cells_too(bench: Bench) -> None:
    bench.select((0, "main_number"), (1, "sub_number"))
    bench.ctrl(Qt.Key.Key_C)
    data = QGuiApplication.clipboard().mimeData()
    assert data.html().count("mso-number-format") == 4
    assert bench.text(1, "sub_number") in data.html()
    assert not Shiboken.createdByPython(data)  # else the program crashes as it ends


def test_a_damaged_number_goes_out_with_boxes_and_comes_back_as_it_was(bench: Bench) -> None:
    column = bench.column("main_number")
    bench.document.edit([(0, column, "3.10117200607163E+17")])
    bench.click(0, "main_number")
    bench.ctrl(Qt.Key.Key_C)
    assert clipboard() == "310117200607163□□□"
    bench.click(3, "main_number")
    bench.ctrl(Qt.Key.Key_V)
    assert bench.text(3, "main_number") == "3.10117200607163E+17"


@pytest.mark.parametrize("key", ["name", "grade"])
def test_an_open_cell_takes_what_excel_copied_without_its_line_break(
        bench: Bench, key: str) -> None:
    put("三年级\r\n")
    bench.click(0, key)
    bench.key(Qt.Key.Key_F2)
    bench.ctrl(Qt.Key.Key_A)
    bench.ctrl(Qt.Key.Key_V)
    bench.key(Qt.Key.Key_Tab)
    assert bench.text(0, key) == "三年级"


def test_a_whole_column_of_excel_is_pasted_in_time(bench: Bench) -> None:
    put("男\r\n女\r\n" + "\r\n" * 1_048_574, html="<table></table>")
    bench.click(3, "sex")
    bench.ctrl(Qt.Key.Key_V)
    assert bench.shown("sex")[3:5] == ["男", "女"]
    assert bench.said[-1] == "已粘贴 2 行 1 列，Ctrl+Z 可撤销。"


# --- paste ---------------------------------------------------------------------------------------


def test_a_block_from_excel_expands_from_the_current_cell(bench: Bench) -> None:
    put('女\t一年级\t"1\n班"\r\n男\t二年级\t"说""2班"""\r\n')
    bench.click(3, "sex")
    bench.ctrl(Qt.Key.Key_V)
    assert [bench.text(3, key) for key in ("sex", "grade", "class_name")] == ["女", "一年级", "1\n班"]
    assert [bench.text(4, key) for key in ("sex", "grade", "class_name")] == [
        "男", "二年级", '说"2班"']
    assert bench.said[-1] == "已粘贴 2 行 3 列，Ctrl+Z 可撤销。"
    assert len(bench.table.selected_cells()) == 6
    assert bench.document.journal.undo_label == "粘贴 6 格"
    bench.document.undo()
    assert not bench.document.journal.can_undo
    assert bench.table.counts()["edited"] == 0


def test_long_digit_strings_stay_text(bench: Bench) -> None:
    put("310117199803113428\t0101170526220090128\r\n")
    bench.click(0, "main_number")
    bench.ctrl(Qt.Key.Key_V)
    assert bench.text(0, "main_number") == "310117199803113428"
    assert bench.text(0, "sub_number") == "0101170526220090128"


def test_one_value_fills_the_selection(bench: Bench) -> None:
    put("5班\r\n")
    bench.select((2, "class_name"), (6, "class_name"))
    bench.key(Qt.Key.Key_Insert, SHIFT)
    assert {bench.text(place, "class_name") for place in range(2, 7)} == {"5班"}


def test_a_block_is_repeated_in_a_selection_that_is_a_multiple(bench: Bench) -> None:
    put("1班\r\n2班\r\n")
    bench.select((0, "class_name"), (3, "class_name"))
    bench.ctrl(Qt.Key.Key_V)
    assert bench.shown("class_name")[:4] == ["1班", "2班", "1班", "2班"]


def test_comma_separated_lines_of_an_editor_are_cells(bench: Bench) -> None:
    put("女,一年级\n男,二年级\n")
    bench.click(0, "sex")
    bench.ctrl(Qt.Key.Key_V)
    assert (bench.text(1, "sex"), bench.text(1, "grade")) == ("男", "二年级")


def test_commas_of_a_spreadsheet_are_text(bench: Bench) -> None:
    put("Li, Lei\r\nHan, Mei\r\n", "<table></table>")
    bench.click(0, "name")
    bench.ctrl(Qt.Key.Key_V)
    assert bench.shown("name")[:2] == ["Li, Lei", "Han, Mei"]


def test_what_was_copied_here_is_pasted_as_it_was(bench: Bench) -> None:
    for place, text in enumerate(("a,b", "c,d", 'e"f', "g\nh")):
        bench.document.edit([(place, bench.column("家庭住址"), text)])
    bench.select((0, "家庭住址"), (3, "家庭住址"))
    bench.ctrl(Qt.Key.Key_C)
    bench.click(10, "家庭住址")
    bench.ctrl(Qt.Key.Key_V)
    column = bench.shown("家庭住址")
    assert column[10:14] == column[:4] == ["a,b", "c,d", 'e"f', "g\nh"]


@pytest.mark.parametrize(("place", "key", "says"), [
    (34, "sex", "下方还差 1 行"), (0, "家庭住址", "右侧还差 1 列"),
    (35, "家庭住址", "下方还差 2 行，右侧还差 1 列")])
def test_a_block_that_does_not_fit_is_refused_whole(
        bench: Bench, place: int, key: str, says: str) -> None:
    put("a\tb\r\nc\td\r\ne\tf\r\n")
    bench.click(0, "name")
    bench.view.scrollTo(bench.table.model.index(place, bench.column(key)))
    bench.click(place, key)
    bench.ctrl(Qt.Key.Key_V)
    assert says in bench.said[-1]
    assert not bench.document.journal.can_undo


def test_pasting_under_a_filter_reaches_shown_rows_alone(faulty: Bench) -> None:
    faulty.table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    rows = faulty.table.visible_row_ids()
    put("\r\n".join("abc"))
    faulty.click(0, "家庭住址")
    faulty.ctrl(Qt.Key.Key_V)
    column = faulty.column("家庭住址")
    changed = [row.id for row in faulty.document.roster.rows if row.cells[column] in "abc"]
    assert changed == rows[:3]


def test_an_empty_clipboard_says_so(bench: Bench) -> None:
    QGuiApplication.clipboard().clear()
    bench.ctrl(Qt.Key.Key_V)
    assert bench.said == ["剪贴板里没有可以粘贴的文字。"]


def test_one_value_fills_scattered_cells_in_one_step(bench: Bench) -> None:
    put("x\r\n")
    bench.click(0, "sex")
    bench.click(2, "grade", CTRL)
    bench.ctrl(Qt.Key.Key_V)
    assert (bench.text(0, "sex"), bench.text(2, "grade")) == ("x", "x")
    assert bench.text(1, "grade") != "x" and bench.text(0, "grade") != "x"
    assert bench.said[-1] == "已粘贴到选中的 2 格，Ctrl+Z 可撤销。"
    bench.document.undo()
    assert not bench.document.journal.can_undo


def test_a_block_does_not_go_into_scattered_cells(bench: Bench) -> None:
    put("x\ty")
    bench.click(0, "sex")
    bench.click(2, "grade", CTRL)
    bench.ctrl(Qt.Key.Key_V)
    assert "不能粘贴" in bench.said[-1]
    assert not bench.document.journal.can_undo


# --- clear and fill ------------------------------------------------------------------------------


def test_delete_clears_the_selection_in_one_step(bench: Bench) -> None:
    bench.select((1, "grade"), (3, "class_name"))
    bench.click(9, "sex", CTRL)
    bench.key(Qt.Key.Key_Delete)
    assert [bench.text(place, "grade") for place in range(5)].count("") == 3
    assert bench.text(9, "sex") == ""
    bench.document.undo()
    assert not bench.document.journal.can_undo


def test_ctrl_d_fills_down_in_one_step(bench: Bench) -> None:
    bench.document.edit([(2, bench.column("class_name"), "甲1班"),
                         (2, bench.column("grade"), "三年级")])
    bench.select((2, "grade"), (6, "class_name"))
    bench.ctrl(Qt.Key.Key_D)
    assert {bench.text(place, "class_name") for place in range(2, 7)} == {"甲1班"}
    assert {bench.text(place, "grade") for place in range(2, 7)} == {"三年级"}
    assert bench.document.journal.undo_label.startswith("向下填充")


def test_ctrl_d_in_one_cell_takes_the_text_above(bench: Bench) -> None:
    bench.click(5, "name")
    bench.ctrl(Qt.Key.Key_D)
    assert bench.text(5, "name") == bench.text(4, "name")
    bench.click(0, "name")
    bench.ctrl(Qt.Key.Key_D)
    assert bench.said[-1] == "上面没有行，不能向下填充。"


# --- rows ----------------------------------------------------------------------------------------


def test_a_row_is_inserted_above_with_a_reason(bench: Bench, reasons: Reasons) -> None:
    asked = reasons("漏报的学生")
    bench.click(4, "sex")
    bench.ctrl(Qt.Key.Key_Plus, SHIFT)
    assert asked == [("insert", 0)]
    assert len(bench.document.roster) == 37
    assert bench.current() == (4, "name")
    assert bench.shown("name")[4] == ""
    assert bench.document.journal.steps[-1].reasons == ("漏报的学生",)
    bench.type("xin")
    bench.key(Qt.Key.Key_Return)
    assert bench.text(4, "name") == "xin"
    bench.document.undo()
    bench.document.undo()
    assert len(bench.table.visible_row_ids()) == 36


def test_rows_are_deleted_with_a_reason_and_come_back(bench: Bench, reasons: Reasons) -> None:
    asked = reasons("转出")
    bench.select((4, "sex"), (6, "grade"))
    bench.ctrl(Qt.Key.Key_Underscore, SHIFT)
    assert asked == [("delete", 3)]
    assert bench.table.visible_row_ids()[3:6] == [3, 7, 8]
    assert bench.current() == (4, "grade")
    assert bench.said[-1] == "已删除 3 行，Ctrl+Z 可撤销。"
    bench.document.undo()
    assert bench.table.visible_row_ids() == list(range(36))


def test_without_a_reason_no_row_comes_or_goes(bench: Bench, reasons: Reasons) -> None:
    reasons(None)
    bench.click(4, "sex")
    bench.ctrl(Qt.Key.Key_Plus, SHIFT)
    bench.ctrl(Qt.Key.Key_Underscore, SHIFT)
    assert bench.table.visible_row_ids() == list(range(36))


def test_the_reason_is_asked_for_in_a_dialog(bench: Bench) -> None:
    from ui.roster_table.reason import ReasonDialog
    seen: list[str] = []

    def refuse() -> None:
        dialog = open_dialog()
        assert isinstance(dialog, ReasonDialog)
        seen.append(dialog.windowTitle())
        dialog.reject()
    bench.click(4, "sex")
    with answered(refuse):
        bench.ctrl(Qt.Key.Key_Underscore, SHIFT)
    assert seen == ["删除行"]
    assert len(bench.document.roster) == 36


@pytest.mark.parametrize("do", ["paste", "fill", "clear"])
def test_what_changes_nothing_says_so(bench: Bench, do: str) -> None:
    if do == "clear":
        bench.document.edit([(row, bench.column("class_name"), "") for row in (0, 1)])
    bench.select((0, "class_name"), (1, "class_name"))
    if do == "paste":
        bench.ctrl(Qt.Key.Key_C)
        bench.ctrl(Qt.Key.Key_V)
    elif do == "fill":
        bench.ctrl(Qt.Key.Key_D)
    else:
        bench.key(Qt.Key.Key_Delete)
    assert bench.said[-1] == "内容本来就是这样，没有改动。"
    assert bench.document.journal.done == (1 if do == "clear" else 0)
