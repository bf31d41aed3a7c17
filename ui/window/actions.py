"""The window's actions and menus, made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ui.action_table import TABLE, Act, Menu


def make_actions(window: QMainWindow, do: Callable[[Act], None]) -> dict[Act, QAction]:
    """The actions, each of which calls ``do`` with its name."""
    actions: dict[Act, QAction] = {}
    for entry in TABLE:
        text = entry.text
        if entry.panel_keys:
            text += "\t" + entry.panel_keys
        action = QAction(text, window)
        action.setObjectName(entry.act.value)
        action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
        if entry.in_table:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setCheckable(entry.checkable)
        action.triggered.connect(lambda _=False, act=entry.act: do(act))
        actions[entry.act] = action
    return actions


def fill_menus(window: QMainWindow, actions: dict[Act, QAction]) -> dict[Menu, QMenu]:
    """The menu bar."""
    menus: dict[Menu, QMenu] = {}
    for menu in Menu:
        found = window.menuBar().addMenu(menu.value)
        found.setObjectName(f"menu{menu.name.title()}")
        found.setToolTipsVisible(True)
        menus[menu] = found
    for entry in TABLE:
        if entry.gap:
            menus[entry.menu].addSeparator()
        menus[entry.menu].addAction(actions[entry.act])
    return menus
