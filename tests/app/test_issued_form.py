"""Tests of filling an issued form from a document, and of writing it safely."""

from __future__ import annotations

import shutil
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path

import pytest

from app.issued_form import FormInUse, fill_issued_form, form_entries
from app.submission import correction_table
from models.errors import ReadBackError, SchoolError, SourceFileError
from models.fields import FIELD_KEYS
from models.forms.form import read_form
from models.reading.read import read_workbook
from models.school import School
from models.writing.correction_table import CorrectionLine
from tests import builders

FORMS = Path(__file__).parents[1] / "data" / "forms"
NOW = datetime(2012, 11, 27, 9, 30)


def edited(*, added: bool = True) -> builders.Document:
    document = builders.document_of(builders.students(6))
    name = FIELD_KEYS.index("name")
    document.edit([(document.roster.rows[1].id, name, "改名")], "错字")
    document.edit([(document.roster.rows[2].id, name, " " + document.roster.rows[2].cells[name])])
    document.delete_rows([document.roster.rows[4].id], "转出")
    if added:
        document.insert_row(0, "漏报")
    return document


def test_entries_in_the_order_of_our_own_table() -> None:
    document = edited()
    found = [(entry.item, entry.before, entry.after, entry.reason)
             for entry in form_entries(document)]
    old = document.roster.original_value(document.roster.rows[2].id, FIELD_KEYS.index("name"))
    assert sorted(found) == sorted([
        ("姓名", old, "改名", "错字"), ("新增学生", "", "", "漏报"), ("删除学生", "", "", "转出")])
    assert len(form_entries(document, include_format=True)) == 4
    gone = next(entry for entry in form_entries(document) if entry.kind == "removed")
    assert gone.name and gone.opened["name"] == gone.name


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_written_read_back_and_backed_up(ending: str, tmp_path: Path) -> None:
    document = edited()
    form = read_form(FORMS / f"one-line-a-field.{ending}")
    for again in range(2):
        result = fill_issued_form(document, FormInUse(form, form.guess, False), tmp_path, now=NOW)
        assert result.lines == 3
        assert (result.file.backup is None) is (again == 0)
    assert len(list(tmp_path.iterdir())) == 2
    rows = read_workbook(result.file.path).sheets[0].rows
    assert {row[4] for row in rows[4:7]} == {"姓名", "新增学生", "删除学生"}
    assert result.file.path.name == f"{builders.SCHOOL_NAME}学籍信息更正表(未校对完).{ending}"


def test_the_form_itself_is_never_replaced(tmp_path: Path) -> None:
    document = edited(added=False)
    path = tmp_path / f"{builders.SCHOOL_NAME}学籍信息更正表.xls"
    shutil.copy(FORMS / "one-line-a-field.xls", path)
    form = read_form(path)
    before = path.read_bytes()
    with pytest.raises(SourceFileError, match="原文件"):
        fill_issued_form(document, FormInUse(form, form.guess, False), tmp_path, now=NOW)
    assert form.path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_is_left_when_reading_back_fails(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = read_form(FORMS / "one-line-a-field.xls")
    monkeypatch.setattr("app.issued_form.fill_form", lambda *args: form.content)
    with pytest.raises(ReadBackError, match="第 1 行"):
        fill_issued_form(edited(), FormInUse(form, form.guess, False), tmp_path, now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_without_the_schools_name(tmp_path: Path) -> None:
    document = edited()
    document.set_school(School(builders.CODE, "", 2012, "5-4-3"))
    form = read_form(FORMS / "one-line-a-field.xls")
    with pytest.raises(SchoolError, match="核对学校"):
        fill_issued_form(document, FormInUse(form, form.guess, False), tmp_path)


@pytest.mark.parametrize("include_format", [False, True])
def test_a_form_is_told_what_our_own_table_tells(include_format: bool) -> None:
    document = edited()
    own = correction_table(document, include_format=include_format).lines
    told = form_entries(document, include_format=include_format)
    assert own and [{part.name: getattr(entry, part.name) for part in fields(CorrectionLine)}
                    for entry in told] == [asdict(line) for line in own]
