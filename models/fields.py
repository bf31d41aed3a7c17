"""Fields of a roster as data, and recognising their headers in a sheet (domain §2).

A profile declares its fields. Some keys are *roles* that rules know by name; a profile has those it
has, and rules about the others are silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from models.layout import Part
from models.resources import toml_resource

MAIN_NUMBER = "main_number"
SUB_NUMBER = "sub_number"
NAME = "name"
SEX = "sex"
GRADE = "grade"
CLASS_NAME = "class_name"
GRADUATION_YEAR = "graduation_year"
STAGE = "stage"
BIRTH_DATE = "birth_date"
ID_TYPE = "id_type"
SCHOOL_ID = "school_id"
NATION = "nation"
ENTRY_MONTH = "entry_month"
CLASS_NUMBER = "class_number"

JUDGED_BY_ROLE = frozenset((
    MAIN_NUMBER, SUB_NUMBER, NAME, SEX, GRADE, CLASS_NAME, GRADUATION_YEAR, STAGE))
"""Roles whose cells have readings and rules of their own; all other fields are read by kind."""

KINDS = ("resident-id", "number", "name", "choice", "grade", "class", "year", "stage", "date",
         "month", "digits", "phone", "region", "period", "text", "carried")

_ROLE_KINDS = {MAIN_NUMBER: "resident-id", NAME: "name", GRADE: "grade", CLASS_NAME: "class"}

KEY = re.compile(r"[a-z][a-z0-9_]*")
"""What a field's key looks like."""

HEADER_WITHIN = 30
"""The header is looked for in this many rows of a sheet."""

HEADER_FIELDS = 3
"""A line with this many of the fields' headers is a header."""

_BARE_NUMBER = re.compile(r"(?:学生|上海|市|地方|本地|本市|\d\d位)?学籍(?:号码?|编号)")
"""A header that may mean either number; its values decide."""

_NOISE = re.compile(r"[\s*★※:：\u200b-\u200f\u2060\ufeff\0]+")
_WRAPPED = re.compile(r"[\[【<〈「『](.*)[\]】>〉」』]")
_QUOTES = "'\"`“”‘’"
_OWNER = re.compile("(?:学生|本人|学员|考生|现(?!场)|目前|当前|所在|所属|就读)(?=.)")
"""Whose a field is, or that it is today's: what follows names it."""
_NOTE = re.compile(r"[(\[【<〈].*?[)\]】>〉]")
_LOOKS_LIKE_SUB_NUMBER = re.compile(r"\s*'?(\d{19}|\d{16}|\d(\.\d+)?[Ee]\+1[58])\s*")


class Condition(NamedTuple):
    """What another field's canonical text must be: one of ``values``, or none (``negated``); "" is
    a blank cell."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def holds(self, text: str) -> bool:
        """Whether a canonical text meets it."""
        return (text in self.values) != self.negated


class Agreement(NamedTuple):
    """A field that this one must agree with. Without ``when`` the kinds of the two fields say how;
    else: where this field's text meets ``when``, the other's must meet ``then``."""

    field: str
    when: Condition | None = None
    then: Condition | None = None


class Field(NamedTuple):
    """One field of a profile.

    ``key`` stands in code and JSON, ``title`` is the header for the clerk and the master file,
    ``aliases`` are other header texts seen in the wild. ``kind`` says how a cell is read; its
    ``length`` is exact for digits and regions (0: any), the most for texts; ``table`` names the
    values of a choice, written as text or, with ``coded``, as code. ``required`` fields may not
    lack or be blank; ``required_if`` asks for a value where another field says so. ``if_present``
    fields go into the master file only when the roster has them, ``width`` characters wide.
    ``group`` gathers neighbouring columns in the table.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    kind: str = "text"
    required: bool = False
    required_if: Condition | None = None
    if_present: bool = False
    width: int = 0
    length: int = 0
    table: str = ""
    coded: bool = False
    agrees_with: tuple[Agreement, ...] = ()
    parts: tuple[Part, ...] = ()
    forms: tuple[tuple[Part, ...], ...] = ()
    sample: str = ""
    meaning: str = ""
    group: str = ""


