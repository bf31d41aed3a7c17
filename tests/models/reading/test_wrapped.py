"""The sample roster in every wrapping: what LibreOffice and Gnumeric write, and forty odd ones made
by hand. Either the students are the same, or the program says what it could not account for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from pathlib import Path

import pytest

from models.errors import WorkbookError
from models.fields import FIELD_KEYS
from models.intake.roster_from_sheets import open_roster
from models.reading.read import read_workbook
from models.roster import Roster
from tests.builders import write_xlsx

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "samples" / "示例名册-无误.xls"
MOST = 150

Student = tuple[str, ...]


@cache
def sample() -> list[list[str]]:
    """The header and the first students of the sample without errors."""
    roster = open_roster(SAMPLE)
    rows = next(sheet.rows for sheet in read_workbook(SAMPLE).sheets if sheet.rows)
    head = rows[roster.header_row - 1]
    found = [head, *(rows[row.number - 1] for row in roster.rows[:MOST])]
    return [[*row, *[""] * (len(head) - len(row))] for row in found]


def students(roster: Roster) -> list[Student]:
    """The eight fields of everybody, without blanks around them."""
    columns = [roster.index(key) for key in FIELD_KEYS]
    return [tuple("" if column is None else row.cells[column].strip() for column in columns)
            for row in roster.rows]


@cache
def expected() -> list[Student]:
    return students(open_roster(SAMPLE))[:MOST]


def same_or_told(path: Path) -> bool:
    """Whether the students are the sample's; else it must have been said."""
    try:
        roster = open_roster(path)
    except WorkbookError as error:
        assert re.fullmatch(r"[^\n]+。", str(error))
        return False
    if sorted(students(roster)) != sorted(expected()):
        assert roster.account.unaccounted
        return False
    return True


# --- other programs ------------------------------------------------------------------------------

LIBREOFFICE = {
    "xls 97": "xls:MS Excel 97", "xlt": "xlt:MS Excel 97 Vorlage/Template",
    "xlsx": "xlsx:Calc MS Excel 2007 XML", "strict xlsx": "xlsx:Calc Office Open XML",
    "xlsm": "xlsm:Calc MS Excel 2007 VBA XML", "ods": "ods:calc8",
    "fods": "fods:OpenDocument Spreadsheet Flat XML", "html": "html:HTML (StarCalc)",
    "csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
    "csv, all quoted": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true",
    "csv, semicolons": "csv:Text - txt - csv (StarCalc):59,34,76,1",
    "csv, single quotes": "csv:Text - txt - csv (StarCalc):44,39,76,1,,0,true",
    "tsv, UTF-16": "csv:Text - txt - csv (StarCalc):9,34,65535,1",
    "bars, no quotes": "csv:Text - txt - csv (StarCalc):124,0,76,1"}
TOLD = {"slk": "slk:SYLK", "dif": "dif:DIF"}
GNUMERIC = ("Gnumeric_Excel:excel_biff8", "Gnumeric_Excel:excel_dsf", "Gnumeric_Excel:xlsx",
            "Gnumeric_Excel:xlsx2", "Gnumeric_OpenCalc:odf", "Gnumeric_OpenCalc:openoffice",
            "Gnumeric_html:html32", "Gnumeric_html:html40", "Gnumeric_html:html40frag",
            "Gnumeric_html:xhtml", "Gnumeric_html:xhtml_range", "Gnumeric_stf:stf_csv",
            "Gnumeric_stf:stf_assistant")
GNUMERIC_TOLD = (
    "Gnumeric_Excel:excel_biff7", "Gnumeric_XmlIO:sax", "Gnumeric_XmlIO:sax:0",
    "Gnumeric_dif:dif", "Gnumeric_sylk:sylk", "Gnumeric_html:latex", "Gnumeric_html:latex_table",
    "Gnumeric_html:roff", "Gnumeric_pdf:pdf_assistant")


