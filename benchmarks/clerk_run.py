"""The clerk's run: takes a roster from all its problems to both files through the real window, and
counts what the hands had to do.

    python -m benchmarks.clerk_run            the sample of 1,204 students
    python -m benchmarks.clerk_run --short    a school of 180 with a problem of most kinds

Only keys and clicks are used. What the program can't know (a digit that Excel lost) the clerk looks
up on paper; here that is the same school as the generator made it before it put the errors in.
A keystroke chord, a click and a value typed into one field are one action each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.explaining.ties import others_of_tie
from resources.samples.generator import make_roster, write
from resources.samples.generator.rosters import Injection, SampleRoster
from resources.samples.generator.samples import PLAN, ROWS
from validators.rules import BY_CODE

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QDialog, QWidget

    from app.document import Document
    from ui.window.main_window import MainWindow
    from validators.findings import Finding

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "resources" / "samples" / "示例名册.xls"
SCHOOL = "上海市松江区示例实验学校"
ON_PAPER_TOO = frozenset((
    "age-young", "age-unusual", "main-document", "name-rare", "name-length", "same-person",
    "class-value"))
"""Rules whose findings are right as they stand: the paper says the same."""
TWICE = frozenset(("same-person", "main-duplicate", "sub-duplicate"))
PATIENCE = 30.0
WORTH_A_LIST = 3
"""Fewer are confirmed one by one: all at once takes as many keys."""
DIALOG_PAUSE = 50
"""Milliseconds until a dialog that stops everything else is seen."""
MOST_VISITS = 600

Truth = Mapping[tuple[str, str], Mapping[str, str]]
"""What is on paper, by telephone and address of a student."""


@dataclass
class Hands:
    """Everything that is done goes through here, and is counted by kind and by purpose."""

    window: MainWindow
    actions: Counter[str] = field(default_factory=Counter)
    purposes: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    blind: int = 0
    """Offers taken although paper does not say the same, or is not at hand."""
    purpose: str = ""

    def _count(self, kind: str) -> None:
        self.actions[kind] += 1
        self.purposes[self.purpose] += 1

    def _target(self) -> QWidget:
        from PySide6.QtWidgets import QApplication
        if QApplication.activeWindow() is None:  # what a window manager would do
            (QApplication.activeModalWidget() or self.window).activateWindow()
            settle()
        focus = QApplication.focusWidget()
        if focus is None:
            raise RuntimeError(f"no focus while {self.purpose}")
        return focus

    def press(self, chord: str) -> None:
        """One key with its modifiers, to whatever has the focus."""
        from PySide6.QtGui import QKeySequence
        from PySide6.QtTest import QTest
        combination = QKeySequence(chord)[0]  # type: ignore[index]  # Qt's types lack it
        self._count("keys")
        QTest.keyClick(self._target(), combination.key(), combination.keyboardModifiers())
        settle()

    def type(self, text: str) -> None:
        """A value into the field or cell that has the focus; Chinese comes from an input method."""
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication
        self._count("typed values")
        self.characters += len(text)
        if text.isascii():
            QTest.keyClicks(self._target(), text[0])
            if text[1:]:
                QTest.keyClicks(self._target(), text[1:])
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QApplication.sendEvent(self._target(), event)
        settle()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """The left button."""
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest
        self._count("clicks")
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, none, at or QPoint())
        settle()


def settle() -> None:
    """Lets the window do what it put off."""
    from PySide6.QtWidgets import QApplication
    for _ in range(3):
        QApplication.processEvents()


def wait_until(ready: Callable[[], bool], what: str) -> None:
    """Waits as the clerk would."""
    from PySide6.QtTest import QTest
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(what)
        QTest.qWait(10)


def when_asked(window: QWidget, answer: Callable[[], None]) -> None:
    """Answers the next dialog that stops everything else, when it has the focus."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    before = QApplication.activeModalWidget()

    def look() -> None:
        dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
        if dialog is not before and dialog is not None \
                and focus is not None and dialog.isAncestorOf(focus):
            answer()
        else:
            if dialog is not None:
                dialog.activateWindow()
            QTimer.singleShot(DIALOG_PAUSE, window, look)
    QTimer.singleShot(DIALOG_PAUSE, window, look)


