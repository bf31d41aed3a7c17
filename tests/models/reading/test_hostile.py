"""Files made to harm are refused clearly, within ten seconds and 500 MB."""

from __future__ import annotations

import io
import struct
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import DamagedFileError, FileTooBigError, UnknownFormatError, WorkbookError
from models.intake import roster_from_sheets as layout
from models.intake.roster_from_sheets import open_roster
from models.reading.read import read_workbook
from tests.models.reading import corpus

pytestmark = pytest.mark.slow

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
BOMB = ('<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>")


def peak() -> int:
    if sys.platform == "win32":
        return 0
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Every test here must stay within the limits, making of the file included; the processor's
    time counts, whatever else the machine does meanwhile."""
    started, base = time.process_time(), peak()
    yield
    assert time.process_time() - started < 10
    assert peak() - base < 500_000_000


def refused(tmp_path: Path, name: str, data: bytes, *errors: type[WorkbookError]) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(errors or (WorkbookError,)) as caught:
        read_workbook(path)
    assert name in str(caught.value) and str(caught.value).endswith("。")


def package(part: str, data: bytes | str) -> bytes:
    """The corpus's .xlsx with one part replaced."""
    whole = data.encode() if isinstance(data, str) else data
    return corpus.repack(corpus.shared_xlsx(), lambda name, old: whole if name == part else old)


def rows(text: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{text}</sheetData></worksheet>"


def bomb(part: str, head: str, filling: str) -> bytes:
    """The corpus's .xlsx with a part of 200 MB, packed without ever standing in memory."""
    out = io.BytesIO()
    piece = filling.encode() * (1_000_000 // len(filling))
    with zipfile.ZipFile(io.BytesIO(corpus.xlsx())) as old, zipfile.ZipFile(
            out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w") as stream:
            stream.write(head.encode())
            for _ in range(205):
                stream.write(piece)
    return out.getvalue()


# --- packages ---


@pytest.mark.parametrize("filling", [" ", "<c/>", "<!-- -->", "<row/>"])
def test_zip_bomb(filling: str, tmp_path: Path) -> None:
    head = f"<worksheet {MAIN}><sheetData>" + "<row>" * (filling == "<c/>")
    refused(tmp_path, "bomb.xlsx", bomb(SHEET, head, filling), FileTooBigError, DamagedFileError)


def test_bomb_of_texts(tmp_path: Path) -> None:
    for filling in ("a", "<si/>"):
        data = bomb("xl/sharedStrings.xml", f"<sst {MAIN}><si><t>", filling)
        refused(tmp_path, "texts.xlsx", data, FileTooBigError)


def test_bomb_of_a_small_part(tmp_path: Path) -> None:
    for part in ("xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"):
        refused(tmp_path, "small.xlsx", package(part, " " * 50_000_000), FileTooBigError)


def test_many_sheets_of_one_part(tmp_path: Path) -> None:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 60_000))
    book = (f'<workbook {MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships"><sheets>{sheets}</sheets></workbook>')
    refused(tmp_path, "sheets.xlsx", package("xl/workbook.xml", book), FileTooBigError)


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize(
    "prologue", [BOMB, '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>'])
def test_entities(part: str, prologue: str, tmp_path: Path) -> None:
    bodies = {
        SHEET: rows('<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'),
        "xl/sharedStrings.xml": f"<sst {MAIN}><si><t>&j;</t></si></sst>",
        "xl/workbook.xml": f"<workbook {MAIN}><sheets>&j;</sheets></workbook>",
    }
    refused(tmp_path, "entities.xlsx", package(part, prologue + bodies[part]))


def test_entities_in_spreadsheetml(tmp_path: Path) -> None:
    text = corpus.spreadsheetml().decode()
    bomb = text.replace("<?mso", BOMB + "<?mso").replace("王小明", "&j;").replace("x [", "Workbook [")
    refused(tmp_path, "entities.xls", bomb.encode(), DamagedFileError)


@pytest.mark.parametrize("reference", ["A1048577", "XFE1", "A99999999999", "ZZZZ1", "1", "é1"])
def test_references_out_of_range(reference: str, tmp_path: Path) -> None:
    number = "".join(char for char in reference if char.isdigit())
    text = rows(f'<row r="{number}"><c r="{reference}"><v>1</v></c></row>')
    refused(tmp_path, "range.xlsx", package(SHEET, text), DamagedFileError)


def test_a_shared_text_counted_from_the_end(tmp_path: Path) -> None:
    text = rows('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')
    refused(tmp_path, "shared.xlsx", package(SHEET, text), DamagedFileError)


def test_far_corners_of_many_sheets(tmp_path: Path) -> None:
    cells = rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 100))
    book = (f'<workbook {MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships"><sheets>{sheets}</sheets></workbook>')
    data = corpus.repack(package(SHEET, cells), lambda name, old: (
        book.encode() if name == "xl/workbook.xml" else old))
    refused(tmp_path, "far.xlsx", data, FileTooBigError)


def test_repetition_in_ods(tmp_path: Path) -> None:
    for kind in ("rows", "columns"):
        tag = "table:table-row" if kind == "rows" else "table:table-cell"
        text = corpus._ods_xml("document").replace(
            f"<{tag}", f'<{tag} table:number-{kind}-repeated="999999999"', 1)
        refused(tmp_path, f"{kind}.fods", text.encode(), FileTooBigError, DamagedFileError)