class HeaderMatch(NamedTuple):
    """A recognised header. ``exact`` tells the field's own title (notes aside) from an alias."""

    key: str
    exact: bool


class Fields:
    """The fields of one profile in the order of the master file."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.all = tuple(fields)
        self.keys = tuple(field.key for field in self.all)
        self.titles: Mapping[str, str] = {field.key: field.title for field in self.all}
        self._by_key = {field.key: field for field in self.all}
        self._known: dict[str, HeaderMatch | None] = {}

    @cached_property
    def _exact(self) -> Mapping[str, str]:
        return {_plain(field.title): field.key for field in self.all}

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        return {_plain(alias): field.key for field in reversed(self.all)
                for alias in field.aliases}

    def __len__(self) -> int:
        return len(self.all)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def get(self, key: str) -> Field | None:
        """The field with this key, or None."""
        return self._by_key.get(key)

    def title(self, key: str | None) -> str:
        """A field's title; the role's usual one where the profile has no such field."""
        return self.titles.get(key or "") or TITLES.get(key or "", "")

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Keys of the fields whose column must be there."""
        return tuple(field.key for field in self.all
                     if field.required or field.required_if is not None)

    def telling(self, role: str) -> str:
        """The field that tells what a role does: the role, or in a region that calls it otherwise
        the first field of its kind; the role where there is none."""
        if role in self or role not in _ROLE_KINDS:
            return role
        return next((field.key for field in self.all if field.kind == _ROLE_KINDS[role]), role)

    @cached_property
    def id_numbers(self) -> frozenset[str]:
        """Keys of the fields that hold ID numbers, the student's or another's, by themselves or
        within a longer number."""
        return frozenset(field.key for field in self.all if field.kind == "resident-id" or any(
            part.meaning in ("id", "birth") for form in (*field.forms, field.parts)
            for part in form))

    @cached_property
    def header_texts(self) -> frozenset[str]:
        """Every title and alias."""
        return frozenset(text for one in self.all for text in (one.title, *one.aliases))

    @property
    def examples(self) -> str:
        """What a header must have, in words, with some of the fields."""
        some = [key for key in (MAIN_NUMBER, NAME, CLASS_NAME) if key in self] or self.keys[:2]
        wanted = f"{'一两三'[self.needed - 1]}项"
        return f"{'、'.join(self.titles[key] for key in some)}等{self.counted}中的{wanted}"

    @property
    def counted(self) -> str:
        """How many fields there are, in words: ``八项``, ``76 项``."""
        count = len(self.all)
        return f"{'一二三四五六七八九十'[count - 1]}项" if count <= 10 else f" {count} 项"

    @property
    def needed(self) -> int:
        """How many headers make a line a header."""
        return min(HEADER_FIELDS, len(self.all))

    def match(self, text: str) -> HeaderMatch | None:
        """The field that a header text names, or None. A unit or note in brackets does not
        disturb."""
        if text in self._known:
            return self._known[text]
        found = self._match(text)
        if len(self._known) < 5000 and len(text) < 100:
            self._known[text] = found
        return found

    def _match(self, text: str) -> HeaderMatch | None:
        whole = _plain(text).strip(_QUOTES)
        if (wrapped := _WRAPPED.fullmatch(whole)) is not None:
            whole = wrapped[1]
        without = _NOTE.sub("", whole)
        if len(without) == 1 and not whole.startswith(without):
            return None  # a class, not a heading: (1)班
        for candidate in (whole, without):
            if candidate in self._exact:
                return HeaderMatch(self._exact[candidate], exact=True)
            if candidate in self._aliases:
                return HeaderMatch(self._aliases[candidate], exact=False)
        owner = _OWNER.match(whole)
        if owner is not None and (found := self._match(whole[owner.end():])) is not None:
            return HeaderMatch(found.key, exact=False)
        return None

    def is_bare_number(self, text: str) -> bool:
        """Whether the header is a bare 学籍号 (which of the two numbers it is depends on the
        values)."""
        return "号" in text and _BARE_NUMBER.fullmatch(_NOTE.sub("", _plain(text))) is not None \
            and self.match(text) is None

    def count(self, headers: Sequence[str]) -> int:
        """How many different fields a line of texts names; what a header line is told by."""
        keys: set[str] = set()
        bare = False
        for text in headers:
            if text and (found := self.match(text)) is not None:
                keys.add(found.key)
            elif text and not bare:
                bare = self.is_bare_number(text)
        return len(keys) + (bare and not {MAIN_NUMBER, SUB_NUMBER} <= keys)

    def map(self, headers: Sequence[str], values: Callable[[int], Sequence[str]]
            ) -> tuple[dict[str, int], list[str]]:
        """Which column holds which field, and notes (Chinese) on what had to be decided.

        ``values(i)`` gives the texts below header ``i``; asked only for a bare 学籍号. An exact
        header wins over an alias; of equal ones the leftmost counts. Columns that are left are
        other columns.
        """
        matches = [self.match(text) if text else None for text in headers]
        mapping: dict[str, int] = {}
        notes: list[str] = []
        for exact in (True, False):
            for index, match in enumerate(matches):
                if match is None or match.exact is not exact:
                    continue
                if match.key not in mapping:
                    mapping[match.key] = index
                else:
                    notes.append(
                        f"第 {index + 1} 列“{headers[index].strip()}”与"
                        f"第 {mapping[match.key] + 1} 列都像是{self.titles[match.key]}，"
                        f"已按第 {mapping[match.key] + 1} 列读取，另一列作为其他列保留。")
        for index, text in enumerate(headers):
            if not text or not self.is_bare_number(text):
                continue
            filled = [value for value in values(index) if value.strip()]
            alike = sum(1 for value in filled if _LOOKS_LIKE_SUB_NUMBER.fullmatch(value))
            meant = SUB_NUMBER if filled and alike * 2 > len(filled) else MAIN_NUMBER
            if meant in self and meant not in mapping:
                mapping[meant] = index
                notes.append(f"第 {index + 1} 列“学籍号”按内容读作{self.titles[meant]}。")
        return mapping, notes


