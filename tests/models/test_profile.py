"""Profiles: what the default one says, the arithmetic of schooling, and mistakes in a file."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.errors import ProfileError
from models.profile import (
    DEFAULT_PROFILE, load_profile, profile_names, profile_titles, read_profile, shipped_names,
    use_own_profiles)
from models.resources import resource
from tests.builders import SHANGHAI

TEXT = resource("profiles", "shanghai.toml").read_text(encoding="utf-8")


def test_the_default_profile() -> None:
    assert DEFAULT_PROFILE in profile_names()
    assert (SHANGHAI.sub_length, SHANGHAI.code_length) == (19, 10)
    places = {part.key: (part.start + 1, part.end) for part in SHANGHAI.parts}
    assert places == {"area": (1, 3), "county": (4, 6), "school": (7, 10), "stage": (11, 11),
                      "entry_year": (12, 15), "serial": (16, 19)}
    assert SHANGHAI.stage_by_code == {"1": "小学", "2": "初中", "3": "高中", "4": "特教"}
    assert SHANGHAI.system == "5-4-3" and SHANGHAI.separator == ""
    assert SHANGHAI.spanning == {"特教"}
    assert SHANGHAI.severities == {}


def test_every_profile_that_is_shipped_is_sound() -> None:
    for name in profile_names():
        assert load_profile(name).name == name


def test_the_list_of_profiles_names_each_as_it_names_itself() -> None:
    titles = profile_titles()
    assert next(iter(titles)) == DEFAULT_PROFILE
    assert titles == {name: load_profile(name).title for name in titles}
    assert set(titles) >= set(shipped_names())


def test_the_guide_s_example_works(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
    example = guide.split("```toml\n")[1].split("```")[0]
    (tmp_path / "mine.toml").write_text(example, encoding="utf-8")
    use_own_profiles(tmp_path)
    try:
        assert "mine" in profile_names()
        assert load_profile("mine").fields.keys == ("main_number", "name", "dorm")
        with pytest.raises(ProfileError, match="mine"):
            load_profile("mien")
    finally:
        use_own_profiles(tmp_path / "none")


def test_parts_of_a_number() -> None:
    number = "3101170001220110007"
    part = SHANGHAI.part("entry_year")
    assert part is not None
    assert part.of(number) == "2011"
    assert part.put(number, "2012") == "3101170001220120007"
    assert SHANGHAI.part("nothing") is None


@pytest.mark.parametrize(("stage", "grade", "entry"), [
    ("小学", 1, 2012), ("小学", 5, 2008), ("初中", 6, 2012), ("初中", 9, 2009), ("高中", 10, 2012),
    ("高中", 12, 2010), ("特教", 1, 2012), ("特教", 9, 2004)])
def test_schooling(stage: str, grade: int, entry: int) -> None:
    schooling = SHANGHAI.schooling("5-4-3")
    assert schooling.grade(stage, entry, 2012) == grade
    assert schooling.entry_year(stage, grade, 2012) == entry
    assert schooling.grade(stage, 2013, 2012) is None
    assert schooling.grade(stage, entry - 9, 2012) is None
    assert schooling.holds(stage, grade)


def test_stages_of_grades_by_system() -> None:
    assert SHANGHAI.schooling("5-4-3").stage_of_grade[6] == "初中"
    six = SHANGHAI.schooling("6-3-3")
    assert six.stage_of_grade[6] == "小学" and six.years["初中"] == 3 and six.first["初中"] == 7
    assert six.years["特教"] == 9


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile("shanghia")
    assert "shanghai" in str(caught.value)
    with pytest.raises(ProfileError):
        load_profile("../profiles/shanghai")


MISTAKES: list[tuple[str, str, list[str]]] = [
    # what stands there, what is put in its place, what the message names
    ('title = "上海市"', "", ["title"]),
    ('title = "学生码", digits = 4', 'title = "学生码", digits = 0', ["第 6 段"]),
    ('title = "学生码", digits = 4', 'title = "学生码", digits = "四"', ["第 6 段"]),
    ('title = "学生码", digits = 4', 'title = "学生码", digit = 4', ["digit", "digits", "第 6 段"]),
    ('meaning = "serial"', 'meaning = "seral"', ["seral", "serial"]),
    ('kind = "resident-id"', 'kind = "resident"', ["resident", "resident-id"]),
    ('kind = "resident-id"', 'kind = 3', ["main_number", "kind"]),
    ('key = "name"', 'key = "sex"', ["两个“sex”"]),
    ('key = "name"', 'key = "Name"', ["第 3 项", "key"]),
    ('title = "姓名"', 'title = "性别"', ["title 相同"]),
    ('aliases = ["学生姓名", ', 'alias = ["学生姓名", ', ["alias", "aliases"]),
    ('sample = "男"', 'tabel = "sex"', ["tabel", "table"]),
    ('sample = "男"', 'table = "sexes"', ["sexes", "sex"]),
    ('sample = "男"', 'required_if = { field = "naem", is = ["甲"] }', ["naem", "name"]),
    ('sample = "男"', 'required_if = { field = "name" }', ["required_if"]),
    ('sample = "男"', 'agrees_with = ["mian_number"]', ["mian_number", "main_number"]),
    ('separator = ""', 'seperator = ""', ["seperator", "separator"]),
    ('[severities]', '[tables.x]\nvalues = [3]\n[severities]', ["tables.x"]),
    ('[severities]', '[severitys]', ["severitys", "severities"]),
    ('[severities]', '[[guards]]\n[severities]', ["guards"]),
    ("years = 9", 'years = "九"', ["第 4 项"]),
    ('value = "310"', 'value = "31"', ["第 1 段"]),
    ('system = "5-4-3"', 'system = "5-4"', ["schooling.system"]),
    ('system = "5-4-3"', 'system = "6-6-6"', ["schooling.system"]),
    ('others = ["6-3-3"]', 'others = ["6+3+3"]', ["schooling.others"]),
    ("first_entry_year = 1990", 'first_entry_year = "1990"', ["first_entry_year"]),
    ("first_entry_year = 1990", "first_entry_year = true", ["first_entry_year"]),
    ('code = "4"', 'code = ""', ["第 4 项"]),
    ("first_grade = 1\n", "", ["第 4 项"]),
    ('"初一" = 7', '"初一" = 13', ["初一"]),
    ('"M" = "男"', '"M" = "雄"', ["sexes.writings", "M"]),
    ('titles = ["男", "女"]', 'titles = ["男"]', ["sexes.titles"]),
    ("'999\\d{15}'", "'999(\\d{15}'", ["main_number", "documents"]),
    ("'999\\d{15}'", "'999\\d{99999999999}'", ["main_number", "documents"]),
    ("[severities]", '[severities]\nblank = "fatal"', ["severities.blank"]),
    ("tolerance = 2", "tolerance = -1\n[ages.more]", ["ages.tolerance"]),
]


@pytest.mark.parametrize(("old", "new", "named"), MISTAKES)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    assert old in TEXT
    path = tmp_path / "other.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert "other.toml" in str(caught.value)
    assert all(text in str(caught.value) for text in named)


@pytest.mark.parametrize(("old", "new"), [
    ("tolerance = 2", "tolerance = 0"), ("other_system_share = 0.05", "other_system_share = 1"),
    ("high = 2.0", "high = 2")])
def test_what_may_be_written_too(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "other.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    assert read_profile(path).name == "other"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    text = TEXT.replace('title = "上海市"', "", 1).replace('value = "310"', 'value = "31"')
    path.write_text(text + 'blank = "fatal"\n', encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert all(each in str(caught.value) for each in ("title", "第 1 段", "severities.blank"))


@pytest.mark.parametrize("data", [b"title = ", "title = \"上\"".encode("gbk"), b"\xff\xfe"])
def test_a_file_that_is_no_toml(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.toml"
    path.write_bytes(data)
    with pytest.raises(ProfileError, match="格式有误"):
        read_profile(path)


@pytest.mark.parametrize("key", sorted(tomllib.loads(TEXT)))
@pytest.mark.parametrize("value", [None, 3, "text", [], [3], {}])
def test_no_value_of_any_kind_breaks_the_reader(tmp_path: Path, key: str, value: Any) -> None:
    data = tomllib.loads(TEXT)
    data[key] = value
    path = tmp_path / "other.toml"
    path.write_text("\n".join(written(data)), encoding="utf-8")
    try:
        profile = read_profile(path)
    except ProfileError as error:
        assert "other.toml" in str(error)
    else:
        assert profile.title


def written(data: dict[str, Any]) -> list[str]:
    """Plain TOML lines: tables inline, keys quoted."""
    return [f"{quoted(key)} = {inline(value)}" for key, value in data.items() if value is not None]


def quoted(text: str) -> str:
    return "'" + text + "'"


def inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(k)} = {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(value)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_000)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("make", "says"), [
    (_sparse, "太大"), (Path.mkdir, "读不了"),
    (lambda path: path.write_text("[a" + ".b" * 90_000 + "]"), "有误"),
    (lambda path: path.write_text("title = " + "[" * 100_000), "有误"),
    (lambda path: path.write_text("x = " + "9" * 100_000), "有误"),
    *([] if sys.platform == "win32" else [
        (os.mkfifo, "不是普通文件"), (lambda path: path.symlink_to("/dev/zero"), "不是普通文件"),
        (lambda path: path.symlink_to(path), "读不了")])])
def test_what_is_no_profile_is_one_sentence_at_once(
        tmp_path: Path, make: Callable[[Path], object], says: str) -> None:
    path = tmp_path / "本县.toml"
    make(path)
    with pytest.raises(ProfileError, match=says) as caught:
        read_profile(path)
    assert "本县.toml" in str(caught.value) and str(caught.value).endswith("。")
    assert "\n" not in str(caught.value)


OWN = '''title = "某县"
like = "general"
[[fields]]
key = "name"
title = "姓名"
kind = "name"
'''
NUMBER = OWN + '[[fields]]\nkey = "n"\ntitle = "号"\nkind = "number"\n'


@pytest.mark.parametrize(("text", "words"), [
    (OWN.replace("like", "files = 3\nlike"), ["files", "一节"]),
    (OWN.replace("like", "notes = [3]\nlike"), ["notes"]),
    (OWN + "aliases = [1]", ["name", "aliases"]), (OWN + "length = -4", ["name", "length"]),
    (OWN + 'agrees_with = ["name"]', ["name", "when_is"]),
    (OWN + '[[fields]]\nkey = "c"\ntitle = "c"\nkind = "choice"', ["choice", "table"]),
    (OWN + '[tables.a]\nvalues = ["a"]\nnumbers = { a = "(" }', ["tables.a", "正则"]),
    (OWN + "[files]\nnext_steps = [3]", ["files.next_steps"]),
    (NUMBER + "forms = [{}]", ["forms", "parts"]), (NUMBER + "forms = [3]", ["forms", "parts"]),
    (NUMBER + 'parts = [{ key = "a", title = "a", digits = true }]', ["第 1 段"]),
    (NUMBER + 'parts = [{ key = "a", title = "a", digits = 1000000000 }]', ["第 1 段"]),
    (NUMBER + 'parts = [{ key = "a", title = "a", letters = 4, meaning = "entry_year" }]',
     ["entry_year", "digits"]),
    (NUMBER + 'parts = [{ key = "a", title = "a", digits = 1, meaning = "check", check = "luhn" }]',
     ["check", "GB 11643"]),
    (NUMBER + 'parts = [{ key = "a", title = "a", digits = 4, meaning = "check", '
     'check = "GB 11643" }]', ["18 位"]),
])
def test_rubbish_is_one_sentence(text: str, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        read_profile(tmp_path / "mine.toml")
    said = str(caught.value)
    assert "mine.toml" in said and all(word in said for word in words) and "\n" not in said


OWN = """title = "某县"
like = "general"

