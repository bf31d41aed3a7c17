"""Whether what is being typed is all of an answer. No Qt."""

from __future__ import annotations

import re

from app.document import Document
from app.explaining.breakdown import Verdict, segments_while_typing
from models.fields import CLASS_NAME, GRADUATION_YEAR, MAIN_NUMBER, SUB_NUMBER
from validators.readings.main_number import MainNumber
from validators.readings.sub_number import SubNumber

_LEAVING = re.compile(r"20\d{2}届")


def is_complete(document: Document, row: int, column: int, text: str) -> bool:
    """Whether a text for a cell can't go on and is right by itself: a whole number whose parts all
    agree with the row, or one of a field's few values."""
    key = document.roster.columns[column].key
    if key in (MAIN_NUMBER, SUB_NUMBER):
        return _is_sound(document, row, column, text)
    if key == GRADUATION_YEAR:
        return _LEAVING.fullmatch(text) is not None and _agrees(document, row, column, text)
    if key == CLASS_NAME:
        return text.endswith("班") and _agrees(document, row, column, text) and any(
            text == other.cells[column] for other in document.roster.rows)
    return key is not None and text in document.profile.choices(key)


def _agrees(document: Document, row: int, column: int, text: str) -> bool:
    """Whether the row's cell would be right by itself and with the others of its row."""
    key = document.roster.columns[column].key
    return all(problem.field != key for problem in document.validator.imagined(
        row, column, text).problems())


def _is_sound(document: Document, row: int, column: int, text: str) -> bool:
    student = document.validator.imagined(row, column, text)
    number: MainNumber | SubNumber = student.main \
        if document.roster.columns[column].key == MAIN_NUMBER else student.sub
    return number.sound and number.canonical == text and all(
        part.verdict in (Verdict.RIGHT, Verdict.OPEN)
        for part in segments_while_typing(document.validator, row, column, text))
