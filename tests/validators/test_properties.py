"""Laws of the rules: any text is read, canonical writing settles, suggestions cure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st
from stdnum.cn.ric import calc_check_digit

from models.fields import FIELD_KEYS
from tests.builders import (
    CODE, SHANGHAI, TODAY, found, resident_id, student, sub_number, validator_of)
from validators.one_slip import slips
from validators.readings.choices import sex_reader, stage_reader
from validators.readings.class_name import class_reader
from validators.readings.grade import grade_reader
from validators.readings.graduation import read_graduation
from validators.readings.main_number import check_digit, read_main_number
from validators.readings.name import read_name
from validators.readings.sub_number import read_sub_number

READERS: dict[str, Callable[[str], Any]] = {
    "main_number": lambda text: read_main_number(text, SHANGHAI, TODAY),
    "sub_number": lambda text: read_sub_number(text, SHANGHAI),
    "name": read_name,
    "sex": sex_reader(SHANGHAI),
    "grade": grade_reader(SHANGHAI),
    "class_name": class_reader(SHANGHAI),
    "graduation_year": read_graduation,
    "stage": stage_reader(SHANGHAI),
}

# Texts near what people write, so that more than the refusal of nonsense is tried.
PIECES = st.sampled_from([
    *"0123456789Xx'` 　.·．-/()（）[]?１２９ＡａXZ男女张三一七十初高级届年月日班\u200b\ue000\n\t²٣",
    "年级", "初中", "小学", "高中", "特教", "预备", "2013", "无", "N/A", "E+17", "310117",
    CODE, "2011", "20000305", student()["main_number"], sub_number()])
TEXTS = st.one_of(st.text(max_size=24), st.lists(PIECES, max_size=8).map("".join))


@pytest.mark.parametrize("field", FIELD_KEYS)
@given(text=TEXTS)
def test_reading_never_raises_and_its_canonical_text_stays(field: str, text: str) -> None:
    read = READERS[field]
    first = read(text)
    again = read(first.canonical)
    assert again.canonical == first.canonical
    assert "format" not in {problem.rule for problem in again.problems}
    said = {problem.rule for problem in first.problems} - {"format"}
    assert {problem.rule for problem in again.problems} == said


@pytest.mark.parametrize("field", FIELD_KEYS)
@given(text=TEXTS)
@settings(max_examples=60)
def test_canonical_writing_of_a_cell_is_what_its_finding_offers(field: str, text: str) -> None:
    validator = validator_of([student(1), student(2) | {field: text}])
    offered = [one.value for each in validator.findings(1) if each.rule == "format"
               for one in validator.suggestions(each)] or [text]
    assert [validator.canonical(1, FIELD_KEYS.index(field), text)] == offered


@pytest.mark.parametrize("field", FIELD_KEYS)
@given(text=TEXTS)
@settings(max_examples=60)
def test_canonical_writing_changes_no_other_finding(field: str, text: str) -> None:
    """The canonical value is what all rules judge; every finding can be shown."""
    validator = validator_of([student(**{field: text}), student(3)])
    for each in validator.all_findings():
        assert validator.message(each)
    before = found(validator)
    if (field, "format") not in before:
        return
    [fix] = next(validator.suggestions(each) for each in validator.findings(0)
                 if each.rule == "format")
    after = found(validator_of([student(**{field: fix.value}), student(3)]))
    assert after == before - {(field, "format")}


@given(text=st.one_of(
    st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True),
    st.builds(resident_id, st.dates(date(1890, 1, 1), date(2020, 1, 1)).map(
        lambda day: day.strftime("%Y%m%d")), st.integers(0, 999))))
def test_the_quick_way_of_reading_a_clean_id_is_the_slow_one(text: str) -> None:
    quick, slow = (read_main_number(each, SHANGHAI, TODAY) for each in (text, f" {text}"))
    assert (quick.canonical, quick.identity, quick.birth, quick.sound, quick.document) == (
        slow.canonical, slow.identity, slow.birth, slow.sound, slow.document)
    assert quick.problems == tuple(each for each in slow.problems if each.rule != "format")


@given(text=st.from_regex(r"[0-9]{19}", fullmatch=True))
def test_the_quick_way_of_reading_a_clean_number_is_the_slow_one(text: str) -> None:
    quick, slow = (read_sub_number(each, SHANGHAI) for each in (text, f" {text}"))
    assert (quick.canonical, quick.sound, quick.digits, quick.problems) == (
        slow.canonical, slow.sound, slow.digits, ())


@given(text=st.text("\u4e00\u9fa5张三丰无暂待补不详证件", min_size=2, max_size=20))
def test_the_quick_way_of_reading_a_common_name_is_the_slow_one(text: str) -> None:
    quick, slow = read_name(text), read_name(text + " ")
    assert (quick.canonical, quick.value) == (slow.canonical, slow.value)
    assert quick.problems == tuple(each for each in slow.problems if each.rule != "format")


# --- votes ---------------------------------------------------------------------------------------

GRADES = st.sampled_from(["", "2011级", "看不懂", *SHANGHAI.grades])
ENTRIES = st.integers(1988, 2015)


@st.composite
def disagreeing(draw: st.DrawFn) -> dict[str, str]:
    """A row whose witnesses say anything, often the same."""
    leaving = draw(st.integers(2006, 2024))
    return student() | {
        "stage": draw(st.sampled_from(["", "大学", "小学", "初中", "高中", "特教"])),
        "grade": draw(GRADES),
        "graduation_year": draw(st.sampled_from(["", "?", f"{leaving}届", f"{leaving}",
                                                 "2015届", f"{leaving}年"])),
        "sub_number": draw(st.one_of(
            st.just(""),
            st.builds(sub_number, st.integers(0, 5), st.sampled_from([2011, 2010, 2006, 2012])),
            st.builds(sub_number, st.integers(0, 5), ENTRIES))),
    }


VOTED = {"sub-stage", "sub-entry-year", "stage-mismatch", "grade-mismatch", "graduation-mismatch",
         "stage-value", "grade-value", "graduation-value", "blank"}


@given(row=disagreeing())
@settings(max_examples=400)
def test_what_a_vote_suggests_cures_its_finding(row: dict[str, str]) -> None:
    validator = validator_of([row])
    for each in validator.findings(0):
        if each.rule not in VOTED:
            continue
        assert each.field is not None
        for suggestion in validator.suggestions(each):
            cured = row | {each.field: suggestion.value}
            rules = found(validator_of([cured]))
            assert (each.field, each.rule) not in rules
            assert (each.field, "format") not in rules


@given(row=disagreeing())
def test_a_vote_does_not_depend_on_writing(row: dict[str, str]) -> None:
    spaced = {key: f" {text}　" if text else "" for key, text in row.items()}
    plain = {each for each in found(validator_of([row])) if each[1] != "format"}
    assert {each for each in found(validator_of([spaced])) if each[1] != "format"} == plain


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_the_check_digit_is_that_of_the_standard(number: str) -> None:
    assert check_digit(number) == calc_check_digit(number)


# --- one slip -------------------------------------------------------------------------------------


@given(birth=st.dates(date(1994, 1, 1), date(2006, 12, 31)), order=st.integers(0, 999),
       region=st.sampled_from(["310117", "310104", "320500", "830000"]), data=st.data())
@settings(max_examples=150)
def test_any_single_slip_leads_back(birth: date, order: int, region: str,
                                    data: st.DataObject) -> None:
    number = resident_id(birth.strftime("%Y%m%d"), order, region)
    place = data.draw(st.integers(0, 17))
    if place < 17 and data.draw(st.booleans()):
        wrong = number[:place] + number[place + 1] + number[place] + number[place + 2:]
    else:
        digit = data.draw(st.sampled_from("0123456789"))
        wrong = number[:place] + digit + number[place + 1:]
    assume(wrong != number and "X" not in wrong[:17])
    candidates = list(slips(wrong, TODAY))
    assert number in {each.number for each in candidates}
    for each in candidates:
        reading = read_main_number(each.number, SHANGHAI, TODAY)
        assert reading.sound and reading.birth == each.birth
        assert each.what
