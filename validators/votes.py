"""Who is wrong when fields disagree: witnesses, votes, and what a row stands for (domain §8).

``Standing`` is all that follows from the repeating part of a row: the head of 学籍副号, 学段, 年级,
毕业届别 (these vote) and 班级. Rows of one class share it, so it is worked out once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from models.fields import CLASS_NAME, GRADE, GRADUATION_YEAR, STAGE, SUB_NUMBER
from models.profile import Profile, Schooling
from models.school import School
from validators.findings import Problem
from validators.readings.class_name import ClassName
from validators.readings.grade import Grade
from validators.readings.text import Reading, format_problems
from validators.regions import place

Said = TypeVar("Said", str, int)


class Witness(NamedTuple, Generic[Said]):
    """A field that says something: ``text`` as it stands in the cell, ``said`` what it implies."""

    field: str
    text: str
    said: Said


@dataclass(frozen=True, slots=True)
class Vote(Generic[Said]):
    """The outcome: what is ``agreed`` (None: no majority, or nobody spoke) and who is ``odd``, that
    is reported: the outvoted witness, or every one where there is no majority."""

    witnesses: tuple[Witness[Said], ...]
    agreed: Said | None
    odd: tuple[Witness[Said], ...]

    def is_odd(self, field: str) -> bool:
        return any(witness.field == field for witness in self.odd)

    def outvoted(self, field: str) -> bool:
        """Reported, while the others agree."""
        return self.agreed is not None and self.is_odd(field)

    def others(self, field: str) -> tuple[Witness[Said], ...]:
        """The witnesses besides one."""
        return tuple(witness for witness in self.witnesses if witness.field != field)

    def alternatives(self, field: str) -> tuple[Said, ...]:
        """What the witnesses besides one say, each value once."""
        return tuple(dict.fromkeys(witness.said for witness in self.others(field)))


def hold_vote(witnesses: Sequence[Witness[Said]]) -> Vote[Said]:
    """All agree, two against one, or no majority."""
    said = [witness.said for witness in witnesses]
    agreed = next((value for value in said if said.count(value) * 2 > len(said)), None)
    odd = tuple(witness for witness in witnesses if witness.said != agreed)
    return Vote(tuple(witnesses), agreed, odd)


class RowTexts(NamedTuple):
    """The readings that the votes follow from; ``head`` is a sound 学籍副号 without its 学生码 (""
    where there is none)."""

    head: str
    stage: Reading[str]
    grade: Reading[Grade]
    graduation: Reading[int]


class Standing(NamedTuple):
    """What a row stands for: the ``head`` of its sound 学籍副号 ("" where there is none), both votes,
    the voted ``grade`` number, the grade's canonical text, the stage and entry year whose 学生码 are
    one sequence, the problems of its repeating cells, and the class as told apart and as written.
    ``old_number`` tells a 学籍副号 from an earlier stage; ``elsewhere`` are the other schooling systems
    in which the witnesses would agree, each with the grade then; ``only_fits`` names other systems
    in which all fields would agree, where they do not in this one, ``not_in`` those in which they
    would not, where they do here."""

    head: str
    stage_vote: Vote[str]
    entry_vote: Vote[int]
    grade: int | None
    grade_text: str
    grade_number: int | None
    serial_group: tuple[str, int] | None
    old_number: bool
    elsewhere: tuple[tuple[str, int | None], ...]
    problems: tuple[Problem, ...]
    only_fits: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    class_own: str | None = None
    class_text: str = ""

    @property
    def stage(self) -> str | None:
        """The voted stage."""
        return self.stage_vote.agreed

    @property
    def entry_year(self) -> int | None:
        """The voted entry year."""
        return self.entry_vote.agreed

    @property
    def class_grade(self) -> int | None:
        """The grade whose class the student is in: the voted one, else the one that 年级 says."""
        return self.grade if self.grade is not None else self.grade_number


class Registrar:
    """Works out standings for one school under one profile."""

    def __init__(self, profile: Profile, school: School) -> None:
        self.profile = profile
        self.school = school
        self.schooling = profile.schooling(school.system)
        self._others = tuple(
            profile.schooling(system) for system in profile.all_systems
            if system != school.system)
        self._stage_part = profile.part("stage")
        self._year_part = profile.year_part
        self._leaving = self._year_part is not None and \
            self._year_part.meaning == "graduation_year"
        self._converted = self._leaving or (
            self._year_part is not None and self._year_part.of_primary)
        self._year_rule = "sub-graduation-year" if self._leaving else "sub-entry-year"

    def standing(self, texts: RowTexts) -> Standing:
        """Both votes of a row and every problem that follows from them; as yet in no class."""
        stage_vote = self._stage_vote(self.schooling, texts)
        entry_vote = self._entry_vote(self.schooling, texts, stage_vote)
        stage, entry = stage_vote.agreed, entry_vote.agreed
        number = self.grade_number(self.schooling, texts, stage_vote)
        problems = [*texts.stage.problems, *texts.graduation.problems]
        grade_text = texts.grade.canonical
        if texts.grade.value is not None and texts.grade.value.entry_year:
            if number is None:
                problems.append(Problem("grade-value", GRADE))
            else:
                grade_text = self.profile.grades[number - 1]
                problems += format_problems(texts.grade.canonical, grade_text, GRADE)
        else:
            problems += texts.grade.problems
        voted = None if stage is None or entry is None else \
            self.schooling.grade(stage, entry, self.school.school_year)
        old = self._is_old(texts.head, stage_vote, entry)
        problems += self._number_problems(texts.head, stage_vote, entry_vote, old)
        problems += _vote_problems(stage_vote, {STAGE: "stage-mismatch", GRADE: "grade-mismatch"})
        problems += _vote_problems(entry_vote, {
            GRADE: "grade-mismatch", GRADUATION_YEAR: "graduation-mismatch"})
        return Standing(
            texts.head, stage_vote, entry_vote, voted, grade_text, number,
            self._serial_group(texts.head, stage, entry), old,
            tuple(self._elsewhere(texts)), tuple(problems))

    def in_class(self, standing: Standing, class_name: Reading[ClassName]) -> Standing:
        """The standing of a row in a class, with the problems of its 班级 cell."""
        problems = standing.problems + class_name.problems
        own, voted = class_name.value, standing.grade
        named = None if own is None else own.grade
        if named is not None and voted is not None and named != voted:
            problems += (Problem("class-mismatch", CLASS_NAME, {
                "named": self.profile.grades[named - 1],
                "voted": self.profile.grades[voted - 1]}),)
        agrees = not standing.stage_vote.odd and not standing.entry_vote.odd \
            and (named is None or voted is None or named == voted)
        fits = tuple(system for system, grade in standing.elsewhere
                     if named is None or grade is None or named == grade)
        return standing._replace(
            problems=problems, class_text=class_name.canonical,
            class_own=None if own is None else own.own, only_fits=() if agrees else fits,
            not_in=tuple(other.system for other in self._others
                         if other.system not in fits) if agrees else ())

    # --- witnesses -------------------------------------------------------------------------------

    def _digit_stage(self, head: str) -> str | None:
        if not head or self._stage_part is None:
            return None
        return self.profile.stage_by_code.get(self._stage_part.of(head))

    def head_year(self, head: str, stage: str | None = None,
                  schooling: Schooling | None = None) -> int | None:
        """The year in which a 学籍副号 says that the stage was entered, if it is possible, else
        None. Where the number has another year (primary grade one's, or that of leaving), it takes
        the stage to tell."""
        year = self._written_year(head)
        if year is None or not self._converted:
            return year
        if stage is None:
            return None
        return year - self._years_on(stage, schooling or self.schooling)

    def written_year(self, entry: int, stage: str | None) -> int | None:
        """The year that a 学籍副号 has for who entered the stage then; None if it takes a stage."""
        if not self._converted:
            return entry
        return None if stage is None else entry + self._years_on(stage, self.schooling)

    def year_is_possible(self, head: str) -> bool:
        """Whether a 学籍副号 has a year in which a student of today can have entered, or leave."""
        return self._written_year(head) is not None

    def _written_year(self, head: str) -> int | None:
        if not head or self._year_part is None:
            return None
        year = self.profile.year_of(self._year_part.of(head))
        last = self.school.school_year
        if self._leaving:
            last += max(self.schooling.years.values())
        return year if self.profile.first_entry_year <= year <= last else None

    def _years_on(self, stage: str, schooling: Schooling) -> int:
        """How many years the number's year lies after the stage's first."""
        return schooling.years[stage] if self._leaving else 1 - schooling.first[stage]

    def _stage_vote(self, schooling: Schooling, texts: RowTexts) -> Vote[str]:
        witnesses: list[Witness[str]] = []
        if texts.stage.value is not None:
            witnesses.append(Witness(STAGE, texts.stage.canonical, texts.stage.value))
        digit_stage = self._digit_stage(texts.head)
        if digit_stage is not None and self._stage_part is not None:
            witnesses.append(Witness(SUB_NUMBER, self._stage_part.of(texts.head), digit_stage))
        grade = texts.grade.value
        if grade is not None and grade.number:
            stage = schooling.stage_of_grade.get(grade.number)
            claimed = {witness.said for witness in witnesses} & self.profile.spanning
            fits_spanning = any(schooling.holds(title, grade.number) for title in claimed)
            if stage is not None and not fits_spanning:
                witnesses.append(Witness(GRADE, texts.grade.canonical, stage))
        return hold_vote(witnesses)

    def grade_number(self, schooling: Schooling, texts: RowTexts,
                     stage_vote: Vote[str]) -> int | None:
        """The grade number that the 年级 cell says; for ``2009级`` by the stage that the other
        witnesses name."""
        grade = texts.grade.value
        if grade is None:
            return None
        if grade.number:
            return grade.number
        if stage_vote.agreed is None:
            return None
        return schooling.grade(stage_vote.agreed, grade.entry_year, self.school.school_year)

    def _entry_vote(self, schooling: Schooling, texts: RowTexts,
                    stage_vote: Vote[str]) -> Vote[int]:
        witnesses: list[Witness[int]] = []
        year = self.head_year(texts.head, stage_vote.agreed, schooling)
        if year is not None and not stage_vote.outvoted(SUB_NUMBER):
            witnesses.append(Witness(SUB_NUMBER, str(year), year))
        stage = stage_vote.agreed
        if stage is not None:
            number = self.grade_number(schooling, texts, stage_vote)
            if number is not None and not stage_vote.outvoted(GRADE):
                witnesses.append(Witness(GRADE, texts.grade.canonical, schooling.entry_year(
                    stage, number, self.school.school_year)))
            if texts.graduation.value is not None:
                witnesses.append(Witness(
                    GRADUATION_YEAR, texts.graduation.canonical,
                    texts.graduation.value - schooling.years[stage]))
        return hold_vote(witnesses)

    def _serial_group(self, head: str, stage: str | None,
                      entry: int | None) -> tuple[str, int] | None:
        """Voted stage and entry year; without a vote the number's own, for it is no gap there. None
        where the school's 学生码 are no sequence of that kind."""
        if not self.profile.serials_run and self._converted:
            return None
        if stage is None:
            stage = self._digit_stage(head)
        if entry is None:
            entry = self.head_year(head, stage)
        return None if stage is None or entry is None else (stage, entry)

    # --- problems --------------------------------------------------------------------------------

    def _is_old(self, head: str, stage_vote: Vote[str], entry: int | None) -> bool:
        """A number outvoted on the stage whose year differs too was issued for an earlier stage."""
        return (stage_vote.outvoted(SUB_NUMBER) and entry is not None
                and self._year_part is not None
                and self.profile.year_of(self._year_part.of(head))
                != self.written_year(entry, stage_vote.agreed))

    def _number_problems(self, head: str, stage_vote: Vote[str], entry_vote: Vote[int],
                         old: bool) -> list[Problem]:
        if not head:
            return []
        problems: list[Problem] = []
        code = head[:self.profile.code_length]
        if self.school.code and code and code != self.school.code:
            problems.append(Problem("sub-school-code", SUB_NUMBER, {
                "said": code, "code": self.school.code}))
        if old:
            return [*problems, Problem("sub-stage", SUB_NUMBER, {
                "variant": "old", "said": self._digit_stage(head), "agreed": stage_vote.agreed})]
        if self._stage_part is not None and self._digit_stage(head) is None:
            problems.append(Problem("sub-stage", SUB_NUMBER, {
                "variant": "unknown", "said": self._stage_part.of(head),
                "place": self._stage_part.place,
                "codes": "、".join(f"{code} {title}" for code, title
                                  in self.profile.stage_by_code.items())}))
        problems += self._part_problems(head)
        if self._year_part is not None and not self.year_is_possible(head):
            problems.append(Problem(self._year_rule, SUB_NUMBER, {
                "variant": "impossible", "said": self._year_part.of(head),
                "first": self.profile.first_entry_year, "last": self.school.school_year}))
        problems += _vote_problems(stage_vote, {SUB_NUMBER: "sub-stage"})
        problems += _vote_problems(entry_vote, {SUB_NUMBER: self._year_rule})
        return problems

    def _part_problems(self, head: str) -> list[Problem]:
        """Parts that are not their fixed value, or not in their table. Those of the school's code
        differ from the school's own, which is said already."""
        problems: list[Problem] = []
        for part in self.profile.parts:
            said = part.of(head)
            wrong = part.value and said != part.value or part.table and said not in part.table
            expected = part.value or "、".join(part.table)
            if not wrong and part.meaning == "region" and self._knows_no_place(
                    head[max(0, part.end - 6):part.end]):
                wrong, expected = True, "查得到的行政区划代码"
            if not wrong or not said or part.meaning == "stage":
                continue
            if not part.school:
                problems.append(Problem("sub-part", SUB_NUMBER, {
                    "part": part.title, "place": part.place, "said": said, "expected": expected}))
            elif part.table and not self.school.code:
                problems.append(Problem("sub-school-code", SUB_NUMBER, {
                    "variant": "part", "part": part.title, "place": part.place, "said": said}))
        return problems[:1]

    def _knows_no_place(self, code: str) -> bool:
        return place(code, self.profile.first_entry_year) is None

    def _elsewhere(self, texts: RowTexts) -> Iterator[tuple[str, int | None]]:
        """Other systems in which every witness agrees, and the grade then."""
        for schooling in self._others:
            stages = self._stage_vote(schooling, texts)
            entries = self._entry_vote(schooling, texts, stages)
            if not stages.odd and not entries.odd:
                yield schooling.system, None if stages.agreed is None or entries.agreed is None \
                    else schooling.grade(stages.agreed, entries.agreed, self.school.school_year)


def _vote_problems(vote: Vote[str] | Vote[int], rules: dict[str, str]) -> list[Problem]:
    return [Problem(rules[witness.field], witness.field, {
        "said": witness.said, "text": witness.text,
        "variant": "outvoted" if vote.agreed is not None else "split",
        "agreed": vote.agreed,
        "others": tuple((other.field, other.text, other.said)
                        for other in vote.others(witness.field)),
    }) for witness in vote.odd if witness.field in rules]
