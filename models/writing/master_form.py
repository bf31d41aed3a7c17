"""The form in which a region wants master files named: written, read again, and checked."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from models.output_pattern import ENDING, PLACES, stem_of
from models.profile import Profile
from models.school import CODE_DIGITS, School, parse_file_name
from models.writing.names import CORRECTIONS, correction_name, master_name, valid_stem

_PLACE = re.compile(r"\{(%s)\}" % "|".join(PLACES))
_WORDS = dict(zip(PLACES, ("学校代码", "学校全称", "年份"), strict=True))


def output_names(school: School, profile: Profile, *, unfinished: bool = False) -> tuple[str, str]:
    """What the region calls a school's master file and correction table."""
    outputs, code, name = profile.outputs, school.code, school.name
    return (
        master_name(code, name, separator=profile.separator, unfinished=unfinished,
                    pattern=outputs.master, year=school.school_year),
        correction_name(name, code=code, unfinished=unfinished, pattern=outputs.corrections,
                        year=school.school_year))


def output_patterns(profile: Profile) -> tuple[str, str]:
    """The patterns of the names of master file and correction table."""
    return (profile.outputs.master or f"{{school_code}}{profile.separator}{{school_name}}{ENDING}",
            profile.outputs.corrections or f"{{school_name}}{CORRECTIONS}{ENDING}")


def read_master(stem: str, profile: Profile) -> tuple[str, str] | None:
    """Code and full name in a master file's name (without its ending), each "" where the region's
    form has it not; None for a name of another form."""
    if (found := _in_pattern(stem, profile)) is not None:
        return found
    return parse_file_name(stem, profile.school_code_length or CODE_DIGITS)


def named_in(path: str, profile: Profile) -> tuple[str, str]:
    """Code and full name that a file which can't be opened is called by, as far as can be told."""
    stem = unicodedata.normalize("NFC", PurePath(path).stem)
    return read_master(stem, profile) or ("", stem if names_only(profile) else "")


def names_only(profile: Profile) -> bool:
    """Whether the region's schools have no code, so that a file may bear a school's name alone."""
    return not profile.school_code_length and not profile.outputs.master


def is_in_form(stem: str, profile: Profile) -> bool:
    """Whether a name (without its ending) is exactly as the region wants it."""
    if profile.outputs.master:
        return _in_pattern(stem, profile) is not None
    named = read_master(stem, profile)
    if named is None:
        return names_only(profile)
    return stem == valid_stem(named[0] + profile.separator + named[1])


def wanted_name(code: str, name: str, profile: Profile) -> str:
    """The name that a school's file should have; what is not known is named in words."""
    said = {place: {"school_code": code, "school_name": name}.get(place) or word
            for place, word in _WORDS.items()}
    pattern = f"{{school_name}}{ENDING}" if names_only(profile) and not code \
        else output_patterns(profile)[0]
    return _PLACE.sub(lambda found: said[found[1]], pattern)


def _in_pattern(stem: str, profile: Profile) -> tuple[str, str] | None:
    """Code and name in a file name of the region's own pattern."""
    pattern = profile.outputs.master
    if not pattern:
        return None
    length, signs = profile.school_code_length, "[0-9A-Za-z]" if profile.code_letters else "[0-9]"
    forms = {"school_code": f"{signs}{{{length}}}" if length else f"{signs}+",
             "school_name": ".+", "school_year": "20[0-9]{2}"}
    found, expression, end = set[str](), "", 0
    whole = pattern.removesuffix(ENDING)
    for place in _PLACE.finditer(whole):
        expression += re.escape(_literal(whole[end:place.start()]))
        key, end = place[1], place.end()
        expression += f"(?P={key})" if key in found else f"(?P<{key}>{forms[key]})"
        found.add(key)
    match = re.fullmatch(expression + re.escape(_literal(whole[end:])), stem)
    if match is None:
        return None
    parts = match.groupdict()
    code, name = parts.get("school_code", ""), parts.get("school_name", "")
    again = valid_stem(stem_of(pattern, code, name, int(parts.get("school_year", 0))))
    return (code, name) if again == stem else None


def _literal(text: str) -> str:
    """What ``valid_stem`` makes of a piece of a name that stands between others."""
    return valid_stem(f"a{text}a")[1:-1]
