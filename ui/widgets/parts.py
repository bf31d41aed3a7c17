"""Small building blocks of the inspector: wrapped texts, marks, headings, tables of evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget)

from app.explaining.breakdown import Segment
from app.explaining.evidence import Compared
from app.explaining.masked_text import cover_number, cover_text
from app.explaining.visible import MOST_SHOWN, breakable, differing, shortened, visible
from ui.looks import marks, theme
from ui.widgets.wrapping import WrappingButton
from validators.findings import Statement


def wrapped(text: str, name: str = "", role: str = "", *,
            strong: Sequence[str] = ()) -> QLabel:
    """A label that wraps anywhere it must; the first of each of the ``strong`` words is bold."""
    text = cover_text(text)
    label = QLabel()
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    if strong:
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(_emphasised(text, strong))
    else:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(breakable(text))
    label.setAccessibleName(text)
    if name:
        label.setObjectName(name)
    if role:
        label.setProperty("role", role)
    return label


def _emphasised(text: str, strong: Sequence[str]) -> str:
    spans: list[tuple[int, int]] = []
    for word in strong:
        start = text.find(word) if word else -1
        while start >= 0 and any(a < start + len(word) and start < b for a, b in spans):
            start = text.find(word, start + 1)
        if start >= 0:
            spans.append((start, start + len(word)))
    pieces, done = [], 0
    for start, end in sorted(spans):
        pieces += [escape(breakable(text[done:start])), f"<b>{escape(text[start:end])}</b>"]
        done = end
    return "".join(pieces) + escape(breakable(text[done:]))


def column(parent: QWidget | None = None, spacing: int = theme.M) -> QVBoxLayout:
    """A vertical layout without margins."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return layout


