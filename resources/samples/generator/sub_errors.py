"""Errors in 学籍副号, and the votes on stage and entry year that it loses or ties."""

from __future__ import annotations

from .draft import (
    Draft, Hit, NoCandidate, fullwidth, has_room, injector, move, other_grade, spoil, unreadable)
from .school import GRADES, Cell, Student

FIELD = "sub_number"


def _unique(draft: Draft, number: str) -> str:
    if not draft.claim_sub(number):
        raise NoCandidate
    return number


@injector("blank/sub_number")
def blank(draft: Draft) -> list[Hit]:
    """An empty number, in several writings."""
    return unreadable(draft.pick(), draft.turn("blank/sub", ("", "无", "待补", "-", "  ")), "blank")


@injector("sub-precision")
def sub_precision(draft: Draft) -> list[Hit]:
    """Excel kept 15 of 19 digits: the 学生码 is gone, and nothing else is said."""
    student = draft.pick()
    return _damage(draft, student)


@injector("sub-precision/class")
def sub_precision_class(draft: Draft) -> list[Hit]:
    """Ten students of one class, as happens when a class teacher types into General cells."""
    first = draft.pick()
    try:
        others = draft.picks(9, lambda s: s.seat == first.seat)
    except NoCandidate:
        others = []
    return [hit for student in (first, *others)
            for hit in unreadable(student, float(int(student.sub[:15]) * 10000), "sub-precision")]


def _damage(draft: Draft, student: Student) -> list[Hit]:
    number = student.sub
    writings: tuple[Cell, ...] = (
        float(int(number[:15]) * 10000),
        f"{number[0]}.{number[1:15]}E+18",
        f"{number[0]}.{number[1:6]}E+18",
        float(f"{int(number):.16g}"),
    )
    return unreadable(student, draft.turn("sub-precision", writings), "sub-precision")


@injector("sub-character")
def sub_character(draft: Draft) -> list[Hit]:
    """Letters for digits, hyphens, a national student number in the wrong column."""
    student = draft.pick()
    number = student.sub
    return unreadable(student, draft.turn("sub-character", (
        f"{number[:12]}O{number[13:]}",
        f"{number[:10]}-{number[10]}-{number[11:15]}-{number[15:]}",
        f"G{student.main}",
        f"{number[:17]}l{number[18:]}",
    )), "sub-character")


@injector("sub-length")
def sub_length(draft: Draft) -> list[Hit]:
    """A lost digit, leading zeros of the 学生码 lost, a doubled digit."""
    variant = draft.turn("sub-length", range(4))
    student = draft.pick(lambda s: s.serial < 1000 or variant != 1)
    number = student.sub
    return unreadable(student, (
        number[:8] + number[9:], number[:15] + str(student.serial), number[:11] + number[10:],
        number[:15],
    )[variant], "sub-length")


@injector("sub-school-code")
def sub_school_code(draft: Draft) -> list[Hit]:
    """Another school's code; the rest is right and still counts, the 学生码 too."""
    student = draft.pick()
    code = draft.school_code
    wrong = draft.turn("sub-school-code", (
        code[:8] + code[9] + code[8], code[:3] + "227" + code[6:], code[:6] + "1526",
        "320" + code[3:]))
    return spoil(student, FIELD, _unique(draft, wrong + student.sub[10:]), "sub-school-code")


@injector("sub-stage")
def sub_stage(draft: Draft) -> list[Hit]:
    """A wrong stage digit, outvoted by 学段 and 年级, or no stage code at all. The year is right."""
    digit = draft.turn("sub-stage", ("3", "", "0", "9"))

    def changed(student: Student) -> str:
        other = digit or {1: "2", 2: "1"}[student.stage.code]
        return student.sub[:10] + other + student.sub[11:]

    student = draft.pick(lambda s: not draft.has_sub(changed(s)))
    return spoil(student, FIELD, _unique(draft, changed(student)), "sub-stage")


@injector("sub-stage/old-number")
def sub_stage_old(draft: Draft) -> list[Hit]:
    """初中 with the number of 小学 days: one finding for stage and year, and an unknown 学生码."""
    student = draft.pick(lambda s: s.stage.code == 2)
    number = f"{draft.school_code}1{student.entry - 5}{student.sub[15:]}"
    return unreadable(student, _unique(draft, number), "sub-stage")


@injector("sub-entry-year")
def sub_entry_year(draft: Draft) -> list[Hit]:
    """Outvoted by 年级 and 毕业届别, or a year that cannot be. The 学生码 still counts."""
    step = draft.turn("sub-entry-year", (-1, 1, -10, 100, -25))

    def changed(student: Student) -> str:
        return f"{student.sub[:11]}{student.entry + step}{student.sub[15:]}"

    student = draft.pick(lambda s: not draft.has_sub(changed(s)))
    return spoil(student, FIELD, _unique(draft, changed(student)), "sub-entry-year")


