"""Random hands: the real window, offscreen, gets keys, clicks and texts at random for SECONDS.

After every few acts what the window believes is compared with a judgement made from nothing: the
findings, their counts, what the table shows, what is edited; and undoing everything must give the
roster as it was opened. At the end the window is closed and the work is taken up again from its
working copy, which must be the same. An unexpected error anywhere (the crash guard's word), a
difference, or an act that takes longer than 10 seconds is an offence; seed and acts are printed::

    python tests/faults/hands.py --seconds 60 --seed 7
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false;*.info=false")  # of what offscreen lacks

LONGEST = 10.0
LOOK_EVERY = 12
DIALOG_KEYS = ("Return", "Escape", "Tab", "Space", "Alt+0", "Down", "Up", "Ctrl+Return")
KEYS = (
    "F8", "Shift+F8", "Alt+1", "Alt+2", "Alt+0", "Alt+8", "Alt+9", "Alt+Up", "Return", "Return",
    "Escape", "Tab", "Shift+Tab", "Up", "Down", "Left", "Right", "PgDown", "PgUp", "Home", "End",
    "Ctrl+Home", "Ctrl+End", "Shift+Down", "Shift+Right", "Ctrl+A", "Delete", "Space", "F2",
    "Ctrl+Z", "Ctrl+Z", "Ctrl+Y", "Ctrl+C", "Ctrl+V", "Ctrl+D", "Ctrl+Shift+=", "Ctrl+Shift+-",
    "Ctrl+F", "Ctrl+H", "Ctrl+1", "Ctrl+2", "Ctrl+3", "F5", "Ctrl+G", "Ctrl+Shift+G", "Ctrl+L",
    "Ctrl+M", "Ctrl+=", "Ctrl+-", "Ctrl+0", "Ctrl+Alt+1", "Ctrl+Alt+2", "Ctrl+K", "F1", "Ctrl+F1",
    "Ctrl+E", "Ctrl+Return", "Backspace")
TEXTS = ("", "男", "女", "王小明", "王?", "1班", "2班", "七年级", "初一", "2015届", "12345678", "x",
         "31011720000305123X", "<b>粗</b>", "\u200b", "a" * 300, "留级", "𠮷", "=1+1", "2012-09-01")
SEEN_ONLY = ("actionQuit", "actionOpen", "actionClose", "actionMerge", "actionDistrict",
             "actionRemap", "actionStored", "actionLedger", "actionCompare", "actionSlipsIn",
             "actionPhotos")
"""Acts that lead to the system's own dialogs, or away from this roster."""


