"""Opening in the background: what is asked on the way, and what goes wrong, through the dialogs."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from models.fields import FIELD_KEYS, TITLES
from tests.builders import student
from ui import settings
from ui.start.header_mapping import HeaderMappingDialog
from ui.start.opening import Opening
from ui.start.password import PasswordDialog
from ui.start.reading_choice import ReadingChoiceDialog
from ui.start.request import Request
from ui.start.sheet_choice import SheetChoiceDialog
from ui.widgets.lines_table import LinesTable
from ui.widgets.worker import wait_for_all

HEADERS = [TITLES[key] for key in FIELD_KEYS]
ROW = ["31011720050101001X", "3101170526220090001", "张示例", "男", "九年级", "1班", "2013届", "初中"]
D = TypeVar("D", bound=QDialog)


def save(path: Path, sheets: dict[str, Sequence[Sequence[str]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def encrypt(path: Path, password: str) -> Path:
    plain = path.read_bytes()
    with path.open("wb") as stream:
        OOXMLFile(io.BytesIO(plain)).encrypt(password, stream)
    return path


class Case:
    """An Opening in a window, and what it said."""

    def __init__(self, window: QWidget, found: settings.Settings) -> None:
        self.window = window
        self.opening = Opening(window, found)
        self.documents: list[Document] = []
        self.said: list[str] = []
        self.opening.opened.connect(self.documents.append)
        self.opening.failed.connect(self.said.append)
        self.opening.given_up.connect(lambda: self.said.append("given up"))

    def open(self, path: Path, **more: object) -> None:
        self.opening.start(Request(path, **more))  # type: ignore[arg-type]

    def dialog(self, kind: type[D]) -> D:
        (found,) = [one for one in self.window.findChildren(kind) if one.isVisible()]
        return found


@pytest.fixture
def case(qtbot: QtBot, settings_store: QSettings, at_once: None) -> Case:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Case(window, settings.load())


def test_plain(case: Case, tmp_path: Path) -> None:
    case.open(save(tmp_path / "a.xlsx", {"一": [HEADERS, ROW]}))
    assert [len(document.roster) for document in case.documents] == [1]
    assert not case.opening.is_busy


def test_the_schooling_system_by_word(case: Case) -> None:
    sample = Path(__file__).parents[3] / "resources" / "samples" / "示例名册-六三制.xls"
    case.open(sample, system="六三")
    case.open(sample)
    case.open(sample, system="七二")
    assert [document.school.system for document in case.documents] == ["6-3-3", "5-4-3"]
    assert "学制“七二”不对" in case.said[0]


def test_in_a_thread(qtbot: QtBot, settings_store: QSettings, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    found = Case(window, settings.load())
    with qtbot.waitSignal(found.opening.opened, timeout=20_000):
        found.open(save(tmp_path / "a.xlsx", {"一": [HEADERS, ROW]}))
        assert found.opening.is_busy
    assert len(found.documents[0].roster) == 1
    assert wait_for_all()


@pytest.mark.parametrize(("name", "make", "says"), [
    ("missing.xls", lambda path: None, "找不到文件"),
    ("empty.xls", lambda path: path.write_bytes(b""), "空文件"),
    ("rubbish.xls", lambda path: path.write_bytes(b"\x00\x01" * 500), "rubbish.xls"),
    ("students.xlsx", lambda path: save(path, {"一": [HEADERS]}), "没有学生"),
])
def test_one_clear_sentence(case: Case, tmp_path: Path, name: str,
                            make: Callable[[Path], object], says: str) -> None:
    make(tmp_path / name)
    case.open(tmp_path / name)
    assert len(case.said) == 1
    assert says in case.said[0]
    assert not case.documents
    assert not case.opening.is_busy


def test_password(qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    path = encrypt(save(tmp_path / "a.xlsx", {"一": [HEADERS, ROW]}), "mima123")
    case.open(path)
    first = case.dialog(PasswordDialog)
    assert not first.accept_button.isEnabled()
    qtbot.keyClicks(first.field, "wrong")
    qtbot.keyClick(first.field, Qt.Key.Key_Return)
    second = case.dialog(PasswordDialog)
    assert second.findChild(QWidget, "passwordWrong") is not None
    qtbot.mouseClick(second.seen, Qt.MouseButton.LeftButton, pos=QPoint(8, 11))
    assert second.field.echoMode() is QLineEdit.EchoMode.Normal
    qtbot.keyClicks(second.field, "mima123")
    qtbot.mouseClick(second.accept_button, Qt.MouseButton.LeftButton)
    assert len(case.documents) == 1


def test_giving_up_at_the_password(qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    case.open(encrypt(save(tmp_path / "a.xlsx", {"一": [HEADERS, ROW]}), "mima123"))
    qtbot.keyClick(case.dialog(PasswordDialog), Qt.Key.Key_Escape)
    assert case.said == ["given up"]
    assert not case.opening.is_busy


def test_several_sheets(qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    others = [[value[:-1] + end for value in ROW[:2]] + ROW[2:] for end in "89"]
    path = save(tmp_path / "a.xlsx", {"1班": [HEADERS, ROW], "2班": [HEADERS, *others],
                                      "说明": [["随便"]]})
    case.open(path)
    dialog = case.dialog(SheetChoiceDialog)
    assert [dialog.list.item(row).data(Qt.ItemDataRole.UserRole)
            for row in range(dialog.list.count())] == ["1班", "2班"]
    assert dialog.chosen() == ["1班", "2班"]  # the same headings belong together
    assert dialog.accept_button.text() == "打开这 2 张，共 3 人"
    for count in ("打开", "打开这 2 张，共 3 人"):
        dialog.list.setCurrentRow(1)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
        assert dialog.accept_button.text() == count
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    (document,) = case.documents
    assert document.roster.sheets == ("1班", "2班")
    assert len(document.roster) == 3


def students(start: int, count: int) -> list[list[str]]:
    return [[student(n)[key] for key in FIELD_KEYS] for n in range(start, start + count)]


def test_a_sheet_whose_students_stand_in_another_is_not_ticked(case: Case, tmp_path: Path) -> None:
    both = [*students(1, 3), *students(4, 3)]
    case.open(save(tmp_path / "a.xlsx", {
        "1班": [HEADERS, *students(1, 3)], "2班": [HEADERS, *students(4, 3)],
        "总表": [HEADERS, *both]}))
    dialog = case.dialog(SheetChoiceDialog)
    assert dialog.chosen() == ["1班", "2班"]
    assert "学生与上面的表重复" in dialog.list.item(2).text()
    dialog.reject()


def test_a_sheet_with_other_headings_is_asked_about_and_never_read_as_blanks(
        qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    """编号 holds 学籍副号; 性别, 年级 and 学段 are not there at all."""
    keys = ("sub_number", "class_name", "name", "main_number", "graduation_year")
    other = [[student(n)[key] for key in keys] for n in range(10, 14)]
    path = save(tmp_path / "a.xlsx", {
        "1班": [HEADERS, *students(1, 4)], "2班": [["某校二班"], HEADERS, *students(5, 4)],
        "3班": [["编号", "班别", "名字", "证件号", "毕业时间"], *other]})
    case.open(path)
    dialog = case.dialog(SheetChoiceDialog)
    assert dialog.chosen() == ["1班", "2班", "3班"]
    assert "表头与其他表不同" in dialog.list.item(2).text()
    dialog.accept()
    mapping = case.dialog(HeaderMappingDialog)
    assert "“3班”的表头与其他表不同，没有性别、年级、学段" in mapping.why.text()
    assert mapping.choice().mapping == {
        "sub_number": 0, "class_name": 1, "name": 2, "main_number": 3, "graduation_year": 4}
    qtbot.keyClick(mapping.header_row, Qt.Key.Key_Return)  # where the cursor is
    (document,) = case.documents
    assert len(document.roster) == 12
    row = document.roster.rows[-1].id
    assert {key: document.roster.value(row, key) for key in keys} == {
        key: student(13)[key] for key in keys}
    case.documents.clear()  # what was answered is remembered
    case.open(path)
    case.dialog(SheetChoiceDialog).accept()
    assert len(case.documents) == 1


def test_two_readings_are_shown_and_one_is_chosen(
        qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    lines = [[*HEADERS, "备注"], *([*ROW, ""] for _ in range(3)), [*ROW, '"a,b'], [*ROW, '"'],
             [*ROW, "c,d"]]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    case.open(path)
    dialog = case.dialog(ReadingChoiceDialog)
    assert dialog.chosen() == "引号当普通文字" and "7 行" in dialog.choices[0].text()
    tables = dialog.findChildren(LinesTable)
    assert [table.model().rowCount() for table in tables] == [2, 1]
    dialog.choices[1].setFocus()
    qtbot.keyClick(dialog.choices[1], Qt.Key.Key_Space)
    accept = dialog.findChild(QWidget, "accept")
    assert accept is not None
    qtbot.mouseClick(accept, Qt.MouseButton.LeftButton)
    (document,) = case.documents
    assert document.roster.sheets == ("引号成对",) and len(document.roster) == 5


def test_no_sheet_ticked(qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    case.open(save(tmp_path / "a.xlsx", {"1班": [HEADERS, ROW], "2班": [HEADERS, ROW]}))
    dialog = case.dialog(SheetChoiceDialog)
    none = dialog.findChild(QWidget, "checkNone")
    assert none is not None
    qtbot.mouseClick(none, Qt.MouseButton.LeftButton)
    assert not dialog.accept_button.isEnabled()
    dialog.reject()
    assert case.said == ["given up"]


STRANGE = ["证件", "编号", *HEADERS[2:]]


def choose(qtbot: QtBot, dialog: HeaderMappingDialog, key: str, column: int) -> None:
    box = dialog._boxes[key]
    box.setFocus()
    while box.currentData() != column:
        down = box.currentData() is None or box.currentData() < column
        qtbot.keyClick(box, Qt.Key.Key_Down if down else Qt.Key.Key_Up)


def test_unrecognised_columns_are_asked_for_once(qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    case.open(save(tmp_path / "a.xlsx", {"一": [STRANGE, ROW]}))
    dialog = case.dialog(HeaderMappingDialog)
    assert "学籍主号、学籍副号" in dialog.why.text()
    assert "没有指明：学籍主号、学籍副号" in dialog.hint.text()
    choose(qtbot, dialog, "main_number", 0)
    assert dialog._samples["main_number"].full_text() == f"如 {ROW[0]}"
    choose(qtbot, dialog, "sub_number", 0)
    assert not dialog.accept_button.isEnabled()
    choose(qtbot, dialog, "sub_number", 1)
    assert "八项都已指明" in dialog.hint.text()
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert not case.documents[0].roster.missing_fields()
    # another file with the same header is read likewise, without a question
    case.open(save(tmp_path / "b.xlsx", {"二": [["标题"], STRANGE, ROW]}))
    assert case.documents[1].roster.value(0, "sub_number") == ROW[1]


def test_two_columns_for_one_field(qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    case.open(save(tmp_path / "a.xlsx", {"一": [[*HEADERS, "身份证号"], [*ROW, "E12345678"]]}))
    dialog = case.dialog(HeaderMappingDialog)
    assert "不止一列像是：学籍主号" in dialog.why.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert case.documents[0].roster.value(0, "main_number") == ROW[0]


def test_no_header_at_all(qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    case.open(save(tmp_path / "a.xlsx", {"一": [["全校名册"], ["甲", "乙", "丙"], ["张示例", "男", "1班"]]}))
    dialog = case.dialog(HeaderMappingDialog)
    assert dialog.header_row.value() == 2
    assert not dialog.accept_button.isEnabled()
    for key, column in (("name", 0), ("sex", 1), ("class_name", 2)):
        choose(qtbot, dialog, key, column)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    roster = case.documents[0].roster
    assert [roster.value(0, key) for key in ("name", "sex", "class_name")] == ["张示例", "男", "1班"]


def test_another_header_row(qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    other = [*HEADERS[:5], "甲", "乙", "丙"]
    case.open(save(tmp_path / "a.xlsx", {"一": [STRANGE, ["x"] * 8, other, ROW]}))
    dialog = case.dialog(HeaderMappingDialog)
    dialog.header_row.setValue(3)
    assert dialog.choice().mapping == {key: n for n, key in enumerate(FIELD_KEYS[:5])}
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert case.documents[0].roster.header_row == 3


def test_missing_column_without_any_candidate_is_not_asked_for(case: Case, tmp_path: Path) -> None:
    case.open(save(tmp_path / "a.xlsx", {"一": [HEADERS[:-1], ROW[:-1]]}))
    assert case.documents[0].roster.missing_fields() == ("stage",)


@pytest.mark.parametrize(("headers", "key"), [
    (["身份证号", "学籍号"], "sub_number"), (["学籍号", "学籍副号"], "main_number")])
def test_a_bare_number_is_not_asked_about_where_its_values_tell(
        case: Case, tmp_path: Path, headers: list[str], key: str) -> None:
    case.open(save(tmp_path / "a.xlsx", {"一": [[*headers, *HEADERS[2:], "备注"], [*ROW, ""]]}))
    [document] = case.documents
    assert document.roster.value(0, key) == ROW[FIELD_KEYS.index(key)]


def test_one_at_a_time(case: Case, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"1班": [HEADERS, ROW], "2班": [HEADERS, ROW]})
    case.open(path)
    case.open(path)
    case.dialog(SheetChoiceDialog).reject()
    assert case.said == ["given up"]


def test_what_is_given_counts(case: Case, tmp_path: Path) -> None:
    case.open(save(tmp_path / "a.xlsx", {"一": [HEADERS, ROW]}), code="3101170001", name="甲校",
              school_year=2020)
    school = case.documents[0].school
    assert (school.code, school.name, school.school_year) == ("3101170001", "甲校", 2020)
