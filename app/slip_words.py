"""What teachers write on a slip that is no new value: that nothing is wrong, or a remark."""

from __future__ import annotations

import re
import unicodedata

from validators.readings.text import squeeze

_PLAIN = str.maketrans("無誤確實對與戶證屬問題沒錯變簽為種學齊並過應該號內據", "无误确实对与户证属问题没错变签为种学齐并过应该号内据")
_DOCUMENT = ("户口(?:簿|本|册|薄)?(?:上|里|中|原件|复印件)?|(?:居民)?身份证(?:上|原件|复印件)?|证件|原件|材料|出生证(?:明)?"
             "|学籍卡?|档案")
_PIECES = (
    "(?:与|和|跟|同|向|请)?(?:家长|父母|监护人|本人|学生|班主任|任课老师|老师|双方|我)",
    "以上|此项|该项|这项|各项|此处|该生|原来?的?|现有?的?|系统(?:里|中)?的?|表(?:上|中|里)的?|信息|内容|情况|数据|资料",
    "姓名|名字|性别|生日|出生日期|身份证号码?|学籍主?副?号|号码|年级|班级|学段|毕业届别|入学年份|字|写法|以及?|的",
    "已经?|经过?|均|都|全部|全|完全|确|确实|实|就|即|也|是|了|过|后|并|且|再次|反复|认真|仔细|一一|逐项|无|任何",
    f"(?:与|和|跟|同|向|按照?|依照?|根据|对照|查|看|以|在)?(?:{_DOCUMENT})", "谢谢|辛苦了|特此说明")
"""What may stand around it: who looked, at what, how, in which document."""
_SAYS = "(?:签字)?(?:核对|核实|确认|查证|检查|查对|查看|查询|查|比对|校对|问)"
_RIGHT = (
    "无误|没误|正确|准确|属实|真实|一致|一样|相同|符合|相符|没错|没有?(?:任何)?错误?|没有?[写填打弄]?错|无(?:任何)?(?:问题|错误?)"
    "|没有?(?:什么|任何)?问题|没毛病|不变|不改|未变|没变|(?:没有?|无|暂无|未)(?:变化|变更|变动|更正|更改|修改|改动)"
    "|(?:不|无|不用|不需|不必|不需要|无需|无须|毋需|不要)再?(?:变更|更正|更改|修改|改动|变动|改|动)"
    "|同[左前原]|同上表|照旧|如此|这样|[保维]持(?:不变|原样)|为准|是的|对的?|好的?|可以|行|是|OK|YES|Y|NA")
_FORMS = [(re.compile(form, re.IGNORECASE), says) for form, says in (
    ("|".join(_PIECES), False), (f"{_SAYS}|{_RIGHT}", True))]
_LONGEST = 12
"""No piece has more characters."""
_BARE = re.compile(f"(?:按|依|依照|按照|以|同|见|如)(?:{_DOCUMENT})")
_BRACKETED = re.compile(r"(?P<words>.*?)[(（](?P<more>[^()（）]*)[)）]\s*", re.DOTALL)
_BUT = re.compile("[但应改错]|不[是对]|有误")
_TELLS = re.compile(
    "\\s*(?:应该?(?:改?为|是|填|写|在)|更?改为|更正为|修改为|变更为|实际?应?为|正确的?应?[是为:：])\\s*[:：]?\\s*")
_TICKS = " √✓✔☑✅"
_NO_NAME = re.compile(
    r"[男女]性?|.*\s[男女]性?|[男女][孩生]?|小学|初中|高中|[一二三四五六七八九]年级|[初高小][一二三四五六]|.{0,3}[一二三四五六七八九十]+班")
_REMARK = re.compile(
    "不知|不清|不详|不明|不确定|不一致|不正确|不属实|不对|未核|没核|尚未|待[查定补核]|有误|错[了误]|写错|查无|无此|转学|转走|转出|转入|休学"
    "|退学|毕业了|不在|离校|请假|请[问核查]|家长|老师|户口|身份证|学籍|派出所|材料|证明|办理|未办|没办|没有|联系不|见备注|同名|双胞胎"
    "|名字|姓名|曾用名|改名|更名|同音|错别|别字|形近|漏[了写字]|多[了一]|少[了一]"
    "|[?？!！。；;，,]")


def says_nothing_is_wrong(text: str) -> bool:
    """Whether a teacher's words are no new value but say that the old one stands: they are made of
    nothing but who looked, at what, and that it is right.

    >>> says_nothing_is_wrong("确认无误！"), says_nothing_is_wrong("—"), says_nothing_is_wrong("5班")
    (True, True, False)
    """
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed and _plain(bracketed["words"]) and not _BUT.search(_plain(bracketed["more"])):
        return says_nothing_is_wrong(bracketed["words"])
    words = _plain(text)
    if not words or _BARE.fullmatch(words):
        return True
    return _is_right(words)


def told_value(text: str) -> str:
    """The value in ``应为王小明`` or ``王小明（户口簿）√``; other texts as they are."""
    value = text.strip(_TICKS)
    bracketed = _BRACKETED.fullmatch(value)
    if bracketed and (is_remark(bracketed["more"]) or says_nothing_is_wrong(bracketed["more"])):
        value = bracketed["words"].strip()
    found = _TELLS.match(value)
    return value[found.end():].strip(" \"“”'。.") if found is not None else value


def may_be_cut_off(text: str) -> bool:
    """Whether a long number ends in nothing but zeros behind the 15 digits that Excel keeps."""
    return bool(re.fullmatch(r"\d{15}0{2,}", squeeze(text)))


def is_of_another_field(text: str) -> bool:
    """Whether a name is none but a sex, a stage, a grade or a class."""
    return bool(_NO_NAME.fullmatch(text.strip()))


def is_remark(text: str) -> bool:
    """Whether the words are about a value and are none themselves.

    >>> is_remark("已转学"), is_remark("查无此人"), is_remark("王小明")
    (True, True, False)
    """
    return bool(_REMARK.search(text))


def _plain(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).translate(_PLAIN)
                   if unicodedata.category(char)[0] not in "PSZC")


def _is_right(words: str) -> bool:
    """Whether the words can be cut into pieces of which one says that all is right."""
    reached = {0: False}  # how far the words are cut, and whether that was said on the way
    for place in range(len(words)):
        if place not in reached:
            continue
        for end in range(place + 1, min(len(words), place + _LONGEST) + 1):
            for form, says in _FORMS:
                if form.fullmatch(words, place, end):
                    reached[end] = reached.get(end, False) or reached[place] or says
    return reached.get(len(words), False)
