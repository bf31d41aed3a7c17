"""A clerk's morning in the real window, by keys and clicks: what is done, in order, and how it is
seen that it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.hands import Hands, answered, open_dialog, wait_until

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractButton

    from ui.window.main_window import MainWindow

NAME = "示例学校"
RULE = "sub-entry-year"
"""Of many of whose findings the program is sure."""
PATIENCE = 60.0
PRESSES, EVERY = 60, 0.033
"""How often a key repeats that is held for two seconds, and after how many seconds each time."""


@dataclass(frozen=True)
class Step:
    """A thing to do: what it is part of, its name, how it begins, whether it is over."""

    part: str
    name: str
    begin: Callable[[], object]
    over: Callable[[], bool]
    presses: int = 0
    """How often one key is pressed in it, which is measured by itself."""

    def finish(self, pause: int) -> None:
        """Waits until it is over, and for so many milliseconds more, in which the window does what
        it put off until it had been painted; raises TimeoutError if it does not come to an end."""
        from PySide6.QtTest import QTest
        wait_until(self.over, self.name, PATIENCE)
        QTest.qWait(pause)


def morning(window: MainWindow, hands: Hands) -> Iterator[Step]:
    """Every step; the next one is asked for when the one before is over."""
    yield from _open(window, hands)
    yield from _edit(window, hands)
    yield from _columns(window, hands)
    yield from _lists(window, hands)
    yield from _school(window, hands)
    yield from _hand_in(window, hands)


def _open(window: MainWindow, hands: Hands) -> Iterator[Step]:
    work = window.work
    yield Step("open", "open", lambda: hands.click(button("recent0")),
               lambda: window.document is not None or is_asked("continueDialog"))
    if window.document is None:  # it was worked on in a morning before
        yield Step("open", "anew", lambda: hands.click(button("startAnew")),
                   lambda: window.document is not None)

    def name_the_school() -> None:
        hands.click(work.school.name)
        hands.press("Ctrl+A")
        hands.type(NAME)
        hands.press("Return")
    yield Step("open", "name the school", name_the_school,
               lambda: school_of(window) == NAME and work.school.isHidden())


def _edit(window: MainWindow, hands: Hands) -> Iterator[Step]:
    table = window.work.table
    name = column(window, "name")

    def edit() -> None:
        click_cell(window, hands, 1, name)
        hands.press("F2")
        hands.press("Ctrl+A")
        hands.type("王示范")
        hands.press("Return")

    def hold() -> None:
        for _ in range(PRESSES):
            hands.press("F8")
    yield Step("edit", "next problem", lambda: hands.press("F8"), lambda: True)
    yield Step("edit", "F8 held", hold, lambda: True, presses=PRESSES)
    yield Step("edit", "a name", edit, done(window, 1))
    yield Step("edit", "undo that", lambda: hands.press("Ctrl+Z"), done(window, 0))
    yield Step("edit", "sort", lambda: click_heading(window, hands, name),
               lambda: table.sort() is not None)
    yield Step("edit", "problems only", lambda: hands.press("Ctrl+2"),
               lambda: not table.filter().shows_all)
    yield Step("edit", "all", lambda: hands.press("Ctrl+1"), lambda: table.filter().shows_all)


def _columns(window: MainWindow, hands: Hands) -> Iterator[Step]:
    """Whole columns; each is taken back, so that the next has as much to do."""
    part, at = "whole columns", column(window, "class_name")

    def choose() -> None:
        from PySide6.QtCore import Qt
        click_cell(window, hands, 0, at)
        last = window.work.table.model.rowCount() - 1
        click_cell(window, hands, last, at, Qt.KeyboardModifier.ShiftModifier)

    def replace() -> None:
        hands.press("Ctrl+A")
        hands.type("班")
        hands.press("Tab")
        hands.type("组")

    def is_chosen() -> bool:
        return len(window.work.table.selected_cells()) == row_count(window)
    yield Step(part, "choose", choose, is_chosen)
    yield Step(part, "fill", lambda: hands.press("Ctrl+D"), done(window, 1, whole_column=True))
    yield Step(part, "undo filling", lambda: hands.press("Ctrl+Z"), done(window, 0))
    yield Step(part, "redo filling", lambda: hands.press("Ctrl+Y"), done(window, 1))
    yield Step(part, "undo again", lambda: hands.press("Ctrl+Z"), done(window, 0))
    yield Step(part, "choose again", choose, is_chosen)
    yield Step(part, "clear", lambda: hands.press("Del"), done(window, 1, whole_column=True))
    yield Step(part, "undo clearing", lambda: hands.press("Ctrl+Z"), done(window, 0))
    yield Step(part, "ask to replace", lambda: hands.press("Ctrl+H"), finder_is_shown(window, True))
    yield Step(part, "what to replace", replace, lambda: button("replaceAll").isEnabled())
    yield Step(part, "replace", lambda: hands.click(button("replaceAll")),
               done(window, 1, whole_column=True))
    yield Step(part, "close the dialog", lambda: hands.click(button("findClose")),
               finder_is_shown(window, False))
    yield Step(part, "undo replacing", lambda: hands.press("Ctrl+Z"), done(window, 0))


def _lists(window: MainWindow, hands: Hands) -> Iterator[Step]:
    part, work = "bulk fixes", window.work
    if work.problems.isHidden():  # it gives way on a narrow screen
        yield Step(part, "the problem list", lambda: hands.press("Ctrl+Alt+1"),
                   work.problems.isVisible)
    yield Step(part, "its list", lambda: click_rule(window, hands), work.is_listing)
    yield Step(part, "carry out", lambda: hands.press("Ctrl+Return"), done(window, 1))
    yield Step(part, "undo that", lambda: hands.press("Ctrl+Z"), done(window, 0))
    yield Step(part, "leave the list", lambda: hands.press("Escape"),
               lambda: not work.is_listing())
    yield Step(part, "unify", lambda: hands.click(button("formatButton")),
               lambda: is_asked("preview_fixes"))
    yield Step(part, "carry out unifying", lambda: hands.press("Return"), done(window, 1))


def _school(window: MainWindow, hands: Hands) -> Iterator[Step]:
    year = window.document.school.school_year if window.document is not None else 0

    def next_year() -> None:
        hands.press("Ctrl+L")
        hands.click(window.work.school.year)
        hands.press("Up")

    def take_back() -> None:
        click_cell(window, hands, 0, column(window, "name"))  # the field has an undo of its own
        hands.press("Ctrl+Z")
    yield Step("school", "next year", next_year, lambda: is_year(window, year + 1))
    yield Step("school", "undo that", take_back, lambda: is_year(window, year))


def _hand_in(window: MainWindow, hands: Hands) -> Iterator[Step]:
    yield Step("hand in", "the check list", lambda: hands.press("Ctrl+E"),
               lambda: is_asked("submission"))
    dialog = open_dialog()

    def write_anyway() -> None:
        with answered(lambda: hands.click(button("agree")), name="messageBox"):
            hands.click(button("anyway"))
    yield Step("hand in", "write", write_anyway,
               lambda: getattr(dialog, "result_of") is not None)
    yield Step("hand in", "finish", lambda: hands.click(button("go")), dialog.isHidden)
    yield Step("hand in", "close", lambda: hands.press("Ctrl+W"), lambda: window.document is None)


# --- what is looked at and touched ----------------------------------------------------------------


def is_asked(name: str) -> bool:
    """Whether the dialog of this name is open."""
    from PySide6.QtWidgets import QApplication
    dialog = QApplication.activeModalWidget()
    return dialog is not None and dialog.objectName() == name


def button(name: str) -> QAbstractButton:
    """The button of this name in sight; raises RuntimeError if there is none."""
    from PySide6.QtWidgets import QAbstractButton, QApplication
    modal = QApplication.activeModalWidget()
    for window in [modal] if modal is not None else QApplication.topLevelWidgets():
        for found in window.findChildren(QAbstractButton, name):
            if isinstance(found, QAbstractButton) and found.isVisible():
                return found
    raise RuntimeError(f"no button {name}")


def finder_is_shown(window: MainWindow, shown: bool) -> Callable[[], bool]:
    """Looks whether 查找和替换 is in sight, or is not."""
    def look() -> bool:
        from ui.work.find_dialog import FindReplaceDialog
        dialog = window.work.table.findChild(FindReplaceDialog)
        return (dialog is not None and dialog.isVisible()) is shown
    return look


def done(window: MainWindow, steps: int, *, whole_column: bool = False) -> Callable[[], bool]:
    """Looks whether so many steps are done, and nothing more is judged; raises RuntimeError if the
    last one should have been of a whole column and was not."""
    def look() -> bool:
        from PySide6.QtWidgets import QApplication
        document = window.document
        if document is None or document.journal.done != steps or QApplication.activeModalWidget():
            return False
        if whole_column and len(document.journal.steps[steps - 1].changes) < 0.5 * len(
                document.roster):
            raise RuntimeError("not so much as half of the column was changed")
        return True
    return look


def school_of(window: MainWindow) -> str:
    """The school's name."""
    return window.document.school.name if window.document is not None else ""


