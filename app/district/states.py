"""How each school's handing in stands: its file's name, its numbers, and what is to be done."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from app.district.school_figures import Facts
from app.district.school_list import ListedSchool, plain
from models.profile import Profile
from models.writing.master_form import is_in_form, names_only, read_master, wanted_name

MISSING, UNREADABLE, MISNAMED = "未交", "打不开", "文件名不符"
ERRORS, DOUBTS, PASSED = "有错误", "待确认", "通过"
STATES = (PASSED, DOUBTS, ERRORS, MISNAMED, UNREADABLE, MISSING)

ENTRANTS_SHARE = 0.7
"""Entrants below this share of the next grade's number are worth a look."""


@dataclass
class SchoolLine:
    """A school's line; of a school without a file ``file`` is None, of a file in no list ``listed``
    is None. ``across`` counts its students in open or verified pairs, ``open_*`` its open pairs by
    number and by person alone; ``wrong`` are the faults of its name."""

    file: str | None
    code: str
    name: str
    facts: Facts
    listed: ListedSchool | None = None
    wrong: list[str] = field(default_factory=list)
    across: int = 0
    open_numbers: int = 0
    open_persons: int = 0
    number: int = 0
    sha256: str = ""

    @property
    def state(self) -> str:
        """The first of the states that holds."""
        if self.file is None:
            return MISSING
        if self.facts.error:
            return UNREADABLE
        if self.wrong:
            return MISNAMED
        if self.facts.errors or self.open_numbers:
            return ERRORS
        return DOUBTS if self.facts.warnings or self.open_persons else PASSED

    @property
    def expected(self) -> int | None:
        """How many students the list expects."""
        return self.listed.expected if self.listed else None

    @property
    def contact(self) -> str:
        """Whom to ask, as the list says."""
        return self.listed.contact if self.listed else ""

    @property
    def notes(self) -> list[str]:
        """What is to be known besides: the name, the number of students, how the file was read."""
        said = list(self.wrong)
        if self.file is not None and not self.facts.error and self.expected is not None \
                and self.expected != self.facts.rows:
            more = self.facts.rows - self.expected
            said.append(f"预计 {self.expected} 人，实有 {self.facts.rows} 人，"
                        f"{'多' if more > 0 else '少'} {abs(more)} 人。")
        return said + self.facts.notes


def few_entrants(grades: Mapping[str, int], order: Sequence[str]) -> bool:
    """Whether the lowest grade of a school has under 70 % of the next grade's students."""
    present = [index for index, title in enumerate(order) if grades.get(title)]
    if not present or present[0] + 1 >= len(order):
        return False
    first, following = grades[order[present[0]]], grades.get(order[present[0] + 1], 0)
    return first < ENTRANTS_SHARE * following


def school_lines(files: Sequence[tuple[int, str, str, Facts]],
                 schools: Sequence[ListedSchool], profile: Profile) -> list[SchoolLine]:
    """A line a file or missing school: first in the order of the list, then the others by path."""
    by_code = {school.code: school for school in schools}
    by_name = {plain(school.name): school for school in schools}
    lines = []
    for number, path, sha256, facts in files:
        called = facts.name or (_stem(path) if names_only(profile) else "")
        school = by_code.get(facts.code) or by_code.get(facts.inside) or by_name.get(
            plain(called)) or _named_within(path, schools)
        named = by_code.get(facts.code)
        code = facts.code or (school.code if school else "")
        name = named.name if named else facts.name or (school.name if school else called)
        lines.append(SchoolLine(path, code, name, facts, school, number=number, sha256=sha256))
    for line in lines:
        line.wrong = [] if line.facts.error else _faults(line, by_code, by_name, profile)
    _mark_twice(lines)
    place = {school.code: number for number, school in enumerate(schools)}
    there = {line.listed.code for line in lines if line.listed}
    lines += [SchoolLine(None, school.code, school.name, Facts(), school)
              for school in schools if school.code not in there]
    return sorted(lines, key=lambda line: (
        place[line.listed.code] if line.listed else len(place), line.file or ""))


def _named_within(path: str, schools: Sequence[ListedSchool]) -> ListedSchool | None:
    """The school whose code or full name stands in a file name of another form; None if several."""
    stem = plain(_stem(path))
    found = [school for school in schools if school.code in stem] or [
        school for school in schools if plain(school.name) in stem]
    return found[0] if len(found) == 1 else None


def _faults(line: SchoolLine, by_code: Mapping[str, ListedSchool],
            by_name: Mapping[str, ListedSchool], profile: Profile) -> list[str]:
    """What is wrong with a file's name: form, code against name, code against the numbers."""
    stem = _stem(line.file or "")
    named, found = read_master(stem, profile), []
    if not is_in_form(stem, profile):
        right = (line.listed.code, line.listed.name) if line.listed else named or ("", "")
        found.append(f"文件名应是“{wanted_name(*right, profile)}”。")
    elif named is None:
        named = "", stem
    if named is not None and by_code:
        code, name = named
        listed = by_code.get(code) if code else by_name.get(plain(name))
        if not code and listed is None:
            found.append(f"学校名单里没有“{name}”。")
        elif not (code and name):
            pass  # the form has one of them only
        elif listed is None and plain(name) in by_name:
            found.append(f"文件名里的代码是 {code}，名单里“{name}”的代码是 {by_name[plain(name)].code}。")
        elif listed is None:
            found.append(f"学校名单里没有代码 {code}。")
        elif plain(listed.name) != plain(name):
            found.append(f"文件名里的学校是“{name}”，名单里代码 {code} 是“{listed.name}”。")
    if named is not None and named[0] and line.facts.inside:
        found.append(f"文件名里的代码是 {named[0]}，里面多数学生的学校代码却是 {line.facts.inside}。")
    return found


def _stem(path: str) -> str:
    return unicodedata.normalize("NFC", PurePosixPath(path).stem)


def _alike(one: SchoolLine, other: SchoolLine) -> bool:
    """Whether two files have the same students, or are the same to the last byte."""
    return bool(one.sha256) and one.sha256 == other.sha256 or bool(
        one.facts.content) and one.facts.content == other.facts.content


def _whose(line: SchoolLine) -> str:
    return line.code or line.name


def _mark_twice(lines: Sequence[SchoolLine]) -> None:
    """Two files for one school, and one file under two codes (names, where schools have none)."""
    by_code: dict[str, list[SchoolLine]] = defaultdict(list)
    by_content: dict[str, dict[str, SchoolLine]] = defaultdict(dict)
    for line in lines:
        if whose := _whose(line):
            by_code[whose].append(line)
        if line.facts.content:
            by_content[line.facts.content][line.file or ""] = line
    for same in by_code.values():
        for line in same if len(same) > 1 else ():
            others = "、".join(
                f"“{other.file}”（内容{'相同' if _alike(line, other) else '不同'}）"
                for other in same if other is not line)
            line.wrong.append(f"这所学校还有{others}，请只留一个。")
    for alike in by_content.values():
        for line in alike.values() if len({*map(_whose, alike.values())}) > 1 else ():
            others = "、".join(f"“{other.file}”" for other in alike.values()
                              if _whose(other) != _whose(line))
            line.wrong.append(f"和别的{'代码' if line.code else '学校'}的{others}内容相同。")
