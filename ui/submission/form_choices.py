"""What the clerk decided about issued forms: what each column is filled with, by the header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.fields import STANDARD, Fields
from models.forms.headings import whats
from ui import settings
from ui.settings import fingerprint
from ui.widgets.patience import answered

MOST = 20
"""How many forms are remembered."""

_CHOICES, _PATH, _USED = "forms/choices", "forms/path", "forms/used"


@dataclass(frozen=True)
class FormChoice:
    """What each column (0-based) is filled with, and whether a line is a student."""

    mapping: Mapping[int, str]
    per_student: bool


def last_form() -> Path | None:
    """The form that was chosen last, if it still is there."""
    kept = settings.text(_PATH)
    path = Path(kept) if kept else None
    return path if path is not None and answered(path.is_file, False) else None


def form_in_use() -> Path | None:
    """The form that corrections are handed in by, which may be gone by now; None for our own."""
    kept = settings.text(_USED)
    return Path(kept) if kept else None


def use(path: Path | None) -> None:
    """Has corrections handed in by this form from now on, or by our own."""
    settings.keep({_USED: str(path) if path is not None else ""})


def remembered(headers: Sequence[str], fields: Fields = STANDARD) -> FormChoice | None:
    """What was decided for a form with this header, if that can be filled with these fields."""
    found = _load().get(fingerprint(headers))
    known = whats(fields)
    return found if found and all(what in known for what in found.mapping.values()) else None


def remember(path: Path, headers: Sequence[str], choice: FormChoice) -> None:
    """Keeps the form's place and what was decided for its header."""
    choices = _load()
    key = fingerprint(headers)
    choices.pop(key, None)
    choices[key] = choice
    settings.keep({_PATH: str(path), _CHOICES: {
        key: [dict(one.mapping), one.per_student]
        for key, one in list(choices.items())[-MOST:]}})


def _load() -> dict[str, FormChoice]:
    found = settings.parsed(_CHOICES)
    choices = {}
    for key, entry in (found.items() if isinstance(found, dict) else ()):
        match entry:
            case [dict(mapping), bool(per_student)] if all(
                    column.isdecimal() and isinstance(what, str)
                    for column, what in mapping.items()):
                choices[str(key)] = FormChoice(
                    {int(column): what for column, what in mapping.items()}, per_student)
    return choices
