"""The rule catalogue in docs/ says what the rules say."""

from __future__ import annotations

from tools import rule_docs


def test_page_is_current() -> None:
    assert rule_docs.TARGET.read_text(encoding="utf-8") == rule_docs.render(), (
        "run: python -m tools.rule_docs")
