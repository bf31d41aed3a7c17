"""How much time and room reading one file may take; what is beyond is refused, not endured."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from models.errors import FileTooBigError, WorkbookError

SECONDS = 8.0
"""Processor seconds for one file; 60,000 students need about two on an office computer."""

SLOTS = 16_000_000
"""Cells (empty ones between filled ones too) in all sheets together."""

MOST_BYTES = 400_000_000
"""Any file; 60,000 students take 130 MB where every cell is an element of XML."""

FILE_BYTES = 150_000_000
"""An .xls file, which is read into memory as a whole; packages are read part by part."""

PAGE_BYTES = 80_000_000
"""A web page, which as text takes up to four times as much memory."""

TABLE_BYTES = 40_000_000
"""A text table; 60,000 students take less than ten."""

STUDENTS = 100_000
"""Rows that look like students; half as many again as a master file can hold."""

PART_BYTES = 4_000_000
"""A part of a package that is read as a whole (workbook, relations)."""

STYLES_BYTES = 20_000_000
"""The cell styles, which grow with every copy between workbooks."""

ROW_BYTES = 8_000_000
"""XML of a single row or a single text, which the parser holds as a whole."""

TEXT_BYTES = 200_000_000
"""All shared texts of a workbook."""


class ReadingCancelledError(WorkbookError):
    """The clerk cancelled the reading."""


@dataclass
class Budget:
    """The allowance of one reading; ``name`` is the file's name for the error message.

    ``cancelled`` may be set from another thread: the next check then ends the reading.
    """

    name: str
    seconds: float = SECONDS
    slots: int = SLOTS
    cancelled: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._end = time.thread_time() + self.seconds

    def check(self) -> None:
        """Raise FileTooBigError when the time is used up, ReadingCancelledError when cancelled."""
        if self.cancelled.is_set():
            raise ReadingCancelledError(f"已取消打开“{self.name}”。")
        if time.thread_time() > self._end:
            raise FileTooBigError(
                f"“{self.name}”太大或结构异常，读取时间过长，已停止；"
                f"请在 Excel 或 WPS 中只保留学籍表，另存后再打开。")

    def spend(self, slots: int) -> None:
        """Use up cells; FileTooBigError when there are unreasonably many."""
        self.slots -= slots
        if self.slots < 0:
            raise self.too_big()

    def too_many_styles(self) -> FileTooBigError:
        """The error for a workbook whose cell styles have multiplied with every copy."""
        return FileTooBigError(
            f"“{self.name}”里的单元格样式多得不合理（反复复制粘贴留下的），没有读入；"
            f"请在 Excel 或 WPS 中新建一个工作簿，把学籍表用“粘贴数值”复制过去，另存后再打开。")

    def too_big(self) -> FileTooBigError:
        """The error for a file whose content is unreasonably large."""
        return FileTooBigError(
            f"“{self.name}”里的表格大得不合理，没有读入；"
            f"请在 Excel 或 WPS 中只保留学籍表、删去多余的空行空列，另存后再打开。")
