"""核对表 that come back: what was written as 更正后 is proposed, the rest refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlrd

from app.document import Document
from app.merging.splitting import By, write_parts
from app.slips import apply_answers, read_slips
from tests.builders import document_of, students, write_xlsx


def filled(document: Document, folder: Path, cells: dict[tuple[int, int], str]) -> Path:
    """The 核对表 of the only class, with these cells (0-based row and column) filled by hand."""
    [(file, _)] = write_parts(document, By.CLASS, folder)
    sheet = xlrd.open_workbook(file.path).sheet_by_index(0)
    grid = [[str(text) for text in sheet.row_values(row)] for row in range(sheet.nrows)]
    for (row, column), text in cells.items():
        grid[row][column] = text
    return write_xlsx(folder / "交回.xlsx", grid)


def after_of(folder: Path, title: str) -> int:
    [path] = folder.glob("*核对表.xls")
    header = xlrd.open_workbook(path).sheet_by_index(0).row_values(2)
    return int(header.index(f"更正后{title}"))


@pytest.fixture
def document(tmp_path: Path) -> Document:
    document = document_of(students(4))
    write_parts(document, By.CLASS, tmp_path)
    return document


def test_answers_come_back_as_one_step(document: Document, tmp_path: Path) -> None:
    name, own = after_of(tmp_path, "姓名"), after_of(tmp_path, "班级")
    path = filled(document, tmp_path, {(3, name): "王改", (4, own): "2班", (5, own): "无误"})
    answers = read_slips(document, [path])
    assert [(fix.row, fix.after, fix.doubt) for fix in answers.fixes] == [
        (0, "王改", ""), (1, "2班", "")]
    assert answers.empty == 1 and answers.refused == ()
    apply_answers(document, answers.fixes)
    assert document.roster.value(0, "name") == "王改"
    document.undo()
    assert document.roster.value(1, "class_name") == "1班"


def test_what_can_not_be_taken_is_said(document: Document, tmp_path: Path) -> None:
    own, main = after_of(tmp_path, "班级"), after_of(tmp_path, "学籍主号")
    path = filled(document, tmp_path, {
        (3, own): "2班", (4, own): "3班", (5, main): "3.10117200001010E+17", (6, main): "123"})
    document.edit([(0, 5, "5班")])
    document.delete_rows([1], "转出")
    answers = read_slips(document, [path])
    assert [word for word in ("导出后名册里的班级已改过", "已从名册里删除", "被 Excel 当数字截断")
            if not any(word in each for each in answers.refused)] == []
    [doubtful] = answers.fixes
    assert "填上后仍是错误" in doubtful.doubt


def test_a_sheet_of_another_roster_is_refused_whole(document: Document, tmp_path: Path) -> None:
    path = filled(document, tmp_path, {(3, after_of(tmp_path, "班级")): "2班"})
    other = document_of(students(3, start=50))
    answers = read_slips(other, [path])
    assert answers.fixes == () and "不是从这份名册" in answers.refused[0]
