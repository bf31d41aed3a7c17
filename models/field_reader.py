"""Reading the declared fields of a profile, with their parts, conditions and agreements."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from models.code_tables import CodeTable
from models.fields import (
    GRADE, ID_TYPE, KEY, KINDS, MAIN_NUMBER, SEX, STAGE, Agreement, Condition, Field, Fields)
from models.layout import MEANINGS, Part

PART_WORDS: dict[str, Any] = {
    "key": None, "title": None, "digits": None, "letters": None, "value": None, "school": None,
    "meaning": None, "of": None, "check": None, "table": {"*": None}, "stages": {"*": None}}
_CONDITION = {"field": None, "is": None, "is_not": None}
FIELD_WORDS: dict[str, Any] = {
    "key": None, "title": None, "aliases": None, "kind": None, "required": None,
    "required_if": _CONDITION, "if_present": None, "width": None, "length": None, "table": None,
    "written": None, "agrees_with": {"field": None, "when_is": None, "when_is_not": None,
                                     "then_is": None, "then_is_not": None},
    "parts": PART_WORDS, "forms": {"*": None, "parts": PART_WORDS}, "documents": None,
    "sample": None, "meaning": None, "group": None}
"""The words of one field."""

_TYPES: dict[str, type] = {
    "title": str, "aliases": list, "kind": str, "required": bool, "required_if": dict,
    "if_present": bool, "width": int, "length": int, "table": str, "written": str,
    "agrees_with": list, "parts": list, "forms": list, "documents": list, "sample": str,
    "meaning": str, "group": str}


_WIDEST_PART = 40
CHECKED_BY, _CHECKED_LENGTH = "GB 11643", 18
"""The one algorithm of a check digit that is public, and the signs that it is worked out over."""
_DIGITS_ONLY = frozenset((
    "entry_year", "graduation_year", "sex", "serial", "birth", "region"))
"""Parts that are reckoned with."""
_WIDTHS: Mapping[str, Sequence[int]] = {
    "entry_year": (1, 2, 3, 4), "graduation_year": (1, 2, 3, 4), "birth": (8,), "id": (18,)}
"""How wide a part with such a meaning can be."""
_REGION_DIGITS = 6


def _are_comparable(field: Field, other: str) -> bool:
    """Whether it is known how a field agrees with another one."""
    if other == MAIN_NUMBER:
        return field.kind == "date" or field.key in (ID_TYPE, SEX)
    return other in (GRADE, STAGE) and field.kind == "month" \
        or other == STAGE and field.kind == "choice"


class FieldReader:
    """Reads ``[[fields]]``; what is wrong goes to ``mistakes``. ``documents`` are the patterns of
    other documents' numbers, if the field of the ID number has any."""

    def __init__(self, mistakes: list[str], tables: Mapping[str, CodeTable],
                 stages: Collection[str] = ()) -> None:
        self._mistakes, self._tables, self._stages = mistakes, tables, stages
        self.documents: re.Pattern[str] | None = None

    def read(self, declared: Sequence[Mapping[str, Any]]) -> Fields:
        """The fields, checked against each other."""
        read = []
        for number, table in enumerate(declared, 1):
            if isinstance(table, Mapping):
                read.append(self._field(table, number))
        fields = self._settled(Fields([field for field in read if field is not None]))
        titles: dict[str, str] = {}
        for field in fields.all:
            if fields.keys.count(field.key) > 1:
                self._mistakes.append(f"“fields”里有两个“{field.key}”")
            if (other := titles.setdefault(field.title, field.key)) != field.key:
                self._mistakes.append(f"“fields”里“{other}”和“{field.key}”的 title 相同")
            named = [agreement.field for agreement in field.agrees_with]
            if field.required_if is not None:
                named.append(field.required_if.field)
            for each in field.agrees_with:
                if each.when is None and each.field in fields and not _are_comparable(
                        field, each.field):
                    self._mistakes.append(f"字段“{field.key}”与“{each.field}”怎样一致没有规定，"
                                          f"请写明 when_is（或 when_is_not）和 then_is（或 then_is_not）")
            for key in named:
                if key not in fields:
                    near = get_close_matches(key, fields.keys, 1)
                    hint = f"，是不是“{near[0]}”" if near else ""
                    self._mistakes.append(f"字段“{field.key}”里的“{key}”不是字段名{hint}")
        return fields

    def _settled(self, fields: Fields) -> Fields:
        """The fields with their conditions as the cells that are asked will be read: a value of a
        table in the form that is written."""
        def settled(condition: Condition | None, key: str) -> Condition | None:
            return condition and self.condition(condition, fields, f"字段“{key}”")
        return Fields([field._replace(
            required_if=settled(field.required_if, field.key),
            agrees_with=tuple(each._replace(when=settled(each.when, field.key),
                                            then=settled(each.then, field.key))
                              for each in field.agrees_with)) for field in fields.all])

    def condition(self, condition: Condition, fields: Fields, where: str) -> Condition:
        """A condition on a field with a table, its values in the form that is written there."""
        field = fields.get(condition.field)
        table = self._tables.get(field.table) if field is not None and field.table else None
        if field is None or table is None or field.kind != "choice":
            return condition
        by_code = {code: text for text, code in table.codes.items() if code}
        values = []
        for value in condition.values:
            text = value if value in table.codes else by_code.get(value, "")
            if value and not text:
                near = get_close_matches(value, table.codes, 1)
                hint = f"，是不是“{near[0]}”" if near else ""
                self._mistakes.append(f"{where}的条件里，“{value}”不是{field.title}的值{hint}")
            values.append((table.codes.get(text) or text) if field.coded else text)
        return condition._replace(values=tuple(values))

    def _field(self, table: Mapping[str, Any], number: int) -> Field | None:
        key = table.get("key")
        if not isinstance(key, str) or not KEY.fullmatch(key):
            self._mistakes.append(f"“fields”第 {number} 项缺少 key（小写字母、数字和下划线）")
            return None
        off = [word for word, kind in _TYPES.items() if word in table and (
            not isinstance(table[word], kind) or kind is int and isinstance(table[word], bool))]
        off += [word for word in ("aliases", "documents") if word not in off and not all(
            isinstance(text, str) for text in table.get(word, ()))]
        off += [word for word in ("width", "length") if word not in off and table.get(word, 0) < 0]
        given = {word: value for word, value in table.items() if word not in off}
        for word in off:
            self._mistakes.append(f"字段“{key}”的“{word}”不合要求")
        title, kind = given.get("title", ""), given.get("kind", "text")
        if not title:
            self._mistakes.append(f"字段“{key}”缺少 title")
        if kind not in KINDS:
            near = get_close_matches(kind, KINDS, 1)
            hint = f"，是不是“{near[0]}”" if near else f"，可用的有：{'、'.join(KINDS)}"
            self._mistakes.append(f"字段“{key}”的 kind“{kind}”不认识{hint}")
        named = given.get("table", "")
        if kind == "choice" and not named and "table" not in off and key != SEX:
            self._mistakes.append(f"字段“{key}”是 choice，要写 table")
        if named and named not in self._tables:
            near = get_close_matches(named, self._tables, 1)
            hint = f"，是不是“{near[0]}”" if near else ""
            self._mistakes.append(f"字段“{key}”的表“{named}”不存在{hint}")
        if given.get("written", "text") not in ("text", "code"):
            self._mistakes.append(f"字段“{key}”的 written 只能是 text 或 code")
        if given.get("written") == "code" and named in self._tables \
                and not all(self._tables[named].codes.values()):
            self._mistakes.append(f"字段“{key}”要写代码，表“{named}”里却有没有代码的值")
        if key == MAIN_NUMBER:
            self._read_documents(given.get("documents", []))
        forms = tuple(self._parts(
            form.get("parts", []) if isinstance(form, Mapping) else [], f"字段“{key}”的 forms")
            for form in given.get("forms", []))
        if not all(forms):
            self._mistakes.append(f"字段“{key}”的 forms 里每一种都要写 parts")
        return Field(
            key, title, _texts(given.get("aliases")), kind, given.get("required", False),
            self._condition(given.get("required_if"), key), given.get("if_present", False),
            given.get("width", 0), given.get("length", 0), named,
            given.get("written") == "code", self._agreements(given.get("agrees_with", []), key),
            self._parts(given.get("parts", []), f"字段“{key}”的 parts"), forms,
            given.get("sample", ""), given.get("meaning", ""), given.get("group", ""))

    def _read_documents(self, patterns: Sequence[Any]) -> None:
        try:
            if patterns:
                self.documents = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
        except (re.error, OverflowError, RecursionError) as error:
            self._mistakes.append(f"“main_number”的 documents 不是正确的正则表达式（{error}）")

    def _condition(self, table: Any, key: str) -> Condition | None:
        if table is None:
            return None
        one, none = _texts(table.get("is")), _texts(table.get("is_not"))
        if not isinstance(table.get("field"), str) or bool(one) == bool(none):
            self._mistakes.append(f"字段“{key}”的 required_if 要写 field，和 is、is_not 之一")
            return None
        return Condition(table["field"], one or none, negated=bool(none))

    def _agreements(self, declared: Sequence[Any], key: str) -> tuple[Agreement, ...]:
        found = []
        for each in declared:
            if isinstance(each, str):
                found.append(Agreement(each))
                continue
            if not isinstance(each, Mapping) or not isinstance(each.get("field"), str):
                self._mistakes.append(f"字段“{key}”的 agrees_with 不合要求")
                continue
            sides = []
            for side, field in (("when", key), ("then", each["field"])):
                one, none = _texts(each.get(f"{side}_is")), _texts(each.get(f"{side}_is_not"))
                if bool(one) == bool(none):
                    self._mistakes.append(
                        f"字段“{key}”的 agrees_with 要写 {side}_is、{side}_is_not 之一")
                sides.append(Condition(field, one or none, negated=bool(none)))
            found.append(Agreement(each["field"], sides[0], sides[1]))
        return tuple(found)

    def _parts(self, declared: Sequence[Any], where: str) -> tuple[Part, ...]:
        parts: list[Part] = []
        start = 0
        for number, table in enumerate(declared, 1):
            if not isinstance(table, Mapping):
                self._mistakes.append(f"{where}第 {number} 段不合要求")
                continue
            meaning = table.get("meaning", "")
            if meaning and meaning not in MEANINGS:
                near = get_close_matches(str(meaning), MEANINGS, 1)
                hint = f"，是不是“{near[0]}”" if near else f"，可用的有：{'、'.join(MEANINGS)}"
                self._mistakes.append(f"{where}第 {number} 段的 meaning“{meaning}”不认识{hint}")
            if table.get("of", "stage") not in ("stage", "primary"):
                self._mistakes.append(f"{where}第 {number} 段的 of 只能是 stage 或 primary")
            width = table.get("digits") or table.get("letters")
            if not isinstance(width, int) or isinstance(width, bool) or width > _WIDEST_PART:
                width = 0
            if "letters" in table and meaning in _DIGITS_ONLY:
                self._mistakes.append(f"{where}第 {number} 段：{meaning} 要用 digits")
            check = str(table.get("check", ""))
            if check and (check != CHECKED_BY or start + width < _CHECKED_LENGTH):
                self._mistakes.append(f"{where}第 {number} 段的 check 只能是“{CHECKED_BY}”，"
                                      f"连它在内前面要满 {_CHECKED_LENGTH} 位")
            part = Part(str(table.get("key", "")), str(table.get("title", "")), start,
                        width, str(table.get("value", "")),
                        bool(table.get("school", False)), str(meaning),
                        table.get("of") == "primary", check,
                        "letters" in table, self._codes(table.get("table"), where, number),
                        _map(table.get("stages")))
            if not part.key or not part.title or part.digits < 1 \
                    or len(part.value) not in (0, part.digits) \
                    or any(len(value) != part.digits for value in (*part.table, *part.stages)):
                self._mistakes.append(f"{where}第 {number} 段不合要求")
            self._check_meaning(part, f"{where}第 {number} 段", parts)
            if part.school and any(not before.school for before in parts):
                self._mistakes.append(f"{where}第 {number} 段：学校代码各段须在最前面")
            parts.append(part)
            start = part.end
        return tuple(parts)

    def _check_meaning(self, part: Part, where: str, before: Sequence[Part]) -> None:
        """What a part means must fit its width and place."""
        if part.key and part.key in [each.key for each in before]:
            self._mistakes.append(f"{where}的 key“{part.key}”前面已经有了")
        if part.digits and part.meaning in _WIDTHS and part.digits not in _WIDTHS[part.meaning]:
            widths = "、".join(map(str, _WIDTHS[part.meaning]))
            self._mistakes.append(f"{where}：{part.meaning} 应是 {widths} 位")
        if part.digits and part.meaning == "region" and part.end < _REGION_DIGITS:
            self._mistakes.append(f"{where}：region 到这里为止要满 {_REGION_DIGITS} 位")
        for title in part.stages.values():
            if self._stages and title not in self._stages:
                self._mistakes.append(f"{where}的 stages 里没有“{title}”这个学段，可用的有："
                                      f"{'、'.join(self._stages)}")

    def _codes(self, declared: Any, where: str, number: int) -> dict[str, str]:
        """A part's texts by code: written out, or the codes of a table that has a name."""
        if not isinstance(declared, str):
            return _map(declared)
        if declared not in self._tables:
            near = get_close_matches(declared, self._tables, 1)
            hint = f"，是不是“{near[0]}”" if near else ""
            self._mistakes.append(f"{where}第 {number} 段的表“{declared}”不存在{hint}")
            return {}
        return {code: text for text, code in self._tables[declared].codes.items() if code}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _map(value: Any) -> dict[str, str]:
    return {str(key): str(text) for key, text in value.items()} \
        if isinstance(value, Mapping) else {}
