"""The problem list beside the table: the work left by rule, and how far it is."""

from __future__ import annotations

from collections import Counter
from time import monotonic

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from app.document import Document, Update
from app.explaining.grouping import FILE_LEVEL, Progress, first_open, groups, progress
from ui.action_table import Act, keys_of, title_of
from ui.looks import marks, theme
from ui.widgets.panes import add_pane_keys
from ui.widgets.parts import Heading, column, link, wrapped
from ui.widgets.soon import soon
from ui.work.problem_list import ProblemList
from validators.findings import Finding

_SEEN = 20
"""Milliseconds in which the window paints what was chosen."""
_PAUSE = 0.1
"""Seconds between two counts while edits follow each other."""
_MARGIN = 14


class ProblemPanel(QWidget):
    """Counts by rule, progress, and a quiet word when nothing is left."""

    rule_chosen = Signal(object)
    """A rule's code (the table may show only its rows), or None for all."""
    list_wanted = Signal(str)
    """A rule was clicked: the code of one whose findings stand in rows."""
    sure_wanted = Signal()
    """All that has one sure answer, as one list."""
    finding_activated = Signal(object)
    """A Finding to go to; one of the whole file belongs into the inspector."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem_panel")
        self.setAccessibleName("问题")
        self._document: Document | None = None
        self._at_opening: Counter[str] = Counter()
        self._table_rule: str | None = None
        self._counted = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count)
        self._build()
        self._count()
        self.setFocusProxy(self.list)
        add_pane_keys(self)
        theme.notifier().changed.connect(self.list.viewport().update)

    # --- what the window asks --------------------------------------------------------------------

    def set_document(self, document: Document | None) -> None:
        """Another document, nothing chosen."""
        self._document = document
        self._at_opening = document.validator.counts() if document is not None else Counter()
        self.list.choose(None)
        self._count()

    def refresh(self, update: Update) -> None:
        """Counts again soon; many updates in a row are counted together."""
        if (update.school or update.lists) and self._document is not None:
            self._at_opening = self._document.validator.counts()
        if not self._timer.isActive():
            self._timer.start(max(0, round(1000 * (self._counted + _PAUSE - monotonic()))))

    def choose(self, rule: str | None) -> None:
        """Chooses a rule in the list, as a click would."""
        self.list.choose(rule)

    def progress(self) -> Progress:
        """What the bar shows."""
        return self._progress

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        title = QLabel("问题")
        title.setProperty("role", "heading")
        self._numbers = QLabel()
        self._numbers.setObjectName("problem_numbers")
        self._numbers.setProperty("role", "soft")
        self._numbers.setFont(theme.number_font())
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._numbers)
        self._bar = QProgressBar()
        self._bar.setObjectName("problem_progress")
        self._bar.setTextVisible(False)
        self._bar.setProperty("role", "done")
        top = column(spacing=theme.M - 2)
        top.setContentsMargins(_MARGIN, theme.L, _MARGIN, theme.M)
        top.addLayout(head)
        top.addWidget(self._bar)
        self._zero = QWidget()
        self._zero.setObjectName("problem_zero")
        zero = column(self._zero, theme.S)
        zero.setContentsMargins(_MARGIN, theme.M, _MARGIN, theme.L)
        self._zero_title = Heading("可以生成上报文件了", marks.DONE, folds=False)
        zero.addWidget(self._zero_title)
        self._zero_text = wrapped("没有要处理的问题了。", "zero_text", "soft")
        zero.addWidget(self._zero_text)
        self.list = ProblemList()
        self.list.chosen.connect(self._choose)
        self.list.clicked_rule.connect(self._open_soon)
        self.list.activated_rule.connect(self._activate)
        self._all = link("显示全部问题", "show_all_problems")
        self._all.clicked.connect(lambda: self.list.choose(None))
        foot = column(spacing=0)
        foot.setContentsMargins(_MARGIN, theme.S, _MARGIN, theme.M)
        foot.addWidget(self._all)
        self._sure = link(f"{title_of(Act.SURE)}（{keys_of(Act.SURE)}）", "list_sure")
        self._sure.clicked.connect(lambda: self.sure_wanted.emit())
        foot.addWidget(self._sure)
        layout = column(self, 0)
        layout.addLayout(top)
        layout.addWidget(self._zero)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)

    def _count(self) -> None:
        self._timer.stop()
        self._counted = monotonic()
        document = self._document
        found = groups(document, self._at_opening) if document is not None else []
        self._progress = progress(document, found) if document is not None else Progress(0, 0)
        done = self._progress
        self.list.set_groups(found)
        self._numbers.setText(f"{done.handled:,} / {done.total:,}" if done.total else "")
        spoken = f"已处理 {done.handled} / {done.total}"
        self._numbers.setAccessibleName(spoken)
        self._numbers.setToolTip(spoken)
        self._bar.setMaximum(max(done.total, 1))
        self._bar.setValue(done.handled if done.total else int(document is not None))
        self._bar.setAccessibleName(spoken)
        self._bar.setVisible(document is not None)
        confirmed = sum(group.confirmed for group in found)
        if confirmed:
            self._zero_text.setText(f"{confirmed} 处已确认情况属实，均有原因。")
        else:
            self._zero_text.setText("没有要处理的问题了。")
        self._zero.setVisible(document is not None and done.open == 0)
        self._all.setVisible(self.list.rule is not None)
        self._sure.setVisible(document is not None and done.open > 0 and not document.read_only)

    def _choose(self, rule: str | None) -> None:
        """A rule about the file has no rows to show: its finding goes to the inspector instead."""
        self._all.setVisible(rule is not None)
        of_table = None if rule in FILE_LEVEL else rule
        if of_table != self._table_rule:
            self._table_rule = of_table
            self.rule_chosen.emit(of_table)
        if rule in FILE_LEVEL and rule is not None:
            self._activate(rule)

    def _open_soon(self, rule: str) -> None:
        """When it has been seen that the rule is chosen."""
        soon(self, lambda: self._open(rule) if self.list.rule == rule else None, _SEEN)

    def _open(self, rule: str) -> None:
        if rule not in FILE_LEVEL:
            self.list_wanted.emit(rule)

    def _activate(self, rule: str) -> None:
        finding = self._finding(rule)
        if finding is not None:
            self.finding_activated.emit(finding)

    def _finding(self, rule: str) -> Finding | None:
        """The first open finding of a rule; where all are confirmed, the first of these."""
        document = self._document
        if document is None:
            return None
        found = first_open(document, rule)
        if found is None:
            found = next((f for f in document.validator.all_findings() if f.rule == rule), None)
        return found

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._numbers.setFont(theme.number_font())
