"""Tests of the printed sheets: pages, embedded fonts, masks, dialogs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QRectF, QSettings, Qt
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.class_sheets import ClassSheet, SheetLine, class_sheets
from app.covering import Cover
from app.document import Document
from app.handing_in.ledger import Ledger
from app.proof import ProofFile, ProofReport, RuleCount
from app.statistics import Count, Statistics
from app.work import OpenWork
from models.fields import FIELD_KEYS
from models.writing.correction_table import CorrectionLine, CorrectionTable
from tests.documents import MakeDocument
from ui.action_table import Act
from ui.paper.confirmation import ConfirmationDialog
from ui.paper.corrections import CorrectionsDialog
from ui.paper.press import SIZE, Press, StoppedError, to_pdf
from ui.paper.preview import PreviewDialog, Watch
from ui.paper.print_dialog import Print, set_on
from ui.paper.proof import ProofDialog
from ui.paper.sheets import (
    print_lists, print_proof, print_slips, print_statistics, print_wall_lists, texts_of)
from ui.window.main_window import MainWindow

LINE = SheetLine(1, ("31011719980519341X", "3101170526220090128", "王示例", "男", "九年级", "1班", "2013届",
                     "初中"), ("入学年份不符",))


def pages(content: bytes) -> int:
    return max(int(count) for count in re.findall(rb"/Count (\d+)", content))


@pytest.mark.parametrize(("students", "expected"), [(1, 1), (18, 1), (21, 2), (60, 3)])
def test_each_class_begins_on_a_page_of_its_own(
        qapp: QApplication, students: int, expected: int) -> None:
    sheet = ClassSheet("九年级", "1班", (LINE,) * students, students)
    one, two = (to_pdf("单", True, lambda press, n=n: print_lists(
        press, "示例学校", "2012 学年", [sheet] * n, cover=Cover.CLASS)) for n in (1, 2))
    assert pages(two) == 2 * pages(one)
    assert pages(one) == expected
    assert re.search(rb"/FontFile[23]?\b", one)


def test_slips_share_pages_within_a_class(qapp: QApplication) -> None:
    sheets = [ClassSheet("九年级", f"{n}班", (LINE,) * 3, 3) for n in range(4)]
    content = to_pdf("单", False, lambda press: print_slips(
        press, "示例学校", "2012 学年", sheets, cover=Cover.CLASS))
    assert pages(content) == 4


@pytest.mark.parametrize("count", [1, 7, 8, 9, 11, 12, 13])
@pytest.mark.parametrize("students", [1, 2, 5])
def test_no_field_and_no_student_is_lost_on_a_slip(
        qapp: QApplication, monkeypatch: pytest.MonkeyPatch, count: int, students: int) -> None:
    rows: list[list[str]] = []
    real = Press.table

    def table(press: Press, widths: Sequence[float], headers: Sequence[str],
              lines: Sequence[Sequence[str]], **named: float) -> None:
        rows.extend(map(list, lines))
        real(press, widths, headers, lines, **named)

    monkeypatch.setattr(Press, "table", table)
    fields = tuple((f"key{n}", f"第{n}项") for n in range(count))
    lines = tuple(SheetLine(row, tuple(f"{row}生{n}" for n in range(count)), ())
                  for row in range(students))
    sheet = ClassSheet("九年级", "1班", lines, students, fields,
                       listed=frozenset(key for key, _ in fields), numbers=frozenset())
    to_pdf("单", False, lambda press: print_slips(
        press, "示例学校", "2012 学年", [sheet], cover=Cover.WHOLE))
    assert len({len(row) for row in rows}) == 1
    told = [(row[at], row[at + 1]) for row in rows for at in range(0, len(row), 2) if row[at]]
    # composed twice: once to count the pages
    written = [(title, text) for line in lines
               for (_, title), text in zip(fields, line.texts, strict=True)]
    assert sorted(told) == sorted(2 * written)
    rows.clear()
    to_pdf("单", True, lambda press: print_lists(
        press, "示例学校", "2012 学年", [sheet], cover=Cover.WHOLE))
    assert [row[1:1 + count] for row in rows] == 2 * [list(line.texts) for line in lines]


def test_numbers_are_masked() -> None:
    assert texts_of(LINE, Cover.CLASS)[0] == "310117************"
    assert texts_of(LINE, Cover.CLASS)[1:] == list(LINE.texts[1:])
    assert texts_of(LINE, Cover.WHOLE) == list(LINE.texts)


def test_a_damaged_number_shows_what_was_lost() -> None:
    damaged = SheetLine(1, ("3.10117200102159E+17", *LINE.texts[1:]), ())
    assert texts_of(damaged, Cover.WHOLE)[0] == "310117200102159□□□"


class Scribe(Press):
    """Remembers where each text was set."""

    def __init__(self) -> None:
        self._buffer = QBuffer()
        self._buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._buffer)
        self._own = QPainter(self._writer)
        super().__init__(self._own, self._writer)
        self.seen: list[tuple[float, str]] = []

    def text_height(self, text: str, width: float, size: float = SIZE, bold: bool = False) -> float:
        return 12.0 * max(1, -(-len(text) * 10 // max(1, int(width))))

    def at(self, left: float, width: float, text: str, size: float = SIZE, *,
           bold: bool = False) -> None:
        self.seen.append((self.top, text))

    def line(self, text: str, size: float = SIZE, *, bold: bool = False, centre: bool = False,
             after: float = 3.0) -> None:
        self.seen.append((self.top, text))

    def end(self) -> None:
        self._own.end()


def test_who_signs_a_masked_slip_does_not_sign_for_what_is_hidden(qapp: QApplication) -> None:
    for cover in (Cover.CLASS, Cover.WHOLE):
        scribe = Scribe()
        print_slips(scribe, "示例学校", "2012 学年", [ClassSheet("九年级", "1班", (LINE,), 1)],
                    cover=cover)
        scribe.end()
        (signed,) = [text for _, text in scribe.seen if text.startswith("□")]
        assert ("除外" in signed) is (cover is Cover.CLASS)


def test_a_list_for_the_wall_holds_no_number_and_no_whole_name(qapp: QApplication) -> None:
    rows: list[str] = []

    class Listener(Scribe):
        def table(self, widths: Any, headers: Any, lines: Any, **more: Any) -> None:
            rows.extend([*headers, *(text for line in lines for text in line)])
    scribe = Listener()
    print_wall_lists(scribe, "示例学校", "2012 学年", [ClassSheet("九年级", "1班", (LINE,), 1)],
                     cover=Cover.WALL)
    scribe.end()
    assert rows == ["序号", "姓名", "性别", "年级", "班级", "学段", "1", "王**", "男", "九年级", "1班", "初中"]
    said = "".join(text for _, text in scribe.seen)
    assert not any(text in said for text in LINE.texts[:3])


def test_what_is_chosen_says_what_the_sheets_are_for(
        qtbot: QtBot, faulty_document: Document, tmp_path: Path) -> None:
    dialog = ConfirmationDialog(None, faulty_document, tmp_path)
    qtbot.addWidget(dialog)
    assert (dialog.cover(), dialog.decided()) == (Cover.CLASS, "")
    dialog.masked.setChecked(False)  # more than a class needs to see
    assert dialog.decided() == "经办人决定：号码完整"
    dialog.slips.setChecked(True)
    assert (dialog.cover(), dialog.decided()) == (Cover.WHOLE, "")
    dialog.only_problems.setChecked(True)
    dialog.wall.setChecked(True)
    assert (dialog.cover(), dialog.decided()) == (Cover.WALL, "")
    assert not dialog.only_problems.isChecked() and not dialog.masked.isEnabled()
    assert dialog.output("x").fields == ("姓名", "性别", "年级", "班级", "学段")
    dialog.classes.setCurrentIndex(1)
    assert dialog.output("x").count == len(class_sheets(faulty_document)[0].lines)


def test_long_class_names_do_not_overprint_the_next_one(qapp: QApplication) -> None:
    scribe = Scribe()
    counts = tuple(Count("九年级", name, open=1) for name in ("一" * 60, "2班"))
    print_statistics(scribe, "统计", "2012 学年", Statistics(counts, (), Count("全校", "")))
    scribe.end()
    first, second = (top for top, text in scribe.seen if text.endswith(("一", "2班")))
    assert second - first >= scribe.text_height("九年级" + "一" * 60, 130)


@pytest.mark.parametrize(("lines", "expected"), [(0, 1), (10, 1), (60, 3)])
def test_correction_table(
        qtbot: QtBot, clean_document: Document, tmp_path: Path, at_once: None, lines: int,
        expected: int) -> None:
    table = CorrectionTable("示例学校", "3101170526", "2012学年", [CorrectionLine(
        *LINE.texts[:3], "九年级", "1班", "学籍副号", "3.10117052622009E+18", LINE.texts[1],
        "副号被 Excel 截断")] * lines)
    dialog = CorrectionsDialog(None, clean_document, tmp_path, table)
    qtbot.addWidget(dialog)
    dialog.save(tmp_path / "更正表.pdf")
    assert pages((tmp_path / "更正表.pdf").read_bytes()) == expected


def test_proof_report_of_many_rules(qapp: QApplication) -> None:
    report = ProofReport("示例学校", "3101170526", 2012, 1200, 3, "", "上海市",
                         (ProofFile("原名册", "名册.xls", "ab" * 32),),
                         tuple(RuleCount(f"问题{n}", 3, 1, 1, 1) for n in range(60)), (),
                         date(2012, 11, 27))
    assert (report.total.found, report.total.open) == (180, 60)
    assert pages(to_pdf("报告", False, lambda press: print_proof(press, report))) == 3


def test_pages_are_numbered_within_each_part_and_counted(
        qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    draw = Press._draw

    def note(self: Press, box: QRectF, text: str, *rest: Any) -> None:
        if self._inks and "页" in text:
            seen.append(text)
        draw(self, box, text, *rest)
    monkeypatch.setattr(Press, "_draw", note)
    watched = []
    content = to_pdf("单", True, lambda press: print_lists(press, "示例学校", "2012 学年", [
        ClassSheet("九年级", f"{n}班", (LINE,) * size, size) for n, size in enumerate((30, 2))
    ], cover=Cover.CLASS), lambda *given: watched.append(given))
    assert seen == ["九年级0班　　第 1 页　共 2 页", "九年级0班　　第 2 页　共 2 页",
                    "九年级1班　　第 1 页　共 1 页"]
    assert watched == [(1, 0), (2, 0), (3, 0), (1, 3), (2, 3), (3, 3)]
    assert pages(content) == 3


def test_a_text_longer_than_a_page_is_cut_and_says_so(
        qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    draw = Press._draw

    def note(self: Press, box: QRectF, text: str, *rest: Any) -> None:
        if self._inks and text.startswith("很长"):
            assert self.text_height(text, box.width()) <= box.height()
            assert self.top + box.height() <= self.height
            seen.append(text)
        draw(self, box, text, *rest)
    monkeypatch.setattr(Press, "_draw", note)
    content = to_pdf("单", True, lambda press: press.table(
        (1, 9), ("甲", "乙"), [["很长" * n, "短"] for n in (3, 900, 900, 3)]))
    assert pages(content) == 2
    assert seen[0] == seen[3] == "很长" * 3
    assert seen[1] == seen[2] and seen[1].endswith("…") and 150 < len(seen[1]) < 1800


def test_stopping(qapp: QApplication) -> None:
    def watch(page: int, pages: int) -> None:
        if (page, pages) == (2, 5):
            raise StoppedError
    seen = []

    def compose(press: Press) -> None:
        for number in range(5):
            press.new_part(str(number))
            press.line("内容")
            seen.append(number)
    with pytest.raises(StoppedError):
        to_pdf("单", True, compose, watch)
    assert seen == [0, 1, 2, 3, 4, 0, 1]


def test_confirmation_dialog_saves_what_is_chosen(
        qtbot: QtBot, faulty_document: Document, tmp_path: Path, at_once: None,
        settings_store: QSettings) -> None:
    dialog = ConfirmationDialog(None, faulty_document, tmp_path)
    qtbot.addWidget(dialog)
    assert dialog.masked.isChecked()
    dialog.save(tmp_path / "全部.pdf")
    everybody = pages((tmp_path / "全部.pdf").read_bytes())
    assert everybody == len(class_sheets(faulty_document))
    dialog.only_problems.setChecked(True)
    dialog.save(tmp_path / "有问题.pdf")
    assert pages((tmp_path / "有问题.pdf").read_bytes()) == len(
        class_sheets(faulty_document, only_problems=True)) < everybody
    dialog.classes.setCurrentIndex(1)
    dialog.slips.setChecked(True)
    dialog.only_problems.setChecked(False)
    dialog.save(tmp_path / "一班.pdf")
    assert pages((tmp_path / "一班.pdf").read_bytes()) == 1
    assert "一班.pdf" in dialog.state.text()


def test_nothing_to_print(qtbot: QtBot, clean_document: Document, tmp_path: Path) -> None:
    dialog = ConfirmationDialog(None, clean_document, tmp_path)
    qtbot.addWidget(dialog)
    dialog.only_problems.setChecked(True)
    dialog.save(tmp_path / "无.pdf")
    assert "没有要打印的学生" in dialog.state.text()
    assert not list(tmp_path.iterdir())


def test_proof_dialog(qtbot: QtBot, make_document: MakeDocument, tmp_path: Path, at_once: None,
                      settings_store: QSettings) -> None:
    document = make_document(9, [(0, "name", "")])
    dialog = ProofDialog(None, document, tmp_path, today=date(2012, 11, 27))
    qtbot.addWidget(dialog)
    dialog.save(tmp_path / "报告.pdf")
    assert dialog.saved is not None
    assert pages((tmp_path / "报告.pdf").read_bytes()) == 1


def test_on_a_printer(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "纸.pdf"))
    sheets = [ClassSheet("九年级", f"{n}班", (LINE,), 1) for n in range(3)]
    set_on(printer, Print("单", True, lambda press: print_lists(
        press, "示例学校", "2012 学年", sheets, cover=Cover.CLASS)))
    assert pages((tmp_path / "纸.pdf").read_bytes()) == 3


@pytest.fixture
def preview(qtbot: QtBot, faulty_document: Document, tmp_path: Path) -> PreviewDialog:
    """The preview of lists for every class, as it comes from the dialog's button."""
    dialog = ConfirmationDialog(None, faulty_document, tmp_path)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.mouseClick(dialog.preview_button, Qt.MouseButton.LeftButton)
    found = dialog.findChild(PreviewDialog)
    assert found is not None
    found.owner = dialog  # type: ignore[attr-defined]  # keeps it alive
    return found


