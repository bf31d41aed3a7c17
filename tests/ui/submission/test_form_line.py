"""Handing in by the form that the district issued: chosen once, remembered, in place of ours."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.document import Document
from app.handing_in.written import note_submission
from models.fields import FIELD_KEYS
from models.reading.read import read_workbook
from ui.submission import form_choices
from ui.submission.issued_form import IssuedFormDialog
from ui.submission.submission import SubmissionDialog

FORMS = Path(__file__).parents[2] / "data" / "forms"
SCHOOL = "上海市松江区示例实验学校"
MASTER, OWN = f"3101170526{SCHOOL}.xls", f"{SCHOOL}学籍信息更正表.xls"
FILLED = f"附件2：{SCHOOL}学籍信息更正表.xls"
Show = Callable[[], SubmissionDialog]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The district's form as it came by mail."""
    return Path(shutil.copy(FORMS / "one-line-a-field.xls", tmp_path / "附件2：XXX学校学籍信息更正表.xls"))


@pytest.fixture
def show(qtbot: QtBot, clean_document: Document, tmp_path: Path, form: Path, at_once: None,
         settings_store: QSettings, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Shows the dialog; who is asked for a form chooses the district's."""
    clean_document.edit([(1, FIELD_KEYS.index("name"), "改名")], "错字")
    sex = FIELD_KEYS.index("sex")
    clean_document.edit([(2, sex, clean_document.roster.rows[2].cells[sex] + " ")])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given, **named: (str(form), ""))
    (tmp_path / "out").mkdir()

    def make() -> SubmissionDialog:
        dialog = SubmissionDialog(None, clean_document, tmp_path / "out", school_confirmed=True)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog
    return make


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def choose(qtbot: QtBot, dialog: SubmissionDialog) -> None:
    """Chooses the form as the clerk does."""
    click(qtbot, dialog.check.form.choose_button)
    chooser = dialog.findChild(IssuedFormDialog)
    assert chooser is not None and chooser.isVisible()
    assert not chooser.target_name.isVisible()
    assert chooser.go_button.text() == "用这张表上报"
    qtbot.keyClick(chooser, Qt.Key.Key_Return)


def lines_of(path: Path) -> list[list[str]]:
    return read_workbook(path).sheets[0].rows


def names(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "out").iterdir())


def test_chosen_once_and_written_with_the_master_file(
        qtbot: QtBot, show: Show, tmp_path: Path, form: Path) -> None:
    before = form.read_bytes()
    dialog = show()
    assert dialog.check.form.what.full_text() == "本程序的格式"
    assert not dialog.check.form.own_button.isVisible()
    choose(qtbot, dialog)
    assert dialog.check.form.what.full_text() == f"填入上级下发的“{form.name}”"
    assert dialog.check.correction_card.title.full_text() == FILLED
    assert "下发的表" in dialog.check.correction_card.detail.text()
    click(qtbot, dialog.go_button)
    assert names(tmp_path) == sorted([MASTER, FILLED])
    rows = lines_of(tmp_path / "out" / FILLED)
    assert rows[0][0] == f"附件2：{SCHOOL}学籍信息更正表"
    assert rows[4][:2] + rows[4][4:5] + rows[4][6:7] == ["1", "改名", "姓名", "改名"]
    assert not any(rows[5][1:])
    assert "填写 1 行" in dialog.done_page.corrections.detail.text()
    assert not dialog.print_button.isVisible()
    assert form.read_bytes() == before

    again = show()
    assert again.check.correction_card.title.full_text() == FILLED
    again.check.include_format.setFocus()
    qtbot.keyClick(again.check.include_format, Qt.Key.Key_Space)
    click(qtbot, again.go_button)
    assert lines_of(tmp_path / "out" / FILLED)[5][4] == "性别"
    assert len(names(tmp_path)) == 4  # both old ones were kept


