"""Regular expressions for what few rosters have: compiled when they are first used.

Compiling all of them takes longer than reading a small roster, and the window would wait for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property


class LatePattern:
    """``re.compile(...)`` put off until a text is compared with it.

    A pattern that cells of every roster are compared with had better be compiled at once: asking
    this one costs some nanoseconds more each time.
    """

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern, self._flags)

    @cached_property
    def match(self) -> Callable[[str], re.Match[str] | None]:
        """As ``re.Pattern.match``."""
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[[str], re.Match[str] | None]:
        """As ``re.Pattern.fullmatch``."""
        return self._compiled.fullmatch

    @cached_property
    def search(self) -> Callable[[str], re.Match[str] | None]:
        """As ``re.Pattern.search``."""
        return self._compiled.search

    @cached_property
    def sub(self) -> Callable[[str | Callable[[re.Match[str]], str], str], str]:
        """As ``re.Pattern.sub``."""
        return self._compiled.sub
