"""Places behind the six-digit codes of GB/T 2260, with the years in which each was in force."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_TABLE = ("cn", "loc.dat")
_PERIOD = re.compile(r"\[(?P<first>\d*)-(?P<last>\d*)\](?P<name>.*)")
_PROVINCE = re.compile(r'^(\d\d) province="(.*)"\n((?: .*\n)*)', re.MULTILINE)
_PLACE = re.compile(r'^ +(\d{4}) county="(.*)"$', re.MULTILINE)
_RESIDENCE_PERMITS = {"810000": "香港特别行政区", "820000": "澳门特别行政区", "830000": "台湾地区"}
"""港澳台居民居住证 numbers begin so; the library's table lacks 830000."""

_NEWER = {"330113": "浙江省杭州市临平区", "330114": "浙江省杭州市钱塘区"}
"""Codes newer than the library's table. Both districts were set up in 2021; the codes are those of
the Ministry of Civil Affairs' list for that year, as collected with its changes in
https://github.com/yescallop/areacodes (diff/2020-2021.diff). What was set up until 2025 the
library has."""


@lru_cache(maxsize=1 << 14)
def place(code: str, since: int) -> str | None:
    """The place that had the code at any time since a year, as ``上海市松江区``; None if none had.

    Births are often registered later, so a code that came into force after the birth is fine.
    """
    if code in _RESIDENCE_PERMITS:
        return _RESIDENCE_PERMITS[code]
    if code in _NEWER:
        return _NEWER[code]
    province, places = _province(code[:2])
    for entry in places.get(code[2:], "").split(","):
        match = _PERIOD.fullmatch(entry)
        name = match["name"] if match else entry
        if name and (match is None or not match["last"] or int(match["last"]) >= since):
            return name if name.startswith(province) else province + name
    return None


@cache
def _province(code: str) -> tuple[str, Mapping[str, str]]:
    """A province's name and the entries of its places by the other four digits of their codes. Few
    rosters need more than some of the 34, and the library's own reader takes 30 ms for all."""
    name, lines = _provinces().get(code, ("", ""))
    return name, dict(_PLACE.findall(lines))


@cache
def _provinces() -> Mapping[str, tuple[str, str]]:
    """The names of the provinces and the lines of their places, which are indented below them."""
    return {code: (name, lines) for code, name, lines in _PROVINCE.findall(_library_table())}


def _library_table() -> str:
    """The text of the library's table. The library is only imported where it lies in no folder: it
    brings ssl and pydoc, and importing them takes longer than judging a small roster."""
    spec = find_spec("stdnum")
    for folder in spec.submodule_search_locations or () if spec is not None else ():
        with suppress(OSError):
            return Path(folder, *_TABLE).read_text(encoding="utf-8")
    from importlib.resources import files

    import stdnum

    return files(stdnum).joinpath(*_TABLE).read_text(encoding="utf-8")
