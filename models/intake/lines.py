"""Lines of a sheet that are no students: sums, signatures, notes, titles, codes, strokes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

SUMMARY_CELLS = 3
"""A line starting with a summary word is left out if it has at most this many filled cells."""

SUMMARY = "是小计、合计或签名、说明"
TITLE = "是班级或名册的标题"
CODES = "是字段代码"
STROKES = "只有横线或符号"

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_SUMMARY = re.compile(
    r"[（(*※【\[—\-=.…]*(?:小计|合计|总计|共计|填表|审核|审批|校长|备注|说明|填写说明|以下(?:为|无)?(?:空白?|正文)|以下无|以上"
    r"|本页|本表|本班|注[:：]|注意|附注?[:：]|班主任|家长签|制表|填报|经办|负责人|核对人|校对人|录入|复核|统计人"
    r"|总人数|全班|全校|人数|男生|女生|学校[（(:：]|单位|主管|盖章|公章|签字|签名|签章|日期|年月日|联系电话|联系人|打印"
    r"|第\d+页|共\d+[页人名]|[（(]?盖章|\d{4}年\d{1,2}月(?:\d{1,2}日)?$|完$|END$|EOF$)", re.IGNORECASE)
_COUNTED = re.compile(r"小计|合计|总计|共计|总人数|全班|全校|人数|男生|女生|本班|本页")
_SUM = re.compile("[小合总共]计|总人数|人数|备注|说明|全班|全校|[男女]生")
_COUNT = re.compile(r"(?:其中)?[:：]?(?:男生?|女生?|人数|合计|共)?[:：]?[\d.]*(?:人|名|%)?")
_SIGNATURE = re.compile(r".*[:：]$|.*(?:签字|签名|盖章|日期|审核|校长|填表|制表|负责人|班主任|经办).*")
_CODE = re.compile(r"[A-Za-z][A-Za-z_]{1,29}\d{0,2}")
_STROKES = re.compile(r"[-—–―_=*/\\.·…~～+|─━]+")
_CLASS_TITLE = re.compile(
    r".{0,30}?(?:[一二三四五六七八九十\d]+年级|初[一二三]|高[一二三]|预备|[一二三四五六七八九十])?[（(]?"
    r"[一二三四五六七八九十\d]+[)）]?班(?:级)?(?:学生)?(?:名单|名册|花名册|学籍表|信息表|一览表)?(?:[（(]?共?\d+人[)）]?)?"
    r"|.{2,40}(?:名册|名单|花名册|登记表|信息表|总库|一览表|学籍表)(?:[（(].{1,20}[)）])?"
    r"|(?:班级|年级|班主任)[:：].*")
_LONG_DIGITS = re.compile(r"\d{12}")


def filled(cells: Sequence[str]) -> list[str]:
    """The texts of a line that have something to see in them, without any blanks."""
    return [plain for text in cells if text and (plain := _BLANKS.sub("", text))]


def no_student(
    cells: Sequence[str], class_columns: Collection[int], spread: bool
) -> str | None:
    """Why a line is no student's, in Chinese; None if it may be one. A line with a long number is
    always a student's. ``class_columns`` may hold a class alone; ``spread`` tells that the line's
    text is merged over several columns."""
    texts = filled(cells)
    if not texts or any(_LONG_DIGITS.search(text) for text in texts):
        return None
    first, several = texts[0], len(texts) > SUMMARY_CELLS
    if all(map(_STROKES.fullmatch, texts)):
        return STROKES
    if _SUMMARY.match(first) and not _is_named(texts):
        if not several:
            return SUMMARY
        if _COUNTED.match(first) and all(map(_COUNT.fullmatch, texts[1:])):
            return SUMMARY
        if _SIGNATURE.fullmatch(first) and sum(
                1 for text in texts if _SIGNATURE.fullmatch(text)) * 2 >= len(texts):
            return SUMMARY
    if len(texts) >= SUMMARY_CELLS and all(map(_CODE.fullmatch, texts)):
        return CODES
    if _CLASS_TITLE.fullmatch(first) and (
            len(texts) == 1 and (spread or not _stands_in(cells, class_columns))
            or not several and re.match("(?:班级|年级|班主任)[:：]", first)):
        return TITLE
    return None


def _is_named(texts: Sequence[str]) -> bool:
    """Whether a line that begins like a sum is a name with a sex: 全班伟, 男."""
    return (2 <= len(texts[0]) <= 4 and any(text in ("男", "女") for text in texts[1:])
            and not any(any(map(str.isdigit, text)) for text in texts)
            and not _SUM.fullmatch(texts[0]))


def _stands_in(cells: Sequence[str], columns: Collection[int]) -> bool:
    return any(column < len(cells) and _BLANKS.sub("", cells[column]) for column in columns)
