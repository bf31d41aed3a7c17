"""The row of tools above the table: what is shown at the left, what can be done at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup, QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget)

from ui.action_table import Act, keys_of, title_of
from ui.looks import icons, theme

MODES = ("all", "problems", "edited")
TYPING_PAUSE = 150
"""Milliseconds after the last key until the search is made."""
_LEAST_WIDTH = 600
"""At the usual text size; below it something would be cut off."""
_COMFORT = 100
"""How much wider than it must be the search field is, before texts are shortened for it."""


class ToolRow(QFrame):
    """Raises requests; the window does what they ask for. ``filter_changed`` says that one of mode,
    class and text is another."""

    filter_changed = Signal()
    format_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    next_requested = Signal()
    leave_search = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolRow")
        self.setAccessibleName("工具")
        self.setFixedHeight(theme.px(44))
        self.modes = QButtonGroup(self)
        self.modes.setExclusive(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.XL, 0, theme.XL, 0)
        layout.setSpacing(theme.M)
        layout.addLayout(self._segments())
        self.classes = QComboBox(self)
        self.classes.setObjectName("classFilter")
        self.classes.setAccessibleName("班级")
        self.classes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.classes.setMinimumWidth(88)
        self.classes.setMaximumWidth(150)
        self.classes.setMaxVisibleItems(20)
        self.classes.activated.connect(lambda _index: self.filter_changed.emit())
        layout.addWidget(self.classes)
        self.search = QLineEdit(self)
        self.search.setObjectName("search")
        self.search.setAccessibleName("查找姓名、号码")
        self.search.setPlaceholderText(f"查找姓名、号码…  {keys_of(Act.SEARCH)}")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(72)
        self.search.setMaximumWidth(220)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout.addWidget(self.search, 3)
        layout.addStretch(1)
        self.format = self._button(
            "formatButton", title_of(Act.FORMAT).rstrip("…"), self.format_requested)
        self.undo = self._button("undoButton", title_of(Act.UNDO), self.undo_requested)
        self.redo = self._button("redoButton", "", self.redo_requested)
        self.redo.setAccessibleName(title_of(Act.REDO))
        self.next = self._button(
            "nextButton", f"{title_of(Act.NEXT)}  {keys_of(Act.NEXT)}", self.next_requested)
        for button in (self.format, self.undo, self.redo, self.next):
            layout.addWidget(button)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._typing.timeout.connect(self.filter_changed)
        self.search.textEdited.connect(lambda _text: self._typing.start())
        self.search.textChanged.connect(self._cleared)
        self.search.returnPressed.connect(self._search_now)
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.search)
        away.setContext(Qt.ShortcutContext.WidgetShortcut)
        away.activated.connect(self._drop_search)
        theme.notifier().changed.connect(self._dress)
        self._formats = 0
        self._dress()
        self.set_classes([])
        self.set_counts({})

    def _segments(self) -> QHBoxLayout:
        layout = QHBoxLayout()
        layout.setSpacing(0)
        names = ("modeAll", "modeProblems", "modeEdited")
        for index, place in enumerate(("first", "middle", "last")):
            button = QPushButton(self)
            button.setObjectName(names[index])
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setProperty("place", place)
            self.modes.addButton(button, index)
            layout.addWidget(button)
        self.modes.button(0).setChecked(True)
        self.modes.idClicked.connect(lambda _id: self.filter_changed.emit())
        return layout

    # --- what is chosen --------------------------------------------------------------------------

    def mode(self) -> str:
        """``all``, ``problems`` or ``edited``."""
        return MODES[self.modes.checkedId()]

    def set_mode(self, mode: str) -> None:
        """Chooses a mode; tells nobody."""
        self.modes.button(MODES.index(mode)).setChecked(True)

    def class_name(self) -> str | None:
        """The class that is shown, or None for all."""
        return self.classes.currentText() if self.classes.currentIndex() > 0 else None

    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def reset(self) -> None:
        """All students of all classes again; tells nobody."""
        self._typing.stop()
        self.set_mode("all")
        self.classes.setCurrentIndex(0)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)

    # --- what is shown ---------------------------------------------------------------------------

    def set_classes(self, names: list[str]) -> None:
        """Offers classes to filter by; keeps the choice if it can."""
        chosen = self.class_name()
        self.classes.clear()
        # all at once: after each change the box asks anew how wide its texts are
        self.classes.addItems(["全部班级", *names])
        self.classes.setCurrentIndex(names.index(chosen) + 1 if chosen in names else 0)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Shows how many rows each mode has (``problems``, ``edited``)."""
        texts = ("全部", self._counted("有问题", counts.get("problems", 0)),
                 self._counted("已改", counts.get("edited", 0)))
        for index, text in enumerate(texts):
            self.modes.button(index).setText(text)
            self.modes.button(index).setAccessibleName(text)
        self._fit()

    def set_format_count(self, count: int) -> None:
        """Shows how many writings can be unified."""
        self._formats = count
        self.format.setAccessibleName(self._counted("一键规范写法", count))
        self.format.setToolTip(self.format.accessibleName() + f"（{keys_of(Act.FORMAT)}）")
        self.format.setEnabled(count > 0)
        self._fit()

    def set_undo(self, undo: str, redo: str, editable: bool = True) -> None:
        """Labels of the steps that can be undone and redone, "" for none."""
        self.undo.setEnabled(bool(undo) and editable)
        self.redo.setEnabled(bool(redo) and editable)
        self.undo.setToolTip(f"撤销“{undo}”（{keys_of(Act.UNDO)}）" if undo else "")
        self.redo.setToolTip(f"重做“{redo}”（{keys_of(Act.REDO)}）" if redo else "")

    def focus_search(self) -> None:
        """Puts the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_LEAST_WIDTH), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """The longest texts that there is room for."""
        layout = self.layout()
        if layout is None:
            return
        for undo, short in (("撤销", False), ("", False), ("", True)):
            self.undo.setText(undo)
            self.format.setText(self._counted(
                "规范写法" if short else "一键规范写法", self._formats))
            self.next.setText(f"{'下一处' if short else title_of(Act.NEXT)}  {keys_of(Act.NEXT)}")
            margin = theme.M if short else theme.XL
            layout.setContentsMargins(margin, 0, margin, 0)
            layout.setSpacing(theme.S if short else theme.M)
            if layout.totalMinimumSize().width() + _COMFORT <= self.width():
                break

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.palette()
        painter.fillRect(self.rect(), QColor(colors.surface))
        painter.setPen(QColor(colors.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    def _counted(self, text: str, count: int) -> str:
        return f"{text} {count:,}" if count else text

    def _button(self, name: str, text: str, signal: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(" ".join(text.split()))
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(lambda _=False: signal.emit())  # type: ignore[attr-defined]
        return button

    def _search_now(self) -> None:
        self._typing.stop()
        self.filter_changed.emit()
        self.leave_search.emit()

    def _drop_search(self) -> None:
        """Esc: all rows again, and back to the table."""
        self.search.clear()
        self._search_now()

    def _cleared(self, text: str) -> None:
        """The clear button takes the search away at once."""
        if not text:
            self._typing.start()

    def _dress(self) -> None:
        self.undo.setIcon(icons.icon("undo"))
        self.redo.setIcon(icons.icon("redo"))
