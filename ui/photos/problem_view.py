"""What is wrong with the photos: the list of problems as for the roster, and each one as a line."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from app.explaining.grouping import Group
from app.photos.check import MISSING, NAME, TITLES, PhotoCheck, PhotoFinding
from app.photos.photo_files import BYTES
from ui.looks import marks, theme
from ui.widgets.lines_table import Cell, LinesTable
from ui.work.problem_list import ProblemList
from validators.findings import Severity

_HEADERS = ("问题", "行号", "学生", "班级", "文件", "说明")
_WIDTHS = (138, 48, 72, 96, 176, 100)
_LIST_WIDTH = 210
_LIGHT = {NAME, BYTES}  # a copy puts them right


class ProblemView(QSplitter):
    """The problems by kind at the left; beside them all of the chosen kind, or all."""

    chosen = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._check: PhotoCheck | None = None
        self._shown: list[PhotoFinding] = []
        self.list = ProblemList(self)
        self.list.chosen.connect(lambda _rule: self._fill())
        self.list.activated_rule.connect(lambda _rule: self.table.setFocus())
        self.table: LinesTable = LinesTable("photoFindings", "照片的问题", self)
        self.table.chosen.connect(lambda _row: self.chosen.emit())
        self.table.opened.connect(lambda _row: self.opened.emit())
        self.addWidget(self.list)
        self.addWidget(self.table)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setSizes([theme.px(_LIST_WIDTH), theme.px(700)])
        self.setFocusProxy(self.table)

    def show_check(self, check: PhotoCheck) -> None:
        """Shows what a check found."""
        self._check = check
        counts = Counter(finding.rule for finding in check.findings)
        self.list.set_groups([
            Group(rule, TITLES[rule], Severity.WARNING if rule in _LIGHT else Severity.ERROR,
                  counts[rule], 0) for rule in TITLES if counts[rule]])
        self._fill()

    @property
    def finding(self) -> PhotoFinding | None:
        """The chosen one."""
        row = self.table.row
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _fill(self) -> None:
        if self._check is None:
            return
        self._shown = [finding for finding in self._check.findings
                       if self.list.rule in (None, finding.rule)]
        self.table.fill(_HEADERS, [_line(finding) for finding in self._shown], _WIDTHS)
        self.chosen.emit()


def mark_of(findings: list[PhotoFinding]) -> str:
    """The mark of a student's photo: an error, what a copy puts right, or none."""
    if not findings:
        return ""
    return marks.WARNING if all(one.rule in _LIGHT for one in findings) else marks.ERROR


def _line(finding: PhotoFinding) -> list[Cell]:
    one = finding.sitter
    ink = "warning_text" if finding.rule in _LIGHT else "error_text"
    sign = "□ " if finding.rule in _LIGHT else "— " if finding.rule == MISSING else "▲ "
    return [Cell(sign + TITLES[finding.rule], ink),
            Cell(f"{one.number}" if one and one.number else "", right=True),
            Cell(one.name if one else ""), Cell(f"{one.grade}{one.class_name}" if one else ""),
            Cell(finding.file or ""), Cell(finding.message)]
