"""What stands in an issued form for the school: placeholders in titles, labels to be completed."""

from __future__ import annotations

import re
from collections.abc import Collection

from models.forms.form_lines import FormFacts
from models.grid import Sheet

_BLANKS = r"[\s\u3000_＿]"
_STAND_IN = r"(?:[XＸxｘ×✕*＊○〇◯□◻▢]{2,}|[_＿]{2,}|某{1,3}|…{2,}|\.{4,})"
_KIND = r"(?:学校|中学|小学|校)(?!代码|编码|名)"
_PLACEHOLDER = re.compile(
    rf"{_STAND_IN}\s*(?:{_KIND}(?:\s*[(（]全称[)）])?|[(（]\s*(?:学校|学校名称|学校全称|全称|校名)\s*[)）])"
    rf"|[(（]{_BLANKS}*[)）]\s*{_KIND}"
    r"|[(（【\[<《]\s*(?:学校|学校名称|学校全称)\s*[)）】\]>》](?=\s*学)")
_GAP = re.compile(r"(?:^|(?<=\S))[\s\u3000]{2,}(?:学校|中学|小学)(?=\S)(?!代码|编码|名称|全称|\s*[:：(（])")
"""Where the name goes in a title that has only underlined blanks for it."""
_REGION = re.compile(rf"(?:{_STAND_IN}\s*(?:省|自治区|市|州|县|区|旗|镇|乡|街道))+\s*$")
"""Places left open in front of the school."""
_PLACE = re.compile(r"\w{1,8}?(?:省|自治区|市|州|县|区|旗|镇|乡|街道)")
_SORT = "(?:空表|空白表?|样表|模板|表样|式样|副本)"
_EMPTY = re.compile(rf"\s*[(（【\[]\s*{_SORT}\s*[)）】\]]|[\s_—－-]*{_SORT}$|^{_SORT}[\s_—－-]+")
"""What a file's name says of a form nobody has filled."""

_WORDS = ("学校代码", "学校编码", "单位代码", "学校名称", "学校全称", "单位名称", "单位全称",
          *(f"{how}{who}" for how in ("填报", "填表", "报送", "上报", "呈报", "申报", "编报", "编制", "制表", "申请")
            for who in ("单位", "学校")), "所在学校", "所属学校", "校名", "学校", "单位")
_SPACED = "|".join(r"\s*".join(word) for word in _WORDS)
_LABEL = rf"(?P<what>{_SPACED})\s*(?:[（(][^）)]{{0,8}}[）)])?"
_STAMP = r"[（(]\s*(?:学校|单位)?(?:公?章|盖章|签章|全称)\s*[）)]"
_COLON = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<label>{_LABEL}\s*[:：]){_BLANKS}*(?:{_STAND_IN}{_BLANKS}*)?"
    rf"(?P<next>$|(?=[^\s:：]{{2,12}}[:：])|(?={_STAMP}))")
_BARE = re.compile(rf"\s*{_LABEL}\s*[:：]?{_BLANKS}*")
_LEAST_COMMON = 2


def with_school(text: str, school: str, *, title: bool = False) -> str:
    """The text with the school's full name where a placeholder stands. What the name begins with is
    not said twice: ``上海市松江区XX学校`` gives the name once. ``title`` takes a gap for one too."""
    for pattern in (_PLACEHOLDER, _GAP) if title else (_PLACEHOLDER,):
        place = 0
        while (found := pattern.search(text, place)) is not None:
            before = text[:found.start()]
            if _PLACE.match(school):  # the name says where it is itself
                before = _REGION.sub("", before)
            before = before[:len(before) - _common(before.rstrip(), school, len(before))]
            place = len(before) + len(school)
            text = before + school + text[found.end():]
    return text


def _common(before: str, school: str, whole: int) -> int:
    """How much of the end of ``before`` (``whole`` long with its blanks) the name begins with."""
    for size in range(min(len(before), len(school)), _LEAST_COMMON - 1, -1):
        end = before[-size:]
        inside = whole == len(before) and end in school and _PLACE.fullmatch(end)
        if school.startswith(end) or inside:
            return size + whole - len(before)
    return 0


def file_stem(stem: str, school: str) -> str:
    """A form's file name for this school; ``(空表)`` and its like are no part of it."""
    return _EMPTY.sub("", with_school(stem, school))


def replaced(sheet: Sheet, facts: FormFacts, header_row: int,
             ruled: Collection[tuple[int, int]] = ()) -> list[tuple[int, int, str]]:
    """Cells that get another text for the school: placeholders everywhere; above the header also
    labels such as ``学校：`` are completed, in the ruled empty cell beside them if there is one
    (``ruled``: 0-based row and column). Row, column, new text."""
    found = []
    for row, cells in enumerate(sheet.rows):
        for column, text in enumerate(cells):
            if not text:
                continue
            above = row < header_row
            new = with_school(text, facts.school, title=above)
            if above and (label := _BARE.fullmatch(new)):
                beside = _right_of(sheet, row, column)
                if (row, beside) in ruled and not sheet.text(row, beside).strip():
                    found.append((row, beside, _value(label["what"], facts)))
                    continue
                if (row, column) in ruled and not new.rstrip(" _＿\u3000").endswith((":", "：")):
                    continue  # a word in a table's cell that asks for nothing
            if above:
                new = _completed(new, facts)
            if new != text:
                found.append((row, column, new))
    return found


def _completed(text: str, facts: FormFacts) -> str:
    """Every label of the text with its value behind it."""
    def value(match: re.Match[str]) -> str:
        more = "　　" if match.end() < len(text) and text[match.end()] not in "(（" else ""
        return match["label"] + _value(match["what"], facts) + more
    if "：" in text or ":" in text:
        return _COLON.sub(value, text)
    bare = _BARE.fullmatch(text)
    if bare is None or "".join(text.split()) in ("学校", "单位"):  # too short to be sure
        return text
    return f"{text.rstrip(' _＿　')}：{_value(bare['what'], facts)}"


def _value(what: str, facts: FormFacts) -> str:
    return facts.code if "码" in what else facts.school


def _right_of(sheet: Sheet, row: int, column: int) -> int:
    """The column of the cell beside this one, merged ones passed over."""
    return next((right for top, bottom, left, right in sheet.merged
                 if top <= row < bottom and left <= column < right), column + 1)