def _plain(text: str) -> str:
    """Header text without widths, blanks, line breaks and asterisks: ``* 姓　名`` → ``姓名``."""
    from unicodedata import normalize  # not before the first roster: Windows takes long to load it

    return _NOISE.sub("", normalize("NFKC", text))


def _standard() -> Fields:
    """The fields of the default profile, as far as headers and tables need them."""
    declared = toml_resource("profiles", "shanghai.toml")
    return Fields([Field(each["key"], each["title"], tuple(each.get("aliases", ())), each["kind"],
                         required=each["required"], width=each["width"])
                   for each in declared["fields"]])


TITLES: dict[str, str] = {}
"""The titles of the default profile's fields, by key; sentences about roles fall back on them."""
STANDARD = _standard()
TITLES.update(STANDARD.titles)
FIELDS = STANDARD.all
FIELD_KEYS = STANDARD.keys


def match_header(text: str) -> HeaderMatch | None:
    """The field of the default profile that a header text names, or None."""
    return STANDARD.match(text)


def is_bare_number_header(text: str) -> bool:
    """Whether the header is a bare 学籍号."""
    return STANDARD.is_bare_number(text)


def count_fields(headers: Sequence[str]) -> int:
    """How many different fields of the default profile a line of texts names."""
    return STANDARD.count(headers)


def map_headers(headers: Sequence[str], values: Callable[[int], Sequence[str]]
                ) -> tuple[dict[str, int], list[str]]:
    """Which column holds which field of the default profile; see ``Fields.map``."""
    return STANDARD.map(headers, values)
