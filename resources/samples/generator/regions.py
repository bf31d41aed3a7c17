"""Clean rosters of other regions: the national template, 16-digit numbers, ID numbers only.

Their columns and values follow the published templates on their own, not the program's profiles.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .people import People
from .school import GRADES, SIX_THREE, Cell, Stage

YEAR = 2024
_CLASS_SIZE = 40
_COUNTY = "340104000000"


@dataclass(slots=True)
class Pupil:
    """One pupil of any region: what is true, and what the cells say."""

    birth: date
    male: bool
    number: str
    name: str
    stage: Stage
    grade: int
    entry: int
    room: int
    place: int  # in the class, from 1
    serial: int  # in the grade, from 1
    parent: str
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def leaving(self) -> int:
        """The year in which the stage is over."""
        return self.entry + self.stage.years


class Col(NamedTuple):
    """A column: key, header, kind of its cells, and what a pupil has in it (a text for all)."""

    key: str
    title: str
    kind: str
    value: str | Callable[[Pupil], str]
    required: bool = False


def _sex(pupil: Pupil) -> str:
    return "男" if pupil.male else "女"


_NAME = Col("name", "姓名", "name", lambda p: p.name, True)
_SEX = Col("sex", "性别", "choice", _sex, True)
_GRADE = Col("grade", "年级", "grade", lambda p: GRADES[p.grade], True)
_CLASS = Col("class_name", "班级", "class", lambda p: f"{p.room}班", True)
_LEAVING = Col("graduation_year", "毕业届别", "year", lambda p: f"{p.leaving}届", True)
_STAGE = Col("stage", "学段", "stage", lambda p: p.stage.name, True)
_MAIN = Col("main_number", "身份证件号", "resident-id", lambda p: p.number, True)


def _member(number: int, given: bool) -> list[Col]:
    """The twelve columns of a member of the family."""
    texts = {
        "xm": ("姓名", "name", "范例家长"), "gx": ("关系", "choice", "父亲"),
        "gxsm": ("关系说明", "text", ""), "xzz": ("现住址", "text", "示例路1号"),
        "hkszd": ("户口所在地行政区划", "region", _COUNTY), "lx": ("联系电话", "phone", "13900000000"),
        "sfjhr": ("是否监护人", "choice", "是"), "sfzjlx": ("身份证件类型", "choice", "居民身份证"),
        "sfzh": ("身份证件号", "resident-id", ""), "mz": ("民族", "choice", "汉族"),
        "gzdw": ("工作单位", "text", "样本公司"), "zw": ("职务", "text", "职员")}
    columns = []
    for key, (title, kind, text) in texts.items():
        value: str | Callable[[Pupil], str] = text if given else ""
        if given and key == "sfzh":
            value = lambda pupil: pupil.parent  # noqa: E731
        columns.append(Col(f"cy{number}{key}", f"成员{number}{title}", kind, value))
    return columns


def _choice(key: str, title: str, value: str, required: bool = False) -> Col:
    return Col(key, title, "choice", value, required)


def _text(key: str, title: str, value: str, required: bool = False) -> Col:
    return Col(key, title, "text", value, required)


NATIONAL = [
    Col("school_id", "学校标识码", "digits", "2134000001"), _NAME, _SEX,
    Col("birth_date", "出生日期", "date", lambda p: f"{p.birth:%Y%m%d}", True),
    Col("csdxzq", "出生地行政区划代码", "region", _COUNTY, True),
    _text("jg", "籍贯", "安徽省合肥市", True), _choice("nation", "民族", "汉族", True),
    _choice("gj", "国籍/地区", "中国", True), _choice("id_type", "身份证件类型", "居民身份证", True),
    _choice("gatqw", "港澳台侨外", "否", True), _choice("jkzk", "健康状况", "健康或良好", True),
    _choice("zzmm", "政治面貌", "群众"), _MAIN, _choice("hkxz", "户口性质", "农业户口", True),
    Col("hkszdxzqh", "户口所在地行政区划", "region", _COUNTY, True),
    Col("class_number", "班号", "digits",
        lambda p: f"{p.entry}{p.stage.code}{p.room:02d}", True),
    Col("entry_month", "入学年月", "month", lambda p: f"{p.entry}09", True),
    _choice("rxfs", "入学方式", "就近入学", True), _choice("jdfs", "就读方式", "走读", True),
    _text("xzz", "现住址", "示例路1号", True), _text("txdz", "通信地址", "示例路1号", True),
    _text("jtdz", "家庭地址", "示例路1号", True), Col("lxdh", "联系电话", "phone", "13800000000", True),
    Col("yzbm", "邮政编码", "digits", "230001", True),
    _choice("sfdszn", "是否独生子女", "是", True), _choice("sfsgxqjy", "是否受过学前教育", "是", True),
    _choice("sflset", "是否留守儿童", "非留守儿童"), _choice("sfxysqzz", "是否需要申请资助", "否"),
    _choice("sfxsyb", "是否享受一补", "否"), _choice("sfge", "是否孤儿", "否"),
    _choice("sfls", "是否烈士或优抚子女", "否"), _text("sxxjl", "上下学距离", "1.5"),
    _choice("sxxfs", "上下学方式", "步行"), _choice("sfxyczxc", "是否需要乘坐校车", "否"),
    Col("zym", "曾用名", "name", ""), Col("sfzyxq", "身份证件有效期", "period",
                                       "2020.06.01-2030.06.01"),
    _choice("xx", "血型", "A血型"), _text("tc", "特长", "书法"), Col("sub_number", "学籍辅号", "own", ""),
    Col("bnxh", "班内学号", "digits", lambda p: str(p.place)), _choice("xsly", "学生来源", "正常入学"),
    _text("dzxx", "电子信箱", "a@example.com"), _text("zydz", "主页地址", ""),
    _choice("cjlx", "残疾类型", "无残疾"), _choice("sfyzfgmxw", "是否由政府购买学位", "否"),
    _choice("sbjd", "随班就读", "非随班就读"), *_member(1, True), *_member(2, False)]
"""The 70 columns of the import template, in its order."""

_AFTER = {
    "hkszdxzqh": [_text("xqh", "校区号", "1")],
    "sflset": [_choice("lscet", "是否农村留守儿童", "否"), _choice("cjr", "是否残疾人", "否")],
    "sfls": [_choice("sqzn", "是否随迁子女", "否"),
             _choice("cwsqzn", "是否进城务工人员随迁子女", "否")]}
NATIONAL_NEWER = [each for column in NATIONAL for each in (column, *_AFTER.get(column.key, ()))] + [
    Col("student_number", "学籍号", "national", lambda p: f"G{p.number}"),
    *(column._replace(required=False) for column in (_GRADE, _CLASS, _LEAVING, _STAGE))]
"""The same with the newer columns, and with what a school adds behind them."""


def _anhui_number(pupil: Pupil) -> str:
    """Primary grade one's year and district; the sex, and where who came later came from."""
    kinds = (0, 0, 0, 2) if pupil.grade < 7 else (0, 0, 2, 4)
    feature = kinds[pupil.serial % len(kinds)] + (1 if pupil.male else 2)
    first = YEAR - pupil.grade + 1
    return f"340104{first % 100:02d}011{feature}{pupil.serial:04d}"


