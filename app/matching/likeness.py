"""How much two rows have in common, where one number says this and another one that."""

from __future__ import annotations

from app.matching.listing import Entry
from app.matching.slips import LEFT_BY_EXCEL, one_slip
from models.fields import FIELD_KEYS, GRADE, MAIN_NUMBER, SEX, SUB_NUMBER

_FULL_BIRTH = 8
_OWN = [at for at, key in enumerate(FIELD_KEYS) if key not in (MAIN_NUMBER, SUB_NUMBER, GRADE)]
"""Which of an entry's values are compared as they are."""
_YEAR_AND_SERIAL = 8
"""How many characters a 学籍副号 ends in: the entry year and the number within it. A new stage or
another school changes what stands before them."""


def births_clash(a: Entry, b: Entry) -> bool:
    """Whether a birth date that stands in a column of its own is clearly not the other row's."""
    return (a.told or b.told) and len(a.birth) == len(b.birth) == _FULL_BIRTH \
        and a.birth != b.birth and not one_slip(a.birth, b.birth)


def sexes_differ(a: Entry, b: Entry) -> bool:
    """Whether two rows are of another sex; a row that doesn't say it has that of its 学籍主号."""
    sexes = _sex(a), _sex(b)
    return all(sexes) and sexes[0] != sexes[1]


def _sex(entry: Entry) -> str:
    said = entry.value(SEX)
    if said or len(entry.main) != 18 or not entry.main[16].isdigit():
        return said
    return "男" if int(entry.main[16]) % 2 else "女"


def grades_apart(a: Entry, b: Entry, up: int) -> bool:
    """Whether two rows are more than a grade from where they should be if the second list is
    ``up`` grades behind."""
    return bool(a.grade and b.grade) and abs(a.grade - b.grade - up) > 1


def subs_tell_two(a: Entry, b: Entry) -> bool:
    """Whether two 学籍副号 of one school and stage are those of two people."""
    return bool(a.sub and b.sub) and a.sub != b.sub and len(a.sub) == len(b.sub) \
        and a.sub[:-_YEAR_AND_SERIAL] == b.sub[:-_YEAR_AND_SERIAL] and not one_slip(a.sub, b.sub)


def likeness_of(a: Entry, b: Entry, up: int) -> tuple[int, bool]:
    """How many fields of two rows agree, less those that don't, and whether all do; the second list
    is ``up`` grades behind. What proves nothing counts for neither: a damaged number beside a whole
    one, two numbers one slip apart, a birth date read off a number where the numbers themselves can
    be compared."""
    pairs = [(a.values[at], b.values[at]) for at in _OWN]
    slip = bool(a.main and b.main) and a.main != b.main and one_slip(a.main, b.main)
    pairs.append((a.sub, b.sub))
    if not slip:
        pairs.append((a.main, b.main))
    if a.grade and b.grade:
        pairs.append((str(a.grade), str(b.grade + up)))
    if a.told and b.told or not (a.main and b.main) or slip and a.birth == b.birth:
        pairs.append((a.birth, b.birth))
    said = [x == y for x, y in pairs if x and y]
    return 2 * sum(said) - len(said), all(said) and not slip


def share_a_character(first: str, second: str) -> bool:
    """Whether two names have a character in common at the same place: who is renamed keeps his
    surname or a part of his given name."""
    return any(a == b for a, b in zip(first, second))


def same_but_holes(first: str, second: str) -> bool:
    """Whether two names are the same where neither has a character that is none (``李?婉``, what a
    font or a file has lost), and have at least one in common."""
    if len(first) != len(second) or not first:
        return False
    seen = [(a, b) for a, b in zip(first, second) if a.isalpha() and b.isalpha()]
    return 0 < len(seen) < len(first) and all(a == b for a, b in seen)


def differ_in_all(a: Entry, b: Entry) -> bool:
    """Whether neither 学籍主号, be it by more than a slip, nor 性别 is the same."""
    return bool(a.main and b.main and a.main != b.main and not one_slip(a.main, b.main)
                and sexes_differ(a, b))


def nearly_one_number(a: Entry, b: Entry) -> bool:
    """Whether two different 学籍主号 may be one number written wrongly or damaged."""
    if a.main and b.main:
        return one_slip(a.main, b.main)
    return bool(a.digits or b.digits) \
        and (a.digits or a.main[:LEFT_BY_EXCEL]) == (b.digits or b.main[:LEFT_BY_EXCEL])
