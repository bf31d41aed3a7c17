"""What a rule is: code, field, severity, texts, and how it checks, explains and suggests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from validators.context import Context
from validators.findings import Finding, Problem, Severity, Statement, Suggestion
from validators.student import Student

ERROR = Severity.ERROR
WARNING = Severity.WARNING


class Case(NamedTuple):
    """A finding being explained: with its student (None for the whole file) and the rest of the
    roster."""

    finding: Finding
    student: Student | None
    context: Context

    @property
    def cell(self) -> str:
        """The text of the finding's cell as it stands; "" for the whole file."""
        return self.context.cell(self.finding)

    @property
    def params(self) -> Mapping[str, Any]:
        return self.finding.params

    @property
    def who(self) -> Student:
        """The student of a finding in a row."""
        if self.student is None:
            raise ValueError(f"{self.finding.rule} is about the whole file")
        return self.student


@dataclass(frozen=True, eq=False, repr=False)
class Rule:
    """One rule of the catalogue (domain §7), declared once: all that is known of it stands here.

    ``fields`` are the keys it may be reported on (empty: the whole file). ``confirmable`` marks an
    error that may be confirmed with a reason (``confirmable_on``: on these fields); warnings
    always may. ``title`` names it in lists and
    as a correction's reason; ``explanation`` says in the help why it matters and what to do.
    ``templates`` hold the message by variant ("" the usual one); an unknown placeholder raises.

    ``check`` judges one student by himself, ``check_file`` gives the parameters of each finding
    about the file as a whole (its ``field`` under that name, if it has one); rules without either
    come from the readings, the votes or a group. ``describe`` turns parameters into the template's
    texts when shown; ``suggest`` gives complete new cell texts, best first; ``evidence`` says what
    each field states; ``subject`` names in a few words what a finding of the file is about.
    ``reasons`` are offered when it is confirmed, and ``hint`` says when confirming is right.

    ``blame`` says at a consequence what is wrong with its cause (of a row: behind “第 9 行的”; of the
    file: a whole sentence); ``explains`` tells whether a finding of the file explains another one;
    ``leads`` marks a finding of the file that is to be decided before all rows.
    """

    code: str
    fields: tuple[str, ...]
    severity: Severity
    title: str
    explanation: str
    templates: Mapping[str, str]
    confirmable: bool = False
    confirmable_on: tuple[str, ...] = ()
    check: Callable[[Student, Context], Problem | None] | None = None
    check_file: Callable[[Context], Iterable[Mapping[str, Any]]] | None = None
    describe: Callable[[Case], Mapping[str, Any]] | None = None
    suggest: Callable[[Case], Iterable[Suggestion]] = field(default=lambda case: ())
    evidence: Callable[[Case], Iterable[Statement]] = field(default=lambda case: ())
    subject: Callable[[Finding], str] = field(default=lambda finding: "")
    reasons: tuple[str, ...] = ()
    hint: str = "已与证件或材料核对无误，需写明原因"
    blame: str = ""
    explains: Callable[[Case, Finding], bool] | None = None
    leads: bool = False

    def message(self, case: Case) -> str:
        """The finding as one plain Chinese sentence or two."""
        params = dict(case.params)
        template = self.templates[params.get("variant", "") or ""]
        if self.describe is not None:
            params |= self.describe(case)
        return template.format(**params)


def _ungrouped(student: Student) -> str | None:
    raise TypeError("a group rule needs a key")


@dataclass(frozen=True, eq=False, repr=False)
class GroupRule(Rule):
    """A rule across rows: it reports, on its one field, every row whose ``key`` another row has too
    (None: takes no part). With ``apart``, only rows that have one key and different texts there.

    ``faults`` are the rules whose finding in one row of a group explains why it is one (domain
    §10), with ``by_offer`` only where another number is suggested there; ``vanishing`` names what
    then goes, and the template ``caused`` holds the message.
    """

    key: Callable[[Student], str | None] = _ungrouped
    apart: Callable[[Student], str] | None = None
    faults: frozenset[str] = frozenset()
    by_offer: bool = False
    vanishing: str = "重复"
