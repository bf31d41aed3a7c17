"""The list of rules with open findings, under headings: model, painting, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal)
from PySide6.QtGui import (
    QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QWidget

from app.explaining.grouping import Group, Section
from ui.looks import marks, theme
from validators.findings import Severity

_MARGIN = 14
_MARK = 12
_TITLE_LEFT = _MARGIN + _MARK + 10
_BAR = 2
_LEAST_BAR = 6
_HEADINGS = {
    Section.FIRST: "先定这些（会带走别的问题）", Section.EACH: "逐处处理",
    Section.VANISHING: "会随之消失，不用处理", Section.DONE: "已处理完"}

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the delegate asks of the model."""

    GROUP = Qt.ItemDataRole.UserRole + 1
    SHARE = Qt.ItemDataRole.UserRole + 2


class ProblemModel(QAbstractListModel):
    """Rules in order, each with its counts; ``share`` is its bar's length from 0 to 1. Where they
    belong to several sections each of these has a heading, a line that is a text alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Group | str] = []
        self._most = 1

    @property
    def groups(self) -> Sequence[Group]:
        """The lines that can be chosen: each rule once."""
        first = {line.rule: line for line in reversed(self._lines) if isinstance(line, Group)}
        return [line for line in self._lines
                if isinstance(line, Group) and line is first[line.rule]]

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Takes new counts; rows that stay are only repainted. What goes with its cause is counted
        apart, on a line of its own."""
        self._most = max((group.open for group in groups), default=1) or 1
        lines: list[Group | str] = []
        apart = [replace(group, open=group.consequences, vanish=0, confirmed=0)
                 for group in groups if group.to_decide and group.consequences]
        shown = sorted([*groups, *apart], key=lambda group: group.section)
        headed = len({group.section for group in shown} - {Section.DONE}) > 1
        for place, group in enumerate(shown):
            if headed and (not place or group.section is not shown[place - 1].section):
                lines.append(_HEADINGS[group.section])
            lines.append(group)
        if list(map(_identity, lines)) == list(map(_identity, self._lines)):
            self._lines = lines
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def row_of(self, rule: str | None) -> int:
        """Where a rule stands, or -1."""
        return next((row for row, line in enumerate(self._lines)
                     if isinstance(line, Group) and line.rule == rule), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        group = self._lines[index.row()]
        if isinstance(group, str):
            return group if role in (Qt.ItemDataRole.DisplayRole,
                                     Qt.ItemDataRole.AccessibleTextRole) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return group.title
        if role == Role.GROUP:
            return group
        if role == Role.SHARE:
            # the root keeps a few beside many to be seen
            return (group.open / self._most) ** 0.5
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(group)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._spoken(group)
        return None

    def _spoken(self, group: Group) -> str:
        kind = "错误" if group.severity is Severity.ERROR else "待核实"
        confirmed = f"，已确认 {group.confirmed} 处" if group.confirmed else ""
        if group.done:
            return f"{group.title}：已全部处理" + confirmed
        if group.section is Section.VANISHING:
            return f"{group.title}，{group.open} 处，会随之消失，不用处理" + confirmed
        takes = f"，改了会带走 {group.vanish} 处" if group.vanish else ""
        return f"{kind}：{group.title}，{group.to_decide} 处" + takes + confirmed


def _identity(line: Group | str) -> str:
    return line if isinstance(line, str) else line.rule


class ProblemDelegate(QStyledItemDelegate):
    """Paints a line: mark, title with its bar below, count."""

    def sizeHint(self, option: Any, index: Index) -> QSize:
        # only as tall as it must be: the list is the work left, at a glance
        width = option.widget.viewport().width() if isinstance(
            option.widget, QAbstractItemView) else 240
        group: Group | None = index.data(Role.GROUP)
        if group is None:
            return QSize(width, QFontMetrics(theme.text_font(-2)).height() + 14)
        return QSize(width, self._title_box(width, group).height() + 10)

    @staticmethod
    def _title_box(width: int, group: Group) -> QRect:
        metrics = QFontMetrics(theme.text_font(bold=False))
        count = QFontMetrics(theme.number_font()).horizontalAdvance(_count(group))
        room = max(40, width - _TITLE_LEFT - _MARGIN - count - theme.M)
        box = metrics.boundingRect(QRect(0, 0, room, 1000), int(Qt.TextFlag.TextWordWrap),
                                   group.title)
        return QRect(_TITLE_LEFT, 5, room, max(box.height(), 21))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        colors = theme.palette()
        group: Group | None = index.data(Role.GROUP)
        line = QRect(option.rect)
        if group is None:
            self._paint_heading(painter, line, str(index.data()))
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        if chosen:
            painter.fillRect(line, QColor(colors.selection))
        elif hover:
            painter.fillRect(line, QColor(colors.hover))
        title = self._title_box(line.width(), group).translated(line.topLeft())
        pale = group.section in (Section.VANISHING, Section.DONE)
        kind = marks.DONE if group.done else \
            marks.ERROR if group.severity is Severity.ERROR else marks.WARNING
        if group.section is Section.VANISHING:
            painter.setOpacity(0.4)
        marks.paint_mark(painter, QRect(line.left() + _MARGIN, title.top() + 4, _MARK, _MARK), kind)
        painter.setOpacity(1.0)
        painter.setFont(theme.text_font())
        painter.setPen(QColor(colors.faint if pale else colors.text))
        painter.drawText(title, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                         | int(Qt.TextFlag.TextWordWrap), group.title)
        painter.setFont(theme.number_font())
        painter.setPen(QColor(colors.faint if pale else colors.soft))
        count = QRect(title.right(), title.top(), line.right() - _MARGIN - title.right(),
                      title.height())
        painter.drawText(count, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                         _count(group))
        if not pale:
            full = line.width() - _TITLE_LEFT - _MARGIN - 26
            length = max(_LEAST_BAR, round(full * float(index.data(Role.SHARE))))
            ink = colors.error_mark if group.severity is Severity.ERROR else colors.warning_mark
            painter.setOpacity(0.45)
            painter.fillRect(QRect(title.left(), title.bottom() + 1, length, _BAR), QColor(ink))
            painter.setOpacity(1.0)
        if focused:
            painter.setPen(QPen(QColor(colors.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(line.adjusted(1, 1, -1, -1))
        painter.restore()

    @staticmethod
    def _paint_heading(painter: QPainter, line: QRect, text: str) -> None:
        painter.save()
        painter.setFont(theme.text_font(-2))
        painter.setPen(QColor(theme.palette().soft))
        painter.drawText(line.adjusted(_MARGIN, 6, -_MARGIN, -2), int(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), text)
        painter.restore()


def _count(group: Group) -> str:
    """What is to be decided of a rule, and what goes with it."""
    if group.done:
        return ""
    if group.section is Section.VANISHING:
        return f"{group.open:,}"
    if group.vanish:
        taken = f"带走 {group.vanish:,}"
        return taken if group.file_level else f"{group.to_decide:,} · {taken}"
    return f"{group.to_decide:,}"


class ProblemList(QListView):
    """The list itself. Choosing is by click, Up and Down; Esc lets go."""

    chosen = Signal(object)
    """A rule's code, or None."""
    clicked_rule = Signal(str)
    activated_rule = Signal(str)
    """Enter or double click."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem_list")
        self.setAccessibleName("问题列表")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView#problem_list { border: none; }")
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._model = ProblemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(ProblemDelegate(self))
        self._rule: str | None = None

    @property
    def rule(self) -> str | None:
        """The chosen rule."""
        return self._rule

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Takes new counts; what was chosen stays chosen while it is in the list."""
        self._model.set_groups(groups)
        row = self._model.row_of(self._rule)
        if row < 0:
            self.choose(None)
        elif self.currentIndex().row() != row or not self.selectedIndexes():
            self.setCurrentIndex(self._model.index(row))

    def choose(self, rule: str | None) -> None:
        """Chooses a rule, or none; tells if it is another one."""
        if rule is None:
            self.clearSelection()
        else:
            self.setCurrentIndex(self._model.index(self._model.row_of(rule)))
        if rule != self._rule:
            self._rule = rule
            self.chosen.emit(rule)

    def _rule_at(self, index: Index) -> str | None:
        group = index.data(Role.GROUP) if index.isValid() else None
        return group.rule if group is not None else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        rule = self._rule_at(self.indexAt(event.position().toPoint()))
        if rule is not None:
            self.choose(rule)
            self.clicked_rule.emit(rule)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        rule = self._rule_at(self.indexAt(event.position().toPoint()))
        if rule is not None:
            self.choose(rule)
            self.activated_rule.emit(rule)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        groups = self._model.groups
        row = next((place for place, each in enumerate(groups) if each.rule == self._rule), -1)
        last = len(groups) - 1
        steps = {Qt.Key.Key_Down: row + 1, Qt.Key.Key_Up: last if row < 0 else row - 1,
                 Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            self.choose(groups[min(max(steps[key], 0), last)].rule)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rule is not None:
            self.activated_rule.emit(self._rule)
        elif key == Qt.Key.Key_Escape and self._rule is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self._rule is None:  # no line could show the focus
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(theme.palette().accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
