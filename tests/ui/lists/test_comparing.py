"""与另一份名单核对 in the window: what is said, what is ticked, and one step that takes it over."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.judging import MANY
from app.lists.beside import beside
from app.matching.kinds import Kind
from app.matching.texts import by_text
from models.attached import AttachedList
from models.profile import load_profile
from models.roster import Roster
from tests.app.matching.truth import damaged
from tests.builders import SHANGHAI, document_of, roster_of, student, students
from tests.ui.conftest import shown
from ui.lists.comparing import ComparisonDialog, KindDialog
from ui.work.preview_fixes import PreviewFixesDialog
from ui.work.rejudging import judge_in_background


@pytest.fixture
def document() -> Document:
    """A class whose numbers Excel cut off, a homophone and a blank."""
    rows = [row | {"main_number": damaged(row["main_number"])} for row in students(4, start=60)]
    return document_of([*rows, student(80, name="李静"), student(81, sex="")])


@pytest.fixture
def theirs() -> list[dict[str, str]]:
    return [*students(4, start=60), student(80, name="李婧"), student(81), student(90)]


def comparison(document: Document, theirs: Roster, folder: Path) -> ComparisonDialog:
    return ComparisonDialog(
        None, document, beside(document, theirs, Kind.OTHER), folder,
        AttachedList(theirs, Kind.OTHER.value, frozenset(), "a" * 64))


def test_a_whole_class_comes_back_in_one_preview(
        qtbot: QtBot, document: Document, theirs: list[dict[str, str]], tmp_path: Path,
        settings_store: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = comparison(document, roster_of(theirs, path="去年.xls"), tmp_path)
    shown(qtbot, dialog)
    counts = {label.objectName(): label.text() for label in dialog.findChildren(QLabel)
              if label.objectName().startswith("count_")}
    assert counts == {"count_一致": "0", "count_内容不同": "6", "count_名册里没有": "1",
                      "count_名单里没有": "0", "count_待您判断": "0"}
    seen: list[PreviewFixesDialog] = []

    def answer(preview: PreviewFixesDialog) -> int:
        seen.append(preview)
        assert len(preview.chosen()) == 5 and len(preview.model.fixes) == 6
        return QDialog.DialogCode.Accepted.value
    monkeypatch.setattr(PreviewFixesDialog, "exec", answer)
    button = dialog.findChild(QPushButton, "take")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen and not dialog.isVisible()
    assert [each.name for each in document.lists] == ["去年.xls"]
    assert [step.label for step in document.journal.steps] == ["采用其他名单的内容"]
    numbers = [document.roster.value(row.id, "main_number") for row in document.roster.rows]
    assert numbers[:4] == [row["main_number"] for row in theirs[:4]]
    assert document.roster.value(4, "name") == "李静"  # a homophone is the clerk's to decide
    document.undo()
    assert document.roster.value(0, "main_number") == damaged(theirs[0]["main_number"])


def test_a_whole_school_comes_back_while_the_window_waits(
        qtbot: QtBot, tmp_path: Path, settings_store: QSettings,
        monkeypatch: pytest.MonkeyPatch) -> None:
    """What is taken over and the list itself are judged in the background, in one go."""
    monkeypatch.setattr("ui.widgets.worker.AT_ONCE", False)
    window = QWidget()
    qtbot.addWidget(window)
    theirs = students(MANY + 1)
    document = document_of([each | {"class_name": ""} for each in theirs])
    judge_in_background(window, document)
    dialog = comparison(document, roster_of(theirs, path="去年.xls"), tmp_path)
    shown(qtbot, dialog)
    monkeypatch.setattr(PreviewFixesDialog, "exec", lambda _preview: QDialog.DialogCode.Accepted)
    with qtbot.waitSignal(dialog.accepted):
        dialog.take()
    qtbot.waitUntil(lambda: len(document.lists) == 1, timeout=10_000)
    assert document.journal.done == 1 and document.tally().open == 0
    assert document.undo()
    qtbot.waitUntil(lambda: document.journal.done == 0, timeout=10_000)
    assert document.validator.counts()["blank"] == MANY + 1 and len(document.lists) == 1


def test_names_of_an_admission_list_prevail(document: Document, theirs: list[dict[str, str]]
                                            ) -> None:
    from app.lists.beside import list_fixes
    found = beside(document, roster_of(theirs), Kind.ADMISSION)
    assert [fix.doubt for fix in list_fixes(document, found) if fix.after == "李婧"] == [""]


def test_what_kind_of_list_it_is(qtbot: QtBot, settings_store: QSettings) -> None:
    dialog = KindDialog(None, "录取.dbf", SHANGHAI)
    shown(qtbot, dialog, 300)
    assert dialog.kind() is Kind.OTHER
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Up)
    assert dialog.kind() in Kind


def test_kinds_and_results_in_the_words_of_a_region(qtbot: QtBot) -> None:
    for name, title in (("shanghai", "主号和姓名"), ("national", "身份证件号和姓名")):
        dialog = KindDialog(None, "录取.dbf", load_profile(name))
        qtbot.addWidget(dialog)
        [text] = [button.text() for button in dialog.findChildren(QRadioButton)
                  if button.objectName() == "kind_admission"]
        assert title in text
    assert by_text("slip", load_profile("anhui")) == "姓名，身份证件号只差一处"
    assert by_text("sub_number", load_profile("anhui")) == "学籍号和姓名"


def test_the_result_is_saved(qtbot: QtBot, document: Document, theirs: list[dict[str, str]],
                             tmp_path: Path, messages: object, settings_store: QSettings,
                             monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = comparison(document, roster_of(theirs), tmp_path)
    qtbot.addWidget(dialog)
    monkeypatch.setattr("ui.lists.comparing.QFileDialog.getExistingDirectory",
                        lambda *_: str(tmp_path))
    dialog.save()
    assert (tmp_path / "名单核对结果.xls").exists()
