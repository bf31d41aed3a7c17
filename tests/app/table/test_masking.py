"""Hiding the middle of ID numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from app.table.masking import mask


@pytest.mark.parametrize(("text", "shown"), [
    ("310117199803113428", "310117********3428"),
    ("310117980311342", "310117*****1342"),
    ("E12345678", "E1*****78"),
    ("1234", "****"),
    ("", ""),
])
def test_the_middle_is_hidden(text: str, shown: str) -> None:
    assert mask(text) == shown


@given(st.text())
def test_a_masked_text_is_as_long_as_before(text: str) -> None:
    assert len(mask(text)) == len(text)
