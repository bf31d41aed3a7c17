"""The places that were not read: from the finding's button to each of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from models.account import Account, Place
from tests.documents import MakeDocument
from tests.ui.conftest import shown
from ui.work.unread_places import UnreadPlaces
from ui.work.work_page import WorkPage
from validators.engine import Validator

LEFT = Qt.MouseButton.LeftButton


def test_the_button_shows_the_places_and_leads_to_them(
        qtbot: QtBot, make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document()
    row = document.roster.rows[4]
    document.roster.account = Account(40, 1, 36, (), (
        Place(row.sheet, row.number, "Z", "没有表头的列里像是还有学生", "310117200003050117　王小明"),
        Place("转入", None, None, "有 3 行像学生，但没有认出表头，没有读入")))
    document.validator = Validator(
        document.roster, document.profile, document.school, document.validator.today)
    page = shown(qtbot, WorkPage())
    page.set_document(document)
    [finding] = [one for one in document.validator.file_findings() if one.rule == "unread"]
    page.inspector.show_file_finding(finding)
    button = page.inspector.findChild(QAbstractButton, "show_unread")
    assert button is not None
    qtbot.mouseClick(button, LEFT)
    [dialog] = page.findChildren(UnreadPlaces)
    model = dialog.table.model()
    assert [[model.index(line, column).data() for column in range(4)] for line in range(2)] == [
        [row.sheet, f"Z{row.number}", "没有表头的列里像是还有学生", "310117200003050117　王小明"],
        ["转入", "整张表", "有 3 行像学生，但没有认出表头，没有读入", ""]]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert not dialog.go_button.isEnabled()  # the sheet was not read: nothing to go to
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url)))
    qtbot.mouseClick(dialog.file_button, LEFT)
    assert opened and str(document.roster.path) in dialog.problem.text()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up)
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert page.table.current() == (row.id, 0)
