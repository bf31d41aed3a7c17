"""What is known about a roster before it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ui.settings import HeaderChoice


@dataclass(frozen=True)
class Request:
    """What to open and what is known about it. ``profile`` is the clerk's choice (None: what the
    file speaks for). ``ask_header`` asks for the columns even where they were recognised;
    ``to_look`` lets nothing be changed, claimed or kept."""

    path: Path
    profile: str | None = None
    sheets: tuple[str, ...] = ()
    code: str | None = None
    name: str | None = None
    school_year: int | None = None
    system: str | None = None
    today: date | None = None
    choice: HeaderChoice | None = None
    ask_header: bool = False
    to_look: bool = False
    choices: Mapping[str, HeaderChoice] = field(default_factory=dict)
    """What was answered for each group of equal headings of several sheets, by fingerprint."""
