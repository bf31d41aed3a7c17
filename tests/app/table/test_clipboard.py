"""Blocks of cells as text, and where a pasted block goes."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from app.table.clipboard import (
    Area, Block, format_block, html_block, incoming, outgoing, parse_block, plan_paste, typed)

TEXTS = st.one_of(st.text(max_size=8), st.text('ab,"\'\t\r\n \0', max_size=6))
BLOCKS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=5))


@given(BLOCKS.filter(lambda block: not block[-1][-1].endswith("\0")))
def test_what_was_copied_is_what_is_pasted(block: Block) -> None:
    assert parse_block(format_block(block)) == block


@pytest.mark.parametrize(("block", "text"), [
    ([["王示例"]], "王示例"),
    ([["a", "b"], ["c", "d"]], "a\tb\r\nc\td\r\n"),
    ([["3101170526220090127"], [""]], "3101170526220090127\r\n\r\n"),
    ([['说"好"'], ["两\n行"], ["a\tb"]], '"说""好"""\r\n"两\n行"\r\n"a\tb"\r\n'),
    ([["O'Brien", "'001"]], "O'Brien\t'001\r\n"),
])
def test_blocks_are_written_as_excel_does(block: Block, text: str) -> None:
    assert format_block(block) == text


@pytest.mark.parametrize(("text", "block"), [
    pytest.param("a\tb\r\n", [["a", "b"]], id="the line end behind the last row"),
    pytest.param("a\tb\nc\td", [["a", "b"], ["c", "d"]], id="LF alone, none at the end"),
    pytest.param("a\r\n\r\nb\r\n", [["a"], [""], ["b"]], id="an empty cell between"),
    pytest.param("\r\n", [[""]], id="one empty cell"),
    pytest.param("", [[""]], id="nothing"),
    pytest.param('"两\n行"\t1\r\n2\t3\r\n', [["两\n行", "1"], ["2", "3"]], id="line break in a cell"),
    pytest.param('"说""好"""\r\n', [['说"好"']], id="doubled quotes"),
    pytest.param('5" 管\t"x\r\n', [['5" 管', '"x']], id="quotes that quote nothing"),
    pytest.param('"a"b\tc', [['"a"b', "c"]], id="text behind a closing quote"),
    pytest.param("310117199803113428\t0132", [["310117199803113428", "0132"]], id="long digits"),
    pytest.param("a\tb\tc\r\nd\r\n", [["a", "b", "c"], ["d"]], id="ragged"),
    pytest.param("王示例\0", [["王示例"]], id="a closing NUL as some programs add"),
    pytest.param("a,b\r\nc,d\r\n", [["a,b"], ["c,d"]], id="commas from a spreadsheet are text"),
])
def test_text_from_excel_and_wps_is_read(text: str, block: Block) -> None:
    assert parse_block(text) == block