def test_what_a_form_has_no_place_for_is_said_before_and_after(
        qtbot: QtBot, show: Show, clean_document: Document, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    for row in (["XXX学校学籍信息更正表"], ["学号", "姓名", "学籍副号", "更正后的姓名"], ["填表人："]):
        book.worksheets[0].append(row)
    path = tmp_path / "只填姓名.xlsx"
    book.save(path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given, **named: (str(path), ""))
    clean_document.edit([(3, FIELD_KEYS.index("class_name"), "2班")], "转班")
    dialog = show()
    click(qtbot, dialog.check.form.choose_button)
    chooser = dialog.findChild(IssuedFormDialog)
    assert chooser is not None
    assert "没有地方填：班级" in chooser.notes.text()
    qtbot.keyClick(chooser, Qt.Key.Key_Return)
    with qtbot.waitSignal(dialog.written):
        click(qtbot, dialog.go_button)
    said = dialog.done_page.lines[-1]
    assert said.isVisible() and "班级" in said.detail.text()


def test_back_to_our_own_form(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    dialog = show()
    choose(qtbot, dialog)
    click(qtbot, dialog.check.form.own_button)
    assert dialog.check.correction_card.title.full_text() == OWN
    click(qtbot, dialog.go_button)
    assert names(tmp_path) == sorted([MASTER, OWN])
    assert dialog.print_button.isVisible()
    assert show().check.form.use is None
    assert form_choices.form_in_use() is None


def test_both_or_none(qtbot: QtBot, show: Show, tmp_path: Path,
                      monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = show()
    choose(qtbot, dialog)
    monkeypatch.setattr("app.issued_form.fill_form", lambda form, *rest: form.content)
    click(qtbot, dialog.go_button)
    assert "不一致" in dialog.problem.text() and dialog.problem.isVisible()
    assert dialog.result_of is None
    assert names(tmp_path) == []


@pytest.mark.parametrize("damage", ["gone", "no form", "other header"])
def test_a_form_that_can_not_be_used_any_more(
        qtbot: QtBot, show: Show, tmp_path: Path, form: Path, damage: str) -> None:
    choose(qtbot, show())
    if damage == "gone":
        form.unlink()
    elif damage == "no form":
        form.write_text("甲,乙\n1,2\n", encoding="utf-8")
    else:
        shutil.copy(FORMS / "one-line-a-student.xls", form)
    dialog = show()
    assert "请重新选一次" in dialog.check.form.what.full_text()
    assert dialog.check.form.what.property("role") == "warning"
    assert dialog.check.correction_card.title.full_text() == OWN
    click(qtbot, dialog.go_button)
    assert names(tmp_path) == sorted([MASTER, OWN])


def test_the_form_itself_is_not_replaced(
        qtbot: QtBot, show: Show, tmp_path: Path, form: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    inside = Path(shutil.move(form, tmp_path / "out" / OWN))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given, **named: (str(inside), ""))
    before = inside.read_bytes()
    dialog = show()
    choose(qtbot, dialog)
    click(qtbot, dialog.go_button)
    assert "不能覆盖" in dialog.problem.text()
    assert names(tmp_path) == [OWN] and inside.read_bytes() == before


def test_the_table_of_another_kind_is_named_and_taken_out_of_the_way(
        qtbot: QtBot, show: Show, clean_document: Document, tmp_path: Path) -> None:
    first = show()
    click(qtbot, first.go_button)
    assert first.result_of is not None and not first.done_page.earlier.isVisible()
    note_submission(clean_document, first.result_of)
    second = show()
    choose(qtbot, second)
    click(qtbot, second.go_button)
    earlier = second.done_page.earlier
    assert earlier.isVisible() and f"“{OWN}”" in earlier.text.text()
    click(qtbot, earlier.button)
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert OWN not in left and sum(name.startswith(f"{SCHOOL}学籍信息更正表.备份-") for name in left) == 1
    assert "备份为" in earlier.text.text() and not earlier.button.isVisible()
    assert second.result_of is not None
    note_submission(clean_document, second.result_of)
    third = show()
    click(qtbot, third.check.form.own_button)
    click(qtbot, third.go_button)
    assert f"“{FILLED}”" in third.done_page.earlier.text.text()
