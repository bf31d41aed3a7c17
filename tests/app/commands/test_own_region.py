"""A region that nobody has heard of: one data file, from the roster to both files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlrd
from stdnum.cn.ric import calc_check_digit

from app.commands import running
from models.profile import use_own_profiles
from tests.documents import write_xlsx

REGION = """
title = "样本省"
like = "general"

[files]
master = "{school_name}-{school_year}级新生库.xls"
corrections = "{school_name}变更登记表.xls"
sheet = "新生"
key_fields = ["name", "main_number"]
basis = true

[schooling]
system = "5-4-3"
others = ["6-3-3"]
first_entry_year = 2000
other_system_rows = 3
other_system_share = 0.05

[tables.dorms]
values = [["1", "东楼"], ["2", "西楼"]]
writings = { "东" = "东楼" }

[tables.kinds]
values = [["A", "普通"], ["B", "借读"]]

[[fields]]
key = "sub_number"
title = "电子学号"
aliases = ["学号"]
kind = "number"
required = true
parts = [
    { key = "mark", title = "省标", letters = 2, value = "YB" },
    { key = "county", title = "县", digits = 6, meaning = "region" },
    { key = "kind", title = "类别", letters = 1, table = "kinds" },
    { key = "entry", title = "入学年份", digits = 4, meaning = "entry_year", of = "stage" },
    { key = "feature", title = "性别码", digits = 1, meaning = "sex" },
    { key = "serial", title = "流水号", digits = 4, meaning = "serial" },
]

[[fields]]
key = "name"
title = "学生姓名"
kind = "name"
required = true

[[fields]]
key = "sex"
title = "性别"
kind = "choice"
table = "sex"
written = "code"
required = true

[[fields]]
key = "main_number"
title = "身份证号码"
kind = "resident-id"
required = true

[[fields]]
key = "grade"
title = "就读年级"
kind = "grade"
required = true

[[fields]]
key = "boards"
title = "是否住校"
kind = "choice"
table = "yes_no"
required = true

[[fields]]
key = "dorm"
title = "宿舍楼"
kind = "choice"
table = "dorms"
required_if = { field = "boards", is = ["是"] }
agrees_with = [{ field = "boards", when_is_not = [""], then_is = ["是"] }]

[[fields]]
key = "card"
title = "一卡通号"
kind = "number"
parts = [
    { key = "region", title = "地区", digits = 6 },
    { key = "birth", title = "生日", digits = 8, meaning = "birth" },
    { key = "order", title = "顺序", digits = 3 },
    { key = "check", title = "校验", digits = 1, meaning = "check", check = "GB 11643" },
]

