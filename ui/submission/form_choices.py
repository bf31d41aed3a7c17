"""What the clerk decided about issued forms: what each column is filled with, by the header."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.fields import STANDARD, Fields
from models.forms.headings import whats
from ui.settings import fingerprint, open_store

MOST = 20
"""How many forms are remembered."""

_CHOICES, _PATH, _USED = "forms/choices", "forms/path", "forms/used"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FormChoice:
    """What each column (0-based) is filled with, and whether a line is a student."""

    mapping: Mapping[int, str]
    per_student: bool


def last_form() -> Path | None:
    """The form that was chosen last, if it still is there."""
    text = open_store().value(_PATH, "")
    path = Path(text) if isinstance(text, str) and text else None
    return path if path is not None and path.is_file() else None


def form_in_use() -> Path | None:
    """The form that corrections are handed in by, which may be gone by now; None for our own."""
    text = open_store().value(_USED, "")
    return Path(text) if isinstance(text, str) and text else None


def use(path: Path | None) -> None:
    """Has corrections handed in by this form from now on, or by our own."""
    store = open_store()
    store.setValue(_USED, str(path) if path is not None else "")
    store.sync()


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
    store = open_store()
    store.setValue(_PATH, str(path))
    store.setValue(_CHOICES, json.dumps({
        key: [dict(one.mapping), one.per_student]
        for key, one in list(choices.items())[-MOST:]}))
    store.sync()


def _load() -> dict[str, FormChoice]:
    text = open_store().value(_CHOICES, "")
    try:
        found = json.loads(text) if isinstance(text, str) and text else {}
    except ValueError:
        _log.warning("the remembered forms are damaged and were left out")
        found = {}
    choices = {}
    for key, entry in (found.items() if isinstance(found, dict) else ()):
        match entry:
            case [dict(mapping), bool(per_student)] if all(
                    column.isdecimal() and isinstance(what, str)
                    for column, what in mapping.items()):
                choices[str(key)] = FormChoice(
                    {int(column): what for column, what in mapping.items()}, per_student)
    return choices
