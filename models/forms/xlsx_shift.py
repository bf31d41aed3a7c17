"""What moves in the parts of an .xlsx workbook when rows come in. Rows are 1-based here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

_REFERENCE = re.compile(r"(?P<sheet>(?:'(?:[^']|'')+'|[^'!]+)!)?(?P<area>.+)", re.DOTALL)
_PLACE = re.compile(r"(\$?[A-Z]{0,3})(\$?)([0-9]+)", re.IGNORECASE)
_LAST_ROW = 1048576
_AREAS = {"ref", "sqref"}
_OWN_FORMULAS = {"formula", "formula1", "formula2", "f"}
_CELLS = {"row", "c", "sheetData", "is", "t", "v"}


@dataclass(frozen=True)
class RowShift:
    """``count`` rows come in below row ``last`` of the sheet ``own``."""

    last: int
    count: int
    own: str

    def one(self, row: int) -> int:
        """Where a row is afterwards."""
        return row + self.count if row > self.last else row

    def end(self, row: int) -> int:
        """Where a range that ends with this row ends afterwards; at ``last`` it grows."""
        return row + self.count if self.last <= row < _LAST_ROW else row

    def areas(self, text: str) -> str:
        """Ranges such as ``A5:C9 E2`` moved."""
        return " ".join(_moved_area(area, self) for area in text.split())


def moved_formula(formula: str, last: int, count: int, own: str, *, here: bool) -> str:
    """A formula after ``count`` rows came in below row ``last`` (1-based) of the sheet ``own``;
    ``here``: it stands on that sheet itself. One that is not understood stays as it is."""
    shift = RowShift(last, count, own)
    try:
        tokenizer = Tokenizer(formula)
    except TokenizerError:
        return formula
    for token in tokenizer.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _moved_reference(token.value, shift, here)
    return "=" + "".join(token.value for token in tokenizer.items)


def shift_text(element: etree._Element, shift: RowShift, *, here: bool) -> None:
    """Moves the formula that is an element's text."""
    if element.text and element.text.strip():
        element.text = moved_formula(
            f"={element.text}", shift.last, shift.count, shift.own, here=here).removeprefix("=")


def shift_sheet(root: etree._Element, shift: RowShift) -> None:
    """All of a sheet's part but its cells and merged ranges: conditional formats, validations,
    filters, links, breaks, protected ranges, extensions."""
    for element in root.iter("{*}*"):
        name = _name(element)
        if name in _CELLS or name in ("mergeCell", "dimension"):
            continue
        if name == "brk" and _name(element.getparent()) == "rowBreaks":
            element.set("id", str(shift.one(int(element.get("id", "0")))))
        for attribute in _AREAS & set(map(str, element.attrib)):
            element.set(attribute, shift.areas(element.get(attribute, "")))
        if name == "sqref" and element.text:
            element.text = shift.areas(element.text)
        elif name in _OWN_FORMULAS and _name(element.getparent()) != "c":
            shift_text(element, shift, here=True)
    shift_anchors(root, shift)


def shift_anchors(root: etree._Element, shift: RowShift) -> None:
    """Drawn things moved with the rows that they stand on (their rows count from 0)."""
    for end in root.iter("{*}from", "{*}to"):
        row = end.find("{*}row")
        if row is not None and row.text and row.text.strip().isdecimal():
            row.text = str(shift.one(int(row.text) + 1) - 1)


def shift_notes(root: etree._Element, shift: RowShift) -> None:
    """The cells' notes (comments), by their places."""
    for note in root.iter("{*}comment", "{*}threadedComment"):
        note.set("ref", shift.areas(note.get("ref", "")))


def shift_note_boxes(root: etree._Element, shift: RowShift) -> None:
    """The boxes of notes and old controls, in their VML drawing (rows count from 0)."""
    def moved(text: str) -> str:
        return str(shift.one(int(text) + 1) - 1) if text.strip().isdecimal() else text
    for row in root.iter("{*}Row"):
        row.text = moved(row.text or "")
    for anchor in root.iter("{*}Anchor"):
        parts = (anchor.text or "").split(",")
        if len(parts) == 8:
            parts[2], parts[6] = moved(parts[2].strip()), moved(parts[6].strip())
            anchor.text = ", ".join(part.strip() for part in parts)


def shift_table(root: etree._Element, shift: RowShift) -> None:
    """A table's range (Excel's 表格), and its filter's."""
    for element in root.iter("{*}table", "{*}autoFilter"):
        if element.get("ref"):
            element.set("ref", shift.areas(element.get("ref", "")))


RELATED: dict[str, Callable[[etree._Element, RowShift], None]] = {
    "drawing": shift_anchors, "comments": shift_notes, "threadedComment": shift_notes,
    "vmlDrawing": shift_note_boxes, "table": shift_table}
"""How each kind of part moves that belongs to a sheet."""


def _name(element: etree._Element | None) -> str:
    return str(element.tag).rpartition("}")[2] if element is not None else ""


def _moved_reference(text: str, shift: RowShift, here: bool) -> str:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return text
    sheet = match["sheet"]
    named = sheet[:-1].strip("'").replace("''", "'") if sheet else None
    if (named is None and not here) or (named is not None and named != shift.own):
        return text
    return (sheet or "") + _moved_area(match["area"], shift)


def _moved_area(text: str, shift: RowShift) -> str:
    ends = text.split(":")
    places = [place for end in ends if (place := _PLACE.fullmatch(end)) is not None]
    if len(ends) > 2 or len(places) != len(ends):
        return text
    rows = [int(place[3]) for place in places]
    moved = [shift.one(rows[0])]
    if len(rows) == 2:
        moved.append(shift.end(rows[1]))
    return ":".join(f"{place[1]}{place[2]}{row}"
                    for place, row in zip(places, moved, strict=True))
