"""Names of the files that are handed in as a region writes them: patterns with places in braces."""

from __future__ import annotations

import re

ENDING = ".xls"
PLACES = ("school_code", "school_name", "school_year")
"""What a pattern may have in braces."""


def check_pattern(pattern: str) -> None:
    """Raises ValueError, with the reason, for a pattern that names nothing or nobody."""
    if not pattern.endswith(ENDING):
        raise ValueError(f"要以 {ENDING} 结尾")
    if unknown := [place for place in re.findall(r"\{(.*?)\}", pattern) if place not in PLACES]:
        raise ValueError(f"“{{{unknown[0]}}}”不认识，可用的有：" + "、".join(
            f"{{{place}}}" for place in PLACES))
    if "{school_name}" not in pattern and "{school_code}" not in pattern:
        raise ValueError("里面要有 {school_name} 或 {school_code}")


def stem_of(pattern: str, code: str, school: str, year: int) -> str:
    """The name without its ending, for a school and a school year."""
    return filled(pattern.removesuffix(ENDING), code, school, year)


def filled(pattern: str, code: str, school: str, year: int) -> str:
    """The pattern with its places filled."""
    for place, text in zip(PLACES, (code.strip(), school.strip(), str(year)), strict=True):
        pattern = pattern.replace(f"{{{place}}}", text)
    return pattern


def is_sheet_name(name: str) -> bool:
    """Whether a sheet can be called so."""
    return len(name) <= 31 and not set(name) & set("[]:*?/\\") and name.strip("'") == name
