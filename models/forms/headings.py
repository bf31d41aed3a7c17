"""What the headings of an issued form ask for: fields of a student, old and new value, reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.fields import STANDARD, SUB_NUMBER, Fields
from models.grid import Merge, Sheet

NUMBER, ITEM, BEFORE, AFTER, REASON = "number", "item", "before", "after", "reason"
SCHOOL, CODE, CLASS, MADE = "school", "code", "class", "made"
_GENERAL_WHATS = {
    CLASS: "年级和班级", ITEM: "更正项目", BEFORE: "更正前", AFTER: "更正后", REASON: "更正原因",
    SCHOOL: "学校全称", CODE: "学校代码", MADE: "填表日期"}


def whats(fields: Fields = STANDARD) -> dict[str, str]:
    """Everything that a column may be filled with, and how it is called."""
    return {
        NUMBER: "序号", **fields.titles, **_GENERAL_WHATS,
        **{f"{BEFORE}:{key}": f"更正前的{title}" for key, title in fields.titles.items()},
        **{f"{AFTER}:{key}": f"更正后的{title}" for key, title in fields.titles.items()}}


def is_field(what: str) -> bool:
    """Whether a column is filled with a field's value as it is now."""
    return ":" not in what and what != NUMBER and what not in _GENERAL_WHATS


OWN = "own:"
"""Begins what is filled in as an entry's ``final`` has it under the whole name: for forms of which
another part of the program knows the columns."""

HEADER_WITHIN = 30
LEAST = 3
"""A line with this many known headings is a form's header."""

_MOST_LINES = 4
_NOISE = re.compile(r"[\s*★※:：、，,/]+")
_NOTE = re.compile(r"[(\[【<〈].*?[)\]】>〉]")
_ALIASES = {alias: what for what, aliases in {
    NUMBER: ("序号", "编号", "序", "NO", "NO."),
    CLASS: ("年级班级", "年级和班级", "班级年级", "所在年级班级", "年级及班级", "年班"),
    ITEM: ("错误项目", "信息项", "项目"),
    BEFORE: ("原信息", "原内容", "原值", "原数据", "原有信息", "原学籍信息", "错误信息", "错误内容", "错误值", "原为",
             "原来为", "原始信息"),
    AFTER: ("现信息", "现内容", "现值", "新信息", "新值", "新数据", "现学籍信息", "正确信息", "正确内容", "正确值",
            "应为", "现为", "现改为", "改为", "应改为"),
    REASON: ("原因", "理由", "依据", "情况说明", "原因说明"),
    SCHOOL: ("学校", "学校名称", "学校全称", "单位", "单位名称", "校名"),
    CODE: ("学校代码", "学校编码", "单位代码", "学校代码10位"),
    MADE: ("填表日期", "填报日期", "更正日期", "制表日期"),
}.items() for alias in aliases}
_VERB = "(?:更正|变更|更改|修改|变动|改动|勘误|纠正|调整|订正|修正|改正|核改)"
_WHAT = "(?:的?(?:学籍)?(?:信息)?(?:内容|信息|数据|值|情况)?)"
_COMPOSED = {
    ITEM: re.compile(f"{_VERB}的?(?:信息)?(?:项目?|内容|字段|事项|信息项|栏目|信息)"),
    BEFORE: re.compile(f"{_VERB}前{_WHAT}"),
    AFTER: re.compile(f"{_VERB}(?:后{_WHAT}|为)"),
    MADE: re.compile(f"{_VERB}(?:日期|时间)"),
    REASON: re.compile(f"{_VERB}的?(?:原因|理由|依据|说明|缘由|事由)"
                       "(?:[及和与或](?:原因|理由|依据|说明|证明材料|材料))?"),
}
"""Headings that each district puts together in its own words."""
_GENERAL = re.compile(f"{_VERB}|信息|内容|情况|项目|数据|学籍$|学生$")
"""Group headings over old and new values of whatever was corrected."""
_REMARKS = {"备注", "说明"}
_SIDES = {"原": BEFORE, "旧": BEFORE, "误": BEFORE, "现": AFTER, "新": AFTER, "正": AFTER}
_SIDE = re.compile(
    f"(?P<before>{_VERB}前|错误|原来|原有|原始|原|旧)|(?P<after>{_VERB}后|正确|现在|现|新)")
_SIDE_BEHIND = re.compile(r"(?P<field>.+?)[(\[【](?P<side>.+?)[)\]】]")


@dataclass(frozen=True)
class FormHeader:
    """Header lines (0-based, half open) and each column's texts, from the top line down; ``fields``
    are those that they may name."""

    first: int
    end: int
    paths: tuple[tuple[str, ...], ...]
    fields: Fields = STANDARD

    @property
    def titles(self) -> tuple[str, ...]:
        """Each column's heading in one line."""
        return tuple("／".join(" ".join(text.split()) for text in path) for path in self.paths)


def find_form_header(sheet: Sheet, fields: Fields = STANDARD) -> FormHeader | None:
    """The header with the most known headings in the first rows; None if no line has three."""
    best: tuple[tuple[int, int], FormHeader] | None = None
    for first in range(min(HEADER_WITHIN, len(sheet.rows))):
        for end in sorted({_closed(sheet, first, first + lines) for lines in (1, 2, 3)}):
            if end > len(sheet.rows):
                continue
            header = FormHeader(first, end, _paths(sheet, first, end), fields)
            known = len(recognised(header))
            rank = known, first  # of equal ones the one without titles above it
            if known >= LEAST and (best is None or rank > best[0]):
                best = rank, header
    return best[1] if best else None


