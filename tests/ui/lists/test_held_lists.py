"""Lists held against the roster, in the window: found, answered and undone with real keys."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlrd
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QAbstractButton, QCheckBox, QLabel, QLineEdit, QListWidget, QPushButton)
from pytestqt.qtbot import QtBot

from app.document import Document
from app.lists.disposing import disposed
from app.lists.kinds import guess_kind
from app.lists.numbers import new_numbers
from models.attached import AttachedList
from models.profile import load_profile
from tests.app.commands.test_compare import class_sheets
from tests.app.lists.test_held import held
from tests.app.matching.truth import damaged
from tests.builders import (
    SCHOOL, TODAY, document_of, grid_of, roster_of, student, students, sub_number, write_xls)
from tests.ui.conftest import Messages, shown
from ui.lists import comparing, numbers
from ui.lists.tables import TablesDialog
from ui.start.sheet_choice import SheetChoiceDialog
from ui.window.list_desk import ListDesk
from ui.work.confirm_listed import ConfirmListedDialog
from ui.work.disposing import DispositionDialog
from ui.work.preview_fixes import PreviewFixesDialog
from ui.work.work_page import WorkPage

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def document() -> Document:
    """One number cut off, one class changed, one too many, one missing, one perhaps the same."""
    ours = [student(1, main_number=damaged(student(1)["main_number"])),
            student(2, class_name="5班"), *students(5, start=3), student(20, name="赵范例")]
    theirs = [*students(6), student(9), {"name": "赵范例", "grade": "七年级"}]
    return held(ours, theirs)


@pytest.fixture
def page(qtbot: QtBot, settings_store: QSettings, document: Document) -> WorkPage:
    page = WorkPage()
    document.subscribe(page.refresh)
    page.set_document(document)
    page.resize(1366, 768)
    shown(qtbot, page, 1366)
    return page


def text(page: WorkPage, name: str) -> str:
    found = page.lists.findChild(QLabel, name) or page.lists.findChild(QPushButton, name)
    assert found is not None
    return found.text()


def test_the_counts_of_a_list_follow_the_work(
        page: WorkPage, document: Document, qtbot: QtBot) -> None:
    assert page.lists.isVisible()
    assert text(page, "listSize0") == "名单 8 人，名册 8 人"
    assert text(page, "listSame0") == "一致 4"
    assert [text(page, f"list_{rule}_0") for rule in ("list-differs", "list-missing")] == [
        "内容不同 2", "名册里没有 1"]
    document.edit([(1, 5, "1班")])
    qtbot.waitUntil(lambda: text(page, "listSame0") == "一致 5")
    document.detach(document.lists[0])
    assert not page.lists.isVisible()


def test_a_missing_student_comes_in_with_one_key(
        page: WorkPage, document: Document, qtbot: QtBot) -> None:
    button = page.lists.findChild(QPushButton, "list_list-missing_0")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    [finding] = page.inspector.shown_findings()
    assert finding.rule == "list-missing"
    qtbot.keyClick(page.inspector, Qt.Key.Key_1, ALT)
    assert [each.disposition.kind for each in disposed(document)] == ["新增"]
    assert any(row.cells[2] == student(9)["name"] for row in document.roster.rows)
    document.undo()
    assert len(document.roster) == 8


def test_perhaps_the_same_is_answered_with_one_key(
        page: WorkPage, document: Document, qtbot: QtBot) -> None:
    page.table.go_to(7, 2)
    page.inspector.prefer("list-extra")
    qtbot.keyClick(page.inspector, Qt.Key.Key_1, ALT)
    assert not document.open_in_row(7) and len(document.journal.links) == 1


def test_what_became_of_a_student_is_asked_once(page: WorkPage, document: Document, qtbot: QtBot,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    page.table.go_to(6, 2)
    qtbot.keyClick(page.inspector, Qt.Key.Key_1, ALT)
    dialog = page.findChild(DispositionDialog)
    assert dialog is not None
    accept = dialog.findChild(QPushButton, "accept")
    assert accept is not None and not accept.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_2)
    school = dialog.findChild(QLineEdit, "dispositionSchool")
    paper = dialog.findChild(QCheckBox, "paper_学籍证明")
    assert school is not None and paper is not None and accept.isEnabled()
    qtbot.keyClicks(school, "2")  # a digit in a text chooses nothing
    paper.setChecked(True)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    [one] = disposed(document)
    assert (one.disposition.kind, one.disposition.school, one.disposition.evidence) == (
        "转出", "2", ("学籍证明",))
    assert 6 not in document.roster
    document.undo()
    assert 6 in document.roster and disposed(document) == []


def test_the_same_student_and_what_the_roster_has_wrong_are_one_step(
        qtbot: QtBot, settings_store: QSettings) -> None:
    """A row without a number and its candidate: who it is and the number are taken with one key."""
    ours = [*students(4), student(5, main_number="", sub_number="")]
    document = held(ours, students(5), "term")
    page = WorkPage()
    document.subscribe(page.refresh)
    page.set_document(document)
    shown(qtbot, page)
    page.open_rule("list-extra")
    page.next_problem()
    while page.inspector.shown_findings()[0].rule != "list-extra":
        page.next_problem()
    number = student(5)["main_number"]
    card = page.inspector.findChild(QAbstractButton, "list_same_2")
    assert card is not None and number in card.accessibleName()
    qtbot.keyClick(page.inspector, Qt.Key.Key_2, ALT)
    assert document.roster.value(4, "main_number") == number
    assert not any(each.row == 4 and each.rule == "list-extra" for each in document.open_findings())
    document.undo()
    assert document.roster.value(4, "main_number") == "" and not document.journal.links


def test_what_a_list_has_in_the_same_way_is_confirmed_together(
        qtbot: QtBot, settings_store: QSettings) -> None:
    """Odd names and classes that last year's roster had, too: looked at, one left out, one step.
    Who is not in the list, or has it otherwise, is not among them."""
    odd = [student(1, class_name="宏志"), student(2, class_name="火箭"), student(3, name="李"),
           student(4, name="赵")]
    ours = [*odd, *students(4, start=5)]
    theirs = [*odd[:3], odd[3] | {"name": "赵钱"}, *students(4, start=5)]
    document = held(ours, theirs, "term")
    page = WorkPage()
    document.subscribe(page.refresh)
    page.set_document(document)
    shown(qtbot, page)
    page.next_problem()
    card = next(each for each in page.inspector.findChildren(QAbstractButton)
                if each.objectName().startswith("list_as-listed_"))
    key = Qt.Key(Qt.Key.Key_0 + int(card.objectName()[-1]))
    open_ = document.tally().open
    qtbot.keyClick(page.inspector, key, ALT)
    dialog = page.findChild(ConfirmListedDialog)
    assert dialog is not None
    assert {fix.row for fix in dialog.model.fixes} == {0, 1, 2}
    assert all("也是" in fix.why for fix in dialog.model.fixes)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert document.tally().open == open_ - 2
    assert {each.reason for each in document.journal.confirmations.values()} == {
        "与《名单.xls》一致，已核实"}
    document.undo()
    assert document.tally().open == open_


@pytest.mark.parametrize(("everybody", "count"), [(True, 3), (False, 2)])
def test_what_became_of_some_is_said_at_once(
        qtbot: QtBot, settings_store: QSettings, messages: Messages, everybody: bool,
        count: int) -> None:
    """Of those whom only the list has, and of those whom only the roster has: the clerk ticks."""
    for ours, theirs, rule, key, kind in (
            (students(5), students(8), "list-missing", Qt.Key.Key_3, "退学"),
            (students(8), students(5), "list-extra", Qt.Key.Key_2, "转入")):
        document = document_of(ours)
        document.attach(AttachedList(roster_of(theirs, path="上学期.xls"), "term", frozenset(),
                                     "a" * 64))
        page = WorkPage()
        document.subscribe(page.refresh)
        page.set_document(document)
        shown(qtbot, page)
        button = page.lists.findChild(QPushButton, f"list_{rule}_0")
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.keyClick(page.inspector, key, ALT)
        dialog = page.findChild(DispositionDialog)
        assert dialog is not None
        names = dialog.findChild(QListWidget, "dispositionNames")
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        assert names is not None and names.count() == 3 and dialog.focusWidget() is names
        assert dialog.meant() == [0, 1, 2]
        if everybody:
            for left in (0, 3):
                qtbot.keyClick(names, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
                assert len(dialog.meant()) == left
        else:
            qtbot.keyClick(names, Qt.Key.Key_Down)
            qtbot.keyClick(names, Qt.Key.Key_Space)
        titles = [each.title for each in document.profile.dispositions.kinds]
        qtbot.keyClicks(names, str(titles.index(kind) + 1))
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        assert [each.disposition.kind for each in disposed(document)] == [kind] * count
        assert document.tally().open == 3 - count
        document.undo()
        assert document.tally().open == 3 and not disposed(document)


def test_the_lost_digits_are_sure_in_the_work_list(
        page: WorkPage, document: Document, qtbot: QtBot) -> None:
    page.open_rule("main-precision")
    assert page.is_listing()
    assert document.fixes("main-precision")[0].after == student(1)["main_number"]


def test_a_comparison_is_attached_only_when_it_is_begun(
        qtbot: QtBot, tmp_path: Path, at_once: None, settings_store: QSettings,
        messages: Messages) -> None:
    document = document_of(students(8))
    path = write_xls(tmp_path / "名单.xls", grid_of(students(8, start=2)))
    parent = WorkPage()
    qtbot.addWidget(parent)
    comparing.start(parent, document, path, comparing.Kind.TERM, tmp_path)
    qtbot.waitUntil(lambda: parent.findChild(comparing.ComparisonDialog) is not None)
    dialog = parent.findChild(comparing.ComparisonDialog)
    assert dialog is not None
    dialog.reject()
    assert document.lists == ()
    comparing.start(parent, document, path, comparing.Kind.TERM, tmp_path)
    qtbot.waitUntil(lambda: any(
        each.isVisible() for each in parent.findChildren(comparing.ComparisonDialog)))
    dialog = next(each for each in parent.findChildren(comparing.ComparisonDialog)
                  if each.isVisible())
    work = dialog.findChild(QPushButton, "work")
    assert work is not None
    work.click()
    assert [each.kind for each in document.lists] == ["term"]
    comparing.ask_and_detach(parent, document, document.lists[0])
    assert document.lists == () and messages.seen[-1][0] == "ask"


@pytest.mark.parametrize(("rows", "kind"), [
    (students(8, start=50), "warn"), (students(8, start=6), "ask")])
def test_a_wrong_list_is_asked_about_or_refused(
        qtbot: QtBot, tmp_path: Path, at_once: None, settings_store: QSettings,
        messages: Messages, rows: list[dict[str, str]], kind: str) -> None:
    document = document_of(students(8))
    path = write_xls(tmp_path / "名单.xls", grid_of(rows))
    parent = WorkPage()
    qtbot.addWidget(parent)
    messages.answer = False
    comparing.start(parent, document, path, comparing.Kind.OTHER, tmp_path)
    qtbot.waitUntil(lambda: bool(messages.seen))
    assert messages.seen[0][0] == kind and document.lists == ()


def test_tables_are_looked_at_and_written(qtbot: QtBot, tmp_path: Path, document: Document,
                                          settings_store: QSettings, messages: Messages,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    document.delete_rows([6], "转出")
    dialog = TablesDialog(None, document, tmp_path)
    shown(qtbot, dialog)
    qtbot.keyClick(dialog.choice, Qt.Key.Key_End)
    assert dialog.table.rowCount() == 1
    item = dialog.table.item(0, 1)
    assert item is not None and item.text() == "转出"
    monkeypatch.setattr("ui.lists.tables.QFileDialog.getExistingDirectory",
                        lambda *_: str(tmp_path))
    dialog.write()
    [path] = tmp_path.glob("*学籍异动登记表.xls")
    assert xlrd.open_workbook(path).sheet_by_index(0).nrows == 2


def test_new_numbers_are_one_step(qtbot: QtBot, settings_store: QSettings,
                                  messages: Messages) -> None:
    document = document_of([*students(3), student(4, sub_number="")])
    parent = WorkPage()
    qtbot.addWidget(parent)
    numbers.ask_and_issue(parent, document)
    dialog = parent.findChild(PreviewFixesDialog)
    assert dialog is not None
    dialog.accept()
    assert document.roster.value(3, "sub_number") == sub_number(serial=4)
    document.undo()
    assert document.roster.value(3, "sub_number") == ""
    document.edit([(3, 1, sub_number(serial=4))])
    numbers.ask_and_issue(parent, document)
    assert messages.seen == [("inform", "没有要编发的学籍副号：人人都有，也没有用旧学段号码的。")]


@pytest.mark.parametrize(("keys", "why"), [
    (("main_number", "name", "sex", "grade", "class_name"), "没有学籍号这一列"),
    (("main_number", "sub_number", "name", "sex", "grade", "class_name"), "没有规定学籍号怎样编")])
def test_a_region_whose_numbers_nobody_can_make(
        qtbot: QtBot, settings_store: QSettings, messages: Messages, keys: tuple[str, ...],
        why: str) -> None:
    roster = roster_of(students(2, sub_number=""), keys)
    roster.fields = load_profile("general").fields
    document = Document(roster, load_profile("general"), SCHOOL, today=TODAY)
    numbers.ask_and_issue(WorkPage(), document)
    assert messages.seen == [("inform", "现在编不出新的学籍号。")]
    assert why in new_numbers(document).impossible


def test_a_second_list_has_a_line_of_its_own(page: WorkPage, document: Document) -> None:
    document.attach(AttachedList(roster_of(students(7), path="另一份.xls"), "term", frozenset(),
                                 "b" * 64))
    assert text(page, "listTitle1").startswith("与《另一份")


def test_a_list_dropped_on_the_open_roster_is_held_against_it(
        qtbot: QtBot, tmp_path: Path, at_once: None, settings_store: QSettings,
        messages: Messages) -> None:
    document = document_of(students(8))
    path = write_xls(tmp_path / "上学期名册.xls", grid_of(students(8)))
    opened: list[Path] = []
    parent = WorkPage()
    qtbot.addWidget(parent)
    desk = ListDesk(parent, "shanghai", lambda: tmp_path, opened.append)
    desk.set_document(document)
    desk.dropped(path)
    qtbot.waitUntil(lambda: parent.findChild(comparing.ComparisonDialog) is not None)
    dialog = parent.findChild(comparing.ComparisonDialog)
    assert dialog is not None and dialog.kind.currentData() is comparing.Kind.TERM
    dialog.kind.setCurrentIndex(list(comparing.KIND_TITLES).index(comparing.Kind.ADMISSION))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert [each.kind for each in document.lists] == ["admission"]
    messages.answer = False
    desk.dropped(path)
    assert opened == [path]


def test_class_sheets_are_one_list(qtbot: QtBot, tmp_path: Path, at_once: None,
                                   settings_store: QSettings, messages: Messages) -> None:
    document = document_of(students(6))
    path = class_sheets(tmp_path / "上学期名册.xlsx", ["姓名", "身份证号"])
    parent = WorkPage()
    qtbot.addWidget(parent)
    comparing.compare_file(parent, document, path, tmp_path)
    qtbot.waitUntil(lambda: parent.findChild(SheetChoiceDialog) is not None)
    choice = parent.findChild(SheetChoiceDialog)
    assert choice is not None and choice.accept_button.text() == "核对这 2 张，共 7 人"
    qtbot.keyClick(choice, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: parent.findChild(comparing.ComparisonDialog) is not None)
    dialog = parent.findChild(comparing.ComparisonDialog)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    [held_list] = document.lists
    assert (held_list.roster.sheets, len(held_list.roster)) == (("1班", "2班"), 7)
    assert messages.seen == []


@pytest.mark.parametrize(("name", "kind"), [
    ("2012年招生录取名单.xls", "ADMISSION"), ("SZBMK.DBF", "ADMISSION"), ("上学期名册.xls", "TERM"),
    ("3101170526学校2011学年.xls", "YEAR"), ("去年.xls", "YEAR"), ("2012学年.xls", "OTHER"),
    ("12011.xls", "OTHER"), ("名单.xls", "OTHER")])
def test_a_name_tells_what_a_list_is(name: str, kind: str) -> None:
    assert guess_kind(name, 2012).name == kind