def converted(words: list[str], target: Path, folder: Path) -> Path:
    """What another program makes of the sample; the test is skipped where it is not installed or
    has no such filter."""
    if shutil.which(words[0]) is None:
        pytest.skip(f"no {words[0]} here")
    write_xlsx(folder / "sample.xlsx", sample())
    subprocess.run(words, cwd=folder, env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
                   capture_output=True, timeout=120, check=False)
    if not target.is_file():
        pytest.skip("this version has no such filter")
    return target


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*LIBREOFFICE, *TOLD])
def test_what_libreoffice_writes(tmp_path: Path, kind: str) -> None:
    name = (LIBREOFFICE | TOLD)[kind]
    out = converted(["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
                     "--convert-to", name, "--outdir", "out", "sample.xlsx"],
                    tmp_path / "out" / f"sample.{name.partition(':')[0]}", tmp_path)
    assert same_or_told(out) is (kind in LIBREOFFICE)


@pytest.mark.slow
@pytest.mark.parametrize("exporter", [*GNUMERIC, *GNUMERIC_TOLD])
def test_what_gnumeric_writes(tmp_path: Path, exporter: str) -> None:
    out = converted(["ssconvert", "-T", exporter, "sample.xlsx", "out.xls"],
                    tmp_path / "out.xls", tmp_path)
    assert same_or_told(out) or exporter in GNUMERIC_TOLD


# --- by hand -------------------------------------------------------------------------------------


def cells(row: Iterable[str], tag: str = "td") -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in row)


def page(rows: str, end: str = "</table></body></html>") -> str:
    return ('<html><head><meta charset="utf-8"></head><body><table>'
            f"<tr>{cells(sample()[0])}</tr>{rows}{end}")


def lines(first: int = 1, last: int = MOST + 1) -> str:
    return "".join(f"<tr>{cells(row)}</tr>" for row in sample()[first:last])


def table(delimiter: str = ",", quote: str = "", end: str = "\r\n") -> str:
    return "".join(delimiter.join(f"{quote}{text}{quote}" for text in row) + end
                   for row in sample())


def remarked(remarks: dict[int, str]) -> str:
    """A text table with another column, where some remarks have stray quotes."""
    rows = [[*row, remarks.get(at, "") if at else "备忘"] for at, row in enumerate(sample())]
    return "".join(",".join(row) + "\r\n" for row in rows)


HALF = MOST // 2 + 1
PAGES: dict[str, Callable[[], str]] = {
    "rows without a start": lambda: page("".join(f"{cells(r)}</tr>" for r in sample()[1:])),
    "rows without an end": lambda: page("".join(f"<tr>{cells(r)}" for r in sample()[1:])),
    "cells without an end": lambda: page(lines().replace("</td>", "")),
    "capitals": lambda: page(lines().replace("td>", "TD>").replace("tr>", "TR>")),
    "a body a row": lambda: page(lines().replace("<tr>", "<tbody><tr>")),
    "no end of the table": lambda: page(lines(), "</body></html>"),
    "two tables": lambda: page(f"{lines(1, HALF)}</table><table>{lines(HALF)}"),
    "two pages": lambda: page(lines(1, HALF)) + page(lines(HALF)),
    "blanks around": lambda: page(lines().replace("<td>", "<td>&nbsp;\n")),
    "a table around": lambda: f"<table><tr><td>{page(lines(), '</table>')}</td></tr></table>",
    "character data": lambda: page("".join(
        "<tr>" + "".join(f"<td><![CDATA[{text}]]></td>" for text in row) + "</tr>"
        for row in sample()[1:])),
    "a form": lambda: page("".join("<tr>" + "".join(
        f'<td><input value="{escape(text)}"></td>' for text in row) + "</tr>"
        for row in sample()[1:])),
    "an open comment": lambda: page(f"{lines(1, HALF)}<!-- 待查{lines(HALF)}"),
    "an open quote": lambda: page(f'{lines(1, HALF)}<tr title="x>{lines(HALF)}'),
    "an open script": lambda: page(f"{lines(1, HALF)}<script>x{lines(HALF)}"),
    "rows behind the table": lambda: page(lines(1, HALF), f"</table>{lines(HALF)}</html>"),
    "cut off": lambda: page(lines(1, HALF), ""),
    "two students a row": lambda: page(lines().replace("</tr><tr>", "", 1)),
}
TEXTS: dict[str, Callable[[], str]] = {
    "commas": table, "tabs": lambda: table("\t"), "semicolons": lambda: table(";"),
    "wide commas": lambda: table("，"), "bars": lambda: table("|"), "carets": lambda: table("^"),
    "quoted": lambda: table(quote='"'), "single quotes": lambda: table(quote="'"),
    "old ends of lines": lambda: table(end="\r"), "empty lines": lambda: table(end="\r\n\r\n"),
    "formulas": lambda: re.sub(r"([^,\r\n]+)", r'="\1"', table()),
    "zeros at the end": lambda: table() + "\0" * 300,
    "a title": lambda: "名册,,,\r\n" + table(),
    "one stray quote": lambda: remarked({5: '"外号'}),
    "stray quotes far apart": lambda: remarked({5: '"外号', 60: '走读"'}),
    "four stray quotes": lambda: remarked({5: '"甲', 9: '乙"', 30: '"丙', 31: '丁"'}),
    "stray quotes, lines of unequal length": lambda: re.sub(
        ",+\r", "\r", remarked({5: '"外号', 60: '走读"'})),
    "inches": lambda: remarked(dict.fromkeys(range(1, MOST), '14"')),
}


