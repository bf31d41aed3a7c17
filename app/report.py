"""A document's findings as JSON and as lines of text, for the command line."""

from __future__ import annotations

from typing import Any

from app.document import Document
from models.school import system_text
from validators.findings import Finding, Severity
from validators.rules import BY_CODE

_SIGNS = {Severity.ERROR: "错误", Severity.WARNING: "待核实"}


def as_json(document: Document, file: str) -> dict[str, Any]:
    """The object that ``check --json`` prints for one roster; ``file`` is the path as given."""
    roster, validator = document.roster, document.validator
    several = len(roster.sheets) > 1
    account = roster.account
    return {
        "file": file,
        "sheet": list(roster.sheets) if several else roster.sheets[0],
        "header_row": roster.header_row,
        "school": {"code": document.school.code, "name": document.school.name},
        "school_year": document.school.school_year,
        "school_year_basis": document.school.year_basis,
        "profile": document.profile.name,
        "rows": len(roster),
        "columns": {column.key: column.letter for column in roster.columns
                    if column.key is not None},
        "notes": list(roster.notes),
        "account": {
            "lines": account.lines, "header": account.header, "students": account.students,
            "left_out": [{"sheet": line.sheet, "row": line.row, "reason": line.reason}
                         for line in account.left_out],
            "unaccounted": [{"sheet": place.sheet, "row": place.row, "column": place.column,
                             "what": place.what} for place in account.unaccounted]},
        "findings": [_finding(document, finding, several)
                     for finding in validator.all_findings()],
        "counts": {code: count for code, count in sorted(
            validator.counts().items(), key=lambda item: list(BY_CODE).index(item[0]))},
    }


def _finding(document: Document, finding: Finding, with_sheet: bool) -> dict[str, Any]:
    roster, validator = document.roster, document.validator
    row = None if finding.row is None else roster.row(finding.row)
    cause = document.cause(finding)
    index = None if finding.field is None or row is None else roster.index(finding.field)
    entry: dict[str, Any] = {
        "row": None if row is None else row.number,
        "field": finding.field,
        "column": None if index is None else roster.columns[index].letter,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "value": None if row is None or index is None else row.cells[index],
        "message": validator.message(finding),
        "suggestions": [{"value": suggestion.value, "why": suggestion.why,
                         "tentative": suggestion.tentative}
                        for suggestion in validator.suggestions(finding)],
        "cause": None if cause is None else {
            "row": None if cause.row is None else roster.row(cause.row).number,
            "rule": cause.rule},
    }
    if with_sheet:
        entry["sheet"] = None if row is None else row.sheet
        if cause is not None:
            entry["cause"]["sheet"] = None if cause.row is None else roster.row(cause.row).sheet
    return entry


def as_lines(document: Document, file: str) -> list[str]:
    """What ``check`` prints for one roster: a heading, notes, a line for each finding, a sum."""
    roster, school = document.roster, document.school
    tally = document.tally()
    lines = [
        f"{file}：{len(roster)} 名学生，学校代码 {school.code or '不详'}，"
        f"学校 {school.name or '不详'}，{school.school_year} 学年，"
        f"{system_text(school.system)}制"]
    lines += [f"  说明：{note}" for note in (*document.profile.notes, *roster.notes)]
    for finding in document.ordered_findings():
        where = "整份名册" if finding.row is None else document.validator.row_label(finding.row)
        if finding.field is not None:
            where += f" {roster.fields.title(finding.field)}"
        title = document.validator.title(finding.rule)
        line = f"{where}  {title}：{document.validator.message(finding)}"
        if finding.rule == "school-system":
            line += f"命令行用 --system {finding.params['system']} 指定。"
        lines.append(f"  {_SIGNS[finding.severity]}  {line}")
    lines.append(f"  共 {tally.errors} 处错误，{tally.warnings} 处待核实。")
    return lines
