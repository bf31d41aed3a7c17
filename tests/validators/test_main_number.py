"""学籍主号: writing, the chain of root causes, other documents, regions and suggestions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.school import School
from tests.builders import (
    CODE, SHANGHAI, TODAY, YEAR, Found, finding, found, resident_id, student, suggested,
    validator_of)
from validators.readings.main_number import read_main_number

GOOD = resident_id()
"""Born on 5 March 2000, male."""
WITH_X = next(n for order in range(1, 400, 2) if (n := resident_id(order=order)).endswith("X"))
M = "main_number"


def broken_check(number: str) -> str:
    """The number with another check digit."""
    return number[:17] + ("0" if number[17] != "0" else "1")


FAILING: list[tuple[str, str, set[Found]]] = [
    # blank
    ("", "blank", set()),
    ("  　", "blank", set()),
    ("'", "blank", set()),
    # damaged by Excel: the first cause, and nothing else
    ("3.10117200003050E+17", "main-precision", set()),
    ("3.10117E+17", "main-precision", set()),
    ("3.10117e17", "main-precision", set()),
    ("3E+17", "main-precision", set()),
    # characters
    ("31011720000305001A", "main-character", set()),
    ("31011720000305X011", "main-character", set()),
    ("XX", "main-character", set()),
    ("310117-20000305-0117", "main-character", set()),
    ("310117200003O50117", "main-character", set()),
    ("G310117200003050117", "main-character", set()),
    ("L31011720000305011X", "main-character", set()),
    ("J310117200003050117", "main-character", set()),
    ("ABCD", "main-character", set()),
    ("ABCDE67890123456", "main-character", set()),
    ("ABCDEFGH", "main-character", set()),
    # length
    ("31011720000305011", "main-length", set()),
    ("3101172000030501171", "main-length", set()),
    ("310117000305011", "main-length", set()),
    ("1234567", "main-length", set()),
    ("31011720X", "main-length", set()),
    ("310117200002300", "main-length", set()),
    # birth date
    ("310117200002300111", "main-birth-date", set()),
    ("310117200013010111", "main-birth-date", set()),
    ("310117000003050111", "main-birth-date", set()),
    (resident_id("20121127"), "main-birth-date", set()),
    (resident_id("18991231"), "main-birth-date", set()),
    # check digit
    (broken_check(GOOD), "main-check-digit", set()),
    (broken_check(WITH_X), "main-check-digit", set()),
    # region
    (resident_id(region="000000"), "main-region", set()),
    (resident_id(region="310227"), "main-region", set()),
    (resident_id(region="310199"), "main-region", set()),
    # documents
    ("12345678", "main-document", set()),
    ("A123456(7)", "main-document", set()),
    ("AB123456(A)", "main-document", set()),
    ("1234567(8)", "main-document", set()),
    ("E1234", "main-document", set()),
    ("E12345678", "main-document", set()),
    ("ABCDE678901234", "main-document", set()),
    ("1234567890A", "main-document", set()),
    ("ABCDE6789012345", "main-document", set()),
    ("12345678A", "main-document", set()),
    (resident_id(region="999999"), "main-document", set()),
    ("999310117000100001", "main-document", set()),
    # a cause reported beside the writing
    ("A123456（7）", "main-document", {(M, "format")}),
    (" " + broken_check(GOOD), "main-check-digit", {(M, "format")}),
    ("3101 1720", "main-document", {(M, "format")}),
    ("'31011720000305011", "main-length", {(M, "format")}),
]


@pytest.mark.parametrize(("text", "rule", "also"), FAILING)
def test_what_is_wrong_with_a_number(text: str, rule: str, also: set[Found]) -> None:
    validator = validator_of([student(main_number=text)])
    assert found(validator) == {(M, rule)} | also
    assert validator.message(finding(validator, rule))


WORDS = ("", " ", "无", "暂无", "待补", "不详", "无证件", "-", "/", "N/A", "n/a", "#N/A", "－", "／", " 无 ")


@pytest.mark.parametrize("field", list(student()))
@pytest.mark.parametrize("text", WORDS)
def test_words_that_mean_nothing_are_blank_in_every_field(field: str, text: str) -> None:
    validator = validator_of([student(**{field: text})])
    assert found(validator) == {(field, "blank")}


@pytest.mark.parametrize("number", [
    GOOD, WITH_X,
    resident_id(region="310227", birth="19980831"),
    resident_id(region="310000"), resident_id(region="310100"), resident_id(region="320500"),
    resident_id(region="310103"),
    resident_id(region="810000"), resident_id(region="820000"), resident_id(region="830000"),
])
def test_sound_numbers(number: str) -> None:
    assert read_main_number(number, SHANGHAI, TODAY).sound
    validator = validator_of([student(main_number=number)])
    assert not found(validator) - {(M, "age-unusual")}


@pytest.mark.parametrize(("region", "birth", "known"), [
    ("310227", "19980601", True),    # 松江县 was there until 1998
    ("310227", "19990101", False),
    ("310117", "19850101", True),    # came later: registered later
    ("310103", "20110101", True),    # 卢湾区 until 2011
    ("310103", "20120101", False),
    ("830000", "20060101", True),
    ("840000", "20060101", False),
])
def test_region_codes_have_periods(region: str, birth: str, known: bool) -> None:
    validator = validator_of([student(main_number=resident_id(birth, region=region))])
    assert ((M, "main-region") not in found(validator)) is known


def test_a_text_ending_in_zeros_is_not_taken_for_damaged() -> None:
    number = resident_id(order=0)[:17] + "0"
    assert (M, "main-precision") not in found(validator_of([student(main_number=number)]))
    assert (M, "sub-precision") not in found(
        validator_of([student(sub_number="3101170001220110000")]))


@pytest.mark.parametrize(("written", "canonical"), [
    (f" {GOOD}", GOOD),
    (f"{GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}", GOOD),
    (f"'{GOOD}", GOOD), (f"`{GOOD}", GOOD), (f"‘{GOOD}", GOOD), (f"＇{GOOD}", GOOD),
    (WITH_X.lower(), WITH_X),
    (WITH_X[:17] + "Ｘ", WITH_X), (WITH_X[:17] + "ｘ", WITH_X),
    ("".join(chr(ord(c) + 0xFEE0) for c in GOOD), GOOD),
    (GOOD + "\u3000", GOOD), (GOOD + "\u00a0", GOOD), ("\u200b" + GOOD, GOOD),
    (GOOD + "\n", GOOD),
])
def test_understood_writings(written: str, canonical: str) -> None:
    male = int(canonical[16]) % 2 == 1
    validator = validator_of([student(main_number=written, sex="男" if male else "女")])
    assert found(validator) == {(M, "format")}
    assert suggested(validator, "format") == [canonical]


def test_a_digit_of_another_script_is_no_digit() -> None:
    arabic = GOOD[:17] + chr(0x660 + int(GOOD[17]) if GOOD[17] != "X" else 0x661)
    assert found(validator_of([student(main_number=arabic)])) == {(M, "main-character")}


def test_a_national_number_is_named() -> None:
    validator = validator_of([student(main_number="G310117200003050117")])
    assert "全国学籍号" in validator.message(finding(validator, "main-character"))


def test_the_days_at_both_ends() -> None:
    today = resident_id(TODAY.strftime("%Y%m%d"))
    first = resident_id("19000101")
    for number in (today, first):
        assert read_main_number(number, SHANGHAI, TODAY).sound
    assert not read_main_number(today, SHANGHAI, date(2012, 11, 25)).sound


# --- duplicates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [
    (GOOD, GOOD),
    (GOOD, f"' {GOOD}"),
    ("A123456(7)", "A1234567"), ("A123456(7)", "a123456（7）"),
    ("1234567(8)", "12345678"),
    ("E12345678", "e12345678"),
    (broken_check(GOOD), broken_check(GOOD)),
])
def test_duplicates(first: str, second: str) -> None:
    rows = [student(1, main_number=first), student(2, sex="男"), student(3, main_number=second)]
    validator = validator_of(rows)
    assert (M, "main-duplicate") in found(validator, 0) & found(validator, 2)
    assert (M, "main-duplicate") not in found(validator, 1)
    assert "第 4 行" in validator.message(finding(validator, "main-duplicate", 0))
    assert "第 2 行" in validator.message(finding(validator, "main-duplicate", 2))


@pytest.mark.parametrize("number", ["", "无", "3.10117200003050E+17"])
def test_blank_or_damaged_numbers_are_no_duplicates(number: str) -> None:
    validator = validator_of([student(n, main_number=number) for n in (1, 2)])
    assert "main-duplicate" not in validator.counts()


def test_every_row_of_a_group_is_reported_with_all_the_others() -> None:
    validator = validator_of([student(n, main_number=GOOD, sex="男") for n in range(1, 9)])
    assert validator.counts()["main-duplicate"] == 8
    first = finding(validator, "main-duplicate")
    assert validator.related_rows(first) == [1, 2, 3, 4, 5, 6, 7]
    assert "等 7 行" in validator.message(first)


# --- suggestions ---------------------------------------------------------------------------------


def test_fifteen_digits_stand_for_a_birth_in_the_last_century() -> None:
    number = GOOD[:6] + GOOD[8:17]
    validator = validator_of([student(main_number=number)])
    assert suggested(validator, "main-length") == []
    old = validator_of([student(main_number="310117400305011")])
    assert suggested(old, "main-length") == []


def test_a_fifteen_digit_number_of_the_last_century() -> None:
    school = School(CODE, "", 1995, SHANGHAI.system)
    number = resident_id("19830305")
    row = student(main_number=number[:6] + number[8:17], sub_number="", grade="七年级",
                  graduation_year="1998届")
    assert suggested(validator_of([row], school=school), "main-length") == [number]


def test_no_eighteen_digits_from_other_lengths() -> None:
    assert suggested(validator_of([student(main_number="3101170003050")]), "main-length") == []


@pytest.mark.parametrize("slip", [
    GOOD[:14] + GOOD[15] + GOOD[14] + GOOD[16:],                    # two neighbours swapped
    GOOD[:11] + "4" + GOOD[12:],                                    # a digit of the birth date
    broken_check(GOOD),                                             # the check digit itself
    GOOD[:14] + "4" + GOOD[15:],                                    # a digit of the order
])
def test_one_slip_is_taken_back(slip: str) -> None:
    validator = validator_of([student(main_number=slip, sex="男")])
    values = suggested(validator, "main-check-digit")
    assert GOOD in values
    assert len(values) == len(set(values)) <= 5
    for value in values:
        number = read_main_number(value, SHANGHAI, TODAY)
        assert number.sound and number.male
        assert number.birth is not None and abs(YEAR - number.birth.year - 12) <= 3


def test_slips_do_not_offer_another_students_number() -> None:
    slip = GOOD[:14] + GOOD[15] + GOOD[14] + GOOD[16:]
    validator = validator_of([student(1, main_number=slip), student(3, main_number=GOOD)])
    assert GOOD not in suggested(validator, "main-check-digit")


def test_slips_agree_with_the_sex_that_is_given() -> None:
    for sex, male in (("男", True), ("女", False)):
        for slip in (broken_check(GOOD), GOOD[:15] + "9" + GOOD[16:]):
            validator = validator_of([student(main_number=slip, sex=sex)])
            if (M, "main-check-digit") in found(validator):
                for value in suggested(validator, "main-check-digit"):
                    assert (int(value[16]) % 2 == 1) is male


def test_damage_is_not_guessed_at() -> None:
    validator = validator_of([student(main_number="3.10117200003050E+17")])
    assert suggested(validator, "main-precision") == []
    assert "15 位" in validator.message(finding(validator, "main-precision"))


# --- what needs a sound number --------------------------------------------------------------------


@pytest.mark.parametrize("number", [
    broken_check(GOOD), "12345678", "3.10117200003050E+17", "31011720000305011", ""])
def test_rules_that_need_a_sound_number_skip_the_others(number: str) -> None:
    validator = validator_of([student(main_number=number, sex="女")])
    assert not {rule for _, rule in found(validator)} & {
        "main-region", "age-young", "age-unusual", "sex-mismatch"}


# --- dropped, doubled and wrong digits -----------------------------------------------------------


@pytest.mark.parametrize("change", [
    lambda n: n[:17],                       # the check digit is missing
    lambda n: n[:6] + n[7:],                # a digit of the year dropped
    lambda n: n[:9] + n[9] + n[9:],         # one digit doubled
    lambda n: n[:10] + "7" + n[11:],        # month 7x: no date
])
def test_one_slip_of_the_hand_leads_back(change: Callable[[str], str]) -> None:
    row = student(1)
    wrong = change(row["main_number"])
    validator = validator_of([row | {"main_number": wrong}])
    [found] = [each for each in validator.findings(0) if each.field == "main_number"]
    offered = validator.suggestions(found)
    assert row["main_number"] in [each.value for each in offered]
    assert all(each.tentative is (len(offered) > 1) for each in offered)