def test_preview_shows_every_page(
        qtbot: QtBot, preview: PreviewDialog, faulty_document: Document) -> None:
    count = len(class_sheets(faulty_document))
    qtbot.waitUntil(lambda: preview.pages.text() == f"共 {count} 页")
    assert not preview.back.isEnabled()
    qtbot.mouseClick(preview.forth, Qt.MouseButton.LeftButton)
    assert (preview.view.currentPage(), preview.number.value()) == (2, 2)
    preview.number.setFocus()
    qtbot.keyClick(preview.number, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(preview.number, str(count))
    qtbot.keyClick(preview.number, Qt.Key.Key_Tab)
    assert preview.view.currentPage() == count
    assert not preview.forth.isEnabled()
    with qtbot.waitSignal(preview.rejected):
        qtbot.keyClick(preview, Qt.Key.Key_Escape)


def test_pages_are_set_when_the_preview_has_the_keys(
        qtbot: QtBot, faulty_document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not while it is about to be shown: events are let in, and a second Esc must not close what
    stands behind it."""
    active: list[QWidget | None] = []

    def look(printer: QPrinter, chosen: Print, watch: Watch) -> object:
        active.append(QApplication.activeModalWidget())
        return set_on(printer, chosen, watch)
    monkeypatch.setattr("ui.paper.print_dialog.set_on", look)
    dialog = ConfirmationDialog(None, faulty_document, tmp_path)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.preview_button.click()
    preview = dialog.findChild(PreviewDialog)
    assert preview is not None and active == []
    qtbot.waitUntil(lambda: preview.view.pageCount() > 1)
    assert active == [preview]


def test_printed_from_the_preview(
        qtbot: QtBot, preview: PreviewDialog, faulty_document: Document, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    qtbot.waitUntil(lambda: preview.view.pageCount() > 1)
    monkeypatch.setattr(QPrintDialog, "exec", lambda self: 0)
    qtbot.mouseClick(preview.print_button, Qt.MouseButton.LeftButton)
    assert preview.isVisible()

    def to_file(self: QPrintDialog) -> int:
        self.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.printer().setOutputFileName(str(tmp_path / "纸.pdf"))
        return 1
    monkeypatch.setattr(QPrintDialog, "exec", to_file)
    with qtbot.waitSignal(preview.accepted):
        qtbot.mouseClick(preview.print_button, Qt.MouseButton.LeftButton)
    assert pages((tmp_path / "纸.pdf").read_bytes()) == len(class_sheets(faulty_document))
    printed = Ledger().lines()[-1].entry
    assert (printed.kind, printed.purpose, printed.sha256) == ("print", "家长确认", "")
    assert printed.count == len(faulty_document.roster)


@pytest.mark.parametrize("is_paper", [True, False])
def test_stopping_what_is_set_for_preview_or_paper(
        qtbot: QtBot, preview: PreviewDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        is_paper: bool) -> None:
    qtbot.waitUntil(lambda: preview.view.pageCount() > 1)
    aborted: list[bool] = []
    monkeypatch.setattr(QPrinter, "abort", lambda self: aborted.append(True))
    set_on_all = preview._set_on

    def stop(printer: QPrinter, watch: Watch) -> object:
        def at_third(page: int, count: int) -> None:
            if page == 3:
                preview.reject()  # what Esc does, and the window's cross
                assert preview.isVisible()
            watch(page, count)
        return set_on_all(printer, at_third)
    preview._set_on = stop
    with qtbot.waitSignal(preview.rejected):
        if is_paper:
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(tmp_path / "纸.pdf"))
            preview._set_pages(printer)
        else:
            preview.view.updatePreview()
    assert aborted == [True] * is_paper


def test_menu_opens_the_dialogs(
        qtbot: QtBot, clean_document: Document, settings_store: QSettings, tmp_path: Path
        ) -> None:
    clean_document.edit([(0, FIELD_KEYS.index("name"), "改名")])
    window = MainWindow(folder=tmp_path / "work")
    qtbot.addWidget(window)
    window.work_on(OpenWork(clean_document, school_confirmed=True))
    for act, name in ((Act.ISSUED_FORM, "issuedForm"), (Act.CONFIRMATION, "confirmationSheets"),
                      (Act.PROOF, "proofReport"), (Act.STATISTICS, "statistics")):
        window.actions_of[act].trigger()
        dialogs = [child for child in window.children() if child.objectName() == name]
        assert len(dialogs) == 1
        dialogs[0].reject()
