"""Tests of what a class is called on paper."""

from __future__ import annotations

import pytest

from models.writing.class_names import class_title


@pytest.mark.parametrize(("grade", "class_name", "title"), [
    ("七年级", "1班", "七年级1班"), ("七年级", "(1)班", "七年级(1)班"), ("一年级", "一班", "一年级一班"),
    ("七年级", "七(1)班", "七(1)班"), ("七年级", "七（1）班", "七（1）班"), ("七年级", "初一1班", "初一1班"),
    ("六年级", "6年级2班", "6年级2班"), ("七年级", "701", "七年级701"), ("", "3班", "3班"),
    ("一年级", "二年级1班", "二年级1班"), ("高一", "高一(3)班", "高一(3)班"),
    ("七年级", "七1班", "七1班"), ("七年级", "7(2)班", "7(2)班"),
    (" 七年级 ", " ", "七年级未填班级"), ("", "", "未填班级"),
])
def test_class_title(grade: str, class_name: str, title: str) -> None:
    assert class_title(grade, class_name) == title
