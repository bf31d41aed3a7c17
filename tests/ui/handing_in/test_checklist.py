"""上报清单 through the window's own buttons and keys: to a receipt read back from a real server."""

from __future__ import annotations

import email
import email.policy
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import submission
from app.document import Document
from app.exports import SUBMIT, record_outputs, submission_outputs
from app.handing_in.checklist import Checklist
from app.handing_in.ledger import Entry, Ledger
from app.handing_in.written import note_submission
from app.opening import open_document
from models.deliverables import Deliverable
from tests.servers import FOLDER, PASSWORD, USER, Place
from tests.ui.conftest import Messages, TypeText
from ui.handing_in.archiving import archive_to
from ui.handing_in.checklist import ChecklistDialog
from ui.handing_in.ledger import LedgerDialog
from ui.handing_in.mailing import MailDialog
from ui.handing_in.papers import PaperDialog, request
from ui.handing_in.sending import FtpDialog
from ui.paper.press import Press
from ui.paper.print_dialog import Print
from ui.widgets.form_dialog import FormDialog

TODAY = date(2012, 11, 27)
MASTER = "3101170526上海市松江区示例实验学校.xls"
TABLE = "上海市松江区示例实验学校学籍信息更正表.xls"


class Desk:
    """The list on a document whose files are written."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document, self.folder = document, folder
        self.result = submission.submit(document, folder)
        record_outputs(SUBMIT, submission_outputs(document, self.result))
        note_submission(document, self.result)
        self.dialog = ChecklistDialog(None, document, folder, today=TODAY)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, at_once: None, settings_store: QSettings,
         clean_document: Document, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    (tmp_path / "out").mkdir()
    desk = Desk(clean_document, tmp_path / "out")
    qtbot.addWidget(desk.dialog)
    desk.dialog.open()
    return desk


def press(qtbot: QtBot, parent: QWidget, name: str) -> None:
    """A button, by its key."""
    (button,) = [each for each in parent.findChildren(QPushButton, name) if each.isVisible()]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def texts(dialog: QDialog) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def asked(dialog: QWidget, kind: type[QDialog]) -> QDialog:
    (found,) = [each for each in dialog.findChildren(kind) if each.isVisible()]
    return found


def review(qtbot: QtBot, desk: Desk, type_text: TypeText) -> None:
    question = asked(desk.dialog, FormDialog)
    type_text(question.findChild(QWidget, "name"), "周校长")
    qtbot.keyClick(question, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_states_and_dates(desk: Desk) -> None:
    shown = texts(desk.dialog)
    assert "已生成，未交" in shown and MASTER in shown
    dates = [button.text() for button in desk.dialog.findChildren(QPushButton)
             if "11月" in button.text()]
    assert dates == ["11月30日\n还有 3 天", "11月29日\n还有 2 天"]


@pytest.mark.parametrize("options", [{}, {"encoding": "gb18030", "utf8": False}],
                         ids=["utf-8", "gb18030"])
def test_from_the_list_to_a_receipt_by_keys(
        qtbot: QtBot, desk: Desk, serve: Callable[..., Place], type_text: TypeText,
        messages: Messages, options: dict[str, object]) -> None:
    place = serve(**options)
    press(qtbot, desk.dialog, "line1")
    review(qtbot, desk, type_text)
    ftp = asked(desk.dialog, FtpDialog)
    for name, text in (("host", "127.0.0.1"), ("port", str(place.port)), ("user", USER),
                       ("password", "falsch")):
        type_text(ftp.findChild(QWidget, name), text)
    qtbot.keyClick(ftp, Qt.Key.Key_Return)
    assert "用户名或密码" in texts(ftp)
    type_text(ftp.findChild(QWidget, "password"), PASSWORD)
    qtbot.keyClick(ftp, Qt.Key.Key_Return)
    assert not ftp.isVisible()
    assert place.names == [MASTER]
    assert (place.folder / MASTER).read_bytes() == (desk.folder / MASTER).read_bytes()
    shown = texts(desk.dialog)
    assert "已交，读回一致" in shown and "周校长" in shown and "逐字节一致" in shown
    press(qtbot, desk.dialog, "confirmLine")
    answer = asked(desk.dialog, FormDialog)
    type_text(answer.findChild(QWidget, "words"), "待审核")
    qtbot.keyClick(answer, Qt.Key.Key_Return)
    assert "已确认：待审核" in texts(desk.dialog)
    kinds = [line.entry.kind for line in Ledger().lines()]
    assert kinds == ["export", "export", "reviewed", "hand_in", "confirmed"]
    assert messages.seen == []


def test_a_region_that_says_not_where_to(
        qtbot: QtBot, desk: Desk, serve: Callable[..., Place], type_text: TypeText,
        messages: Messages) -> None:
    """An eight-digit code, another name of the number, and the clerk says that it goes by FTP."""
    document = open_document(Path("resources/samples/示例名册-北京.xlsx"))
    document.delete_rows(sorted({each.row for each in document.open_findings()
                                 if each.row is not None}), "样本里的错行")
    document.set_school(replace(document.school, name="示例实验学校"))
    dialog = Desk(document, desk.folder).dialog
    qtbot.addWidget(dialog)
    desk.dialog.close()
    dialog.open()
    name = "01082001示例实验学校.xls"
    assert name in texts(dialog) and "没有期限" in [
        button.text() for button in dialog.findChildren(QPushButton)]
    (due,) = [button for button in dialog.findChildren(QPushButton)
              if button.isVisible() and button.accessibleName().startswith("总库文件的期限")]
    qtbot.keyClick(due, Qt.Key.Key_Space)
    question = asked(dialog, FormDialog)
    type_text(question.findChild(QWidget, "due"), "12-15")
    way = question.findChild(QComboBox, "way")
    assert way is not None
    way.setFocus()
    qtbot.keyClick(way, Qt.Key.Key_Home)
    assert way.currentData() == "ftp"
    type_text(question.findChild(QWidget, "where"), FOLDER)
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert f"FTP“{FOLDER}”" in texts(dialog)
    assert [(item.file, item.due) for item in Checklist(document).items(TODAY)] == [
        (name, date(2024, 12, 15)), ("示例实验学校学籍信息更正表.xls", None)]
    dialog.list.note_review("周校长", TODAY)
    place = serve()
    press(qtbot, dialog, "line1")
    ftp = asked(dialog, FtpDialog)
    for box, text in (("host", "127.0.0.1"), ("port", str(place.port)), ("user", USER),
                      ("password", PASSWORD)):
        type_text(ftp.findChild(QWidget, box), text)
    qtbot.keyClick(ftp, Qt.Key.Key_Return)
    assert place.names == [name]
    assert (place.folder / name).read_bytes() == (desk.folder / name).read_bytes()
    assert "已交，读回一致" in texts(dialog)
    assert "身份证件号" in Ledger().lines()[2].entry.fields and messages.seen == []


def test_a_mail_is_prepared_and_never_sent(
        qtbot: QtBot, desk: Desk, type_text: TypeText, messages: Messages,
        monkeypatch: pytest.MonkeyPatch) -> None:
    press(qtbot, desk.dialog, "line2")
    review(qtbot, desk, type_text)
    mail = asked(desk.dialog, MailDialog)
    press(qtbot, mail, "copySubject")
    assert QApplication.clipboard().text() == "上海市松江区示例实验学校更正表"
    opened: list[str] = []
    monkeypatch.setattr("ui.handing_in.mailing.QDesktopServices.openUrl",
                        lambda url: opened.append(url.toLocalFile()) or True)
    press(qtbot, mail, "draft")
    message = email.message_from_bytes(Path(opened[0]).read_bytes(), policy=email.policy.default)
    assert (message["subject"], message["x-unsent"], message["to"]) == (
        "上海市松江区示例实验学校更正表", "1", None)
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == TABLE
    assert attached.get_content() == (desk.folder / TABLE).read_bytes()
    press(qtbot, mail, "sent")
    shown = texts(desk.dialog)
    assert "邮件由本人交出，程序没有核对" in shown
    assert "与本机相同" not in shown  # nobody has looked there
    assert [line.entry.file for line in Ledger().lines()][-2:] == [Path(opened[0]).name, TABLE]


def test_a_file_that_was_changed_is_not_sent(
        qtbot: QtBot, desk: Desk, type_text: TypeText, messages: Messages) -> None:
    (desk.folder / MASTER).write_bytes(b"changed")
    press(qtbot, desk.dialog, "line1")
    review(qtbot, desk, type_text)
    assert "写好以后被改动过" in messages.texts[0]
    assert "已生成，未交" in texts(desk.dialog)


def test_what_is_not_written_yet_leads_back_to_writing(
        qtbot: QtBot, desk: Desk, clean_document: Document, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "another"))
    dialog = ChecklistDialog(None, clean_document, tmp_path, today=TODAY)
    qtbot.addWidget(dialog)
    dialog.open()
    assert texts(dialog).count("未生成") == 2
    with qtbot.waitSignal(dialog.submit_requested):
        press(qtbot, dialog, "line1")
    assert not dialog.isVisible()


def test_a_stick_takes_the_file_and_is_read_back(
        qtbot: QtBot, desk: Desk, type_text: TypeText, messages: Messages, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    stick = tmp_path / "U 盘"
    stick.mkdir()
    (stick / MASTER).write_bytes(b"older")
    monkeypatch.setattr("ui.handing_in.checklist.QFileDialog.getExistingDirectory",
                        lambda *given: str(stick))
    press(qtbot, desk.dialog, "line1")
    review(qtbot, desk, type_text)
    ftp = asked(desk.dialog, FtpDialog)
    messages.answer = False
    press(qtbot, ftp, "toFolder")
    assert messages.texts == ["那里已有同名文件，要替换它吗？"]
    assert (stick / MASTER).read_bytes() == b"older"
    messages.answer = True
    press(qtbot, desk.dialog, "line1")
    press(qtbot, asked(desk.dialog, FtpDialog), "toFolder")
    assert (stick / MASTER).read_bytes() == (desk.folder / MASTER).read_bytes()
    assert "已交，读回一致" in texts(desk.dialog)


def test_a_file_of_one_s_own_is_chosen_sent_and_its_line_removed(
        qtbot: QtBot, desk: Desk, type_text: TypeText, messages: Messages, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    made, stick = tmp_path / "本周进度.xls", tmp_path / "stick"
    made.write_bytes(b"progress")
    stick.mkdir()
    desk.dialog.list.add(Deliverable("进度表", "jindu.xls", "folder", "教导处", "周二、周四"))
    desk.dialog.refresh()
    monkeypatch.setattr("ui.handing_in.checklist.QFileDialog.getOpenFileName",
                        lambda *given: (str(made), ""))
    monkeypatch.setattr("ui.handing_in.checklist.QFileDialog.getExistingDirectory",
                        lambda *given: str(stick))
    press(qtbot, desk.dialog, "line3")
    assert "本周进度.xls" in texts(desk.dialog)
    made.write_bytes(b"more progress")
    desk.dialog.list.note_review("周校长", TODAY)
    press(qtbot, desk.dialog, "line3")  # changed since, and chosen anew
    assert messages.texts == ["“本周进度.xls”选好以后被改动过，没有上报。"]
    desk.dialog.list.note_review("周校长", TODAY)
    press(qtbot, desk.dialog, "line3")
    assert (stick / "本周进度.xls").read_bytes() == b"more progress"
    (due,) = [button for button in desk.dialog.findChildren(QPushButton)
              if button.isVisible() and button.accessibleName().startswith("进度表的期限")]
    qtbot.keyClick(due, Qt.Key.Key_Space)
    press(qtbot, asked(desk.dialog, FormDialog), "removeLine")
    assert "进度表" not in texts(desk.dialog)


def test_files_written_anew_ask_for_the_head_again(
        qtbot: QtBot, desk: Desk, type_text: TypeText, messages: Messages) -> None:
    desk.dialog.list.note_review("周校长", TODAY)
    assert desk.dialog.list.review is not None
    column = desk.document.roster.index("name")
    assert column is not None
    desk.document.edit([(desk.document.roster.rows[0].id, column, "王改名")], "经核对")
    note_submission(desk.document, submission.submit(desk.document, desk.folder))
    again = ChecklistDialog(None, desk.document, desk.folder, today=TODAY)
    qtbot.addWidget(again)
    assert again.list.review is None


def test_a_line_of_one_s_own_and_another_date_are_kept(
        qtbot: QtBot, desk: Desk, type_text: TypeText) -> None:
    press(qtbot, desk.dialog, "addLine")
    question = asked(desk.dialog, FormDialog)
    type_text(question.findChild(QWidget, "title"), "进度表")
    type_text(question.findChild(QWidget, "file"), "jindu.xls")
    type_text(question.findChild(QWidget, "due"), "13-40")
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert "期限“13-40”不对" in texts(question)
    type_text(question.findChild(QWidget, "due"), "周二、周四")
    qtbot.keyClick(question, Qt.Key.Key_Return)
    desk.dialog.list.change_due("总库文件", "12-01")
    again = ChecklistDialog(None, desk.document, desk.folder, today=TODAY)
    qtbot.addWidget(again)
    assert [(item.deliverable.title, item.due) for item in again.items()] == [
        ("总库文件", date(2012, 12, 1)), ("更正表", date(2012, 11, 29)), ("进度表", TODAY)]


@pytest.mark.parametrize("unchanged", [True, False])
def test_the_archive_holds_the_roster_as_opened_and_what_was_handed_in(
        desk: Desk, messages: Messages, unchanged: bool) -> None:
    roster = desk.document.roster
    column = roster.index("name")
    assert column is not None
    name = roster.rows[0].cells[column]
    desk.document.edit([(roster.rows[0].id, column, "改过名")], "经核对")
    roster.path.write_bytes(b"what lies there")
    target = desk.folder / "归档.zip"
    paper = Print("校对报告", False, lambda press: press.line("报告"))
    archive_to(desk.dialog, desk.document, desk.dialog.items(), target,
               datetime(2012, 11, 27, 10, 0), lambda: paper, unchanged=unchanged)
    with zipfile.ZipFile(target) as packed:
        names = packed.namelist()
        assert packed.read(f"上报文件/{MASTER}") == (desk.folder / MASTER).read_bytes()
        for made in ("上报回执.pdf", "校对报告.pdf"):
            assert packed.read(made).startswith(b"%PDF")
        (opened,) = [each for each in names if each.startswith("原名册/")]
        content = packed.read(opened)
    assert "台账摘录.csv" in names
    if unchanged:
        assert content == b"what lies there"
    else:
        assert name in content.decode("utf-8-sig") and "改过名" not in content.decode("utf-8-sig")
    assert messages.texts == ["已归档。"]
    (line,) = Ledger().lines()[2:]
    assert (line.entry.purpose, line.entry.file) == ("归档", "归档.zip")


def test_the_ledger_is_shown_and_added_to(
        qtbot: QtBot, desk: Desk, messages: Messages, type_text: TypeText) -> None:
    dialog = LedgerDialog(None, desk.document, desk.folder)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.table.rowCount() == 2
    dialog.table.setCurrentCell(0, 0)
    press(qtbot, dialog, "destroyed")
    assert dialog.table.item(0, 3).text() == "已销毁"
    dialog.table.setCurrentCell(1, 0)
    press(qtbot, dialog, "sign")
    question = asked(dialog, FormDialog)
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert "签字人的姓名" in texts(question)
    type_text(question.findChild(QWidget, "name"), "周示例")
    qtbot.keyClick(question, Qt.Key.Key_Return)
    signed = Ledger().lines()[-1].entry
    assert (signed.kind, signed.purpose, signed.person, signed.file) == (
        "signed", "班主任", "周示例", TABLE)
    assert "没有被改动过" in dialog.state.text()


def test_without_a_roster_the_ledger_is_there_and_has_no_papers(qtbot: QtBot, desk: Desk) -> None:
    dialog = LedgerDialog(None, None, desk.folder)
    qtbot.addWidget(dialog)
    dialog.open()
    shown = [button.objectName() for button in dialog.findChildren(QPushButton)
             if button.isVisible() and button.objectName()]
    assert {"destroyed", "extend", "sign"} <= set(shown)
    assert not {"request", "register"} & set(shown)


@pytest.mark.parametrize("paper", ["register", "request"])
def test_the_ledger_s_papers_are_kept_and_stand_in_it_themselves(
        qtbot: QtBot, desk: Desk, tmp_path: Path, paper: str) -> None:
    dialog = LedgerDialog(None, desk.document, desk.folder)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.table.setCurrentCell(0, 0)
    press(qtbot, dialog, paper)
    made = asked(dialog, PaperDialog)
    made.save(tmp_path / "纸.pdf")
    assert (tmp_path / "纸.pdf").read_bytes().startswith(b"%PDF")
    line = Ledger().lines()[-1].entry
    assert (line.purpose, line.recipient, line.file) == ("归档", "本校存档", "纸.pdf")


def test_a_request_is_filled_from_its_line() -> None:
    entry = Entry("export", "照片采集", "照相馆", ("姓名", "班级"), 36, "名单.xls", "ab", "2012-12-27",
                  person="周示例")
    (line,) = Ledger().add([entry])
    rows: list[tuple[str, ...]] = []

    class Listener(Press):
        def __init__(self) -> None:
            self.foot = ""

        def line(self, text: str, *more: object, **named: object) -> None:
            pass

        def table(self, widths: object, headers: object, lines: Any, **more: object) -> None:
            rows.extend(lines)
    request(line, "示例学校").compose(Listener())
    filled = dict(rows)
    assert [filled[title] for title in (
        "申请单位", "数据用途", "使用范围", "使用方式", "数据字段名称", "学生人数", "使用期限", "数据安全责任人")] == [
        "示例学校", "照片采集", "照相馆", "导出", "姓名、班级", "36", "2012-12-27", "周示例"]
