"""What a rule may ask of the rest of the roster. Cases and rules know it, not the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from models.fields import GRADUATION_YEAR
from models.profile import Profile
from models.roster import Roster
from models.school import School
from validators.beside import Beside
from validators.census import Census
from validators.findings import Finding
from validators.groups import GroupIndex
from validators.readings.class_name import ClassName, class_reader
from validators.readings.graduation import read_graduation
from validators.readings.text import Reading
from validators.student import Student, StudentReader
from validators.votes import Registrar


class Context:
    """One roster understood: its school, profile and day, its students, its counts, and which rows
    share what a group rule tells them by. The engine fills it and keeps it up to date.

    ``code_doubted`` tells that the school's code is contradicted by most rows, so that no row is
    judged by it; ``beside`` are the lists that the roster is held against, if any.
    """

    roster: Roster
    profile: Profile
    school: School
    today: date
    registrar: Registrar
    census: Census
    code_doubted: bool
    head_length: int
    beside: Beside | None
    _students: Mapping[int, Student]
    _indexes: Mapping[str, GroupIndex]
    _other_readers: dict[str, StudentReader]
    _ordered: dict[tuple[str, str, int | None], list[int]]

    def student(self, row: int) -> Student:
        """A row as the rules see it. KeyError for a row that is not there."""
        return self._students[row]

    def student_under(self, system: str, row: int) -> Student:
        """The row as the rules would see it under another schooling system."""
        if system not in self._other_readers:
            registrar = Registrar(self.profile, replace(self.registrar.school, system=system))
            self._other_readers[system] = StudentReader(
                self.profile, registrar, self.roster, self.today)
        return self._other_readers[system].read(row, self.roster.row(row).cells)

    def index_of(self, rule: str) -> GroupIndex:
        """The rows by what a group rule tells them by. KeyError for any other rule."""
        return self._indexes[rule]

    def cell(self, finding: Finding) -> str:
        """The text of the finding's cell as it stands; "" for the whole file."""
        if finding.row is None or finding.field is None:
            return ""
        return self.roster.value(finding.row, finding.field)

    def sex_of(self, student: Student) -> str:
        """The sex that a sound 学籍主号 says."""
        return self.profile.sexes[0 if student.main.male else 1]

    def graduation_year(self, student: Student) -> int | None:
        """The year in the student's 毕业届别, or None."""
        return read_graduation(self.roster.value(student.row, GRADUATION_YEAR)).value

    def class_of(self, finding: Finding) -> Reading[ClassName]:
        """The finding's 班级 cell understood."""
        return class_reader(self.profile)(self.cell(finding))

    def is_taken(self, main_number: str) -> bool:
        """Whether a row has this 学籍主号."""
        return self._indexes["main-duplicate"].has(main_number)

    def carrying(self, code: str) -> int:
        """How many rows have a 学籍副号 that begins with this school code; damaged ones count."""
        return self.census.carrying(code)

    # --- groups ----------------------------------------------------------------------------------

    def related_rows(self, finding: Finding) -> list[int]:
        """The other rows that a group rule reports with the finding's, in roster order; none for
        other rules."""
        return [row for row in self._group_of(finding) if row != finding.row]

    def first_related(self, finding: Finding, most: int) -> tuple[list[int], int]:
        """The first other rows of a finding, and how many there are in all; quick in big groups."""
        group = self._group_of(finding)
        return [row for row in group[:most + 1] if row != finding.row][:most], len(group) - 1

    def _group_of(self, finding: Finding) -> list[int]:
        """The finding's row and those that it is reported with, in roster order."""
        index = self._indexes.get(finding.rule)
        if finding.row is None or index is None:
            return []
        student = self._students[finding.row]
        key = index.key(student)
        if key is None:
            return []
        name = finding.rule, key, None if index.apart is None else student.row
        if name not in self._ordered:
            self._ordered[name] = sorted(
                {student.row, *index.reported_with(student)}, key=self.roster.position)
        return self._ordered[name]

    # --- names and numbers -----------------------------------------------------------------------

    def row_label(self, row: int) -> str:
        """How a sentence names a row: by the number that Excel shows, in the file that it was
        merged from if it was."""
        return self.roster.label(row)

    @property
    def serial_title(self) -> str:
        """How the 学生码 is called here."""
        part = self.profile.part("serial")
        return part.title if part is not None else "学生码"

    def expected_head(self, student: Student) -> str | None:
        """All of 学籍副号 before the 学生码 as the other fields imply it, or None."""
        standing, values = student.standing, dict[str, str]()
        if standing.stage is not None:
            part = self.profile.part("stage")
            if part is not None:
                values[part.key] = self.profile.code_by_stage.get(standing.stage, "")
        if standing.entry_year is not None:
            year = self.registrar.written_year(standing.entry_year, standing.stage)
            if year is not None and self.profile.year_part is not None:
                values[self.profile.year_part.key] = self.profile.year_digits(year)
        head = self.school.code
        for part in self.profile.parts:
            if not part.school and part.end <= self.head_length:
                head += values.get(part.key, part.value)
        return head if len(head) == self.head_length and self.school.code else None
