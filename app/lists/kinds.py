"""What a list seems to be, by the name of its file."""

from __future__ import annotations

import re

from app.matching.kinds import Kind

_ADMISSION = re.compile(r"录取|招生|报名|入学名单|\.dbf$", re.IGNORECASE)
_TERM = re.compile(r"上学期|上个?学期")
_YEAR = re.compile(r"上学年|去年|上年|升级前")


def guess_kind(name: str, school_year: int) -> Kind:
    """What is offered first when a list of this name is held against a roster of a school year:
    one named by the year before is last year's. ``Kind.OTHER`` where the name tells nothing."""
    if _ADMISSION.search(name):
        return Kind.ADMISSION
    if _TERM.search(name):
        return Kind.TERM
    if _YEAR.search(name) or school_year and re.search(
            rf"(?<!\d){school_year - 1}(?!\d)(?:-{school_year})?学?年?", name):
        return Kind.YEAR
    return Kind.OTHER
