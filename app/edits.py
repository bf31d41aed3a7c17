"""Edits from a JSON file, for scripts and checks: the same changes as in the window."""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.document import Document
from app.lists.disposing import Subject, dispose
from models.dispositions import Disposition
from models.errors import EditError
from models.regular import read_regular
from models.roster import Row
from validators.rules import BY_CODE
from validators.rules.lists import LIST_MISSING

_MOST_BYTES = 50_000_000
_WHAT = {"dispose": "dispose", "field": "edit", "rule": "confirm", "delete": "delete",
         "add": "add"}
_ALLOWED = {
    "edit": {"row", "sheet", "field", "value", "reason"},
    "confirm": {"row", "sheet", "field", "rule", "confirm", "reason"},
    "delete": {"row", "sheet", "delete", "reason"},
    "add": {"add", "reason"},
    "dispose": {"row", "sheet", "list", "list_row", "dispose", "date", "school", "evidence",
                "note"},
}


def apply_edits(document: Document, path: Path) -> None:
    """Carries out every entry of a JSON list; confirmations last, when the values stand.

    Raises EditError naming the first bad entry; the document is then half edited and must not be
    written.
    """
    entries = _read(path)
    rows = {(row.sheet, row.number): row for row in document.roster.rows}
    later: list[tuple[int, Mapping[str, Any]]] = []
    for number, entry in enumerate(entries, 1):
        kind = _kind(number, entry)
        try:
            if kind == "confirm":
                later.append((number, entry))
            elif kind == "add":
                _add(document, entry)
            elif kind == "dispose":
                _dispose(document, rows, entry)
            elif kind == "delete":
                document.delete_rows([_row(document, rows, entry).id], _reason(entry))
            else:
                _edit(document, _row(document, rows, entry), entry)
        except EditError as error:
            raise _bad(number, str(error)) from error
    for number, entry in later:
        try:
            _confirm(document, rows, entry)
        except EditError as error:
            raise _bad(number, str(error)) from error


