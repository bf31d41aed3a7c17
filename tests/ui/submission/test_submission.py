"""生成上报文件: refused while errors are left, the second decision, the files, the result page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import submission
from app.document import Document
from models.errors import OutputError
from models.reading.read import read_workbook
from ui.looks import marks
from ui.submission.submission import SubmissionDialog

MASTER, TABLE = "3101170526上海市松江区示例实验学校.xls", "上海市松江区示例实验学校学籍信息更正表.xls"
Show = Callable[..., SubmissionDialog]


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path, at_once: None, settings_store: QSettings
         ) -> Iterator[Show]:
    """Shows the dialog for a document; files go to the folder ``out``."""
    def make(document: Document, *, school_confirmed: bool = True,
             source_unchanged: bool = True) -> SubmissionDialog:
        folder = tmp_path / "out"
        folder.mkdir(exist_ok=True)
        dialog = SubmissionDialog(None, document, folder, school_confirmed=school_confirmed,
                                  source_unchanged=source_unchanged)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog
    yield make


def names(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "out").iterdir())


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def blue(dialog: SubmissionDialog) -> list[str]:
    from PySide6.QtWidgets import QPushButton
    return [button.text() for button in dialog.findChildren(QPushButton)
            if button.property("kind") == "primary" and button.isVisible()]


def test_clean(qtbot: QtBot, show: Show, clean_document: Document, tmp_path: Path) -> None:
    dialog = show(clean_document)
    assert dialog.heading.text() == "可以生成上报文件了"
    assert dialog.check.master_card.title.full_text() == MASTER
    assert dialog.check.correction_card.title.full_text() == TABLE
    assert blue(dialog) == ["生成这两个文件"]
    assert not dialog.anyway_button.isVisible()
    with qtbot.waitSignal(dialog.written) as written:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert written.args[0].students == 36
    assert names(tmp_path) == sorted([MASTER, TABLE])
    assert dialog.heading.text() == "两个文件已写好，并已读回逐格核对一致"
    assert blue(dialog) == ["去上报…"]
    assert "36 人 × 8 项" in dialog.done_page.lines[2].detail.text()
    assert dialog.done_page.lines[3].detail.text() == "未改动"
    assert "FTP" in dialog.done_page.master.next.text()
    assert not dialog.done_page.master.sign.isVisible()
    assert "11 月 29 日" in dialog.done_page.corrections.next.text()
    with qtbot.waitSignal(dialog.accepted):
        click(qtbot, dialog.go_button)


def test_errors_refuse(qtbot: QtBot, show: Show, faulty_document: Document, tmp_path: Path) -> None:
    dialog = show(faulty_document)
    assert "处错误没有处理" in dialog.heading.text()
    assert dialog.check.errors.sign.kind == marks.ERROR
    assert blue(dialog) == ["回去处理错误"]
    with qtbot.waitSignal(dialog.fix_requested), qtbot.assertNotEmitted(dialog.written):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert names(tmp_path) == []


@pytest.mark.parametrize("sure", [True, False])
def test_second_decision(qtbot: QtBot, show: Show, faulty_document: Document, tmp_path: Path,
                         messages: object, sure: bool) -> None:
    messages.answer = sure  # type: ignore[attr-defined]
    dialog = show(faulty_document)
    click(qtbot, dialog.anyway_button)
    (asked,) = messages.texts  # type: ignore[attr-defined]
    assert "仍要生成吗" in asked
    if sure:
        assert len(names(tmp_path)) == 2
        assert all(name.endswith("(未校对完).xls") for name in names(tmp_path))
        assert "请不要上报" in dialog.heading.text()
        assert not dialog.done_page.master.next.isVisible()
        for card in (dialog.done_page.master, dialog.done_page.corrections):
            assert card.sign.isVisible() and card.sign.kind == marks.WARNING
    else:
        assert names(tmp_path) == []
        assert dialog.result_of is None


def test_school_must_be_confirmed(qtbot: QtBot, show: Show, clean_document: Document,
                                  tmp_path: Path) -> None:
    dialog = show(clean_document, school_confirmed=False)
    assert not dialog.go_button.isEnabled()
    with qtbot.waitSignal(dialog.school_confirmed):
        click(qtbot, dialog.check.school.button)
    assert dialog.go_button.isEnabled()
    assert not dialog.check.school.button.isVisible()


def test_unknown_school(qtbot: QtBot, show: Show, clean_document: Document) -> None:
    from dataclasses import replace
    clean_document.set_school(replace(clean_document.school, name=""))
    dialog = show(clean_document)
    assert not dialog.go_button.isEnabled()
    assert "先核对学校" in dialog.check.master_card.title.full_text()
    with qtbot.waitSignal(dialog.school_requested):
        click(qtbot, dialog.check.school.button)


def test_other_columns_only_if_ticked(qtbot: QtBot, show: Show, clean_document: Document,
                                      tmp_path: Path) -> None:
    dialog = show(clean_document)
    assert not dialog.check.columns.isVisible()
    dialog.check.more.setFocus()
    qtbot.keyClick(dialog.check.more, Qt.Key.Key_Space)
    dialog.check.columns.setFocus()
    dialog.check.columns.setCurrentRow(1)
    qtbot.keyClick(dialog.check.columns, Qt.Key.Key_Space)
    assert "36 人 × 9 项" in dialog.check.master_card.detail.text()
    click(qtbot, dialog.go_button)
    header = read_workbook(tmp_path / "out" / MASTER).sheets[0].rows[0]
    assert header[-1] == "家庭住址"
    assert "序号" not in header


def test_changes_of_writing_only_if_ticked(
        qtbot: QtBot, show: Show, make_document: Callable[..., Document], tmp_path: Path) -> None:
    document = make_document(9, [(2, "sex", "M")])
    document.apply_fixes(document.safe_fixes(), "一键规范写法")
    dialog = show(document)
    assert "0 处更正" in dialog.check.correction_card.detail.text()
    assert dialog.check.include_format.text() == "更正表也列出只改写法的 1 处"
    dialog.check.include_format.setFocus()
    qtbot.keyClick(dialog.check.include_format, Qt.Key.Key_Space)
    assert "1 处更正" in dialog.check.correction_card.detail.text()


def test_warnings_are_told_but_not_in_the_way(
        show: Show, make_document: Callable[..., Document]) -> None:
    dialog = show(make_document(9, [(3, "main_number", "E12345678")]))
    assert dialog.check.warnings.sign.kind == marks.WARNING
    assert dialog.go_button.isEnabled()


def test_failure_is_told_in_place(qtbot: QtBot, show: Show, clean_document: Document,
                                  monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **named: object) -> None:
        raise OutputError("磁盘满了，没有生成文件。")
    monkeypatch.setattr(submission, "submit", fail)
    dialog = show(clean_document)
    click(qtbot, dialog.go_button)
    assert dialog.problem.text() == "磁盘满了，没有生成文件。"
    assert dialog.problem.isVisible()
    assert dialog.go_button.isEnabled()
    assert dialog.check.isVisible() and not dialog.done_page.isVisible()


def test_unexpected_failure(qtbot: QtBot, show: Show, clean_document: Document,
                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submission, "submit", lambda *given, **named: 1 / 0)
    dialog = show(clean_document)
    with qtbot.captureExceptions() as caught:
        click(qtbot, dialog.go_button)
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]
    assert "没有生成文件" in dialog.problem.text()


def test_replaced_files_are_named(qtbot: QtBot, show: Show, clean_document: Document,
                                  tmp_path: Path) -> None:
    first = show(clean_document)
    click(qtbot, first.go_button)
    dialog = show(clean_document)
    click(qtbot, dialog.go_button)
    assert "留作备份" in dialog.done_page.notes.text()
    assert len(names(tmp_path)) == 4


def test_source_changed_meanwhile(qtbot: QtBot, show: Show, clean_document: Document) -> None:
    dialog = show(clean_document, source_unchanged=False)
    click(qtbot, dialog.go_button)
    assert dialog.done_page.lines[3].sign.kind == marks.WARNING


def test_nothing_is_clipped(show: Show, faulty_document: Document) -> None:
    dialog = show(faulty_document)
    for label in dialog.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
