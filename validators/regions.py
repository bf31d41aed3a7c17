"""Places behind the six-digit codes of GB/T 2260, with the years in which each was in force."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import numdb

_PERIOD = re.compile(r"\[(?P<first>\d*)-(?P<last>\d*)\](?P<name>.*)")
_RESIDENCE_PERMITS = {"810000": "香港特别行政区", "820000": "澳门特别行政区", "830000": "台湾地区"}
"""港澳台居民居住证 numbers begin so; the library's table lacks 830000."""


@lru_cache(maxsize=1 << 14)
def place(code: str, since: int) -> str | None:
    """The place that had the code at any time since a year, as ``上海市松江区``; None if none had.

    Births are often registered later, so a code that came into force after the birth is fine.
    """
    if code in _RESIDENCE_PERMITS:
        return _RESIDENCE_PERMITS[code]
    info = {key: value for _, properties in numdb.get("cn/loc").info(code)
            for key, value in properties.items()}
    for entry in info.get("county", "").split(","):
        match = _PERIOD.fullmatch(entry)
        name = match["name"] if match else entry
        if name and (match is None or not match["last"] or int(match["last"]) >= since):
            province = info.get("province", "")
            return str(name if name.startswith(province) else province + name)
    return None