def _read(path: Path) -> list[Any]:
    try:
        entries = json.loads(read_regular(path, _MOST_BYTES).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise EditError(f"找不到修改清单“{path}”。") from error
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise EditError(f"修改清单“{path.name}”太大，没有读入。") from error
        if error.errno == errno.EINVAL:
            raise EditError(f"修改清单“{path}”不是普通文件。") from error
        raise EditError(f"读不出修改清单“{path}”，请检查它的权限。") from error
    except (ValueError, RecursionError) as error:
        raise EditError(f"修改清单“{path.name}”不是正确的 JSON。") from error
    if not isinstance(entries, list):
        raise EditError(f"修改清单“{path.name}”应是一个 JSON 列表。")
    return entries


def _bad(number: int, why: str) -> EditError:
    return EditError(f"修改清单第 {number} 条有误：{why}没有写任何文件。")


def _kind(number: int, entry: Any) -> str:
    if not isinstance(entry, dict):
        raise _bad(number, "它不是一个对象。")
    kind = "confirm" if "confirm" in entry else "edit" if "value" in entry else next(
        (kind for key, kind in _WHAT.items() if key in entry), "")
    if not kind:
        raise _bad(number, "看不出要修改、确认、删除、新增还是说明去向。")
    unknown = sorted(set(entry) - _ALLOWED[kind])
    if unknown:
        raise _bad(number, f"不认识“{unknown[0]}”这一项。")
    for key in ("confirm", "delete"):
        if kind == key and entry.get(key) is not True:
            raise _bad(number, f"“{key}”只能是 true。")
    return kind


def _reason(entry: Mapping[str, Any]) -> str:
    reason = entry.get("reason")
    if reason is None:  # as programs write what they have not
        return ""
    if not isinstance(reason, str):
        raise EditError("“reason”应是文字。")
    return reason.strip()


def _row(document: Document, rows: Mapping[tuple[str, int | None], Row],
         entry: Mapping[str, Any]) -> Row:
    number = entry.get("row")
    if not isinstance(number, int) or isinstance(number, bool):
        raise EditError("“row”应是 Excel 显示的行号。")
    sheets = document.roster.sheets
    sheet = entry.get("sheet", sheets[0] if len(sheets) == 1 else None)
    if not isinstance(sheet, str | None):
        raise EditError("“sheet”应是工作表的名称。")
    if sheet is None:
        raise EditError("名册由几张工作表合成，请用“sheet”写明工作表。")
    row = rows.get((sheet, number))
    if row is None or row.id not in document.roster:
        where = f"“{sheet}”" if len(sheets) > 1 else ""
        raise EditError(f"名册{where}第 {number} 行没有学生。")
    return row


def _field(document: Document, key: Any) -> int:
    if not isinstance(key, str) or key not in document.roster.fields:
        raise EditError(f"没有“{str(key)[:40]}”这个字段。")
    column = document.roster.index(key)
    if column is None:
        raise EditError(f"名册里没有“{document.roster.fields.title(key)}”这一列。")
    return column


def _dispose(document: Document, rows: Mapping[tuple[str, int | None], Row],
             entry: Mapping[str, Any]) -> None:
    """What has become of a student of the roster (``row``) or of a list (``list_row``)."""
    evidence = entry.get("evidence", [])
    if not isinstance(evidence, list) or not all(isinstance(each, str) for each in evidence):
        raise EditError("“evidence”应是文字的列表。")
    texts = {key: _text(entry, key) for key in ("dispose", "date", "school", "note")}
    said = Disposition(None, "", texts["dispose"], texts["date"], texts["school"], tuple(evidence),
                       texts["note"])
    if "list_row" not in entry:
        dispose(document, [Subject(_row(document, rows, entry).id)], said)
        return
    named = _text(entry, "list")
    lists = [each for each in document.lists if named in ("", each.name)]
    found = [each.entry(row.id) for each in lists for row in each.roster.rows
             if row.number == entry["list_row"]
             and entry.get("sheet", row.sheet) == row.sheet]
    missing = {finding.subject for finding in document.validator.file_findings()
               if finding.rule == LIST_MISSING}
    if len(lists) > 1:
        raise EditError("核对了几份名单，请用“list”写明是哪一份。")
    if len(found) > 1:
        raise EditError(f"名单的几张工作表都有第 {entry['list_row']} 行，请用“sheet”写明是哪一张。")
    if not missing.issuperset(found) or not found:
        where = f"“{sheet}”" if (sheet := _text(entry, "sheet")) else ""
        raise EditError(f"名单{where}第 {entry['list_row']} 行不是名册里没有的学生。")
    dispose(document, [Subject(entry=found[0])], said)


def _text(entry: Mapping[str, Any], key: str) -> str:
    text = entry.get(key)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise EditError(f"“{key}”应是文字。")
    return text.strip()


def _value(value: Any) -> str:
    if not isinstance(value, str):
        raise EditError("新的值应是加引号的文字。")
    return value


def _edit(document: Document, row: Row, entry: Mapping[str, Any]) -> None:
    column, value = _field(document, entry.get("field")), _value(entry.get("value"))
    document.edit([(row.id, column, value)], _reason(entry))


def _add(document: Document, entry: Mapping[str, Any]) -> None:
    given = entry["add"]
    if not isinstance(given, dict) or not any(
            isinstance(value, str) and value.strip() for value in given.values()):
        raise EditError("“add”应写明新增学生的各项。")
    cells = [""] * len(document.roster.columns)
    for key, value in given.items():
        cells[_field(document, key)] = _value(value)
    document.insert_row(len(document.roster), _reason(entry), cells)


def _confirm(document: Document, rows: Mapping[tuple[str, int | None], Row],
             entry: Mapping[str, Any]) -> None:
    rule, field = entry.get("rule"), entry.get("field")
    if not isinstance(rule, str) or rule not in BY_CODE:
        raise EditError(f"没有“{rule}”这条规则。")
    if entry.get("row") is None:
        findings = document.validator.file_findings()
    else:
        findings = document.validator.findings(_row(document, rows, entry).id)
    chosen = [f for f in findings if f.rule == rule and field in (None, f.field)]
    if not chosen:
        raise EditError(f"这里没有“{document.validator.title(rule)}”这个问题。")
    chosen = [f for f in chosen if document.validator.confirmable(rule, f.field)]
    if not chosen:
        raise EditError(f"“{document.validator.title(rule)}”必须改正，不能确认情况属实。")
    document.confirm(chosen, _reason(entry))
