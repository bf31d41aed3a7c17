"""Regions unlike any other: letters in school code and stage, no field that a rule knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.profile import load_profile, use_own_profiles
from tests.app.commands.command import call, corrections_of, sheet_of
from tests.documents import write_xlsx

LETTERS = """
title = "南国市"
like = "national"

[[fields]]
key = "sub_number"
title = "市学籍号"
kind = "number"
required = true
parts = [
    { key = "city", title = "市", letters = 2, value = "NG", school = true, meaning = "school" },
    { key = "school", title = "学校", digits = 4, school = true, meaning = "school" },
    { key = "level", title = "学段", letters = 1, meaning = "stage", stages = { P="小学", J="初中" } },
    { key = "entry", title = "入学年份", digits = 4, meaning = "entry_year", of = "stage" },
    { key = "serial", title = "流水号", digits = 4, meaning = "serial" },
]

[[fields]]
key = "name"
title = "学生姓名"
kind = "name"
required = true

[[fields]]
key = "grade"
title = "年级"
kind = "grade"
required = true

[[fields]]
key = "stage"
title = "学段"
kind = "stage"
required = true
"""

NO_ROLES = """
title = "寄宿生"
like = "general"

[[fields]]
key = "zjh"
title = "证件号"
kind = "resident-id"
required = true

[[fields]]
key = "xm"
title = "学员姓名"
kind = "name"
required = true

[[fields]]
key = "room"
title = "寝室编号"
kind = "number"
parts = [{ key = "house", title = "楼", letters = 1, table = { A = "东楼", B = "西楼" } },
         { key = "number", title = "房号", digits = 3 }]
"""


@pytest.fixture
def regions(tmp_path: Path) -> Iterator[Path]:
    """Both files among the clerk's own."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "south.toml").write_text(LETTERS, encoding="utf-8")
    (folder / "boarders.toml").write_text(NO_ROLES, encoding="utf-8")
    use_own_profiles(folder)
    yield folder
    use_own_profiles(tmp_path / "none")


def lettered(tmp_path: Path, *changes: tuple[int, str]) -> Path:
    """Forty pupils of two stages; ``changes`` are other numbers, by place."""
    rows = []
    for place in range(40):
        stage, mark, entry, grade = ("小学", "P", 2024, "二年级") if place < 20 else (
            "初中", "J", 2025, "七年级")
        rows.append([f"NG0001{mark}{entry}{place + 1:04d}", "王" + "示例样本"[place % 4], grade,
                     stage])
    for place, number in changes:
        rows[place][0] = number
    return write_xlsx(tmp_path / "名册.xlsx", [["市学籍号", "学生姓名", "年级", "学段"], *rows])


def test_letters_in_code_and_stage(regions: Path, tmp_path: Path) -> None:
    told = call("check", lettered(tmp_path), "--json").json
    assert (told["profile"], told["school"]["code"], told["findings"]) == ("south", "NG0001", [])
    told = call("check", lettered(
        tmp_path, (3, "NG0002P20240004"), (5, "NG0001J20240006"), (7, "XG0001P20240008"),
        (9, "ng0001p20240010")), "--json").json
    assert [(each["row"], each["rule"]) for each in told["findings"]] == [
        (5, "sub-school-code"), (7, "sub-stage"), (9, "sub-school-code"), (11, "format")]
    done = call("export", lettered(tmp_path), "--school-code", "NG0001", "--school-name", "南国一小",
                "--out", tmp_path)
    assert done.code == 0 and sheet_of(tmp_path / "NG0001南国一小.xls")[1][0] == "NG0001P20240001"
    assert call("check", lettered(tmp_path), "--school-code", "NG001").failed()


def test_what_is_taken_over_speaks_only_of_fields_that_are_there(regions: Path) -> None:
    profile = load_profile("south")
    assert profile.guards == () and set(profile.outputs.key_fields) <= set(profile.fields.keys)
    assert load_profile("national").guards


def test_who_a_correction_is_about_without_any_role(regions: Path, tmp_path: Path) -> None:
    roster = write_xlsx(tmp_path / "寄宿.xlsx", [["证件号", "学员姓名", "寝室编号"], *(
        [number, name, "A101"] for number, name in (
            ("11010519491231002X", "王示例"), ("440524188001010014", "李样本")))])
    edits = tmp_path / "edits.json"
    edits.write_text('[{"row": 2, "field": "xm", "value": "王示范", "reason": "户口簿"}]', "utf-8")
    done = call("export", roster, "--profile", "boarders", "--school-name", "高原学校", "--edits",
                edits, "--allow-errors", "--out", tmp_path)
    assert done.code in (0, 1), done.err
    [table] = tmp_path.glob("*更正表*.xls")
    assert "学籍主号" not in str(sheet_of(table))
    assert corrections_of(table)[0][:3] == ["11010519491231002X", "王示范", "学员姓名"]


def test_a_region_is_told_by_fields_that_nobody_must_fill_in(
        regions: Path, tmp_path: Path) -> None:
    fields = "".join(f'\n[[fields]]\nkey = "f{at}"\ntitle = "第{at}项"\nkind = "digits"\n'
                     for at in range(65))
    (regions / "many.toml").write_text(NO_ROLES.replace("required = true", "") + fields, "utf-8")
    roster = write_xlsx(tmp_path / "名册.xlsx", [
        ["学员姓名", *(f"第{at}项" for at in range(65))], ["王示例", *["1"] * 64, "x"]])
    told = call("check", roster, "--json").json
    assert told["profile"] == "many"
    assert [(each["field"], each["rule"]) for each in told["findings"]] == [("f64", "value")]
