"""Short lists of reasons: why a finding stands, why a row comes or goes."""

from __future__ import annotations

_REPEATED = ("留级", "休学后复学", "跳级")
_DOCUMENT = ("港澳台居民证件", "外籍学生护照", "已核对证件原件")

_BY_RULE = {
    "main-check-digit": ("已核对证件原件，证件上就是这个号码",),
    "main-region": ("已核对证件原件，证件上就是这个号码",),
    "main-document": _DOCUMENT,
    "main-duplicate": ("已核对证件，确是两名学生，已报公安部门更正",),
    "sub-entry-year": _REPEATED,
    "sub-serial": ("区里核发的就是这个号码",),
    "grade-mismatch": (*_REPEATED, "随班就读"),
    "graduation-mismatch": _REPEATED,
    "age-young": ("经区教育局批准提前入学",),
    "age-unusual": (*_REPEATED, "随班就读", "入学较晚，已核对证件原件"),
    "class-value": ("本校用名称而不编号",),
    "same-person": ("确是两名学生，已核对证件原件",),
    "name-rare": ("已核对证件原件，姓名用字无误",),
    "name-length": ("已核对证件原件，姓名无误",),
    "school-system": ("本校学制确实如此，已核对",),
    "class-size": ("班级人数属实，已与班主任核对", "特色班（小班或合班）"),
    "serial-gap": ("缺号的学生已转出或注销，没有漏人", "这些号码没有发过"),
}
_GENERAL = ("已与学生的书面材料核对",)

_HINTS = {
    "main-document": "已核对证件的，写明是哪种证件",
    "serial-gap": "如已转出、注销或没有发过",
    "class-size": "如小班、合班，需写明原因",
    "age-young": "经批准提前入学的，需写明原因",
    "name-rare": "已核对证件的，写明原因",
}

INSERT = ("漏报的学生", "转入", "休学后复学")
DELETE = ("录重了", "转出", "毕业或结业", "休学", "不是学生（标题、合计等）")


def confirming(rules: set[str]) -> list[str]:
    """Reasons that suit every one of some rules; at least one general reason."""
    lists = [_BY_RULE.get(rule, ()) for rule in sorted(rules)]
    common = [reason for reason in lists[0] if all(reason in other for other in lists[1:])] \
        if lists else []
    return [*common, *_GENERAL]


def hint(rule: str) -> str:
    """A line under “情况属实”: in which cases it is right to say so."""
    if rule in _HINTS:
        return _HINTS[rule]
    reasons = _BY_RULE.get(rule, ())
    if reasons[:1] == _REPEATED[:1]:
        return "如留级、休学、跳级，需写明原因"
    return "已与证件或材料核对无误，需写明原因"
