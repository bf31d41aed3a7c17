"""Another list beside the roster: opened, compared, written out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from app.document import Document
from app.matching.comparing import Comparison, Kind, compare
from app.matching.listing import is_birth_title, list_of
from models.intake.list_file import open_list
from models.roster import Roster
from validators.readings.grade import grade_number
from validators.readings.text import squeeze


@dataclass(frozen=True)
class ListBeside:
    """A list that a roster is compared with, what it is, and what came of it."""

    roster: Roster
    kind: Kind
    grades: frozenset[int]
    comparison: Comparison


def compare_with(document: Document, path: Path, kind: Kind, *, grades: Collection[int] = (),
                 sheet: str | None = None, password: str | None = None,
                 cancel: Event | None = None) -> ListBeside:
    """Reads a list and compares a roster with it; see ``open_list`` for what is raised."""
    other = open_list(path, sheet=sheet, is_birth=is_birth_title, password=password, cancel=cancel)
    return beside(document, other, kind, grades=grades)


def beside(document: Document, other: Roster, kind: Kind, *, grades: Collection[int] = ()
           ) -> ListBeside:
    """Compares a roster with a list that was read before."""
    profile, school = document.profile, document.school
    # what is called 2009级 in a list of last year was a grade lower then
    then = replace(school, school_year=school.school_year - (kind is Kind.YEAR))
    schooling = profile.schooling(school.system)
    comparison = compare(
        list_of(document.roster, profile, school, document.validator.today),
        list_of(other, profile, then, document.validator.today), kind, grades=grades,
        stage_of=schooling.stage_of_grade.get)
    return ListBeside(other, kind, comparison.grades, comparison)


def grades_named(document: Document, texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """The grades that texts name, and the texts that name none."""
    grades, unknown = [], []
    for text in texts:
        grade = grade_number(squeeze(text), document.profile)
        if grade is None:
            unknown.append(text)
        else:
            grades.append(grade)
    return grades, unknown