@pytest.mark.parametrize("kind", [*PAGES, *TEXTS])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_odd_pages_and_texts(tmp_path: Path, kind: str, encoding: str) -> None:
    path = tmp_path / "a.xls"
    text = (PAGES | TEXTS)[kind]().replace('charset="utf-8"', f'charset="{encoding}"')
    path.write_bytes(text.encode(encoding))
    told = same_or_told(path)
    assert told or kind.startswith(("an open", "rows behind", "cut off", "two students"))


def columns_swapped() -> list[list[str]]:
    return [row[::-1] for row in sample()]


def side_by_side() -> list[list[str]]:
    head, rows = sample()[0], sample()[1:]
    width, half = len(head), len(rows) // 2
    return [[*head, "", *head], *([*left, *[""] * (width + 1 - len(left)), *right]
                                  for left, right in zip(rows[:half], rows[half:]))]


def with_lines() -> list[list[str]]:
    out = [["样例学校学籍表"], [], *sample()[:1]]
    for at, row in enumerate(sample()[1:]):
        out += [[f"第{at // 20 + 1}页"], ["以下空白"], sample()[0]] if at % 20 == 19 else []
        out.append(row)
    return [*out, ["合计", str(MOST)], ["制表人：", "", "审核人："]]


SHEETS: dict[str, Callable[[], list[list[str]]]] = {
    "columns in another order": columns_swapped, "blocks side by side": side_by_side,
    "lines that are no students": with_lines,
    "apostrophes": lambda: [sample()[0], *([f"'{text}" if text else "" for text in row]
                                           for row in sample()[1:])],
    "two without a header": lambda: [sample()[0], *([*row, "", *row] for row in sample()[1:])],
}


@pytest.mark.parametrize("kind", SHEETS)
def test_odd_sheets(tmp_path: Path, kind: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", SHEETS[kind]())
    if kind == "apostrophes":
        found = [tuple(text.lstrip("'") for text in row) for row in students(open_roster(path))]
        assert found == expected()
    else:
        assert same_or_told(path)


PARTS: dict[str, Callable[[str], str]] = {
    "no references": lambda xml: re.sub(r' r="[A-Z]*\d+"', "", xml),
    "lower-case references": lambda xml: re.sub(
        r'(<c r=")([A-Z]+)', lambda found: found[1] + found[2].lower(), xml),
    "absolute references": lambda xml: re.sub(r'(<c r=")([A-Z]+)(\d)', r"\1$\2$\3", xml),
    "comments": lambda xml: xml.replace("<t>", "<t><!-- x -->").replace("</c>", "</c><?y z?>"),
    "rows backwards": lambda xml: re.sub(
        "<sheetData>.*</sheetData>", lambda found: "<sheetData>" + "".join(reversed(
            re.findall("<row.*?</row>", found[0]))) + "</sheetData>", xml),
}


@pytest.mark.parametrize("kind", PARTS)
def test_odd_packages(tmp_path: Path, kind: str) -> None:
    path, odd = write_xlsx(tmp_path / "a.xlsx", sample()), tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(odd, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith(("sheet1.xml", "sharedStrings.xml")):
                data = PARTS[kind](data.decode()).encode()
            new.writestr(name, data)
    assert same_or_told(odd)
