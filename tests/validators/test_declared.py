"""Fields, tables, conditions and agreements that a profile declares; numbers of other regions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from stdnum.cn.ric import calc_check_digit

from models.profile import load_profile
from models.roster import Column, Roster, Row
from models.school import School
from validators.engine import Validator
from validators.inference import infer_school

TODAY = date(2012, 11, 20)
Cells = dict[str, str]
Expected = list[tuple[str, str]]


def resident(birth: str, order: str = "101", region: str = "340104") -> str:
    body = region + birth + order
    return body + calc_check_digit(body + "0")


ID = resident("20060311")
NATIONAL: Cells = {
    "school_id": "2134000001", "name": "王小明", "sex": "男", "birth_date": "20060311",
    "csdxzq": "340104000000", "jg": "安徽合肥", "nation": "汉族", "gj": "中国",
    "id_type": "居民身份证", "gatqw": "否", "jkzk": "健康或良好", "zzmm": "群众",
    "main_number": ID, "hkxz": "农业户口", "hkszdxzqh": "340104000000", "class_number": "2012011",
    "entry_month": "201209", "rxfs": "就近入学", "jdfs": "走读", "xzz": "某路1号",
    "txdz": "某路1号", "jtdz": "某路1号", "lxdh": "13800000000", "yzbm": "230001",
    "sfdszn": "是", "sfsgxqjy": "是", "cjlx": "无残疾", "sbjd": "非随班就读", "cy1xm": "王大明",
    "cy1sfjhr": "是", "cy1sfzjlx": "居民身份证", "cy1sfzh": resident("19800101"),
    "cy2sfjhr": "", "cy2sfzh": "", "sfzyxq": "", "zym": "", "cjr": "",
    "student_number": f"G{ID}", "grade": "一年级", "stage": "小学"}
ANHUI: Cells = {
    "main_number": ID, "sub_number": "3401041210110001", "name": "王小明", "sex": "男",
    "grade": "一年级", "class_name": "1班", "graduation_year": "2018届", "stage": "小学"}
SENIOR: Cells = ANHUI | {
    "main_number": resident("19960311"), "sub_number": "3401040210110001", "grade": "高二",
    "graduation_year": "2014届", "stage": "高中"}
BEIJING: Cells = ANHUI | {
    "main_number": resident("20060311", region="110108"), "sub_number": "0108300101801015"}


def found(profile_name: str, cells: Cells, code: str = "") -> Expected:
    profile = load_profile(profile_name)
    columns = [Column(profile.fields.titles[key], key, "A") for key in cells]
    roster = Roster(Path("a.xls"), ("Sheet1",), 1, columns, [Row(0, list(cells.values()), 2)],
                    fields=profile.fields)
    validator = Validator(roster, profile, School(code, "", 2012, profile.system), TODAY)
    return [(str(each.field), each.rule) for each in validator.findings(0)]


NO_ID = {"id_type": "其他", "main_number": "", "student_number": ""}
DISABLED = {"sbjd": "视力残疾随班就读"}


@pytest.mark.parametrize(("changed", "expected"), [
    ({}, []),
    # tables
    ({"sex": "1-男"}, [("sex", "format")]), ({"nation": "汉"}, [("nation", "format")]),
    ({"nation": "01"}, [("nation", "format")]), ({"zzmm": "团员"}, [("zzmm", "format")]),
    ({"gj": "CHN"}, [("gj", "format")]), ({"jkzk": "很健康"}, [("jkzk", "value")]),
    ({"cjr": "也许"}, [("cjr", "value")]), ({"sfdszn": "Y"}, [("sfdszn", "format")]),
    # kinds
    ({"birth_date": "20061301"}, [("birth_date", "value")]),
    ({"birth_date": "2006-3-11"}, [("birth_date", "format")]),
    ({"birth_date": "2006-03-11 00:00:00"}, [("birth_date", "format")]),
    ({"csdxzq": "340104"}, [("csdxzq", "format")]), ({"csdxzq": ""}, [("csdxzq", "blank")]),
    ({"csdxzq": "999999000000"}, [("csdxzq", "value")]),
    ({"yzbm": "23000"}, [("yzbm", "value")]), ({"yzbm": "２３０００１"}, [("yzbm", "format")]),
    ({"lxdh": "12345"}, [("lxdh", "value")]), ({"lxdh": "138 0000 0000"}, [("lxdh", "format")]),
    ({"lxdh": "0551-63540000"}, []), ({"lxdh": "(0551)63540000"}, [("lxdh", "format")]),
    ({"entry_month": "201213"}, [("entry_month", "value")]),
    ({"entry_month": "2012年9月"}, [("entry_month", "format")]),
    ({"sfzyxq": "2010.06.01-2020.06.01"}, []), ({"sfzyxq": "2010.06.01-长期"}, []),
    ({"sfzyxq": "2010-06-01至2020-06-01"}, [("sfzyxq", "format")]),
    ({"sfzyxq": "2020.06.01-2010.06.01"}, [("sfzyxq", "value")]),
    ({"school_id": "123"}, [("school_id", "value")]), ({"zym": "张3"}, [("zym", "value")]),
    ({"xzz": " 某路1号"}, [("xzz", "format")]), ({"xzz": "无"}, [("xzz", "blank")]),
    ({"cy1sfzh": ID[:-1] + "Q"}, [("cy1sfzh", "value")]),
    # conditions
    ({"main_number": "", "student_number": ""}, [("main_number", "blank")]),
    (NO_ID, []), (NO_ID | {"cy1sfjhr": "否"}, [("cy1sfzh", "blank")]),
    (NO_ID | {"cy1sfzh": ""}, [("cy1sfzh", "blank")]),
    (NO_ID | {"cy1sfzh": "", "cy2sfjhr": "是", "cy2sfzh": resident("19810101")}, []),
    # agreements
    ({"birth_date": "20060312"}, [("birth_date", "disagrees")]),
    ({"sex": "女"}, [("sex", "sex-mismatch")]),
    ({"id_type": "护照", "gatqw": "外国人"}, [("id_type", "disagrees")]),
    ({"id_type": "境外永久居住证", "gatqw": "外国人"}, []),
    ({"id_type": "境外永久居住证"}, [("gatqw", "disagrees")]),
    ({"main_number": "E12345678", "student_number": ""},
     [("id_type", "disagrees"), ("main_number", "main-document")]),
    ({"main_number": "E12345678", "student_number": "", "id_type": "护照", "gatqw": "外国人"}, []),
    ({"main_number": "C123456(7)", "student_number": "", "id_type": "香港特区护照/身份证明",
      "gatqw": "香港同胞"}, []),
    ({"entry_month": "201109"}, [("entry_month", "disagrees")]),
    ({"rxfs": "体育特招"}, [("rxfs", "disagrees")]),
    (DISABLED, [("sbjd", "disagrees")]), (DISABLED | {"cjlx": ""}, [("sbjd", "disagrees")]),
    (DISABLED | {"cjlx": "视力残疾"}, []), ({"cjlx": "视力残疾"}, []),
    # the national number
    ({"student_number": f"g{ID}"}, [("student_number", "format")]),
    ({"student_number": f"K{ID}"}, [("student_number", "value")]),
    ({"student_number": ID}, [("student_number", "value")]),
    ({"student_number": "G" + resident("20060312")}, [("student_number", "disagrees")]),
    ({"student_number": "J" + resident("20060311", "007")}, []),
    ({"student_number": "J34010420060311007" + "9"}, [("student_number", "number-disagrees")]),
    ({"student_number": "J" + resident("20060312")}, [("student_number", "number-disagrees")]),
    ({"student_number": "L340104200603110123"}, []),
    ({"student_number": "L340104200602300123"}, [("student_number", "number-disagrees")]),
])
def test_national(changed: Cells, expected: Expected) -> None:
    assert sorted(found("national", NATIONAL | changed)) == sorted(expected)


@pytest.mark.parametrize(("cells", "number", "expected"), [
    (ANHUI, "3401041210110001", []), (SENIOR, "3401040210110001", []),
    (ANHUI, "3501041210110001", ["sub-part"]), (ANHUI, "3401991210110001", ["sub-part"]),
    (ANHUI, "3401041210190001", ["sub-part"]), (ANHUI, "3401041210100001", ["sub-part"]),
    (ANHUI, "3401041210120001", ["sub-feature"]), (ANHUI, "3401041210170001", []),
    (SENIOR, "3401041110110001", ["sub-entry-year"]),
    (ANHUI, "3401048910110001", ["sub-entry-year"]),
    (ANHUI, "3401041210110000", ["sub-serial"]), (ANHUI, "340104121011001", ["sub-length"]),
])
def test_anhui(cells: Cells, number: str, expected: list[str]) -> None:
    assert [rule for _, rule in found("anhui", cells | {"sub_number": number})] == expected


@pytest.mark.parametrize(("number", "expected"), [
    ("0108300101801015", []), ("0108300101801010", []), ("0108300141801015", []),
    ("0108300111801015", ["sub-stage"]), ("0108300101701015", ["sub-graduation-year"]),
    ("0108300108001015", ["sub-graduation-year"]),
    ("0108900101801015", ["sub-school-code"]), ("108300101801015", ["sub-length"]),
])
def test_beijing(number: str, expected: list[str]) -> None:
    cells = BEIJING | {"sub_number": number}
    assert [rule for _, rule in found("beijing", cells, "01083001")] == expected


def test_the_lost_zero_of_beijing_is_offered() -> None:
    profile = load_profile("beijing")
    cells = BEIJING | {"sub_number": "108300101801015"}
    columns = [Column(profile.fields.titles[key], key, "A") for key in cells]
    roster = Roster(Path("a.xls"), ("Sheet1",), 1, columns, [Row(0, list(cells.values()), 2)],
                    fields=profile.fields)
    school = infer_school(roster, profile, TODAY, code="01083001")
    validator = Validator(roster, profile, school, TODAY)
    (finding,) = validator.findings(0)
    assert [each.value for each in validator.suggestions(finding)] == ["0108300101801015"]
    assert "16 位" in validator.message(finding) and "学籍副号" not in validator.message(finding)


def test_general_judges_no_layout() -> None:
    cells = {key: ANHUI[key] for key in ("main_number", "name", "sex", "grade", "class_name")}
    assert found("general", cells) == []
    assert found("general", cells | {"sub_number": "X-1"}) == []
    assert found("general", cells | {"sub_number": ""}) == []
    assert found("general", cells | {"grade": ""}) == [("grade", "blank")]


def judged(profile_name: str, cells: Cells) -> list[tuple[str, str, list[str]]]:
    """Rule, message and suggestions of each finding of one row."""
    profile = load_profile(profile_name)
    columns = [Column(profile.fields.titles[key], key, "A") for key in cells]
    roster = Roster(Path("a.xls"), ("Sheet1",), 1, columns, [Row(0, list(cells.values()), 2)],
                    fields=profile.fields)
    validator = Validator(roster, profile, School("", "", 2012, profile.system), TODAY)
    return [(each.rule, validator.message(each),
             [one.value for one in validator.suggestions(each)]) for each in validator.findings(0)]


OTHER_ID = resident("20060311", "003")


@pytest.mark.parametrize(("changed", "rule", "words", "offered"), [
    # a condition says which, and what may fill it
    ({"main_number": "", "student_number": ""}, "blank", "身份证件类型是“居民身份证”时不能空", []),
    (NO_ID | {"cy1sfjhr": "否"}, "blank", "成员1身份证件号和成员2身份证件号都空着，或者没有注明是监护人", []),
    # a value says what it should be, with the cause
    ({"yzbm": "23000"}, "value", "邮政编码应是 6 位数字，请核对", []),
    ({"cy1sfzh": ID[:-1]}, "value", "居民身份证号是 18 位，现在是 17 位", []),
    ({"student_number": f"G{ID}1"}, "value", "学籍号应共 19 位，以 G、L、J 开头，现在是 20 位", []),
    ({"tc": "字" * 201}, "value", "特长不能超过 200 个字，现在有 201 个字", []),
    (DISABLED | {"cjlx": ""}, "disagrees", "而残疾类型空着", []),
    # what another column proves is offered
    ({"birth_date": ""}, "blank", "出生日期是空的", ["20060311"]),
    ({"birth_date": "20060231"}, "value", "出生日期应是 8 位日期", ["20060311"]),
    ({"id_type": "护照", "gatqw": "外国人"}, "disagrees", "18 位居民身份证号", ["居民身份证"]),
    ({"main_number": "", "student_number": f"G{ID}"}, "blank", "身份证件号是空的", [ID]),
    ({"main_number": ID[:-2] + "0" + ID[-1], "student_number": f"G{ID}"}, "main-check-digit",
     "最后一位应是", [ID]),
    ({"main_number": "3.40104200603111E+17"}, "main-precision", "只剩前 15 位", [ID]),
])
def test_what_is_said_and_offered(
        changed: Cells, rule: str, words: str, offered: list[str]) -> None:
    more = {"tc": "", "cjlx": "无残疾"}
    said = [each for each in judged("national", NATIONAL | more | changed) if each[0] == rule]
    assert words in said[0][1]
    assert said[0][2][:1] == offered


@pytest.mark.parametrize("phone", ["+852-91234567", "0085291234567", "+1-2125550100"])
def test_phones_abroad(phone: str) -> None:
    assert found("national", NATIONAL | {"lxdh": phone}) == []


def test_anhui_names_its_own_parts() -> None:
    (feature,) = judged("anhui", ANHUI | {"sub_number": "3401041210160001"})
    assert feature[0] == "sub-feature" and feature[2] == ["3401041210150001"]
    (damaged,) = judged("anhui", ANHUI | {"sub_number": "3.40104121011000E+15"})
    assert "后 1 位已丢失" in damaged[1]
    (serial,) = judged("anhui", ANHUI | {"sub_number": "3401041210110000"})
    assert serial[1] == "序号是 0000，应从 0001 编起，请查原始材料。"
