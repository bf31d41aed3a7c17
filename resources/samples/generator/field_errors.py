"""Errors in 姓名, 性别, 年级, 班级, 毕业届别 and 学段, in their writing, and in the school as a whole."""

from __future__ import annotations

from datetime import date

from .draft import Draft, Hit, fullwidth, has_room, injector, move, other_grade, spoil
from .people import WORDS
from .school import FIELDS, GRADES, HAN, HAN_CLASSES_GRADE, Cell, Student, class_text

BLANKS = ("", "无", "待补", "-", "   ", "暂无", "不详", "N/A", "#N/A")
MALE: tuple[Cell, ...] = (1.0, "M", "男性", "男生", "male", "1")
FEMALE: tuple[Cell, ...] = (2.0, "F", "女性", "女生", "female", "2")


@injector("blank")
def blank(draft: Draft) -> list[Hit]:
    """Nothing in a cell, or a word for nothing. 学籍副号 has its own: it silences a group."""
    field = draft.turn("blank/field", [f for f in FIELDS if f != "sub_number"])
    student = draft.pick()
    if field in ("grade", "class_name"):
        student.seat = None
    return spoil(student, field, draft.turn("blank", BLANKS), "blank")


# --- format: understood, but not the canonical writing -------------------------------------------

@injector("format/main_number")
def format_main(draft: Draft) -> list[Hit]:
    """Lower-case x, spaces, full-width digits, a quote or backtick in front."""
    kind = draft.turn("format/main", range(6))
    student = draft.pick(lambda s: kind != 0 or s.main.endswith("X"))
    number = student.main
    return spoil(student, "main_number", (
        number.lower(), f"'{number}", fullwidth(number), f" {number} ", f"`{number}",
        f"{number[:6]} {number[6:14]} {number[14:]}",
    )[kind], "format")


@injector("format/sub_number")
def format_sub(draft: Draft) -> list[Hit]:
    """Spaces, full-width digits, a quote in front; the number still counts everywhere."""
    student = draft.pick()
    number = student.sub
    return spoil(student, "sub_number", draft.turn("format/sub", (
        f"{number} ", f"'{number}", fullwidth(number),
        f"{number[:10]} {number[10:15]} {number[15:]}",
    )), "format")


@injector("format/name")
def format_name(draft: Draft) -> list[Hit]:
    """Spaces between Han characters, and other dots than · in a name of two parts."""
    kind = draft.turn("format/name", range(9))
    student = draft.pick(lambda s: "·" not in s.name)
    name = student.name
    if kind >= 3:
        joint = ".．•・。"[kind - 3] if kind < 8 else ""
        first, last = ("古丽", draft.rng.choice(WORDS)) if joint else ("Anna", "Sample")
        whole = draft.new_name(student, lambda: f"{first}·{last}" if joint else f"{first} {last}")
        return spoil(student, "name", whole.replace("·", joint).replace(" ", "  "), "format")
    return spoil(student, "name", (
        f"{name[:-2]} {name[-2:]}", f"{name[:-2]}　{name[-2:]}", f"{name} "
    )[kind], "format")


@injector("format/sex")
def format_sex(draft: Draft) -> list[Hit]:
    """The codes of GB/T 2261.1 as numbers and text, and words."""
    student = draft.pick()
    variant = draft.turn("format/sex", range(len(MALE)))
    return spoil(student, "sex", (MALE if student.male else FEMALE)[variant], "format")


@injector("format/grade")
def format_grade(draft: Draft) -> list[Hit]:
    """6年级, 六, 9 as a number, 2009级, 预备, 初二."""
    kind = draft.turn("format/grade", range(5))
    student = draft.pick(lambda s: kind < 4 or s.stage.code == 2)
    grade = student.grade
    middle = {6: draft.turn("format/grade/6", ("预备", "预初", "初预")), 7: "初一", 8: "初二",
              9: "初三"}
    writings: tuple[Cell, ...] = (
        f"{grade}年级", HAN[grade], float(grade), f"{student.entry}级", middle.get(grade, ""),
    )
    return spoil(student, "grade", writings[kind], "format")


