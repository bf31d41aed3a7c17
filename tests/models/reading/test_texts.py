"""Text tables, web pages and XML: encodings, delimiters, odd writings, what is said about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import DamagedFileError
from models.grid import Sheet, Workbook
from models.reading.read import read_workbook
from models.reading.text import decode
from tests.models.reading import corpus

TWO = [["姓名", "班级", "学籍主号"], ["甲", "1班", "31"]]


def opened(tmp_path: Path, data: bytes, name: str = "a.xls") -> Workbook:
    path = tmp_path / name
    path.write_bytes(data)
    return read_workbook(path)


def sheet_of(tmp_path: Path, text: str, encoding: str = "utf-8") -> Sheet:
    return opened(tmp_path, text.encode(encoding)).sheets[0]


# --- encodings ---


@pytest.mark.parametrize(
    "data, encoding, note",
    [
        (b"abc", "utf-8", ""),
        ("姓名".encode("utf-8-sig"), "utf-8", ""),
        ("姓名,班级".encode("utf-16"), "utf-16-le", ""),
        ("姓名,1,2,3\r\n".encode("utf-16-be"), "utf-16-be", "UTF-16"),
        ("姓名".encode(), "utf-8", "UTF-8"),
        ("姓名𠮷".encode("gb18030"), "gb18030", "GB18030"),
        (b'<meta charset="gb2312">' + "姓名".encode("gbk"), "gb18030", ""),
        (b'<meta charset="gb2312">' + "姓名".encode(), "utf-8", "UTF-8"),
        (b'<meta charset="utf-8">' + "姓名".encode("gbk"), "gb18030", "GB18030"),
        (b'<meta charset="nonsense">' + "姓名".encode("gbk"), "gb18030", "GB18030"),
        ("姓名".encode() * 50 + b"\xff\n" + "学籍主号".encode() * 50, "utf-8", "1 处文字无法辨认"),
    ],
)
def test_decode(data: bytes, encoding: str, note: str) -> None:
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert note in decoded.note and bool(note) == bool(decoded.note)


def test_guesses_are_said(tmp_path: Path) -> None:
    assert "GB18030" in opened(tmp_path, corpus.FILES["gbk.csv"]()).notes[0]
    assert "GB18030" in opened(tmp_path, corpus.biff5(None)).notes[0]
    assert "分号" in opened(tmp_path, corpus.FILES["semicolon.csv"]()).notes[-1]
    assert opened(tmp_path, corpus.FILES["utf8-mark.csv"]()).notes == []


# --- delimited ---


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，", "|"])
def test_delimiters(delimiter: str, tmp_path: Path) -> None:
    text = "标题, 第一行; 有|各种\r\n" + "\r\n".join(delimiter.join(row) for row in TWO)
    assert sheet_of(tmp_path, text).rows[1:] == TWO


@pytest.mark.parametrize(
    "text, rows",
    [
        ("sep=;\r\n姓名;班级;学段\r\n甲,乙;1;2\r\n", [["姓名", "班级", "学段"], ["甲,乙", "1", "2"]]),
        ('姓名,班级,学段\n"甲\n乙","1""班",\n', [["姓名", "班级", "学段"], ["甲\n乙", '1"班']]),
        ('姓名,班级,学籍主号\n甲,1班,="0031"\n', [["姓名", "班级", "学籍主号"], ["甲", "1班", "0031"]]),
        ('姓名,班级,学籍主号\n甲,1班,"=""0031"""\n', [["姓名", "班级", "学籍主号"], ["甲", "1班", "0031"]]),
        ("姓名,班级,学籍主号\n\n甲,1班,31\n\n\x1a", [["姓名", "班级", "学籍主号"], [], ["甲", "1班", "31"]]),
        ("姓名,班级,学籍主号\r甲,1班,'31\r", [["姓名", "班级", "学籍主号"], ["甲", "1班", "'31"]]),
        ("姓名,班级,备注\n甲,1,<span>红</span>\n",
         [["姓名", "班级", "备注"], ["甲", "1", "<span>红</span>"]]),
        ("姓名,班级,学籍主号\n" + "长" * 200_000 + ",1,2\n",
         [["姓名", "班级", "学籍主号"], ["长" * 200_000, "1", "2"]]),
    ],
)
def test_csv_writings(text: str, rows: list[list[str]], tmp_path: Path) -> None:
    assert sheet_of(tmp_path, text).rows == rows


def test_a_lone_quote_does_not_swallow_the_rest(tmp_path: Path) -> None:
    book = opened(tmp_path, '姓名,班级,学籍主号\n"甲,1班,31\n乙,2班,32\n'.encode())
    assert book.sheets[0].rows[1:] == [['"甲', "1班", "31"], ["乙", "2班", "32"]]
    assert "引号不成对" in book.notes[-1]


