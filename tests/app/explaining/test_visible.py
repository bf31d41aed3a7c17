"""Texts whose unseen characters can be seen, and what differs between two texts."""

from __future__ import annotations

import pytest

from app.explaining.visible import breakable, differing, unseen, visible


@pytest.mark.parametrize(("text", "shown", "names"), [
    ("沈参考", "沈参考", []),
    ("沈　参考", "沈␣参考", ["全角空格"]),
    (" 沈 参考", "␣沈␣参考", ["空格"]),
    ("沈\u200b参考", "沈¤参考", ["零宽字符"]),
    ("一\r\n二", "一↵二", ["换行"]),
    ("３班", "３班", ["全角字符"]),
    ("a\u2009b", "a␣b", ["空格"]),
    ("a\u0007b", "a¤b", ["看不见的字符"]),
])
def test_unseen_characters_get_a_sign(text: str, shown: str, names: list[str]) -> None:
    assert visible(text) == shown
    assert unseen(text) == names


@pytest.mark.parametrize(("text", "shown"), [
    ("John Smith", "John Smith"), ("John  Smith", "John␣␣Smith"), (" John", "␣John"),
    ("John ", "John␣"),
])
def test_single_inner_spaces_may_stay(text: str, shown: str) -> None:
    assert visible(text, inner_spaces=False) == shown


@pytest.mark.parametrize(("old", "new", "spans"), [
    ("3101170526220080132", "3101170526220090132", [(14, 15)]),
    ("1234", "1324", [(1, 3)]),
    ("123", "0123", [(0, 1)]),
    ("同", "同", []),
    ("", "男", [(0, 1)]),
])
def test_differing_spans_are_of_the_new_text(
        old: str, new: str, spans: list[tuple[int, int]]) -> None:
    assert differing(old, new) == spans


def test_long_runs_can_be_broken_without_changing_the_text() -> None:
    text = "x" * 70 + "汉字"
    broken = breakable(text)
    assert broken.replace("\u200b", "") == text
    assert max(map(len, broken.split("\u200b"))) <= 20
    assert breakable("310117199807160088") == "310117199807160088"
