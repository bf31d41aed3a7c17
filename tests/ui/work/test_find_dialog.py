"""Find and replace through the dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QTreeWidget

from app.document import Document
from tests.documents import MakeDocument
from tests.ui.roster_table.conftest import Bench, OpenBench, write
from ui.roster_table import Mode, TableFilter
from ui.work.find_dialog import FindReplaceDialog, find_and_replace


class Dialog:
    """The open dialog and what a clerk does in it."""

    def __init__(self, bench: Bench) -> None:
        opening = bench.table.find_wanted.connect(lambda: find_and_replace(bench.table))
        bench.ctrl(Qt.Key.Key_H)
        bench.table.disconnect(opening)
        found = bench.table.findChild(FindReplaceDialog)
        assert isinstance(found, FindReplaceDialog) and found.isVisible()
        self.dialog, self.bench = found, bench
        self.settle()

    def fill(self, text: str, by: str = "") -> None:
        for name, words in (("findText", text), ("replaceText", by)):
            line = self.dialog.findChild(QLineEdit, name)
            assert isinstance(line, QLineEdit)
            line.setFocus()
            line.selectAll()
            if words:
                write(line, words)
            else:
                QTest.keyClick(line, Qt.Key.Key_Delete)
        self.settle()

    def settle(self) -> None:
        self.bench.bot.waitUntil(lambda: not self.dialog._waiting.isActive())

    def tick(self, name: str) -> None:
        box = self.dialog.findChild(QCheckBox, name)
        assert isinstance(box, QCheckBox)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Space)
        self.settle()

    def scopes(self) -> list[str]:
        box = self.scope()
        return [box.itemText(place) for place in range(box.count())]

    def scope(self) -> QComboBox:
        box = self.dialog.findChild(QComboBox, "findScope")
        assert isinstance(box, QComboBox)
        return box

    def choose_scope(self, name: str) -> None:
        self.scope().setCurrentIndex(self.scope().findData(name))
        self.settle()

    def press(self, name: str) -> None:
        button = self.dialog.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def says(self) -> str:
        label = self.dialog.findChild(QLabel, "findSummary")
        assert isinstance(label, QLabel)
        return label.text()

    def preview(self) -> list[tuple[str, ...]]:
        tree = self.dialog.findChild(QTreeWidget, "findPreview")
        assert isinstance(tree, QTreeWidget)
        return [tuple(tree.topLevelItem(place).text(column) for column in range(4))
                for place in range(tree.topLevelItemCount())]


def test_the_preview_lists_before_and_after_and_replacing_is_one_step(bench: Bench) -> None:
    dialog = Dialog(bench)
    dialog.fill("1班", "01班")
    assert dialog.says() == "将修改 9 处。"
    assert dialog.preview()[0] == ("3", "班级", "1班", "01班")
    dialog.press("replaceAll")
    assert bench.shown("class_name").count("01班") == 9
    assert dialog.says() == "已替换 9 处，Ctrl+Z 可撤销。"
    assert bench.document.journal.undo_label == "替换 9 处"
    bench.document.undo()
    assert bench.shown("class_name").count("1班") == 9
    assert not bench.document.journal.can_undo


def test_the_selection_is_offered_and_kept_to(bench: Bench) -> None:
    bench.select((0, "grade"), (4, "class_name"))
    dialog = Dialog(bench)
    assert dialog.scopes() == ["选中的 10 格", "“班级”一列", "显示的全部行和列"]
    dialog.fill("1班", "x")
    assert dialog.says() == "将修改 5 处。"
    dialog.press("replaceAll")
    assert bench.shown("class_name").count("x") == 5


def test_the_column_is_offered_and_kept_to(bench: Bench) -> None:
    bench.click(0, "graduation_year")
    dialog = Dialog(bench)
    dialog.fill("2013", "2014")
    everywhere = len(dialog.preview())
    dialog.choose_scope("column")
    assert {line[1] for line in dialog.preview()} == {"毕业届别"}
    assert len(dialog.preview()) <= everywhere


def test_only_shown_rows_and_columns_change(faulty: Bench) -> None:
    faulty.table.set_filter(TableFilter(mode=Mode.PROBLEMS))
    faulty.table.show_column(faulty.column("家庭住址"), False)
    dialog = Dialog(faulty)
    dialog.fill("示例路", "x")
    assert dialog.says() == "没有会改变的格子。"
    dialog.fill("班", "ban")
    assert len(dialog.preview()) == 9  # ten rows, one of them without a class


def test_case_and_whole_cells_can_be_asked_for(bench: Bench) -> None:
    bench.document.edit([(0, bench.column("name"), "Li Lei"), (1, bench.column("name"), "li")])
    dialog = Dialog(bench)
    dialog.fill("li", "Wu")
    assert len(dialog.preview()) == 2
    dialog.tick("findWhole")
    assert [line[2] for line in dialog.preview()] == ["li"]
    dialog.tick("findWhole")
    dialog.tick("findCase")
    assert [line[2] for line in dialog.preview()] == ["li"]


def test_empty_cells_can_be_filled(bench: Bench) -> None:
    bench.document.edit([(3, bench.column("家庭住址"), "")])
    dialog = Dialog(bench)
    assert dialog.says() == "请输入要查找的内容。"
    dialog.fill("", "buxiang")
    dialog.tick("findWhole")
    assert dialog.preview() == [("6", "家庭住址", "（空）", "buxiang")]


def test_find_next_goes_from_cell_to_cell_and_round(bench: Bench) -> None:
    dialog = Dialog(bench)
    dialog.fill("一年级")
    visited = []
    for _ in range(5):
        dialog.press("findNext")
        visited.append(bench.current())
    assert visited == [(place, "grade") for place in (0, 9, 18, 27, 0)]
    dialog.fill("没有这个")
    dialog.press("findNext")
    assert dialog.says() == "没有找到。"


def test_the_preview_follows_the_table(bench: Bench) -> None:
    dialog = Dialog(bench)
    dialog.fill("1班", "x")
    bench.document.edit([(0, bench.column("class_name"), "8班")])
    dialog.settle()
    assert dialog.says() == "将修改 8 处。"


def test_a_line_of_the_preview_leads_to_its_cell(bench: Bench) -> None:
    dialog = Dialog(bench)
    dialog.fill("1班", "x")
    tree = dialog.dialog.findChild(QTreeWidget, "findPreview")
    assert isinstance(tree, QTreeWidget)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton,
                     pos=tree.visualItemRect(tree.topLevelItem(4)).center())
    assert bench.current() == (4, "class_name")


def test_masked_numbers_stay_masked_in_the_preview(bench: Bench) -> None:
    bench.table.set_masked(True)
    number = bench.text(0, "main_number")
    dialog = Dialog(bench)
    dialog.fill(number[-6:], "x")
    assert "*" in dialog.preview()[0][2]


@pytest.mark.parametrize("text", ["1班"])
def test_a_read_only_document_is_only_searched(
        open_bench: OpenBench, clean_document: Document, text: str) -> None:
    clean_document.read_only = True
    dialog = Dialog(open_bench(clean_document))
    dialog.fill(text, "x")
    button = dialog.dialog.findChild(QPushButton, "replaceAll")
    assert isinstance(button, QPushButton) and not button.isEnabled()


def test_replacing_by_nothing_says_that_it_takes_away(bench: Bench) -> None:
    dialog = Dialog(bench)
    dialog.fill("示例路")
    assert dialog.says() == "找到 36 处。“替换为”是空的，全部替换会把它们删去。"
    dialog.fill("示例路", "大路")
    assert dialog.says() == "将修改 36 处。"


def test_in_a_large_roster_it_looks_piece_by_piece_and_finds_all(
        open_bench: OpenBench, make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch
        ) -> None:
    monkeypatch.setattr("ui.work.find_dialog._PIECE", 0)
    bench = open_bench(make_document(1700))
    dialog = Dialog(bench)
    pieces: list[int] = []
    dialog.dialog._waiting.timeout.connect(lambda: pieces.append(dialog.dialog._looked_at))
    dialog.fill("示例路", "大路")
    assert dialog.says() == "将修改 1,700 处，下面列出前 300 处。"
    assert len(dialog.preview()) == 300 and {400, 800, 1200, 1600} <= set(pieces)


def test_replacing_waits_until_all_has_been_looked_at(bench: Bench) -> None:
    dialog = Dialog(bench)
    dialog.fill("班", "组")
    dialog.dialog._later()  # as when the table has just changed
    button = dialog.dialog.replace
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.document.journal.done == 0
    dialog.settle()
    assert bench.document.journal.done == 1 and "已替换" in dialog.says()


def test_what_was_replaced_is_not_told_of_another_search(bench: Bench) -> None:
    dialog = Dialog(bench)
    dialog.fill("班", "组")
    dialog.press("replaceAll")
    assert "已替换" in dialog.says()
    dialog.fill("这里没有的", "组")
    assert dialog.says() == "没有会改变的格子。"
