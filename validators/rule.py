"""What a rule is: code, field, severity, texts, and how it checks, explains and suggests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from validators.findings import Finding, Problem, Severity, Suggestion
from validators.student import Student

if TYPE_CHECKING:
    from validators.engine import Validator

ERROR = Severity.ERROR
WARNING = Severity.WARNING


@dataclass(frozen=True)
class Case:
    """A finding being explained: with its student (None for the whole file) and the validator that
    knows the rest of the roster."""

    finding: Finding
    student: Student | None
    validator: Validator

    @property
    def params(self) -> Mapping[str, Any]:
        return self.finding.params

    @property
    def who(self) -> Student:
        """The student of a finding in a row."""
        if self.student is None:
            raise ValueError(f"{self.finding.rule} is about the whole file")
        return self.student


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue (domain §7), declared once.

    ``fields`` are the keys it may be reported on (empty: the whole file). ``confirmable`` marks an
    error that may be confirmed with a reason; warnings always may. ``title`` names it in lists and
    as a correction's reason; ``explanation`` says in the help why it matters and what to do.
    ``templates`` hold the message by variant ("" the usual one); an unknown placeholder raises.

    ``check`` judges one student by himself; rules without one come from the readings, the votes or
    the whole-file pass. ``describe`` turns parameters into the template's texts when shown;
    ``suggest`` gives complete new cell texts, best first.
    """

    code: str
    fields: tuple[str, ...]
    severity: Severity
    title: str
    explanation: str
    templates: Mapping[str, str]
    confirmable: bool = False
    check: Callable[[Student, Validator], Problem | None] | None = None
    describe: Callable[[Case], Mapping[str, Any]] | None = None
    suggest: Callable[[Case], Iterable[Suggestion]] = field(default=lambda case: ())

    def message(self, case: Case) -> str:
        """The finding as one plain Chinese sentence or two."""
        params = dict(case.params)
        template = self.templates[params.get("variant", "") or ""]
        if self.describe is not None:
            params |= self.describe(case)
        return template.format(**params)
