"""How wide a text stands in a column: Chinese characters count twice."""

from __future__ import annotations

import unicodedata


def display_width(text: str) -> int:
    """How wide the longest line of a text is, in half-width characters."""
    if text.isascii() and "\n" not in text:
        return len(text)
    return max((sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)
                for line in text.splitlines()), default=0)
