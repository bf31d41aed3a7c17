"""Reading a profile's file: all mistakes at once, unknown words with the nearest known one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from models import deliverables, student_tables
from models.code_tables import CodeTable, Tables, table_of
from models.errors import ProfileError
from models.field_reader import FIELD_WORDS, FieldReader
from models.fields import Condition, Fields
from models.output_pattern import check_pattern, is_sheet_name
from models.photo_rule import PHOTO_WORDS, PhotoRule, photo_rule
from models.profile_model import Guard, Outputs, Profile, Stage

SEVERITIES = ("error", "warning", "off")

_ANY: dict[str, Any] = {"*": None}
_SCHEMA: dict[str, Any] = {
    "title": None, "like": None, "notes": None,
    "files": {"separator": None, "next_steps": None, "master": None, "corrections": None,
              "sheet": None, "key_fields": None, "basis": None},
    "school": {"code_digits": None},
    "fields": FIELD_WORDS,
    "tables": {"*": {"values": None, "writings": _ANY, "stages": _ANY, "numbers": _ANY}},
    "guards": {"when": _ANY, "blank": None, "numbers": _ANY, "report": None},
    "schooling": {"system": None, "others": None, "first_entry_year": None,
                  "other_system_rows": None, "other_system_share": None},
    "stages": {"title": None, "code": None, "writings": None, "first_grade": None, "years": None},
    "grades": {"titles": None, "writings": _ANY},
    "sexes": {"titles": None, "writings": _ANY},
    "ages": {"first": None, "base": None, "tolerance": None},
    "class_size": {"min_classes": None, "low": None, "high": None},
    "photos": dict.fromkeys(PHOTO_WORDS),
    "severities": _ANY,
    "deliverables": dict(deliverables.WORDS),
    "dispositions": dict(student_tables.DISPOSITION_WORDS), "evidence": {"papers": None},
    "student_tables": dict(student_tables.TABLE_WORDS),
}
"""The words of a profile and what may stand in each; ``*`` allows any word."""


_SECTIONS = ("files", "school", "schooling", "grades", "sexes", "ages", "class_size", "photos",
             "severities")


class ProfileReader:
    """Turns parsed TOML into a Profile and collects mistakes on the way."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self.path, self.data, self.mistakes = path, data, list[str]()

    def get(self, key: str, kind: type | tuple[type, ...],
            check: Callable[[Any], bool] = lambda value: True, default: Any = None) -> Any:
        """A value by its dotted key; the default, or a mistake, where it is missing or off."""
        value: Any = self.data
        for step in key.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None and default is not None:
            return default
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kind) or isinstance(value, bool) and bool not in kinds \
                or not check(value):
            self.mistakes.append(f"“{key}”缺少或不合要求")
            return default if default is not None else kinds[0]()
        return value

    def profile(self) -> Profile:
        """The profile. Raises ProfileError with every mistake."""
        self._unknown_words(self.data, _SCHEMA, "")
        for word in _SECTIONS:
            if not isinstance(self.data.get(word, {}), Mapping):
                self.mistakes.append(f"“{word}”应是一节，写成 [{word}]")
        positive: Callable[[Any], bool] = lambda value: value > 0  # noqa: E731
        stages = self._stages()
        ordinary = sum(1 for stage in stages if not stage.spans_stages)
        grades = tuple(self.get("grades.titles", list, _are_texts))
        tables = self._tables()
        fields = FieldReader(self.mistakes, tables, [stage.title for stage in stages])
        declared = fields.read(self.get("fields", list, _are_tables))

        def is_system(text: Any) -> bool:
            return (isinstance(text, str)
                    and re.fullmatch(r"[1-9](-[1-9])*", text) is not None
                    and len(text.split("-")) == ordinary
                    and sum(map(int, text.split("-"))) <= len(grades))

        profile = Profile(
            name=self.path.stem,
            title=self.get("title", str, bool),
            fields=declared,
            tables=tables,
            separator=self.get("files.separator", str, default=""),
            outputs=self._outputs(declared.keys),
            next_steps=tuple(self.get("files.next_steps", list, _are_only_texts, default=[])),
            deliverables=self._deliverables(),
            documents=fields.documents,
            code_digits=self.get("school.code_digits", int, positive, default=0),
            guards=self._guards(declared, fields),
            notes=tuple(self.get("notes", list, _are_only_texts, default=[])),
            system=self.get("schooling.system", str, is_system),
            systems=tuple(self.get("schooling.others", list,
                                   lambda texts: all(map(is_system, texts)), default=[])),
            first_entry_year=self.get("schooling.first_entry_year", int, positive),
            other_system_rows=self.get("schooling.other_system_rows", int, positive),
            other_system_share=self.get("schooling.other_system_share", (float, int), positive),
            stages=stages,
            grades=grades,
            grade_writings=self.get("grades.writings", dict, default={}),
            sexes=tuple(self.get("sexes.titles", list,
                                 lambda texts: _are_texts(texts) and len(texts) == 2)),
            sex_writings=self.get("sexes.writings", dict, default={}),
            age_first=self.get("ages.first", int, positive),
            age_base=self.get("ages.base", int, positive),
            age_tolerance=self.get("ages.tolerance", int, lambda value: value >= 0),
            class_min=self.get("class_size.min_classes", int, positive),
            class_low=self.get("class_size.low", (float, int), positive),
            class_high=self.get("class_size.high", (float, int), positive),
            severities=self.get("severities", dict, default={}),
            photos=self._photos(self.get("photos", dict, default={})),
            dispositions=self._dispositions(),
        )
        for rule, severity in profile.severities.items():
            if severity not in SEVERITIES:
                self.mistakes.append(f"“severities.{rule}”只能是 error、warning 或 off")
        for text, grade in profile.grade_writings.items():
            if not isinstance(grade, int) or not 1 <= grade <= len(grades):
                self.mistakes.append(f"“grades.writings”里“{text}”的年级不存在")
        for text, sex in profile.sex_writings.items():
            if sex not in profile.sexes:
                self.mistakes.append(f"“sexes.writings”里“{text}”的性别不存在")
        if self.mistakes:
            raise ProfileError(f"地区设置“{self.path.name}”有误："
                               + "；".join(dict.fromkeys(self.mistakes)) + "。")
        return profile

    def _photos(self, table: Mapping[str, Any]) -> PhotoRule:
        try:
            return photo_rule(table)
        except ValueError as error:
            self.mistakes.append(f"“photos”里的 {error} 不合要求")
            return PhotoRule()

    def _outputs(self, keys: Sequence[str]) -> Outputs:
        patterns = []
        for word in ("master", "corrections"):
            pattern = self.get(f"files.{word}", str, default="")
            try:
                if pattern:
                    check_pattern(pattern)
            except ValueError as error:
                self.mistakes.append(f"“files.{word}”不合要求：{error}")
            patterns.append(pattern)
        sheet = self.get("files.sheet", str, is_sheet_name, default="")
        key_fields = _texts(self.get("files.key_fields", list, default=[]))
        for key in key_fields:
            self._is_field(key, keys, "files.key_fields")
        if patterns[0] and patterns[0] == patterns[1]:
            self.mistakes.append("“files”里 master 和 corrections 是同一个名字")
        return Outputs(patterns[0], patterns[1], sheet, key_fields,
                       self.get("files.basis", bool, default=False))

    def _deliverables(self) -> tuple[deliverables.Deliverable, ...]:
        found = []
        for number, table in enumerate(self.get("deliverables", list, default=[]), 1):
            try:
                found.append(deliverables.deliverable_of(table))
            except (ValueError, AttributeError) as error:
                self.mistakes.append(f"“deliverables”第 {number} 项不合要求：{error}")
        return tuple(found)

    def _dispositions(self) -> student_tables.Dispositions:
        shared = student_tables.shared_dispositions()
        data = {key: self.data[key] for key in ("dispositions", "evidence", "student_tables")
                if key in self.data}
        if not data:
            return shared
        try:
            return student_tables.dispositions_of(
                {"evidence": {"papers": list(shared.papers)}, **data}, shared.kinds, shared.tables)
        except (ValueError, AttributeError, TypeError) as error:
            self.mistakes.append(str(error))
            return shared

    def _unknown_words(self, data: Any, known: Mapping[str, Any], where: str) -> None:
        if isinstance(data, list):
            for number, each in enumerate(data, 1):
                self._unknown_words(each, known, f"{where}第 {number} 项的")
            return
        if not isinstance(data, Mapping):
            return
        for word, value in data.items():
            if word not in known and "*" not in known:
                near = get_close_matches(word, known, 1, 0.5)
                hint = f"，是不是“{near[0]}”" if near else f"，可用的有：{'、'.join(known)}"
                self.mistakes.append(f"{where}“{word}”不是这里可用的词{hint}")
                continue
            inner = known.get(word, known.get("*"))
            if isinstance(inner, Mapping):
                self._unknown_words(value, inner, f"{where}“{word}”里")

    def _is_field(self, named: str, keys: Sequence[str], where: str) -> None:
        if named not in keys:
            near = get_close_matches(named, keys, 1)
            hint = f"，是不是“{near[0]}”" if near else ""
            self.mistakes.append(f"“{where}”里的“{named}”不是字段名{hint}")

    def _tables(self) -> Tables:
        own: dict[str, CodeTable] = {}
        for name, data in self.get("tables", dict, default={}).items():
            try:
                if not isinstance(data, Mapping):
                    raise ValueError("缺少 values")
                own[name] = table_of(data)
            except ValueError as error:
                self.mistakes.append(f"“tables.{name}”不合要求：{error}")
        return Tables(own)

    def _guards(self, declared: Fields, reader: FieldReader) -> tuple[Guard, ...]:
        guards, keys = [], declared.keys
        for number, table in enumerate(self.get("guards", list, _are_all_tables, default=[]), 1):
            try:
                when = tuple(Condition(str(field), _texts(values))
                             for field, values in table["when"].items())
                numbers = tuple(
                    (str(field), Condition(str(only["field"]), _texts(only["is"])))
                    for field, only in table["numbers"].items())
                guard = Guard(when, str(table["blank"]), numbers, str(table["report"]))
            except (KeyError, TypeError, AttributeError):
                self.mistakes.append(f"“guards”第 {number} 项不合要求")
                continue
            for key in (guard.blank, guard.report, *(c.field for c in when),
                        *(field for field, _ in numbers), *(c.field for _, c in numbers)):
                self._is_field(key, keys, "guards")
            guards.append(guard._replace(
                when=tuple(reader.condition(each, declared, "“guards”")
                           for each in guard.when),
                numbers=tuple((key, reader.condition(each, declared, "“guards”"))
                              for key, each in guard.numbers)))
        return tuple(guards)

    def _stages(self) -> tuple[Stage, ...]:
        stages: list[Stage] = []
        for number, table in enumerate(self.get(
                "stages", list, lambda rows: bool(rows) and _are_tables(rows)), 1):
            stage = Stage(str(table.get("title", "")), str(table.get("code", "")),
                          _texts(table.get("writings")), _whole(table, "first_grade"),
                          _whole(table, "years"))
            if not stage.title or not stage.code or bool(stage.first_grade) != bool(stage.years):
                self.mistakes.append(f"“stages”第 {number} 项不合要求")
            stages.append(stage)
        return tuple(stages)


def _are_tables(rows: Any) -> bool:
    return bool(rows) and all(isinstance(row, Mapping) for row in rows)


def _are_all_tables(rows: Any) -> bool:
    """As ``_are_tables``; none at all is fine too."""
    return not rows or _are_tables(rows)


def _are_texts(texts: Any) -> bool:
    return bool(texts) and all(isinstance(text, str) and text for text in texts)


def _are_only_texts(texts: Any) -> bool:
    return all(isinstance(text, str) for text in texts)


def _whole(table: Mapping[str, Any], key: str) -> int:
    """A whole number of a table, 0 where there is none."""
    value = table.get(key)
    return value if isinstance(value, int) else 0


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts, empty where there is none."""
    return tuple(map(str, value)) if isinstance(value, list) else ()