@injector("format/class_name")
def format_class(draft: Draft) -> list[Hit]:
    """Spaces and full-width forms; it is the same class for its size."""
    student = draft.pick()
    text = str(student.cells["class_name"])
    return spoil(student, "class_name", draft.turn("format/class", (
        f" {text}", f"{text[:-1]} 班", f"{text} ",
    )), "format")


@injector("format/class_name/full-width")
def format_class_full_width(draft: Draft) -> list[Hit]:
    """Full-width digits and brackets."""
    student = draft.pick(lambda s: s.grade != HAN_CLASSES_GRADE)
    return spoil(student, "class_name", fullwidth(str(student.cells["class_name"])), "format")


@injector("format/graduation_year")
def format_graduation(draft: Draft) -> list[Hit]:
    """2013年, 13届, 2013.0 as text, a date, a month."""
    student = draft.pick()
    year = student.graduation
    writings: tuple[Cell, ...] = (
        f"{year}年", f"{year % 100:02d}届", date(year, 6, 30), f"{year}.0", f"{year}年6月")
    return spoil(student, "graduation_year", draft.turn("format/graduation", writings), "format")


@injector("format/stage")
def format_stage(draft: Draft) -> list[Hit]:
    """小学部, 初级中学, the codes as text and as numbers."""
    student = draft.pick()
    code = student.stage.code
    words: dict[int, tuple[Cell, ...]] = {1: ("小学部", "1", 1.0), 2: ("初级中学", "2", 2.0)}
    return spoil(student, "stage", draft.turn("format/stage", words[code]), "format")


# --- names ---------------------------------------------------------------------------------------

@injector("name-character")
def name_character(draft: Draft) -> list[Hit]:
    """Digits, Latin letters among Han, punctuation, what a lost character leaves behind."""
    student = draft.pick(lambda s: "·" not in s.name)
    name = student.name
    first, last = name[:-1], name[-1]
    return spoil(student, "name", draft.turn("name-character", (
        f"{name}1", f"{first}\N{REPLACEMENT CHARACTER}", f"{first}?", f"{first}A{last}",
        f"{name}(大)", f"{first}*", f"{name}、",
    )), "name-character")


@injector("name-rare")
def name_rare(draft: Draft) -> list[Hit]:
    """A character GBK has not (all in the basic plane) and one of a private font."""
    student = draft.pick(lambda s: "·" not in s.name)
    rare = draft.turn("name-rare", ("㛃", "\uE5E5", "㐂"))
    return spoil(student, "name", student.name[:-1] + rare, "name-rare")


@injector("name-length")
def name_length(draft: Draft) -> list[Hit]:
    """One Han character, or more than twenty."""
    short = draft.turn("name-length", (True, False))
    student = draft.pick(lambda s: "·" not in s.name)
    name = draft.new_name(student, lambda: student.name[0] if short else "·".join(
        draft.rng.choice(WORDS) * 4 for _ in range(3)))
    return spoil(student, "name", name, "name-length")


# --- values nobody can understand -----------------------------------------------------------------

@injector("sex-value")
def sex_value(draft: Draft) -> list[Hit]:
    """Neither canonical nor understood."""
    return spoil(draft.pick(), "sex", draft.turn("sex-value", ("男女", "未知", "3")), "sex-value")


@injector("stage-value")
def stage_value(draft: Draft) -> list[Hit]:
    """Digit and 年级 still agree, so the vote is not touched."""
    return spoil(draft.pick(), "stage", draft.turn("stage-value", (
        "中学", "幼儿园", "九年一贯")), "stage-value")


@injector("grade-value")
def grade_value(draft: Draft) -> list[Hit]:
    """初中一年级 is ambiguous where 初中 begins with 六年级. The row leaves the class count."""
    student = draft.pick()
    student.seat = None
    return spoil(student, "grade", draft.turn("grade-value", (
        "初中一年级", "毕业班", "13")), "grade-value")


@injector("graduation-value")
def graduation_value(draft: Draft) -> list[Hit]:
    """No year in it."""
    return spoil(draft.pick(), "graduation_year", draft.turn("graduation-value", (
        "往届", "应届", "明年毕业")), "graduation-value")


@injector("class-value")
def class_value(draft: Draft) -> list[Hit]:
    """No class number; such a text names no class, so none is too small for it."""
    student = draft.pick()
    student.seat = None
    return spoil(student, "class_name", draft.turn("class-value", (
        "实验班", "A班", "重点班")), "class-value")


