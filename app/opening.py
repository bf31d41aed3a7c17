"""From a file to a document: reading, and what the roster says about its school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from threading import Event

from app.document import Document
from app.guessing import guess_profile
from models.bulk import collection_paused
from models.errors import ProfileError, SchoolError
from models.intake.roster_from_sheets import roster_from
from models.profile import DEFAULT_PROFILE, Profile, load_profile, profile_names
from models.reading.in_process import open_workbook
from models.roster import Roster
from models.school import system_named, system_text
from validators.inference import infer_school
from validators.rules import BY_CODE


def open_document(
    path: Path, *, profile_name: str | None = None, sheets: Sequence[str] = (),
    mapping: Mapping[str, int] | None = None, header_row: int | None = None,
    password: str | None = None, code: str | None = None, name: str | None = None,
    school_year: int | None = None, system: str | None = None, today: date | None = None,
    cancel: Event | None = None,
) -> Document:
    """Reads and judges a roster. What is given about the school counts; the rest is inferred.
    ``system`` is the schooling system in any of its writings (``6-3-3``, 六三). ``cancel`` may be
    set from another thread to end the reading. Without ``profile_name`` the file itself says which
    profile it is written by, or else the default one holds; a guess is noted.

    Raises ProfileError, SchoolError, and whatever ``open_roster`` raises.
    """
    check_words(profile_name, code, school_year, system)
    with collection_paused(lasting=True):
        book = open_workbook(path, password=password, cancel=cancel)
        guess = guess_profile(book) if profile_name is None else None
        profile = load_profile(profile_name or (guess.name if guess else DEFAULT_PROFILE))
        check_given(profile, code, school_year, system)
        roster = roster_from(book, sheets=sheets, mapping=mapping, header_row=header_row,
                             fields=profile.fields)
        del book  # the roster has rows of its own: judging can have the room
        if guess is not None:
            roster.notes.insert(0, guess.note + "命令行用 --profile 指定。")
        return document_of(
            roster, profile, code=code, name=name, school_year=school_year, system=system,
            today=today)


def document_of(roster: Roster, profile: Profile, *, code: str | None = None,
                name: str | None = None, school_year: int | None = None,
                system: str | None = None, today: date | None = None) -> Document:
    """The judged document of a roster that was read before."""
    day = today or date.today()
    school = infer_school(
        roster, profile, day, code=code, name=name, school_year=school_year,
        system=None if system is None else system_named(system, profile.all_systems))
    return Document(roster, profile, school, today=day)


def check_words(profile_name: str | None, code: str | None, school_year: int | None,
                system: str | None = None) -> None:
    """``check_given`` before the roster says whose it is: what no profile allows is wrong whatever
    the roster is."""
    if profile_name is not None:
        check_given(load_profile(profile_name), code, school_year, system)
        return
    try:
        check_given(load_profile(), code, school_year, system)
    except SchoolError as error:
        for name in profile_names():
            with suppress(SchoolError, ProfileError):
                profile = load_profile(name)
                check_given(profile, code, school_year, system)
                if code is None or profile.school_code_length:
                    return
        raise error


def check_given(profile: Profile, code: str | None, school_year: int | None,
                system: str | None = None) -> None:
    """Raises ProfileError if the profile speaks of rules that there are not, SchoolError if a given
    school code, year or schooling system can't be one."""
    _check_rules(profile)
    length = profile.school_code_length
    if code is not None and not (profile.has_code_signs(code) and length in (0, len(code))):
        raise SchoolError(f"学校代码“{code}”不对，应是 {length} 位{profile.code_signs}。")
    if school_year is not None and not profile.first_entry_year <= school_year <= 2100:
        raise SchoolError(f"学年“{school_year}”不对，应是 {profile.first_entry_year} 到 2100 之间的四位年份。")
    if system is not None and system_named(system, profile.all_systems) is None:
        known = "、".join(f"{system_text(each)}（{each}）" for each in profile.all_systems)
        raise SchoolError(f"学制“{system}”不对，{profile.title}可以是 {known}。")


def _check_rules(profile: Profile) -> None:
    mistakes = []
    for code in profile.severities:
        if code not in BY_CODE:
            near = get_close_matches(code, BY_CODE, 1)
            hint = f"，是不是“{near[0]}”" if near else ""
            mistakes.append(f"“severities”里的“{code}”不是规则代码{hint}")
    if mistakes:
        raise ProfileError(f"地区设置“{profile.name}.toml”有误：" + "；".join(mistakes) + "。")
