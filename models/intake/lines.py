"""Lines of a sheet that are no students: sums, signatures, notes, titles, codes, strokes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from models.patterns import LatePattern

SUMMARY_CELLS = 3
"""A line starting with a summary word is left out if it has at most this many filled cells."""

SUMMARY = "是小计、合计或签名、说明"
TITLE = "是班级或名册的标题"
CODES = "是字段代码或填写要求"
STROKES = "只有横线、符号或 0"
NOTE = "是单独的一行文字"
EXAMPLE = "是填写示例"
REASONS = (SUMMARY, TITLE, CODES, STROKES, NOTE, EXAMPLE)

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_DECORATION = "（()）*※★☆◆●■【】[]—–-=.…~_#＊:："
_SUMMARY = LatePattern(
    r"(?:小计|合计|总计|共计|累计|填表|审核|审批|校长|备注|说明|填写说明|特别说明|温馨提示|以下(?:为|无)?(?:空白?|正文)|以下无|以上"
    r"|下空|本页|此页|本表|本班|注\d*[:：]|注意|附注?[:：]|班主任|家长|制表|填报|经办|经手|负责人|确认人|已?核对|已确认|校对人|录入"
    r"|复核|统计人|总人数|全班|全校|人数|男生|女生|其中[:：]|男[:：]?\d+人|女[:：]?\d+人|应到|实到|实有|平均|学校[（(:：]|学校盖章"
    r"|单位|主管|分管|领导|教务处|教导处|盖章|公章|签字|签名|签章|日期|年月日|联系电话|联系人|打印|导出|数据来源"
    r"|第\d+页|共\d+[页人名]|\d{4}年\d{1,2}月(?:\d{1,2}日)?$|完$|完毕|结束|续表|续上|接上页|转下页|END$|EOF$)",
    re.IGNORECASE)
_WORDS = LatePattern(
    r"[小合总共]计|空白|签字|签名|签章|盖章|公章|人数|制表|填表|审核|负责人|经办|核对|打印|导出|说明|备注|注意|提示"
    r"|[男女]生?[:：]?\d+人|共\d+[页人名]|日期|时间")
"""Words that make a line of a few cells none of a student's wherever they stand in the first."""
_COUNTED = LatePattern(r"[小合总共]计|总人数|全班|全校|人数|男生|女生|本班|本页")
_SUM = LatePattern("[小合总共]计|总人数|人数|备注|说明|全班|全校|[男女]生")
_COUNT = LatePattern(r"(?:其中)?[:：]?(?:男生?|女生?|人数|合计|共)?[:：]?[\d.]*(?:人|名|%)?")
_SIGNATURE = LatePattern(
    r".*[:：]$|.*(?:签字|签名|盖章|日期|审核|校长|填表|填报|制表|负责人|班主任|经办|联系人|电话).*")
_CODE = LatePattern(
    r"[A-Za-z][A-Za-z_]{1,29}\d{0,2}|[A-Z]\d{0,3}|(?:var)?char2?\(\d+\)|number\(\d+\)"
    r"|[（(]?(?:必填|选填|必录|可选|可空|非空|不填|自动生成|文本(?:格式)?|字符(?:型)?|数字|数值|日期|汉字|下拉(?:选择)?|\d{1,2}位"
    r"(?:数字)?|男[/或、]女|字典项?)[）)]?", re.IGNORECASE)
_COUNTERS = LatePattern(r"\d{1,2}|[①-⑳]|[（(]\d{1,2}[）)]|[A-Z]|[一二三四五六七八九十]{1,2}")
_STROKES = LatePattern(r"[-—–―_=*/\\.·…~～+|─━×#0]+")
_CLASS = (r"(?:[一二三四五六七八九十\d]+年级|初[一二三]|高[一二三]|预备|[一二三四五六七八九十]|\d{2,4}[级届])?[（(]?"
          r"[一二三四五六七八九十\d]+[)）]?班(?:级)?")
_CLASS_TITLE = LatePattern(
    rf".{{0,30}}?{_CLASS}(?:学生)?(?:名单|名册|花名册|学籍表|信息表|一览表)?"
    r"(?:[（(]?共?\d+人[)）]?|班主任[:：]?.{0,6})?"
    r"|(?:小学|初中|高中)?(?:[一二三四五六七八九十\d]{1,2}年级|[小初高][一二三四五六])(?:组|部)?|(?:小学|初中|高中)部"
    r"|(?:附[:：]?)?(?:转[入出]|借读|寄宿|走读|休学|复学|随班就读|外省)学?生(?:名单)?"
    r"|.{2,40}(?:名册|名单|花名册|登记表|信息表|总库|一览表|学籍表)(?:[（(].{1,20}[)）])?"
    r"|(?:班级|年级|班主任)[:：].*")
_STATISTICS = LatePattern("序号|班级|年级|学段|班数|人数|男|女|男生|女生|[小合总]计|比例|备注|班主任")
_PAGE = LatePattern(
    r"(?:第?\d{1,4}页?|page\d+)(?:(?:/|of|,|，)?共?\d{1,4}页|(?:/|of)\d{1,4})?"
    r"|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?|[二〇零一三四五六七八九十]{4,}年.{2,8}", re.IGNORECASE)
