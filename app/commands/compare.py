"""``compare``: a roster beside another list; who is missing, who is too many, what differs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import DIFFERENT, DONE
from app.commands.against import add_kind_options, covered
from app.commands.files import check_options, open_given
from app.commands.outputs import output_folder, record_written, settle_earlier
from app.commands.words import add_options
from app.exports import COMPARISON
from app.lists.beside import ListBeside, compare_with
from app.lists.comparison_book import write_comparison
from app.matching.kinds import Kind
from app.matching.texts import VERDICT_TEXTS, why_asked

if TYPE_CHECKING:
    from app.commands.words import Commands
    from app.document import Document


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("compare", help="与另一份名单核对")
    parser.add_argument("roster", metavar="ROSTER")
    parser.add_argument("list", metavar="LIST", help="另一份名单（.dbf 也可以）")
    add_kind_options(parser)
    parser.add_argument("--out", metavar="DIR", help="生成名单核对结果.xls 的文件夹")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Prints how the two differ; 0 the same, 1 different, 2 if one of them can't be used."""
    check_options(options)
    document = open_given(options.roster, options)
    beside = compare_with(document, Path(options.list), Kind(options.kind),
                          grades=covered(document, options), sheets=options.list_sheet)
    if options.out is not None:
        settle_earlier(document.roster.path, Path(options.list))
        with output_folder(Path(options.out)) as folder:
            written = write_comparison(document, beside, folder)
        record_written(COMPARISON, [(written.path, len(document.roster))], document)
    if options.json:
        print(json.dumps(as_json(document, beside), ensure_ascii=False))
    else:
        print("\n".join(_lines(document, beside, Path(options.list).name)))
        if options.out is not None:
            print(f"核对结果：{written.path}")
    return DONE if beside.comparison.is_same else DIFFERENT


def as_json(document: Document, beside: ListBeside) -> dict[str, Any]:
    """The comparison in JSON; rows are the numbers that Excel shows in their files."""
    found = beside.comparison

    ours, theirs = document.roster, beside.roster

    def row(row_id: int) -> dict[str, Any]:
        """A row of the roster, with its sheet where it has several."""
        one = ours.row(row_id)
        return {"row": one.number, **({"sheet": one.sheet} if len(ours.sheets) > 1 else {})}

    def list_row(row_id: int) -> int | None:
        return theirs.row(row_id).number

    def sheets(*row_ids: int) -> dict[str, Any]:
        """Which sheets of the list rows are in, where it has several."""
        names = [theirs.row(each).sheet for each in row_ids]
        return {"list_sheets": names} if len(theirs.sheets) > 1 else {}

    result: dict[str, Any] = {
        "roster": found.rows, "list": found.listed, "scope": found.scope, "same": found.same,
        "differs": [
            {**row(each.row), "list_row": list_row(each.list_row), "by": each.by,
             "fields": [{"field": field.field, "value": field.value,
                         "list_value": field.list_value, "verdict": field.verdict}
                        for field in each.fields], **sheets(each.list_row)}
            for each in found.differs],
        "only_roster": [row(each) for each in found.only_roster],
        "only_list": [{"list_row": list_row(each), **sheets(each)} for each in found.only_list],
        "ask": [{**row(each.ours), "list_rows": [list_row(other) for other in each.theirs],
                 "why": why_asked(each), **sheets(*each.theirs)} for each in found.ask],
        "list_twice": [[list_row(each) for each in rows] for rows in found.twice],
    }
    if len(theirs.sheets) > 1:
        result["list_twice_sheets"] = [[theirs.row(each).sheet for each in rows]
                                       for rows in found.twice]
    if beside.kind is Kind.YEAR:
        result["left"] = len(found.left)
    return result


def _lines(document: Document, beside: ListBeside, name: str) -> list[str]:
    found, ours, theirs = beside.comparison, document.roster, beside.roster
    grades = "、".join(document.profile.grades[grade - 1] for grade in sorted(found.grades)
                      if grade) or "全部年级"
    only_asked = len({row for question in found.ask for row in question.theirs})
    surplus = sum(len(rows) - 1 for rows in found.twice)
    lines = [f"与“{name}”核对：{grades}，名册 {found.scope} 人，名单 {found.listed} 人"]
    if found.seems_wrong:
        lines.append("两边对不上的人超过三成，请先看看是不是选错了名单或年级。")
    for each in found.differs:
        for field in each.fields:
            lines.append(
                f"{ours.label(each.row)} {ours.fields.title(field.field)}："
                f"“{field.value}”，名单{theirs.label(each.list_row)}是“{field.list_value}”"
                f"（{VERDICT_TEXTS[field.verdict]}）")
    for row in found.only_list:
        lines.append(f"名册里没有：名单{theirs.label(row)} {theirs.value(row, 'name')}")
    for row in found.only_roster:
        lines.append(f"名单里没有：名册{ours.label(row)} {ours.value(row, 'name')}")
    for question in found.ask:
        rows = "、".join(map(theirs.label, question.theirs))
        lines.append(f"待您判断：名册{ours.label(question.ours)} "
                     f"{ours.value(question.ours, 'name')}，名单{rows}（{why_asked(question)}）")
    for rows_twice in found.twice:
        lines.append("名单内重复：" + "、".join(map(theirs.label, rows_twice)))
    left = f" + 已离校 {len(found.left)}" if beside.kind is Kind.YEAR else ""
    lines.append(f"名册 {found.scope} = 一致 {found.same} + 内容不同 {len(found.differs)} + "
                 f"名单里没有 {len(found.only_roster)} + 待您判断 {len(found.ask)}")
    lines.append(f"名单 {found.listed} = 一致 {found.same} + 内容不同 {len(found.differs)} + "
                 f"名册里没有 {len(found.only_list)} + 待您判断 {only_asked} + "
                 f"重复 {surplus}{left}")
    return lines
