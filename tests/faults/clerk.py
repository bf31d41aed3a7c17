"""A tireless clerk: the real window, offscreen, worked by a script until the process is killed.

The script is the same for whoever runs it: ``act`` does the n-th thing to a document, so that the
one who kills can do it too and knows what must be on the disk. Lines on the pipe tell what happens:

    O <digest>   the roster is open (or continued) in this state; waits for a byte before going on
    T <n>        the n-th thing is about to be done
    A <n>        the window says that everything up to the n-th is saved
    S <n>        writing both files begins, in the state after the n-th
    W <n>        the window says that they are written
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import os
import random
import signal
import sys
from argparse import Namespace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton

import ui.window.app
from app.document import Document
from models.profile import DEFAULT_PROFILE
from models.school import School
from ui.submission.submission import SubmissionDialog
from ui.widgets.soon import soon
from ui.window.main_window import MainWindow

SUBMIT_EVERY = 12


def digest(document: Document) -> str:
    """The whole state: cells, rows, confirmations, school, what can be undone and redone."""
    journal, school = document.journal, document.school
    state = [
        [school.code, school.name, school.school_year, school.system],
        [column.title for column in document.roster.columns],
        [[row.id, row.number, row.cells] for row in document.roster.rows],
        [[row.id, row.cells] for row in document.roster.removed()],
        sorted([str(key), found.reason] for key, found in journal.confirmations.items()),
        journal.done, [[step.label, step.reasons] for step in journal.steps]]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:20]


def act(document: Document, seed: int, number: int) -> None:
    """Does the n-th thing."""
    dice = random.Random(f"{seed}:{number}")
    rows = [row.id for row in document.roster.rows]
    kind = dice.random()
    if kind < 0.10 and document.journal.can_undo:
        document.undo()
    elif kind < 0.16 and document.journal.can_redo:
        document.redo()
    elif kind < 0.20:
        document.insert_row(dice.randrange(len(rows) + 1), "漏报", [f"新{number}"])
    elif kind < 0.23 and len(rows) > 30:
        document.delete_rows(dice.sample(rows, 2), "重复")
    elif kind < 0.28:
        found = [one for one in document.open_findings()
                 if document.validator.confirmable(one.rule)]
        if found:
            document.confirm([dice.choice(found)], f"查过 {number}")
    elif kind < 0.31:
        old = document.school
        document.set_school(School(old.code, old.name, 2012 + number % 2, old.system))
    elif kind < 0.40:
        document.edit([(row, 2, f"某{number}·{row}") for row in dice.sample(rows, 20)])
    else:
        document.edit([(dice.choice(rows), dice.choice((0, 1, 2, 5)), f"改{number}")])


class Clerk:
    """Presses what has to be pressed, one thing for each turn of the event loop."""

    def __init__(self, window: MainWindow, seed: int, first: int, pipe: int, go_ahead: int) -> None:
        self.window, self.seed, self.number = window, seed, first
        self.pipe, self.go_ahead = pipe, go_ahead
        self.is_open = False
        self.submitting: int | None = None
        self.told_saved = first
        soon(window, self.turn)

    def say(self, *words: object) -> None:
        os.write(self.pipe, (" ".join(map(str, words)) + "\n").encode())

    def turn(self) -> None:
        # Anew each time: a timer does not fire in an event loop that it has itself begun (a box).
        soon(self.window, self.turn, 1)
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, SubmissionDialog):
            self.hand_in(dialog)
        elif isinstance(dialog, QDialog):
            self.answer(dialog)
        elif self.window.document is not None:
            self.work(self.window.document)

    def answer(self, dialog: QDialog) -> None:
        """The continue dialog and boxes: takes what is offered first, but keeps the work."""
        is_removal = isinstance(dialog, QMessageBox) and "要删除" in dialog.text()
        for name in ("refuse",) if is_removal else ("goOn", "agree", "close", "accept"):
            button = dialog.findChild(QPushButton, name)
            if button is not None:
                if dialog.objectName() == "faultDialog":
                    self.say("E", dialog.text.toPlainText().replace("\n", " | "))
                button.click()
                return

    def work(self, document: Document) -> None:
        if not self.is_open:
            self.is_open = True
            self.window.status.save_state.setText("")
            self.say("O", digest(document))
            os.read(self.go_ahead, 1)
        if self.number - self.told_saved > 6:  # the clerk looks up from time to time
            self.look_up()
            return
        self.look_up()
        if self.number and self.number % SUBMIT_EVERY == 0 and self.submitting != self.number:
            self.submitting = self.number
            self.window.submit()
            return
        self.number += 1
        self.say("T", self.number)
        act(document, self.seed, self.number)

    def look_up(self) -> None:
        """What the window says is what the clerk relies on."""
        if (self.told_saved < self.number
                and self.window.status.save_state.text().startswith("所有修改已保存")):
            self.told_saved = self.number
            self.say("A", self.number)

    def hand_in(self, dialog: SubmissionDialog) -> None:
        if dialog.result_of is not None:
            self.say("W", self.number)
            dialog.go_button.click()
        elif not dialog.problem.isHidden():
            self.say("F", dialog.problem.text())
            dialog.reject()
        elif dialog.anyway_button.isVisible() and dialog.anyway_button.isEnabled():
            self.say("S", self.number)
            dialog.anyway_button.click()
        elif dialog.go_button.isEnabled() and not dialog.bar.isVisible():
            self.say("S", self.number)
            dialog.go_button.click()


def work(roster: Path, out: Path, seed: int, first: int, pipe: int, go_ahead: int) -> None:
    """Runs the program until it is killed. SIGUSR1 writes where it stands to ``stacks``."""
    with open(out.parent / "stacks", "w", encoding="utf-8") as stacks:
        faulthandler.register(signal.SIGUSR1, stacks)
        _work(roster, out, seed, first, pipe, go_ahead)


def _work(roster: Path, out: Path, seed: int, first: int, pipe: int, go_ahead: int) -> None:
    make = ui.window.app.make_window

    def make_window(options: Namespace) -> MainWindow:
        window = make(options)
        window.settings.save_folder = str(out)
        window.clerk = Clerk(window, seed, first, pipe, go_ahead)
        return window
    ui.window.app.make_window = make_window
    ui.window.app.run(str(roster), Namespace(
        roster=str(roster), profile=DEFAULT_PROFILE, sheet=[], school_code=None,
        school_name="示例学校", school_year=2012, system=None))


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:7]))
