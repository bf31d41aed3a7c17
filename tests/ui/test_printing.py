"""The correction table on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from models.workbooks.correction_table import CorrectionLine, CorrectionTable
from ui.printing import print_table

LINE = CorrectionLine("31011719980519341X", "3101170526220090128", "王示例", "九年级", "1班", "学籍副号",
                      "3.10117052622009E+18", "3101170526220090128", "副号被 Excel 截断")


@pytest.mark.parametrize(("lines", "pages"), [(0, 1), (10, 1), (60, 3)])
def test_pages(qapp: QApplication, tmp_path: Path, lines: int, pages: int) -> None:
    path = tmp_path / "table.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    table = CorrectionTable("示例学校", "3101170526", "2012学年", [LINE] * lines)
    assert print_table(table, printer) == pages
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert f"/Count {pages}".encode() in content
