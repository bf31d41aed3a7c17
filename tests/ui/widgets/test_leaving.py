"""The door: asked once for each purpose, remembered until the program ends, told to the ledger."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.exports import PARENTS, PHOTOS, STATISTICS, SUBMIT, Output, Purpose, forget_terms
from app.handing_in.ledger import Ledger
from tests.ui.conftest import TypeText
from ui.widgets import leaving
from ui.widgets.form_dialog import FormDialog
from ui.widgets.leaving import record, through_door


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, settings_store: QSettings,
         monkeypatch: pytest.MonkeyPatch) -> Iterator[QWidget]:
    monkeypatch.setattr(leaving, "ASKS", True)
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    forget_terms()
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    forget_terms()


def question(desk: QWidget) -> FormDialog | None:
    QApplication.processEvents()
    return next((each for each in desk.findChildren(FormDialog) if each.isVisible()), None)


@pytest.mark.parametrize("purpose", [SUBMIT, STATISTICS])
def test_the_main_job_and_bare_numbers_are_never_asked_about(
        desk: QWidget, purpose: Purpose) -> None:
    gone: list[int] = []
    through_door(desk, purpose, lambda: gone.append(1))
    assert gone == [1] and question(desk) is None


def test_one_key_goes_on_and_the_purpose_is_not_asked_about_again(
        qtbot: QtBot, desk: QWidget, type_text: TypeText) -> None:
    gone: list[int] = []
    through_door(desk, PARENTS, lambda: gone.append(1))
    asked = question(desk)
    assert asked is not None and not gone
    type_text(asked.boxes["person"], "周示例")
    type_text(asked.boxes["recipient"], "七年级学生家长")
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    through_door(desk, PARENTS, lambda: gone.append(2))
    assert gone == [1, 2]
    record(desk, PARENTS, [Output("确认单", count=3)], "print")
    (line,) = Ledger().lines()
    due = (date.today() + timedelta(30)).isoformat()
    assert (line.entry.purpose, line.entry.recipient, line.entry.person, line.entry.due) == (
        "家长确认", "七年级学生家长", "周示例", due)
    through_door(desk, PHOTOS, lambda: gone.append(3))  # another purpose, the same person
    again = question(desk)
    assert again is not None and again.values()["person"] == "周示例"


def test_who_does_not_say_it_goes_nowhere(qtbot: QtBot, desk: QWidget) -> None:
    gone: list[int] = []
    through_door(desk, PARENTS, lambda: gone.append(1))
    asked = question(desk)
    assert asked is not None
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert not gone and question(desk) is None


@pytest.mark.parametrize(("field", "text", "said"), [
    ("due", "下个月", "日期请写成"), ("due", "2001-01-01", "已经过去"), ("recipient", " ", "交给谁")])
def test_what_can_t_be_taken_is_said(qtbot: QtBot, desk: QWidget, type_text: TypeText, field: str,
                                     text: str, said: str) -> None:
    through_door(desk, PARENTS, lambda: pytest.fail("went through"))
    asked = question(desk)
    assert asked is not None
    type_text(asked.boxes[field], text)
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    assert said in asked.problem.text() and asked.isVisible()


WRITERS = re.compile(r"(?:write|fill)_\w+|hand_in_to_folder")
HEAR = {"record", "record_outputs", "record_arrivals"}
BY_OTHERS = {"statistics.py": "PrintDialog", "sending.py": "ChecklistDialog.have_arrived"}
"""What is written there is told by whom."""


def test_every_room_that_writes_for_others_tells_the_ledger() -> None:
    """A window that forgets it fails here."""
    writing = set()
    for path in sorted((Path(__file__).parents[3] / "ui").rglob("*.py")):
        names = {alias.name: node.module or "" for node in ast.walk(ast.parse(path.read_text(
            encoding="utf-8"))) if isinstance(node, ast.ImportFrom) for alias in node.names}
        if any(WRITERS.fullmatch(name) and module.startswith("app.")
               for name, module in names.items()):
            writing.add(path.name)
            assert HEAR & set(names) or path.name in BY_OTHERS, path
    assert len(writing) > 6
