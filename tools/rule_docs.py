"""Writes docs/rules.md, the catalogue for clerks, from the rules themselves.

``python -m tools.rule_docs`` writes it; a test fails when it is out of date.
"""

from __future__ import annotations

from pathlib import Path

from models.fields import FIELD_KEYS, TITLES
from validators.findings import Severity
from validators.rule import Rule
from validators.rules import RULES

TARGET = Path(__file__).resolve().parent.parent / "docs" / "rules.md"

_HEAD = """# 校对规则

程序检查的每一条规则：在哪一项上、必须改正还是可以确认、为什么。代号用在命令行的 JSON 和地区设置里。

“错误”必须改正；标“可确认”的错误和“待核实”的问题，改正或写明原因确认“情况属实”都可以。

| 代号 | 名称 | 项目 | 级别 | 说明 |
| --- | --- | --- | --- | --- |
"""


def _where(rule: Rule) -> str:
    if not rule.fields:
        return "整份名册"
    return "每一项" if rule.fields == FIELD_KEYS else "、".join(TITLES[key] for key in rule.fields)


def _level(rule: Rule) -> str:
    if rule.severity is Severity.WARNING:
        return "待核实"
    return "错误，可确认" if rule.confirmable else "错误"


def render() -> str:
    """The whole page."""
    return _HEAD + "".join(
        f"| `{rule.code}` | {rule.title} | {_where(rule)} | {_level(rule)} | {rule.explanation} |\n"
        for rule in RULES)


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(render(), encoding="utf-8")
