"""How a class is called on paper."""

from __future__ import annotations

import re

NO_CLASS = "未填班级"

_NAMES_A_GRADE = re.compile(
    r"[一二三四五六七八九十]{1,2}(?=[0-9(（]|年级)|[0-9]{1,2}(?=[(（]|年级)|[初高预]")


def class_title(grade: str, class_name: str) -> str:
    """Grade and class as one name; a class that names its grade itself (``七(1)班``) stands alone."""
    grade, class_name = grade.strip(), class_name.strip()
    if not class_name:
        return f"{grade}{NO_CLASS}"
    alone = not grade or class_name.startswith(grade) or _NAMES_A_GRADE.match(class_name)
    return class_name if alone else grade + class_name
