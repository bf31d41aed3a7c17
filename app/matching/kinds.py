"""What a list beside the roster is."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What a list is; its value is how the command line names it."""

    ADMISSION = "admission"
    TERM = "term"
    YEAR = "year"
    OTHER = "list"


KIND_TITLES = {Kind.ADMISSION: "招生录取名单", Kind.TERM: "上学期名册", Kind.YEAR: "上学年名册",
               Kind.OTHER: "其他名单"}