# --- contradictions -------------------------------------------------------------------------------

@injector("sex-mismatch")
def sex_mismatch(draft: Draft) -> list[Hit]:
    """The other sex than the ID's."""
    student = draft.pick()
    return spoil(student, "sex", "女" if student.male else "男", "sex-mismatch")


@injector("stage-mismatch")
def stage_mismatch(draft: Draft) -> list[Hit]:
    """学段 against digit and 年级."""
    student = draft.pick()
    other = "初中" if student.stage.code == 1 else "小学"
    return spoil(student, "stage", draft.turn("stage-mismatch", (other, "高中", other)),
                 "stage-mismatch")


@injector("grade-mismatch")
def grade_mismatch(draft: Draft) -> list[Hit]:
    """年级 against the years of the two others: one or two grades off in the same stage."""
    steps = draft.turn("grade-mismatch", ((1, -1), (-1, 1), (2, -2)))
    student = draft.pick(lambda s: other_grade(draft, s, steps) is not None)
    grade = other_grade(draft, student, steps)
    assert grade is not None
    move(student, grade)
    return [Hit(student, "grade", "grade-mismatch")]


@injector("grade-mismatch/stage")
def grade_mismatch_stage(draft: Draft) -> list[Hit]:
    """年级 of another stage: outvoted there, it has no vote on the year either, one finding."""
    grade = draft.turn("grade-mismatch/stage", (6, 10, 5))
    stage = {6: 1, 5: 2}.get(grade)
    student = draft.pick(lambda s: stage in (None, s.stage.code) and (
        grade == 10 or has_room(draft, s, grade)))
    move(student, grade)
    return [Hit(student, "grade", "grade-mismatch")]


@injector("graduation-mismatch")
def graduation_mismatch(draft: Draft) -> list[Hit]:
    """届别 against 学籍副号 and 年级; never implying an entry year that is yet to come."""
    student = draft.pick()
    step = draft.turn("graduation-mismatch", (-1, 1))
    if student.entry + step > draft.school_year:
        step = -1
    return spoil(student, "graduation_year", f"{student.graduation + step}届",
                 "graduation-mismatch")


@injector("class-mismatch")
def class_mismatch(draft: Draft) -> list[Hit]:
    """The class text names another grade; without it, it is a class the grade has."""
    step = draft.turn("class-mismatch", (1, -1))
    student = draft.pick(lambda s: s.grade != HAN_CLASSES_GRADE and 1 <= s.grade + step <= 9)
    assert student.seat is not None
    grade, room = student.grade + step, student.seat[1]
    prefix = HAN[grade] if room.startswith("(") else GRADES[grade]
    if grade > 6 and not room.startswith("("):
        prefix = f"初{HAN[grade - 6]}"
    return spoil(student, "class_name", prefix + room, "class-mismatch")


# --- the school as a whole ------------------------------------------------------------------------

@injector("class-size")
def class_size(draft: Draft) -> list[Hit]:
    """A class of three beside the grade's usual ones (the finding is counted at the end)."""
    def usual(student: Student) -> bool:
        rooms = draft.rooms[GRADES[student.grade]]
        return student.grade != HAN_CLASSES_GRADE and len(rooms) >= 3
    for student in (students := draft.mates(3, fits=usual)):
        rooms = len(draft.rooms[GRADES[student.grade]])
        text, key = class_text(student.grade, rooms + 1, rooms + 1)
        student.cells["class_name"] = text
        student.seat = (GRADES[student.grade], key)
    draft.rooms[GRADES[students[0].grade]].add(key)
    return []


@injector("serial-gap")
def serial_gap(draft: Draft) -> list[Hit]:
    """One student, then two neighbours, left out of the roster (counted at the end)."""
    count = draft.turn("serial-gap", (1, 2))
    first = draft.pick(lambda s: 1 < s.serial < draft.last_code[s.stage.code, s.entry] - 1)
    if count == 2:
        draft.drop(draft.pick(lambda s: (s.stage, s.entry, s.serial) == (
            first.stage, first.entry, first.serial + 1)))
    draft.drop(first)
    return []