def open_dialog() -> QDialog:
    """The dialog that waits for an answer."""
    from PySide6.QtWidgets import QApplication, QDialog
    found = QApplication.activeModalWidget()
    if not isinstance(found, QDialog):
        raise RuntimeError("no dialog is open")
    return found


class Clerk:
    """Knows the paper, sees the window, and works in the order in which F8 leads."""

    def __init__(self, window: MainWindow, truth: Truth) -> None:
        self.window = window
        self.hands = Hands(window)
        self.truth = truth
        self.passed: set[tuple[object, ...]] = set()
        self.led = False
        """Whether the window has gone on to the next problem by itself."""

    @property
    def document(self) -> Document:
        if self.window.document is None:
            raise RuntimeError("nothing is open")
        return self.window.document

    # --- the work --------------------------------------------------------------------------------

    def work(self) -> int:
        """From the school step to zero problems; the number of problems at the beginning."""
        self.check_school()
        begun = self.document.tally().open
        self.unify_writing()
        self.take_sure()
        for _ in range(MOST_VISITS):
            self.see_the_result()
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
                    and not says(decision.after, known, each.field)
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
        if self.delete_copy(finding) or self.confirm_all(finding) or self.answer_here(finding) \
                or self.go_to_partner(finding):
            return
        if self.document.validator.confirmable(finding.rule) and (
                finding.row is None or finding.rule in ON_PAPER_TOO or finding.key in self.passed):
            self.confirm(finding)
        self.passed.add(finding.key)  # another cell is wrong: its turn comes

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

    def go_to_partner(self, finding: Finding) -> bool:
        """The other row of a duplicate, where paper says that it is the wrong one."""
        from PySide6.QtWidgets import QAbstractButton
        if finding.row is None or finding.rule not in TWICE:
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
        if finding.rule not in ON_PAPER_TOO and finding.row is not None:
            return False
        same = [one for one in self.document.open_findings() if one.rule == finding.rule]
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
        when_asked(self.window, self.give_reason)
        self.hands.press("Ctrl+Shift+-")
        return True

    # --- what is known ---------------------------------------------------------------------------

    def who(self, row: int) -> tuple[str, str]:
        """Tells students apart whatever is wrong with their numbers."""
        roster = self.document.roster
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
        right = finding.rule != "class-mismatch" and says(cell, known, finding.field)
        return None if right else known

    # --- handing in ------------------------------------------------------------------------------

    def hand_in(self, folder: Path) -> Path:
        """④ 生成上报文件; the master file."""
        from PySide6.QtWidgets import QApplication
        self.hands.purpose = "handing in"
        self.window.settings.save_folder = str(folder)
        self.hands.press("Ctrl+E")
        dialog: Any = open_dialog()
        self.hands.press("Return")
        wait_until(lambda: dialog.result_of is not None, "the files were not written")
        path: Path = dialog.result_of.pair.master.path
        self.hands.press("Return")
        wait_until(lambda: (found := QApplication.activeModalWidget()) is not None
                   and found.objectName() == "checklist", "no list of what is due")
        when_asked(self.window, self.answer)
        self.hands.press("Escape")
        wait_until(lambda: QApplication.activeModalWidget() is None, "a dialog stayed open")
        return path

    def answer(self) -> None:
        """Whether the working copy may go, now that the files are written."""
        open_dialog()
        self.hands.press("Return")


def says(text: str, known: str, key: str | None) -> bool:
    """Whether a text says what is on paper: 一年级1班 is 1班."""
    return text == known or key == "class_name" and bool(known) and text.endswith(known)


def truth_of(roster: SampleRoster) -> Truth:
    """A sound school, by who is who."""
    titles = roster.header
    phone, address = titles.index("联系电话"), titles.index("家庭住址")
    truth = {(str(row[phone]), str(row[address])): {
        key: str(row[place]) for key, place in roster.columns.items()} for row in roster.rows}
    for fields in truth.values():
        if fields["sub_number"][10] == "4":  # two of these the generator always spoils
            fields["stage"] = "特教"
            passed = roster.school_year - int(fields["sub_number"][11:15])
            fields["grade"] = f"{'一二三四五六七八九'[passed]}年级"
    return truth


