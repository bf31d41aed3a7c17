"""A text table whose quotes can be read in two ways: both are shown, one is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QRadioButton, QWidget

from app.explaining.masked_text import cover_text
from models.account import shown
from models.grid import Sheet
from ui.widgets.dialog_frame import Dialog
from ui.widgets.lines_table import Cell, LinesTable

_MOST_LINES = 200
_HEIGHT = 110


class ReadingChoiceDialog(Dialog):
    """``chosen()`` is the name of the reading that was chosen; the first is chosen at first."""

    def __init__(self, parent: QWidget | None, file: str, readings: tuple[Sheet, Sheet]) -> None:
        super().__init__(parent, "readingChoice", "选择读法",
                         f"“{file}”里的引号有两种读法")
        self.words("请看两种读法不同的那几行，选对的一种。选错了会少学生或多出不成行的内容，可以重新打开再选。",
                   "soft")
        self._names = [sheet.name for sheet in readings]
        self.choices: list[QRadioButton] = []
        for place, (sheet, other) in enumerate((readings, readings[::-1])):
            count = sum(1 for cells in sheet.rows if cells)
            hint = "" if place else "（各行的列数更一致）"
            button = QRadioButton(f"{sheet.name}：读成 {count:,} 行{hint}", self)
            button.setObjectName(f"reading_{place + 1}")
            self.choices.append(button)
            self.body.addWidget(button)
            lines = LinesTable(f"reading_lines_{place + 1}", sheet.name, self)
            lines.fill(("行", "列数", "内容"), [
                [Cell(str(number), right=True), Cell(str(len(cells)), right=True),
                 Cell(cover_text(shown(cells)))]
                for number, cells in _differing(sheet, other)], (60, 60, 560))
            lines.setMinimumHeight(_HEIGHT)
            self.body.addWidget(lines, 1)
        self.choices[0].setChecked(True)
        self.add_cancel()
        self.add_button("按选定的读法打开", "accept", primary=True).clicked.connect(self.accept)
        self.least_height = 480
        self.resize(760, self.least_height)
        self.choices[0].setFocus()

    def chosen(self) -> str:
        """The reading's name."""
        return self._names[1 if self.choices[1].isChecked() else 0]


def _differing(sheet: Sheet, other: Sheet) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a reading that the other has not, with their numbers."""
    theirs = Counter(map(tuple, other.rows))
    found = 0
    for number, cells in enumerate(sheet.rows, 1):
        key = tuple(cells)
        if theirs[key]:
            theirs[key] -= 1
        elif cells and found < _MOST_LINES:
            found += 1
            yield number, cells
