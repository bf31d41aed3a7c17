"""The inspector: what is wrong with the current cell, how it is known, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from app.document import Document, Update
from app.explaining import masked_text as cover
from app.explaining.breakdown import segments
from app.explaining.grouping import groups, progress
from app.explaining.masked_text import cover_number, cover_parts
from app.explaining.visible import shortened, unseen, visible
from ui.action_table import (
    CONFIRM_NUMBER, REASON_NUMBERS, SUGGESTION_NUMBERS, Act, answer_keys, keys_of)
from ui.looks import marks, theme
from ui.widgets.panes import add_pane_keys
from ui.widgets.parts import Heading, MarkedLink, Page, column, details_card, wrapped
from ui.widgets.segments import SegmentStrip
from ui.work.about_field import add_meaning
from ui.work.fix_counter import FixCounter
from ui.work.typing_card import TypingCard
from validators.findings import Finding, Severity

if TYPE_CHECKING:
    from ui.work.finding_view import FindingView

_MARGIN = 14
_MOST_VIEWS = 25
"""So many findings are stacked; of hundreds (who is missing from the roster) those near the one on
view."""
_TALL = 420
"""From this height on there is room for a footer."""
_LOW = 320
"""Below this height the answers come before the evidence."""


class Inspector(QWidget):
    """Shows a cell, a finding of the whole file, or what to do next."""

    apply_requested = Signal(int, int, str)
    """Row id, column, new text."""
    confirm_requested = Signal(list)
    confirm_because = Signal(object, str)
    """A Finding that is right as it is, and why."""
    withdraw_requested = Signal(list)
    fix_all_requested = Signal(str)
    confirm_all_requested = Signal(str)
    """A rule's code: all its open findings are right as they are."""
    confirm_selection_requested = Signal()
    """Alt+0 where the cell itself has nothing to confirm."""
    jump_requested = Signal(int, int)
    add_column_requested = Signal(str)
    map_headers_requested = Signal()
    school_requested = Signal()
    list_chosen = Signal(object)
    """A ListChoice."""
    unread_requested = Signal()
    """The places that were not read are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("检查")
        self.setMinimumWidth(240)
        self._document: Document | None = None
        self._cell: tuple[int, int] | None = None
        self._file_finding: Finding | None = None
        self._unfolded: tuple[object, ...] | None = None
        self._preferred: str | None = None
        self._explain = self._is_low = False
        self._shown: object = None
        self._views: list[FindingView] = []
        self._counter = FixCounter(self)
        self._counter.counted.connect(self._show_fix_all)
        self._rebuild_timer = QTimer(self)
        self._rebuild_timer.setSingleShot(True)
        self._rebuild_timer.setInterval(0)
        self._rebuild_timer.timeout.connect(self._rebuild)
        self._build()
        theme.notifier().changed.connect(self._rebuild_later)
        for number in (CONFIRM_NUMBER, *SUGGESTION_NUMBERS, *REASON_NUMBERS):
            shortcut = QShortcut(QKeySequence(answer_keys(number)), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda number=number: self._press_key(number))
        for act, do in ((Act.FIX_ALL, "fix_all"), (Act.CONFIRM_ALL, "confirm_all")):
            shortcut = QShortcut(QKeySequence(keys_of(act)), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda do=do: self.press_link(do))
        add_pane_keys(self)
        self._rebuild()

    # --- what the window asks --------------------------------------------------------------------

    def set_document(self, document: Document | None) -> None:
        """Another document, nothing of it shown yet."""
        self._document = document
        if document is not None:
            cover.set_fields(document.profile.fields)
        self._counter.set_document(document)
        self.clear()

    def show_cell(self, document: Document, row: int, column: int) -> None:
        """Shows one cell: its findings, or what it means."""
        self._adopt(document)
        if self._cell == (row, column) and self._file_finding is None:
            return
        self._cell, self._file_finding, self._unfolded = (row, column), None, None
        self._rebuild()

    def show_file_finding(self, finding: Finding, document: Document | None = None) -> None:
        """Shows a finding of the whole file, with the others of its rule."""
        self._adopt(document if document is not None else self._document)
        self._cell, self._file_finding, self._unfolded = None, finding, finding.key
        self._rebuild()

    def prefer(self, rule: str | None) -> None:
        """Of several findings of a cell the one of this rule is unfolded; None: the first."""
        self._preferred = rule

    def clear(self) -> None:
        """No current cell: names the next thing to do."""
        self._cell = self._file_finding = self._unfolded = None
        self._rebuild()

    def refresh(self, update: Update) -> None:
        """Brings what is shown up to date; once for many updates in one go."""
        self._counter.refresh(update)
        self._rebuild_timer.start()

    def show_typing(self, text: str | None) -> None:
        """Takes apart what is being typed into the cell on view; None: nothing is typed now."""
        if text is None or self._document is None or self._cell is None:
            self._typing.hide()
        else:
            self._typing.show_typed(self._document, *self._cell, text)
        for strip in self._scroll.widget().findChildren(SegmentStrip):
            strip.setHidden(self._typing.isVisibleTo(self))  # the same number, as it was

    def press(self, number: int) -> bool:
        """Takes suggestion ``number`` of the unfolded finding, or for 0 “情况属实”; False if it has
        none."""
        if self._rebuild_timer.isActive():
            self._rebuild()  # a key must never mean what was there before
        return any(view.press(number) for view in self._views if view.opened)

    def press_link(self, name: str) -> bool:
        """Takes ``fix_all`` or ``confirm_all`` of the unfolded finding; False if not offered."""
        if self._rebuild_timer.isActive():
            self._rebuild()
        return any(view.press_link(name) for view in self._views if view.opened)

    def _press_key(self, number: int) -> None:
        if not self.press(number) and number == 0:
            self.confirm_selection_requested.emit()

    def enter(self) -> bool:
        """Takes the keyboard focus to the first thing to do; False if there is none."""
        if any(view.focus_first() for view in self._views if view.opened):
            return True
        first = next((widget for widget in self._scroll.widget().findChildren(QWidget)
                      if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
                      and widget.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return first is not None

    def set_masked(self, masked: bool) -> None:
        """Hides or shows the middle of ID numbers, as the table does."""
        cover.set_covered(masked)
        self._rebuild()

    def shown_findings(self) -> list[Finding]:
        """The findings on view, in order."""
        return [view.finding for view in self._views]

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("inspector_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._footer = wrapped(
            "修改会记入更正表：更正前、更正后、原因。请以纸质材料为准核对。", "inspector_footer",
            "small")
        self._footer.setContentsMargins(_MARGIN, theme.M, _MARGIN, theme.L)
        self._typing = TypingCard(self)
        self._typing.setContentsMargins(_MARGIN, theme.L, _MARGIN, 0)
        layout = column(self, 0)
        layout.addWidget(self._typing)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._footer)

    def _adopt(self, document: Document | None) -> None:
        if document is not self._document:
            self._document = document
            self._counter.set_document(document)
            self._cell = self._file_finding = None

    def _rebuild_later(self) -> None:
        self._rebuild_timer.start()

    def _rebuild(self) -> None:
        """Lays out everything anew; keeps the place that was scrolled to and the focus inside."""
        self._rebuild_timer.stop()
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        subject = self._subject()
        place = self._scroll.verticalScrollBar().value() if self._shown == subject else 0
        self._shown = subject
        page = Page()
        page.setProperty("role", "page")
        page.setObjectName("inspector_page")
        layout = column(page, theme.M + 2)
        layout.setContentsMargins(_MARGIN, theme.L, _MARGIN, theme.L)
        self._views = []
        self._fill(layout)
        layout.addStretch(1)
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._scroll.setWidget(page)
        self._show_footer()
        self._scroll.verticalScrollBar().setValue(place)
        for rule in {view.finding.rule for view in self._views if view.opened}:
            self._show_all_of(rule)
        if had_focus and not any(view.focus_first() for view in self._views if view.opened):
            page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_footer()
        if self._is_low != (is_low := self.height() < theme.px(_LOW)):
            self._is_low = is_low
            self._rebuild_later()

    def _show_footer(self) -> None:
        """What holds for every correction, where it takes no room from this one."""
        self._footer.setVisible(bool(self._views) and self.height() > _TALL * theme.scale())

    def _subject(self) -> object:
        return self._cell, self._file_finding.key if self._file_finding is not None else None

    def _fill(self, layout: QVBoxLayout) -> None:
        document = self._document
        if document is None:
            return
        if self._file_finding is not None:
            rule = self._file_finding.rule
            found = [finding for finding in document.validator.file_findings()
                     if finding.rule == rule]
            if found:
                self._add_findings(layout, document, found)
                return
            self._file_finding = None
        if self._cell is not None and self._cell[0] in document.roster \
                and self._cell[1] < len(document.roster.columns):
            self._fill_cell(layout, document, *self._cell)
            return
        self._fill_empty(layout, document)

    def _fill_cell(self, layout: QVBoxLayout, document: Document, row: int, at: int) -> None:
        key = document.roster.columns[at].key
        in_row = document.validator.findings(row)
        here = [finding for finding in in_row if key is not None and finding.field == key]
        if here:
            self._add_findings(layout, document, here)
        else:
            self._fill_clean(layout, document, row, at)
        self._add_original(layout, document, row, at)
        self._add_mentions(layout, document, [
            finding for finding in in_row
            if finding not in here and not document.is_confirmed(finding)])

    def _add_findings(self, layout: QVBoxLayout, document: Document,
                      findings: Sequence[Finding]) -> None:
        """What is to be done first comes first: open errors, open warnings, what goes with another
        one of them, what is confirmed."""
        from ui.work.finding_view import FindingView  # the first cell on view has none mostly

        ordered = sorted(findings, key=lambda finding: (
            document.is_confirmed(finding), finding.rule != self._preferred,
            document.cause(finding) is not None, finding.severity is not Severity.ERROR))
        keys = [finding.key for finding in ordered]
        unfolded = self._unfolded if self._unfolded in keys else keys[0]
        first = max(0, keys.index(unfolded) - _MOST_VIEWS + 1)
        for finding in ordered[first:first + _MOST_VIEWS]:
            view = FindingView(document, finding, folds=len(ordered) > 1,
                               opened=finding.key == unfolded, explain=self._explain,
                               answers_first=self._is_low)
            self._connect(view)
            self._views.append(view)
            layout.addWidget(view)

    def _connect(self, view: FindingView) -> None:
        finding = view.finding
        view.apply_requested.connect(self._apply)
        view.confirm_because.connect(lambda reason: self.confirm_because.emit(finding, reason))
        view.confirm_requested.connect(lambda: self.confirm_requested.emit([finding]))
        view.withdraw_requested.connect(lambda: self.withdraw_requested.emit([finding]))
        view.fix_all_requested.connect(lambda: self.fix_all_requested.emit(finding.rule))
        view.confirm_all_requested.connect(lambda: self.confirm_all_requested.emit(finding.rule))
        view.jump_requested.connect(self.jump_requested)
        view.add_column_requested.connect(self.add_column_requested)
        view.map_headers_requested.connect(self.map_headers_requested)
        view.school_requested.connect(self.school_requested)
        view.list_chosen.connect(self.list_chosen)
        view.unread_requested.connect(self.unread_requested)
        view.explained.connect(self._remember_explain)
        view.toggled.connect(lambda opened: self._fold(view, opened))

    def _apply(self, finding: Finding, text: str) -> None:
        at = self._document.roster.index(finding.field or "") if self._document else None
        if finding.row is not None and at is not None:
            self.apply_requested.emit(finding.row, at, text)

    def _remember_explain(self, on: bool) -> None:
        self._explain = on

    def _fold(self, view: FindingView, opened: bool) -> None:
        """Keeps one finding unfolded at a time, so that each key means one thing."""
        if not opened:
            return
        self._unfolded = view.finding.key
        for other in self._views:
            if other is not view:
                other.set_opened(False)
        self._show_all_of(view.finding.rule)

    def _show_all_of(self, rule: str) -> None:
        """What can be done with all findings of a rule at once."""
        document = self._document
        if document is not None:
            open_ = sum(group.open for group in groups(document, {}) if group.rule == rule)
            for view in self._views:
                if view.opened and view.finding.rule == rule:
                    view.show_confirm_all(open_)
        self._show_fix_all(rule)

    def _show_fix_all(self, rule: str) -> None:
        views = [view for view in self._views
                 if view.opened and view.finding.rule == rule and view.finding.row is not None]
        document = self._document
        if not views or document is None or self._rebuild_timer.isActive():
            return  # what is on view may be outdated
        fixable = self._counter.count(rule)
        if fixable is None:
            return
        open_ = sum(group.open for group in groups(document, {}) if group.rule == rule)
        for view in views:
            mine = document.sure_fix(view.finding) is not None and not view.confirmed
            view.show_fix_all(fixable - mine, open_ - (not view.confirmed))

    # --- without a finding -----------------------------------------------------------------------

    def _fill_clean(self, layout: QVBoxLayout, document: Document, row: int, at: int) -> None:
        column_ = document.roster.columns[at]
        fields = document.roster.fields
        title = fields.title(column_.key) if column_.key is not None else column_.title.strip()
        heading = Heading(title or "没有表头的列", "", folds=False)
        heading.setObjectName("field_heading")
        layout.addWidget(heading)
        if column_.key is None:
            layout.addWidget(wrapped(
                f"这一列不在要上报的{fields.counted}里，原样保留，不检查。", "meaning", "soft"))
            return
        parts = cover_parts(segments(document.validator, row, column_.key))
        if parts:
            layout.addWidget(SegmentStrip(parts))
            details = [part for part in parts if part.detail]
            if details:
                layout.addWidget(details_card(details))
        ok = Heading("这一格没有问题", marks.DONE, folds=False)
        ok.setObjectName("cell_ok")
        layout.addWidget(ok)
        add_meaning(layout, document, column_.key)

    def _add_original(self, layout: QVBoxLayout, document: Document, row: int, at: int) -> None:
        if not document.roster.is_edited(row, at):
            return
        before = document.roster.original_value(row, at)
        key = document.roster.columns[at].key
        if before is None:
            text = "这一行是新增的。"
        elif before:
            text = f"原名册里是“{shortened(visible(cover_number(before, key), inner_spaces=False))}”"
            what = unseen(before)
            text += f"（含{'、'.join(what)}）。" if what else "。"
        else:
            text = "原名册里是空的。"
        layout.addWidget(wrapped(text, "original", "soft"))

    def _add_mentions(self, layout: QVBoxLayout, document: Document,
                      findings: Sequence[Finding]) -> None:
        if not findings:
            return
        box = QWidget()
        box.setObjectName("mentions")
        inside = column(box, 0)
        inside.addWidget(wrapped("这一行还有：", role="soft"))
        for finding in findings:
            at = document.roster.index(finding.field or "")
            if at is None or finding.row is None:
                continue
            kind = marks.ERROR if finding.severity is Severity.ERROR else marks.WARNING
            there = MarkedLink(f"{document.roster.fields.title(finding.field)}："
                               f"{document.validator.title(finding.rule)}", kind)
            there.setObjectName(f"mention_{finding.field}_{finding.rule}")
            there.clicked.connect(
                lambda _=False, row=finding.row, at=at: self.jump_requested.emit(row, at))
            inside.addWidget(there)
        layout.addWidget(box)

    def _fill_empty(self, layout: QVBoxLayout, document: Document) -> None:
        done = progress(document, groups(document, {}))
        if done.open:
            heading = Heading(f"还有 {done.open} 处要处理", "", folds=False)
            text = f"按 {keys_of(Act.NEXT)} 到下一处问题，这里会说明哪里不对、怎么知道的、可以怎么改。"
        else:
            heading = Heading("可以生成上报文件了", marks.DONE, folds=False)
            text = "没有要处理的问题了。点右上角的“生成上报文件…”。"
        heading.setObjectName("empty_heading")
        layout.addWidget(heading)
        layout.addWidget(wrapped(text, "empty_text", "soft"))
