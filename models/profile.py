"""A region's rules as data: layout of 学籍副号, schooling years, accepted writings, severities.

A profile is one TOML file in ``resources/profiles/``. Everything that another region does otherwise
is here; code asks the profile and never knows a region.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from models.errors import ProfileError
from models.fields import FIELD_KEYS
from models.resources import resource

DEFAULT_PROFILE = "shanghai"
SEVERITIES = ("error", "warning", "off")


@dataclass(frozen=True)
class Part:
    """A part of 学籍副号: ``digits`` long, from ``start``; ``value`` if it is the same for all;
    ``school`` if it belongs to the school's code."""

    key: str
    title: str
    start: int
    digits: int
    value: str
    school: bool

    @property
    def end(self) -> int:
        return self.start + self.digits

    def of(self, number: str) -> str:
        """This part's characters in a number."""
        return number[self.start:self.end]

    def put(self, number: str, text: str) -> str:
        """The number with this part replaced."""
        return number[:self.start] + text + number[self.end:]


@dataclass(frozen=True)
class Stage:
    """A stage of schooling as named in the roster, with its digit in 学籍副号. ``first_grade`` and
    ``years`` are 0 where the schooling system gives them."""

    title: str
    code: str
    writings: tuple[str, ...]
    first_grade: int = 0
    years: int = 0

    @property
    def spans_stages(self) -> bool:
        """Whether it covers several ordinary stages (特教)."""
        return self.years > 0


@dataclass(frozen=True)
class Schooling:
    """The arithmetic of a schooling system, e.g. ``5-4-3`` (domain §5). Years are calendar ones."""

    system: str
    first: Mapping[str, int]
    years: Mapping[str, int]
    stage_of_grade: Mapping[int, str]

    def grade(self, stage: str, entry_year: int, school_year: int) -> int | None:
        """The grade number of who entered the stage then; None if outside the stage's years."""
        grade = self.first[stage] + school_year - entry_year
        return grade if self.holds(stage, grade) else None

    def entry_year(self, stage: str, grade: int, school_year: int) -> int:
        """The year in which a student of the grade entered the first grade of the stage."""
        return school_year - (grade - self.first[stage])

    def holds(self, stage: str, grade: int) -> bool:
        """Whether the stage has the grade."""
        return self.first[stage] <= grade < self.first[stage] + self.years[stage]


@dataclass(frozen=True)
class Profile:
    """One region's rules. Made by ``load_profile``; its attributes mirror the file's keys."""

    name: str
    title: str
    required: tuple[str, ...]
    separator: str
    next_steps: tuple[str, ...]
    documents: re.Pattern[str] | None
    parts: tuple[Part, ...]
    system: str
    systems: tuple[str, ...]
    first_entry_year: int
    other_system_rows: int
    other_system_share: float
    stages: tuple[Stage, ...]
    grades: tuple[str, ...]
    grade_writings: Mapping[str, int]
    sexes: tuple[str, str]
    sex_writings: Mapping[str, str]
    age_first: int
    age_base: int
    age_tolerance: int
    class_min: int
    class_low: float
    class_high: float
    severities: Mapping[str, str]

    @cached_property
    def sub_length(self) -> int:
        """How many digits a 学籍副号 has."""
        return sum(part.digits for part in self.parts)

    @cached_property
    def code_length(self) -> int:
        """How many leading digits of 学籍副号 are the school's code (0: none)."""
        return sum(part.digits for part in self.parts if part.school)

    def part(self, key: str) -> Part | None:
        """The part of 学籍副号 with this key (``stage``, ``entry_year``, ``serial`` …), if any."""
        return next((part for part in self.parts if part.key == key), None)

    def year_of(self, digits: str) -> int:
        """The entry year that digits in 学籍副号 mean; of fewer than four, the first year from
        ``first_entry_year`` on that ends so."""
        year, cycle = int(digits), 10 ** len(digits)
        return year if len(digits) >= 4 else \
            self.first_entry_year + (year - self.first_entry_year) % cycle

    def year_digits(self, year: int) -> str:
        """An entry year as 学籍副号 writes it."""
        part = self.part("entry_year")
        return str(year)[-part.digits:] if part else ""

    @cached_property
    def stage_by_code(self) -> Mapping[str, str]:
        """Stage title by its digit in 学籍副号."""
        return {stage.code: stage.title for stage in self.stages}

    @cached_property
    def code_by_stage(self) -> Mapping[str, str]:
        """The digit in 学籍副号 by stage title."""
        return {stage.title: stage.code for stage in self.stages}

    @cached_property
    def spanning(self) -> frozenset[str]:
        """Titles of stages that cover several ordinary ones."""
        return frozenset(stage.title for stage in self.stages if stage.spans_stages)

    def schooling(self, system: str) -> Schooling:
        """The arithmetic of a system such as ``5-4-3``, with this profile's stages."""
        lengths = iter(int(years) for years in system.split("-"))
        first: dict[str, int] = {}
        years: dict[str, int] = {}
        of_grade: dict[int, str] = {}
        start = 1
        for stage in self.stages:
            if stage.spans_stages:
                first[stage.title], years[stage.title] = stage.first_grade, stage.years
                continue
            length = next(lengths)
            first[stage.title], years[stage.title] = start, length
            of_grade.update(dict.fromkeys(range(start, start + length), stage.title))
            start += length
        return Schooling(system, first, years, of_grade)


