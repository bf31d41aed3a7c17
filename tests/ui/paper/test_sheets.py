"""Tests of the printed sheets: pages, embedded fonts, masks, dialogs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.class_sheets import ClassSheet, SheetLine, class_sheets
from app.document import Document
from app.proof import ProofFile, ProofReport, RuleCount
from models.fields import FIELD_KEYS
from tests.ui.conftest import MakeDocument
from ui.actions import Act
from ui.main_window import MainWindow
from ui.paper.confirmation import ConfirmationDialog
from ui.paper.print_dialog import Print, set_on
from ui.paper.press import Press, StoppedError, to_pdf
from ui.paper.proof import ProofDialog
from ui.paper.sheets import print_lists, print_proof, print_slips, texts_of

LINE = SheetLine(1, ("31011719980519341X", "3101170526220090128", "王示例", "男", "九年级", "1班", "2013届",
                     "初中"), ("入学年份不符",))


def pages(content: bytes) -> int:
    return max(int(count) for count in re.findall(rb"/Count (\d+)", content))


@pytest.mark.parametrize(("students", "expected"), [(1, 1), (18, 1), (21, 2), (60, 3)])
def test_each_class_begins_on_a_page_of_its_own(
        qapp: QApplication, students: int, expected: int) -> None:
    sheet = ClassSheet("九年级", "1班", (LINE,) * students, students)
    one, two = (to_pdf("单", True, lambda press, n=n: print_lists(
        press, "示例学校", "2012 学年", [sheet] * n, masked=True)) for n in (1, 2))
    assert pages(two) == 2 * pages(one)
    assert pages(one) == expected
    assert re.search(rb"/FontFile[23]?\b", one)


def test_slips_share_pages_within_a_class(qapp: QApplication) -> None:
    sheets = [ClassSheet("九年级", f"{n}班", (LINE,) * 3, 3) for n in range(4)]
    content = to_pdf("单", False, lambda press: print_slips(
        press, "示例学校", "2012 学年", sheets, masked=True))
    assert pages(content) == 4


def test_numbers_are_masked() -> None:
    assert texts_of(LINE, True)[0] == "310117********341X"
    assert texts_of(LINE, True)[1:] == list(LINE.texts[1:])
    assert texts_of(LINE, False) == list(LINE.texts)


def test_proof_report_of_many_rules(qapp: QApplication) -> None:
    report = ProofReport("示例学校", "3101170526", 2012, 1200, 3, "上海市",
                         (ProofFile("原名册", "名册.xls", "ab" * 32),),
                         tuple(RuleCount(f"问题{n}", 3, 1, 1, 1) for n in range(60)), (),
                         date(2012, 11, 27))
    assert (report.total.found, report.total.open) == (180, 60)
    assert pages(to_pdf("报告", False, lambda press: print_proof(press, report))) == 3


def test_stopping(qapp: QApplication) -> None:
    def watch(page: int) -> None:
        if page == 2:
            raise StoppedError
    seen = []

    def compose(press: Press) -> None:
        for number in range(5):
            press.new_part(str(number))
            press.line("内容")
            seen.append(number)
    with pytest.raises(StoppedError):
        to_pdf("单", True, compose, watch)
    assert seen == [0, 1]


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
        press, "示例学校", "2012 学年", sheets, masked=True)))
    assert pages((tmp_path / "纸.pdf").read_bytes()) == 3


def test_menu_opens_the_dialogs(
        qtbot: QtBot, clean_document: Document, settings_store: QSettings) -> None:
    clean_document.edit([(0, FIELD_KEYS.index("name"), "改名")])
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_document(clean_document, school_confirmed=True)
    for act, name in ((Act.ISSUED_FORM, "issuedForm"), (Act.CONFIRMATION, "confirmationSheets"),
                      (Act.PROOF, "proofReport"), (Act.STATISTICS, "statistics")):
        window.actions_of[act].trigger()
        dialogs = [child for child in window.children() if child.objectName() == name]
        assert len(dialogs) == 1
        dialogs[0].reject()