[[fields]]
key = "name"
title = "姓名"
kind = "name"
required_if = { field = "fee", is = ["CONDITION"] }

[[fields]]
key = "fee"
title = "费用"
kind = "choice"
table = "fees"
written = "code"

[[fields]]
key = "sub_number"
title = "学号"
kind = "number"
parts = [{ key = "one", title = "一段", digits = 4 }, PART]

[tables.fees]
values = [["1", "全费"], ["2", "免费"], MORE]
"""


@pytest.mark.parametrize(("condition", "part", "more", "named"), [
    ("免", "", "", "“免”不是费用的值，是不是“免费”"),
    ("免费", '{ key = "one", title = "又一段", digits = 1 }', "", "“one”前面已经有了"),
    ("免费", '{ key = "a", title = "年", digits = 9, meaning = "entry_year" }', "", "entry_year 应是"),
    ("免费", '{ key = "a", title = "生日", digits = 4, meaning = "birth" }', "", "birth 应是 8 位"),
    ("免费", '{ key = "a", title = "证", digits = 10, meaning = "id" }', "", "id 应是 18 位"),
    ("免费", '{ key = "a", title = "区", digits = 1, meaning = "region" }', "", "要满 6 位"),
    ("免费", '{ key = "a", title = "段", letters = 1, meaning = "stage", stages = { P = "幼儿园" } }',
     "", "没有“幼儿园”这个学段"),
    ("免费", "", '["2", "半费"]', "代码“2”用了两次"), ("免费", "", '"半费"', "没有代码的值")])
def test_what_can_never_fit_is_named(tmp_path: Path, condition: str, part: str, more: str,
                                     named: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace("CONDITION", condition).replace("PART", part).replace(
        "MORE", more), encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert named in str(caught.value)


@pytest.mark.parametrize("value", ["免费", "2"])
def test_a_condition_holds_for_what_is_written(tmp_path: Path, value: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace("CONDITION", value).replace("PART", "").replace("MORE", ""),
                    encoding="utf-8")
    condition = read_profile(path).fields.all[0].required_if
    assert condition is not None and condition.holds("2") and not condition.holds("免费")
