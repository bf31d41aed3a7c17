"""A late pattern says what the pattern says that is compiled at once."""

from __future__ import annotations

import re

import pytest

from models.patterns import LatePattern

TEXTS = ["", "三年级2班", "3班4班", "x班", "(5)班", "\n6班"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("source", [r"(\d)班", r".*?(?P<number>\d)班", "^班$"])
@pytest.mark.parametrize("flags", [re.NOFLAG, re.ASCII, re.IGNORECASE | re.DOTALL])
def test_it_finds_the_same(source: str, flags: re.RegexFlag, text: str) -> None:
    late, plain = LatePattern(source, flags), re.compile(source, flags)
    for _ in range(2):  # the first time and the others
        for found, wanted in (
                (late.match(text), plain.match(text)),
                (late.fullmatch(text), plain.fullmatch(text)),
                (late.search(text), plain.search(text))):
            assert (found and (found.span(), found.groups())) == (
                wanted and (wanted.span(), wanted.groups()))
        assert late.sub("<>", text) == plain.sub("<>", text)


def test_what_is_no_pattern_is_said_at_the_first_use() -> None:
    late = LatePattern("(")
    with pytest.raises(re.error):
        late.match("")
