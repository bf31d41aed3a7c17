"""One small roster, written in every format that is read: for tests of reading and the fuzzer.

``FILES`` maps a name to the function that gives the file's bytes; ``HEADERS`` and ``TABLE`` are
what reading any of them must give.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from html import escape

import msoffcrypto.format.ooxml
import olefile
import openpyxl
import xlwt
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher
from msoffcrypto.format.xls97 import Xls97File
from msoffcrypto.method.rc4 import _makekey  # its own tests use it the same way

PASSWORD = "松江123"
TITLE = "某某学校学籍信息总库"
HEADERS = ["序号", "学籍主号", "学籍副号", "姓名", "性别", "年级", "班级", "毕业届别", "学段", "学号",
           "登记日期", "备注"]
HEADER_ROW = 3

Value = str | int | float | bool | date | None
ZEROS = "000000"

_NUMBER = 310117200607163000.0
ROWS: list[list[Value]] = [
    [1, "310117200607160019", "3101171234120120001", "王小明", "男", "一年级", "(1)班", 2017, "小学",
     7, date(2012, 9, 1), "借读"],
    [2, "31011720060716002X", "3101171234120120002", "李·阿依古丽", "女", "一年级", "(1)班", 2017,
     "小学", 8, date(2012, 9, 3), ""],
    [3, _NUMBER, "3101171234120120003", "张伟", "男", "一年级", "(2)班", 2017, "小学", 123456,
     date(2012, 9, 1), "住址：中山路1号,2室; \"旧\"\n电话 021"],
    [4, "310117200607160043", "3101171234120120004", "赵敏", "女", "", "(2)班", 2017, "小学", 9,
     date(2012, 10, 8), "Smith & <Sons>"],
]
NUMBER_TEXT = "3.10117200607163E+17"


def _shown(value: Value, column: int) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if value == _NUMBER:
        return NUMBER_TEXT
    return f"{value:06d}" if column == 9 else str(value)


TABLE = [[_shown(value, column) for column, value in enumerate(row)] for row in ROWS]


# --- writers of libraries ------------------------------------------------------------------------


def xls(extra: Callable[[xlwt.Workbook, xlwt.Worksheet], None] | None = None) -> bytes:
    """BIFF8 in an OLE container."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名册")
    dates = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    zeros = xlwt.easyxf(num_format_str=ZEROS)
    sheet.write_merge(0, 0, 0, 11, TITLE)
    for column, header in enumerate(HEADERS):
        sheet.write(HEADER_ROW - 1, column, header)
    for row, values in enumerate(ROWS, HEADER_ROW):
        for column, value in enumerate(values):
            if value not in ("", None):
                style = dates if isinstance(value, date) else zeros if column == 9 else None
                sheet.write(row, column, value, *([style] if style else []))
    if extra:
        extra(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw_biff8() -> bytes:
    """The workbook stream alone, as some programs save it."""
    with olefile.OleFileIO(io.BytesIO(xls())) as container:
        return bytes(container.openstream("Workbook").read())


def xlsx(extra: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """OOXML by openpyxl."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名册"
    sheet.append([TITLE])
    sheet.append([])
    sheet.append(HEADERS)
    for values in ROWS:
        sheet.append([None if value == "" else value for value in values])
        sheet.cell(sheet.max_row, 10).number_format = ZEROS
        sheet.cell(sheet.max_row, 11).number_format = "yyyy-mm-dd"
    sheet.merge_cells("A1:L1")
    if extra:
        extra(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repack(package: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A zip package with each part changed (None leaves it out)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(
            out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def shared_xlsx() -> bytes:
    """With a table of shared texts, as Excel writes; one has runs and a phonetic guide."""
    texts: list[str] = []

    def share(match: re.Match[str]) -> str:
        texts.append(match.group(2))
        return f'<c {match.group(1)} t="s"><v>{len(texts) - 1}</v></c>'

    def change(name: str, data: bytes) -> bytes:
        if name == "[Content_Types].xml":
            part = ('<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
                    'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>')
            return data.replace(b"</Types>", part.encode())
        if "sheet1" not in name:
            return data
        return re.sub(r'<c ([^>]*?) t="inlineStr"><is>(.*?)</is></c>', share,
                      data.decode(), flags=re.DOTALL).encode()

    package = repack(xlsx(), change)
    items = "".join(f"<si>{text}</si>" for text in texts).replace(
        "<t>&#29579;&#23567;&#26126;</t>",
        "<r><t>王</t></r><r><rPr><b/></rPr><t>小明</t></r><rPh sb='0' eb='1'><t>wang</t></rPh>")
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", (
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"{items}</sst>"))
    return out.getvalue()


def strict_xlsx() -> bytes:
    """The strict variant of OOXML: other namespaces."""
    pairs = ((b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
              b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
             (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
              b"http://purl.oclc.org/ooxml/officeDocument/relationships"))

    def change(name: str, data: bytes) -> bytes:
        for old, new in pairs:
            data = data.replace(old, new)
        return data

    return repack(xlsx(), change)


def backslash_xlsx() -> bytes:
    """A package with capitals and backslashes in its part names, as some exporters write."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("/", "\\").replace("sheet1", "Sheet1")
            new.writestr(info, old.read(name))
    return out.getvalue()


def encrypted_xlsx() -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx())).encrypt(PASSWORD, out)
    return out.getvalue()


