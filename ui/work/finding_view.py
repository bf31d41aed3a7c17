"""One finding explained: what is wrong, the evidence, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget)

from app.document import Document
from app.explaining import reasons
from app.explaining.breakdown import segments
from app.explaining.evidence import statements
from app.explaining.list_choices import entry_lines, list_choices
from app.explaining.masked_text import cover_number, cover_parts, cover_text, is_id_number
from app.explaining.subjects import title_with_subject
from app.explaining.ties import others_of_tie
from app.explaining.visible import differing, shortened, unseen, visible
from models.fields import MAIN_NUMBER
from ui.action_table import (
    CONFIRM_NUMBER, EDIT_CELL, REASON_NUMBERS, SUGGESTION_NUMBERS, Act, answer_keys, keys_of)
from ui.looks import marks, theme
from ui.widgets.cards import ActionCard
from ui.widgets.parts import Heading, column, details_card, link, statement_card, wrapped
from ui.widgets.segments import SegmentStrip
from ui.work.about_field import add_forecast, add_values
from ui.work.related_rows import RelatedRows
from validators.findings import Finding, Severity, Suggestion
from validators.rules import BY_CODE
from validators.rules.lists import LIST_MISSING
from validators.rules.whole_file import SHOWN_SERIALS

_STRONG = ("said", "agreed", "expected", "check", "named", "voted", "most", "code")
_SHOWN_SERIALS = 40
_WITHOUT_DETAILS = frozenset((
    "sex-mismatch", "main-duplicate", "age-young", "age-unusual"))
"""The other evidence says what matters."""
_DAMAGED = frozenset(("main-precision", "sub-precision"))


class FindingView(QWidget):
    """A finding, unfolded or only its heading. It asks by signals and changes nothing itself."""

    apply_requested = Signal(object, str)
    """A Finding, this one or another of the same contradiction, and its cell's new text."""
    confirm_requested = Signal()
    confirm_because = Signal(str)
    withdraw_requested = Signal()
    jump_requested = Signal(int, int)
    fix_all_requested = Signal()
    confirm_all_requested = Signal()
    add_column_requested = Signal(str)
    map_headers_requested = Signal()
    school_requested = Signal()
    unread_requested = Signal()
    list_chosen = Signal(object)
    """A ListChoice."""
    toggled = Signal(bool)
    explained = Signal(bool)

    def __init__(self, document: Document, finding: Finding, *, folds: bool = False,
                 opened: bool = True, explain: bool = False, answers_first: bool = False,
                 parent: QWidget | None = None) -> None:
        """``answers_first`` puts what can be done before the evidence, where room is scarce."""
        super().__init__(parent)
        self.document, self.finding = document, finding
        self.setObjectName(f"finding_{finding.rule}")
        self.confirmed = document.is_confirmed(finding)
        self._rule = BY_CODE[finding.rule]
        self._explain = explain
        self._answers_first = answers_first
        self._cards: dict[int, QAbstractButton] = {}
        self._layout = column(self, theme.M)
        self._body: QWidget | None = None
        self._fix_all_box: QWidget | None = None
        self._confirm_all: QAbstractButton | None = None
        kind = marks.DONE if self.confirmed else \
            marks.ERROR if finding.severity is Severity.ERROR else marks.WARNING
        self._heading = Heading(self._title(folds), kind, folds=folds, open_=opened)
        self._heading.setObjectName("finding_heading")
        self._heading.toggled.connect(self._toggle)
        self._layout.addWidget(self._heading)
        if opened:
            self._unfold()

    def _title(self, stacked: bool) -> str:
        """The rule's title; with what it is about where several findings of it are stacked."""
        return title_with_subject(self.finding, self.document.validator) if stacked \
            else self.document.validator.title(self.finding.rule)

    @property
    def opened(self) -> bool:
        return self._body is not None and not self._body.isHidden()

    def set_opened(self, opened: bool) -> None:
        """Shows or hides all but the heading."""
        if self._heading.isCheckable():
            self._heading.setChecked(opened)

    def press(self, number: int) -> bool:
        """Presses the card with the keys of this number; False if there is none."""
        card = self._cards.get(number)
        if card is None or not card.isEnabled():
            return False
        card.click()
        return True

    def focus_first(self) -> bool:
        """Moves the keyboard focus to the first thing to do; False if there is none."""
        for number in (*SUGGESTION_NUMBERS, CONFIRM_NUMBER):
            if number in self._cards:
                self._cards[number].setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def show_fix_all(self, fixable: int, others: int) -> None:
        """Says that ``fixable`` of the ``others`` of this rule have one sure suggestion each."""
        if self._fix_all_box is None:
            return
        self._fix_all_text.setText(
            f"同类问题还有 {fixable} 处，每处都只有一种改法。" if fixable >= others else
            f"同类问题还有 {others} 处，其中 {fixable} 处只有一种改法。")
        self._fix_all_text.setAccessibleName(self._fix_all_text.text())
        self._fix_all_box.setVisible(fixable > 0)
        self._height_changed()

    def show_confirm_all(self, open_: int) -> None:
        """Offers to confirm all ``open_`` findings of this rule together, if there are several."""
        if self._confirm_all is None:
            return
        self._confirm_all.setText(f"{open_:,} 处都情况属实…（{keys_of(Act.CONFIRM_ALL)}）")
        self._confirm_all.setAccessibleName(self._confirm_all.text())
        self._confirm_all.setVisible(open_ > 1)
        self._height_changed()

    def press_link(self, name: str) -> bool:
        """Presses ``fix_all`` or ``confirm_all``; False if that is not offered."""
        button = self.findChild(QAbstractButton, name)
        if button is None or not button.isVisibleTo(self) or not button.isEnabled():
            return False
        button.click()
        return True

    def _height_changed(self) -> None:
        """Heights are kept at two levels; a part shown while all is being shown tells one."""
        if self._body is not None:
            self._body.updateGeometry()
        self._layout.invalidate()
        self.updateGeometry()

    def _toggle(self, opened: bool) -> None:
        if opened and self._body is None:
            self._unfold()
        if self._body is not None:
            self._body.setVisible(opened)
        self.toggled.emit(opened)

    # --- building --------------------------------------------------------------------------------

    def _unfold(self) -> None:
        self._body = QWidget()
        body = column(self._body, theme.M + 2)
        self._layout.addWidget(self._body)
        self._add_message(body)
        self._add_about(body)
        if self.confirmed or not self._answers_first:
            self._add_evidence(body)
        if self.confirmed:
            self._add_confirmation(body)
        else:
            self._add_cause(body)
            self._add_suggestions(body)
            self._add_list_choices(body)
            self._add_file_actions(body)
            self._add_confirm(body)
            if self._answers_first:
                self._add_evidence(body)
            self._add_fix_all(body)
            add_forecast(body, self.document, self.finding)
        self._add_explanation(body)

    def _add_message(self, body: QVBoxLayout) -> None:
        params = self.finding.params
        strong = [str(params[key]) for key in _STRONG if params.get(key)]
        cell = self.document.validator.cell(self.finding)
        numbers = (cell,) if is_id_number(self.finding.field) else ()
        message = cover_text(self.document.validator.message(self.finding), *numbers)
        body.addWidget(wrapped(message, "message", strong=strong))
        hidden = unseen(cell)
        if hidden:
            text = shortened(visible(cover_number(cell, self.finding.field)))
            body.addWidget(wrapped(f"现在是“{text}”，含{'、'.join(hidden)}。", "unseen", "soft"))
        if self.finding.rule in _DAMAGED and not (self.confirmed or self.document.read_only):
            body.addWidget(wrapped(f"按 {EDIT_CELL} 可以接着剩下的数字往后补。", "go_on_typing", "soft"))
        serials = params.get("serials", ())
        if len(serials) > SHOWN_SERIALS:  # else the message names them all
            shown = "、".join(serials[:_SHOWN_SERIALS])
            if len(serials) > _SHOWN_SERIALS:
                shown += f"等 {len(serials)} 个"
            body.addWidget(wrapped(f"缺号：{shown}", "serials", "soft"))

    def _add_about(self, body: QVBoxLayout) -> None:
        """What may stand in the cell."""
        field = self.finding.field
        if field is not None and self.finding.row is not None and (
                self.finding.rule in ("value", "blank", "disagrees")
                or self.finding.rule.endswith("-value")):
            add_values(body, self.document, field)

    def _add_evidence(self, body: QVBoxLayout) -> None:
        finding, validator = self.finding, self.document.validator
        if finding.row is None:
            if lines := entry_lines(self.document, finding):
                body.addWidget(statement_card(lines))
            return
        field = MAIN_NUMBER if finding.rule == "sex-mismatch" else finding.field
        parts = cover_parts(segments(validator, finding.row, field))
        if parts:
            body.addWidget(SegmentStrip(parts))
            details = [part for part in parts if part.detail]
            if details and finding.rule not in _WITHOUT_DETAILS:
                body.addWidget(details_card(details))
        lines = statements(validator, finding)
        if lines:
            body.addWidget(statement_card(lines))
        others = validator.related_rows(finding)
        column_ = self.document.roster.index(finding.field or "")
        if others and column_ is not None:
            related = RelatedRows(self.document, finding.row, others, column_)
            related.jump_requested.connect(self.jump_requested)
            body.addWidget(related)

    def _add_cause(self, body: QVBoxLayout) -> None:
        """What is to be decided before this, or what goes when this is decided."""
        document, cause = self.document, self.document.cause(self.finding)
        if cause is None:
            going = document.consequences(self.finding) if self.finding.row is not None else 0
            if going:
                body.addWidget(wrapped(f"改了它，另外 {going} 处会随之消失。",
                                       "consequences", "done"))
            return
        title = self.document.validator.title(cause.rule)
        column_ = document.roster.index(cause.field or "")
        if cause.row is None or column_ is None:
            text, action = f"“{title}”定下来之后，这里会随之消失。", "先核对学校"
        else:
            where = document.validator.row_label(cause.row)
            text = f"{where}有“{title}”，先改那一格，这里会随之消失。"
            action = f"先改{where}"
        body.addWidget(wrapped(text, "cause", "soft"))
        go = self._button(body, action, "go_to_cause")
        row = cause.row
        go.clicked.connect(lambda: self.school_requested.emit() if row is None or column_ is None
                           else self.jump_requested.emit(row, column_))

    def _add_suggestions(self, body: QVBoxLayout) -> None:
        validator = self.document.validator
        offered = [(self.finding, each) for each in validator.suggestions(self.finding)]
        offered += [(other, each) for other in others_of_tie(self.document, self.finding)
                    for each in validator.suggestions(other)]
        for number, (finding, suggestion) in zip(SUGGESTION_NUMBERS, offered):
            card = self._suggestion_card(number, finding, suggestion)
            card.clicked.connect(lambda _=False, finding=finding, value=suggestion.value:
                                 self.apply_requested.emit(finding, value))
            self._cards[number] = card
            body.addWidget(card)

    def _add_list_choices(self, body: QVBoxLayout) -> None:
        """Who is whom, who comes in, what has become of a student, for findings of lists."""
        taken = sum(number in SUGGESTION_NUMBERS for number in self._cards)
        choices = list_choices(self.document, self.finding)
        for number, choice in zip(SUGGESTION_NUMBERS[taken:], choices):
            card = ActionCard(
                cover_text(choice.text), cover_text(choice.detail), answer_keys(number),
                weight="first" if choice.what == "add" else "plain")
            card.setObjectName(f"list_{choice.what}_{number}")
            card.setEnabled(not self.document.read_only)
            card.clicked.connect(lambda _=False, chosen=choice: self.list_chosen.emit(chosen))
            self._cards[number] = card
            body.addWidget(card)

    def _suggestion_card(self, number: int, finding: Finding,
                         suggestion: Suggestion) -> ActionCard:
        cell = self.document.validator.cell(finding)
        if finding is not self.finding:
            verb = f"{self.document.roster.fields.title(finding.field)}改为 "
        else:
            verb = "改为 " if cell.strip() else "填上 "
        value = shortened(visible(
            cover_number(suggestion.value, finding.field), inner_spaces=False))
        spans = differing(cell, suggestion.value)
        whole = sum(end - start for start, end in spans) >= len(suggestion.value)
        strong = () if whole else [(start + len(verb), end + len(verb)) for start, end in spans]
        detail = suggestion.why
        if suggestion.tentative:
            detail = f"{detail}；请以纸质材料为准"
        weight = "quiet" if suggestion.tentative else "first" if number == 1 else "plain"
        card = ActionCard(verb + value, cover_text(detail), answer_keys(number), weight=weight,
                          strong=strong)
        card.setObjectName(f"suggestion_{number}")
        card.setEnabled(not self.document.read_only)
        return card

    def _add_confirm(self, body: QVBoxLayout) -> None:
        if not self.document.validator.confirmable(
                self.finding.rule, self.finding.field):
            return
        card = ActionCard("情况属实…", reasons.hint(self.finding.rule), keys_of(Act.CONFIRM))
        card.setObjectName("confirm")
        card.setEnabled(not self.document.read_only)
        card.clicked.connect(lambda: self.confirm_requested.emit())
        self._cards[CONFIRM_NUMBER] = card
        body.addWidget(card)
        for number, reason in zip(REASON_NUMBERS, self._rule.reasons):
            because = link(f"{reason}（{answer_keys(number)}）",
                           f"because_{number}")
            because.setAccessibleName(f"情况属实：{reason}")
            because.setEnabled(not self.document.read_only)
            because.clicked.connect(
                lambda _=False, reason=reason: self.confirm_because.emit(reason))
            self._cards[number] = because
            body.addWidget(because)
        self._confirm_all = link("", "confirm_all")
        self._confirm_all.setEnabled(not self.document.read_only)
        self._confirm_all.clicked.connect(lambda: self.confirm_all_requested.emit())
        self._confirm_all.hide()
        body.addWidget(self._confirm_all)

    def _add_file_actions(self, body: QVBoxLayout) -> None:
        rule, field = self.finding.rule, self.finding.field
        if rule == "missing-column" and field is not None:
            title = self.document.profile.fields.title(field)
            add = self._card(body, 1, f"加上“{title}”这一列",
                             "先是空的；能推算的会给出改法，可以一起填上", "add_column")
            add.setEnabled(not self.document.read_only)
            add.clicked.connect(lambda: self.add_column_requested.emit(field))
            self._card(body, 2, "指定表头…", "名册里有这一列，只是没有认出",
                       "map_headers").clicked.connect(lambda: self.map_headers_requested.emit())
        elif rule == "unread":
            self._card(body, 1, "查看这些地方…", "", "show_unread").clicked.connect(
                lambda: self.unread_requested.emit())
        elif rule in ("school-code", "school-system"):
            self._card(body, 1, "核对学校…", "改了以后还剩几处，那里会说",
                       "check_school").clicked.connect(lambda: self.school_requested.emit())

    def _card(self, body: QVBoxLayout, number: int, title: str, detail: str,
              name: str) -> ActionCard:
        """A thing to do about the file, with its key."""
        card = ActionCard(title, detail, answer_keys(number),
                          weight="first" if number == 1 else "plain")
        card.setObjectName(name)
        self._cards[number] = card
        body.addWidget(card)
        return card

    def _button(self, body: QVBoxLayout, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        body.addWidget(button)
        return button

    def _add_confirmation(self, body: QVBoxLayout) -> None:
        confirmation = self.document.journal.confirmations[self.finding.key]
        frame = QFrame()
        frame.setProperty("role", "card")
        frame.setObjectName("confirmation")
        inside = column(frame, theme.S)
        inside.setContentsMargins(theme.M + 3, theme.M, theme.M, theme.M)
        inside.addWidget(wrapped("已确认情况属实", "confirmed_title", "done"))
        inside.addWidget(wrapped(f"原因：{confirmation.reason}",
                                 "confirmed_reason"))
        back = link("撤回", "withdraw", "撤回情况属实")
        back.setEnabled(not self.document.read_only)
        back.clicked.connect(lambda: self.withdraw_requested.emit())
        inside.addWidget(back)
        body.addWidget(frame)

    def _add_fix_all(self, body: QVBoxLayout) -> None:
        if self.finding.row is None:
            if self.finding.rule == LIST_MISSING:
                everybody = link(f"都加到名册里（{keys_of(Act.FIX_ALL)}）", "fix_all")
                everybody.setEnabled(not self.document.read_only)
                everybody.clicked.connect(lambda: self.fix_all_requested.emit())
                body.addWidget(everybody)
            return
        self._fix_all_box = QWidget()
        inside = column(self._fix_all_box, 0)
        self._fix_all_text = wrapped("", "fix_all_text", "soft")
        open_ = link(f"列出来一起修改（{keys_of(Act.FIX_ALL)}）", "fix_all")
        open_.clicked.connect(lambda: self.fix_all_requested.emit())
        inside.addWidget(self._fix_all_text)
        inside.addWidget(open_)
        self._fix_all_box.hide()
        body.addWidget(self._fix_all_box)

    def _add_explanation(self, body: QVBoxLayout) -> None:
        text = wrapped(self.document.profile.worded(self._rule.explanation), "explanation", "soft")
        text.setVisible(self._explain)
        toggle = link("收起说明" if self._explain else "为什么查这一项", "explain")
        toggle.setCheckable(True)
        toggle.setChecked(self._explain)

        def show(on: bool) -> None:
            text.setVisible(on)
            toggle.setText("收起说明" if on else "为什么查这一项")
            toggle.setAccessibleName(toggle.text())
            self.explained.emit(on)

        toggle.toggled.connect(show)
        body.addWidget(toggle)
        body.addWidget(text)
