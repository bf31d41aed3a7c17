"""File names: as the notice wants them, and valid on Windows and POSIX."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from models.writing.names import correction_name, master_name

CODE = "3101170001"


@pytest.mark.parametrize(("name", "expected"), [
    (master_name(CODE, "松江区第七中学"), "3101170001松江区第七中学.xls"),
    (master_name(CODE, "松江区第七中学", separator="+"), "3101170001+松江区第七中学.xls"),
    (master_name(CODE, "第七中学", unfinished=True), "3101170001第七中学(未校对完).xls"),
    (correction_name("松江区第七中学"), "松江区第七中学学籍信息更正表.xls"),
    (correction_name("第七中学", unfinished=True), "第七中学学籍信息更正表(未校对完).xls"),
    (master_name(f" {CODE} ", " 第七中学 "), "3101170001第七中学.xls"),
])
def test_plain(name: str, expected: str) -> None:
    assert name == expected


@pytest.mark.parametrize(("school", "expected"), [
    ('九年/一贯制:"实验"学校', "九年／一贯制：＂实验＂学校"),
    ("a<b>c\\d|e?f*g", "a＜b＞c＼d｜e？f＊g"),
    ("第七\t中学\n", "第七中学"),
    ("第七\u200b中\u202e学\ufeff", "第七中学"),
    ("第七\ud842中学", "第七中学"),
    (".隐藏中学", "．隐藏中学"),
    ("CON.附小", "ＣON.附小"),
    ("lpt1 .附小", "ｌpt1 .附小"),
    ("console.附小", "console.附小"),
    ("𠮷林中学", "𠮷林中学"),
])
def test_cleaned(school: str, expected: str) -> None:
    assert correction_name(school) == expected + "学籍信息更正表.xls"


@pytest.mark.parametrize(("school", "expected"), [
    ("NUL", "ＮUL.xls"), ("aux", "ａux.xls"), ("COM¹", "ＣOM¹.xls"), ("第七中学.", "第七中学．.xls"),
])
def test_without_a_code(school: str, expected: str) -> None:
    assert master_name("", school) == expected


@given(st.text(), st.text(), st.booleans())
def test_always_valid_on_windows(code: str, school: str, unfinished: bool) -> None:
    for name in (master_name(code, school, unfinished=unfinished),
                 correction_name(school, unfinished=unfinished)):
        assert not set(name) & set('<>:"/\\|?*')
        assert all(ord(c) >= 32 for c in name)
        assert name.encode()
        assert name.endswith(".xls")
        assert name.partition(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1"}