def encrypted_xls(password: str = PASSWORD) -> bytes:
    """BIFF8 with RC4 encryption: decrypting the plain stream encrypts it."""
    salt, verifier = b"0123456789abcdef", b"fedcba9876543210"
    from hashlib import md5
    engine = Cipher(ARC4(_makekey(password, salt, 0)), mode=None).encryptor()
    hidden = engine.update(verifier)
    hashed = engine.update(md5(verifier).digest())
    pass_record = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + salt + hidden + hashed
    stream = raw_biff8()
    head = 4 + struct.unpack_from("<H", stream, 2)[0]
    shifted = bytearray(stream[:head] + pass_record + stream[head:])
    # what fills the container up must look like records too: end where a record of zeros can begin
    shifted = bytearray(bytes(shifted).rstrip(b"\0") + b"\0\0\0")
    shifted += _record(0, bytes(-len(shifted) % 4))
    _shift_sheets(shifted, len(pass_record))
    source = Xls97File(io.BytesIO(_in_ole(bytes(shifted))))
    source.load_key(password=password)
    out = io.BytesIO()
    source.decrypt(out)
    with olefile.OleFileIO(io.BytesIO(out.getvalue())) as container:
        encrypted = bytearray(container.openstream("Workbook").read())
    encrypted[head:head + len(pass_record)] = pass_record
    return _in_ole(bytes(encrypted))


