"""How much two rows have in common, where one number says this and another one that."""

from __future__ import annotations

from app.matching.listing import LEFT_BY_EXCEL, Entry
from app.matching.slips import one_slip
from models.fields import SEX


def shares_number(a: Entry, b: Entry) -> bool:
    """Whether two rows have a number, or a birth date of its own column, in common."""
    return bool(a.main and a.main == b.main or a.sub and a.sub == b.sub
                or a.told and b.told and a.birth == b.birth)


def likeness_of(a: Entry, b: Entry) -> int:
    """How many fields of two rows agree, less those that don't."""
    pairs = [(x, y) for x, y in zip(a.values, b.values) if x and y]
    if a.told and b.told and a.birth and b.birth:
        pairs.append((a.birth, b.birth))
    return sum(1 if x == y else -1 for x, y in pairs)


def same_but_holes(first: str, second: str) -> bool:
    """Whether two names are the same where neither has a character that is none (``李?婉``, what a
    font or a file has lost), and have at least one in common."""
    if len(first) != len(second) or not first:
        return False
    seen = [(a, b) for a, b in zip(first, second) if a.isalpha() and b.isalpha()]
    return 0 < len(seen) < len(first) and all(a == b for a, b in seen)


def differ_in_all(a: Entry, b: Entry) -> bool:
    """Whether neither 学籍主号, be it by more than a slip, nor 性别 is the same."""
    sexes = a.value(SEX), b.value(SEX)
    return bool(a.main and b.main and a.main != b.main and not one_slip(a.main, b.main)
                and all(sexes) and sexes[0] != sexes[1])


def nearly_one_number(a: Entry, b: Entry) -> bool:
    """Whether two different 学籍主号 may be one number written wrongly or damaged."""
    if a.main and b.main:
        return one_slip(a.main, b.main)
    return bool(a.digits or b.digits) \
        and (a.digits or a.main[:LEFT_BY_EXCEL]) == (b.digits or b.main[:LEFT_BY_EXCEL])
