"""Short lists of reasons: why a finding stands, why a row comes or goes."""

from __future__ import annotations

from validators.rules import BY_CODE

_GENERAL = ("已与学生的书面材料核对",)

INSERT = ("漏报的学生", "转入", "休学后复学")
DELETE = ("录重了", "转出", "毕业或结业", "休学", "不是学生（标题、合计等）")


def confirming(rules: set[str]) -> list[str]:
    """Reasons that suit every one of some rules; at least one general reason."""
    lists = [BY_CODE[rule].reasons for rule in sorted(rules)]
    common = [reason for reason in lists[0] if all(reason in other for other in lists[1:])] \
        if lists else []
    return [*common, *_GENERAL]


def hint(rule: str) -> str:
    """A line under “情况属实”: in which cases it is right to say so."""
    return BY_CODE[rule].hint
