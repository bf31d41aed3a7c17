"""The four work steps along the window: where the clerk is, and what comes next."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget)

from ui.looks import marks, theme


class Progress(Enum):
    """How far a step is."""

    TODO = "尚未开始"
    CURRENT = "正在进行"
    DONE = "已完成"
    DOUBTFUL = "已完成，但有疑问"


class StepState(NamedTuple):
    """What a step shows: how far it is, one short line below its title, and what more is told
    when it is pointed at."""

    progress: Progress
    detail: str
    more: str = ""


OPEN, SCHOOL, FIX, SUBMIT = range(4)
TITLES = ("打开名册", "核对学校", "修正问题", "生成上报文件")
_NAMES = ("stepOpen", "stepSchool", "stepFix", "stepSubmit")
_DISC = 24


class StepButton(QAbstractButton):
    """One step: a disc with its number or a check mark, its title and its state."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._state = StepState(Progress.TODO, "")
        self.setText(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)

    @property
    def state(self) -> StepState:
        """What is shown."""
        return self._state

    def set_state(self, state: StepState) -> None:
        """Shows another state."""
        if state != self._state:
            self._state = state
            self.setAccessibleName(f"第 {self._number} 步 {self.text()}，{state.progress.value}")
            self.setAccessibleDescription(state.detail)
            self.setToolTip("\n".join(filter(None, (state.detail, state.more))))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        title = QFontMetrics(theme.text_font(bold=True)).horizontalAdvance(self.text())
        detail = QFontMetrics(theme.text_font(-2)).horizontalAdvance(self._state.detail)
        return QSize(_DISC + theme.M + max(title, detail) + 2 * theme.M, 52)

    def minimumSizeHint(self) -> QSize:
        title = QFontMetrics(theme.text_font(bold=True)).horizontalAdvance(self.text())
        return QSize(_DISC + theme.M + title + 2 * theme.M, 52)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, 5, -1, -5)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.hover))
            painter.drawRoundedRect(whole, theme.RADIUS, theme.RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colors.accent), 2))
            painter.drawRoundedRect(whole, theme.RADIUS, theme.RADIUS)
        self._paint_disc(painter)
        self._paint_texts(painter)
        painter.end()

    def _paint_disc(self, painter: QPainter) -> None:
        colors, progress = theme.palette(), self._state.progress
        fill, ink = {
            Progress.DONE: (colors.done_band, colors.done),
            Progress.DOUBTFUL: (colors.warning_cell, colors.warning_text),
            Progress.CURRENT: (colors.accent, colors.accent_text),
            Progress.TODO: (colors.line, colors.soft)}[progress]
        disc = QRectF(theme.M, (self.height() - _DISC) / 2, _DISC, _DISC)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawEllipse(disc)
        if progress is Progress.DONE:
            marks.paint_check(painter, disc.adjusted(6, 6, -6, -6), QColor(ink))
        elif progress is Progress.DOUBTFUL:
            marks.paint_mark(painter, disc.adjusted(6, 6, -6, -6).toRect(), marks.WARNING)
        else:
            painter.setPen(QColor(ink))
            painter.setFont(theme.text_font(bold=True))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _paint_texts(self, painter: QPainter) -> None:
        colors = theme.palette()
        current = self._state.progress is Progress.CURRENT
        left = theme.M + _DISC + theme.M
        width = self.width() - left - 2
        title, detail = theme.text_font(bold=current), theme.text_font(-2)
        middle = self.height() / 2
        above = QRectF(left, middle - theme.px(20), width, theme.px(20))
        below = QRectF(left, middle, width, theme.px(18))
        painter.setFont(title)
        painter.setPen(QColor(colors.text if current else colors.soft))
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                         QFontMetrics(title).elidedText(
                             self.text(), Qt.TextElideMode.ElideRight, width))
        painter.setFont(detail)
        painter.setPen(QColor(colors.soft if current else colors.faint))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                         QFontMetrics(detail).elidedText(
                             self._state.detail, Qt.TextElideMode.ElideRight, width))


class _Link(QWidget):
    """The thin line between two steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(theme.M)
        self.setMaximumWidth(46)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(theme.palette().line_strong), 1))
        y = self.height() / 2
        painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        painter.end()


class WorkSteps(QFrame):
    """The bar of steps with the button that makes the files at its right end."""

    step_chosen = Signal(int)
    submit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workSteps")
        self.setAccessibleName("工作步骤")
        self.setFixedHeight(theme.px(56))
        self.steps: list[StepButton] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.M, 0, theme.XL, 0)
        layout.setSpacing(theme.S)
        for index, title in enumerate(TITLES):
            if index:
                layout.addWidget(_Link(self), 1)
            step = StepButton(index + 1, title, self)
            step.setObjectName(_NAMES[index])
            step.clicked.connect(lambda _=False, which=index: self.step_chosen.emit(which))
            self.steps.append(step)
            layout.addWidget(step)
        layout.addStretch(2)
        self.submit_button = QPushButton("生成上报文件…", self)
        self.submit_button.setObjectName("submitButton")
        self.submit_button.setAccessibleName("生成上报文件")
        self.submit_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.submit_button.clicked.connect(self.submit_requested)
        layout.addWidget(self.submit_button)
        theme.notifier().changed.connect(self.update)

    def set_states(self, states: list[StepState]) -> None:
        """Shows the four steps' states."""
        for step, state in zip(self.steps, states, strict=True):
            step.set_state(state)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.palette()
        painter.fillRect(self.rect(), QColor(colors.surface))
        painter.setPen(QColor(colors.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
