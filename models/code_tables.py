"""Code tables: the few values that a field may have, with their codes and accepted writings.

Tables that many regions share lie in ``resources/tables``; a profile adds or replaces its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from models.resources import resource, toml_resource


@dataclass(frozen=True)
class CodeTable:
    """``codes`` gives the code (or "") by the text to write, in the order of being offered;
    ``writings`` other accepted texts. ``stages`` limits some texts to stages of schooling, and
    ``numbers`` gives, for kinds of documents, the regular expression of their numbers."""

    codes: Mapping[str, str]
    writings: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def understood(self) -> dict[str, str]:
        """Every accepted writing in capitals, with the text that it means: the text itself, its
        code, code and text together, and the table's own writings."""
        found: dict[str, str] = {}
        for text, code in self.codes.items():
            if code:
                found.setdefault(code.upper(), text)
                for sign in "-—_:.、":
                    found.setdefault(f"{code}{sign}{text}".upper(), text)
                found.setdefault(f"{code}{text}".upper(), text)
                found.setdefault(f"{text}({code})".upper(), text)
                if code.isdigit() and code.startswith("0") and len(code) > 1:
                    found.setdefault(str(int(code)), text)
        found.update((writing.upper(), text) for writing, text in self.writings.items())
        found.update((text.upper(), text) for text in self.codes)
        return found


def table_of(data: Mapping[str, Any]) -> CodeTable:
    """The table in parsed TOML: ``values`` as texts or ``[code, text]`` pairs, ``writings``,
    ``stages`` and ``numbers``. Raises ValueError, with what is wrong, if it is none."""
    values = data.get("values")
    if not isinstance(values, list) or not values:
        raise ValueError("缺少 values")
    codes: dict[str, str] = {}
    second: dict[str, str] = {}  # a text with two codes, as 其他 in two stages
    for value in values:
        if isinstance(value, str) and value:
            codes[value] = ""
        elif isinstance(value, list) and len(value) == 2 and all(
                isinstance(each, str) and each for each in value):
            if value[0] in codes.values() and codes.get(value[1]) != value[0]:
                raise ValueError(f"values 里代码“{value[0]}”用了两次")
            if value[1] in codes:
                second[value[0]] = value[1]
            codes.setdefault(value[1], value[0])
        else:
            raise ValueError(f"values 里的“{value}”应是文字，或 [代码, 文字]")
    given: dict[str, Mapping[str, Any]] = {}
    for key in ("writings", "stages", "numbers"):
        found = data.get(key, {})
        if not isinstance(found, Mapping):
            raise ValueError(f"{key} 不合要求")
        given[key] = found
    for writing, text in given["writings"].items():
        if text not in codes:
            raise ValueError(f"writings 里“{writing}”对应的“{text}”不在表里")
    for stage, texts in given["stages"].items():
        if not isinstance(texts, list) or any(text not in codes for text in texts):
            raise ValueError(f"stages 里“{stage}”的值不都在表里")
    for text, form in given["numbers"].items():
        if text not in codes:
            raise ValueError(f"numbers 里的“{text}”不在表里")
        try:
            re.compile(str(form))
        except re.error as error:
            raise ValueError(f"numbers 里“{text}”的不是正确的正则表达式") from error
    return CodeTable(codes, second | dict(given["writings"]),
                     {stage: tuple(texts) for stage, texts in given["stages"].items()},
                     {text: str(form) for text, form in given["numbers"].items()})


class Tables(Mapping[str, CodeTable]):
    """A profile's own tables by name, and behind them the shared ones, which are read when one of
    them is asked for: the default profile has none of their fields."""

    def __init__(self, own: Mapping[str, CodeTable]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> CodeTable:
        return self._own[name] if name in self._own else shared_tables()[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**shared_tables(), **self._own})

    def __len__(self) -> int:
        return len({**shared_tables(), **self._own})


@cache
def shared_tables() -> Mapping[str, CodeTable]:
    """The tables that come with the program, by name."""
    found: dict[str, CodeTable] = {}
    for path in sorted(resource("tables").glob("*.toml")):
        for name, data in toml_resource("tables", path.name).items():
            found[name] = table_of(data)
    return found
