"""The rules of the domain are as it says, and every rule is expected by some case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.fields import FIELD_KEYS
from models.profile import Profile
from tests.builders import SHANGHAI, found, student, validator_of
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
    ("list-differs", EIGHT, "warning", False),
    ("list-extra", ("name",), "warning", False),
    ("list-missing", (), "warning", False),
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


def test_every_rule_explains_itself_in_chinese() -> None:
    for rule in RULES:
        for text in (rule.title, rule.explanation, *rule.templates.values()):
            assert any("\u4e00" <= c <= "\u9fff" for c in text)
        assert rule.title == rule.title.strip() and len(rule.title) <= 16
    assert len({rule.title for rule in RULES}) == len(RULES)


def test_every_rule_is_expected_by_some_case() -> None:
    here = Path(__file__).parent
    cases = "".join(path.read_text(encoding="utf-8")
                    for folder in (here, here.parent / "app" / "lists")
                    for path in folder.glob("*.py") if path != Path(__file__))
    assert [rule.code for rule in RULES if f'"{rule.code}"' not in cases] == []


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
