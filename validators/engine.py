"""The validator: judges the whole roster once, then only the rows that an edit concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from models.bulk import collection_paused
from models.fields import (
    FIELD_KEYS, GRADUATION_YEAR, MAIN_NUMBER, NAME, SUB_NUMBER)
from models.profile import Profile
from models.roster import Roster
from models.school import School
from validators.census import Census
from validators.findings import Finding, Problem, Severity, Suggestion
from validators.groups import Groups, Persons
from validators.readings.class_name import ClassName, class_reader
from validators.readings.graduation import read_graduation
from validators.readings.text import Reading
from validators.rule import Case
from validators.rules import BY_CODE, ORDER, RULES
from validators.student import Student, StudentReader
from validators.votes import Registrar

_FIELD_ORDER = {key: place for place, key in enumerate(FIELD_KEYS)}


class Validator:
    """Findings of one roster. After ``roster.apply`` call ``update`` with the touched rows; the
    result is always the same as judging everything anew."""

    def __init__(self, roster: Roster, profile: Profile, school: School, today: date) -> None:
        self.roster = roster
        self.profile: Profile = profile
        self.today = today
        self.school = school
        self.head_length = profile.sub_length - (
            part.digits if (part := profile.part("serial")) else 0)
        self.severities = {
            rule.code: Severity(severity) for rule in RULES
            if (severity := profile.severities.get(rule.code, rule.severity)) != "off"}
        self._row_rules = tuple(rule.check for rule in RULES
                                if rule.check is not None and rule.code in self.severities)
        self.judge_all()

    # --- what others ask -------------------------------------------------------------------------

    def findings(self, row: int) -> tuple[Finding, ...]:
        """The findings of one row, in field and catalogue order."""
        return self._findings.get(row, ())

    def rows_with_findings(self) -> Iterable[int]:
        """Ids of the rows that have any finding, in no order."""
        return self._findings.keys()

    def all_findings(self) -> Iterator[Finding]:
        """Findings of the whole file, then of every row in roster order."""
        yield from self.file_findings()
        for row in self.roster.rows:
            yield from self._findings.get(row.id, ())

    def counts(self) -> Counter[str]:
        """How many findings each rule has now; only rules that have any."""
        total = +self._counts
        total.update(finding.rule for finding in self.file_findings())
        return total

    def rough_count(self) -> int:
        """How many findings there are, the whole file's as last worked out; costs nothing."""
        return sum(self._counts.values()) + len(self._file_findings)

    def student(self, row: int) -> Student:
        """A row as the rules see it."""
        return self._students[row]

    def confirmable(self, rule: str) -> bool:
        """Whether a finding of the rule may be confirmed with a reason instead of fixed."""
        return self.severities.get(rule) is Severity.WARNING or BY_CODE[rule].confirmable

    def case(self, finding: Finding) -> Case:
        """The finding with all that explaining it needs."""
        return Case(finding, None if finding.row is None else self._students[finding.row], self)

    def message(self, finding: Finding) -> str:
        """What is wrong and how it is known, in Chinese."""
        return BY_CODE[finding.rule].message(self.case(finding))

    def suggestions(self, finding: Finding) -> list[Suggestion]:
        """Complete new texts for the finding's cell, best first; none for the whole file."""
        if finding.row is None:
            return []
        current = self.cell(finding)
        return [suggestion for suggestion in BY_CODE[finding.rule].suggest(self.case(finding))
                if suggestion.value != current]

    # --- what rules ask --------------------------------------------------------------------------

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

    def canonical(self, row: int, column: int, text: str) -> str:
        """The canonical writing that a text would have in this cell; itself if none is better."""
        key = self.roster.columns[column].key
        if key is None:
            return text
        cells = list(self.roster.row(row).cells)
        cells[column] = text
        return next((str(problem.params["canonical"])
                     for problem in self._reader.problems_of(key, cells)
                     if problem.rule == "format" and problem.field == key), text)

    def is_taken(self, main_number: str) -> bool:
        """Whether a row has this 学籍主号."""
        return main_number in self._mains

    def carrying(self, code: str) -> int:
        """How many rows have a 学籍副号 that begins with this school code; damaged ones count."""
        return self._census.carrying(code)

    def related_rows(self, finding: Finding) -> list[int]:
        """The other rows of a duplicate or same-person finding, in roster order."""
        return [row for row in self._group_of(finding) if row != finding.row]

    def first_related(self, finding: Finding, most: int) -> tuple[list[int], int]:
        """The first other rows of a finding, and how many there are in all; quick in big groups."""
        group = self._group_of(finding)
        return [row for row in group[:most + 1] if row != finding.row][:most], len(group) - 1

    def _group_of(self, finding: Finding) -> list[int]:
        """The finding's row and those that it is reported with, in roster order."""
        if finding.row is None:
            return []
        student = self._students[finding.row]
        groups: dict[str, tuple[str | None, Callable[[str], set[int]]]] = {
            "main-duplicate": (student.main.identity, self._mains.rows),
            "sub-duplicate": (student.sub.canonical, self._subs.rows),
            "same-person": (student.person, lambda person: {student.row} | self._persons.rows(
                person, student.main.canonical)),
        }
        key, rows_of = groups.get(finding.rule, (None, self._mains.rows))
        if key is None:
            return []
        name = (finding.rule, key, student.row if finding.rule == "same-person" else None)
        if name not in self._groups:
            self._groups[name] = sorted(rows_of(key), key=self.roster.position)
        return self._groups[name]

    def row_label(self, row: int) -> str:
        """How a sentence names a row: by the number that Excel shows."""
        found = self.roster.row(row)
        if found.number is None:
            return "新增的行"
        sheet = f"“{found.sheet}”" if len(self.roster.sheets) > 1 else ""
        return f"{sheet}第 {found.number} 行"

    def expected_head(self, student: Student) -> str | None:
        """All of 学籍副号 before the 学生码 as the other fields imply it, or None."""
        standing, values = student.standing, dict[str, str]()
        if standing.stage is not None:
            values["stage"] = self.profile.code_by_stage[standing.stage]
        if standing.entry_year is not None:
            values["entry_year"] = self.profile.year_digits(standing.entry_year)
        head = self.school.code
        for part in self.profile.parts:
            if not part.school and part.key != "serial":
                head += values.get(part.key, part.value)
        return head if len(head) == self.head_length and self.school.code else None

    def next_free_number(self, head: str) -> str | None:
        """The number behind the highest in use with this head; None if the head is incomplete."""
        highest = self._census.highest_serial(head)
        if highest is None or len(head) != self.head_length:
            return None
        width = self.profile.sub_length - self.head_length
        serial = highest + 1
        return f"{head}{serial:0{width}d}" if serial < 10 ** width else None

    # --- judging ---------------------------------------------------------------------------------

    def set_school(self, school: School) -> None:
        """Another code, year or system: everything is judged again; not for another name."""
        before, self.school = self.school, school
        if not before.judges_like(school):
            self.judge_all()

    def judge_all(self) -> None:
        """Reads and judges every row."""
        with collection_paused():
            self._enter_all(code_wrong=False)
            if self._code_is_wrong():
                self._enter_all(code_wrong=True)
            for student in self._students.values():
                self._judge(student)

    def update(self, touched: Iterable[int]) -> set[int]:
        """Judges the touched rows again, and those whose duplicates came or went.

        Returns the ids of rows whose findings may have changed, the touched ones included.
        """
        touched = set(touched)
        many = len(touched) * 2 > len(self._students) and len(touched) > 1
        if many or tuple(map(self.roster.index, FIELD_KEYS)) != self._layout:
            self.judge_all()  # which is quicker than many rows out and in again
            return touched.union(self._students)
        concerned: set[int] = set()
        self._groups.clear()
        for row_id in touched:
            student = self._students.get(row_id)
            if student is not None:
                self._leave(student, concerned)
            if row_id in self.roster:
                self._join(self._reader.read(row_id, self.roster.row(row_id).cells), concerned)
            else:
                self._count(self._findings.pop(row_id, ()), -1)
            concerned.add(row_id)
        if self._code_is_wrong() != self._code_wrong:
            self.judge_all()
            return set(self._students) | concerned
        for row_id in concerned:
            if row_id in self._students:
                self._judge(self._students[row_id])
        self._file_stale = True
        return concerned

    def _enter_all(self, code_wrong: bool) -> None:
        """Reads every row into fresh indexes. A school code that is wrong for the whole file is
        left out, so that it is one finding and not one a row."""
        school = replace(self.school, code="") if code_wrong else self.school
        self._code_wrong = code_wrong
        self._layout = tuple(map(self.roster.index, FIELD_KEYS))
        self.registrar = Registrar(self.profile, school)
        self._reader = StudentReader(self.profile, self.registrar, self.roster, self.today)
        self._students: dict[int, Student] = {}
        self._findings: dict[int, tuple[Finding, ...]] = {}
        self._counts: Counter[str] = Counter()
        self._mains, self._subs, self._persons = Groups(), Groups(), Persons()
        self._census = Census(self.profile, self.school.system)
        self._file_findings: tuple[Finding, ...] = ()
        self._file_stale = True
        self._groups: dict[tuple[str, str, int | None], list[int]] = {}
        read, enter = self._reader.read, self._enter
        alike: dict[int, list[Student]] = {}  # by standing, which the reader shares
        for row in self.roster.rows:
            student = read(row.id, row.cells)
            enter(student)
            alike.setdefault(id(student.standing), []).append(student)
        for students in alike.values():
            self._census.tally(students, 1)

    def _enter(self, student: Student) -> None:
        """Adds a row to the indexes of duplicates."""
        self._students[student.row] = student
        if (identity := student.main.identity) is not None:
            self._mains.add(identity, student.row)
        if student.sub.sound:
            self._subs.add(student.sub.canonical, student.row)
        if (person := student.person) is not None:
            self._persons.add(person, student.main.canonical, student.row)

    def _leave(self, student: Student, concerned: set[int]) -> None:
        """Takes a row out of the indexes; rows that may now be alone are ``concerned``."""
        row_id = student.row
        del self._students[row_id]
        self._census.tally([student], -1)
        if (identity := student.main.identity) is not None:
            self._mains.remove(identity, row_id)
            if self._mains.size(identity) == 1:
                concerned |= self._mains.rows(identity)
        if student.sub.sound:
            self._subs.remove(student.sub.canonical, row_id)
            if self._subs.size(student.sub.canonical) == 1:
                concerned |= self._subs.rows(student.sub.canonical)
        if (person := student.person) is not None:
            doubtful = self._persons.doubtful(person)
            self._persons.remove(person, student.main.canonical, row_id)
            if doubtful and not self._persons.doubtful(person):
                concerned |= self._persons.all_rows(person)

    def _join(self, student: Student, concerned: set[int]) -> None:
        """Adds a row to the indexes; rows that are not alone any more are ``concerned``."""
        person = student.person
        doubtful = person is not None and self._persons.doubtful(person)
        self._enter(student)
        self._census.tally([student], 1)
        if (identity := student.main.identity) is not None and self._mains.size(identity) == 2:
            concerned |= self._mains.rows(identity)
        if student.sub.sound and self._subs.size(student.sub.canonical) == 2:
            concerned |= self._subs.rows(student.sub.canonical)
        if person is not None and not doubtful and self._persons.doubtful(person):
            concerned |= self._persons.all_rows(person)

    def _judge(self, student: Student) -> None:
        """Finds everything that is wrong with one row, and counts it."""
        problems = list(student.problems())
        if (identity := student.main.identity) is not None and identity in self._mains.several:
            problems.append(_MAIN_DUPLICATE)
        if student.sub.sound and student.sub.canonical in self._subs.several:
            problems.append(_SUB_DUPLICATE)
        if (person := student.person) is not None and self._persons.doubtful(person):
            problems.append(_SAME_PERSON)
        for check in self._row_rules:
            if (problem := check(student, self)) is not None:
                problems.append(problem)
        before = self._findings.pop(student.row, ())
        if before:
            self._count(before, -1)
        if problems:
            found = self._as_findings(problems, student.row)
            if found:
                self._findings[student.row] = found
                self._count(found, 1)

    def _as_findings(self, problems: Sequence[Problem], row: int) -> tuple[Finding, ...]:
        found = {(problem.field, problem.rule): Finding(
            problem.rule, row, problem.field, self.severities[problem.rule], problem.params)
            for problem in problems if problem.rule in self.severities}
        return tuple(sorted(found.values(), key=lambda finding: (
            _FIELD_ORDER[finding.field or ""], ORDER[finding.rule])))

    def _count(self, findings: Iterable[Finding], sign: int) -> None:
        for finding in findings:
            self._counts[finding.rule] += sign

    # --- the file as a whole ---------------------------------------------------------------------

    def _code_is_wrong(self) -> bool:
        """Whether more than half of the rows have other leading digits than the school's code."""
        if not self.school.code or "school-code" not in self.severities:
            return False
        return self._census.foreign_rows(self.school.code) * 2 > len(self.roster)

    def file_findings(self) -> tuple[Finding, ...]:
        """Findings about the whole file; worked out when asked for after a change."""
        if self._file_stale:
            self._file_findings = tuple(
                finding for finding in self._find_in_file() if finding.rule in self.severities)
            self._file_stale = False
        return self._file_findings

    def _find_in_file(self) -> Iterator[Finding]:
        for key in self.roster.missing_fields():
            if key in self.profile.required:
                yield self._file_finding("missing-column", key)
        if self._code_wrong:
            codes = self._census.foreign_codes(self.school.code)
            yield self._file_finding(
                "school-code", code=self.school.code, count=codes.total(),
                rows=len(self.roster), most=max(codes, key=lambda code: (codes[code], code)))
        for rule, params in self._census.problems(len(self.roster)):
            yield self._file_finding(rule, **params)

    def _file_finding(self, rule: str, field: str | None = None, **params: object) -> Finding:
        severity = self.severities.get(rule, BY_CODE[rule].severity)
        return Finding(rule, None, field, severity, params)


_MAIN_DUPLICATE = Problem("main-duplicate", MAIN_NUMBER)
_SUB_DUPLICATE = Problem("sub-duplicate", SUB_NUMBER)
_SAME_PERSON = Problem("same-person", NAME)
