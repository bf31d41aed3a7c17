"""What the program remembers between runs: one dataclass with defaults, checked as it is read."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QSettings

from app.folders import config_folder
from models.commit.files import replace
from models.fields import FIELD_KEYS, KEY
from models.profile import DEFAULT_PROFILE

STORE = config_folder() / "settings.ini"
RECENT = 8
"""How many rosters the start page offers."""
SCHOOLS = 30
MAPPINGS = 30
"""How many header mappings are remembered."""
_MOST_BYTES = 5_000_000
"""A settings file has some kilobytes."""

_log = logging.getLogger(__name__)


class HeaderChoice(NamedTuple):
    """Where the clerk said the fields of a profile are: ``header_row`` as Excel shows it (0: no
    header), columns 0-based by field key."""

    header_row: int
    mapping: Mapping[str, int]
    profile: str = DEFAULT_PROFILE


@dataclass
class Settings:
    """Folders as texts, "" for none yet; ``recent`` newest first."""

    open_folder: str = ""
    save_folder: str = ""
    recent: list[str] = field(default_factory=list)
    headers: dict[str, HeaderChoice] = field(default_factory=dict)
    schools: dict[str, str] = field(default_factory=dict)
    """Names of schools by code, as last confirmed; the last one last."""

    def note_school(self, code: str, name: str) -> None:
        """Remembers a school that the clerk has confirmed."""
        if code and name:
            self.schools.pop(code, None)
            self.schools[code] = name
            while len(self.schools) > SCHOOLS:
                del self.schools[next(iter(self.schools))]

    def note_opened(self, path: Path) -> None:
        """Puts a roster at the head of the recent ones."""
        text = str(path.absolute())
        self.recent = [text, *(known for known in self.recent if known != text)][:RECENT]
        self.open_folder = str(path.absolute().parent)

    def note_header(self, headers: Sequence[str], choice: HeaderChoice) -> None:
        """Remembers the clerk's choice for files with the same header, by the same profile."""
        key = fingerprint(headers, choice.profile)
        self.headers.pop(key, None)
        self.headers[key] = choice
        while len(self.headers) > MAPPINGS:
            del self.headers[next(iter(self.headers))]

    def header_choice(self, headers: Sequence[str],
                      profile: str = DEFAULT_PROFILE) -> HeaderChoice | None:
        """What the clerk chose for this header, if ever."""
        return self.headers.get(fingerprint(headers, profile))


def fingerprint(headers: Sequence[str], profile: str = DEFAULT_PROFILE) -> str:
    """Tells one header from another, and what it means in one profile from what in another; holds
    none of its texts."""
    texts = [" ".join(text.split()) for text in headers]
    while texts and not texts[-1]:
        texts.pop()
    joined = json.dumps(texts, ensure_ascii=False)
    if profile != DEFAULT_PROFILE:
        joined += profile
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def open_store() -> QSettings:
    """The file behind the settings; window and column states live in it too. What can't be that
    file, being too big, a folder or a pipe, is set aside first: Qt would read it for ever."""
    _make_way()
    return QSettings(str(STORE), QSettings.Format.IniFormat)


def _make_way() -> None:
    try:
        found = os.stat(STORE)
        if stat.S_ISREG(found.st_mode) and found.st_size <= _MOST_BYTES:
            return
        aside = next(path for n in count(1) if not os.path.lexists(
            path := STORE.with_name(f"{STORE.name}.set-aside-{n}")))
        replace(STORE, aside)
    except FileNotFoundError:
        pass
    except OSError:
        _log.exception("settings that can't be read can't be set aside")
    else:
        _log.warning("settings that can't be read were set aside")


def break_lock() -> None:
    """Removes the lock of a program that was killed while it wrote the settings: Qt would wait for
    it for half a minute. Only for the user's only running program."""
    try:
        STORE.with_name(f"{STORE.name}.lock").unlink(missing_ok=True)
    except OSError:
        _log.exception("the lock of the settings can't be removed")


def load() -> Settings:
    """The settings; a value that makes no sense falls back to its default."""
    recent = parsed("recent")
    return Settings(
        open_folder=text("folders/open"), save_folder=text("folders/save"),
        recent=[path for path in (recent if isinstance(recent, list) else [])
                if isinstance(path, str)][:RECENT],
        headers=_headers(), schools=_texts("schools"))


def save(settings: Settings) -> None:
    """Writes the settings."""
    keep({"folders/open": settings.open_folder, "folders/save": settings.save_folder,
          "recent": settings.recent,
          "headers": {key: [choice.header_row, dict(choice.mapping), choice.profile]
                      for key, choice in settings.headers.items()},
          "schools": settings.schools})


def save_state(name: str, state: QByteArray) -> None:
    """Keeps a window's or splitter's state."""
    open_store().setValue(f"state/{name}", state)


def load_state(name: str) -> QByteArray:
    """A state that was kept, empty if none was."""
    found = open_store().value(f"state/{name}")
    return found if isinstance(found, QByteArray) else QByteArray()


# --- single values, for whoever remembers something of its own ------------------------------------


def text(key: str) -> str:
    """What is kept under a key, "" for nothing or nonsense."""
    found = open_store().value(key, "")
    return found if isinstance(found, str) else ""


def parsed(key: str) -> object:
    """Lists, dicts, numbers and texts kept under a key; None for nothing or nonsense. Whoever asks
    must look at what it is: a hand may have been in the file."""
    kept = text(key)
    if not kept:
        return None
    try:
        found: object = json.loads(kept)
    except (ValueError, RecursionError):
        _log.warning("setting %s is damaged and was left out", key)
        return None
    return found


def keep(values: Mapping[str, object]) -> None:
    """Keeps texts as they are and other values for ``parsed``, and writes them to the disk."""
    store = open_store()
    for key, value in values.items():
        store.setValue(key, value if isinstance(value, str)
                       else json.dumps(value, ensure_ascii=False))
    store.sync()


def _texts(key: str) -> dict[str, str]:
    found = parsed(key)
    return {name: value for name, value in found.items() if isinstance(value, str)} \
        if isinstance(found, dict) else {}


def _headers() -> dict[str, HeaderChoice]:
    found = parsed("headers")
    choices: dict[str, HeaderChoice] = {}
    for key, entry in (found.items() if isinstance(found, dict) else ()):
        match entry:
            case [int(row), dict(mapping)] if _is_mapping(mapping, DEFAULT_PROFILE):
                choices[str(key)] = HeaderChoice(row, mapping)
            case [int(row), dict(mapping), str(profile)] if _is_mapping(mapping, profile):
                choices[str(key)] = HeaderChoice(row, mapping, profile)
    return choices


def _is_mapping(mapping: Mapping[str, object], profile: str) -> bool:
    """Whether it maps fields to columns; which fields another profile has shows when it is used."""
    return all((name in FIELD_KEYS if profile == DEFAULT_PROFILE else KEY.fullmatch(name))
               and isinstance(column, int) and column >= 0 for name, column in mapping.items())
