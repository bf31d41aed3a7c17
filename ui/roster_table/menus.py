"""The menus of the table's cells and headings. They ask the table; none does anything itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.table.order import Sort

if TYPE_CHECKING:
    from ui.roster_table.table import RosterTable


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


def _new(table: RosterTable, name: str) -> QMenu:
    menu = QMenu(table)
    menu.setObjectName(name)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def cell_menu(table: RosterTable) -> QMenu:
    """What can be done with the selected cells and rows."""
    menu, tr = _new(table, "cellMenu"), table.tr
    document, current = table.document, table.current()
    may = document is not None and not document.read_only
    column = current[1] if current is not None else -1
    _add(menu, "cutCells", tr("剪切"), "Ctrl+X", table.cut, may)
    _add(menu, "copyCells", tr("复制"), "Ctrl+C", table.copy, current is not None)
    _add(menu, "pasteCells", tr("粘贴"), "Ctrl+V", table.paste, may)
    menu.addSeparator()
    _add(menu, "clearCells", tr("清空内容"), "Del", table.clear_cells, may)
    _add(menu, "fillDown", tr("向下填充"), "Ctrl+D", table.fill_down, may)
    _add(menu, "replaceText", tr("查找和替换…"), "Ctrl+H", table.find_replace)
    menu.addSeparator()
    _add(menu, "confirmCells", tr("情况属实…"), "Alt+0", table.confirm_requested.emit, may)
    menu.addSeparator()
    _add(menu, "insertAbove", tr("在上方插入一行…"), "Ctrl+Shift+=", table.insert_row, may)
    _add(menu, "insertBelow", tr("在下方插入一行…"), "", lambda: table.insert_row(below=True), may)
    _add(menu, "deleteRows", tr("删除选中的行…"), "Ctrl+Shift+-", table.delete_rows, may)
    if column >= 0:
        menu.addSeparator()
        _add_sorting(menu, table, column)
    return menu


def heading_menu(table: RosterTable, column: int) -> QMenu:
    """What can be done with a column (-1: with none in particular)."""
    menu = _new(table, "headingMenu")
    if table.document is None:
        return menu
    if column >= 0:
        _add_sorting(menu, table, column)
        menu.addSeparator()
        _add(menu, "hideColumn", table.tr("隐藏这一列"), "", lambda: table.show_column(column, False))
    _add_columns(menu, table)
    return menu


def columns_menu(table: RosterTable, parent: QWidget) -> QMenu:
    """A menu of all columns with a tick for each that is shown, made anew whenever it opens."""
    menu = QMenu(table.tr("显示的列"), parent)
    menu.setObjectName("columnsMenu")

    def fill() -> None:
        menu.clear()
        if table.document is not None:
            _add_columns(menu, table)

    menu.aboutToShow.connect(fill)
    return menu


def _add_sorting(menu: QMenu, table: RosterTable, column: int) -> None:
    title = str(table.model.headerData(column, Qt.Orientation.Horizontal))
    tr, now = table.tr, table.sort()
    for name, text, sort in (
            ("sortUp", tr("按“{0}”升序排列").format(title), Sort(column)),
            ("sortDown", tr("按“{0}”降序排列").format(title), Sort(column, descending=True)),
            ("sortNone", tr("恢复名册原来的顺序"), None)):
        action = _add(menu, name, text, "", partial(table.set_sort, sort))
        action.setCheckable(True)
        action.setChecked(now == sort)


def _add_columns(menu: QMenu, table: RosterTable) -> None:
    for column, title, shown in table.layout_of_columns.all_columns():
        action = menu.addAction(title)
        action.setObjectName(f"column{column}")
        action.setCheckable(True)
        action.setChecked(shown)
        action.toggled.connect(partial(table.show_column, column))
    menu.addSeparator()
    _add(menu, "chooseColumns", table.tr("列的显示和顺序…"), "", table.choose_columns)
    _add(menu, "resetColumns", table.tr("恢复默认的列"), "", table.reset_columns)
