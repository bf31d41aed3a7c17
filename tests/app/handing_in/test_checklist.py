"""The list of what is handed in: which line a file belongs to, dates, states."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.document import Document
from app.handing_in.checklist import (
    HANDED_IN, MISSING, WRITTEN, Checklist, Written, nearest, next_date)
from app.handing_in.delivery import Arrival
from app.submission import file_names
from models.deliverables import Deliverable

TODAY = date(2012, 11, 27)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))


def pair(document: Document, table: str = "") -> tuple[Written, Written]:
    master, ours = file_names(document, False)
    return (Written(f"/x/{master}", "ab", "总库"), Written(f"/x/{table or ours}", "cd", "更正"))


@pytest.mark.parametrize("name", ["上海市松江区示例实验学校", "示例/分校：东", " 示例学校. "])
def test_a_line_is_called_as_the_file_is(clean_document: Document, name: str) -> None:
    clean_document.set_school(replace(clean_document.school, name=name))
    kept = Checklist(clean_document)
    assert tuple(item.file for item in kept.items(TODAY)) == file_names(clean_document, False)
    kept.note_pair(*pair(clean_document))
    assert [item.state for item in Checklist(clean_document).items(TODAY)] == [WRITTEN] * 2


def test_an_issued_form_takes_the_correction_table_s_place(clean_document: Document) -> None:
    kept = Checklist(clean_document)
    kept.note_pair(*pair(clean_document))
    kept.note_pair(None, pair(clean_document, "更正表（示例学校）.xlsx")[1])
    master, table = kept.items(TODAY)
    assert (table.deliverable.title, table.file) == ("更正表", "更正表（示例学校）.xlsx")
    assert master.state == table.state == WRITTEN


def test_a_region_that_names_nothing_shows_what_was_written(clean_document: Document) -> None:
    clean_document.profile = replace(clean_document.profile, deliverables=())
    kept = Checklist(clean_document)
    assert kept.items(TODAY) == []
    kept.note_pair(*pair(clean_document))
    assert [(item.deliverable.title, item.deliverable.way, item.state)
            for item in kept.items(TODAY)] == [("总库文件", "folder", WRITTEN),
                                               ("更正表", "folder", WRITTEN)]


@pytest.mark.parametrize("master", ["{school_name}{school_year}学年.xls", "{school_code}.xls", ""])
def test_lines_of_a_region_that_names_files_itself(clean_document: Document, master: str) -> None:
    profile = clean_document.profile
    clean_document.profile = replace(
        profile, outputs=profile.outputs._replace(
            master=master, corrections="更正{school_name}.xls"),
        deliverables=(Deliverable("名册", master or "{school_code}{school_name}.xls", "paper", ""),
                      Deliverable("更正", "更正{school_name}.xls", "paper", "")))
    kept = Checklist(clean_document)
    names = file_names(clean_document, False)
    assert [(item.file, item.state, item.ours) for item in kept.items(TODAY)] == [
        (name, MISSING, True) for name in names]
    kept.note_pair(*pair(clean_document))
    assert [(item.deliverable.title, item.state) for item in kept.items(TODAY)] == [
        ("名册", WRITTEN), ("更正", WRITTEN)]


def test_what_comes_every_week_is_due_again(clean_document: Document, tmp_path: Path) -> None:
    path = tmp_path / "进度.xls"
    path.write_bytes(b"x")
    kept = Checklist(clean_document)
    kept.add(Deliverable("进度表", "jindu.xls", "folder", "", "周二、周四"))
    kept.note_chosen("jindu.xls", path)
    sha = kept.items(TODAY)[2].written.sha256  # type: ignore[union-attr]
    kept.note_handed_in("jindu.xls", Arrival(
        "x", "y", "z", 1, sha, at=datetime(2012, 11, 27, 9, 0)), "")

    def state(day: int) -> tuple[str, date | None]:
        item = kept.items(date(2012, 11, day))[2]
        return item.state, item.due
    assert state(27) == (HANDED_IN, date(2012, 11, 27))
    assert state(28) == state(29) == (MISSING, date(2012, 11, 29))
    assert state(30) == (MISSING, date(2012, 12, 4))


@pytest.mark.parametrize(("today", "said"), [
    (date(2012, 11, 27), "11月29日前交，还有 2 天"), (date(2012, 11, 29), "11月29日前交，就是今天"),
    (date(2012, 12, 2), "11月29日前交，已过 3 天"), (date(2026, 1, 1), "")])
def test_the_nearest_date_in_words(clean_document: Document, today: date, said: str) -> None:
    assert next_date(clean_document, today) == said


def test_what_is_handed_in_is_no_longer_nearest(clean_document: Document) -> None:
    kept = Checklist(clean_document)
    kept.note_pair(*pair(clean_document))
    table = kept.items(TODAY)[1]
    kept.note_handed_in(table.key, Arrival("x", "y", "z", 1, "cd"), "")
    found = nearest(kept.items(TODAY), TODAY)
    assert found is not None and found.deliverable.title == "总库文件"
    assert next_date(clean_document, TODAY) == "11月30日前交，还有 3 天"
