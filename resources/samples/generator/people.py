"""Invented people: names that say so, and resident ID numbers that are right in every digit.

Nothing here is taken from the program: the samples are to prove it, so they follow the published
rules (GB 11643 for the number, GB/T 2260 for the region codes) on their own.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

SURNAMES = (
    *"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚",
    "欧阳", "上官", "司马", "诸葛",
)
WORDS = (
    "示例", "样本", "演示", "测试", "范例", "示范", "样例", "试用", "虚构", "假设", "模拟", "例子", "样张",
    "示意", "参考", "设例", "虚拟", "例如", "样式", "举例", "试例", "仿真", "例证", "拟名", "试样",
)
FIRST_SYLLABLES = "示样演范例试虚假模拟设仿"
SECOND_SYLLABLES = "一二三四五六七八九十甲乙丙丁戊己庚辛元文"
MINORITY_NAMES = ("阿卜杜·", "古丽·", "买买提·", "卓玛·", "扎西·")

# Order codes as high as these are hardly ever given out, so an invented number is nobody's.
ORDER_CODES = range(700, 990)


class Region(NamedTuple):
    """A GB/T 2260 code and the birth years a resident may hold it for."""

    code: str
    first_birth: int
    last_birth: int
    weight: int


FOREVER = 9999
# Births are often registered later, so a new code may belong to somebody born before it: 310117
# exists since 1998, 310227 until then. The three last are 港澳台居民居住证.
REGIONS = (
    Region("310227", 1900, 1998, 600),
    Region("310117", 1997, FOREVER, 600),
    Region("310104", 1900, FOREVER, 30),
    Region("310105", 1900, FOREVER, 20),
    Region("310109", 1900, FOREVER, 20),
    Region("310112", 1981, FOREVER, 60),
    Region("310113", 1988, FOREVER, 20),
    Region("310114", 1992, FOREVER, 20),
    Region("310115", 1992, FOREVER, 50),
    Region("310116", 1997, FOREVER, 30),
    Region("310119", 2001, 2009, 15),
    Region("310118", 1999, FOREVER, 30),
    Region("320583", 1989, FOREVER, 20),
    Region("320981", 1987, FOREVER, 20),
    Region("330106", 1983, FOREVER, 10),
    Region("340100", 1983, FOREVER, 5),
    Region("341202", 1996, FOREVER, 25),
    Region("341225", 1996, FOREVER, 25),
    Region("360426", 1983, FOREVER, 15),
    Region("362301", 1983, 2000, 10),
    Region("370102", 1983, FOREVER, 10),
    Region("411522", 1998, FOREVER, 15),
    Region("421002", 1994, FOREVER, 10),
    Region("810000", 1997, FOREVER, 2),
    Region("820000", 1999, FOREVER, 2),
    Region("830000", 1983, FOREVER, 2),
)

NATIONS = ("汉族",) * 30 + ("回族", "苗族", "土家族", "满族", "壮族")


def check_character(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    return "10X98765432"[total % 11]


def resident_id(region: str, birth: str, order: int) -> str:
    """An 18-character number; `birth` is eight digits and need not be a date that exists."""
    body = f"{region}{birth}{order:03d}"
    return body + check_character(body)


@lru_cache(maxsize=None)
def _regions_of(birth_year: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    fitting = [r for r in REGIONS if r.first_birth <= birth_year <= r.last_birth]
    return tuple(r.code for r in fitting), tuple(accumulate(r.weight for r in fitting))


class People:
    """Hands out names and numbers, none of them twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._numbers: set[str] = set()
        self._persons: set[tuple[str, date]] = set()

    def claim_number(self, number: str) -> bool:
        """Keep `number` for one student; False if it is somebody's already."""
        if number in self._numbers:
            return False
        self._numbers.add(number)
        return True

    def claim_person(self, name: str, birth: date) -> bool:
        """Keep a name and birth date for one student; False if somebody has both already."""
        if (name, birth) in self._persons:
            return False
        self._persons.add((name, birth))
        return True

    def number(self, birth: date, male: bool) -> str:
        """A new valid resident ID for a birth date and sex."""
        codes, weights = _regions_of(birth.year)
        while True:
            region = self._rng.choices(codes, cum_weights=weights)[0]
            order = self._rng.choice(ORDER_CODES) // 2 * 2 + male
            number = resident_id(region, f"{birth:%Y%m%d}", order)
            if self.claim_number(number):
                return number

    def name(self, birth: date) -> str:
        """A new invented name, its birth date shared with no namesake."""
        rng = self._rng
        while True:
            if rng.random() < 0.45:
                given = rng.choice(WORDS)
            else:
                given = rng.choice(FIRST_SYLLABLES) + rng.choice(SECOND_SYLLABLES)
            families: tuple[str, ...] = MINORITY_NAMES if rng.random() < 0.006 else SURNAMES
            first = rng.choice(families)
            if self.claim_person(first + given, birth):
                return first + given

    def birth(self, age: int, year: int) -> date:
        """A birth date of somebody who is `age` full years old on 31 August of `year`."""
        return date(year - age - 1, 9, 1) + timedelta(self._rng.randrange(365))
