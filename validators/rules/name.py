"""姓名: characters that can't be right, rare ones, and lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.fields import NAME
from models.patterns import LatePattern
from validators.findings import Suggestion
from validators.readings.name import HAN, canonical_name, read_name, restored, tidy_separators
from validators.rule import ERROR, WARNING, Case, Rule

_REPLACED = {
    "\ue81e": "\u9fb4", "\ue826": "\u9fb5", "\ue82b": "\u9fb6", "\ue82c": "\u9fb7",
    "\ue832": "\u9fb8", "\ue843": "\u9fb9", "\ue854": "\u9fba", "\ue863": "\u4dae",
    "\ue864": "\u9fbb", "\ue81a": "\u3473", "\ue81b": "\u3447", "\ue81f": "\u359e",
    "\ue820": "\u361a", "\ue821": "\u360e", "\ue824": "\u396e", "\ue825": "\u3918",
    "\ue827": "\u39cf", "\ue828": "\u39df", "\ue829": "\u3a73", "\ue82a": "\u39d0",
    "\ue82d": "\u3b4e", "\ue82e": "\u3c6e", "\ue82f": "\u3ce0", "\ue834": "\u4056",
    "\ue835": "\u415f", "\ue837": "\u4337", "\ue83c": "\u43b1", "\ue83d": "\u43ac",
    "\ue83f": "\u43dd", "\ue840": "\u44d6", "\ue841": "\u4661", "\ue842": "\u464c",
    "\ue844": "\u4723", "\ue845": "\u4729", "\ue846": "\u477c", "\ue847": "\u478d",
    "\ue849": "\u4947", "\ue84a": "\u497a", "\ue84b": "\u497d", "\ue84c": "\u4982",
    "\ue84d": "\u4983", "\ue84e": "\u4985", "\ue84f": "\u4986", "\ue850": "\u499f",
    "\ue851": "\u499b", "\ue852": "\u49b7", "\ue853": "\u49b6", "\ue856": "\u4ca3",
    "\ue857": "\u4c9f", "\ue858": "\u4ca0", "\ue859": "\u4ca1", "\ue85a": "\u4c77",
    "\ue85b": "\u4ca2", "\ue85c": "\u4d13", "\ue85d": "\u4d14", "\ue85e": "\u4d15",
    "\ue85f": "\u4d16", "\ue860": "\u4d17", "\ue861": "\u4d18", "\ue862": "\u4d19"}
"""Places for private use where GBK had characters that Unicode encoded later (GB 18030-2005,
annex): U+E863 is 䶮."""


_AROUND = "0-9①-⑳,，;；:：.。、'\"“”‘’＂＇★☆√#＃!！"
"""Signs beside a name that stand for no letter of it (as ``?``, ``*`` and ``□`` may do)."""
_NOTE = LatePattern(r"[(（\[【<《].*?(?:[)）\]】>》]|$)")
_MISTYPED = f"(?<=[{HAN}])(?:-|—|–|_|\\.{{2,}}|…+)+(?=[{HAN}])"
"""A text, which re compiles when a name needs it: that takes longer than the whole module."""


def _cleaned(name: str) -> Iterator[tuple[str, str]]:
    """What a name with strange characters may be meant to be, and why."""
    yield "去掉括号里的说明", _NOTE.sub("", name)
    yield "去掉前后不属于姓名的符号", re.sub(f"^[{_AROUND} ]+|[{_AROUND} ]+$", "", name)
    yield "中间的符号换成间隔号“·”", re.sub(_MISTYPED, "·", name)


def _repaired(case: Case) -> Iterator[Suggestion]:
    cell = case.cell
    variant = case.params.get("variant")
    if variant == "garbled" and (name := restored(cell)) is not None:
        yield Suggestion(name, "按另一种文字编码还原，请与证件核对")
    elif variant == "separator":
        if tidy := tidy_separators(canonical_name(cell)):
            yield Suggestion(tidy, "去掉多余的间隔号")
    elif not variant:
        name = canonical_name(cell)
        for what, other in _cleaned(name):
            other = canonical_name(other).strip()
            if len(other) > 1 and other != name and not read_name(other).problems:
                yield Suggestion(other, what)
                return


def _encoded(case: Case) -> Iterator[Suggestion]:
    cell = case.cell
    name = "".join(_REPLACED.get(c, c) for c in cell)
    if name != cell:
        yield Suggestion(name, "换成国家标准里这个字现在的编码，字形不变")


RULES = (
    Rule(
        "name-character", (NAME,), ERROR, "姓名含不该有的字符",
        "姓名里不应有数字、问号、标点（间隔号“·”除外）、夹在汉字里的字母和乱码。请按户口簿或证件改正。",
        {"": "姓名里有不该出现的字符“{strange}”，请按证件改正。",
         "garbled": "姓名“{strange}”像是文字编码弄错后的乱码，请按证件改正。",
         "separator": "姓名里的“{strange}”连着写了两个，或写在开头、末尾，请改正。"},
        suggest=_repaired,
    ),
    Rule(
        "name-rare", (NAME,), WARNING, "生僻字",
        "别的系统可能显示不出这个字。请核对证件；确实无误的，确认情况属实即可。",
        {"": "姓名里的{rare}是生僻字，别的系统可能显示不出，请核对证件。"},
        suggest=_encoded,
        reasons=("已核对证件原件，姓名用字无误",), hint="已核对证件的，写明原因",
    ),
    Rule(
        "name-length", (NAME,), WARNING, "姓名长度少见",
        "只有一个汉字或超过 20 个字的姓名很少见，可能漏字或填错了列。",
        {"": "姓名有 {length} 个字，很少见，请核对是否漏字或填错列。"},
        reasons=("已核对证件原件，姓名无误",),
    ),
)
