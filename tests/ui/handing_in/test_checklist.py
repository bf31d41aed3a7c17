"""上报清单 through the window's own buttons and keys: to a receipt read back from a real server."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import submission
from app.document import Document
from app.exports import SUBMIT, record_outputs, submission_outputs
from app.handing_in.ledger import Ledger
from tests.servers import PASSWORD, USER, Place
from tests.ui.conftest import Messages, TypeText
from ui.handing_in.checklist import ChecklistDialog, note_submission
from ui.handing_in.ledger import LedgerDialog
from ui.widgets.form_dialog import FormDialog
from ui.handing_in.sending import FtpDialog, MailDialog

TODAY = date(2012, 11, 27)
MASTER = "3101170526上海市松江区示例实验学校.xls"


class Desk:
    """The list on a document whose files are written."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document, self.folder = document, folder
        self.result = submission.submit(document, folder)
        record_outputs(SUBMIT, submission_outputs(document, self.result))
        note_submission(document, self.result)
        self.dialog = ChecklistDialog(None, document, folder, proof=lambda: b"%PDF",
                                      today=TODAY)


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
    button = parent.findChild(QPushButton, name)
    assert button is not None and button.isVisible(), name
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


def test_a_mail_is_prepared_and_never_sent(
        qtbot: QtBot, desk: Desk, type_text: TypeText, messages: Messages) -> None:
    press(qtbot, desk.dialog, "line2")
    review(qtbot, desk, type_text)
    mail = asked(desk.dialog, MailDialog)
    press(qtbot, mail, "copySubject")
    assert QApplication.clipboard().text() == "上海市松江区示例实验学校更正表"
    press(qtbot, mail, "sent")
    assert "邮件由本人交出，程序没有核对" in texts(desk.dialog)


def test_a_file_that_was_changed_is_not_sent(
        qtbot: QtBot, desk: Desk, type_text: TypeText, messages: Messages) -> None:
    (desk.folder / MASTER).write_bytes(b"changed")
    press(qtbot, desk.dialog, "line1")
    review(qtbot, desk, type_text)
    assert "写好以后被改动过" in messages.texts[0]
    assert "已生成，未交" in texts(desk.dialog)


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


def test_the_archive_holds_what_was_handed_in(desk: Desk, messages: Messages) -> None:
    desk.document.roster.path.write_bytes(b"roster")
    target = desk.folder / "归档.zip"
    desk.dialog.archive_to(target, datetime(2012, 11, 27, 10, 0))
    with zipfile.ZipFile(target) as packed:
        names = packed.namelist()
        assert packed.read(f"上报文件/{MASTER}") == (desk.folder / MASTER).read_bytes()
        assert packed.read("上报回执.pdf").startswith(b"%PDF")
    assert {"上报回执.pdf", "台账摘录.csv", "校对报告.pdf", f"原名册/{MASTER}"} <= set(names)
    assert messages.texts == ["已归档。"]


def test_the_ledger_is_shown_and_added_to(qtbot: QtBot, desk: Desk, messages: Messages) -> None:
    dialog = LedgerDialog(None, desk.document, desk.folder)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.table.rowCount() == 2
    dialog.table.setCurrentCell(0, 0)
    press(qtbot, dialog, "destroyed")
    assert dialog.table.item(0, 3).text() == "已销毁"
    assert "没有被改动过" in dialog.state.text()
