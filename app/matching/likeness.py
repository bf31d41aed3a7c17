"""How much two rows have in common, where one number says this and another one that."""

from __future__ import annotations

from app.matching.listing import Entry


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
