"""Confirmation sheets of any region: its own fields, and every ID number covered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.class_sheets import LISTED, class_sheets
from app.covering import Cover
from app.opening import open_document
from resources.samples.generator import LAYOUTS, make_region_roster, write
from ui.paper.press import to_pdf
from ui.paper.sheets import print_lists, print_slips, print_wall_lists, texts_of


@pytest.mark.parametrize("name", LAYOUTS)
def test_sheets_follow_the_region(name: str, tmp_path: Path, qapp: QApplication) -> None:
    write(tmp_path / "a.xlsx", make_region_roster(name, 60, clean=True))
    document = open_document(tmp_path / "a.xlsx", profile_name=name.split("-")[0])
    sheets = class_sheets(document)
    assert [key for key, _ in sheets[0].fields] == [
        key for key in document.roster.fields.keys if document.roster.index(key) is not None]
    assert sheets[0].titles["name"] == "姓名" and sheets[0].titles["main_number"] == "身份证件号"
    assert len(sheets) >= 9  # by 班号 where there is no 班级
    assert sheets[0].listed <= LISTED and "name" in sheets[0].listed
    # through a class no number of anybody goes whole, be it a parent's or in a national number
    numbers = {text for line in sheets[0].lines for text in line.texts
               if re.search(r"\d{17}[\dX]", text)}
    covered = {text for line in sheets[0].lines
               for text in texts_of(line, Cover.CLASS, sheets[0])}
    assert numbers and not numbers & covered
    for compose in (print_lists, print_slips, print_wall_lists):
        content = to_pdf("单", compose is print_lists, lambda press, compose=compose: compose(
            press, "示例学校", "2024 学年", sheets[:1], cover=Cover.CLASS))
        count = max(int(found) for found in re.findall(rb"/Count (\d+)", content))
        assert 1 <= count <= 2 * len(sheets[0].lines)
