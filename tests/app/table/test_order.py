"""Which rows are shown, and in what order."""

from __future__ import annotations

import pytest

from app.document import Document
from app.table.order import Mode, RowOrder, Sort, TableFilter, class_labels, filter_rows, sort_rows
from app.table.status import RowStatus
from tests.documents import MakeDocument


def shown(document: Document, wanted: TableFilter) -> list[int]:
    return [row.id for row in filter_rows(
        document.roster.rows, wanted, document, RowStatus(document))]


@pytest.mark.parametrize(("wanted", "rows"), [
    pytest.param(
        TableFilter(mode=Mode.PROBLEMS), [5, 7, 9, 10, 11, 14, 16, 20, 25, 30], id="problems"),
    pytest.param(TableFilter(rule="sub-precision"), [14], id="rule"),
    pytest.param(TableFilter(class_name="一年级1班"), [0], id="class with grade"),
    pytest.param(TableFilter(class_name="1班"), list(range(9)), id="class as written"),
    pytest.param(TableFilter(text="e123"), [25], id="text folds case"),
    pytest.param(TableFilter(text="2年级 小学"), [10], id="words in several cells"),
    pytest.param(TableFilter(text="  "), list(range(36)), id="blanks alone"),
    pytest.param(TableFilter(mode=Mode.PROBLEMS, text="E123"), [25], id="both"),
    pytest.param(TableFilter(mode=Mode.EDITED), [], id="nothing edited yet"),
])
def test_rows_that_fit_are_shown(
        faulty_document: Document, wanted: TableFilter, rows: list[int]) -> None:
    assert shown(faulty_document, wanted) == rows


def test_edited_and_added_rows_are_shown(clean_document: Document) -> None:
    clean_document.edit([(4, 2, "王新名")])
    added = clean_document.insert_row(1, "漏报的学生")
    clean_document.edit([(6, 2, "甲"), (7, 2, "乙")])
    clean_document.undo()
    assert shown(clean_document, TableFilter(mode=Mode.EDITED)) == [added, 4]


def test_confirmed_findings_are_no_problems(faulty_document: Document) -> None:
    faulty_document.confirm(faulty_document.validator.findings(25), "已核对证件")
    assert 25 not in shown(faulty_document, TableFilter(mode=Mode.PROBLEMS))
    assert shown(faulty_document, TableFilter(rule="main-document")) == []


def texts(document: Document, key: str, sort: Sort) -> list[str]:
    column = document.roster.index(key)
    assert column is not None
    return [row.cells[column] for row in sort_rows(document.roster.rows, sort, document)]


def test_classes_are_sorted_by_their_numbers(make_document: MakeDocument) -> None:
    document = make_document(5, [(0, "class_name", "10班"), (1, "class_name", "2班"),
                                 (2, "class_name", ""), (3, "class_name", "1班"),
                                 (4, "class_name", "2班")])
    column = document.roster.index("class_name")
    assert column is not None
    assert texts(document, "class_name", Sort(column)) == ["1班", "2班", "2班", "10班", ""]
    assert texts(document, "class_name", Sort(column, descending=True)) == [
        "10班", "2班", "2班", "1班", ""]
    kept = sort_rows(document.roster.rows, Sort(column, descending=True), document)
    assert [row.id for row in kept][1:3] == [1, 4], "equal texts keep the order of the file"


def test_grades_are_sorted_as_in_school(clean_document: Document) -> None:
    column = clean_document.roster.index("grade")
    assert column is not None
    assert list(dict.fromkeys(texts(clean_document, "grade", Sort(column)))) == [
        "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"]


def test_many_different_texts_are_sorted_too(make_document: MakeDocument) -> None:
    document = make_document(1200)
    numbers = texts(document, "sub_number", Sort(1))
    assert numbers == sorted(numbers)
    serials = [row.cells[8] for row in sort_rows(document.roster.rows, Sort(8, True), document)]
    assert serials == [str(number) for number in range(1200, 0, -1)]
    column = document.roster.index("name")
    assert column is not None
    names = texts(document, "name", Sort(column))
    surnames = [name[0] for name in names]
    assert surnames.index("陈") < surnames.index("刘") < surnames.index("王") < surnames.index("赵")


def test_class_labels_are_in_school_order(make_document: MakeDocument) -> None:
    document = make_document(36, [(0, "class_name", "10班"), (9, "class_name", "2班")])
    assert class_labels(document)[:3] == ["一年级2班", "一年级3班", "一年级4班"]
    assert "一年级10班" in class_labels(document)[:4]


def test_rows_that_come_stand_behind_their_predecessor(clean_document: Document) -> None:
    order = RowOrder(clean_document, RowStatus(clean_document))
    order.set_sort(Sort(0, descending=True))
    before = [row.id for row in order.shown]
    added = clean_document.insert_row(clean_document.roster.position(12) + 1, "漏报的学生")
    after = [row.id for row in order.follow_roster()]
    assert after[after.index(12) + 1] == added
    assert [row for row in after if row != added] == before
    clean_document.delete_rows([3, 30], "转出")
    assert {3, 30}.isdisjoint(row.id for row in order.follow_roster())
    clean_document.undo()
    back = [row.id for row in order.follow_roster()]
    assert (back.index(3), back.index(30)) == (back.index(2) + 1, back.index(29) + 1)
