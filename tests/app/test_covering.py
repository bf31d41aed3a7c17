"""What may be seen by whom."""

from __future__ import annotations

import pytest

from app.covering import ON_WALLS, Cover, covered, shown_fields
from models.fields import FIELD_KEYS
from models.profile import load_profile

NUMBER = "310117200607163017"


@pytest.mark.parametrize(("cover", "shown"), [
    (Cover.WHOLE, NUMBER), (Cover.SCREEN, "310117********3017"),
    (Cover.CLASS, "310117************"), (Cover.WALL, "")])
def test_an_id_number(cover: Cover, shown: str) -> None:
    assert covered("main_number", NUMBER, cover) == shown


@pytest.mark.parametrize(("key", "text", "shown"), [
    ("name", "王小明", "王**"), ("name", " 王 ", "王"), ("name", "", ""), ("class_name", "1班", "1班"),
    ("sub_number", "0617", ""), ("birth_date", "2006-07-16", ""), ("anything", "秘密", "")])
def test_a_list_on_a_wall(key: str, text: str, shown: str) -> None:
    assert covered(key, text, Cover.WALL) == shown


def test_a_national_number_is_an_id_number_too() -> None:
    numbers = load_profile("national").fields.id_numbers
    assert {"main_number", "student_number", "cy1sfzh"} <= numbers and "school_id" not in numbers
    assert covered("student_number", f"G{NUMBER}", Cover.CLASS, numbers) == (
        "G31011*************")
    assert covered("school_id", "2134000001", Cover.CLASS, numbers) == "2134000001"


def test_whatever_fields_a_region_has_none_but_harmless_ones_hang_on_a_wall() -> None:
    for name in ("shanghai", "national"):
        keys = [field.key for field in load_profile(name).fields.all]
        assert set(shown_fields(keys, Cover.WALL)) <= ON_WALLS
    assert shown_fields(FIELD_KEYS, Cover.CLASS) == tuple(FIELD_KEYS)