# --- web pages ---


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "body, rows",
    [
        ("<table><tr><th>姓名<td>班级<tr><td>甲<td>1班</table>", [["姓名", "班级"], ["甲", "1班"]]),
        ("<table><thead><tr><td>a</thead><tbody><tr><td>b</tbody><tfoot><tr><td>c</table>",
         [["a"], ["b"], ["c"]]),
        ("<table><tr><td rowspan=2>1<td>2<td rowspan=3>3</tr><tr><td>4</tr><tr><td>5<td>6</table>",
         [["1", "2", "3"], ["", "4"], ["5", "6"]]),
        ("<table><tr><td colspan=2>a<td>b</tr><tr><td>c<td>d<td>e</table>",
         [["a", "", "b"], ["c", "d", "e"]]),
        ("<table><tr><td> a \n  b <br> c &nbsp;<td>&nbsp;<td><p>d</p><p>e</p></table>",
         [["a b\nc \xa0".rstrip(" "), "", "d\ne"]]),
        ("标题<table><tr><td>1</table>文字<table><tr><td>2</table>尾", [["1"], ["2"]]),
        ("<table><tr><td>外<table><tr><td>内</table>面<td>x</table>", [["外面", "x"], ["内"]]),
        ("<table><tr><td x:num='310117200607163000'>3.10E+17<td x:num>310117200607163000"
         "<td x:num='7'>007</table>", [["3.10117200607163E+17", "3.10117200607163E+17", "007"]]),
        ("<table><tr><td><script>x</script><style>y</style>&lt;a&gt;&amp;</table>", [["<a>&"]]),
        ("<TABLE><TR><TD>大写</TD></TR></TABLE>", [["大写"]]),
        ("<table><tr><td>a</table></div></body>", [["a"]]),
    ],
)
def test_html(body: str, rows: list[list[str]], tmp_path: Path) -> None:
    assert sheet_of(tmp_path, page(body)).rows == rows


def test_html_says_what_is_hidden_and_merged(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, page(
        "<table><tr><td rowspan=2>a<td>b</tr><tr style='display: none'><td>c</tr></table>"))
    assert sheet.hidden_rows == {1} and sheet.merged == [(0, 2, 0, 1)]


def test_html_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError):
        sheet_of(tmp_path, "<html><table><tr><td>a</td></tr><tr><td>b")


# --- XML ---


def test_spreadsheetml_positions_and_styles(tmp_path: Path) -> None:
    book = opened(tmp_path, (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<Styles><Style ss:ID="z"><NumberFormat ss:Format="0000"/></Style>'
        '<Style ss:ID="y" ss:Parent="z"/></Styles>'
        '<Worksheet ss:Name="甲"><Table><Column ss:Index="2" ss:StyleID="y" ss:Hidden="1"/>'
        '<Row ss:Index="2" ss:Hidden="1"><Cell ss:MergeDown="1"><Data ss:Type="String">a'
        '</Data></Cell><Cell><Data ss:Type="Number">7</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Index="4">'
        '<Data ss:Type="Error">#N/A</Data></Cell><Cell ss:Formula="=1"/></Row></Table></Worksheet>'
        '<Worksheet ss:Name="乙"><Table/><WorksheetOptions><x:Visible>SheetHidden</x:Visible>'
        '</WorksheetOptions></Worksheet></Workbook>').encode())
    first, second = book.sheets
    assert first.rows == [[], ["a", "0007"], ["", "TRUE", "", "#N/A"]]
    assert first.merged == [(1, 3, 0, 1)]
    assert first.hidden_rows == {1} and first.hidden_columns == {1}
    assert first.notes[0].startswith("第 3 行有公式没有保存计算结果")
    assert second.hidden and not first.hidden


def test_ods_details(tmp_path: Path) -> None:
    text = corpus._ods_xml("document")
    start, end = text.index("<table:table "), text.index("</office:spreadsheet>")
    styles = ('<style:style style:name="ta" style:family="table"><style:table-properties '
              'table:display="false"/></style:style></office:automatic-styles>')
    table = (
        '<table:table table:name="甲"><table:table-column table:number-columns-repeated="2" '
        'table:default-cell-style-name="ce1"/><table:table-column table:visibility="collapse"/>'
        '<table:table-header-rows><table:table-row table:visibility="filter"><table:table-cell '
        'table:number-rows-spanned="2"><text:p>a<text:s text:c="2"/>b<text:line-break/>c'
        '<text:span>d</text:span></text:p><office:annotation><text:p>注</text:p>'
        '</office:annotation></table:table-cell></table:table-row></table:table-header-rows>'
        '<table:table-row table:number-rows-repeated="2"><table:covered-table-cell/>'
        '<table:table-cell office:value-type="float" office:value="7"/><table:table-cell '
        'office:value-type="boolean" office:boolean-value="true"/><table:table-cell '
        'office:value-type="time" office:time-value="PT08H05M00S"/></table:table-row>'
        '<table:table-row><table:table-cell table:formula="of:=1"/></table:table-row></table:table>'
        '<table:table table:name="乙" table:style-name="ta"/>')
    book = opened(tmp_path, (text[:start].replace("</office:automatic-styles>", styles) + table
                             + text[end:]).encode())
    first, second = book.sheets
    assert first.rows == [["a  b\ncd"], ["", "000007", "TRUE", "08:05:00"],
                          ["", "000007", "TRUE", "08:05:00"]]
    assert first.hidden_rows == {0} and first.hidden_columns == {2}
    assert first.merged == [(0, 2, 0, 1)]
    assert first.notes[0].startswith("第 4 行有公式没有保存计算结果")
    assert second.hidden
