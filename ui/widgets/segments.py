"""A number as a strip of labelled parts, each marked right or wrong by colour, shape and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.explaining.breakdown import Segment, Verdict
from ui.looks import marks, theme

_GAP = 2
_PAD = 5
_MOST_STRETCH = 1.45
_NOTHING = "—"
_MARK = 8
_MOST_SHOWN = 10
_SHOULD = "应为 "


@dataclass(slots=True)
class _Placed:
    segment: Segment
    box: QRect


class SegmentStrip(QWidget):
    """Parts of a number side by side; they flow into a second line where the panel is narrow."""

    def __init__(self, segments: Sequence[Segment], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self.segments = tuple(segments)
        self._naturals = [{tight: self._natural(segment, tight) for tight in (False, True)}
                          for segment in segments]
        self._layouts: dict[int, list[_Placed]] = {}  # by width; asked for often, made once
        self.setAccessibleName("号码分段")
        self.setAccessibleDescription("；".join(segment.spoken() for segment in segments))
        # not Fixed: that would be the height of the size hint, whatever the width is
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # --- geometry --------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        placed = self._place(width)
        return placed[-1].box.bottom() + 1 if placed else 0

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        widest = max((natural[True] for natural in self._naturals), default=0)
        return QSize(widest, self.heightForWidth(max(widest, self.width())))

    def _natural(self, segment: Segment, tight: bool) -> int:
        small = QFontMetrics(theme.text_font(-2))
        digits = QFontMetrics(_digit_font()).horizontalAdvance(_shown(segment))
        if segment.verdict in (Verdict.WRONG, Verdict.DOUBTFUL):
            digits += _MARK
        texts = [segment.title, *_note_lines(segment, tight)]
        return max(digits, *(small.horizontalAdvance(text) for text in texts)) + 2 * _PAD

    def _tight(self, width: int) -> bool:
        """Whether notes must stand in two lines for all parts to stand side by side."""
        return sum(natural[False] + _GAP for natural in self._naturals) - _GAP > width

    def _height(self, tight: bool) -> int:
        small = QFontMetrics(theme.text_font(-2)).height()
        lines = max((1 if segment.verdict is Verdict.RIGHT else len(_note_lines(segment, tight))
                     for segment in self.segments), default=0)
        return 4 + QFontMetrics(_digit_font()).height() + (1 + lines) * small + 4

    def _place(self, width: int) -> list[_Placed]:
        if width not in self._layouts:
            self._layouts[width] = self._placed(width)
        return self._layouts[width]

    def _placed(self, width: int) -> list[_Placed]:
        tight = self._tight(width)
        rows: list[list[tuple[Segment, int]]] = [[]]
        used = 0
        for segment, naturals in zip(self.segments, self._naturals):
            natural = naturals[tight]
            if rows[-1] and used + _GAP + natural > width:
                rows.append([])
                used = 0
            used += natural + (_GAP if rows[-1] else 0)
            rows[-1].append((segment, natural))
        height = self._height(tight)
        placed: list[_Placed] = []
        for line, row in enumerate(rows):
            free = width - _GAP * (len(row) - 1)
            sum_natural = sum(natural for _, natural in row) or 1
            stretch = min(free / sum_natural, _MOST_STRETCH) if len(rows) > 1 \
                else free / sum_natural
            left = 0.0
            for segment, natural in row:
                right = left + natural * stretch
                placed.append(_Placed(segment, QRect(
                    round(left), line * (height + _GAP), round(right) - round(left), height)))
                left = right + _GAP
        return placed

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tight = self._tight(self.width())
        for placed in self._place(self.width()):
            self._paint(painter, placed.segment, placed.box, tight)
        painter.end()

    def _paint(self, painter: QPainter, segment: Segment, box: QRect, tight: bool) -> None:
        colors = theme.palette()
        ink, ground = {
            Verdict.RIGHT: (colors.done, colors.done_cell),
            Verdict.WRONG: (colors.error_text, colors.error_cell),
            Verdict.DOUBTFUL: (colors.warning_text, colors.warning_cell),
            Verdict.LOST: (colors.error_text, colors.surface),
            Verdict.OPEN: (colors.text, colors.band),
        }[segment.verdict]
        painter.setBrush(QColor(ground))
        painter.setPen(Qt.PenStyle.NoPen)
        if segment.verdict is Verdict.LOST:
            painter.setPen(QPen(QColor(colors.error_mark), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

        digits, small = _digit_font(), theme.text_font(-2)
        digit_height, small_height = QFontMetrics(digits).height(), QFontMetrics(small).height()
        top = box.top() + 4
        painter.setFont(digits)
        painter.setPen(QColor(ink))
        _line(painter, box, top, digit_height, _shown(segment))
        if segment.verdict in (Verdict.WRONG, Verdict.DOUBTFUL):
            kind = marks.ERROR if segment.verdict is Verdict.WRONG else marks.WARNING
            marks.paint_mark(painter, QRect(box.right() - _MARK - 1, box.top() + 3, _MARK, _MARK),
                             kind)
        top += digit_height
        painter.setFont(small)
        painter.setPen(QColor(colors.soft))
        _line(painter, box, top, small_height, segment.title)
        top += small_height
        if segment.verdict is Verdict.RIGHT:
            side = small_height - 5
            marks.paint_check(painter, QRect(box.center().x() - side // 2, top + 2, side, side),
                              QColor(colors.done))
            return
        painter.setPen(QColor(ink))
        for text in _note_lines(segment, tight):
            _line(painter, box, top, small_height, text)
            top += small_height

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for placed in self._place(self.width()):
                if placed.box.contains(event.pos()):
                    QToolTip.showText(event.globalPos(), placed.segment.spoken(), self)
                    return True
            QToolTip.hideText()
        return super().event(event)


def _line(painter: QPainter, box: QRect, top: int, height: int, text: str) -> None:
    painter.drawText(QRect(box.left(), top, box.width(), height),
                     int(Qt.AlignmentFlag.AlignCenter), text)


def _shown(segment: Segment) -> str:
    text = segment.text or _NOTHING
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN - 1] + "…"


def _note_lines(segment: Segment, tight: bool) -> list[str]:
    if not segment.note:
        return []
    value = segment.note.removeprefix(_SHOULD)
    return [_SHOULD.strip(), value] if tight and value != segment.note else [segment.note]


def _digit_font() -> QFont:
    font = theme.number_font(theme.text_font(1).pixelSize())
    font.setBold(True)
    return font
