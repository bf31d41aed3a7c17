"""Whether what is being typed is all of an answer. No Qt."""

from __future__ import annotations

from app.document import Document
from app.explaining.breakdown import Verdict, segments_while_typing
from models.fields import MAIN_NUMBER, SUB_NUMBER
from validators.readings.main_number import MainNumber
from validators.readings.sub_number import SubNumber


def is_complete(document: Document, row: int, column: int, text: str) -> bool:
    """Whether a text for a cell can't go on and is right by itself: a whole number whose parts all
    agree with the row, or one of a field's few values."""
    key = document.roster.columns[column].key
    if key in (MAIN_NUMBER, SUB_NUMBER):
        return _is_sound(document, row, column, text)
    return key is not None and text in document.profile.choices(key)


def _is_sound(document: Document, row: int, column: int, text: str) -> bool:
    student = document.validator.imagined(row, column, text)
    number: MainNumber | SubNumber = student.main \
        if document.roster.columns[column].key == MAIN_NUMBER else student.sub
    return number.sound and number.canonical == text and all(
        part.verdict in (Verdict.RIGHT, Verdict.OPEN)
        for part in segments_while_typing(document.validator, row, column, text))