def is_year(window: MainWindow, year: int) -> bool:
    """Whether this is the school year, and nothing more is judged."""
    from PySide6.QtWidgets import QApplication
    return window.document is not None and window.document.school.school_year == year \
        and QApplication.activeModalWidget() is None


def row_count(window: MainWindow) -> int:
    """How many rows the table shows."""
    return window.work.table.model.rowCount()


def column(window: MainWindow, key: str) -> int:
    """Where a field is; raises RuntimeError if the roster lacks it."""
    found = window.document.roster.index(key) if window.document is not None else None
    if found is None:
        raise RuntimeError(f"no column {key}")
    return found


def click_cell(window: MainWindow, hands: Hands, place: int, at: int,
               modifiers: Qt.KeyboardModifier | None = None) -> None:
    """A cell, by the mouse."""
    view = window.work.table.view
    index = view.model().index(place, at)
    view.scrollTo(index)
    hands.click(view.viewport(), view.visualRect(index).center(), modifiers)


def click_heading(window: MainWindow, hands: Hands, at: int) -> None:
    """A column's heading, by which is sorted."""
    from PySide6.QtCore import QPoint
    header = window.work.table.view.columns
    hands.click(header.viewport(), QPoint(header.sectionViewportPosition(at) + 12, 10))


def click_rule(window: MainWindow, hands: Hands) -> None:
    """The rule's line in the problem list."""
    rules = window.work.problems.list
    model: Any = rules.model()
    index = model.index(model.row_of(RULE), 0)
    hands.click(rules.viewport(), rules.visualRect(index).center())