_EXAMPLE = LatePattern(r"(?:示例|样例|举例|例子?|范例)(?:\d?[:：].*)?|如[:：].*|.{2,6}[（(](?:示例|样例|范例)[)）]")
_NAME = LatePattern(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff·]{3,20}|[A-Za-z\u00c0-\u024f'’.-]{2,40}")
_LONG_DIGITS = re.compile(r"\d{12}")
_NUMBER = LatePattern(r"[A-Za-z]{0,3}\d{5,}[0-9A-Za-z()（）]*")
_OWN = LatePattern("男|女|.*(?:班|级|届)|小学|初中|高中|特教")
_SENTENCE = LatePattern(r"[:：。，,;；]|以下|以上")
_LONGEST_NAME = 4
_LONGEST_BESIDE = 12
"""A name with something beside it (``王小明（转入）``) is no longer."""


def filled(cells: Sequence[str]) -> list[str]:
    """The texts of a line that have something to see in them, without any blanks."""
    return [plain for text in cells if text and (plain := _BLANKS.sub("", text))]


def no_student(
    cells: Sequence[str], own_columns: Collection[int], spread: bool, name: int = -1,
) -> str | None:
    """Why a line is no student's, in Chinese; None if it may be one. A line with a long number is
    always a student's. ``own_columns`` are those of fields other than numbers and names: what
    stands alone in one of them is its value; ``spread`` tells that the line's text is merged over
    several columns; ``name`` is the column of names."""
    texts = filled(cells)
    if not texts:
        return None
    if any(_LONG_DIGITS.search(text) for text in texts):
        return EXAMPLE if any(map(_EXAMPLE.fullmatch, texts[:3])) else None
    if all(map(_STROKES.fullmatch, texts)):
        return STROKES
    if _is_summary(texts) and not _has_name(cells, own_columns, name):
        return SUMMARY
    if len(texts) >= SUMMARY_CELLS and (
            all(map(_STATISTICS.fullmatch, texts)) and len(set(texts)) == len(texts)
            or _CLASS_TITLE.fullmatch(texts[0]) and all(map(_COUNT.fullmatch, texts[1:]))):
        return SUMMARY
    if len(texts) >= SUMMARY_CELLS and _is_explanation(texts):
        return CODES
    if _EXAMPLE.fullmatch(texts[0]) and len(texts[0]) != _LONGEST_NAME:
        return EXAMPLE
    stands = not spread and any(
        column < len(cells) and _BLANKS.sub("", cells[column]) for column in own_columns)
    plain = [text.strip(_DECORATION) for text in texts]
    if len(texts) <= SUMMARY_CELLS and not stands and (
            all(map(_CLASS_TITLE.fullmatch, (texts[0], *plain[1:])))
            or all(map(_CLASS_TITLE.fullmatch, plain))) \
            or len(texts) <= SUMMARY_CELLS and re.match("(?:班级|年级|班主任)[:：]", texts[0]):
        return TITLE
    if stands or len(texts) > SUMMARY_CELLS:
        return None
    if len(texts) == 1:
        return _alone(texts[0], name >= 0 and not spread and bool(
            name < len(cells) and _BLANKS.sub("", cells[name])))
    if _WORDS.search(texts[0]) and len(texts[0]) > SUMMARY_CELLS \
            and not any(text in ("男", "女") for text in texts) \
            and not _is_name(cells, name):
        return SUMMARY
    return None


def _is_name(cells: Sequence[str], name: int) -> bool:
    """Whether a name stands in the column of names."""
    text = _BLANKS.sub("", cells[name]) if 0 <= name < len(cells) else ""
    return _NAME.fullmatch(text) is not None and not _SUMMARY.match(text)


def _has_name(cells: Sequence[str], own_columns: Collection[int], name: int) -> bool:
    """Whether a line that begins like a sum has a name and something else of a student's."""
    return _is_name(cells, name) and any(
        _OWN.fullmatch(_BLANKS.sub("", cells[column])) for column in own_columns
        if column < len(cells))


def _is_summary(texts: Sequence[str]) -> bool:
    """Whether a line begins with a word of sums, notes or signatures, and goes on like that."""
    first = texts[0].lstrip(_DECORATION)
    if not _SUMMARY.match(first) or _is_named(texts):
        return False
    if len(texts) <= SUMMARY_CELLS:
        return True
    if _COUNTED.match(first) and all(map(_COUNT.fullmatch, texts[1:])):
        return True
    return _SIGNATURE.fullmatch(texts[0]) is not None and sum(
        1 for text in texts if _SIGNATURE.fullmatch(text)) * 2 >= len(texts)


def _is_explanation(texts: Sequence[str]) -> bool:
    """Whether a line gives the columns' codes, kinds or numbers, and nothing of a student."""
    if all(map(_CODE.fullmatch, texts)):
        return True
    return len(set(texts)) == len(texts) > SUMMARY_CELLS and all(
        map(_COUNTERS.fullmatch, texts)) and sorted(texts, key=_order) == list(texts)


def _order(text: str) -> tuple[int, str]:
    return len(text), text


def _alone(text: str, is_name: bool) -> str | None:
    """Why the one text of a line is no student's: a page, a date, a sentence. A number or a name
    may be all that is known of one."""
    plain = text.strip(_DECORATION)
    if _PAGE.fullmatch(plain) and not text.isdigit():
        return SUMMARY
    if _NUMBER.fullmatch(text):
        return None
    if _NAME.fullmatch(plain) and not plain.isascii():
        return NOTE if not is_name and len(plain) > _LONGEST_NAME or _WORDS.search(text) and len(
            plain) > _LONGEST_NAME else None
    if is_name and len(text) <= _LONGEST_BESIDE and not _SENTENCE.search(text):
        return None
    return NOTE if len(text) > 1 else None


def _is_named(texts: Sequence[str]) -> bool:
    """Whether a line that begins like a sum is a name with a sex: 全班伟, 男."""
    return (2 <= len(texts[0]) <= _LONGEST_NAME and any(text in ("男", "女") for text in texts[1:])
            and not any(any(map(str.isdigit, text)) for text in texts)
            and not _SUM.fullmatch(texts[0]))