[[fields]]
key = "note"
title = "备注"
kind = "carried"
if_present = true
"""

TITLES = ["学号", "学生姓名", "性别", "身份证号码", "就读年级", "是否住校", "宿舍楼", "一卡通号", "备注"]
KEYS = ["sub_number", "name", "sex", "main_number", "grade", "boards", "dorm", "card", "note"]


def numbered(birth: str, order: str) -> str:
    body = f"340104{birth}{order}"
    return body + calc_check_digit(body + "0")


def pupils() -> list[list[str]]:
    return [[f"YB340104A20241{n:04d}", f"王{given}", "1", numbered(f"201803{10 + n}", "101"),
             "一年级", "是", "东楼", numbered(f"201803{10 + n}", "007"), "随便写"]
            for n, given in enumerate("明亮华强勇", 1)]


@pytest.fixture
def region(tmp_path: Path) -> Path:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "yangben.toml").write_text(REGION, encoding="utf-8")
    use_own_profiles(tmp_path / "profiles")
    return tmp_path


@pytest.fixture(autouse=True)
def _no_profiles_after(tmp_path: Path) -> object:
    yield
    use_own_profiles(tmp_path / "none")


def check(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert running.main(["check", str(path), "--profile", "yangben", "--json"]) in (0, 1)
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def found(told: dict[str, object]) -> list[tuple[int, str, str]]:
    findings = told["findings"]
    assert isinstance(findings, list)
    return [(one["row"], one["field"], one["rule"]) for one in findings]


def test_a_clean_roster(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = check(write_xlsx(region / "a.xlsx", [TITLES, *pupils()]), capsys)
    assert told["findings"] == [] and told["school_year"] == 2024
    assert told["columns"] == dict(zip(KEYS, "ABCDEFGHI"))


@pytest.mark.parametrize(("key", "text", "expected"), [
    ("sub_number", "yb340104A202410001", [("sub_number", "format")]),
    ("sub_number", "YC340104A202410001", [("sub_number", "sub-part")]),
    ("sub_number", "YB999999A202410001", [("sub_number", "sub-part")]),
    ("sub_number", "YB340104C202410001", [("sub_number", "sub-part")]),
    ("sub_number", "YB340104A202O10001", [("sub_number", "sub-character")]),
    ("sub_number", "YB340104A20241001", [("sub_number", "sub-length")]),
    ("sub_number", "YB340104A202420001", [("sub_number", "sub-feature")]),
    ("sub_number", "YB340104A202410000", [("sub_number", "sub-serial")]),
    ("sub_number", "YB340104A199010001", [("sub_number", "sub-entry-year")]),
    ("sex", "男", [("sex", "format")]), ("sex", "3", [("sex", "sex-value")]),
    ("sex", "2", [("sex", "sex-mismatch")]),
    ("dorm", "", [("dorm", "blank")]), ("dorm", "东", [("dorm", "format")]),
    ("dorm", "南楼", [("dorm", "value")]), ("boards", "否", [("dorm", "disagrees")]),
    ("card", "123", [("card", "value")]),
    ("card", numbered("20180101", "007"), [("card", "number-disagrees")]),
    ("card", "340104201803110070", [("card", "number-disagrees")]),
    ("name", "", [("name", "blank")]),
])
def test_each_error(key: str, text: str, expected: list[tuple[str, str]], region: Path,
                    capsys: pytest.CaptureFixture[str]) -> None:
    rows = pupils()
    rows[0][KEYS.index(key)] = text
    told = check(write_xlsx(region / "a.xlsx", [TITLES, *rows]), capsys)
    assert found(told) == [(2, *each) for each in expected]


def sheet_of(path: Path) -> list[list[str]]:
    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    return [[sheet.name], *(sheet.row_values(n) for n in range(sheet.nrows))]


def test_both_files(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = pupils()
    rows[0][KEYS.index("sex")] = "男"
    rows[1][KEYS.index("name")] = "王亮1"
    rows[2][KEYS.index("main_number")] = rows[2][KEYS.index("main_number")][:-1]
    right = pupils()[2][KEYS.index("main_number")]
    write_xlsx(region / "a.xlsx", [TITLES, *rows])
    (region / "edits.json").write_text(json.dumps([
        {"row": 3, "field": "name", "value": "王亮", "reason": "户口簿"},
        {"row": 4, "field": "main_number", "value": right, "reason": ""}]), encoding="utf-8")
    assert running.main([
        "export", str(region / "a.xlsx"), "--profile", "yangben", "--school-name", "样本学校",
        "--out", str(region / "out"), "--fix-safe", "--edits", str(region / "edits.json")]) == 0
    capsys.readouterr()
    names = {path.name for path in (region / "out").iterdir()}
    assert names == {"样本学校-2024级新生库.xls", "样本学校变更登记表.xls"}
    master = sheet_of(region / "out" / "样本学校-2024级新生库.xls")
    assert master[0] == ["新生"] and master[1] == ["电子学号", *TITLES[1:]]
    assert master[2:] == pupils()
    table = sheet_of(region / "out" / "样本学校变更登记表.xls")
    assert table[4] == ["序号", "身份证号码", "电子学号", "学生姓名", "就读年级", "更正项目", "更正前", "更正后",
                        "更正原因", "依据"]
    lines = [line[5:] for line in table[5:-1]]
    assert ["★学生姓名", "王亮1", "王亮", "户口簿"] in [line[:4] for line in lines]
    assert ["★身份证号码", right[:-1], right, "身份证号码位数不对",
            f"最后补上校验码“{right[-1]}”后校验码相符，请与证件核对"] in lines
    assert len(lines) == 2  # a change of writing only is none


CHECKED = """
title = "另一省"
like = "general"
[[fields]]
key = "name"
title = "姓名"
kind = "name"
[[fields]]
key = "sex"
title = "性别"
kind = "choice"
table = "sex"
[[fields]]
key = "sub_number"
title = "学号"
kind = "number"
required = true
parts = [
    { key = "region", title = "地区", digits = 6, meaning = "region" },
    { key = "birth", title = "生日", digits = 8, meaning = "birth" },
    { key = "sex", title = "性别码", digits = 2, meaning = "sex" },
    { key = "turn", title = "序", digits = 1 },
    { key = "check", title = "校验", digits = 1, meaning = "check", check = "GB 11643" },
]
"""


RIGHT = numbered("20180311", "111")
WRONG = RIGHT[:-1] + str((int(RIGHT[-1].replace("X", "9")) + 1) % 10)


@pytest.mark.parametrize(("number", "rule"), [
    (RIGHT, None), (WRONG, "number-disagrees"),
    (numbered("20180311", "221"), "sub-feature"), (numbered("20181301", "111"), "number-disagrees"),
    (RIGHT[:-2] + "A" + RIGHT[-1], "sub-character"), (RIGHT[:-1] + "A", "sub-character"),
])
def test_a_number_with_a_check_digit_of_its_own(
        number: str, rule: str | None, region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (region / "profiles" / "yangben.toml").write_text(CHECKED, encoding="utf-8")
    told = check(write_xlsx(region / "a.xlsx", [
        ["姓名", "性别", "学号"], ["王明", "男", number]]), capsys)
    assert found(told) == ([] if rule is None else [(2, "sub_number", rule)])


@pytest.mark.parametrize(("old", "new", "words"), [
    ('table = "dorms"', 'table = "dorm"', ["dorm", "dorms"]),
    ('table = "kinds"', 'table = "kind"', ["kind", "kinds"]),
    ('meaning = "serial"', 'meaning = "seria"', ["seria", "serial"]),
    ('key_fields = ["name"', 'key_fields = ["nam"', ["nam", "name"]),
    ('{school_name}变更登记表.xls', '{school}变更登记表.xls', ["{school}", "{school_name}"]),
    ('{school_name}变更登记表.xls', '变更登记表.xls', ["corrections", "{school_name}"]),
    ('sheet = "新生"', 'sheet = "a/b"', ["files.sheet"]),
    ('basis = true', 'basis = "yes"', ["files.basis"]),
    ('required_if = { field = "boards"', 'requird_if = { field = "boards"', ["required_if"]),
    ('kind = "carried"', 'kind = "carrid"', ["carrid", "carried"]),
])
def test_a_mistake_is_one_sentence(old: str, new: str, words: list[str], region: Path,
                                   capsys: pytest.CaptureFixture[str]) -> None:
    path = region / "profiles" / "yangben.toml"
    path.write_text(REGION.replace(old, new), encoding="utf-8")
    write_xlsx(region / "a.xlsx", [TITLES, *pupils()])
    code = running.main(["check", str(region / "a.xlsx"), "--profile", "yangben"])
    said = capsys.readouterr().err
    assert code == 2
    assert said.count("\n") == 1 and all(word in said for word in words)
