"""What lists beside the roster say: another value, a student too many, a student missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from models.fields import FIELD_KEYS, NAME
from validators.context import Context
from validators.findings import Statement
from validators.rule import WARNING, Case, Rule

LIST_DIFFERS, LIST_EXTRA, LIST_MISSING = "list-differs", "list-extra", "list-missing"
# What LIST_DIFFERS offers the lists themselves say: the validator asks them.


def _stated(case: Case) -> Iterator[Statement]:
    finding = case.finding
    title = case.context.profile.fields.title(finding.field or "")
    yield Statement(f"名册的{title}", case.cell or "（空）", True)


def _missing(context: Context) -> Iterable[Mapping[str, Any]]:
    return context.beside.missing() if context.beside is not None else ()


RULES = (
    Rule(
        LIST_DIFFERS, FIELD_KEYS, WARNING, "与名单不同",
        "名册里的这一项与核对的名单不一样。两边都可能有误：招生录取名单的号码和姓名以名单为准（改了名的须有公安证明），"
        "其他名单请对照证件。只是写法不同的不报。",
        {"": "与名单对照：{said}。"},
        describe=lambda case: {"said": "；".join(case.params["said"])},
        evidence=_stated,
        reasons=("保留名册，名单有误", "已与证件核对，名册正确", "换了班，名单是旧的"),
        hint="名册正确、名单有误或已过时的，写明依据",
    ),
    Rule(
        LIST_EXTRA, (NAME,), WARNING, "名单里没有",
        "名册里的这名学生，核对的名单里没有。请说明去向或来历：转入、新增、复学、外地转回，或已转出、退学。"
        "名单里有可能是同一人的，会列出来请您判断，程序不替您认定。",
        {"": "{lists}里没有这名学生。", "asked": "{lists}里没有能对上的学生，{who}，请判断。"},
        describe=lambda case: {"lists": "、".join(case.params["lists"]),
                               "who": "；".join(case.params.get("who", ()))},
        reasons=("名单有误，学生在校", "不是同一人，学生在校"),
        hint="学生确实在校、名单漏了的，写明依据",
    ),
    Rule(
        LIST_MISSING, (), WARNING, "名册里没有",
        "核对的名单里有、名册里没有的学生：漏报的要加上；没有报到、外出注册、学籍在他校、已转出等的，说明去向。",
        {"": "{list}{where}有“{name}”{more}，名册里没有。"},
        check_file=_missing,
        subject=lambda finding: f"{finding.params['name']} {finding.params['class']}".strip(),
        reasons=("未报到", "学籍在他校", "名单有误"),
        hint="不该在名册里的，写明去向",
    ),
)
