"""What is to be handed in, by when: dates of a school year, weekdays, mistakes in a profile."""

from __future__ import annotations

from datetime import date

import pytest

from models.deliverables import Deliverable, deliverable_of
from models.profile import load_profile

RIGHT = {"title": "总库", "file": "{school_code}{school_name}.xls", "to": "ftp:各校学籍总库"}


@pytest.mark.parametrize(("due", "today", "expected"), [
    ("11-30", date(2012, 11, 26), date(2012, 11, 30)),
    ("1-5", date(2012, 11, 26), date(2013, 1, 5)),
    ("08-31", date(2012, 11, 26), date(2012, 8, 31)),
    ("周二、周四", date(2012, 11, 26), date(2012, 11, 27)),
    ("周二、周四", date(2012, 11, 27), date(2012, 11, 27)),
    ("周二、周四", date(2012, 11, 28), date(2012, 11, 29)),
    ("周二", date(2012, 11, 28), date(2012, 12, 4)),
    ("", date(2012, 11, 28), None),
])
def test_due_dates(due: str, today: date, expected: date | None) -> None:
    assert Deliverable("x", "x", "ftp", "", due).due_date(2012, today) == expected


def test_the_file_has_the_school_s_name() -> None:
    found = deliverable_of(RIGHT)
    assert (found.way, found.to) == ("ftp", "各校学籍总库")
    assert found.file_name("3101170001", " 星光学校 ", 2012) == "3101170001星光学校.xls"
    found = deliverable_of({**RIGHT, "file": "{school_year}学年{school_name}回执.pdf"})
    assert found.file_name("", "星光学校", 2012) == "2012学年星光学校回执.pdf"


@pytest.mark.parametrize("wrong", [
    {"title": ""}, {"file": " "}, {"to": "http:x"}, {"to": ""}, {"due": "11月30日"},
    {"due": "2-30"}, {"due": "周八"}, {"due": 1130}, {"file": "{school}.xls"}])
def test_mistakes(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        deliverable_of({**RIGHT, **wrong})


def test_shanghai_wants_two_files() -> None:
    assert [(each.way, each.due) for each in load_profile("shanghai").deliverables] == [
        ("ftp", "11-30"), ("mail", "11-29")]