def header_at(sheet: Sheet, row: int, fields: Fields = STANDARD) -> FormHeader:
    """One line taken for a header."""
    return FormHeader(row, row + 1, _paths(sheet, row, row + 1), fields)


def recognised(header: FormHeader, hidden: Collection[int] = ()) -> dict[int, str]:
    """What each column asks for, as far as its heading says; one column for each. ``hidden`` ones
    are not filled: nobody would see what is signed."""
    found: dict[int, str] = {}
    paths = [(column, path) for column, path in enumerate(header.paths) if column not in hidden]
    for column, path in paths:
        what = heading(path, header.fields)
        if what is not None and what not in found.values():
            found[column] = what
    if SUB_NUMBER in header.fields and SUB_NUMBER not in found.values():
        bare = [column for column, path in paths
                if column not in found and path and header.fields.is_bare_number(path[-1])]
        found.update((column, SUB_NUMBER) for column in bare[:1])
    if REASON not in found.values():
        remarks = [column for column, path in paths
                   if column not in found and path and _plain(path[-1]) in _REMARKS]
        if remarks:
            found[remarks[0]] = REASON
    return found


def side_of(text: str) -> str | None:
    """BEFORE or AFTER if the text says just that."""
    what = _alias(_plain(text))
    return what if what in (BEFORE, AFTER) else _SIDES.get(_plain(text))


def _alias(text: str) -> str | None:
    """What a heading asks for that is no field's name."""
    return _ALIASES.get(text) or next(
        (what for what, form in _COMPOSED.items() if form.fullmatch(text)), None)


def heading(path: Sequence[str], fields: Fields = STANDARD) -> str | None:
    """What one column's heading asks for, group headings above it included."""
    if not path:
        return None
    own, groups = path[-1], path[:-1]
    side = side_of(own)
    field = next((key for group in reversed(groups)
                  if (key := field_named(group, fields)) is not None), None)
    if side is not None and field is not None:
        return f"{side}:{field}"
    if side is not None and groups and not _GENERAL.search(_plain(groups[-1])):
        return None  # old and new value of something that the roster has not
    what = side or _single(own, fields) or _single("".join(path), fields)
    side = next((found for group in reversed(groups) if (found := side_of(group)) is not None),
                None)
    return f"{side}:{what}" if side is not None and what in fields else what


def _single(text: str, fields: Fields) -> str | None:
    if text.rstrip(" _＿\u3000").endswith((":", "：")):
        return None  # a label to be completed, such as 学校：
    whole = _plain(text)
    bare = _NOTE.sub("", whole)
    behind = _SIDE_BEHIND.fullmatch(whole)
    if behind and (sided := _sided(behind["side"], behind["field"], fields)):
        return sided
    for candidate in (whole, bare):
        if (alias := _alias(candidate)) is not None:
            return alias
        match = fields.match(candidate)
        if match is not None:
            return match.key
    return _sided(bare, bare, fields)


def _sided(side: str, text: str, fields: Fields) -> str | None:
    """``原姓名``, ``姓名(更正后)``: one side of one field."""
    found = _SIDE.match(side)
    if found is None:
        return None
    key = field_named(text[found.end():].removeprefix("的") if side == text else text, fields)
    name = BEFORE if found["before"] else AFTER
    return f"{name}:{key}" if key is not None else None


def field_named(text: str, fields: Fields = STANDARD) -> str | None:
    """The field that a heading names; beside a side a bare 学籍号 is the number that is corrected."""
    match = fields.match(text)
    if match is not None:
        return match.key
    return SUB_NUMBER if SUB_NUMBER in fields and fields.is_bare_number(text) else None


def unknown_pairs(header: FormHeader, settled: Collection[int] = ()) -> list[str]:
    """Group headings over an old and a new value that the roster has no field for (民族 …), unless
    it is ``settled`` what goes into those columns."""
    found = [path[-2] for column, path in enumerate(header.paths)
             if column not in settled and len(path) > 1 and side_of(path[-1]) is not None
             and heading(path, header.fields) is None]
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def _near(sheet: Sheet, first: int, end: int) -> list[Merge]:
    return [merge for merge in sheet.merged if merge[0] < end and merge[1] > first]


def _closed(sheet: Sheet, first: int, end: int) -> int:
    """``end`` moved down so that no merged heading is cut."""
    for _, bottom, _, _ in (m for m in _near(sheet, first, end) if m[0] >= first):
        if bottom <= first + _MOST_LINES:
            end = max(end, bottom)
    return end


def _paths(sheet: Sheet, first: int, end: int) -> tuple[tuple[str, ...], ...]:
    width = max((len(sheet.rows[row]) for row in range(first, end)), default=0)
    merges = _near(sheet, first, end)
    width = max([width, *(right for top, _, left, right in merges
                          if top >= first and sheet.text(top, left).strip())])
    lines = []
    for row in range(first, end):
        line = [sheet.text(row, column).strip() for column in range(width)]
        for top, bottom, left, right in merges:
            if top <= row < bottom and top >= first and (text := sheet.text(top, left).strip()):
                line[left:right] = [text] * (right - left)
        lines.append(line)
    paths = []
    for column in range(width):
        path: list[str] = []
        for line in lines:
            if line[column] and (not path or path[-1] != line[column]):
                path.append(line[column])
        paths.append(tuple(path))
    return tuple(paths)
