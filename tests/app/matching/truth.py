"""Two lists of one school with a hidden truth: which row of one is which of the other."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from app.matching.listing import List, list_of
from app.matching.sounds import sounds
from models.fields import FIELD_KEYS, TITLES
from models.roster import Column, Roster, Row
from tests.builders import SCHOOL, SHANGHAI, TODAY, resident_id, sub_number

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞红玲建国文辉力健俊婷雪梅宇浩然子轩涵欣怡梓诗佳琪"
HOMOPHONES = {"静": "婧", "伟": "玮", "丽": "莉", "明": "铭", "英": "瑛", "玲": "铃", "佳": "嘉",
              "怡": "宜", "俊": "峻", "辉": "晖", "婷": "庭", "宇": "雨", "欣": "心", "诗": "施"}


@dataclass(frozen=True)
class Person:
    """A student as he truly is; ``key`` tells him from every other."""

    key: int
    cells: dict[str, str]
    birth: str


def people(count: int, chance: random.Random) -> list[Person]:
    """A school with namesakes, twins and classes."""
    made: list[Person] = []
    orders: dict[str, int] = {}
    for key in range(count):
        at = chance.randrange(6, 10)
        entry = 2012 - (at - 6)
        day = date(2012 - at - 6, 9, 1) + timedelta(days=chance.randrange(365))
        birth = day.strftime("%Y%m%d")
        name = chance.choice(SURNAMES) + "".join(
            chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))
        if made and chance.random() < 0.05:  # a namesake, sometimes of the same day
            name = made[-1].cells["name"]
            birth = made[-1].birth if chance.random() < 0.2 else birth
        elif made and chance.random() < 0.03:  # a twin, whose name may sound alike
            birth, twin = made[-1].birth, made[-1].cells["name"]
            name = twin[:-1] + HOMOPHONES.get(twin[-1], chance.choice(GIVEN))
        order = orders[birth] = orders.get(birth, chance.randrange(1, 400)) + 1
        made.append(Person(key, {
            "main_number": resident_id(birth, order),
            "sub_number": sub_number(2, entry, key % 10_000),
            "name": name, "sex": "男" if order % 2 else "女", "grade": SHANGHAI.grades[at - 1],
            "class_name": f"{chance.randrange(1, 9)}班", "graduation_year": f"{entry + 4}届",
            "stage": "初中"}, birth))
    return made


def slipped(number: str, chance: random.Random) -> str:
    """A number with one slip."""
    place = chance.randrange(len(number) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return number[:place] + chance.choice("0123456789".replace(number[place], "")) + number[
            place + 1:]
    if kind == 1:
        return number[:place] + number[place + 1:]
    if kind == 2:
        return number[:place] + chance.choice("0123456789") + number[place:]
    a, b = number[place:place + 2]
    return number[:place] + b + a + number[place + 2:]


def damaged(number: str) -> str:
    """What Excel leaves of a long number, as it is shown."""
    return f"{number[0]}.{number[1:15]}E+{len(number) - 1}"


def spoilt(person: Person, chance: random.Random, rate: float) -> Person:
    """The person as a careless list has him."""
    cells = dict(person.cells)
    if chance.random() < rate:
        cells["main_number"] = slipped(cells["main_number"], chance)
    elif chance.random() < rate:
        cells["main_number"] = damaged(cells["main_number"])
    elif chance.random() < rate / 2:
        cells["main_number"] = ""
    if chance.random() < rate:
        name = cells["name"]
        at = next((i for i in range(1, len(name)) if name[i] in HOMOPHONES), None)
        if at is not None:
            cells["name"] = name[:at] + HOMOPHONES[name[at]] + name[at + 1:]
    elif chance.random() < rate / 3:
        cells["name"] = cells["name"][:-1] + chance.choice("龙虎凤鹏")
    if chance.random() < rate:
        cells["class_name"] = f"{chance.randrange(1, 9)}班"
    if chance.random() < rate:
        cells["sub_number"] = chance.choice(("", damaged(cells["sub_number"])))
    if chance.random() < rate:
        cells["sex"] = ""
    return replace(person, cells=cells)


SAME_SHAPE = {"浩": "皓", "涵": "函", "子": "了", "宇": "字", "明": "朋", "欣": "欢", "佳": "住",
              "然": "燃", "静": "净", "雪": "雷", "英": "莫", "国": "圆", "文": "丈", "玉": "王"}


def worse(person: Person, chance: random.Random, rate: float) -> Person:
    """The person as a still more careless list has him: what ``spoilt`` does, and numbers that lost
    their last digits or went on in zeros, IDs of 15 digits, names of the same shape."""
    cells = dict(spoilt(person, chance, rate).cells)
    number = person.cells["main_number"]
    if chance.random() < rate:
        cells["main_number"] = chance.choice((
            number[:15] + "000", number[:6] + number[8:17], number[:-chance.randrange(1, 4)],
            f" {number[:6]} {number[6:]}", number.lower()))
    if chance.random() < rate:
        name = person.cells["name"]
        cells["name"] = name[0] + "".join(SAME_SHAPE.get(c, c) for c in name[1:])
    if chance.random() < rate / 2:
        cells["name"] = cells["name"][0] + "　" + cells["name"][1:]
    return replace(person, cells=cells)


def exchanged(persons: Sequence[Person], chance: random.Random, rate: float) -> list[Person]:
    """Some children with each other's number or name, most of them neighbours in the list. Not
    those born on one day or of one name, be it by its sound: nobody could tell."""
    done = list(persons)
    moved: set[int] = set()
    for _ in range(int(len(done) * rate)):
        i = chance.randrange(len(done))
        j = chance.choice((chance.randrange(len(done)), min(i + 1, len(done) - 1)))
        one, other = done[i], done[j]
        if i == j or moved & {i, j} or one.birth == other.birth \
                or sounds(one.cells["name"]) & sounds(other.cells["name"]):
            continue
        moved |= {i, j}
        key = chance.choice(("main_number", "main_number", "sub_number", "name"))
        done[i] = replace(one, cells=one.cells | {key: other.cells[key]})
        done[j] = replace(other, cells=other.cells | {key: one.cells[key]})
    return done


def roster_of_people(persons: Sequence[Person], keys: Sequence[str] = FIELD_KEYS, *,
                     birth: bool = False) -> Roster:
    """A roster whose row ids are places in ``persons``."""
    columns = [Column(TITLES[key], key, None) for key in keys]
    if birth:
        columns.append(Column("出生日期", None, None))
    return Roster(Path("名单.xls"), ("Sheet1",), 1, columns, [
        Row(i, [*(p.cells[key] for key in keys), *([p.birth] if birth else [])], i + 2, "Sheet1")
        for i, p in enumerate(persons)])


def listed(persons: Sequence[Person], keys: Sequence[str] = FIELD_KEYS, *,
           birth: bool = False) -> List:
    """The persons as a List."""
    return list_of(roster_of_people(persons, keys, birth=birth), SHANGHAI, SCHOOL, TODAY)
