"""Which finding explains which: causes before consequences (domain §10).

A roster has few causes and many findings. A consequence is shown as such, has nothing of its own to
offer, and is gone when its cause is gone. Nothing here is kept beyond one state of the roster:
causes follow from the findings, so they need no upkeep when an edit is judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from models.fields import GRADE, MAIN_NUMBER, NAME
from validators.findings import Finding, Severity
from validators.groups import GroupIndex
from validators.rule import Case, GroupRule
from validators.rules import BY_CODE, RULES
from validators.rules.lists import LIST_EXTRA
from validators.student import Student

_EXPLICABLE = {LIST_EXTRA, *(rule.code for rule in RULES if isinstance(rule, GroupRule))}
"""The rules whose findings another one of a row may explain."""


class Judged(Protocol):
    """A roster with its findings, as the validator has it."""

    is_open: Callable[[Finding], bool]

    def findings(self, row: int) -> Sequence[Finding]: ...

    def file_findings(self) -> Sequence[Finding]: ...

    def case(self, finding: Finding) -> Case: ...

    def index_of(self, rule: str) -> GroupIndex: ...

    def student(self, row: int) -> Student: ...

    def row_label(self, row: int) -> str: ...


class _Fault(NamedTuple):
    """A row's own fault, and the number that it is suggested instead (None: not known yet)."""

    finding: Finding
    instead: str | None


class Causes:
    """Finds the cause of a finding among those of a roster, which each question brings along: who
    owns this must not be owned by it. Groups are looked at once until ``clear``; ``explained`` is
    there for whoever asked each finding for its cause."""

    def __init__(self) -> None:
        self._faults: dict[tuple[str, str], dict[int, _Fault]] = {}
        self._innocent: dict[tuple[str, str], int] = {}
        self._of_file: list[Finding] | None = None
        self._known: dict[tuple[object, ...], Finding | None] = {}
        self.explained: list[tuple[Finding, Finding]] | None = None

    def clear(self) -> None:
        """Something was edited, judged anew, confirmed or withdrawn."""
        self._faults.clear()
        self._innocent.clear()
        self._of_file = None
        self._known.clear()
        self.explained = None

    def of(self, judged: Judged, finding: Finding) -> Finding | None:
        """The open finding that explains this one, None for a cause and for what stands alone.

        What the file as a whole explains comes first: there the row is not at fault.
        """
        if finding.row is None:
            return None
        if finding.rule not in _EXPLICABLE and not self.of_file(judged):
            return None  # most findings: nothing could explain them
        key = finding.key
        if key not in self._known:
            self._known[key] = self._in_file(judged, finding) \
                or self._in_group(judged, finding) or self._in_row(judged, finding)
        return self._known[key]

    def sentence(self, judged: Judged, finding: Finding, cause: Finding) -> str:
        """What to do about the cause, said at its consequence."""
        blame = BY_CODE[cause.rule].blame.format(**cause.params)
        if cause.row is None:
            return blame
        if finding.rule == LIST_EXTRA:
            title = judged.case(cause).context.profile.fields.title(cause.field or NAME)
            return f"先改好这名学生的{title}，会再与名单对一次。"
        vanishing = getattr(BY_CODE[finding.rule], "vanishing", "")
        if cause.row == finding.row:
            return f"本行的{blame}，先改好它，{vanishing}会随之消失。"
        return f"{judged.row_label(cause.row)}的{blame}，先改那一行，这里的{vanishing}会随之消失。"

    def _in_row(self, judged: Judged, finding: Finding) -> Finding | None:
        """For who is in no list though nobody there is like him: what is wrong with that by which
        he would be found, or with his grade."""
        if finding.rule != LIST_EXTRA or finding.row is None or finding.params["candidates"]:
            return None
        return next((each for each in judged.findings(finding.row)
                     if each.field in (MAIN_NUMBER, NAME, GRADE) and judged.is_open(each)
                     and each.severity is Severity.ERROR), None)

    def _in_file(self, judged: Judged, finding: Finding) -> Finding | None:
        for cause in self.of_file(judged):
            explains = BY_CODE[cause.rule].explains
            if explains is not None and explains(judged.case(cause), finding):
                return cause
        return None

    def of_file(self, judged: Judged) -> list[Finding]:
        """The open findings of the file that may explain others."""
        if self._of_file is None:
            self._of_file = [each for each in judged.file_findings()
                             if BY_CODE[each.rule].explains is not None
                             and judged.is_open(each)]
        return self._of_file

    def _in_group(self, judged: Judged, finding: Finding) -> Finding | None:
        rule = BY_CODE[finding.rule]
        if not isinstance(rule, GroupRule) or finding.row is None:
            return None
        case = judged.case(finding)
        key = rule.key(case.who)
        if key is None:
            return None
        faults = self._faults_of(judged, rule, key)
        own = faults.get(finding.row)
        if own is not None:
            return own.finding if self._leaves(judged, rule, own, faults.values()) else None
        if self._innocent[rule.code, key] > 1:
            return None
        mine = rule.apart(case.who) if rule.apart is not None else None
        return next((fault.finding for row, fault in faults.items() if mine is None
                     or self._apart(judged, rule, row) != mine), None)

    def _faults_of(self, judged: Judged, rule: GroupRule, key: str) -> dict[int, _Fault]:
        """The rows of a group that have a fault of their own, by row id; counts the others
        (where rows are told apart: their different texts)."""
        name = rule.code, key
        if name not in self._faults:
            rows = judged.index_of(rule.code).rows(key)
            found = {row: fault for row in sorted(rows)
                     if (fault := self._fault(judged, rule, row, key))}
            others = rows - found.keys()
            self._faults[name] = found
            self._innocent[name] = len(others) if rule.apart is None else \
                len({self._apart(judged, rule, row) for row in others})
        return self._faults[name]

    def _apart(self, judged: Judged, rule: GroupRule, row: int) -> str:
        return rule.apart(judged.student(row)) if rule.apart else ""

    def _fault(self, judged: Judged, rule: GroupRule, row: int, key: str) -> _Fault | None:
        """The row's first open fault that explains the rule, unless the file explains it."""
        for finding in judged.findings(row):
            if finding.rule not in rule.faults or not judged.is_open(finding) \
                    or self._in_file(judged, finding) is not None:
                continue
            if not rule.by_offer or finding.params.get("variant") == "old":
                return _Fault(finding, None)  # an old number: a new one must be issued
            case = judged.case(finding)
            offered = list(BY_CODE[finding.rule].suggest(case))
            if offered and offered[0].value != key:
                return _Fault(finding, offered[0].value)
        return None

    def _leaves(self, judged: Judged, rule: GroupRule, fault: _Fault,
                others: Iterable[_Fault]) -> bool:
        """Whether the row is alone once its fault is mended."""
        if fault.instead is None:
            return True
        taken = Counter(other.instead for other in others)[fault.instead] > 1
        return not taken and not judged.index_of(rule.code).has(fault.instead)
