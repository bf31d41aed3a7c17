"""The three views of 汇总检查 as lines: schools, grades by school, pairs across schools."""

from __future__ import annotations

from collections.abc import Sequence

from app.district.across import FOREIGN, Pair
from app.district.audit import Audit
from app.district.check_sheets import masked_name
from app.district.progress import line_before
from app.district.school_figures import NO_GRADE
from app.district.states import (
    DOUBTS, ERRORS, MISNAMED, MISSING, PASSED, UNREADABLE, SchoolLine, few_entrants)
from ui.widgets.lines_table import Cell

SCHOOL_HEADERS = ("文件", "学校", "学生", "预计", "班", "错误", "提醒", "校内重复", "跨校", "比上次", "状态")
SCHOOL_WIDTHS = (262, 190, 52, 52, 36, 44, 44, 70, 44, 72, 92)
PAIR_HEADERS = ("情况", "学生", "学校", "另一边", "已核实")
PAIR_WIDTHS = (196, 72, 290, 290, 100)

_MOST_PAIRS = 2
_INKS = {PASSED: "done", DOUBTS: "warning_text", ERRORS: "error_text", MISNAMED: "error_text",
         UNREADABLE: "error_text", MISSING: ""}
_BANDS = {PASSED: "done_cell", DOUBTS: "warning_cell", ERRORS: "error_cell",
          MISNAMED: "error_cell", UNREADABLE: "error_cell", MISSING: ""}
_SIGNS = {PASSED: "✓ ", DOUBTS: "□ ", ERRORS: "▲ ", MISNAMED: "▲ ", UNREADABLE: "▲ ", MISSING: "— "}


def school_rows(lines: Sequence[SchoolLine], audit: Audit | None) -> list[list[Cell]]:
    """A line a school; against the run before where there is the whole ``audit``."""
    return [[
        Cell(line.file or "—"), Cell(line.name or "—"), _number(line.facts.rows),
        Cell("" if line.expected is None else f"{line.expected:,}", right=True),
        _number(line.facts.classes), _number(line.facts.errors, "error_text"),
        _number(line.facts.warnings, "warning_text"), _number(line.facts.duplicates),
        _number(line.across, "error_text"), _since(line, audit),
        Cell(_SIGNS[line.state] + line.state, _INKS[line.state], _BANDS[line.state]),
    ] for line in lines]


def _since(line: SchoolLine, audit: Audit | None) -> Cell:
    """What changed since the run before: handed in, or so many errors less or more."""
    if audit is None or not audit.before or line.state == MISSING:
        return Cell("")
    old = line_before(audit, line)
    if old is None or old["state"] == MISSING:
        return Cell("新交", "done")
    change = line.facts.errors - int(old["errors"])
    if not change:
        return Cell("")
    return Cell(f"错误 {change:+d}".replace("-", "−"), "done" if change < 0 else "error_text")


def grade_rows(audit: Audit) -> tuple[list[str], list[list[Cell]]]:
    """Headers, and a line a school that could be read; few entrants stand out."""
    lines = [line for line in audit.lines if line.state not in (MISSING, UNREADABLE)]
    order = audit.profile.grades
    titles = [title for title in (*order, NO_GRADE)
              if any(line.facts.grades.get(title) for line in lines)]
    rows = []
    for line in lines:
        grades = line.facts.grades
        first = next((title for title in titles if grades.get(title)), "")
        few = first if few_entrants(grades, order) else ""
        rows.append([Cell(line.name or line.file or ""), *(
            Cell(f"{grades[title]:,}", "warning_text" if title == few else "",
                 "warning_cell" if title == few else "", right=True)
            if title in grades else Cell("·", right=True) for title in titles),
            _number(line.facts.rows)])
    return ["学校", *titles, "合计"], rows


