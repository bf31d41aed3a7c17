"""What a profile declares beyond the roles: fields by kind, conditions and agreements of a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Protocol

from models.fields import (
    BIRTH_DATE, GRADE, ID_TYPE, JUDGED_BY_ROLE, MAIN_NUMBER, STAGE, Agreement, Condition, Field)
from models.layout import Part
from models.profile import Profile
from models.roster import Roster
from validators.findings import Problem
from validators.readings.kinds import check_digit_fails, form_of, reader_of
from validators.readings.main_number import MainNumber, birth_date
from validators.readings.text import Reading
from validators.votes import Standing


class Understood(Protocol):
    """What conditions ask of a row beyond its declared cells: a student's number and standing."""

    main: MainNumber
    standing: Standing


_Cells = list[str]
_Judge = Callable[[_Cells, Understood], Problem | None]
_REMEMBERED = 4096
"""Texts of a column whose reading is kept; columns with more hardly repeat."""
RESIDENT = "resident"


class DeclaredReader:
    """Reads the declared cells of a row and judges what they have to do with each other."""

    def __init__(self, profile: Profile, roster: Roster, today: date) -> None:
        self._profile, self._today = profile, today  # not the roster: judges refer back to this
        self._index = {field.key: index for field in profile.fields.all
                       if (index := roster.index(field.key)) is not None}
        self._read: dict[str, Callable[[_Cells], Reading[str]]] = {}
        self._columns: list[tuple[int, dict[str, Reading[str]], Callable[[str], Reading[str]]]] = []
        for field in profile.fields.all:
            index = self._index.get(field.key)
            if index is None or field.kind == "carried":
                continue
            read, known = reader_of(field, profile, today), dict[str, Reading[str]]()
            self._read[field.key] = _remembering(index, known, read)
            if field.key not in JUDGED_BY_ROLE or field.forms:
                self._columns.append((index, known, read))
        self._judges = tuple(self._conditions())
        self._documents = self._id_documents()
        self.silent = not self._columns and not self._judges and self._documents is None

    def reading(self, key: str, cells: _Cells) -> Reading[str]:
        """One declared cell by itself."""
        return self._read[key](cells)

    def reads(self, key: str) -> bool:
        """Whether the field is read here, and not by a role's own reading."""
        return key in self._read and key not in JUDGED_BY_ROLE

    def problems(self, cells: _Cells, student: Understood) -> tuple[Problem, ...]:
        """All that is wrong with a row's declared cells. A document that fits its type is taken
        from the student's problems."""
        found: list[Problem] = []
        for index, known, read in self._columns:
            text = cells[index]
            reading = known.get(text)
            if reading is None:
                reading = read(text)
                if len(known) < _REMEMBERED:
                    known[text] = reading
            if reading.problems:
                found += reading.problems
        for judge in self._judges:
            if (problem := judge(cells, student)) is not None:
                found.append(problem)
        if self._documents is not None and student.main.document:
            fits = self._documents.get(self._read[ID_TYPE](cells).canonical)
            if fits is not None and fits(bare_document(student.main.canonical)):
                student.main = replace(student.main, problems=tuple(
                    each for each in student.main.problems if each.rule != "main-document"))
        return tuple(found)

    def _id_documents(self) -> dict[str, Callable[[str], object]] | None:
        """By type of document, whether a number fits it; None without such a field."""
        table = self._profile.table(ID_TYPE)
        if table is None or ID_TYPE not in self._index or MAIN_NUMBER not in self._index:
            return None
        return {text: re.compile(form).fullmatch for text, form in table.numbers.items()
                if form != RESIDENT}

    # --- conditions and agreements ---------------------------------------------------------------

    def _conditions(self) -> Iterator[_Judge]:
        for field in self._profile.fields.all:
            if field.key not in self._index:
                continue
            if field.required_if is not None and field.required_if.field in self._index:
                yield self._required_if(field, field.required_if)
            for agreement in field.agrees_with:
                if agreement.field in self._index or agreement.field == STAGE:
                    judge = self._agreement(field, agreement)
                    if judge is not None:
                        yield judge
            if any(_says_something(part) for form in (*field.forms, field.parts) for part in form):
                yield self._inside(field)
        for guard in self._profile.guards:
            if guard.report in self._index and guard.blank in self._index and all(
                    one.field in self._index for one in guard.when):
                yield self._guarded(guard.report, guard.blank, guard.when, guard.numbers)

    def _required_if(self, field: Field, condition: Condition) -> _Judge:
        read, other = self._read[field.key], self._read[condition.field]
        title = self._profile.fields.title(condition.field)

        def judge(cells: _Cells, student: Understood) -> Problem | None:
            if read(cells).canonical or not condition.holds(said := other(cells).canonical):
                return None
            return Problem("blank", field.key, {
                "variant": "condition" if said else "", "other": title, "other_said": said})

        return judge

    def _guarded(self, report: str, blank: str, when: tuple[Condition, ...],
                 numbers: tuple[tuple[str, Condition], ...]) -> _Judge:
        titles = self._profile.fields.titles
        problem = Problem("blank", report, {
            "variant": "guardian", "blank": titles[blank],
            "when": "、".join(f"{titles[one.field]}是“{'”或“'.join(one.values)}”" for one in when),
            "numbers": "和".join(titles[key] for key, _ in numbers if key in titles)})
        empty = self._read[blank]
        conditions = [(self._read[one.field], one) for one in when]
        filled = [(self._read[key], self._read[only.field], only) for key, only in numbers
                  if key in self._index and only.field in self._index]

        def judge(cells: _Cells, student: Understood) -> Problem | None:
            if empty(cells).canonical or not all(
                    one.holds(read(cells).canonical) for read, one in conditions):
                return None
            if any(number(cells).canonical and only.holds(other(cells).canonical)
                   for number, other, only in filled):
                return None
            return problem

        return judge

    def _agreement(self, field: Field, agreement: Agreement) -> _Judge | None:
        """How two fields agree: as declared, or as their kinds have it; None where they have
        nothing to say to each other, or an older rule judges it (性别 and the ID)."""
        read = self._read[field.key]
        if agreement.when is not None and agreement.then is not None:
            return self._declared(field, read, agreement.field, agreement.when, agreement.then)
        if agreement.field == MAIN_NUMBER and field.key == ID_TYPE:
            return self._id_type(read)
        if agreement.field == MAIN_NUMBER and field.kind == "date":
            return _same_birth(field, read)
        if agreement.field == GRADE and field.kind == "month":
            return _entered(field, read)
        if agreement.field == STAGE and field.kind == "choice":
            return self._of_stage(field, read)
        return None

    def _declared(self, field: Field, read: Callable[[_Cells], Reading[str]], key: str,
                  when: Condition, then: Condition) -> _Judge:
        other, title = self._read[key], self._profile.fields.title(key)

        def judge(cells: _Cells, student: Understood) -> Problem | None:
            said = read(cells)
            if said.value is None or not when.holds(said.canonical):
                return None
            against = other(cells).canonical
            if then.holds(against):
                return None
            return Problem("disagrees", field.key, {
                "variant": "" if against else "blank", "said": said.canonical, "other": title,
                "other_said": against, "others": (key,)})

        return judge

    def _id_type(self, read: Callable[[_Cells], Reading[str]]) -> _Judge:
        table = self._profile.table(ID_TYPE)
        numbers = table.numbers if table is not None else {}
        fits = {text: re.compile(form).fullmatch for text, form in numbers.items()
                if form != RESIDENT}
        title = self._profile.main_title

        def judge(cells: _Cells, student: Understood) -> Problem | None:
            said, main = read(cells), student.main
            if said.value is None or not main.canonical:
                return None
            if numbers.get(said.canonical) == RESIDENT:
                variant = "no-resident" if main.document else ""
            else:
                fitting = fits.get(said.canonical)
                wrong = main.sound and fitting is not None and not fitting(main.canonical)
                variant = "resident" if wrong else ""
            return Problem("disagrees", ID_TYPE, {
                "variant": variant, "said": said.canonical, "other": title,
                "others": (MAIN_NUMBER,)}) if variant else None

        return judge

    def _of_stage(self, field: Field, read: Callable[[_Cells], Reading[str]]) -> _Judge | None:
        table = self._profile.table(field.key)
        if table is None or not table.stages:
            return None
        stages = table.stages

        def judge(cells: _Cells, student: Understood) -> Problem | None:
            said, stage = read(cells), student.standing.stage
            lawful = stages.get(stage or "")
            if said.value is None or lawful is None or said.value in lawful:
                return None
            return Problem("disagrees", field.key, {
                "said": said.canonical, "other": self._profile.fields.title(STAGE),
                "other_said": stage, "others": (STAGE,)})

        return judge

    # --- numbers that hold what other fields say -------------------------------------------------

    def _inside(self, field: Field) -> _Judge:
        read, forms = self._read[field.key], field.forms or (field.parts,)
        born = self._read.get(BIRTH_DATE)

        def judge(cells: _Cells, student: Understood) -> Problem | None:
            number = read(cells).value
            form = None if number is None else form_of(number, forms)
            if number is None or form is None:
                return None
            for part in form:
                problem = self._part(field, part, number, student,
                                     born(cells).value if born is not None else None)
                if problem is not None:
                    return problem
            return None

        return judge

    def _part(self, field: Field, part: Part, number: str, student: Understood,
              born: str | None) -> Problem | None:
        said = part.of(number)
        params = {"part": part.title, "place": part.place, "said": said}
        if part.meaning == "birth":
            if birth_date(said) is None:
                return Problem("number-disagrees", field.key, {**params, "variant": "no-date"})
            if born is None and student.main.sound and student.main.birth is not None:
                born = student.main.canonical[6:14]
            if born is not None and born != said:
                return Problem("number-disagrees", field.key, {
                    **params, "variant": "birth", "expected": born,
                    "other": self._profile.fields.title(BIRTH_DATE)})
        elif part.meaning == "check" and check_digit_fails(part, number, part.end - 18):
            return Problem("number-disagrees", field.key, {**params, "variant": "check"})
        elif part.meaning == "id" and (student.main.sound or student.main.document) \
                and said != student.main.canonical.upper():
            return Problem("disagrees", field.key, {
                "variant": "number", "said": said, "other": self._profile.main_title,
                "other_said": student.main.canonical, "others": (MAIN_NUMBER,)})
        return None


