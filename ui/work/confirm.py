"""“情况属实”: findings that stand although a rule objects, with the reason why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.explaining import reasons
from app.explaining.masked_text import cover_number, cover_text, is_id_number
from app.explaining.subjects import subject, title_with_subject
from app.explaining.visible import shortened, visible
from models.fields import NAME
from ui.widgets.question import Question
from validators.findings import Finding

_MOST_REMEMBERED = 2
_MOST_NAMED = 6
_LONG_NAME = 20


class ConfirmDialog(Question):
    """Asks why findings are right as they are. Those that must be fixed are left out and counted;
    ``findings()`` are the ones that the answer is for."""

    def __init__(self, findings: Sequence[Finding], document: Document,
                 parent: QWidget | None = None) -> None:
        self._document = document
        self._findings = [f for f in findings if document.validator.confirmable(f.rule, f.field)
                          and not document.is_confirmed(f)]
        left_out = len(findings) - len(self._findings)
        rules = {finding.rule for finding in self._findings}
        count = len(self._findings)
        action = "确认属实" if count == 1 else f"确认这 {count} 处属实"
        super().__init__(parent, "confirm_dialog", "情况属实", self._heading(rules),
                         self._texts(left_out), self._reasons(rules), action)
        if not self._findings:
            self.chooser.setEnabled(False)
        self.chooser.picked.connect(self.accept)  # one key a decision; it can be undone

    def findings(self) -> list[Finding]:
        """What is to be confirmed."""
        return list(self._findings)

    def _heading(self, rules: set[str]) -> str:
        if not self._findings:
            return "这里没有可以确认的问题"
        if len(rules) > 1:
            return f"{len(self._findings)} 处问题（{len(rules)} 类），但情况属实？"
        title = self._document.validator.title(next(iter(rules)))
        if len(self._findings) == 1:
            return f"“{title}”，但情况属实？"
        return f"{len(self._findings)} 处“{title}”，但情况属实？"

    def _texts(self, left_out: int) -> list[str]:
        parts: list[str] = []
        if len(self._findings) == 1:
            finding = self._findings[0]
            numbers = (self._document.validator.cell(finding),) if is_id_number(
                finding.field) else ()
            message = self._document.validator.message(finding)
            parts += filter(None, (self._who(finding), cover_text(message, *numbers)))
        elif self._findings:
            names = [self._who(finding) for finding in self._findings[:_MOST_NAMED]]
            more = f"，等 {len(self._findings)} 处" \
                if len(self._findings) > _MOST_NAMED else ""
            parts.append("；".join(names) + more)
        if left_out:
            parts.append(f"另有 {left_out} 处必须改正，或已经确认过，不在其内。")
        if self._findings:
            parts.append("请写明原因；按前面的数字就是确认。内容改动后，确认会自动撤回。")
        return parts

    def _who(self, finding: Finding) -> str:
        """Whose cell it is, or what of the file."""
        if finding.row is None:
            kinds = {one.rule for one in self._findings}
            return subject(finding) if len(kinds) == 1 else title_with_subject(
                finding, self._document.validator)
        validator = self._document.validator
        name = shortened(self._document.roster.value(finding.row, NAME).strip(), _LONG_NAME)
        cell = shortened(visible(
            cover_number(validator.cell(finding), finding.field), inner_spaces=False))
        what = "" if finding.field in (None, NAME) else \
            f"：{self._document.roster.fields.title(finding.field)} {cell}"
        return f"{validator.row_label(finding.row)} {name}".strip() + what

    def _reasons(self, rules: set[str]) -> list[str]:
        """The rules' own reasons; before them those that were written for them before."""
        usual = reasons.confirming(rules)
        written = dict.fromkeys(
            c.reason for c in reversed(self._document.journal.confirmations.values())
            if c.rule in rules and c.reason not in usual)
        return [*list(written)[:_MOST_REMEMBERED], *usual]
