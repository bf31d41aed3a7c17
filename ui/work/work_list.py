"""A rule's work list: all its cells as decisions, answered in place of the table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QShortcut)
from PySide6.QtWidgets import (
    QAbstractItemView, QApplication, QFrame, QHBoxLayout, QHeaderView, QLabel, QLineEdit,
    QPushButton, QTableView, QVBoxLayout, QWidget)

from app.document import Document
from app.explaining.work_list import Decision, WorkList, sure_list, work_list
from ui.action_table import CONFIRM_NUMBER, TAKE_CHOSEN, TAKE_CHOSEN_TOO, Act, keys_of
from ui.looks import theme
from ui.work.work_list_model import Col, WorkListDelegate, WorkListModel

_BRIEF = 460
"""Below this width the buttons say as little as will do."""
_SAMPLE = 100
"""How many lines the widths of the columns are taken from."""


class _Lines(QTableView):
    """Space takes, 0 confirms, Enter or typing edits what it becomes."""

    toggled = Signal(int)
    confirm_wanted = Signal(int)
    left = Signal()

    def __init__(self, model: WorkListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("work_lines")
        self.setAccessibleName("这类问题的各处")
        self.setModel(model)
        self.editing = WorkListDelegate(model, self)
        self.setItemDelegate(self.editing)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        # headings keep their place when the columns are moved
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(theme.ROW_HEIGHT * theme.scale()) + 2)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(30)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def edit_line(self, first: str = "") -> None:
        """Opens the editor of the current line; ``first`` replaces what stands in it."""
        index = self.model().index(self.currentIndex().row(), Col.AFTER)
        if self.state() == self.State.EditingState or not (
                index.flags() & Qt.ItemFlag.ItemIsEditable):
            return
        self.edit(index)
        editor = self.indexWidget(index)
        if first and isinstance(editor, QLineEdit):
            editor.setText(first)
            self.editing.follow(editor, index.row(), first)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese is typed in place as digits are."""
        self.edit_line()
        editor = self.indexWidget(self.model().index(self.currentIndex().row(), Col.AFTER))
        if isinstance(editor, QLineEdit):
            editor.clear()
            QApplication.sendEvent(editor, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, text = self.currentIndex().row(), event.text()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Space and plain:
            self.toggled.emit(row)
        elif text == "0" and plain:
            self.confirm_wanted.emit(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and plain:
            self.edit_line()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain and text.isprintable() and text.strip():
            self.edit_line(text)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == Col.TICK:
            self.toggled.emit(index.row())


class WorkListPanel(QWidget):
    """Asks by signals; the page carries out. Lines that are dealt with stay, with a check."""

    shown_decision = Signal(object)
    """The Decision of the current line."""
    apply_requested = Signal(list, object)
    """Decisions, and the text typed for them or None for what each offers."""
    confirm_requested = Signal(list)
    undo_requested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workList")
        self.rule = ""
        self._document: Document | None = None
        self.model = WorkListModel(self)
        self.lines = _Lines(self.model, self)
        self.setFocusProxy(self.lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addWidget(self.lines, 1)
        self.model.ticks_changed.connect(self._count)
        self.model.typed.connect(self._typed)
        self.lines.toggled.connect(self.model.toggle)
        self.lines.confirm_wanted.connect(self._confirm)
        self.lines.left.connect(self.left)
        self.lines.selectionModel().currentRowChanged.connect(self._show)
        for sequence in (TAKE_CHOSEN, TAKE_CHOSEN_TOO):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._take_ticked)

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("toolRow")
        bar.setFixedHeight(theme.px(44))
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(theme.L, 0, theme.L, 0)
        layout.setSpacing(theme.M)
        back = QPushButton("表格  Esc")
        back.setObjectName("backToTable")
        back.clicked.connect(self.left)
        self._title = QLabel()
        self._title.setObjectName("workListTitle")
        self._title.setProperty("role", "heading")
        self._hint = QLabel(f"Enter 改一处，空格选用，{CONFIRM_NUMBER} 情况属实，{keys_of(Act.NEXT)} 下一处")
        self._hint.setProperty("role", "soft")
        self._hint.setMinimumWidth(1)
        self._undo = QPushButton("撤销")
        self._undo.setObjectName("workListUndo")
        self._undo.clicked.connect(self.undo_requested)
        self._take = QPushButton()
        self._take.setObjectName("takeTicked")
        theme.set_kind(self._take, "primary")
        self._take.clicked.connect(self._take_ticked)
        for button in (back, self._undo, self._take):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout.addWidget(back)
        layout.addWidget(self._title)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._undo)
        layout.addWidget(self._take)
        return bar

    # --- what the page asks ----------------------------------------------------------------------

    def open(self, document: Document, rule: str) -> bool:
        """Lists the open findings of a rule from its first one; False if it has none in rows."""
        return self._list(document, rule, document.validator.title(rule), work_list(document, rule))

    def open_sure(self, document: Document) -> bool:
        """Lists what has one sure answer, of all rules; False if there is none."""
        return self._list(document, "", "只有一种改法的", sure_list(document))

    def _list(self, document: Document, rule: str, title: str, found: WorkList) -> bool:
        if not found.decisions:
            return False
        self.rule, self._document = rule, document
        self.model.set_list(document, found)
        self._title.setText(title)
        self.lines.clearSpans()
        for place, line in enumerate(self.model.lines):
            if isinstance(line, str):
                self.lines.setSpan(place, 0, 1, len(Col))
        self._fit()
        self._count()
        self.next_open(from_start=True)
        return True

    def close_list(self) -> None:
        """Forgets what was listed."""
        self.rule, self._document = "", None
        self.model.set_list(None, None)

    def refresh(self) -> None:
        """A change of the document: looks again at what is open."""
        if self._document is not None:
            self.model.refresh()

    def next_open(self, *, from_start: bool = False, forward: bool = True) -> bool:
        """Goes to the next line with something to decide; False if there is none on the way."""
        count, here = self.model.rowCount(), self.lines.currentIndex().row()
        if from_start:
            here = -1
        for place in range(here + 1, count) if forward else range(here - 1, -1, -1):
            if self.model.is_open(place):
                self.lines.setCurrentIndex(self.model.index(place, Col.AFTER))
                return True
        return False

    # --- what the clerk does ---------------------------------------------------------------------

    def _show(self, current: QModelIndex) -> None:
        decision = self.model.decision(current.row())
        if decision is not None:
            self.shown_decision.emit(decision)

    def _typed(self, place: int, text: str) -> None:
        decision = self.model.decision(place)
        if decision is not None and text:
            self.apply_requested.emit([decision], text)

    def _confirm(self, place: int) -> None:
        decision = self.model.decision(place)
        if decision is not None and self._document is not None:
            self.confirm_requested.emit(decision.open_findings(self._document))

    def _take_ticked(self) -> None:
        chosen = self.model.ticked()
        if chosen:
            self.apply_requested.emit(chosen, None)

    def _count(self) -> None:
        chosen: list[Decision] = self.model.ticked()
        document = self._document
        cells = 0 if document is None else sum(
            len(one.open_findings(document)) for one in chosen)
        self._take.setText(f"改 {cells:,} 处" if self.width() < theme.px(_BRIEF)
                           else f"改选中的 {cells:,} 处　{TAKE_CHOSEN}")
        self._take.setToolTip(TAKE_CHOSEN)
        self._take.setEnabled(cells > 0 and document is not None and not document.read_only)
        self._undo.setEnabled(document is not None and document.journal.can_undo)

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        number = QLabel()
        number.setFont(theme.number_font())
        widths = {Col.TICK: 34}
        for column in (Col.ROW, Col.NAME, Col.CLASS, Col.NOW, Col.AFTER):
            texts = (str(self.model.index(place, column).data() or "")
                     for place, line in enumerate(self.model.lines[:_SAMPLE])
                     if not isinstance(line, str))
            measure = number.fontMetrics() if column in (Col.ROW, Col.NOW, Col.AFTER) else metrics
            widest = max((measure.horizontalAdvance(text) for text in texts), default=0)
            widths[column] = min(max(widest + 24, theme.px(48)), theme.px(240))
        for column, width in widths.items():
            self.lines.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.setVisible(self.width() > theme.px(640))
        self._undo.setVisible(self.width() > theme.px(_BRIEF))
        self._count()