def _beijing_number(pupil: Pupil) -> str:
    """The last digit's rule is not public: any digit."""
    kinds = "0047" if pupil.grade < 7 else "1158"
    kind = kinds[pupil.serial % len(kinds)]
    return (f"01082001{kind}{pupil.leaving % 100:02d}{pupil.room:02d}{pupil.place:02d}"
            f"{(pupil.serial * 7 + pupil.grade) % 10}")


_EIGHT = [_NAME, _SEX, _GRADE, _CLASS, _LEAVING, _STAGE]
LAYOUTS: dict[str, list[Col]] = {
    "national": NATIONAL,
    "national-newer": NATIONAL_NEWER,
    "anhui": [_MAIN, Col("sub_number", "学籍号", "anhui", _anhui_number, True), *_EIGHT],
    "beijing": [_MAIN, Col("sub_number", "学籍号", "beijing", _beijing_number, True), *_EIGHT],
    "general": [_MAIN, _NAME, _SEX, _GRADE, _CLASS],
}
"""The columns of a roster by its name; what stands before a hyphen is the profile."""


def build_pupils(columns: list[Col], rows: int, seed: int, people: People) -> list[Pupil]:
    """A clean nine-year school of six and three years, by grade and class."""
    rng = random.Random(f"{seed}/{rows}/regions")
    pupils: list[Pupil] = []
    for grade in range(1, 10):
        stage = SIX_THREE[0] if grade <= 6 else SIX_THREE[1]
        size = rows * grade // 9 - rows * (grade - 1) // 9
        rooms = max(1, round(size / _CLASS_SIZE))
        for index in range(size):
            room = index * rooms // size
            first = -(-room * size // rooms)
            male = rng.random() < 0.52
            birth = people.birth(grade + 5, YEAR)
            pupil = Pupil(
                birth, male, people.number(birth, male), people.name(birth), stage, grade,
                YEAR - (grade - stage.first_grade), room + 1, index - first + 1, index + 1,
                people.number(people.birth(35, YEAR), True))
            fill(pupil, columns)
            pupils.append(pupil)
    return pupils


def fill(pupil: Pupil, columns: list[Col]) -> None:
    """Every cell as it should be."""
    for column in columns:
        value = column.value
        pupil.cells[column.key] = value if isinstance(value, str) else value(pupil)