def _says_something(part: Part) -> bool:
    """Whether a part holds what other fields of the row hold too, or is worked out from them."""
    return part.meaning in ("birth", "id") or part.meaning == "check" and bool(part.check)


def _remembering(index: int, known: dict[str, Reading[str]],
                 read: Callable[[str], Reading[str]]) -> Callable[[_Cells], Reading[str]]:
    def reading(cells: _Cells) -> Reading[str]:
        text = cells[index]
        found = known.get(text)
        if found is None:
            found = read(text)
            if len(known) < _REMEMBERED:
                known[text] = found
        return found

    return reading


def _same_birth(field: Field, read: Callable[[_Cells], Reading[str]]) -> _Judge:
    def judge(cells: _Cells, student: Understood) -> Problem | None:
        if not student.main.sound or student.main.birth is None:
            return None
        said, inside = read(cells).value, student.main.canonical[6:14]
        if said is None or said == inside:
            return None
        return Problem("disagrees", field.key, {
            "variant": "birth", "said": said, "expected": inside, "others": (MAIN_NUMBER,)})

    return judge


def _entered(field: Field, read: Callable[[_Cells], Reading[str]]) -> _Judge:
    def judge(cells: _Cells, student: Understood) -> Problem | None:
        said, year = read(cells).value, student.standing.entry_year
        if said is None or year is None or int(said[:4]) == year:
            return None
        return Problem("disagrees", field.key, {
            "variant": "entry", "said": said, "expected": year, "others": (GRADE, STAGE)})

    return judge


def bare_document(number: str) -> str:
    """A document's number without brackets and strokes, in capitals."""
    return number.translate(_SIGNS).upper()


_SIGNS = str.maketrans("", "", "()[]/（）")
