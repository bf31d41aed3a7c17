"""The validator: judges the whole roster once, then only the rows that an edit concerns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from models.bulk import collection_paused
from models.fields import MAIN_NUMBER, SUB_NUMBER
from models.profile import Profile
from models.roster import Roster
from models.school import School
from validators.beside import Beside, with_witness
from validators.causes import Causes
from validators.census import Census
from validators.context import Context
from validators.findings import Finding, Problem, Severity, Suggestion
from validators.groups import GroupIndex
from validators.rule import Case, GroupRule
from validators.rules import BY_CODE, ORDER, RULES
from validators.rules.lists import LIST_DIFFERS, LIST_EXTRA
from validators.student import Student, StudentReader
from validators.votes import Registrar

_GROUPS = tuple(rule for rule in RULES if isinstance(rule, GroupRule))


class Validator(Context):
    """Findings of one roster. After ``roster.apply`` call ``update`` with the touched rows; the
    result is always the same as judging everything anew.

    ``is_open`` tells which findings still ask for something; the document sets it.
    """

    def __init__(self, roster: Roster, profile: Profile, school: School, today: date, *,
                 since: Validator | None = None, beside: Beside | None = None) -> None:
        """Judges the roster, ``beside`` the lists that are held against it. ``since`` judges the
        same one with what was edited since: what it knows of rows that never were is taken over.
        It may be at work in another thread."""
        self.roster = roster
        self.profile: Profile = profile
        self.today = today
        self.school = school
        self.head_length = profile.head_length
        self._field_order = {key: place for place, key in enumerate(profile.fields.keys)}
        self._severity_of = {
            rule.code: None if severity == "off" else Severity(severity) for rule in RULES
            for severity in (profile.severities.get(rule.code, rule.severity),)}
        self.severities = {code: severity for code, severity in self._severity_of.items()
                           if severity is not None}
        self._row_rules = tuple(rule.check for rule in RULES
                                if rule.check is not None and rule.code in self.severities)
        self.is_open: Callable[[Finding], bool] = lambda finding: True
        self._causes = Causes()
        self.beside = beside
        with collection_paused():
            if beside is not None:
                beside.begin(roster, profile, school, today)
            self.judge_all(since)

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

    def imagined(self, row: int, column: int, text: str) -> Student:
        """The row as the rules would see it with another text in one cell; changes nothing."""
        cells = list(self.roster.row(row).cells)
        cells[column] = text
        return self._reader.read(row, cells)

    def confirmable(self, rule: str, field: str | None = None) -> bool:
        """Whether a finding of the rule on a field may be confirmed with a reason instead of
        fixed."""
        return (self.severities.get(rule) is Severity.WARNING or BY_CODE[rule].confirmable
                or field in BY_CODE[rule].confirmable_on)

    def case(self, finding: Finding) -> Case:
        """The finding with all that explaining it needs."""
        return Case(finding, None if finding.row is None else self._students[finding.row], self)

    def message(self, finding: Finding) -> str:
        """What is wrong and how it is known, in Chinese."""
        return self.profile.worded(self._message(finding))

    def title(self, rule: str) -> str:
        """What a rule finds, in a few words, with the region's own titles."""
        return self.profile.worded(BY_CODE[rule].title)

    def _message(self, finding: Finding) -> str:
        rule, cause = BY_CODE[finding.rule], self.cause(finding)
        if cause is None:
            return rule.message(self.case(finding))
        explained = self._causes.sentence(self, finding, cause)
        if "caused" not in rule.templates:
            return rule.message(self.case(finding)) + explained
        params = {**finding.params, "variant": "caused", "explained": explained}
        return rule.message(self.case(finding._replace(params=params)))

    def cause(self, finding: Finding) -> Finding | None:
        """The open finding that explains this one (domain §10): of the file, of another row or of
        its own; None where nothing does. Findings that ``is_open`` denies (confirmed ones) explain
        nothing; call ``forget_causes`` when its answers change."""
        return self._causes.of(self, finding)

    def consequences(self, cause: Finding) -> Iterator[Finding]:
        """The findings that this one explains, in no order. One of the file costs a walk through
        all findings, one of a row a look at the rows of its groups."""
        if cause.row is None:
            if BY_CODE[cause.rule].explains is not None:
                for findings in self._findings.values():
                    yield from (each for each in findings if self.cause(each) == cause)
            return
        yield from (each for each in self.findings(cause.row)
                    if each.rule == LIST_EXTRA and self.cause(each) == cause)
        student = self._students[cause.row]
        for code, index in self._indexes.items():
            key = index.key(student)
            for row in index.rows(key) if key is not None else ():
                yield from (each for each in self.findings(row)
                            if each.rule == code and self.cause(each) == cause)

    def explained(self) -> Iterator[tuple[Finding, Finding]]:
        """Every open finding that is a consequence, with its cause; walks, once until something
        changes, through the rows that share a number, and through all findings only while the file
        as a whole has a cause or the roster is held against lists."""
        if self._causes.explained is None:
            self._causes.explained = list(self._explained())
        return iter(self._causes.explained)

    def _explained(self) -> Iterator[tuple[Finding, Finding]]:
        if self._causes.of_file(self) or self.beside is not None:
            rows: Iterable[int] = self._findings
        else:
            rows = {row for index in self._indexes.values() for row in index.shared()}
        for row in rows:
            for each in self.findings(row):
                if self.is_open(each) and (cause := self.cause(each)) is not None:
                    yield each, cause

    def forget_causes(self) -> None:
        """Something was confirmed or withdrawn."""
        self._causes.clear()

    def suggestions(self, finding: Finding) -> list[Suggestion]:
        """Complete new texts for the finding's cell, best first; none for the whole file, and none
        for a consequence, which goes with its cause. Those of a tie and those among several are
        tentative."""
        if finding.row is None or self.cause(finding) is not None:
            return []
        if finding.rule == LIST_DIFFERS:
            return self._listed(finding.row, finding.field or "")
        current = self.cell(finding)
        offered = [suggestion for suggestion in BY_CODE[finding.rule].suggest(self.case(finding))
                   if suggestion.value != current]
        tied = finding.params.get("variant") == "split"
        unsure = len(offered) > 1 or tied
        own = [Suggestion(each.value, self.profile.worded(each.why), each.tentative or unsure)
               for each in offered]
        if self.beside is None or finding.field is None or finding.rule == "format":
            return own  # another writing of the same is no matter of lists
        return with_witness(
            own, self._listed(finding.row, finding.field),
            agreeing=finding.field in (MAIN_NUMBER, SUB_NUMBER) and not tied)

    def _listed(self, row: int, field: str) -> list[Suggestion]:
        """What the lists offer for a cell. The one value that mends what is wrong by what the
        roster itself says is sure; where both could be right it is for the clerk."""
        column = self.roster.index(field)
        if self.beside is None or column is None:
            return []
        offered = list(self.beside.suggestions(row, field))
        if len(offered) == 1 and offered[0].tentative \
                and self._mends(row, column, field, offered[0].value):
            return [offered[0]._replace(tentative=False)]
        return offered

    def _mends(self, row: int, column: int, field: str, text: str) -> bool:
        """Whether something is against a cell (no tie, and not lists alone), and nothing would be
        with this text."""
        wrong = [finding for finding in self.findings(row)
                 if finding.field == field and finding.rule not in (LIST_DIFFERS, "format")]
        if not wrong or any(finding.params.get("variant") == "split" for finding in wrong):
            return False
        student = self.imagined(row, column, text)
        problems = list(student.problems())
        problems += [problem for check in self._row_rules
                     if (problem := check(student, self)) is not None]
        if any(problem.field == field and self._severity_of[problem.rule] is not None
               for problem in problems):
            return False
        return not any((key := index.key(student)) is not None and problem.field == field
                       and index.rows(key) - {row} for index, problem in self._grouped)

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

    def errors_of(self, row: int, column: int, text: str) -> tuple[str, ...]:
        """The titles of what would be wrong with a text in this cell by itself, errors only; what
        other cells or rows say is not asked."""
        key = self.roster.columns[column].key
        if key is None:
            return ()
        cells = list(self.roster.row(row).cells)
        cells[column] = text
        return tuple(self.title(problem.rule) for problem in self._reader.problems_of(key, cells)
                     if self.severities.get(problem.rule) is Severity.ERROR)

    # --- judging ---------------------------------------------------------------------------------

    def set_school(self, school: School) -> None:
        """Another code, year or system: everything is judged again; not for another name."""
        before, self.school = self.school, school
        if not before.judges_like(school):
            if self.beside is not None:
                self.beside.begin(self.roster, self.profile, self.school, self.today)
            self.judge_all()

    def judge_all(self, since: Validator | None = None) -> None:
        """Reads and judges every row."""
        with collection_paused():
            known = self._enter_all(False, since)
            if self._code_is_wrong():
                known = self._enter_all(True, since)
            self._judge_each(known)

    def lists_say_otherwise(self, rows: Iterable[int]) -> None:
        """Of these rows the lists say something else than before, and of who is missing."""
        for row in rows:
            if row in self._students:
                self._judge_again(self._students[row])
        self._file_stale = True
        self._causes.clear()

    def update(self, touched: Iterable[int]) -> set[int]:
        """Judges the touched rows again, and those whose duplicates came or went.

        Returns the ids of rows whose findings may have changed, the touched ones included.
        """
        touched = set(touched)
        concerned = self.beside.update(touched) if self.beside is not None else set[int]()
        many = len(touched) * 2 > len(self._students) and len(touched) > 1
        if many or tuple(map(self.roster.index, self.profile.fields.keys)) != self._layout:
            self.judge_all()  # which is quicker than many rows out and in again
            return touched.union(self._students)
        self._ordered.clear()
        for row_id in touched:
            before = self._students.get(row_id)
            if row_id in self.roster:
                after = self._reader.read(row_id, self.roster.row(row_id).cells)
                if before is not None:
                    self._exchange(before, after, concerned)
                else:
                    self._join(after, concerned)
            else:
                if before is not None:
                    self._leave(before, concerned)
                self._count(self._findings.pop(row_id, ()), -1)
            concerned.add(row_id)
        if self._code_is_wrong() != self.code_doubted:
            self.judge_all()
            return set(self._students) | concerned
        for row_id in concerned:
            if row_id in self._students:
                self._judge_again(self._students[row_id])
        self._file_stale = True
        self._causes.clear()
        return concerned

    def _enter_all(self, code_wrong: bool, since: Validator | None = None
                   ) -> Mapping[int, tuple[Finding, ...]]:
        """Reads every row into fresh indexes. A school code that is wrong for the whole file is
        left out, so that it is one finding and not one a row. Returns what is known already to be
        wrong with some of the rows."""
        school = replace(self.school, code="") if code_wrong else self.school
        self.code_doubted = code_wrong
        self._layout = tuple(map(self.roster.index, self.profile.fields.keys))
        self.registrar = Registrar(self.profile, school)
        self._reader = StudentReader(self.profile, self.registrar, self.roster, self.today)
        self._findings: dict[int, tuple[Finding, ...]] = {}
        self._counts: Counter[str] = Counter()
        self._indexes: dict[str, GroupIndex] = {
            rule.code: GroupIndex(rule.key, rule.apart) for rule in _GROUPS}
        self._grouped = tuple(
            (self._indexes[rule.code], Problem(rule.code, rule.fields[0]))
            for rule in _GROUPS if rule.code in self.severities)
        self.census = Census(self.profile, self.school.system)
        self._file_findings: tuple[Finding, ...] = ()
        self._file_stale = True
        self._causes.clear()
        self._other_readers: dict[str, StudentReader] = {}
        self._ordered: dict[tuple[str, str, int | None], list[int]] = {}
        read = self._reader.read
        taken, known = self._taken_over(since)
        self._students: dict[int, Student] = {
            row.id: taken.get(row.id) or read(row.id, row.cells)
            for row in self.roster.rows}
        alike = defaultdict[int, list[Student]](list)  # by standing, which the reader shares
        for student in self._students.values():
            alike[id(student.standing)].append(student)
        for students in alike.values():
            self.census.tally(students, 1)
        for index in self._indexes.values():
            index.fill(self._students.values())
        return known

    def _taken_over(self, since: Validator | None) -> tuple[
            Mapping[int, Student], Mapping[int, tuple[Finding, ...]]]:
        """The students of rows that were never edited, and their findings where no other row or
        list has a part in them; nothing if the other judge sees cells in another light."""
        if since is None or not (
                since.profile is self.profile and since.today == self.today
                and since.registrar.school == self.registrar.school
                and since._layout == self._layout):
            return {}, {}
        students, findings = since._students, since._findings
        taken, known = dict[int, Student](), dict[int, tuple[Finding, ...]]()
        for row in self.roster.rows:
            student, found = students.get(row.id), findings.get(row.id, ())
            if student is None or since.roster.was_edited(row.id):  # asked last: see there
                continue
            taken[row.id] = student
            if since.beside is self.beside is None and not any(
                    each.rule in self._indexes for each in found):
                known[row.id] = found
        return taken, known

    def _exchange(self, before: Student, after: Student, concerned: set[int]) -> None:
        """Puts a row that was edited in its own place."""
        self._students[after.row] = after
        self.census.exchange(before, after)
        for index in self._indexes.values():
            if not index.alike(before, after):
                concerned |= index.remove(before)
                concerned |= index.add(after)

    def _leave(self, student: Student, concerned: set[int]) -> None:
        """Takes a row out of the indexes; rows that may now be alone are ``concerned``."""
        del self._students[student.row]
        self.census.tally([student], -1)
        for index in self._indexes.values():
            concerned |= index.remove(student)

    def _join(self, student: Student, concerned: set[int]) -> None:
        """Adds a row to the indexes; rows that are not alone any more are ``concerned``."""
        self._students[student.row] = student
        self.census.tally([student], 1)
        for index in self._indexes.values():
            concerned |= index.add(student)

    def _judge_each(self, known: Mapping[int, tuple[Finding, ...]] = MappingProxyType({})) -> None:
        """Judges every row, but for what is ``known`` of rows that no group rule reports; those
        that one does are looked up once for all of them."""
        grouped: dict[int, list[Problem]] = {}
        for index, problem in self._grouped:
            for row in index.all_reported():
                grouped.setdefault(row, []).append(problem)
        for row, student in self._students.items():
            if row in grouped or row not in known:
                self._judge(student, grouped.get(row, ()))
            elif found := known[row]:
                self._findings[row] = found
                self._count(found, 1)

    def _judge_again(self, student: Student) -> None:
        """Judges one row of which something changed, or may have."""
        self._judge(student, [
            problem for index, problem in self._grouped if index.reported(student)])

    def _judge(self, student: Student, grouped: Iterable[Problem]) -> None:
        """Finds everything that is wrong with one row, and counts it; ``grouped`` is what the rules
        across rows say of it."""
        problems = [*student.problems(), *grouped]
        for check in self._row_rules:
            if (problem := check(student, self)) is not None:
                problems.append(problem)
        if self.beside is not None:
            problems += self.beside.problems(student.row)
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
            problem.rule, row, problem.field, severity, problem.params)
            for problem in problems
            if (severity := self._severity_of[problem.rule]) is not None}
        if len(found) < 2:
            return tuple(found.values())
        return tuple(sorted(found.values(), key=lambda finding: (
            self._field_order[finding.field or ""], ORDER[finding.rule])))

    def _count(self, findings: Iterable[Finding], sign: int) -> None:
        for finding in findings:
            self._counts[finding.rule] += sign

    # --- the file as a whole ---------------------------------------------------------------------

    def _code_is_wrong(self) -> bool:
        """Whether more than half of the rows have other leading digits than the school's code."""
        if not self.school.code or "school-code" not in self.severities:
            return False
        return self.census.foreign_rows(self.school.code) * 2 > len(self.roster)

    def file_findings(self) -> tuple[Finding, ...]:
        """Findings about the whole file; worked out when asked for after a change."""
        if self._file_stale:
            self._file_findings = tuple(self._find_in_file())
            self._file_stale = False
        return self._file_findings

    def _find_in_file(self) -> Iterator[Finding]:
        for rule in RULES:
            severity = self._severity_of[rule.code]
            if rule.check_file is not None and severity is not None:
                for params in rule.check_file(self):
                    yield Finding(rule.code, None, params.get("field"), severity, params)