@pytest.mark.parametrize(("text", "block"), [
    pytest.param("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]], id="several lines alike"),
    pytest.param('a,"b,\n1"\nc,d', [["a", "b,\n1"], ["c", "d"]], id="quoted"),
    pytest.param("Li, Lei", [["Li, Lei"]], id="one line is text"),
    pytest.param("a,b\r\nc\r\n", [["a,b"], ["c"]], id="lines not alike are text"),
    pytest.param("a,b\tc\r\nd,e\tf\r\n", [["a,b", "c"], ["d,e", "f"]], id="tabs go first"),
])
def test_comma_separated_text_is_told_apart(text: str, block: Block) -> None:
    assert parse_block(text, maybe_csv=True) == block


@pytest.mark.parametrize(("block", "selection", "area"), [
    pytest.param([["x"]], Area(1, 1, 3, 2), Area(1, 1, 3, 2), id="one value fills"),
    pytest.param([["a", "b"], ["c", "d"]], Area(2, 0), Area(2, 0, 2, 2), id="expands"),
    pytest.param([["a"], ["b"]], Area(0, 0, 4, 2), Area(0, 0, 4, 2), id="repeats"),
    pytest.param([["a", "b"]], Area(0, 0, 3, 1), Area(0, 0, 3, 2), id="repeats and expands"),
    pytest.param([["a"], ["b"]], Area(0, 0, 3, 1), Area(0, 0, 2, 1), id="no multiple: once"),
    pytest.param([["a"], ["b"]], Area(0, 0, 4, 1), Area(0, 0, 4, 1), id="twice"),
    pytest.param([["a"], ["b"], ["c"]], Area(0, 0, 2, 1), Area(0, 0, 3, 1), id="larger"),
])
def test_blocks_go_where_excel_puts_them(block: Block, selection: Area, area: Area) -> None:
    plan = plan_paste(block, selection, rows=6, columns=4)
    assert plan.area == area
    assert {(row, column) for row, column, _ in plan.cells} == {
        (area.row + y, area.column + x) for y in range(area.rows) for x in range(area.columns)}
    for row, column, text in plan.cells:
        y, x = row - area.row, column - area.column
        assert text == block[y % len(block)][x % len(block[0])]


@pytest.mark.parametrize(("selection", "missing"), [
    (Area(4, 0), (1, 0)), (Area(5, 3), (2, 1)), (Area(0, 3), (0, 1))])
def test_a_block_that_does_not_fit_is_not_pasted(selection: Area, missing: tuple[int, int]) -> None:
    plan = plan_paste([["a", "b"]] * 3, selection, rows=6, columns=4)
    assert (plan.cells, plan.rows_missing, plan.columns_missing) == ((), *missing)


def test_cells_that_a_ragged_block_lacks_stay_as_they_are() -> None:
    plan = plan_paste([["a", "b"], ["c"]], Area(0, 0), rows=6, columns=4)
    assert plan.cells == ((0, 0, "a"), (0, 1, "b"), (1, 0, "c"))


@pytest.mark.parametrize(("text", "outside"), [
    ("3.10117200607163E+17", "310117200607163□□□"),
    ("3.10117052622009E+18", "310117052622009□□□□"),
    ("3.1E+17", "31" + "□" * 16), ("3E+17", "3" + "□" * 17),
])
def test_a_damaged_number_leaves_with_a_box_for_each_lost_digit(text: str, outside: str) -> None:
    assert outgoing(text) == outside
    assert outgoing(incoming(outside)) == outside


@pytest.mark.parametrize("text", [
    "310117200607163017", "31011720060716301X", "", "E12345678", "12E3", "王示例", "□□", "1□"])
def test_other_texts_leave_and_come_as_they_are(text: str) -> None:
    assert outgoing(text) == incoming(text) == text


def test_what_leaves_as_cells_is_text_to_a_spreadsheet() -> None:
    table = html_block([["310117200607163017", "a<b"], ["两\n行", ""]])
    assert table.count("mso-number-format") == table.count("<td ") == 4
    assert "a&lt;b" in table and "两<br" in table


@pytest.mark.parametrize(("text", "block"), [
    ("a\r\nb\r\n\r\n", [["a"], ["b"]]), ("a\t\r\n\t\r\n\t\r\n", [["a", ""]]),
    ("a\r\n\r\nb\r\n", [["a"], [""], ["b"]]), ("\r\n\r\n", [[""]]),
    ('"a\n"\r\n\r\n', [["a\n"]]),
])
def test_empty_rows_at_the_end_of_another_programs_text_are_no_values(
        text: str, block: Block) -> None:
    assert parse_block(text, foreign=True) == block


def test_a_whole_copied_column_is_its_data() -> None:
    text = "姓名\r\n王示例\r\n" + "\r\n" * (1_048_576 - 2)
    assert parse_block(text, foreign=True, maybe_csv=True) == [["姓名"], ["王示例"]]


@pytest.mark.parametrize(("text", "line"), [
    ("王示例\r\n", "王示例"), ("王示例", "王示例"), ("两\n行\n", "两\n行"), ("\r\n", "")])
def test_an_open_cell_takes_a_text_without_the_line_break_behind_it(text: str, line: str) -> None:
    assert typed(text) == line
