"""What changed since the run before: more schools, fewer errors, and which school moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.district.audit import Audit
from app.district.states import MISSING, SchoolLine


@dataclass(frozen=True)
class Progress:
    """The sums of a run beside those of the run before; differences are this one minus that."""

    handed_in: int
    errors: int

    @property
    def sentence(self) -> str:
        """``比上次：多交 14 所，少 231 处错误``, or that nothing changed."""
        said = []
        if self.handed_in:
            said.append(f"{'多' if self.handed_in > 0 else '少'}交 {abs(self.handed_in)} 所")
        if self.errors:
            said.append(f"{'多' if self.errors > 0 else '少'} {abs(self.errors)} 处错误")
        return "比上次：" + ("，".join(said) or "没有变化")


def progress(audit: Audit) -> Progress | None:
    """How the run stands against the one before; None for the first."""
    if not audit.before:
        return None
    before = [line for line in audit.before if line["state"] != MISSING]
    now = [line for line in audit.lines if line.state != MISSING]
    return Progress(
        len({line.code or line.file for line in now})
        - len({line["code"] or line["file"] for line in before}),
        sum(line.facts.errors for line in now) - sum(line["errors"] for line in before))


def line_before(audit: Audit, line: SchoolLine) -> Mapping[str, Any] | None:
    """The school's line in the run before: of the same file, else of the same code."""
    same = [old for old in audit.before if line.file and old["file"] == line.file] or [
        old for old in audit.before if line.code and old["code"] == line.code]
    return same[0] if same else None
