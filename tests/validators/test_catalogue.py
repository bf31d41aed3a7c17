"""The catalogue is the one of the domain, and every rule is tried by some failing case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.fields import FIELD_KEYS
from models.profile import Profile
from tests.builders import SHANGHAI, found, student, validator_of
from tests.validators import (
    test_ages_and_sex, test_declared, test_main_number, test_odd_cells, test_sub_number, test_votes,
    test_whole_file, test_words)
from validators.rules import BY_CODE, RULES

EIGHT = FIELD_KEYS
CATALOGUE: list[tuple[str, tuple[str, ...], str, bool]] = [
    # rule, fields (none: the file), severity, whether an error may be confirmed
    ("missing-column", EIGHT, "error", False),
    ("school-code", (), "error", False),
    ("school-system", (), "warning", False),
    ("blank", EIGHT, "error", False),
    ("format", EIGHT, "warning", False),
    ("main-precision", ("main_number",), "error", False),
    ("main-character", ("main_number",), "error", False),
    ("main-length", ("main_number",), "error", False),
    ("main-birth-date", ("main_number",), "error", False),
    ("main-check-digit", ("main_number",), "error", True),
    ("main-region", ("main_number",), "warning", False),
    ("main-duplicate", ("main_number",), "error", True),
    ("main-document", ("main_number",), "warning", False),
    ("sub-precision", ("sub_number",), "error", False),
    ("sub-character", ("sub_number",), "error", False),
    ("sub-length", ("sub_number",), "error", False),
    ("sub-school-code", ("sub_number",), "error", False),
    ("sub-stage", ("sub_number",), "error", False),
    ("sub-entry-year", ("sub_number",), "error", True),
    ("sub-serial", ("sub_number",), "warning", False),
    ("sub-duplicate", ("sub_number",), "error", False),
    ("sub-graduation-year", ("sub_number",), "error", True),
    ("sub-part", ("sub_number",), "error", False),
    ("sub-feature", ("sub_number",), "error", False),
    ("number-disagrees", EIGHT, "error", False),
    ("disagrees", EIGHT, "warning", False),
    ("value", EIGHT, "error", False),
    ("name-character", ("name",), "error", False),
    ("name-rare", ("name",), "warning", False),
    ("name-length", ("name",), "warning", False),
    ("same-person", ("name",), "warning", False),
    ("sex-value", ("sex",), "error", False),
    ("stage-value", ("stage",), "error", False),
    ("grade-value", ("grade",), "error", False),
    ("graduation-value", ("graduation_year",), "error", False),
    ("class-value", ("class_name",), "error", True),
    ("class-date", ("class_name",), "error", False),
    ("sex-mismatch", ("sex",), "error", True),
    ("stage-mismatch", ("stage",), "error", False),
    ("grade-mismatch", ("grade",), "error", True),
    ("graduation-mismatch", ("graduation_year",), "error", True),
    ("class-mismatch", ("class_name",), "error", False),
    ("age-young", ("main_number",), "error", True),
    ("age-unusual", ("main_number",), "warning", False),
    ("class-size", (), "warning", False),
    ("unread", (), "error", True),
    ("serial-gap", (), "warning", False),
]


@pytest.mark.parametrize(("code", "fields", "severity", "confirmable"), CATALOGUE)
def test_each_rule_is_as_the_domain_says(
        code: str, fields: tuple[str, ...], severity: str, confirmable: bool) -> None:
    rule = BY_CODE[code]
    assert rule.fields == fields
    assert rule.severity == severity
    assert rule.confirmable is confirmable
    validator = validator_of([student()])
    assert validator.confirmable(code) is (confirmable or severity == "warning")


def test_no_rule_is_missing_or_extra() -> None:
    assert sorted(rule.code for rule in RULES) == sorted(code for code, *_ in CATALOGUE)


def test_every_rule_explains_itself_in_chinese() -> None:
    for rule in RULES:
        for text in (rule.title, rule.explanation, *rule.templates.values()):
            assert any("\u4e00" <= c <= "\u9fff" for c in text)
        assert rule.title == rule.title.strip() and len(rule.title) <= 16
    assert len({rule.title for rule in RULES}) == len(RULES)


def test_every_rule_has_a_failing_case() -> None:
    tried = {rule for _, rule, _ in test_main_number.FAILING}
    tried |= {rule for _, rule, _ in test_sub_number.FAILING}
    tried |= {rule for _, _, expected in test_votes.CASES for rule in expected}
    tried |= {rule for _, _, expected in test_ages_and_sex.AGES for _, rule in expected}
    tried |= {rule for _, rules in test_words.NAMES for rule in rules}
    tried |= {field.removesuffix("_year") + "-value" for field, _, _ in test_words.VALUES}
    for rule, table in (
            ("format", test_words.FORMAT), ("class-mismatch", test_words.CLASS_MISMATCHES),
            ("class-size", [odd for _, odd in test_whole_file.SIZES if odd]),
            ("serial-gap", [missing for _, missing in test_whole_file.GAPS if missing])):
        tried |= {rule} if table else set()
    by_name = {
        "missing-column": test_words.test_a_missing_column_is_one_finding_and_its_rules_are_silent,
        "school-code": test_sub_number.test_a_code_that_most_rows_contradict_is_one_finding,
        "school-system": test_votes.test_a_school_of_another_system_is_told_once,
        "main-duplicate": test_main_number.test_duplicates,
        "sub-duplicate": test_sub_number.test_duplicates_are_told_by_the_canonical_value,
        "same-person": test_words.test_the_same_person_twice,
        "sub-graduation-year": test_declared.test_beijing,
        "sub-part": test_declared.test_anhui,
        "sub-feature": test_declared.test_anhui,
        "number-disagrees": test_declared.test_national,
        "disagrees": test_declared.test_national,
        "value": test_declared.test_national,
        "sex-mismatch": test_ages_and_sex.test_sex,
        "unread": test_whole_file.test_what_was_not_read_is_one_finding,
        "class-date": test_odd_cells.test_a_class_that_became_a_date,
        "class-value": test_words.test_a_class_without_a_number,
    }
    assert {rule.code for rule in RULES} - tried == set(by_name)


# --- severities of a profile ----------------------------------------------------------------------


def profile_with(**severities: str) -> Profile:
    return replace(SHANGHAI, severities={
        code.replace("_", "-"): severity for code, severity in severities.items()})


def test_a_profile_switches_a_rule_off() -> None:
    row = student(sex="", name="?")
    validator = validator_of([row], profile=profile_with(name_character="off"))
    assert found(validator) == {("sex", "blank")}
    assert validator.counts() == {"blank": 1}


@pytest.mark.parametrize(("rule", "severity", "confirmable"), [
    ("name_character", "warning", True), ("main_document", "error", False),
    ("main_duplicate", "warning", True), ("main_duplicate", "error", True)])
def test_a_profile_changes_a_severity(rule: str, severity: str, confirmable: bool) -> None:
    rows = [student(n, name="?", main_number="12345678") for n in (1, 2)]
    validator = validator_of(rows, profile=profile_with(**{rule: severity}))
    code = rule.replace("_", "-")
    assert [each.severity for each in validator.findings(0) if each.rule == code] == [severity]
    assert validator.confirmable(code) is confirmable


@pytest.mark.parametrize("rule", ["missing_column", "school_code", "school_system", "class_size",
                                  "serial_gap"])
def test_rules_about_the_file_can_be_off_too(rule: str) -> None:
    rows = [student(n, class_name=name, sub_number=student(n)["sub_number"].replace(
        "3101170001", "3101170002")) for n, name in ((1, "1班"), (3, "2班"))]
    keys = [key for key in FIELD_KEYS if key != "sex"]
    on, off = (validator_of(rows, keys, profile=profile)
               for profile in (SHANGHAI, profile_with(**{rule: "off"})))
    code = rule.replace("_", "-")
    assert code not in off.counts()
    if code in ("missing-column", "school-code", "serial-gap"):
        assert code in on.counts()


def test_a_wrong_code_is_said_row_by_row_where_the_file_rule_is_off() -> None:
    rows = [student(1, sub_number="3101170002220110001")]
    validator = validator_of(rows, profile=profile_with(school_code="off"))
    assert validator.counts() == {"sub-school-code": 1}
