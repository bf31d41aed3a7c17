"""Whether what is being typed is all of an answer. No Qt."""

from __future__ import annotations

from app.document import Document
from app.explaining.breakdown import Verdict, segments_while_typing
from models.fields import GRADE, MAIN_NUMBER, SEX, STAGE, SUB_NUMBER
from validators.readings.main_number import MainNumber
from validators.readings.sub_number import SubNumber


def is_complete(document: Document, row: int, column: int, text: str) -> bool:
    """Whether a text for a cell can't go on and is right by itself: a whole number whose parts all
    agree with the row, or one of a field's few values."""
    key, profile = document.roster.columns[column].key, document.profile
    match key:
        case _ if key in (MAIN_NUMBER, SUB_NUMBER):
            return _is_sound(document, row, column, text)
        case _ if key == SEX:
            return text in profile.sexes
        case _ if key == GRADE:
            return text in profile.grades
        case _ if key == STAGE:
            return any(text == stage.title for stage in profile.stages)
    return False


def _is_sound(document: Document, row: int, column: int, text: str) -> bool:
    student = document.validator.imagined(row, column, text)
    number: MainNumber | SubNumber = student.main \
        if document.roster.columns[column].key == MAIN_NUMBER else student.sub
    return number.sound and number.canonical == text and all(
        part.verdict in (Verdict.RIGHT, Verdict.OPEN)
        for part in segments_while_typing(document.validator, row, column, text))
