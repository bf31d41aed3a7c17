"""Findings and suggestions: frozen data. Texts are rendered when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

NOTHING: Mapping[str, Any] = {}


class Severity(StrEnum):
    """``ERROR`` must be fixed (some may be confirmed); ``WARNING`` must be fixed or confirmed."""

    ERROR = "error"
    WARNING = "warning"


class Finding(NamedTuple):
    """A rule's objection. ``row`` is a row id, None for the whole file; ``field`` a key of the
    eight or None; ``params`` fill the rule's template."""

    rule: str
    row: int | None
    field: str | None
    severity: Severity
    params: Mapping[str, Any] = NOTHING

    @property
    def subject(self) -> str:
        """Tells file-level findings of one rule apart; "" for findings in a row."""
        return str(self.params.get("subject", "")) if self.row is None else ""

    @property
    def key(self) -> tuple[int | None, str | None, str, str]:
        """What a confirmation refers to."""
        return self.row, self.field, self.rule, self.subject


class Suggestion(NamedTuple):
    """A complete new text for the cell and, in Chinese, where it comes from. ``tentative`` ones
    (of a tie, or one of several) are no proof, and are never applied to many cells unasked."""

    value: str
    why: str
    tentative: bool = False


class Problem(NamedTuple):
    """A finding without its row: what a reading of cells can say, shared by equal cells."""

    rule: str
    field: str
    params: Mapping[str, Any] = NOTHING


class Statement(NamedTuple):
    """One line of evidence: who says (``label``), what (``says``), whether it is the odd one."""

    label: str
    says: str
    odd: bool = False
