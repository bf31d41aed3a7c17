"""Errors in 学籍主号 (domain: resident ID, other documents, age)."""

from __future__ import annotations

from .draft import Draft, Hit, NoCandidate, fullwidth, injector, on_day, spoil
from .people import ORDER_CODES, resident_id
from .school import Cell, Student

FIELD = "main_number"


def _unique(draft: Draft, number: str) -> str:
    """The number, kept for one student; another student is needed if somebody has it."""
    if not draft.people.claim_number(number):
        raise NoCandidate
    return number


@injector("main-precision")
def main_precision(draft: Draft) -> list[Hit]:
    """Excel kept 15 digits: as a number or as text. No other rule of the cell speaks."""
    student = draft.pick(lambda s: not s.main.endswith("X"))
    number = student.main
    writings: tuple[Cell, ...] = (
        float(int(number[:15]) * 1000),
        f"{number[0]}.{number[1:15]}E+17",
        f"{number[0]}.{number[1:6]}E+17",
        float(f"{int(number):.16g}"),  # a digit more than Excel keeps, as other programs write
    )
    return spoil(student, FIELD, draft.turn("main-precision", writings), "main-precision")


@injector("main-character")
def main_character(draft: Draft) -> list[Hit]:
    """Something other than digits; also a national student number in the wrong column."""
    student = draft.pick()
    number = student.main
    return spoil(student, FIELD, _unique(draft, draft.turn("main-character", (
        f"{number[:14]}O{number[15:]}",
        f"G{number}",
        f"{number[:10]}****{number[14:]}",
        f"{number[:16]}X{number[17:]}",
        f"{number[:14]}三{number[15:]}",
    ))), "main-character")


@injector("main-length")
def main_length(draft: Draft) -> list[Hit]:
    """A digit lost or doubled, and the 15-digit form of before 1999 as text and as a number."""
    student = draft.pick()
    number = student.main
    old = number[:6] + number[8:17]
    writings: tuple[Cell, ...] = (
        number[:13] + number[14:], number[:9] + number[8:], old, float(int(old)), number[:12])
    value = draft.turn("main-length", writings)
    _unique(draft, value if isinstance(value, str) else old)
    return spoil(student, FIELD, value, "main-length")


@injector("main-birth-date")
def main_birth_date(draft: Draft) -> list[Hit]:
    """A day that does not exist, lies ahead, or before 1900; the check digit fits it."""
    student = draft.pick()
    year = student.birth.year
    birth = draft.turn("main-birth-date", (
        f"{year}0231", f"{year}1305", f"2099{student.birth:%m}15", "18991231", f"{year}0400"))
    order = draft.rng.choice(ORDER_CODES) // 2 * 2 + student.male
    number = _unique(draft, resident_id(student.main[:6], birth, order))
    return spoil(student, FIELD, number, "main-birth-date")


def _failing(draft: Draft, number: str) -> str:
    """A number one slip away from a right one: check digit, order digit, neighbours swapped."""
    check = number[17]
    slips = [
        number[:17] + ("3" if check == "X" else str((int(check) + 1) % 10)),
        f"{number[:15]}{(int(number[15]) + 3) % 10}{number[16:]}",
        number[:15] + number[16] + number[15] + number[17],
    ]
    for _ in slips:
        slip = draft.turn("one-slip", slips)
        if slip != number and draft.people.claim_number(slip):
            return slip
    raise NoCandidate


@injector("main-check-digit")
def main_check_digit(draft: Draft) -> list[Hit]:
    """The date stays as it is, so that only the check fails."""
    student = draft.pick()
    number = _failing(draft, student.main)
    return spoil(student, FIELD, number, "main-check-digit")


@injector("main-check-digit/full-width")
def main_check_digit_full_width(draft: Draft) -> list[Hit]:
    """The writing is wrong and so is the number: both are said."""
    student = draft.pick()
    number = _failing(draft, student.main)
    return spoil(student, FIELD, fullwidth(number), "format", "main-check-digit")


@injector("main-region")
def main_region(draft: Draft) -> list[Hit]:
    """A code given up before the birth year, or never given to any place."""
    student = draft.pick(lambda s: s.birth.year > 1998)
    region = draft.turn("main-region", ("310227", "310207", "311017", "630999"))
    order = int(student.main[14:17])
    number = _unique(draft, resident_id(region, on_day(student.birth), order))
    return spoil(student, FIELD, number, "main-region")


def _hkid(letters: str, digits: int) -> tuple[str, str]:
    """A Hong Kong number without and with its check character."""
    values = [36] * (2 - len(letters)) + [ord(c) - 55 for c in letters]
    values += [int(c) for c in f"{digits:06d}"]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1)))
    body = f"{letters}{digits:06d}"
    return body, "0123456789A"[-total % 11]