def pair_rows(audit: Audit) -> list[list[Cell]]:
    """A line a pair."""
    names = names_of(audit)
    rows = []
    for pair in audit.pairs:
        first, rest = pair.places[0], pair.places[1:]
        other = "；".join(f"{names[place.file]} 第 {place.row} 行" for place in rest)
        if pair.rule == FOREIGN:
            other = f"{audit.profile.sub_title}是 {pair.carried} 的"
        rows.append([
            Cell(audit.title(pair.rule), "" if pair.reason else
                 "error_text" if pair.by_number else "warning_text"),
            Cell(first.name), Cell(f"{names[first.file]} 第 {first.row} 行"), Cell(other),
            Cell(pair.reason, "done")])
    return rows


def names_of(audit: Audit) -> dict[str, str]:
    """The school's name by file."""
    return {line.file: line.name or line.file for line in audit.lines if line.file is not None}


def school_texts(audit: Audit | None, line: SchoolLine) -> tuple[str, str]:
    """Heading and words on a school for the inspector."""
    facts, pairs = line.facts, pairs_of(audit, line) if audit is not None else []
    if pairs:
        heading = f"{line.name}：{line.across} 名学生别校也有"
    else:
        heading = f"{line.name or line.file}：{line.state}"
    said = [facts.error] if facts.error else line.notes
    if line.state == MISSING:
        said = ["这所学校还没有交文件。" + (f"联系人：{line.contact}" if line.contact else "")]
    if facts.grades:
        grades = "　".join(f"{title} {count:,}" for title, count in facts.grades.items())
        said = [f"代码 {line.code or '不详'}　{facts.rows:,} 人，{facts.classes} 个班\n{grades}", *said]
    parts = [*said, *(_pair_words(audit, pair, line) for pair in pairs[:_MOST_PAIRS]
                      if audit is not None)]
    if len(pairs) > _MOST_PAIRS:
        parts.append(f"另有 {len(pairs) - _MOST_PAIRS} 处，见“跨校重复”。")
    others = [place.name for pair in pairs for place in pair.places if place.file != line.file]
    if others:
        parts.append(f"给学校的核查单里，别校学生只写：{masked_name(others[0])}、学校、联系人。")
    return heading, "\n\n".join(parts)


def _pair_words(audit: Audit, pair: Pair, line: SchoolLine) -> str:
    """A pair as this school sees it, in a few lines."""
    names = names_of(audit)
    said = [audit.title(pair.rule) + (f"（已核实：{pair.reason}）" if pair.reason else "")]
    said += [f"　{'本校' if place.file == line.file else names[place.file]}第 {place.row} 行　"
             f"{place.name}　{place.grade}{place.class_name}" for place in pair.places]
    return "\n".join([*said, *(f"　{hint}" for hint in _hints(audit, pair))])


def _hints(audit: Audit, pair: Pair) -> list[str]:
    """What the pair may come from."""
    if pair.rule == FOREIGN:
        return [f"{audit.profile.sub_title}前面是学校代码 {pair.carried}，不是本校的。"]
    if len({place.birth for place in pair.places}) == 1 and len(
            {place.grade for place in pair.places}) > 1:
        return ["年级不同，出生日期相同：可能是转学后没有注销。"]
    return []


def pairs_of(audit: Audit, line: SchoolLine) -> list[Pair]:
    """The pairs that a file has a part in."""
    return [pair for pair in audit.pairs
            if line.file is not None and any(place.file == line.file for place in pair.places)]


def pair_text(audit: Audit, pair: Pair) -> str:
    """A pair with both sides stacked, and what the schools will be told."""
    names = names_of(audit)
    lines = [audit.title(pair.rule) + (f"（已核实：{pair.reason}）" if pair.reason else "")]
    main, sub = audit.profile.main_title, audit.profile.sub_title
    for place in pair.places:
        lines.append(f"{names[place.file]} 第 {place.row} 行　{place.name}　"
                     f"{place.grade}{place.class_name}\n　{main} {place.main or '—'}　"
                     f"{sub} {place.sub or '—'}")
    lines += _hints(audit, pair)
    if pair.rule != FOREIGN:
        lines.append("给学校的核查单里，别校学生只写："
                     f"{masked_name(pair.places[-1].name)}、学校、联系人。")
    return "\n".join(lines)


def _number(value: int, ink: str = "") -> Cell:
    return Cell(f"{value:,}" if value else "", ink, right=True)
