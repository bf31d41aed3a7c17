"""Evidence for a finding: what each field says, and the other rows of a duplicate compared."""

from __future__ import annotations

from typing import NamedTuple

from app.explaining.visible import shortened
from validators.engine import Validator
from validators.findings import Finding, Statement
from validators.rules import BY_CODE


class Compared(NamedTuple):
    """A field in two rows."""

    field: str
    title: str
    here: str
    there: str

    @property
    def same(self) -> bool:
        return self.here == self.there


def statements(validator: Validator, finding: Finding) -> list[Statement]:
    """What the fields that a finding rests on say, and each list that the roster is held against;
    none where nothing is weighed."""
    lines = list(BY_CODE[finding.rule].evidence(validator.case(finding)))
    if validator.beside is not None and finding.row is not None and finding.field is not None:
        lines += validator.beside.statements(finding.row, finding.field)
    return [line._replace(label=shortened(line.label)) for line in lines]


def compared(validator: Validator, row: int, other: int) -> list[Compared]:
    """The fields of two rows, as far as the roster has them."""
    roster = validator.roster
    return [Compared(key, roster.fields.title(key), roster.value(row, key),
                     roster.value(other, key))
            for key in roster.fields.keys if roster.index(key) is not None]