@injector("sub-serial")
def sub_serial(draft: Draft) -> list[Hit]:
    """学生码 0000: nobody's, so its group can't be counted."""
    student = draft.pick(lambda s: not draft.has_sub(s.sub[:15] + "0000"))
    return unreadable(student, _unique(draft, student.sub[:15] + "0000"), "sub-serial")


@injector("sub-duplicate")
def sub_duplicate(draft: Draft) -> list[Hit]:
    """Two or three rows with one number. What the others' number was is missing now, which a
    group says (serial-gap) unless another number in it can't be read."""
    variant = draft.turn("sub-duplicate", ("pair", "three", "full-width"))
    first, *others = draft.mates(3 if variant == "three" else 2)
    hits = [Hit(student, FIELD, "sub-duplicate") for student in (first, *others)]
    for other in others:
        other.cells[FIELD] = first.sub
        other.code = first.code
    if variant == "full-width":
        hits += spoil(others[0], FIELD, fullwidth(first.sub), "format")
    return hits


def repeat_number(draft: Draft, students: list[Student]) -> list[Hit]:
    """Give all these students the first one's 学籍副号."""
    for student in students[1:]:
        student.cells[FIELD] = students[0].sub
        student.code = students[0].code
    return [Hit(student, FIELD, "sub-duplicate") for student in students]


# --- votes nobody wins ---------------------------------------------------------------------------
# Whether such a number leaves a gap where it belongs is anyone's guess, so the errors fall on the
# last number of its group, or on a group that says nothing anyway.

@injector("tie-stage")
def tie_stage(draft: Draft) -> list[Hit]:
    """No majority on the stage, so every witness is reported and nothing is agreed.

    学段 特教 against the digit (年级 has no vote beside 特教), the digit 4 against 学段, and three
    witnesses saying three things. The year of 学籍副号 is then the only one to speak: no finding.
    """
    variant = draft.turn("tie-stage", ("特教", "4", "three"))
    first, last = (6, 9)
    student = draft.pick(lambda s: draft.hides_no_gap(s) and (
        variant != "three" or s.stage.code == 1 and any(
            has_room(draft, s, grade) for grade in range(first, last + 1))))
    hits = [Hit(student, FIELD, "sub-stage"), Hit(student, "stage", "stage-mismatch")]
    number = student.sub
    if variant == "特教":
        student.cells["stage"] = "特教"
        draft.regroup(student, student.stage.code, student.entry)
    elif variant == "4":
        student.cells[FIELD] = _unique(draft, number[:10] + "4" + number[11:])
        draft.regroup(student, 4, student.entry)
    else:
        student.cells[FIELD] = _unique(draft, number[:10] + "3" + number[11:])
        move(student, next(g for g in range(first, last + 1) if has_room(draft, student, g)))
        hits.append(Hit(student, "grade", "grade-mismatch"))
        draft.regroup(student, 3, student.entry)
    return hits


@injector("tie-entry-year")
def tie_entry_year(draft: Draft) -> list[Hit]:
    """学籍副号, 年级 and 毕业届别 say three different years, or two do and the third is blank.

    Nobody wins: all that speak are reported.
    """
    student = draft.pick(
        lambda s: draft.hides_no_gap(s) and other_grade(draft, s, (1,)) is not None)
    grade = other_grade(draft, student, (1,))
    assert grade is not None
    hits = spoil(student, FIELD, _unique(
        draft, f"{student.sub[:11]}{student.entry - 7}{student.sub[15:]}"), "sub-entry-year")
    if draft.turn("tie-entry-year", (False, True)):
        hits += spoil(student, "graduation_year", "", "blank")
    else:
        hits += spoil(student, "graduation_year", f"{student.graduation - 2}届",
                      "graduation-mismatch")
        move(student, grade)
    hits.append(Hit(student, "grade", "grade-mismatch"))
    draft.regroup(student, student.stage.code, student.entry - 7)
    return hits


# --- 特教 ----------------------------------------------------------------------------------------

def special_students(students: list[Student], draft: Draft) -> list[Hit]:
    """Spoil two of the 特教 students, whose 年级 has no vote on the stage but one on the year."""
    hits: list[Hit] = []
    by_grade = [s for s in students if s.grade == 3]
    move(by_grade[1], 4)
    hits.append(Hit(by_grade[1], "grade", "grade-mismatch"))
    last = by_grade[-1]
    hits += spoil(last, "stage", "小学", "stage-mismatch")
    hits.append(Hit(last, FIELD, "sub-stage"))
    return hits


# --- right, though it looks wrong ----------------------------------------------------------------

@injector("right/graduation")
def right_graduation(draft: Draft) -> list[Hit]:
    """毕业届别 as a bare year, text or number: accepted as it is."""
    student = draft.pick()
    year = student.graduation
    writings: tuple[Cell, ...] = (str(year), float(year))
    student.cells["graduation_year"] = draft.turn("right/graduation", writings)
    return []


@injector("right/class")
def right_class(draft: Draft) -> list[Hit]:
    """A class text that names the right grade."""
    student = draft.pick(lambda s: s.grade == 9)
    student.cells["class_name"] = f"{GRADES[student.grade]}{student.cells['class_name']}"
    return []
