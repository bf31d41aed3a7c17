"""What looks like a student and is not read as one: numbers and names outside the table's columns,
several students in one cell, sheets without a header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from models.account import Place, shown
from models.fields import CLASS_NAME, GRADE, MAIN_NUMBER, NAME, SEX, STAGE, SUB_NUMBER, Fields
from models.grid import Sheet, column_letter

NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{6}(?P<year>(?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"\d{3}[\dXx]|\d{19})(?![0-9A-Za-z])", re.ASCII)
"""A resident ID, or as many digits as a 学籍副号 has."""

_NAME = re.compile(r"[\u3400-\u9fff·]{2,6}")
_SEXES = frozenset("男女")
_ADULTS = re.compile("老师|教师|教员|校长|主任|职务|职称|科目|任教|家长|父亲|母亲|监护")
_BESIDE_ADULTS = re.compile("电话|手机|关系|单位|职业|联系|地址|家长|父|母|监护|教师|班主任")
_CLASS = re.compile(r".{0,6}[\d一二三四五六七八九十][)）]?班")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭"
    "廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔向汤常温康施文牛樊葛邢安齐庄颜倪严季"
    "俞章鲁单盛翁祝欧阳柳章殷毕耿关焦巴左甘宁尤凌霍")
"""The first characters of most names."""
_CARDS = ("62", "60", "68", "95")
"""What numbers of Chinese bank cards begin with."""
_MARKUP = re.compile(r"<t[drh][\s>]", re.IGNORECASE)
_LONG_ROW = 100
_LONG_CELL = 40
_MOST_PLACES = 200
_ROWS_TRIED = 300
_MANY = 3
"""So many names of others are no chance remarks."""
_NEAR = 4


class Suspects:
    """Finds suspicious places in a sheet, given the numbers and names of the students that were
    read from it. Who is among those is nobody new."""

    def __init__(self, sheet: str, numbers: Iterable[str], subs: Iterable[str] = (),
                 names: Iterable[str] = ()) -> None:
        self._sheet = sheet
        self._numbers, self._subs, self._names = numbers, subs, names
        self._earliest: int | None = None

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(text.strip() for text in (*self._numbers, *self._subs))

    @cached_property
    def _known_names(self) -> frozenset[str]:
        return frozenset(text.strip() for text in self._names)

    @cached_property
    def _prefix(self) -> str:
        """What most 学籍副号 begin with: another number of 19 digits may be a bank card's."""
        starts = Counter(text[:3] for text in self._known if len(text) == 19)
        return starts.most_common(1)[0][0] if starts else ""

    def is_student(self, texts: Sequence[str], fields: Fields) -> bool:
        """Whether some cells together look like a student: a child's number, or a name and a sex
        beside something else. Adults (parents, teachers) are none, and who was read is none."""
        plain = [text.strip() for text in texts if text.strip()]
        if any(self.has_number(text) for text in plain):
            return True
        if any(NUMBER.search(text) for text in plain if len(text) >= 18) \
                or any(map(_ADULTS.search, plain)):
            return False  # somebody else's number, or one that is known
        sexes = [text for text in plain if text in _SEXES]
        names = [text for text in plain if _NAME.fullmatch(text) and fields.match(text) is None]
        return len(plain) >= 3 and len(sexes) == 1 and bool(names) and not any(
            name in self._known_names for name in names)

    def has_number(self, text: str, least: int = 1) -> bool:
        """Whether a text holds at least so many different numbers of children that were not
        read."""
        if len(text) < 18:
            return False
        found = {match[0] for match in NUMBER.finditer(text) if match[0] not in self._known and (
            int(match["year"]) >= self.earliest if match["year"] is not None
            else match[0].startswith(self._prefix) if self._prefix
            else not match[0].startswith(_CARDS))}
        return len(found) >= least

    @property
    def earliest(self) -> int:
        """The year from which on a person may be a student here: a few years before the oldest of
        most students."""
        if self._earliest is None:
            years = sorted(int(match["year"]) for text in self._numbers
                           if (match := NUMBER.match(text)) is not None and match["year"])
            self._earliest = years[len(years) // 20] - 6 if years else 0
        return self._earliest

    def is_crowded(self, text: str) -> bool:
        """Whether one cell holds what belongs into many: several students, or markup."""
        if len(text) < _LONG_CELL:
            return False
        if _MARKUP.search(text) is not None:
            return True
        return self.has_number(text, 1 if "\n" in text and len(text) > 2 * _LONG_CELL else 2)

    def beside(self, rows: Iterable[tuple[int, Sequence[str]]], headers: Sequence[str],
               fields: Fields) -> Iterator[Place]:
        """Students in columns that have no header, and crowded cells. Other texts there are carried
        along as another column."""
        bare = {column for column, text in enumerate(headers) if not text.strip()}
        width = len(headers)
        while width and width - 1 in bare:
            width -= 1
        inner = sorted(column for column in bare if column < width)
        for number, cells in rows:
            if len(cells) > width or inner:
                outside = [*inner, *range(width, len(cells))]
                texts = [cells[column] for column in outside if column < len(cells)]
                if any(texts) and self.is_student(texts, fields):
                    first = next(c for c in outside if c < len(cells) and cells[c].strip())
                    yield Place(self._sheet, number, column_letter(first),
                                "没有表头的列里像是还有学生", shown(texts))
            if len("".join(cells)) > _LONG_ROW:
                for column, text in enumerate(cells):
                    if self.is_crowded(text):
                        yield Place(self._sheet, number, column_letter(column),
                                    "这一格里像是有好几名学生或网页代码", shown([text]))

    def repeated(self, headers: Sequence[str], mapping: Mapping[str, int],
                 rows: Sequence[tuple[int, Sequence[str]]], fields: Fields) -> Iterator[Place]:
        """A second set of the roster's own columns whose contents are other children."""
        again: dict[str, int] = {}
        for column, text in enumerate(headers):
            match = fields.match(text) if text.strip() else None
            if match is not None and match.key in mapping and column != mapping[match.key]:
                again.setdefault(match.key, column)
        numbers = [column for key, column in again.items() if key in (MAIN_NUMBER, SUB_NUMBER)]
        named = again.get(NAME, -1)
        if not numbers and (named < 0 or any(
                _BESIDE_ADULTS.search(text) for text in headers[named:named + _NEAR])):
            return
        column = named if named >= 0 else numbers[0]
        strangers = 0
        for number, cells in rows[:_ROWS_TRIED]:
            name = cells[named].strip() if 0 <= named < len(cells) else ""
            if numbers:
                found = any(self.has_number(cells[at]) for at in numbers if at < len(cells))
            else:
                strangers += name not in self._known_names and _NAME.fullmatch(name) is not None
                found = strangers >= _MANY or strangers == len(rows)
            if found:
                yield Place(self._sheet, number, column_letter(column),
                            f"右边还有一列“{headers[column].strip()}”，里面的学生没有读入",
                            shown(cells[column:]))
                return

    def named_beside(self, rows: Sequence[tuple[int, Sequence[str]]], width: int
                     ) -> Iterator[Place]:
        """A column without a header, beyond the header's ``width``, that is full of names of
        others."""
        beyond: dict[int, list[tuple[int, str]]] = {}
        for number, cells in rows[:_ROWS_TRIED]:
            if any(len(text) > 10 for text in cells[width:]):
                return  # a telephone or an address: these are somebody's particulars
            for column in range(width, len(cells)):
                if cells[column].strip():
                    beyond.setdefault(column, []).append((number, cells[column].strip()))
        for column, texts in beyond.items():
            names = {text for _, text in texts if text[0] in _SURNAMES and _NAME.fullmatch(text)}
            if len(texts) >= _MANY and len(names) * 5 > len(texts) * 4 \
                    and not names & self._known_names:
                yield Place(self._sheet, texts[0][0], column_letter(column),
                            "没有表头的这一列像是姓名", shown(text for _, text in texts[:8]))
                return


def as_roster(sheet: Sheet, mapping: Mapping[str, int]) -> bool:
    """Whether a sheet without a header goes on with a roster of these columns: most of its lines
    fit them."""
    lines = [cells for cells in sheet.rows if any(text.strip() for text in cells)][:_ROWS_TRIED]
    fitting = sum(1 for cells in lines if _fits(cells, mapping))
    return bool(lines) and fitting * 2 > len(lines)


def _fits(cells: Sequence[str], mapping: Mapping[str, int]) -> bool:
    tests: dict[str, Callable[[str], bool]] = {
        MAIN_NUMBER: lambda text: NUMBER.fullmatch(text) is not None and len(text) == 18,
        SUB_NUMBER: lambda text: len(text) > 9 and text.isdigit(),
        NAME: lambda text: _NAME.fullmatch(text) is not None,
        SEX: lambda text: text in _SEXES,
        CLASS_NAME: lambda text: "班" in text, GRADE: lambda text: "级" in text or "高" in text,
        STAGE: lambda text: text in ("小学", "初中", "高中")}
    asked = [key for key in tests if key in mapping]
    right = sum(1 for key in asked if mapping[key] < len(cells)
                and tests[key](cells[mapping[key]].strip()))
    return right >= min(3, len(asked)) and right * 2 > len(asked)


def is_of_adults(sheet: Sheet, mapping: Mapping[str, int], students: Iterable[str]) -> bool:
    """Whether a sheet with a header lists others than students (teachers, parents): it has no
    field of a school, and everybody's number is an adult's beside the ``students``'."""
    if mapping.keys() & {SUB_NUMBER, GRADE, CLASS_NAME, STAGE} or MAIN_NUMBER not in mapping:
        return False
    suspects = Suspects(sheet.name, list(students))
    column = mapping[MAIN_NUMBER]
    numbers = [found for cells in sheet.rows if column < len(cells)
               if (found := NUMBER.fullmatch(cells[column].strip())) is not None and found["year"]]
    return bool(numbers) and all(int(found["year"]) < suspects.earliest for found in numbers)


def lost_sheet(sheet: Sheet, known: Collection[str], names: Collection[str] = ()) -> Place | None:
    """The place of a sheet that looks like students but was not read; None if it is something else
    or repeats the numbers and names that are known."""
    suspects = Suspects(sheet.name, known)
    lines = 0
    first = ""
    for cells in sheet.rows:
        if _is_lost([text.strip() for text in cells if text], suspects, known, names):
            lines += 1
            first = first or shown(cells)
    if not lines:
        return None
    if sheet.hidden:
        return Place(sheet.name, None, None, f"是隐藏的工作表，有 {lines} 行像学生，没有读入", first)
    return Place(sheet.name, None, None, f"有 {lines} 行像学生，但没有认出表头，没有读入",
                 first)


def _is_lost(texts: Sequence[str], suspects: Suspects, known: Collection[str],
             names: Collection[str]) -> bool:
    """Whether a line has the number of an unknown child and a name (or several numbers); or a
    name, a sex and a class of somebody unknown."""
    found = [text for text in texts if len(text) >= 18 and NUMBER.fullmatch(text)]
    if any(number in known for number in found):
        return False
    children = [text for text in found if suspects.has_number(text)]
    named = [text for text in texts if _NAME.fullmatch(text)]
    sex = any(text in _SEXES for text in texts)
    if children:
        return len(children) > 1 or bool(named) and (sex or len(children[0]) == 18)
    return sex and not found and not any(map(_ADULTS.search, texts)) and any(
        text[0] in _SURNAMES for text in named) and not any(text in names for text in named) \
        and any(map(_CLASS.fullmatch, texts))


def limited(places: Iterable[Place]) -> list[Place]:
    """The first of many places: who has seen two hundred looks at the file itself."""
    found: list[Place] = []
    for place in places:
        if len(found) == _MOST_PLACES:
            break
        found.append(place)
    return found
