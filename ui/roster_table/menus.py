"""The menus of the table's cells and headings. They are given commands and who carries them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.table.order import Sort
from ui.action_table import CUT, Act, keys_of, title_of
from ui.roster_table.view import Command

_WITHOUT_GROUPS = 2
"""Parts that there are anyway: all columns, and those with problems."""


class Sorting(NamedTuple):
    """By which column a menu offers to sort: its title, how the table is sorted now, and what
    sorts it."""

    column: int
    title: str
    now: Sort | None
    sort: Callable[[Sort | None], object]


class ColumnChoice(NamedTuple):
    """Every column with index, title and whether it is shown; what shows or hides one, opens the
    dialog, and brings the usual ones back; parts of them by name and title, the one looked at, and
    what shows another."""

    columns: list[tuple[int, str, bool]]
    show: Callable[[int, bool], object]
    choose: Callable[[], object]
    reset: Callable[[], object]
    parts: Sequence[tuple[str, str]] = ()
    part: str = ""
    show_part: Callable[[str], object] = str


def _add(menu: QMenu, name: str, text: str, keys: str, do: Callable[[], object],
         enabled: bool = True) -> QAction:
    """An entry that shows its key; the key itself is the view's affair."""
    action = menu.addAction(text)
    action.setObjectName(name)
    if keys:
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
    action.setEnabled(enabled)
    action.triggered.connect(lambda _checked=False: do())
    return action


def _named(act: Act) -> tuple[str, str]:
    """An action's text and keys, as in the menu bar."""
    return title_of(act), keys_of(act)


def _new(parent: QWidget, name: str) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def cell_menu(parent: QWidget, do: Callable[[Command], object], *, may_edit: bool,
              may_copy: bool, sorting: Sorting | None) -> QMenu:
    """What can be done with the selected cells and rows."""
    menu = _new(parent, "cellMenu")
    groups = (
        (("cutCells", "剪切", CUT, Command.CUT, may_edit),
         ("copyCells", *_named(Act.COPY), Command.COPY, may_copy),
         ("pasteCells", *_named(Act.PASTE), Command.PASTE, may_edit)),
        (("clearCells", *_named(Act.CLEAR), Command.CLEAR, may_edit),
         ("fillDown", *_named(Act.FILL_DOWN), Command.FILL_DOWN, may_edit),
         ("replaceText", *_named(Act.REPLACE), Command.REPLACE, True)),
        (("confirmCells", *_named(Act.CONFIRM), Command.CONFIRM, may_edit),),
        (("insertAbove", "在上方插入一行…", keys_of(Act.INSERT_ROW), Command.INSERT_ABOVE, may_edit),
         ("insertBelow", "在下方插入一行…", "", Command.INSERT_BELOW, may_edit),
         ("deleteRows", *_named(Act.DELETE_ROWS), Command.DELETE_ROWS, may_edit)))
    for number, group in enumerate(groups):
        if number:
            menu.addSeparator()
        for name, text, keys, command, enabled in group:
            _add(menu, name, text, keys, partial(do, command), enabled)
    if sorting is not None:
        menu.addSeparator()
        _add_sorting(menu, sorting)
    return menu


def heading_menu(parent: QWidget, columns: ColumnChoice | None,
                 sorting: Sorting | None) -> QMenu:
    """What can be done with a column, or with none in particular; nothing without a roster."""
    menu = _new(parent, "headingMenu")
    if columns is None:
        return menu
    if sorting is not None:
        _add_sorting(menu, sorting)
        menu.addSeparator()
        _add(menu, "hideColumn", "隐藏这一列", "",
             partial(columns.show, sorting.column, False))
    _add_columns(menu, columns)
    return menu


def columns_menu(parent: QWidget, columns: Callable[[], ColumnChoice | None]) -> QMenu:
    """A menu of all columns with a tick for each that is shown, made anew whenever it opens."""
    menu = QMenu("显示的列", parent)
    menu.setObjectName("columnsMenu")

    def fill() -> None:
        menu.clear()
        choice = columns()
        if choice is not None:
            _add_columns(menu, choice)

    menu.aboutToShow.connect(fill)
    return menu


def _add_sorting(menu: QMenu, sorting: Sorting) -> None:
    title = sorting.title
    for name, text, sort in (
            ("sortUp", f"按“{title}”升序排列", Sort(sorting.column)),
            ("sortDown", f"按“{title}”降序排列", Sort(sorting.column, descending=True)),
            ("sortNone", "恢复名册原来的顺序", None)):
        action = _add(menu, name, text, "", partial(sorting.sort, sort))
        action.setCheckable(True)
        action.setChecked(sorting.now == sort)


def _add_parts(menu: QMenu, choice: ColumnChoice) -> None:
    for part, title in choice.parts:
        action = _add(menu, f"part_{part}", title, "", partial(choice.show_part, part))
        action.setCheckable(True)
        action.setChecked(choice.part == part)
    menu.addSeparator()


def _add_columns(menu: QMenu, choice: ColumnChoice) -> None:
    """The columns; parts of them stand first only where there are groups, that is many columns."""
    grouped = len(choice.parts) > _WITHOUT_GROUPS
    if grouped:
        _add_parts(menu, choice)
    for column, title, shown in choice.columns:
        action = menu.addAction(title.replace("&", "&&"))
        action.setObjectName(f"column{column}")
        action.setCheckable(True)
        action.setChecked(shown)
        action.toggled.connect(partial(choice.show, column))
    menu.addSeparator()
    if not grouped:
        _add_parts(menu, choice)
    _add(menu, "chooseColumns", "列的显示和顺序…", "", choice.choose)
    _add(menu, "resetColumns", "恢复默认的列", "", choice.reset)
