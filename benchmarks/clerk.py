"""A clerk who knows the paper, sees the window, and works in the order in which F8 leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.explaining.list_choices import list_choices
from app.explaining.ties import others_of_tie
from benchmarks.hands import Hands, answered, open_dialog, settle, wait_until
from benchmarks.watch import Watch, says
from validators.rules import BY_CODE

if TYPE_CHECKING:
    from app.document import Document
    from ui.window.main_window import MainWindow
    from validators.findings import Finding

SCHOOL = "上海市松江区示例实验学校"
ON_PAPER_TOO = frozenset((
    "age-young", "age-unusual", "main-document", "name-rare", "name-length", "same-person",
    "class-value"))
"""Rules whose findings are right as they stand: the paper says the same."""
TWICE = frozenset(("same-person", "main-duplicate", "sub-duplicate"))
DAMAGED = frozenset(("main-precision", "sub-precision"))
WORTH_A_LIST = 3
"""Fewer are confirmed one by one: all at once takes as many keys."""
WORTH_PASTING = 8
"""So many damaged numbers of a class are fetched from the teacher's list together."""
MOST_VISITS = 600

Truth = Mapping[tuple[str, str], Mapping[str, str]]
"""What is on paper, by telephone and address of a student or by sheet and row."""


class Clerk:
    """Knows the paper, sees the window, and works in the order in which F8 leads."""

    def __init__(self, window: MainWindow, truth: Truth, *, by_place: bool = False) -> None:
        self.window = window
        self.hands = Hands(window)
        self.truth = truth
        self.by_place = by_place
        self.watch = Watch()
        self.passed: set[tuple[object, ...]] = set()
        self.looked_at_list = False
        """Whether what a list has in the same way was looked at together."""
        self.led = False
        """Whether the window has gone on to the next problem by itself."""

    @property
    def document(self) -> Document:
        if self.window.document is None:
            raise RuntimeError("nothing is open")
        return self.window.document

    # --- the work --------------------------------------------------------------------------------

    def work(self, more: Callable[[Clerk], None] = lambda clerk: None) -> int:
        """From the school step to zero problems; the number of problems at the beginning. ``more``
        is done when the school is right."""
        self.check_school()
        begun = self.document.tally().open
        more(self)
        self.watch.look(self)
        if self.document.validator.counts()["format"]:
            self.unify_writing()
            self.watch.look(self)
        if not self.document.leading_findings():
            self.take_sure()
        for _ in range(MOST_VISITS):
            self.see_the_result()
            self.watch.look(self)
            if not self.document.tally().open:
                return begun
            if not self.led:
                self.hands.purpose = "going on"
                self.hands.press("F8")
            self.led = False
            self.visit()
        raise RuntimeError(f"{self.document.tally().open} problems are still open")

    def see_the_result(self) -> None:
        """Looks while the window goes on by itself, if it does."""
        going_on = self.window.work.going_on
        if going_on.pending:
            self.led = True
            wait_until(lambda: not going_on.pending, "the window did not go on")
            settle()

    def check_school(self) -> None:
        """② 核对学校."""
        self.hands.purpose = "school"
        if not self.window.work.school.is_sound():
            self.hands.type(SCHOOL)
        self.watch.look(self)
        while self.window.work.school.advice.is_given:  # paper says that the roster is right
            self.hands.press("Return")
            self.watch.look(self)
        self.hands.press("Return")

    def unify_writing(self) -> None:
        """一键规范写法."""
        self.hands.purpose = "format"
        self.hands.press("Ctrl+G")
        self.hands.press("Return")

    def take_sure(self) -> None:
        """The list of what has one sure answer: every line is held against paper, what that denies
        is left out."""
        page = self.window.work
        self.hands.purpose = "sure list"
        self.hands.press("Ctrl+Shift+G")
        if not page.is_listing():
            return
        model, lines = page.work_list.model, page.work_list.lines
        for place in range(model.rowCount()):
            decision = model.decision(place)
            if decision is not None and decision.ticked and any(
                    (known := self.paper(row, each.field)) is not None
                    and not says(decision.after, known, each.field, self.paper(row, "grade"))
                    for each in decision.findings if (row := each.row) is not None):
                index = model.index(place, 0)
                lines.scrollTo(index)
                self.hands.click(lines.viewport(), lines.visualRect(index).center())
        self.hands.blind += sum(
            each.row is None or self.paper(each.row, each.field) is None
            for decision in model.ticked() for each in decision.findings)
        if model.ticked():
            self.hands.press("Ctrl+Return")
            self.see_the_result()
        if page.is_listing():  # what was left out is looked at beside its row
            self.hands.press("Escape")

    def visit(self) -> None:
        """Deals with the finding that the inspector shows."""
        finding = self.window.work.inspector.shown_findings()[0]
        self.hands.purpose = finding.rule
        if self.add_column(finding) or self.confirm_listed(finding) or self.tell_of_all(finding) \
                or self.paste_class(finding) or self.delete_copy(finding) \
                or self.confirm_all(finding) or self.answer_here(finding) \
                or self.go_to_partner(finding) or self.answer_list(finding):
            return
        if self.document.validator.confirmable(finding.rule) and (
                finding.row is None or finding.rule in ON_PAPER_TOO or finding.key in self.passed):
            self.confirm(finding)
        self.passed.add(finding.key)  # another cell is wrong: its turn comes

    def add_column(self, finding: Finding) -> bool:
        """A field that the list has not; when all are there, what can be computed."""
        if finding.rule != "missing-column":
            return False
        self.hands.press("Alt+1")
        self.see_the_result()
        self.watch.look(self)
        if not self.document.leading_findings():
            self.take_sure()
        return True

    def paste_class(self, finding: Finding) -> bool:
        """Numbers of one class that Excel damaged, out of the class teacher's own list: selected
        and copied there, pasted here."""
        from PySide6.QtWidgets import QApplication
        if finding.row is None or finding.rule not in DAMAGED:
            return False
        document = self.document
        rows = [row.id for row in document.roster.rows[document.roster.position(finding.row):]]
        room = list(takewhile(lambda row: self.class_of(row) == self.class_of(rows[0]), rows))
        texts = [self.paper(row, finding.field) for row in room]
        damaged = sum(any(each.rule == finding.rule for each in document.open_in_row(row))
                      for row in room)
        if damaged < WORTH_PASTING or None in texts:
            return False
        for _ in ("selected in the other list", "copied there"):
            self.hands.count("keys")
        QApplication.clipboard().setText("\n".join(text or "" for text in texts) + "\n")
        self.hands.press("Ctrl+V")
        return True

    def confirm_listed(self, finding: Finding) -> bool:
        """What a list has in the same way: looked at together, once; what paper denies is left
        out."""
        from PySide6.QtWidgets import QAbstractButton
        if self.looked_at_list or finding.rule not in ON_PAPER_TOO:
            return False
        offered = [button.objectName() for button in self.window.work.inspector.findChildren(
            QAbstractButton) if button.objectName().startswith("list_as-listed_")]
        if not offered:
            return False
        self.looked_at_list = True
        self.hands.press(f"Alt+{offered[0].rpartition('_')[2]}")
        dialog: Any = open_dialog()
        for line, fix in enumerate(dialog.model.fixes):
            if fix.finding.rule not in ON_PAPER_TOO:
                index = dialog.model.index(line, 0)
                dialog.table.scrollTo(index)
                self.hands.click(dialog.table.viewport(), dialog.table.visualRect(index).center())
        self.hands.press("Return")
        return True

    def class_of(self, row: int) -> tuple[str, str]:
        """Grade and class as they stand."""
        roster = self.document.roster
        return roster.value(row, "grade"), roster.value(row, "class_name")

    def answer_here(self, finding: Finding) -> bool:
        """Takes a card whose text is on paper, be it for another cell that contradicts this one,
        or types."""
        validator = self.document.validator
        cards = [(each, suggestion.value)
                 for each in (finding, *others_of_tie(self.document, finding))
                 for suggestion in validator.suggestions(each)][:5]
        for number, (each, value) in enumerate(cards, 1):
            if value == self.wanted(each):
                self.hands.blind += each.row is None or self.paper(each.row, each.field) is None
                self.hands.press(f"Alt+{number}")
                return True
        wanted = self.wanted(finding)
        if wanted is None:
            return False
        self.hands.type(wanted)
        if not self.window.work.going_on.pending:
            self.hands.press("Return")
        return True

    def answer_list(self, finding: Finding) -> bool:
        """What another list says: the same student, by paper, or the roster is right."""
        if finding.row is None or not finding.rule.startswith("list-"):
            return False
        same = [(choice.taken, number) for number, choice in enumerate(
            list_choices(self.document, finding), 1)
            if choice.what == "same" and self.is_on_paper(finding.row, choice.entry)]
        if same:
            self.hands.press(f"Alt+{max(same)[1]}")  # with what the roster has wrong, if offered
            return True
        self.confirm(finding)
        return True

    def tell_of_all(self, finding: Finding) -> bool:
        """Who has come or left since the list was made: said of all at once."""
        kind = {"list-extra": "转入", "list-missing": "转出"}.get(finding.rule)
        choices = list_choices(self.document, finding)
        number = next((number for number, choice in enumerate(choices, 1)
                       if choice.what == "dispose-some"), 0)
        if kind is None or not number:
            return False
        self.hands.press(f"Alt+{number}")
        open_dialog()
        titles = [each.title for each in self.document.profile.dispositions.kinds]
        self.hands.press(str(titles.index(kind) + 1))
        self.hands.press("Return")
        return True

    def is_on_paper(self, row: int, entry: str) -> bool:
        """Whether paper says of a row's student what a row of a list does."""
        cells = self.document.held.entry_cells(entry) if self.document.held else None
        known = {key: self.paper(row, key) for key in ("name", "main_number")}
        return cells is not None and all(cells.get(key) == text for key, text in known.items())

    def is_right(self, finding: Finding) -> bool:
        """Whether paper says what the roster says, and not what a list does."""
        return finding.rule.startswith("list-") and not finding.params.get("candidates") \
            and (finding.row is None or self.wanted(finding) is None)

    def go_to_partner(self, finding: Finding) -> bool:
        """The other row of a duplicate, where paper says that it is the wrong one."""
        from PySide6.QtWidgets import QAbstractButton
        if finding.row is None or finding.rule not in TWICE or finding.rule in ON_PAPER_TOO:
            return False
        for row in self.document.validator.related_rows(finding):
            known = self.paper(row, finding.field)
            if known is not None and known != self.document.roster.value(row, finding.field or ""):
                there = self.window.work.inspector.findChild(QAbstractButton, f"jump_{row}")
                if there is None:
                    return False
                self.hands.click(there)
                self.led = True
                return True
        return False

    def confirm(self, finding: Finding) -> None:
        """The first of the rule's own reasons by its key, else one out of the dialog's list."""
        if BY_CODE[finding.rule].reasons:
            self.hands.press("Alt+6")
        else:
            self.hands.press("Alt+0")
            self.give_reason()

    def confirm_all(self, finding: Finding) -> bool:
        """Confirms all of a kind where paper says the same as the roster."""
        if finding.rule not in ON_PAPER_TOO and finding.row is not None \
                and not self.is_right(finding):
            return False
        same = [one for one in self.document.open_findings() if one.rule == finding.rule]
        if finding.rule.startswith("list-") and not all(map(self.is_right, same)):
            return False
        if len(same) < WORTH_A_LIST or any(map(self.is_copy, same)):
            return False
        self.hands.press("Alt+9")
        self.give_reason()
        return True

    def give_reason(self) -> None:
        """The first reason of the list."""
        dialog = open_dialog()
        self.hands.press("1")
        if dialog.isVisible():
            self.hands.press("Return")

    def delete_copy(self, finding: Finding) -> bool:
        """A student listed twice: one of the rows goes."""
        if not self.is_copy(finding):
            return False
        with answered(self.give_reason):
            self.hands.press("Ctrl+Shift+-")
        return True

    # --- what is known ---------------------------------------------------------------------------

    def who(self, row: int) -> tuple[str, str]:
        """Tells students apart whatever is wrong with their numbers: by telephone and address, or
        where a list has none by their place in it."""
        roster = self.document.roster
        if self.by_place:
            return roster.row(row).sheet, str(roster.row(row).number)
        cells = roster.row(row).cells
        titles = [column.title for column in roster.columns]
        return cells[titles.index("联系电话")], cells[titles.index("家庭住址")]

    def is_copy(self, finding: Finding) -> bool:
        """Whether another row is the same student."""
        if finding.row is None or finding.rule not in TWICE:
            return False
        own = self.who(finding.row)
        return any(row != finding.row and self.who(row) == own
                   for row in self.document.validator.related_rows(finding))

    def paper(self, row: int, key: str | None) -> str | None:
        """What stands on paper in a field; None if that is not at hand."""
        return self.truth.get(self.who(row), {}).get(key or "")

    def wanted(self, finding: Finding) -> str | None:
        """The text that the finding's cell should have; None if it is right as it is."""
        if finding.row is None or finding.rule in ON_PAPER_TOO:
            return None
        known = self.paper(finding.row, finding.field)
        if known is None:
            offered = self.document.validator.suggestions(finding)
            return offered[0].value if offered else None
        cell = self.document.validator.cell(finding)
        grade = self.paper(finding.row, "grade")
        return None if says(cell, known, finding.field, grade) else known

    # --- handing in ------------------------------------------------------------------------------

    def hand_in(self, folder: Path) -> Path:
        """④ 生成上报文件; the master file."""
        from PySide6.QtWidgets import QApplication
        self.hands.purpose = "handing in"
        self.window.settings.save_folder = str(folder)
        self.hands.press("Ctrl+E")
        dialog: Any = open_dialog()
        if dialog.check.whole_columns.isVisible():  # a line for each of a thousand says nothing
            while not dialog.check.whole_columns.hasFocus():
                self.hands.press("Tab")
            self.hands.press("Space")
        self.hands.press("Return")
        wait_until(lambda: dialog.result_of is not None, "the files were not written")
        path: Path = dialog.result_of.pair.master.path
        self.hands.press("Return")
        wait_until(lambda: (found := QApplication.activeModalWidget()) is not None
                   and found.objectName() == "checklist", "no list of what is due")
        with answered(lambda: self.hands.press("Return")):
            self.hands.press("Escape")  # then whether the working copy may go
        wait_until(lambda: QApplication.activeModalWidget() is None, "a dialog stayed open")
        return path
