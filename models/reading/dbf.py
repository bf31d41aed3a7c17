"""FoxPro and dBASE tables (.dbf), read with dbfread; school entrance lists come as such files.

Chinese FoxPro writes code page 936 whatever the language byte says (often 0), so that only another
East Asian code page that is named counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from dbfread import DBF, FieldParser

from models.grid import Sheet, trim
from models.reading.limits import Budget

_CODE_PAGES = {0x4F: "cp950", 0x78: "cp950", 0x7B: "cp932", 0x79: "cp949"}
_CHINESE = "gb18030"
_EVERY = 1000

HEADERS = {
    "XM": "姓名", "XB": "性别", "CSNY": "出生日期", "CSRQ": "出生日期", "SFZH": "身份证号",
    "SFZJH": "身份证号", "XSXJH": "学籍号", "XJH": "学籍号", "NJ": "年级", "BJ": "班级", "XD": "学段"}
"""Field names are at most ten ASCII characters; these are the initials that school systems use."""


class _TextParser(FieldParser):  # type: ignore[misc]  # dbfread has no types
    """Gives every value as the text that a spreadsheet would show."""

    def parseN(self, field: Any, data: bytes) -> str:
        return data.strip(b" \0*").decode("ascii", "replace")

    parseF = parseN

    def parseD(self, field: Any, data: bytes) -> str:
        text = data.strip(b" \0").decode("ascii", "replace")
        return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text

    def parseL(self, field: Any, data: bytes) -> str:
        return {"T": "是", "Y": "是", "F": "否", "N": "否"}.get(data.decode("latin-1").upper(), "")


def read(stream: BinaryIO, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """One sheet: the field names, then every record that is not deleted.

    Raises ValueError if the file ends before its last record.
    """
    table = DBF(stream.name, encoding=_encoding(stream), ignorecase=False, parserclass=_TextParser,
                recfactory=None, ignore_missing_memofile=True, char_decode_errors="replace")
    _check_length(stream, table)
    names = [name.strip() for name in table.field_names]
    rows = [[HEADERS.get(name.upper(), name) for name in names]]
    rows.extend(_records(table, budget))
    notes = []
    if any("\ufffd" in text for row in rows for text in row):
        notes.append("文件里有解不开的文字，显示为“\ufffd”，请对照原来的名单。")
    if deleted := len(table.deleted):
        notes.append(f"{deleted} 条已作删除标记的记录没有读入。")
    return [Sheet(table.name, rows)], notes


def _encoding(stream: BinaryIO) -> str:
    stream.seek(29)
    language = stream.read(1)
    return _CODE_PAGES.get(language[0], _CHINESE) if language else _CHINESE


def _check_length(stream: BinaryIO, table: DBF) -> None:
    need = table.header.headerlen + table.header.numrecords * table.header.recordlen
    widths = 1 + sum(field.length for field in table.fields)
    if stream.seek(0, 2) < need or widths != table.header.recordlen:
        raise ValueError("the file is shorter than its header says")


def _records(table: DBF, budget: Budget) -> Iterator[list[str]]:
    for number, items in enumerate(table):
        if number % _EVERY == 0:
            budget.check()
        budget.spend(len(items))
        yield trim(["" if value is None else str(value).strip() for _, value in items])