# --- trees ---


@pytest.mark.parametrize("opening", ["<a>", "<row><c>"])
def test_deep_xml(opening: str, tmp_path: Path) -> None:
    refused(tmp_path, "deep.xlsx", package(SHEET, rows(opening * 500_000)), DamagedFileError)


def test_deep_html(tmp_path: Path) -> None:
    refused(tmp_path, "tables.xls", b"<html><body>" + b"<table><tr><td>" * 100_000)
    refused(tmp_path, "divs.xls", b"<html><table><tr><td>" + b"<div><b>" * 300_000)


def test_spans_in_html(tmp_path: Path) -> None:
    cell = b'<td colspan="999999999999" rowspan="99999999">x</td>'
    refused(tmp_path, "spans.xls", b"<table>" + (b"<tr>" + cell * 50) * 3000 + b"</table>",
            FileTooBigError)


# --- text tables and web pages ---


@pytest.mark.parametrize("body", [
    "长" * 9_000_000, '"' + "x\n" * 5_000_000 + '"', "," * 30_000_000, "\n" * 30_000_000,
    '""' * 15_000_000, "1,2\n" * 12_000_000,
], ids=["text", "quoted", "wide", "long", "quotes", "large"])
def test_absurd_text_tables(body: str, tmp_path: Path) -> None:
    data = ("姓名,班级,学籍主号\n" + body).encode()
    refused(tmp_path, "absurd.csv", data, FileTooBigError)


def test_a_text_without_end_in_a_web_page(tmp_path: Path) -> None:
    data = b"<table><tr><td>" + b"x" * 9_000_000 + b"</td></tr></table>"
    refused(tmp_path, "text.xls", data, FileTooBigError)


def test_more_students_than_any_school_has(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.csv"
    path.write_text("姓名,班级,学籍主号\n" + "甲,1班,31\n" * 3, "utf-8")
    monkeypatch.setattr(layout, "STUDENTS", 3)
    assert len(open_roster(path)) == 3
    monkeypatch.setattr(layout, "STUDENTS", 2)
    with pytest.raises(FileTooBigError, match="3 行") as caught:
        open_roster(path)
    assert "many.csv" in str(caught.value)


# --- old workbooks ---


def test_circles_in_an_ole_container(tmp_path: Path) -> None:
    data = bytearray(corpus.xls())
    table = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    for sector in range(100):
        struct.pack_into("<I", data, table + 4 * sector, sector)
    refused(tmp_path, "circle.xls", bytes(data), DamagedFileError)


def test_far_cells_of_an_old_workbook(tmp_path: Path) -> None:
    number = struct.pack("<Hd", 0, 1.0)
    cells = b"".join(
        struct.pack("<HHHH", 0x203, 14, row, 255) + number for row in range(16000))
    head = corpus.biff5()
    start = head.index(struct.pack("<HHHH", 0x809, 8, 0x500, 0x10))
    sheet = struct.pack("<HHHHHH", 0x809, 8, 0x500, 0x10, 0, 0) + cells + b"\x0a\0\0\0"
    bound_at = head.index(struct.pack("<H", 0x85))
    bound = head[bound_at:start - 4]
    count = 40
    place = start + len(bound) * (count - 1)
    bounds = (bound[:4] + struct.pack("<I", place) + bound[8:]) * count
    refused(tmp_path, "far.xls", head[:bound_at] + bounds + b"\x0a\0\0\0" + sheet, FileTooBigError)


def test_styles_without_end(tmp_path: Path) -> None:
    stream = corpus.raw_biff8()
    head = 4 + struct.unpack_from("<H", stream, 2)[0]
    styles = (struct.pack("<HH", 0xE0, 20) + bytes(20)) * 400_000
    refused(tmp_path, "styles.xls", stream[:head] + styles + stream[head:], FileTooBigError)


def test_a_slow_key_is_not_tried(tmp_path: Path) -> None:
    data = corpus.encrypted_xlsx()
    assert b'spinCount="100000"' in data
    refused(tmp_path, "slow.xlsx", data.replace(b'spinCount="100000"', b'spinCount="900000"'),
            UnknownFormatError)


# --- cut files ---


# nothing tells where a text ought to end
CUTTABLE = [name for name in corpus.FILES if not name.endswith((".csv", ".txt", "tabs-gbk.xls"))]


@pytest.mark.parametrize("name", CUTTABLE)
def test_a_cut_file_is_no_half_roster(name: str, tmp_path: Path) -> None:
    data = corpus.FILES[name]()
    path = tmp_path / name
    for part in (0.2, 0.5, 0.8, 0.9, 0.97):
        path.write_bytes(data[:int(len(data) * part)])
        try:
            roster = open_roster(path, password=corpus.FILE_PASSWORDS.get(name))
        except WorkbookError:
            continue
        assert len(roster) == len(corpus.TABLE), part


def test_zip_with_a_wrong_word_about_its_size(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>" * 1000)
    data = bytearray(out.getvalue())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    refused(tmp_path, "size.xlsx", bytes(data), DamagedFileError, UnknownFormatError)