def spare_of(plan: tuple[Injection, ...]) -> int:
    """How many students the generator begins with beyond those that stay."""
    gaps = sum(item.times for item in plan if item.key == "serial-gap")
    return gaps + gaps // 2


def sample() -> tuple[Path, Truth]:
    """The project's sample and the school it was made from."""
    return SAMPLE, truth_of(make_roster(ROWS + spare_of(PLAN), 2012, special=8))


SHORT_PLAN = tuple(Injection(key) for key in (
    "format/sex", "format/grade", "blank", "main-precision", "main-check-digit", "main-document",
    "sub-length", "sub-school-code", "sex-mismatch", "sex-mismatch", "whole-row-twice", "name-rare",
    "name-rare", "sex-value"))


def short(folder: Path) -> tuple[Path, Truth]:
    """A small school with a problem of most kinds."""
    path = folder / "短名册.xls"
    write(path, make_roster(180, 7, inject=SHORT_PLAN))
    return path, truth_of(make_roster(180, 7))


def run(path: Path, truth: Truth, home: Path) -> tuple[Clerk, int, Path]:
    """Opens the roster in the real window and does all the work."""
    from ui.window.main_window import MainWindow
    window = MainWindow()
    settle()
    window.show()
    window.activateWindow()
    clerk = Clerk(window, truth)
    clerk.hands.purpose = "opening"
    if path == SAMPLE:
        clerk.hands.click(window.start.sample_button)
    else:
        clerk.hands.actions["clicks"] += 1  # it is dropped on the window
        window.open_path(path)
    wait_until(lambda: window.document is not None, "the roster did not open")
    settle()
    settle()
    begun = clerk.work()
    out = home / "out"
    out.mkdir()
    master = clerk.hand_in(out)
    return clerk, begun, master


def report(clerk: Clerk, begun: int, seconds: float) -> str:
    """The number, and what it is made of."""
    hands = clerk.hands
    total = sum(hands.actions.values())
    lines = [f"{begun} problems to zero, and both files: {total} actions "
             f"({total / begun:.2f} a problem), {seconds:.0f} s",
             "  " + ", ".join(f"{count} {kind}" for kind, count in hands.actions.most_common())
             + f"; {hands.characters} characters typed; {hands.blind} blind acceptances"]
    lines += [f"  {count:4} {purpose}" for purpose, count in hands.purposes.most_common()]
    return "\n".join(lines)


def errors_in(master: Path) -> Counter[tuple[str, str]]:
    """What the command line finds wrong in the written file, by rule and field."""
    checked = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "check", str(master), "--json"], cwd=ROOT,
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    if checked.returncode == 2:
        raise RuntimeError(checked.stderr)
    return Counter((found["rule"], found["field"] or "")
                   for found in json.loads(checked.stdout)["findings"]
                   if found["severity"] == "error")


def main() -> int:
    """Runs, checks the written master from the command line, prints; 0 if all came out right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="the small school")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        os.environ["XUEJI_HOME"] = str(home / "home")
        from ui.widgets import worker
        from ui.window import app
        application = app.make_application(["xueji"])
        faults: list[str] = []
        sys.excepthook = lambda kind, error, trace: faults.append("".join(
            traceback.format_exception(kind, error, trace)))
        begin = time.perf_counter()
        path, truth = short(home) if options.short else sample()
        try:
            clerk, begun, master = run(path, truth, home)
        except (RuntimeError, TimeoutError):  # the hook above is for the window's own faults
            traceback.print_exc()
            return 1
        took = time.perf_counter() - begin
        worker.wait_for_all()
        print(report(clerk, begun, took))
        left = errors_in(master) - Counter(
            (rule, key or "") for _, key, rule, _ in clerk.document.journal.confirmations)
        print(f"check of {master.name}: {left.total()} errors besides those confirmed")
        application.processEvents()
        print(*faults, sep="\n", end="", file=sys.stderr)
    return 1 if left or faults else 0


if __name__ == "__main__":
    sys.exit(main())
