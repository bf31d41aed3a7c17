"""Make the roster of the end-to-end test, and compare what Windows and Linux wrote from it.

Runs with the project's own environment on Linux::

    e2e_roster.py make FOLDER              the damaged roster; edits.json, which puts it right;
                                           in more/ one with a password and a very large one
    e2e_roster.py compare FOLDER FOLDER    the .xls files of both, cell by cell with formats
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path

import openpyxl
import xlrd
from msoffcrypto.format.ooxml import OOXMLFile

TREE = Path(__file__).resolve().parent.parent.parent
SAMPLE = TREE / "resources" / "samples" / "3101179999上海市松江区样本学校.xls"
ROSTER = "3101170526上海市松江区样本学校.xlsx"
PASSWORD = "xueji2012"
LARGE = 41_000_000
"""From 40 MB on an .xls is read in a process of its own."""
OTHER_SEX = {"男": "女", "女": "男"}


def make(folder: Path) -> None:
    """The sample's own problem is the school code of one sub number. Three more cells are damaged
    here: a sex, the last digit of a main number, the writing of a name."""
    sheet = xlrd.open_workbook(str(SAMPLE)).sheet_by_index(0)
    cells = [
        [text(sheet.cell_value(row, column)) for column in range(sheet.ncols)]
        for row in range(sheet.nrows)
    ]
    header = next(row for row in range(sheet.nrows) if "性别" in "".join(cells[row]))
    column = {
        name: next(i for i, text in enumerate(cells[header]) if name in text)
        for name in ("性别", "主号", "副号", "姓名")
    }
    sex, number, name = header + 5, header + 9, header + 13
    code = ROSTER[:10]
    sub = next(
        row
        for row in range(header + 1, sheet.nrows)
        if cells[row][column["副号"]] and not cells[row][column["副号"]].startswith(code)
    )
    edits = [
        {"row": sex + 1, "field": "sex", "value": cells[sex][column["性别"]]},
        {"row": number + 1, "field": "main_number", "value": cells[number][column["主号"]]},
        {"row": sub + 1, "field": "sub_number", "value": code + cells[sub][column["副号"]][10:]},
    ]
    cells[sex][column["性别"]] = OTHER_SEX[cells[sex][column["性别"]]]
    right = cells[number][column["主号"]]
    cells[number][column["主号"]] = right[:-1] + str((int(right[-1].replace("X", "0")) + 4) % 10)
    cells[name][column["姓名"]] = f" {cells[name][column['姓名']]}\u3000"
    book = openpyxl.Workbook()
    target = book.active
    target.title = sheet.name
    for texts in cells:
        target.append(texts)
    book.save(folder / ROSTER)
    (folder / "edits.json").write_text(json.dumps(edits, ensure_ascii=False, indent=1), "utf-8")
    more = folder / "more"
    more.mkdir()
    with (more / f"{code}加密的学校.xlsx").open("wb") as locked:
        OOXMLFile(BytesIO((folder / ROSTER).read_bytes())).encrypt(PASSWORD, locked)
    (more / f"{code}很大的学校.xls").write_bytes(SAMPLE.read_bytes() + bytes(LARGE))


def text(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else value


def compare(first: Path, second: Path) -> None:
    """Exit with what differs; the same two files must be on both sides."""
    names = sorted(path.name for path in first.glob("*.xls"))
    others = sorted(path.name for path in second.glob("*.xls"))
    if names != others or len(names) != 2:
        sys.exit(f"windows-test: different files: {names} and {others}")
    for name in names:
        one, two = content(first / name), content(second / name)
        for sheet in one.keys() | two.keys():
            for place in sorted(one.get(sheet, {}).keys() | two.get(sheet, {}).keys()):
                left, right = one.get(sheet, {}).get(place), two.get(sheet, {}).get(place)
                if left != right:
                    sys.exit(
                        f"windows-test: {name}, {sheet}, row {place[0] + 1} column {place[1] + 1}: "
                        f"{left} on Windows, {right} on Linux"
                    )
        print(f"{name}: {sum(map(len, one.values()))} cells equal")


def content(path: Path) -> dict[str, dict[tuple[int, int], tuple[object, ...]]]:
    """Kind, value and number format of every cell, by sheet and place."""
    book = xlrd.open_workbook(str(path), formatting_info=True)
    return {
        sheet.name: {
            (row, column): (
                sheet.cell_type(row, column),
                sheet.cell_value(row, column),
                book.format_map[
                    book.xf_list[sheet.cell_xf_index(row, column)].format_key
                ].format_str,
            )
            for row in range(sheet.nrows)
            for column in range(sheet.row_len(row))
        }
        for sheet in book.sheets()
    }


if __name__ == "__main__":
    command, *folders = sys.argv[1:]
    {"make": make, "compare": compare}[command](*map(Path, folders))
