"""核查单: what a school is told of its own file, and of students shared with other schools.
Of another school's student it learns the first character of the name, the school, whom to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from app.district.across import FOREIGN, Pair, Place
from app.district.audit import Audit
from app.district.school_figures import unpacked
from app.district.school_files import SHEET
from app.district.snapshot import Snapshot
from app.district.states import SchoolLine
from models.writing.plain_tables import Block, Page
from validators.rules import BY_CODE

_MOST_LINES = 20_000
_SEVERITIES = {"error": "错误", "warning": "待核实"}


def masked_name(name: str) -> str:
    """``沈参考`` → ``沈**``; how long it is stays hidden too."""
    return name[:1] + "**" if name else "（没有姓名）"


def check_sheets(audit: Audit, snapshot: Snapshot) -> Iterator[tuple[str, Page]]:
    """File name (without ending) and page of every school, in the order of the lines. Files of one
    school stand in one 核查单."""
    lines_of: dict[str, list[SchoolLine]] = defaultdict(list)
    for line in audit.lines:
        if line.code or line.name:  # what is no school's is told nobody
            lines_of[_school(line)].append(line)
    by_file = {line.file: line for line in audit.lines if line.file is not None}
    by_code = {line.code: line for line in reversed(audit.lines) if line.code}
    pairs_of: dict[str, list[Pair]] = defaultdict(list)
    for pair in audit.pairs:
        for school in {_school(by_file[place.file]) for place in pair.places}:
            pairs_of[school].append(pair)
    main_title, sub_title = audit.profile.main_title, audit.profile.sub_title
    for school, lines in lines_of.items():
        name = lines[0].listed.name if lines[0].listed else lines[0].name
        files = {line.file for line in lines}
        blocks = [Block(rows=list(_standing(lines)))]
        findings = _not_too_many(list(_findings(audit, lines, snapshot)))
        if findings:
            blocks.append(Block("一、本校文件里的问题", (
                "文件", "行号", "程度", "问题", "说明"), findings))
        shared = _not_too_many([row for pair in pairs_of[school] if not pair.reason
                                for row in _pair_rows(audit, pair, files, by_file, by_code)])
        if shared:
            blocks.append(Block(
                "二、与其他学校重复的学生（请与对方学校联系核实；按规定不列出对方学生的证件号码）", (
                    "文件", "行号", "姓名", main_title, sub_title, "年级", "班级", "问题", "对方学生",
                    "对方学校", "对方联系人"), shared))
        if not findings and not shared:
            blocks.append(Block(rows=[["没有发现需要改正或核实的问题。"
                                       if any(line.facts.rows for line in lines) else ""]]))
        blocks.append(Block(rows=[["核查人：　　　　　　　校长（盖章）：　　　　　　　日期："]]))
        code = lines[0].listed.code if lines[0].listed else lines[0].code
        yield f"{SHEET}{code}{name}" if code or name else f"{SHEET}{school}", Page(
            "核查单", f"{name or school}学籍核查单", blocks)


def _not_too_many(rows: list[list[str | int]]) -> list[list[str | int]]:
    """As many as an .xls sheet and a person can take; how many more there are is said."""
    if len(rows) <= _MOST_LINES:
        return rows
    more = f"另有 {len(rows) - _MOST_LINES} 处没有列出，请先改正以上各处，再检查一次。"
    return [*rows[:_MOST_LINES], [more, *[""] * (len(rows[0]) - 1)]]


def _school(line: SchoolLine) -> str:
    """What files of one school share."""
    return (line.listed.code if line.listed else line.code) or f"{line.file}".replace("/", "_")


def _standing(lines: Sequence[SchoolLine]) -> Iterator[list[str]]:
    for line in lines:
        yield [f"文件：{line.file or '未交'}　状态：{line.state}　学生 {line.facts.rows} 人　"
               f"错误 {line.facts.errors}　待核实 {line.facts.warnings}"]
        for note in [line.facts.error] if line.facts.error else line.notes:
            yield [note]


def _findings(audit: Audit, lines: Sequence[SchoolLine], snapshot: Snapshot
              ) -> Iterator[list[str | int]]:
    for line in lines:
        if line.file is None or line.facts.error:
            continue
        for row, severity, rule, message in unpacked(snapshot.findings(line.number)):
            yield [line.file, row or "整份文件", _SEVERITIES.get(severity, severity),
                   audit.profile.worded(BY_CODE[rule].title), message]


def _pair_rows(audit: Audit, pair: Pair, files: set[str | None], by_file: Mapping[str, SchoolLine],
               by_code: Mapping[str, SchoolLine]) -> Iterator[list[str | int]]:
    """A line for each of the school's students in the pair."""
    others = [place for place in pair.places if place.file not in files]
    for place in pair.places:
        if place.file not in files:
            continue
        schools: list[tuple[str, SchoolLine | None, str]] = [
            (masked_name(other.name), by_file[other.file], other.code) for other in others]
        if pair.rule == FOREIGN:
            schools = [("", by_code.get(pair.carried), pair.carried)]
        yield [*_own(place), audit.title(pair.rule), *("；".join(texts) for texts in zip(*(
            (name or "（未查到学生）", line.name if line else f"代码 {code} 的学校",
             line.contact if line else "") for name, line, code in schools)))]


def _own(place: Place) -> list[str | int]:
    return [place.file, place.row, place.name, place.main, place.sub, place.grade,
            place.class_name]
