"""Texts of workbooks: escapes, half characters and encodings made into sound Unicode."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_XLSX_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = re.compile("[\ud800-\udfff]")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_GB_FAMILY = frozenset(("gb2312", "gbk", "gb18030", "hz", "cp936", "gb2312-80"))
_TITLES = {"gb18030": "GB18030（GBK）", "utf-8": "UTF-8", "utf-16-le": "UTF-16", "big5": "Big5",
           "utf-16-be": "UTF-16"}
_SAMPLE = 200_000


def unescape_xlsx(text: str) -> str:
    """Characters that .xlsx writes as ``_x000D_``; ``_x005F_`` is the escaped underscore itself."""
    return sound(_XLSX_ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text))


def sound(text: str) -> str:
    """Surrogate pairs joined to the character they mean, lone halves made U+FFFD (name-character
    finds it), so that the text can be stored and written everywhere."""
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Decoded(NamedTuple):
    """A decoded text file. ``note`` says in Chinese what had to be guessed, if anything."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes) -> Decoded:
    """The text of a file: by its byte order mark, as UTF-8 if it is sound UTF-8, by what it
    declares (HTML meta, XML declaration), as GB18030, at last by charset-normalizer's statistics.

    Sound UTF-8 goes before a declared GBK because the declaration is wrong far more often than
    Chinese GBK bytes happen to be sound UTF-8.
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
                           (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            text = data[len(mark):].decode(encoding, "replace")
            return Decoded(text, encoding, _doubt(text, encoding))
    wide = _wide(data)
    if wide:
        return Decoded(sound(data.decode(wide, "replace")), wide, _guess(wide))
    match = _DECLARED.search(data[:2048])
    declared = _codec(match.group(1).decode("ascii")) if match else None
    for encoding in dict.fromkeys(("utf-8", declared or "utf-8", "gb18030")):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        certain = encoding == declared or text.isascii()
        return Decoded(text, encoding, "" if certain else _guess(encoding))
    return _nearest(data, declared)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark shows by its zero bytes beside ASCII (digits, tabs, line ends)."""
    sample = data[:4000]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and even * 10 < odd:
        return "utf-16-le"
    if even > len(sample) // 8 and odd * 10 < even:
        return "utf-16-be"
    return None


def _codec(name: str) -> str | None:
    if name.lower() in _GB_FAMILY:
        return "gb18030"
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    # a text that could be searched for "charset=" is no UTF-16, whatever it declares
    return None if not codec._is_text_encoding or codec.name.startswith("utf-16") else codec.name


def _nearest(data: bytes, declared: str | None) -> Decoded:
    """The encoding with the fewest undecodable places; a damaged file keeps what can be read."""
    from charset_normalizer import from_bytes
    best = from_bytes(data[:_SAMPLE], cp_isolation=["big5", "gb18030", "utf_8"]).best()
    candidates = dict.fromkeys(
        [*([declared] if declared else []), "utf-8", "gb18030", *([best.encoding] if best else [])])
    texts = {encoding: data.decode(encoding, "replace") for encoding in candidates}
    encoding = min(texts, key=lambda key: texts[key].count("\ufffd"))
    return Decoded(texts[encoding], encoding, _doubt(texts[encoding], encoding))


def _guess(encoding: str) -> str:
    return f"文件没有写明文字编码，已按 {_TITLES.get(encoding, encoding)} 读取，请核对姓名等汉字。"


def _doubt(text: str, encoding: str) -> str:
    count = text.count("\ufffd")
    return (f"文件里有 {count} 处文字无法辨认（按 {_TITLES.get(encoding, encoding)} 读取），"
            f"已用“\ufffd”代替，请对照原表补正。") if count else ""
