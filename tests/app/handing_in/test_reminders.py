"""What the start page reminds of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app import submission
from app.document import Document
from app.exports import TEACHERS, Output, record_outputs
from app.handing_in.checklist import Checklist, Written
from app.handing_in.delivery import Arrival
from app.handing_in.ledger import Entry, Ledger
from app.handing_in.reminders import reminders
from models.deliverables import Deliverable


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_nothing_is_due() -> None:
    assert reminders(date(2012, 11, 27)) == []


def test_the_next_date_is_told_until_it_is_handed_in(clean_document: Document, home: Path) -> None:
    kept = Checklist(clean_document)
    master, table = submission.file_names(clean_document, False)
    kept.note_pair(*(Written(f"/x/{name}", "ab", "") for name in (master, table)))
    day = date(2012, 11, 27)
    assert reminders(day) == ["上海市松江区示例实验学校的更正表还没有上报，期限还有 2 天。"]
    assert reminders(date(2012, 9, 1)) == []
    for name in (table, master):
        kept.note_handed_in(name, Arrival(name, "x", name, 1, "ab"), "")
    assert reminders(day) == []
    for path in (home / "handing-in").iterdir():
        path.write_text("[]")
    assert reminders(day) == []


def test_what_comes_every_week_is_told_for_the_next_day(
        clean_document: Document, home: Path) -> None:
    kept = Checklist(clean_document)
    for title in ("总库文件", "更正表"):
        kept.change_due(title, "")
    kept.add(Deliverable("进度表", "jindu.xls", "folder", "", "周二、周四"))
    monday, tuesday, wednesday = (date(2012, 11, day) for day in (26, 27, 28))
    said = "上海市松江区示例实验学校的进度表还没有上报，期限"
    assert reminders(monday) == [f"{said}还有 1 天。"]
    assert reminders(tuesday) == [f"{said}就是今天。"]
    kept.note_handed_in("jindu.xls", Arrival("x", "y", "z", 1, "ab", at=datetime(
        2012, 11, 27, 9, 0)), "")
    assert reminders(tuesday) == []
    assert reminders(wednesday) == [f"{said}还有 1 天。"]


def test_exports_are_due_until_they_are_destroyed() -> None:
    number = record_outputs(TEACHERS, [Output("一班.xls")])[0].number
    today = date.today()
    assert reminders(today + timedelta(29)) == []
    assert "1 份导出已到使用期限" in reminders(today + timedelta(31))[0]
    Ledger().add([Entry("destroyed", refers=number)])
    assert reminders(today + timedelta(31)) == []
