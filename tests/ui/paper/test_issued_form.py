"""Tests of the dialog that fills the district's own form."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from app.document import Document
from models.fields import FIELD_KEYS
from models.forms.form import read_form
from models.reading.read import read_workbook
from tests.ui.conftest import shown
from ui.submission import form_choices
from ui.submission.issued_form import IssuedFormDialog
from ui.widgets.worker import wait_for_all
from ui.widgets.working import WorkingDialog

FORMS = Path(__file__).parents[2] / "data" / "forms"


@pytest.fixture
def document(clean_document: Document) -> Document:
    clean_document.edit([(1, FIELD_KEYS.index("name"), "改名")], "错字")
    return clean_document


def test_shows_corrects_writes_and_remembers(
        qtbot: QtBot, document: Document, tmp_path: Path, at_once: None,
        settings_store: QSettings) -> None:
    dialog = IssuedFormDialog(None, document, tmp_path)
    qtbot.addWidget(dialog)
    assert dialog.form is None
    dialog.take(FORMS / "one-line-a-field.xls")
    table = dialog.preview
    assert table.item(1, 0).text() == f"附件2：{document.school.name}学籍信息更正表"
    assert table.item(5, 6).text() == "改名"
    assert table.item(10, 1).text() == "（公式）"
    assert dialog.go_button.text() == "填写 1 行"
    assert "没有写更正原因" not in dialog.notes.text()

    box = table.box(7)
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert table.item(5, 7).text() == ""
    table.box(8).setCurrentIndex(table.box(8).findData("reason"))
    with qtbot.waitSignal(dialog.written):
        dialog.go_button.click()
    assert dialog.filled is not None
    rows = read_workbook(dialog.filled.file.path).sheets[0].rows
    assert rows[4][4:] == ["姓名", document.roster.original_value(1, 2), "改名", "", "错字"]

    again = IssuedFormDialog(None, document, tmp_path)
    qtbot.addWidget(again)
    assert again.form is not None
    assert again.choice() == dialog.choice()
    assert 7 not in again.choice().mapping


def test_says_why_a_file_is_no_form(
        qtbot: QtBot, document: Document, tmp_path: Path, at_once: None,
        settings_store: QSettings) -> None:
    path = tmp_path / "别的.txt"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    dialog = IssuedFormDialog(None, document, tmp_path)
    qtbot.addWidget(dialog)
    dialog.take(path)
    assert not dialog.problem.isHidden()
    assert "另存为" in dialog.problem.text()
    assert dialog.form is None


def test_reading_shows_itself_and_can_be_left(
        qtbot: QtBot, document: Document, tmp_path: Path, settings_store: QSettings,
        monkeypatch: pytest.MonkeyPatch) -> None:
    """A large workbook taken for a form must not keep the clerk."""
    go_on = Event()
    monkeypatch.setattr(
        "ui.submission.issued_form.read_form",
        lambda path, fields: go_on.wait(20) and read_form(path, fields))
    dialog = shown(qtbot, IssuedFormDialog(None, document, tmp_path))

    def working() -> WorkingDialog | None:
        return dialog.findChild(WorkingDialog)
    for leave in (lambda: qtbot.keyClick(working(), Qt.Key.Key_Escape), dialog.reject):
        dialog.take(FORMS / "one-line-a-field.xls")
        qtbot.waitUntil(lambda: working() is not None)
        assert not dialog.go_button.isEnabled()
        leave()
        assert dialog.is_idle and dialog.form is None and dialog.go_button.isEnabled()
        qtbot.waitUntil(lambda: working() is None)
    assert not dialog.isVisible()
    go_on.set()
    assert wait_for_all()


@pytest.mark.parametrize("stored", ["{", "[]", '{"a": [{"0": "nonsense"}, true]}', '{"a": 3}'])
def test_damaged_memory_is_left_out(stored: str, settings_store: QSettings) -> None:
    settings_store.setValue("forms/choices", stored)
    settings_store.sync()
    assert form_choices.remembered(["姓名"]) is None
    assert form_choices.last_form() is None
