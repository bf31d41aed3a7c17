"""What the program remembers between runs: one dataclass with defaults, checked as it is read."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from app.folders import config_folder
from models.fields import FIELD_KEYS, KEY
from models.profile import DEFAULT_PROFILE

STORE = config_folder() / "settings.ini"
RECENT = 8
"""How many rosters the start page offers."""
SCHOOLS = 30
MAPPINGS = 30
"""How many header mappings are remembered."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HeaderChoice:
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
    """The file behind the settings; window and column states live in it too."""
    return QSettings(str(STORE), QSettings.Format.IniFormat)


def break_lock() -> None:
    """Removes the lock of a program that was killed while it wrote the settings: Qt would wait for
    it for half a minute. Only for the user's only running program."""
    try:
        STORE.with_name(f"{STORE.name}.lock").unlink(missing_ok=True)
    except OSError:
        _log.exception("the lock of the settings can't be removed")


def load() -> Settings:
    """The settings; a value that makes no sense falls back to its default."""
    store = open_store()
    return Settings(
        open_folder=_text(store, "folders/open"), save_folder=_text(store, "folders/save"),
        recent=[text for text in _list(store, "recent") if isinstance(text, str)][:RECENT],
        headers=_headers(store), schools=_texts(store, "schools"))


def save(settings: Settings) -> None:
    """Writes the settings."""
    store = open_store()
    store.setValue("folders/open", settings.open_folder)
    store.setValue("folders/save", settings.save_folder)
    store.setValue("recent", json.dumps(settings.recent, ensure_ascii=False))
    store.setValue("headers", json.dumps(
        {key: [choice.header_row, dict(choice.mapping), choice.profile]
         for key, choice in settings.headers.items()}))
    store.setValue("schools", json.dumps(settings.schools, ensure_ascii=False))
    store.sync()


def save_state(name: str, state: QByteArray) -> None:
    """Keeps a window's or splitter's state."""
    open_store().setValue(f"state/{name}", state)


def load_state(name: str) -> QByteArray:
    """A state that was kept, empty if none was."""
    found = open_store().value(f"state/{name}")
    return found if isinstance(found, QByteArray) else QByteArray()


def _text(store: QSettings, key: str) -> str:
    found = store.value(key, "")
    return found if isinstance(found, str) else ""


def _parsed(store: QSettings, key: str) -> object:
    text = store.value(key, "")
    if not isinstance(text, str) or not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        _log.warning("setting %s is damaged and was left out", key)
        return None


def _list(store: QSettings, key: str) -> list[object]:
    found = _parsed(store, key)
    return found if isinstance(found, list) else []


def _texts(store: QSettings, key: str) -> dict[str, str]:
    found = _parsed(store, key)
    return {key: text for key, text in found.items() if isinstance(text, str)} \
        if isinstance(found, dict) else {}


def _headers(store: QSettings) -> dict[str, HeaderChoice]:
    found = _parsed(store, "headers")
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