class Hands:
    """One window, one roster, one seed."""

    def __init__(self, place: Path, seed: int) -> None:
        from PySide6.QtWidgets import QApplication

        from ui.window.app import make_application
        from ui.window.main_window import MainWindow

        self.dice = random.Random(seed)
        self.acts: Counter[str] = Counter()
        self.last: deque[str] = deque(maxlen=25)
        self.found: list[str] = []
        self.looks = self.steps = self.begun = 0
        self.acting = 0
        """The number of the act that has not come back yet; 0 for none."""
        self.place = place
        self.app = QApplication.instance() or make_application(["xueji"])
        sys.excepthook = self._unexpected
        self.roster = place / "名册.xlsx"
        self.window = MainWindow(folder=place / "work")
        self.window.settings.save_folder = str(place)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()

    def _unexpected(self, kind: type[BaseException], error: BaseException, trace: object) -> None:
        self.found.append("".join(traceback.format_exception(error)))

    # --- moving ----------------------------------------------------------------------------------

    def open(self) -> None:
        """The roster, made here, is open and its school is confirmed."""
        from resources.samples.generator import make_roster, write

        write(self.roster, make_roster(60, self.dice.randrange(1, 1000), 0.05))
        self.window.open_path(self.roster)
        self.wait(lambda: self.window.document is not None, "the roster does not open")

    def wait(self, ready: Callable[[], bool], what: str) -> None:
        """Lets the window work until it is ready."""
        from PySide6.QtTest import QTest
        end = time.monotonic() + 3 * LONGEST
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError(what)
            QTest.qWait(5)

    def settle(self) -> None:
        """What was put off is done, and nothing is computed in the background."""
        from PySide6.QtWidgets import QApplication

        from ui.widgets import worker
        for _ in range(4):
            QApplication.processEvents()
        worker.wait_for_all()
        for _ in range(4):
            QApplication.processEvents()

    def act(self) -> None:
        """One thing at random, to whatever has the focus."""
        from PySide6.QtWidgets import QApplication
        began = time.monotonic()
        dialog = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        choice = self.dice.random()
        self.begun += 1
        self.acting = self.begun
        if choice < 0.55:
            self.press(self.dice.choice(DIALOG_KEYS if dialog is not None else KEYS))
        elif choice < 0.75:
            self.type(self.dice.choice(TEXTS))
        elif choice < 0.95:
            self.click(dialog or self.window)
        elif dialog is None:
            self.trigger()
        self.acting = 0
        self.settle()
        if time.monotonic() - began > LONGEST:
            self.found.append(f"{time.monotonic() - began:.0f} s")

    def note(self, kind: str, what: str) -> None:
        """Remembers an act, for the report."""
        self.acts[kind] += 1
        self.last.append(f"{kind} {what}")

    def press(self, chord: str) -> None:
        from PySide6.QtGui import QKeySequence
        from PySide6.QtTest import QTest
        self.note("key", chord)
        combination = QKeySequence(chord)[0]  # type: ignore[index]  # Qt's types lack it
        self.free_later()
        QTest.keyClick(self.target(), combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtWidgets import QApplication
        self.note("text", text[:20])
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self.target(), event)

    def click(self, within: object) -> None:
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QMenuBar, QWidget
        assert isinstance(within, QWidget)
        at = QPoint(self.dice.randrange(max(1, within.width())),
                    self.dice.randrange(max(1, within.height())))
        widget = within.childAt(at) or within
        if isinstance(widget, QMenuBar):
            return
        self.note("click", f"{widget.metaObject().className()} {widget.objectName()}")
        modifier = self.dice.choice([Qt.KeyboardModifier.NoModifier] * 4 + [
            Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier])
        self.free_later()
        double = self.dice.random() < 0.1
        (QTest.mouseDClick if double else QTest.mouseClick)(
            widget, Qt.MouseButton.LeftButton, modifier, widget.mapFrom(within, at))

    def trigger(self) -> None:
        actions = [action for act, action in self.window.actions_of.items()
                   if action.isEnabled() and act.value not in SEEN_ONLY]
        action = self.dice.choice(actions)
        self.note("menu", action.objectName())
        self.free_later()
        action.trigger()

    def target(self) -> object:
        from PySide6.QtWidgets import QApplication
        if QApplication.activeWindow() is None:
            (QApplication.activeModalWidget() or self.window).activateWindow()
            QApplication.processEvents()
        return QApplication.focusWidget() or QApplication.activeModalWidget() or self.window

    def free_later(self, act: int = 0) -> None:
        """Frees the act that is begun (or the one of this number) after a while."""
        from PySide6.QtCore import QTimer
        number = act or self.acting
        QTimer.singleShot(300, self.window, lambda: self.free(number))

    def free(self, act: int) -> None:
        """A box that waits for an answer inside an act, however late it comes, gets one: at random,
        as from a hand."""
        from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QMessageBox):
            self.dice.choice(dialog.buttons()).click()
        elif isinstance(dialog, QFileDialog):
            dialog.reject()
        elif dialog is not None and self.dice.random() < 0.3:
            dialog.close()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        if QApplication.activeModalWidget() is not None or act == self.acting:
            self.free_later(act)

    # --- looking ---------------------------------------------------------------------------------

    def look(self) -> None:
        """Holds what the window believes against a judgement made from nothing."""
        from app.document import Document
        from tests.builders import everything

        document = self.window.document
        if document is None:
            return
        self.looks += 1
        self.steps = max(self.steps, len(document.journal.steps))
        anew = Document(document.roster, document.profile, document.school,
                        journal=document.journal, today=document.validator.today,
                        lists=document.lists)
        if everything(anew.validator) != everything(document.validator):
            self.found.append("the findings are not those of a fresh judgement")
        if anew.tally() != document.tally():
            self.found.append(f"counts {document.tally()}, judged anew {anew.tally()}")
        shown = self.window.work.table.model.rowCount()
        if shown > len(document.roster):
            self.found.append(f"{shown} rows are shown of {len(document.roster)}")

    def finish(self) -> None:
        """Undoes everything, does it again, leaves, and takes the work up again."""
        from app import continuing
        document, work = self.window.document, self.window.open_work
        if document is None or work is None:
            return
        cells = [list(row.cells) for row in document.roster.rows]
        done = document.journal.done
        while document.journal.can_undo:
            document.undo()
        opened = [list(document.roster.original(row.id) or ()) for row in document.roster.rows]
        if [list(row.cells)[:len(o)] for row, o in zip(
                document.roster.rows, opened, strict=True)] != opened:
            self.found.append("undoing everything does not give the roster as it was opened")
        for _ in range(done):
            document.redo()
        if [list(row.cells) for row in document.roster.rows] != cells:
            self.found.append("doing everything again does not give what was there")
        work.flush(LONGEST)
        is_kept = work.copy is not None and work.copy.exists()
        if not self.window.opening.let_go():
            self.found.append("the work can't be left")
        works = continuing.look(self.place / "work").works
        if is_kept != bool(works):
            self.found.append(f"{len(works)} working copies")
        if works and [list(row.cells) for row in continuing.go_on(works[0]).roster.rows] != cells:
            self.found.append("the working copy is not what was seen")


def run(seed: int, seconds: float, acts: int = 10**9) -> Hands:
    """Lets the hands loose until the time or the acts are used up, or something is found."""
    with tempfile.TemporaryDirectory(prefix="xueji-hands-") as place:
        os.environ["XUEJI_HOME"] = place
        from ui import settings
        settings.STORE = Path(place) / "settings.ini"
        hands = Hands(Path(place), seed)
        try:
            hands.open()
            end = time.monotonic() + seconds
            while time.monotonic() < end and sum(hands.acts.values()) < acts and not hands.found:
                hands.act()
                if sum(hands.acts.values()) % LOOK_EVERY == 0:
                    hands.look()
            hands.look()
            hands.finish()
        except Exception:
            hands.found.append(traceback.format_exc())
        hands.window.deleteLater()
        return hands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--acts", type=int, default=10**9)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    hands = run(options.seed, options.seconds, options.acts)
    print(f"seed {options.seed}: {sum(hands.acts.values())} acts "
          f"({', '.join(f'{n} {kind}' for kind, n in hands.acts.most_common())}), "
          f"{hands.steps} steps, compared {hands.looks} times with a fresh judgement")
    for what in hands.found:
        print(what)
    if hands.found:
        print("the last acts:", *hands.last, sep="\n  ")
    print(f"{len(hands.found)} found" if hands.found else "nothing found", flush=True)
    os._exit(1 if hands.found else 0)  # whatever the window still does is no matter here


if __name__ == "__main__":
    main()