@injector("main-document")
def main_document(draft: Draft) -> list[Hit]:
    """Numbers of other documents: confirmed, never judged as broken resident IDs."""
    student = draft.pick()
    some = draft.rng.randrange
    body, check = _hkid("K", some(10 ** 6))
    kind = draft.turn("main-document", range(8))
    number = (
        f"E{some(10 ** 8):08d}",                              # passport
        f"{body}({check})",                                   # Hong Kong
        f"{some(10 ** 8):08d}",                               # Taiwan
        f"5{some(10 ** 6):06d}({some(10)})",                  # Macao
        f"999{draft.school_code}{some(1, 10 ** 5):05d}",      # issued by the authority
        f"{some(10 ** 10):010d}B",                            # Taiwan, older form
        f"{body}（{check}）",
        f"H{some(10 ** 10):010d}",                            # 回乡证 and long passports
    )[kind]
    _unique(draft, number.translate(str.maketrans("（）", "()")).replace("(", "").replace(")", ""))
    if kind == 0:
        name = draft.new_name(student, lambda: f"Anna Sample {chr(65 + some(26))}")
        student.cells["name"] = name  # a Latin name with single spaces is right as it is
    return spoil(student, FIELD, number, *(["format"] if kind == 6 else []), "main-document")


# --- several rows --------------------------------------------------------------------------------

def _same_number(draft: Draft, count: int) -> list[Student]:
    """Students of one grade and sex with the first one's number: nothing else contradicts."""
    first, *others = draft.mates(count, same_sex=True)
    if not all(draft.people.claim_person(other.name, first.birth) for other in others):
        raise NoCandidate
    for other in others:
        other.cells[FIELD] = first.main
    return [first, *others]


def _duplicates(students: list[Student]) -> list[Hit]:
    return [Hit(student, FIELD, "main-duplicate") for student in students]


@injector("main-duplicate")
def main_duplicate(draft: Draft) -> list[Hit]:
    """Two or three rows with one number; once one of them with a space in front."""
    variant = draft.turn("main-duplicate", ("pair", "three", "space"))
    students = _same_number(draft, 3 if variant == "three" else 2)
    hits = _duplicates(students)
    if variant == "space":
        hits += spoil(students[1], FIELD, f" {students[1].main}", "format")
    return hits


@injector("main-duplicate/failing")
def main_duplicate_failing(draft: Draft) -> list[Hit]:
    """A number that fails its check is a duplicate all the same."""
    students = _same_number(draft, 2)
    number = _failing(draft, students[0].main)
    hits = _duplicates(students)
    for student in students:
        hits += spoil(student, FIELD, number, "main-check-digit")
    return hits


@injector("main-duplicate/document")
def main_duplicate_document(draft: Draft) -> list[Hit]:
    """One Hong Kong number written with and without brackets."""
    first, second = draft.picks(2)
    body, check = _hkid("R", draft.rng.randrange(10 ** 6))
    _unique(draft, body + check)
    return [
        *spoil(first, FIELD, f"{body}({check})", "main-document", "main-duplicate"),
        *spoil(second, FIELD, f"{body}{check}", "main-document", "main-duplicate"),
    ]


@injector("same-person")
def same_person(draft: Draft) -> list[Hit]:
    """A namesake born on the same day with another number, right or failing its check."""
    first, second = draft.mates(2)
    second.birth = first.birth
    second.cells["name"] = first.name
    second.cells[FIELD] = draft.people.number(first.birth, second.male)
    hits = [Hit(student, "name", "same-person") for student in (first, second)]
    if draft.turn("same-person", (False, True)):
        number = _failing(draft, second.main)
        hits += spoil(second, FIELD, number, "main-check-digit")
    return hits


@injector("whole-row-twice")
def whole_row_twice(draft: Draft) -> list[Hit]:
    """One student entered twice: both numbers are duplicates; it is no second person."""
    first, second = draft.mates(2)
    second.cells.update(first.cells)
    second.birth, second.male = first.birth, first.male
    second.code, second.seat = first.code, first.seat
    return [Hit(student, field, rule) for student in (first, second)
            for field, rule in ((FIELD, "main-duplicate"), ("sub_number", "sub-duplicate"))]


# --- age -----------------------------------------------------------------------------------------

@injector("age-young")
def age_young(draft: Draft) -> list[Hit]:
    """A first grader of five: one year from the usual, so only the rule of entry speaks."""
    student = draft.pick(lambda s: s.grade == 1)
    draft.new_birth(student, 5)
    return [Hit(student, FIELD, "age-young")]


@injector("age-unusual")
def age_unusual(draft: Draft) -> list[Hit]:
    """Three or more years older or younger than the grade; no first grader, see age-young."""
    student = draft.pick(lambda s: s.grade > 1)
    draft.new_birth(student, student.grade + 5 + draft.turn("age-unusual", (3, -3, 5)))
    return [Hit(student, FIELD, "age-unusual")]


# --- right, though it looks wrong ----------------------------------------------------------------

@injector("right/main")
def right_main(draft: Draft) -> list[Hit]:
    """Valid numbers that a stricter program rejects: 港澳台居民居住证 and an older 松江 code."""
    region = draft.turn("right/main", ("810000", "820000", "830000", "310227"))
    student = draft.pick(lambda s: region != "310227" or s.birth.year <= 1998)
    order = int(student.main[14:17])
    number = resident_id(region, on_day(student.birth), order)
    if number != student.main:
        student.cells[FIELD] = _unique(draft, number)
    return []