class Mark(QWidget):
    """A mark beside a text."""

    def __init__(self, kind: str, side: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._side = side
        self.setFixedWidth(side)
        self.setMinimumHeight(side)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        marks.paint_mark(painter, QRect(0, (self.height() - self._side) // 2,
                                        self._side, self._side), self._kind)
        painter.end()


class Heading(WrappingButton):
    """Mark and title of a finding. Where several are stacked it folds its finding away."""

    def __init__(self, title: str, kind: str, *, folds: bool, open_: bool = True,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self._kind = kind
        self._folds = folds
        self.setCheckable(folds)
        self.setChecked(folds and open_)
        spoken = {marks.ERROR: "错误", marks.WARNING: "待核实",
                  marks.DONE: "已确认"}.get(kind, "")
        self.setAccessibleName(f"{spoken}：{title}" if spoken else title)
        if folds:
            self.make_clickable()
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def height_at(self, width: int) -> int:
        bounds = QFontMetrics(self._font()).boundingRect(
            QRect(0, 0, max(40, width - self._left() - self._right()), 1000),
            int(Qt.TextFlag.TextWordWrap), self.text())
        return max(bounds.height() + 4, self._line())

    def _line(self) -> int:
        """The height of a single line."""
        return max(QFontMetrics(self._font()).height() + 4, 26)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self._font()).horizontalAdvance(self.text()) + 2
        width += self._left() + self._right()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = min(80, self.sizeHint().width())
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def _font(self) -> QFont:
        return theme.text_font(1, bold=True)

    def _ink(self) -> str:
        colors = theme.palette()
        return {marks.ERROR: colors.error_text, marks.WARNING: colors.warning_text,
                marks.DONE: colors.done}.get(self._kind, colors.text)

    def _left(self) -> int:
        return self._mark() + 8 if self._kind else 0

    @staticmethod
    def _mark() -> int:
        return theme.text_font(1).pixelSize()

    def _right(self) -> int:
        return 18 if self._folds else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._kind:
            side = self._mark()
            top = (min(self.height(), self._line()) - side) // 2
            marks.paint_mark(painter, QRect(0, top, side, side), self._kind)
        painter.setPen(QColor(self._ink()))
        painter.setFont(self._font())
        room = QRect(self._left(), 0, self.width() - self._left() - self._right(), self.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
                         | int(Qt.TextFlag.TextWordWrap), self.text())
        if self._folds:
            self._paint_chevron(painter)
        if self.hasFocus():
            self._paint_focus(painter)
        painter.end()

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(theme.palette().accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_chevron(self, painter: QPainter) -> None:
        middle = QPointF(self.width() - 9, self.height() / 2)
        points = [QPointF(-3.5, -2), QPointF(0, 2), QPointF(3.5, -2)] if self.isChecked() \
            else [QPointF(-2, -3.5), QPointF(2, 0), QPointF(-2, 3.5)]
        painter.setPen(QPen(QColor(theme.palette().soft), 1.6))
        painter.drawPolyline(QPolygonF([middle + point for point in points]))


class MarkedLink(Heading):
    """A link, with a mark before it where it leads to a finding."""

    def __init__(self, title: str, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(title, kind, folds=False, parent=parent)
        self.make_clickable()

    def _font(self) -> QFont:
        font = theme.text_font()
        font.setUnderline(self.underMouse())
        return font

    def _paint_focus(self, painter: QPainter) -> None:
        """A thick line below: a frame would cut into a text that begins at the edge."""
        width = min(self.width(), self.sizeHint().width())
        painter.fillRect(QRect(self._left(), self.height() - 3, width - self._left(), 2),
                         QColor(theme.palette().accent))

    def _ink(self) -> str:
        return theme.palette().accent


def link(text: str, name: str, spoken: str = "") -> MarkedLink:
    """A text to click on, as wide as it is."""
    found = MarkedLink(text, "")
    found.setObjectName(name)
    found.setAccessibleName(spoken or text)
    policy = found.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
    found.setSizePolicy(policy)
    return found


class Page(QWidget):
    """What a scroll area scrolls: as tall as its texts are at the width that there is."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


def _card(name: str, spoken: str) -> tuple[QFrame, QGridLayout]:
    frame = QFrame()
    frame.setProperty("role", "card")
    frame.setObjectName(name)
    frame.setAccessibleName(spoken)
    grid = QGridLayout(frame)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(0)
    return frame, grid


def _rule(grid: QGridLayout, row: int, columns: int) -> None:
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    grid.addWidget(line, row, 0, 1, columns)


_TAIL = re.compile(r"（[^）]*）$")
"""The end of a label that should stay in one line."""


def _cell(label: QLabel, left: int, right: int, height: int = 4) -> QLabel:
    label.setContentsMargins(left, height, right, height)
    return label


def statement_card(lines: Sequence[Statement]) -> QFrame:
    """Who says what, a line each; the odd one in the colour of errors and with its mark."""
    frame, grid = _card("statements", cover_text("；".join(
        f"{line.label} {line.says}{'（不一致）' if line.odd else ''}" for line in lines)))
    grid.setColumnStretch(0, 1)
    for place, line in enumerate(lines):
        row = 2 * place
        if place:
            _rule(grid, row - 1, 2)
        label = _cell(wrapped(_TAIL.sub(_unbroken, line.label)), 10, 6)
        label.setAccessibleName(cover_text(line.label))
        grid.addWidget(label, row, 0)
        says = QWidget()
        beside = QHBoxLayout(says)
        beside.setContentsMargins(4, 0, 10, 0)
        beside.setSpacing(theme.S)
        beside.addStretch(1)
        text = QLabel(cover_text(line.says))
        if line.odd:
            text.setProperty("role", "error")
            beside.addWidget(Mark(marks.ERROR, 10))
        beside.addWidget(text)
        grid.addWidget(says, row, 1)
    return frame


def _unbroken(match: re.Match[str]) -> str:
    return "\u2060".join(match[0])


def details_card(segments: Sequence[Segment]) -> QFrame:
    """What the parts of a number mean, a line each."""
    frame, grid = _card("segment_details", "；".join(
        f"{segment.title} {segment.detail}" for segment in segments))
    grid.setColumnStretch(1, 1)
    for place, segment in enumerate(segments):
        row = 2 * place
        if place:
            _rule(grid, row - 1, 2)
        title = _cell(QLabel(segment.title), 10, 4)
        title.setProperty("role", "soft")
        title.setAlignment(Qt.AlignmentFlag.AlignTop)
        role = {"wrong": "error", "doubtful": "warning"}.get(segment.verdict, "")
        detail = _cell(wrapped(segment.detail, role=role), 4, 10)
        detail.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(title, row, 0)
        grid.addWidget(detail, row, 1)
    return frame


def comparison_card(fields: Sequence[Compared], here: str, there: str) -> QFrame:
    """Two rows field by field: different values below each other, with what differs set off, so
    that long numbers can be compared digit by digit; then, in few lines, what is equal."""
    different = [field for field in fields if not field.same]
    titles = "、".join(field.title for field in different)
    frame, grid = _card("comparison", (
        f"与{there}不同的项：{titles}" if different else f"与{there}各项全部相同"))
    grid.setColumnStretch(2, 1)
    for field in different:
        row = grid.rowCount()
        if row > 1:
            _rule(grid, row, 3)
            row += 1
        title = _cell(QLabel(field.title), 10, 6)
        title.setProperty("role", "strong")
        title.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(title, row, 0, 2, 1)
        for who, value, other, edge in ((here, field.here, field.there, (4, 0)),
                                        (there, field.there, field.here, (0, 4))):
            name = QLabel(who)
            name.setProperty("role", "small")
            name.setContentsMargins(0, edge[0], 6, edge[1])
            grid.addWidget(name, row, 1)
            shown = _value(cover_number(value, field.field), differing(other, value))
            shown.setContentsMargins(0, edge[0], 10, edge[1])
            grid.addWidget(shown, row, 2)
            row += 1
    equal = "、".join(f"{field.title} {shortened(cover_number(field.here, field.field))}".rstrip()
                     for field in fields if field.same)
    if equal:
        row = grid.rowCount()
        if different:
            _rule(grid, row, 3)
        title = _cell(QLabel("相同"), 10, 6)
        title.setProperty("role", "soft")
        title.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        text = _cell(wrapped(equal, "equal", "soft"), 0, 10)
        grid.addWidget(title, row + 1, 0)
        grid.addWidget(text, row + 1, 1, 1, 2)
    return frame


def _value(text: str, spans: Sequence[tuple[int, int]]) -> QLabel:
    """A cell's text, blanks seen; ``spans`` bold, underlined and in the colour of errors."""
    spans = [(start, min(end, MOST_SHOWN)) for start, end in spans if start < MOST_SHOWN]
    text = shortened(text)
    label = wrapped("")
    label.setFont(theme.number_font())
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setAccessibleName(text or "空")
    label.setContentsMargins(0, 4, 10, 4)
    if not text:
        label.setText("（空）")
        label.setProperty("role", "soft")
        return label
    ink = theme.palette().error_text
    pieces, done = [], 0
    for start, end in spans:
        pieces += [_anywhere(visible(text[done:start], inner_spaces=False)),
                   f'<b style="color:{ink}"><u>{_anywhere(visible(text[start:end]))}</u></b>']
        done = end
    pieces.append(_anywhere(visible(text[done:], inner_spaces=False)))
    label.setText("".join(pieces))
    return label


def _anywhere(text: str) -> str:
    """The text for a label of rich text that may break a line between any two characters."""
    return "".join(f"{escape(char)}&#8203;" for char in text)


def titled_row(label: QWidget, *others: QWidget) -> QWidget:
    """Widgets in a line, the first taking the room."""
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.M)
    layout.addWidget(label, 1)
    for other in others:
        layout.addWidget(other, 0, Qt.AlignmentFlag.AlignTop)
    return box
