"""Filter, order, going to cells: the table as the window uses it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.documents import MakeDocument
from tests.ui.roster_table.conftest import Bench, OpenBench
from ui.roster_table import Mode, RosterTable, Sort, TableFilter

PROBLEMS = [5, 7, 9, 10, 11, 14, 16, 20, 25, 30]


def test_a_filter_shows_its_rows_and_keeps_the_current_cell(faulty: Bench) -> None:
    faulty.click(10, "grade")
    faulty.table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    assert faulty.table.visible_row_ids() == PROBLEMS
    assert faulty.table.current() == (10, faulty.column("grade"))
    faulty.table.set_filter(TableFilter(rule="sub-precision"))
    assert faulty.table.current() == (14, faulty.column("grade"))
    faulty.table.set_filter(TableFilter())
    assert faulty.table.current() == (14, faulty.column("grade"))
    assert faulty.table.selected_cells() == [(14, faulty.column("grade"))]


def test_the_current_cell_is_told_once_for_each_change(faulty: Bench, qtbot: QtBot) -> None:
    told: list[object] = []
    faulty.table.current_changed.connect(told.append)
    faulty.table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    faulty.table.set_filter(TableFilter(text="没有这个人"))
    faulty.table.set_filter(TableFilter())
    name = faulty.column("name")
    assert told == [(5, name), None, (5, name)]


def test_a_row_just_fixed_stays_until_the_filter_is_run_again(faulty: Bench) -> None:
    faulty.table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    faulty.click(3, "grade")
    faulty.type("二年级")
    faulty.key(Qt.Key.Key_Return)
    assert faulty.table.visible_row_ids() == PROBLEMS
    assert faulty.table.counts() == {"all": 36, "problems": 9, "edited": 1}
    faulty.table.rerun_filter()
    assert 10 not in faulty.table.visible_row_ids()


def test_sorting_is_by_clicks_on_the_heading(bench: Bench) -> None:
    bench.click_heading("sub_number")
    first = bench.shown("sub_number")
    assert first == sorted(first)
    bench.click_heading("sub_number")
    assert bench.shown("sub_number") == sorted(first, reverse=True)
    assert bench.table.sort() == Sort(bench.column("sub_number"), descending=True)
    bench.click_heading("sub_number")
    assert bench.table.visible_row_ids() == list(range(36))
    assert bench.table.sort() is None


def test_an_edit_of_the_sorted_column_moves_no_row(bench: Bench) -> None:
    bench.table.set_sort(Sort(bench.column("class_name")))
    before = bench.table.visible_row_ids()
    bench.click(0, "class_name")
    bench.type("99ban")
    bench.key(Qt.Key.Key_Return)
    assert bench.table.visible_row_ids() == before
    bench.table.rerun_filter()
    assert bench.table.visible_row_ids()[-1] == before[0]


def test_going_to_a_cell_leaves_a_filter_that_hides_it(faulty: Bench) -> None:
    told: list[object] = []
    faulty.table.filter_changed.connect(told.append)
    faulty.table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    faulty.table.go_to(14, 1)
    assert (faulty.table.filter().mode, len(told)) == (Mode.PROBLEMS, 1)
    faulty.table.go_to(0, 3)
    assert faulty.table.current() == (0, 3)
    assert told[-1] == TableFilter() == faulty.table.filter()


def test_going_to_a_cell_shows_its_column(bench: Bench) -> None:
    bench.table.show_column(3, False)
    bench.table.go_to(4, 3)
    assert bench.table.is_column_shown(3)
    assert bench.table.current() == (4, 3)
    bench.table.go_to(99, 3)
    assert bench.table.current() == (4, 3)


def test_f8_with_a_filter_by_rule_keeps_to_it(faulty: Bench) -> None:
    faulty.document.edit([(14, faulty.column("sex"), "x")])
    faulty.table.set_filter(TableFilter(rule="sub-precision"))
    assert faulty.table.next_problem()
    assert faulty.table.current() == (14, faulty.column("sub_number"))
    assert faulty.table.next_problem()
    assert faulty.table.current() == (14, faulty.column("sub_number"))
    faulty.document.edit([(14, faulty.column("sub_number"), "3101170526120080002")])
    assert not faulty.table.next_problem()
    assert faulty.said[-1] == "显示的行里没有待处理的问题了，其他行里还有。"


def test_counts_follow_edits_confirmations_and_undo(faulty: Bench) -> None:
    assert faulty.table.counts() == {"all": 36, "problems": 10, "edited": 0}
    faulty.document.confirm(faulty.document.validator.findings(25), "已核对证件")
    faulty.document.edit([(0, 2, "")])
    assert faulty.table.counts() == {"all": 36, "problems": 10, "edited": 1}
    faulty.document.undo()
    assert faulty.table.counts() == {"all": 36, "problems": 9, "edited": 0}
    faulty.document.undo()
    assert faulty.table.counts()["problems"] == 10
    faulty.document.delete_rows([5], "转出")
    assert faulty.table.counts() == {"all": 35, "problems": 9, "edited": 0}


def test_a_new_school_judges_all_rows_anew(faulty: Bench) -> None:
    from dataclasses import replace
    faulty.document.set_school(replace(faulty.document.school, school_year=2013))
    faulty.table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    assert len(faulty.table.visible_row_ids()) == faulty.table.counts()["problems"] > 20


def test_another_document_starts_afresh(
        faulty: Bench, make_document: MakeDocument) -> None:
    faulty.table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    faulty.table.set_sort(Sort(3))
    other = make_document(9, others=())
    faulty.table.set_document(other)
    assert faulty.table.visible_row_ids() == list(range(9))
    assert (faulty.table.filter(), faulty.table.sort()) == (TableFilter(), None)
    assert faulty.table.current() == (0, 2)
    faulty.table.set_document(None)
    assert faulty.table.current() is None
    assert faulty.table.counts() == {"all": 0, "problems": 0, "edited": 0}


def test_a_table_without_document_does_nothing(qtbot: QtBot, qapp: object) -> None:
    table = RosterTable()
    qtbot.addWidget(table)
    for act in (table.copy, table.paste, table.clear_cells, table.fill_down, table.insert_row,
                table.delete_rows, table.find_replace, table.next_problem, table.choose_columns,
                table.rerun_filter, table.cut):
        act()
    table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    table.set_masked(True)
    table.go_to(0, 0)
    assert (table.visible_row_ids(), table.classes(), table.current()) == ([], [], None)


def test_a_roster_without_names_has_no_frozen_column(
        open_bench: OpenBench, make_document: MakeDocument) -> None:
    bench = open_bench(make_document(9, without=("name",)))
    assert bench.current() == (0, "main_number")
    assert bench.view.columns.frozen_width() == 0


def test_classes_can_be_chosen(bench: Bench) -> None:
    labels = bench.table.classes()
    assert labels[0] == "一年级1班" and len(labels) == 36
    bench.table.set_filter(TableFilter(class_name=labels[0]))
    assert bench.table.visible_row_ids() == [0]


def test_f8_finds_what_stands_in_a_hidden_column_last_and_shows_it(
        open_bench: OpenBench, make_document: MakeDocument) -> None:
    bench = open_bench(make_document(9, [(2, "stage", "高中部分"), (4, "sex", "?")]))
    bench.table.show_column(bench.column("stage"), False)
    bench.key(Qt.Key.Key_F8)
    assert bench.current() == (4, "sex")
    bench.document.edit([(4, bench.column("sex"), "男")])
    bench.key(Qt.Key.Key_F8)
    assert bench.current() == (2, "stage")
    assert bench.table.is_column_shown(bench.column("stage"))
    assert bench.said[-1] == "隐藏的“学段”一列里还有问题，已重新显示。"