def profile_names() -> tuple[str, ...]:
    """The names that ``load_profile`` knows, in alphabetical order."""
    return tuple(sorted(path.stem for path in resource("profiles").glob("*.toml")))


def load_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """A profile by name. Raises ProfileError with every mistake of the file at once."""
    path = resource("profiles", f"{name}.toml")
    if name not in profile_names():
        near = get_close_matches(name, profile_names(), 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(profile_names())}。"
        raise ProfileError(f"没有名为“{name}”的地区设置，{hint}")
    return read_profile(path)


def read_profile(path: Path) -> Profile:
    """Reads and checks one profile file. Raises ProfileError with every mistake at once."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ProfileError(f"地区设置“{path.name}”的格式有误：不是 UTF-8 文字。") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {place[1]} 行第 {place[2]} 个字" if place else "文件末尾"
        raise ProfileError(f"地区设置“{path.name}”的格式有误：{where}附近不是正确的 TOML。") from error
    return _Reader(path, data).profile()


class _Reader:
    """Turns parsed TOML into a Profile and collects mistakes on the way."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self.path, self.data, self.mistakes = path, data, list[str]()

    def get(self, key: str, kind: type | tuple[type, ...],
            check: Callable[[Any], bool] = lambda value: True, default: Any = None) -> Any:
        value: Any = self.data
        for step in key.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None and default is not None:
            return default
        if not isinstance(value, kind) or isinstance(value, bool) or not check(value):
            self.mistakes.append(f"“{key}”缺少或不合要求")
            return default if default is not None else (
                kind[0] if isinstance(kind, tuple) else kind)()
        return value

    def profile(self) -> Profile:
        positive: Callable[[Any], bool] = lambda value: value > 0  # noqa: E731
        stages = self._stages()
        ordinary = sum(1 for stage in stages if not stage.spans_stages)
        grades = tuple(self.get("grades.titles", list, bool))

        def is_system(text: Any) -> bool:
            return (isinstance(text, str)
                    and re.fullmatch(r"[1-9](-[1-9])*", text) is not None
                    and len(text.split("-")) == ordinary
                    and sum(map(int, text.split("-"))) <= len(grades))

        profile = Profile(
            name=self.path.stem,
            title=self.get("title", str, bool),
            required=tuple(self._fields(self.get("required", list, default=list(FIELD_KEYS)))),
            separator=self.get("files.separator", str, default=""),
            next_steps=tuple(self.get("files.next_steps", list, default=[])),
            documents=self._documents(self.get("main_number.documents", list, default=[])),
            parts=self._parts(),
            system=self.get("schooling.system", str, is_system),
            systems=tuple(self.get("schooling.others", list,
                                   lambda texts: all(map(is_system, texts)), default=[])),
            first_entry_year=self.get("schooling.first_entry_year", int, positive),
            other_system_rows=self.get("schooling.other_system_rows", int, positive),
            other_system_share=self.get("schooling.other_system_share", (float, int), positive),
            stages=stages,
            grades=grades,
            grade_writings=self.get("grades.writings", dict, default={}),
            sexes=tuple(self.get("sexes.titles", list, lambda texts: len(texts) == 2)),
            sex_writings=self.get("sexes.writings", dict, default={}),
            age_first=self.get("ages.first", int, positive),
            age_base=self.get("ages.base", int, positive),
            age_tolerance=self.get("ages.tolerance", int, lambda value: value >= 0),
            class_min=self.get("class_size.min_classes", int, positive),
            class_low=self.get("class_size.low", (float, int), positive),
            class_high=self.get("class_size.high", (float, int), positive),
            severities=self.get("severities", dict, default={}),
        )
        for rule, severity in profile.severities.items():
            if severity not in SEVERITIES:
                self.mistakes.append(f"“severities.{rule}”只能是 error、warning 或 off")
        for text, grade in profile.grade_writings.items():
            if not isinstance(grade, int) or not 1 <= grade <= len(grades):
                self.mistakes.append(f"“grades.writings”里“{text}”的年级不存在")
        for text, sex in profile.sex_writings.items():
            if sex not in profile.sexes:
                self.mistakes.append(f"“sexes.writings”里“{text}”的性别不存在")
        if self.mistakes:
            raise ProfileError(f"地区设置“{self.path.name}”有误：" + "；".join(self.mistakes) + "。")
        return profile

    def _fields(self, keys: Sequence[str]) -> Sequence[str]:
        for key in keys:
            if key not in FIELD_KEYS:
                near = get_close_matches(str(key), FIELD_KEYS, 1)
                hint = f"，是不是“{near[0]}”" if near else ""
                self.mistakes.append(f"“required”里的“{key}”不是字段名{hint}")
        return keys

    def _documents(self, patterns: Sequence[str]) -> re.Pattern[str] | None:
        try:
            return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) \
                if patterns else None
        except re.error as error:
            self.mistakes.append(f"“main_number.documents”不是正确的正则表达式（{error}）")
            return None

    def _tables(self, key: str) -> list[Mapping[str, Any]]:
        tables: list[Mapping[str, Any]] = self.get(
            key, list, lambda rows: bool(rows) and all(isinstance(r, Mapping) for r in rows))
        return tables

    def _parts(self) -> tuple[Part, ...]:
        parts: list[Part] = []
        start = 0
        for number, table in enumerate(self._tables("sub_number.parts"), 1):
            part = Part(str(table.get("key", "")), str(table.get("title", "")), start,
                        _whole(table, "digits"), str(table.get("value", "")),
                        bool(table.get("school", False)))
            if not part.key or not part.title or part.digits < 1 \
                    or len(part.value) not in (0, part.digits):
                self.mistakes.append(f"“sub_number.parts”第 {number} 段不合要求")
            if part.school and any(not before.school for before in parts):
                self.mistakes.append(f"“sub_number.parts”第 {number} 段：学校代码各段须在最前面")
            parts.append(part)
            start = part.end
        return tuple(parts)

    def _stages(self) -> tuple[Stage, ...]:
        stages: list[Stage] = []
        for number, table in enumerate(self._tables("stages"), 1):
            stage = Stage(str(table.get("title", "")), str(table.get("code", "")),
                          _texts(table, "writings"), _whole(table, "first_grade"),
                          _whole(table, "years"))
            if not stage.title or not stage.code or bool(stage.first_grade) != bool(stage.years):
                self.mistakes.append(f"“stages”第 {number} 项不合要求")
            stages.append(stage)
        return tuple(stages)


def _whole(table: Mapping[str, Any], key: str) -> int:
    """A whole number of a table, 0 where there is none."""
    value = table.get(key)
    return value if isinstance(value, int) else 0


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts of a table, empty where there is none."""
    value = table.get(key)
    return tuple(map(str, value)) if isinstance(value, list) else ()