def _shift_sheets(stream: bytearray, by: int) -> None:
    """Move the sheet positions in the BOUNDSHEET records."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0x85:
            place = struct.unpack_from("<I", stream, at + 4)[0]
            struct.pack_into("<I", stream, at + 4, place + by)
        at += 4 + size


def _in_ole(stream: bytes) -> bytes:
    out = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(out, stream)
    return out.getvalue()


# --- old BIFF, by hand ---------------------------------------------------------------------------


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _lines() -> list[list[str | float]]:
    """All rows of the sheet; what needs a number format stands as its text."""
    lines: list[list[str | float]] = [[TITLE], [], list(HEADERS)]
    for row in ROWS:
        lines.append([
            float(value) if isinstance(value, (int, float)) and column != 9
            else _shown(value, column) for column, value in enumerate(row)])
    return lines


def _cells(biff: int) -> bytes:
    out = b""
    for row, line in enumerate(_lines()):
        for column, value in enumerate(line):
            if value == "":
                continue
            if biff == 2:
                place = struct.pack("<HH3s", row, column, b"\0\0\0")
            else:
                place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, float):
                out += _record(3 if biff == 2 else 0x203, place + struct.pack("<d", value))
            else:
                text = value.encode("gb18030")
                size = struct.pack("<B" if biff == 2 else "<H", len(text))
                out += _record(4 if biff == 2 else 0x204, place + size + text)
    return out


def old_biff(biff: int) -> bytes:
    """BIFF 2, 3 or 4: one sheet, no container, texts in GBK with no word about it."""
    kind = {2: 0x0009, 3: 0x0209, 4: 0x0409}[biff]
    head = struct.pack("<HH", biff << 8 if biff > 2 else 2, 0x10)
    return _record(kind, head if biff == 2 else head + b"\0\0") + _cells(biff) + _record(0x0A)


def biff5(codepage: int | None = 936) -> bytes:
    """BIFF 5 (Excel 95): a workbook stream without container."""
    page = _record(0x42, struct.pack("<H", codepage)) if codepage else b""
    name = "名册".encode("gbk")
    head = _record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + page
    size = len(head) + 4 + 7 + len(name) + 4
    sheet = struct.pack("<IBBB", size, 0, 0, len(name)) + name
    return (head + _record(0x85, sheet) + _record(0x0A)
            + _record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + _cells(5) + _record(0x0A))


# --- texts ---------------------------------------------------------------------------------------


def _texts() -> list[list[str]]:
    return [[TITLE] + [""] * 11, [""] * 12, HEADERS, *TABLE]


def delimited(delimiter: str, encoding: str, mark: bytes = b"") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(_texts())
    return mark + out.getvalue().encode(encoding)


def html(encoding: str = "utf-8", meta: str | None = None) -> bytes:
    """A table as web systems write it."""
    lines = []
    for number, row in enumerate(_texts()):
        if number == 0:
            cells = f'<td colspan="12" align="center"><b>{TITLE}</b></td>'
        else:
            cells = "".join(
                f"<td style='vnd.ms-excel.numberformat:@'>{_html(text)}</td>" for text in row)
        lines.append(f"<tr>{cells}</tr>")
    charset = f'<meta http-equiv="Content-Type" content="text/html; charset={meta or encoding}">'
    return (f"<html><head>{charset}<style>td {{mso-number-format:'\\@'}}</style><title>导出</title>"
            f"</head>\r\n<body><table border=1>\r\n{chr(10).join(lines)}</table></body></html>"
            ).encode(encoding)


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>") or "&nbsp;"


def mht() -> bytes:
    page = html()
    import base64
    return (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"xx\"\r\n\r\n--xx\r\n"
            b"Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Location: file:///C:/sheet001.htm\r\n\r\n" + base64.encodebytes(page)
            + b"\r\n--xx--\r\n")


def spreadsheetml(encoding: str = "utf-8", declared: str | None = None) -> bytes:
    rows = []
    for number, row in enumerate([[TITLE], [], HEADERS, *ROWS]):
        cells = "".join(_xml_cell(value, column) for column, value in enumerate(row))
        if number == 0:
            cells = cells.replace("<Cell>", '<Cell ss:MergeAcross="11">', 1)
        if number != 1:
            rows.append(f'<Row ss:Index="{number + 1}">{cells}</Row>')
    return (f'<?xml version="1.0" encoding="{declared or encoding}"?>'
            '<?mso-application progid="Excel.Sheet"?>'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:x="urn:schemas-microsoft-com:office:excel"><Styles>'
            f'<Style ss:ID="s1"><NumberFormat ss:Format="{ZEROS}"/></Style>'
            '<Style ss:ID="s2"><NumberFormat ss:Format="Short Date"/></Style></Styles>'
            f'<Worksheet ss:Name="名册"><Table>{"".join(rows)}</Table></Worksheet></Workbook>'
            ).encode(encoding)


def _xml_cell(value: Value, column: int) -> str:
    if value in ("", None):
        return "<Cell/>"
    if isinstance(value, date):
        return (f'<Cell ss:StyleID="s2"><Data ss:Type="DateTime">{value.isoformat()}T00:00:00.000'
                f'</Data></Cell>')
    if isinstance(value, (int, float)):
        style = ' ss:StyleID="s1"' if column == 9 else ""
        return f'<Cell{style}><Data ss:Type="Number">{value}</Data></Cell>'
    return f'<Cell><Data ss:Type="String">{escape(value).replace(chr(10), "&#10;")}</Data></Cell>'


def _ods_xml(root: str) -> str:
    rows = []
    for number, row in enumerate([[TITLE], HEADERS, *ROWS]):
        cells = "".join(_ods_cell(value, column) for column, value in enumerate(row))
        rows.append(f"<table:table-row>{cells}"
                    f'<table:table-cell table:number-columns-repeated="16000"/></table:table-row>')
        if number == 0:
            rows.append('<table:table-row><table:table-cell '
                        'table:number-columns-repeated="16384"/></table:table-row>')
    rows.append('<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
                'table:number-columns-repeated="16384"/></table:table-row>')
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"' for name, path in (
            ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
            ("number", "datastyle")))
    return (f'<?xml version="1.0" encoding="UTF-8"?><office:{root} {spaces} '
            'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
            '<office:automatic-styles><number:number-style style:name="N1"><number:number '
            'number:min-integer-digits="6" number:decimal-places="0"/></number:number-style>'
            '<style:style style:name="ce1" style:family="table-cell" '
            'style:data-style-name="N1"/></office:automatic-styles><office:body>'
            '<office:spreadsheet><table:table table:name="名册">'
            f'{"".join(rows)}</table:table></office:spreadsheet></office:body></office:{root}>')


def _ods_cell(value: Value, column: int) -> str:
    if value in ("", None):
        return "<table:table-cell/>"
    if isinstance(value, date):
        return (f'<table:table-cell office:value-type="date" office:date-value="{value}">'
                f'<text:p>{value}</text:p></table:table-cell>')
    if isinstance(value, (int, float)):
        style = ' table:style-name="ce1"' if column == 9 else ""
        return (f'<table:table-cell{style} office:value-type="float" office:value="{value}">'
                f'<text:p>{value}</text:p></table:table-cell>')
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def ods() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet",
                         zipfile.ZIP_STORED)
        archive.writestr("content.xml", _ods_xml("document-content"))
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "biff8.xls": xls,
    "biff8-bare.xls": raw_biff8,
    "wps.et": xls,
    "biff2.xls": lambda: old_biff(2),
    "biff3.xls": lambda: old_biff(3),
    "biff4.xls": lambda: old_biff(4),
    "biff5.xls": biff5,
    "biff5-no-codepage.xls": lambda: biff5(None),
    "biff5-wrong-codepage.xls": lambda: biff5(1252),
    "biff5-ole.xls": lambda: _in_ole(biff5()),
    "openpyxl.xlsx": xlsx,
    "openpyxl.xlsm": xlsx,
    "named-wrong.xls": xlsx,
    "shared.xlsx": shared_xlsx,
    "strict.xlsx": strict_xlsx,
    "backslash.xlsx": backslash_xlsx,
    "encrypted.xlsx": encrypted_xlsx,
    "encrypted.xls": encrypted_xls,
    "protected.xls": lambda: encrypted_xls("VelvetSweatshop"),
    "html.xls": html,
    "html-gbk.xls": lambda: html("gbk", "gb2312"),
    "html-lying.xls": lambda: html("utf-8", "gb2312"),
    "web-archive.xls": mht,
    "spreadsheetml.xls": spreadsheetml,
    "spreadsheetml-gbk.xml": lambda: spreadsheetml("gbk"),
    "spreadsheetml-lying.xml": lambda: spreadsheetml("gbk", "utf-8"),
    "gbk.csv": lambda: delimited(",", "gb18030"),
    "utf8.csv": lambda: delimited(",", "utf-8"),
    "utf8-mark.csv": lambda: delimited(",", "utf-8", b"\xef\xbb\xbf"),
    "semicolon.csv": lambda: delimited(";", "utf-8"),
    "fullwidth.csv": lambda: delimited("，", "gb18030"),
    "tabs-gbk.xls": lambda: delimited("\t", "gb18030"),
    "utf16.txt": lambda: delimited("\t", "utf-16-le", b"\xff\xfe"),
    "utf16-be.txt": lambda: delimited("\t", "utf-16-be", b"\xfe\xff"),
    "utf16-bare.txt": lambda: delimited("\t", "utf-16-le"),
    "written.ods": ods,
    "flat.fods": lambda: _ods_xml("document").encode(),
}
"""Name → bytes; reading any of them gives ``TABLE``."""

FILE_PASSWORDS = {"encrypted.xlsx": PASSWORD, "encrypted.xls": PASSWORD}


def cells_of(columns: Sequence[str], cells: Sequence[str]) -> list[str]:
    """A roster row's cells in the order of ``HEADERS``."""
    return [cells[columns.index(header)] for header in HEADERS]
